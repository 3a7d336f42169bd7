/** The page of pictures, what is sent to it, and that elements have the same numbers there as in the outline. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { nonce, page } from "../src/graph/page";
import { parts } from "../src/graph/style";
import { type Outline, elementAt, elements } from "../src/server/outline";
import { EXAMPLES, WITHOUT_PROGRAM } from "./support/surroundings";
import { Talk, address, sources } from "./support/talk";

const SOURCES = {
    style: "vscode:/graph.css",
    script: "vscode:/graph.js",
    origin: "https://*.vscode-cdn.net",
    nonce: "n0",
};

test("the page lets nothing in but its own style and script", () => {
    const text = page(SOURCES);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
    assert.equal(policy, "default-src 'none'; style-src https://*.vscode-cdn.net; script-src 'nonce-n0'");
    assert.deepEqual(text.match(/<script[^>]*>/g), ['<script nonce="n0" src="vscode:/graph.js">']);
    assert.doesNotMatch(text, /unsafe|style=|<style| on\w+=/);
});

test("every page has a nonce of its own", () => {
    assert.match(nonce(), /^[\w-]{24}$/);
    assert.notEqual(nonce(), nonce());
});

test("the style of a picture is taken apart into light and dark", () => {
    const style = "\n.a{fill:#fff}\n@media (prefers-color-scheme:dark){\n.a{fill:#000}\n.b{x:y}\n}\n.c{z:0}\n";
    const found = parts(`<svg><style>${style}</style><rect/></svg>`);
    assert.equal(found.svg, "<svg><rect/></svg>");
    assert.equal(found.light.replace(/\s+/g, ""), ".a{fill:#fff}.c{z:0}");
    assert.equal(found.dark.replace(/\s+/g, ""), ".a{fill:#000}.b{x:y}");
});

test("a picture without dark colours stays as it is", () => {
    assert.deepEqual(parts("<svg><style>.a{}</style></svg>"), { svg: "<svg></svg>", light: ".a{}", dark: "" });
    assert.deepEqual(parts("<svg></svg>"), { svg: "<svg></svg>", light: "", dark: "" });
});

test("the innermost element is the one at the cursor", () => {
    const at = (line: number, last: number) => ({ start: { line, character: 4 }, end: { line: last, character: 5 } });
    const outline = (name: string, kind: number, line: number, last: number, children: Outline[] = []): Outline => ({
        name,
        kind,
        range: at(line, last),
        selectionRange: at(line, line),
        children,
    });
    const inner = outline("exit", 20, 3, 3);
    const flow = outline("F", 5, 0, 9, [
        outline("x", 13, 1, 1),
        outline("wait", 20, 2, 5, [inner]),
        outline("b", 20, 6, 6),
    ]);
    const found = elements([flow], "F");
    assert.deepEqual(
        found.map(({ name }) => name),
        ["wait", "exit", "b"],
    );
    assert.equal(elementAt(found, { line: 3, character: 4 }), 1);
    assert.equal(elementAt(found, { line: 4, character: 0 }), 0);
    assert.equal(elementAt(found, { line: 8, character: 0 }), undefined);
});

test("the picture numbers elements as the outline does", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = join(EXAMPLES, "journeys");
    const talk = await Talk.about([folder]);
    let flows = 0;
    for (const file of sources(folder)) {
        const textDocument = { uri: address(file) };
        const outline = await talk.ask<Outline[]>("textDocument/documentSymbol", { textDocument });
        for (const flow of outline.filter(({ kind }) => kind === 5)) {
            const position = flow.selectionRange.start;
            const drawn = await talk.ask<{ flow: string; text: string }>("bourn/graph", { textDocument, position });
            assert.equal(drawn.flow, flow.name);
            const { svg, dark } = parts(drawn.text);
            const nodes = [...svg.matchAll(/<g class="node (\w+)"[^>]*><title>([^<]*)/g)];
            const titles = nodes
                .filter(([, kind]) => kind !== "entry" && kind !== "finish")
                .map(([, , title]) => title ?? "");
            const names = elements(outline, flow.name).map(({ name }) => name);
            assert.equal(titles.length, names.length, flow.name);
            names.forEach((name, at) => {
                assert.ok(titles[at]?.startsWith(name), `${flow.name}: ${titles[at] ?? ""} is no ${name}`);
            });
            assert.ok(dark.length > 100 && !svg.includes("<style"));
            flows += 1;
        }
    }
    await talk.end();
    assert.ok(flows >= 10, `only ${flows} flows`);
});

test("the script and the style are what the page asks for", () => {
    const script = readFileSync("media/graph.js", "utf8");
    const text = page(SOURCES);
    for (const [, id] of script.matchAll(/getElementById\("(\w+)"\)/g))
        assert.ok(text.includes(`id="${id ?? ""}"`), id);
    assert.doesNotMatch(script, /innerHTML|eval\(/);
});
