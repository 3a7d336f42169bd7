// Puts the rules together as a TextMate grammar: `node grammar/build.mjs` writes it, with `--check` it must be there.

import { readFileSync, writeFileSync } from "node:fs";

import { declarations } from "./declarations.mjs";
import { expressions } from "./expressions.mjs";
import { use } from "./pieces.mjs";
import { statements } from "./statements.mjs";
import { tests } from "./steps.mjs";

const grammar = {
    name: "Bourn",
    scopeName: "source.bourn",
    fileTypes: ["flow"],
    patterns: use("declarations", "object", "expression"),
    repository: { ...declarations, ...statements, ...tests, ...expressions },
};

const file = new URL("../syntaxes/bourn.tmLanguage.json", import.meta.url);
const text = `${JSON.stringify(grammar, null, 2)}\n`;
if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
    console.error("syntaxes/bourn.tmLanguage.json is not what grammar/ says; `npm run grammar` writes it");
    process.exitCode = 1;
}
