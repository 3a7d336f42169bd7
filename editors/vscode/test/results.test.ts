/** From results to tests and places. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Failure, PlayedTest } from "../src/program/read";
import { editorColumn, explained, grouped, verdicts } from "../src/testing/results";

const FAILURE: Failure = {
    code: "E0801",
    message: '`ana.plan is "free"` does not hold',
    found: '`ana.plan` is "pro"',
    path: "a.flow",
    line: 7,
    column: 12,
    values: [{ name: "ana.plan", value: '"pro"' }],
    timeline: [{ person: "ana", time: "2026-12-02T09:00:00Z", text: "enters Welcome" }],
};

function played(
    name: string,
    line: number,
    failures: readonly Failure[] = [],
    result?: PlayedTest["result"],
): PlayedTest {
    return { name, path: "a.flow", line, failures, result: result ?? (failures.length > 0 ? "failed" : "passed") };
}

test("cases belong to the test that they stand in, and one that fails fails it", () => {
    const one = { path: "a.flow", line: 3, name: "one" };
    const cases = { path: "a.flow", line: 9, name: "cases" };
    const elsewhere = { path: "b.flow", line: 10, name: "cases" };
    const results = [played("one", 3), played("cases (p 1)", 10), played("cases (p 2)", 11, [FAILURE])];
    const found = verdicts([cases, elsewhere, one], results);
    assert.equal(found.get(one)?.result, "passed");
    assert.equal(found.get(cases)?.result, "failed");
    assert.deepEqual(
        found.get(cases)?.failures.map((failure) => failure.test),
        ["cases (p 2)"],
    );
    assert.equal(found.get(elsewhere), undefined);
});

test("a step that could not be played is no failure", () => {
    const one = { path: "a.flow", line: 3, name: "one" };
    assert.equal(verdicts([one], [played("one", 3, [FAILURE], "notRun")]).get(one)?.result, "notRun");
});

test("paths of Windows are those of the editor", () => {
    const one = { path: "sub/a.flow", line: 3, name: "one" };
    assert.equal(verdicts([one], [{ ...played("one", 3), path: "sub\\a.flow" }]).size, 1);
});

test("a failure is told with what was found and what happened", () => {
    assert.equal(
        explained(FAILURE),
        'E0801: `ana.plan is "free"` does not hold\n`ana.plan` is "pro"\n\nana.plan = "pro"\n\n2026-12-02T09:00:00Z  ana  enters Welcome',
    );
});

test("columns are counted in the editor's units", () => {
    assert.equal(editorColumn("žeđ 🎁 is x", 1), 0);
    assert.equal(editorColumn("žeđ 🎁 is x", 7), 7);
    assert.equal(editorColumn("ab", 9), 2);
});

test("groups keep their order", () => {
    const groups = grouped(["a1", "b1", "a2"], (one) => one[0]);
    assert.deepEqual(
        [...groups],
        [
            ["a", ["a1", "a2"]],
            ["b", ["b1"]],
        ],
    );
});
