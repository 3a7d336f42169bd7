/** From what `bourn test` printed to tests and places in the editor. Nothing here knows an editor. */

import type { Failure, PlayedTest } from "../program/read";

/** A test that the editor knows: where its name stands. */
export interface KnownTest {
    /** The file, with `/`, below the project's folder. */
    readonly path: string;
    /** From 1. */
    readonly line: number;
    readonly name: string;
}

/** What came of a test, all its cases taken together. */
export interface Verdict {
    readonly result: PlayedTest["result"];
    readonly failures: readonly (Failure & { readonly test: string })[];
}

/**
 * What came of the tests of a project, by the tests that the editor knows.
 *
 * A test with cases is played once for each, and each result stands at the line of its case. So a result belongs to the last
 * test of its file that starts no later.
 */
export function verdicts<T extends KnownTest>(known: readonly T[], played: readonly PlayedTest[]): Map<T, Verdict> {
    const results = new Map<T, PlayedTest[]>();
    for (const one of played) {
        const test = owner(known, one);
        if (test) results.set(test, [...(results.get(test) ?? []), one]);
    }
    return new Map([...results].map(([test, cases]) => [test, verdict(cases)]));
}

function owner<T extends KnownTest>(known: readonly T[], played: PlayedTest): T | undefined {
    const path = withSlashes(played.path);
    const before = known.filter((test) => test.path === path && test.line <= played.line);
    return before.reduce<T | undefined>((last, test) => (last && last.line > test.line ? last : test), undefined);
}

function verdict(cases: readonly PlayedTest[]): Verdict {
    const has = (result: PlayedTest["result"]) => cases.some((one) => one.result === result);
    const failures = cases.flatMap((one) => one.failures.map((failure) => ({ ...failure, test: one.name })));
    return { result: has("failed") ? "failed" : has("notRun") ? "notRun" : "passed", failures };
}

/** A failure in words: what does not hold, what was found, and what happened until then. */
export function explained(failure: Failure): string {
    const values = failure.values.map(({ name, value }) => `${name} = ${value}`);
    const timeline = failure.timeline.map(({ person, time, text }) => `${time}  ${person}  ${text}`);
    const head = [`${failure.code}: ${failure.message}`, ...(failure.found === undefined ? [] : [failure.found])];
    return [head, values, timeline]
        .filter((part) => part.length > 0)
        .map((part) => part.join("\n"))
        .join("\n\n");
}

/** A column in the units of the editor, from 0, of one in Unicode characters, from 1. */
export function editorColumn(line: string, column: number): number {
    return Array.from(line)
        .slice(0, column - 1)
        .join("").length;
}

/** A path with `/`, whatever the system has. */
export function withSlashes(path: string): string {
    return path.replaceAll("\\", "/");
}

/** Things by something that they share, in the order in which they come. */
export function grouped<T, Key>(things: readonly T[], key: (thing: T) => Key): Map<Key, T[]> {
    const groups = new Map<Key, T[]>();
    for (const thing of things) groups.set(key(thing), [...(groups.get(key(thing)) ?? []), thing]);
    return groups;
}
