/** The TextMate grammar: what it makes of the examples, and that it agrees with the server, which knows the meanings. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { before, test } from "node:test";

import type { IGrammar } from "vscode-textmate";

import { EXAMPLES, WITHOUT_PROGRAM } from "./support/surroundings";
import { Talk, address, sources } from "./support/talk";
import { type Token, grammar, tokens } from "./support/tokens";

const PROJECTS = ["cdnow", "journeys", "shop"].map((name) => join(EXAMPLES, name));

let read: IGrammar;
before(async () => {
    read = await grammar();
});

for (const file of sources(join(EXAMPLES, "shop"))) {
    test(`the colours of ${basename(file)} are those that were looked at`, () => {
        const snapshot = join("test/snapshots", `${basename(file)}.txt`);
        const found = tokens(read, readFileSync(file, "utf8")).map(line).join("\n");
        if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(snapshot, found);
        assert.equal(found, readFileSync(snapshot, "utf8"), "`UPDATE_SNAPSHOTS=1 npm run test:unit` writes it");
    });
}

/** `pause⟨control⟩ 1⟨numeric⟩ hour⟨unit⟩`: the words of a line with the last part of their scopes. */
function line(tokens: readonly Token[]): string {
    const word = ({ text, scopes }: Token) => {
        const scope = scopes.at(-1)?.split(".").slice(0, -1).join(".");
        return scope === undefined ? text.trim() : `${text.trim()}⟨${scope}⟩`;
    };
    return tokens
        .filter(({ text }) => text.trim())
        .map(word)
        .join(" ");
}

/** Kinds of the server that are names for sure; its `variable` may be any word that it does not know. */
const NAMES = new Set([
    "property",
    "event",
    "class",
    "parameter",
    "enumMember",
    "struct",
    "macro",
    "function",
    "namespace",
]);
/** Scopes of words that have a place of their own in the language. */
const WORDS = /^(?:keyword|storage|constant\.(?:language|other))/;
/** What the server may call a keyword, though it is a name here: what a message consists of, and labels and qualifiers. */
const NAMED_WORDS = /^(?:support\.type\.property-name|entity\.name\.label|variable\.language|constant\.numeric\.share)/;

test(
    "what the server knows to be a name is no keyword, and its keywords are words",
    { skip: WITHOUT_PROGRAM },
    async () => {
        const talk = await Talk.about(PROJECTS);
        const kinds = talk.offered.semanticTokensProvider.legend.tokenTypes;
        const wrong: string[] = [];
        let looked = 0;
        for (const file of PROJECTS.flatMap(sources)) {
            const text = readFileSync(file, "utf8");
            const here = tokens(read, text);
            const asked = { textDocument: { uri: address(file) } };
            const { data } = await talk.ask<{ data: number[] }>("textDocument/semanticTokens/full", asked);
            for (const { line, character, kind } of placed(data)) {
                const token = here[line]?.findLast(({ start }) => start <= character);
                const scope = token?.scopes.at(-1) ?? "";
                const name = kinds[kind] ?? "";
                const isWrong = NAMES.has(name)
                    ? WORDS.test(scope)
                    : name === "keyword" && !support(scope) && !WORDS.test(scope) && !NAMED_WORDS.test(scope);
                if (isWrong)
                    wrong.push(`${basename(file)}:${line + 1}:${character + 1} ${token?.text} ${name} ${scope}`);
                looked += 1;
            }
        }
        await talk.end();
        assert.deepEqual(wrong, []);
        assert.ok(looked > 2000, `only ${looked} were looked at`);
    },
);

function support(scope: string): boolean {
    return scope.startsWith("support.type.bourn");
}

/** Tokens as the protocol has them, five numbers each, with their places. */
function* placed(data: readonly number[]): Generator<{ line: number; character: number; kind: number }> {
    let line = 0;
    let character = 0;
    for (let at = 0; at < data.length; at += 5) {
        const [lines = 0, characters = 0, , kind = 0] = data.slice(at, at + 5);
        character = lines > 0 ? characters : character + characters;
        line += lines;
        yield { line, character, kind };
    }
}
