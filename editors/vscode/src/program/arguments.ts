/** What `bourn` is started with. Nothing here knows an editor. */

/** The verbs that tasks have. */
export const TASK_VERBS = ["check", "test", "fmt"] as const;

/** One of them. */
export type TaskVerb = (typeof TASK_VERBS)[number];

/** Serves the editor. */
export function serve(): string[] {
    return ["lsp"];
}

/** Plays the tests of a project: those whose names contain a text, or all. */
export function playTests(project: string, filter?: string): string[] {
    // Joined by `=`, so that a name may begin with a hyphen.
    const chosen = filter === undefined ? [] : [`--filter=${filter}`];
    return ["test", `--project=${project}`, "--format", "json", ...chosen];
}

/** Runs a flow on the project's data. */
export function runFlow(project: string, flow: string): string[] {
    return ["run", `--project=${project}`, `--flow=${flow}`, "--format", "json"];
}

/** Draws a flow with the numbers of a run on it. */
export function drawWithNumbers(project: string, flow: string, numbers: string): string[] {
    return ["graph", `--project=${project}`, `--counts=${numbers}`, "--format", "svg", "--", flow];
}

/** Counts the people of a segment. */
export function countSegment(project: string, segment: string): string[] {
    return ["segment", `--project=${project}`, "--format", "json", "--", segment];
}

/** What a task does. */
export function task(verb: TaskVerb, project: string | undefined, further: readonly string[]): string[] {
    return [verb, ...further, ...(project === undefined ? [] : [project])];
}
