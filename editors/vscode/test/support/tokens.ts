/** Reads texts with the TextMate grammar, as editors do. */

import { readFileSync } from "node:fs";

import * as oniguruma from "vscode-oniguruma";
import * as textmate from "vscode-textmate";

/** A stretch of a line with its scopes, outermost first, without that of the whole file. */
export interface Token {
    readonly text: string;
    readonly start: number;
    readonly scopes: readonly string[];
}

const GRAMMAR = "syntaxes/bourn.tmLanguage.json";

/** The grammar, with the colours of a theme if there is one. */
export async function grammar(theme?: textmate.IRawTheme): Promise<textmate.IGrammar> {
    return read(await registry(theme));
}

/** What grammars and colours are asked of. */
export async function registry(theme?: textmate.IRawTheme): Promise<textmate.Registry> {
    const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
    await oniguruma.loadWASM(wasm);
    const loadGrammar = (scope: string) =>
        Promise.resolve(
            scope === "source.bourn" ? textmate.parseRawGrammar(readFileSync(GRAMMAR, "utf8"), GRAMMAR) : null,
        );
    const onigLib = Promise.resolve({
        createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text: string) => new oniguruma.OnigString(text),
    });
    return new textmate.Registry({ onigLib, loadGrammar, ...(theme && { theme }) });
}

/** The grammar of a registry. */
export async function read(from: textmate.Registry): Promise<textmate.IGrammar> {
    const found = await from.loadGrammar("source.bourn");
    if (!found) throw new Error(`${GRAMMAR} is not there`);
    return found;
}

/** The tokens of a text, line by line. */
export function tokens(grammar: textmate.IGrammar, text: string): Token[][] {
    let state = textmate.INITIAL;
    return text.split("\n").map((line) => {
        const read = grammar.tokenizeLine(line, state);
        state = read.ruleStack;
        return read.tokens.map(({ startIndex, endIndex, scopes }) => ({
            text: line.slice(startIndex, endIndex),
            start: startIndex,
            scopes: scopes.slice(1),
        }));
    });
}
