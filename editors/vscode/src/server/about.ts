/** What lenses are about. */

/** The subject of a command, as the server says it. */
export interface About {
    /** The folder of the project, or the file that stands for one. */
    readonly project: string;
    /** The name of the test, flow or segment. */
    readonly name: string;
}

/** The commands of the server's lenses. */
export const LENS = { test: "bourn.test", run: "bourn.run", count: "bourn.count" } as const;

/** Whether something says what a lens is about. */
export function isAbout(value: unknown): value is About {
    if (typeof value !== "object" || value === null) return false;
    const { project, name } = value as Partial<Record<keyof About, unknown>>;
    return typeof project === "string" && typeof name === "string";
}
