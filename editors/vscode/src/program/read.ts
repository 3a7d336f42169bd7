/** Reads the JSON that the program prints. What has another version is refused, what is unknown is passed over. */

/** A test that was played, or one case of it. */
export interface PlayedTest {
    readonly name: string;
    /** The file, below the project's folder. */
    readonly path: string;
    /** From 1. */
    readonly line: number;
    readonly result: "passed" | "failed" | "notRun";
    readonly failures: readonly Failure[];
}

/** Why a test failed. Lines and columns count from 1, columns in Unicode characters. */
export interface Failure {
    readonly code: string;
    readonly message: string;
    readonly found?: string;
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly values: readonly { readonly name: string; readonly value: string }[];
    readonly timeline: readonly { readonly person: string; readonly time: string; readonly text: string }[];
}

/** How often something happened, and to how many. */
export interface Passages {
    readonly times: number;
    readonly persons: number;
}

/** What a run did to a flow. */
export interface FlowNumbers {
    readonly name: string;
    readonly entries: Passages;
}

/** How many people a segment has. */
export interface SegmentSize {
    readonly name: string;
    readonly count: number;
    /** Of how many people. */
    readonly people: number;
}

/** What `bourn test --format json` printed. */
export function readTests(text: string): readonly PlayedTest[] {
    return rows(versioned(text).tests) as unknown as PlayedTest[];
}

/** What `bourn run --format json` printed about a flow. */
export function readRun(text: string, flow: string): FlowNumbers {
    const found = rows(versioned(text).flows).find((one) => one.name === flow);
    if (!found) throw new Error(`the run has no numbers of \`${flow}\``);
    return found as unknown as FlowNumbers;
}

/** What `bourn segment --format json` printed about a segment. */
export function readSegment(text: string, segment: string): SegmentSize {
    const whole = versioned(text);
    const found = rows(whole.segments).find((one) => one.name === segment);
    if (!found) throw new Error(`\`${segment}\` was not counted`);
    return { name: segment, count: Number(found.count), people: Number(whole.people) };
}

type Fields = Record<string, unknown>;

function versioned(text: string): Fields {
    const whole: unknown = JSON.parse(text);
    if (typeof whole !== "object" || whole === null) throw new Error("what was printed is no object");
    const fields = whole as Fields;
    if (fields.version !== 1) throw new Error(`version ${String(fields.version)} of the result is not known here`);
    return fields;
}

function rows(value: unknown): Fields[] {
    if (!Array.isArray(value)) throw new Error("a list is missing in what was printed");
    return value as Fields[];
}
