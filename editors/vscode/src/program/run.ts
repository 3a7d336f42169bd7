/** Runs the program and keeps what it prints. */

import { spawn } from "node:child_process";

/** What came of a run. */
export interface Outcome {
    /** The exit code: 0 fine, 1 what was looked at is wrong, 2 it could not be looked at; nothing if it was stopped. */
    readonly status: number | undefined;
    readonly output: string;
    readonly errors: string;
}

/** Runs the program in a folder until it ends or is stopped. */
export function run(
    program: string,
    given: readonly string[],
    folder: string | undefined,
    stop?: AbortSignal,
): Promise<Outcome> {
    return new Promise((done, fail) => {
        const process_ = spawn(program, given, {
            cwd: folder,
            env: { ...process.env, NO_COLOR: "1" },
            stdio: ["ignore", "pipe", "pipe"],
            ...(stop && { signal: stop }),
        });
        const output: Buffer[] = [];
        const errors: Buffer[] = [];
        process_.stdout.on("data", (part: Buffer) => output.push(part));
        process_.stderr.on("data", (part: Buffer) => errors.push(part));
        process_.on("error", (error) => {
            if (error.name !== "AbortError") fail(error);
        });
        process_.on("close", (status) => {
            const text = (parts: Buffer[]) => Buffer.concat(parts).toString("utf8");
            done({ status: status ?? undefined, output: text(output), errors: text(errors) });
        });
    });
}

/** The command as one could type it, for the output. */
export function asTyped(program: string, given: readonly string[]): string {
    return [program, ...given].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}
