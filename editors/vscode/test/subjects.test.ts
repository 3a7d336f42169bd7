/** What can be done in a file: by its lenses, or by its outline where it has none. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Outline, Range } from "../src/server/outline";
import { ofLenses, ofOutline, subjectAt } from "../src/server/subjects";

function at(line: number, character: number): Range {
    return { start: { line, character }, end: { line, character: character + 3 } };
}

const LENSES = [
    { range: at(2, 5), command: { command: "bourn.run", arguments: [{ project: "/p", name: "F" }] } },
    { range: at(9, 5), command: { command: "bourn.test", arguments: [{ project: "/p", name: "t" }] } },
    { range: at(12, 5), command: { command: "bourn.test", arguments: ["something else"] } },
    { range: at(14, 5), command: { command: "editor.other", arguments: [{ project: "/p", name: "t" }] } },
    { range: at(15, 5) },
];

test("lenses say what they are about; others are passed over", () => {
    assert.deepEqual(
        ofLenses(LENSES).map(({ kind, about }) => [kind, about.name]),
        [
            ["run", "F"],
            ["test", "t"],
        ],
    );
});

test("the last of a kind before the cursor is meant", () => {
    const found = ofLenses(LENSES);
    assert.equal(subjectAt(found, "run", 11)?.about.name, "F");
    assert.equal(subjectAt(found, "test", 8), undefined);
    assert.equal(subjectAt(found, "test", 9)?.about.name, "t");
});

test("a file alone has its flows, segments and tests, and its fixtures are none", () => {
    const text = 'flow F {\n}\nfixture Shopper {\n}\ntest "it holds" {\n}\nsegment S = a\n';
    const one = (name: string, kind: number, line: number, character: number): Outline => ({
        name,
        kind,
        range: at(line, 0),
        selectionRange: at(line, character),
    });
    const outline = [one("F", 5, 0, 5), one("Shopper", 6, 2, 8), one("it holds", 6, 4, 5), one("S", 11, 6, 8)];
    assert.deepEqual(
        ofOutline(outline, "/a.flow", text).map(({ kind, about }) => [kind, about.project, about.name]),
        [
            ["run", "/a.flow", "F"],
            ["test", "/a.flow", "it holds"],
            ["count", "/a.flow", "S"],
        ],
    );
});
