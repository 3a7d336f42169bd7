/**
 * Makes the pictures of the manual: the page of a flow, light and dark, and the colours of a source.
 *
 * `BOURN=… npm run pictures` writes them into `docs/pictures`; Chromium is wanted, as `CHROMIUM` or on the path.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import * as textmate from "vscode-textmate";

import type { ToPage } from "../src/graph/messages";
import { nonce, page } from "../src/graph/page";
import { parts } from "../src/graph/style";
import { drawWithNumbers, runFlow } from "../src/program/arguments";
import { readRun } from "../src/program/read";
import { EXAMPLES, program } from "../test/support/surroundings";
import { read, registry } from "../test/support/tokens";

const PICTURES = resolve("../../docs/pictures");
const scratch = mkdtempSync(join(tmpdir(), "bourn-pictures-"));

/** A theme of the editor, with the colours that the page asks it for. */
interface Theme {
    readonly name: string;
    readonly kind: string;
    readonly colours: Readonly<Record<string, string>>;
}

const LIGHT: Theme = {
    name: "light-plus",
    kind: "vscode-light",
    colours: {
        "editor-background": "#ffffff",
        "editor-foreground": "#1f1f1f",
        descriptionForeground: "#717171",
        "button-secondaryBackground": "#e5e5e5",
        "button-secondaryForeground": "#3b3b3b",
        "editorWidget-border": "#e5e5e5",
        focusBorder: "#005fb8",
    },
};
const DARK: Theme = {
    name: "dark-plus",
    kind: "vscode-dark",
    colours: {
        "editor-background": "#1f1f1f",
        "editor-foreground": "#cccccc",
        descriptionForeground: "#9d9d9d",
        "button-secondaryBackground": "#313131",
        "button-secondaryForeground": "#cccccc",
        "editorWidget-border": "#313131",
        focusBorder: "#0078d4",
    },
};

/** Takes a picture of a page. */
function shoot(html: string, name: string, width: number, height: number): void {
    const file = join(scratch, `${name}.html`);
    writeFileSync(file, html);
    const quiet = ["headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "hide-scrollbars"];
    const alone = ["disable-background-networking", "disable-component-update", "disable-sync"];
    const given = [
        `user-data-dir=${join(scratch, "profile")}`,
        `window-size=${width},${height}`,
        "virtual-time-budget=2000",
        `screenshot=${join(PICTURES, `${name}.png`)}`,
    ];
    const options = [...quiet, ...alone, ...given].map((option) => `--${option}`);
    execFileSync(process.env.CHROMIUM ?? "chromium", [...options, pathToFileURL(file).href], { stdio: "ignore" });
}

/** The page of a flow with the numbers of a run, as the extension shows it. */
function flowPage(project: string, flow: string, { kind, colours }: Theme): string {
    const bourn = (given: string[]) =>
        execFileSync(program(), given, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const numbers = bourn(runFlow(project, flow));
    const file = join(scratch, "numbers.json");
    writeFileSync(file, numbers);
    const entered = readRun(numbers, flow).entries.times.toLocaleString("en");
    const picture = parts(bourn(drawWithNumbers(project, flow, file)));
    const shown: ToPage = { kind: "show", flow, note: `${entered} entered in the last run.`, ...picture };
    const address = (name: string) => pathToFileURL(resolve("media", name)).href;
    const word = nonce();
    const text = page({ style: address("graph.css"), script: address("graph.js"), origin: "file:", nonce: word });
    return text
        .replace("<body>", `<body class="${kind}">\n${standIn(word, colours)}`)
        .replace("</body>", `<script nonce="${word}">window.postMessage(${asScript(shown)}, "*")</script>\n</body>`);
}

/** What the editor gives its pages: colours, and somebody to talk to. */
function standIn(word: string, colours: Theme["colours"]): string {
    return `<script nonce="${word}">
for (const [name, colour] of Object.entries(${asScript(colours)})) document.documentElement.style.setProperty("--vscode-" + name, colour);
function acquireVsCodeApi() { return { getState() {}, setState() {}, postMessage() {} } }
</script>`;
}

function asScript(value: unknown): string {
    return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Lines of a source in the colours of a theme. */
async function colouredPage(file: string, first: number, last: number, { name }: Theme): Promise<string> {
    const theme = JSON.parse(readFileSync(require.resolve(`tm-themes/themes/${name}.json`), "utf8")) as RawTheme;
    const from = await registry({ settings: [{ settings: defaults(theme) }, ...theme.tokenColors] });
    const grammar = await read(from);
    const colours = from.getColorMap();
    let state = textmate.INITIAL;
    const lines = readFileSync(file, "utf8")
        .split("\n")
        .map((line) => {
            const { tokens, ruleStack } = grammar.tokenizeLine2(line, state);
            state = ruleStack;
            return coloured(line, tokens, colours);
        });
    const { background, foreground } = defaults(theme);
    const font = "13px/1.5 Menlo, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
    const body = `margin:0;padding:14px 18px;background:${background};color:${foreground};font:${font};white-space:pre`;
    return `<!doctype html><meta charset="utf-8"><body style="${body}">${lines.slice(first - 1, last).join("\n")}</body>`;
}

/** A theme as the editor has it in a file. */
interface RawTheme {
    readonly tokenColors: textmate.IRawTheme["settings"];
    readonly colors: Readonly<Record<string, string>>;
}

function defaults({ colors }: RawTheme): { background: string; foreground: string } {
    return {
        background: colors["editor.background"] ?? "#ffffff",
        foreground: colors["editor.foreground"] ?? "#000000",
    };
}

/** A line whose tokens are pairs of a start and a number with the colour and the style in it. */
function coloured(line: string, tokens: Uint32Array, colours: readonly string[]): string {
    const spans = [];
    for (let at = 0; at < tokens.length; at += 2) {
        const text = line.slice(tokens[at], tokens[at + 2] ?? line.length);
        const colour = colours[((tokens[at + 1] ?? 0) >>> 15) & 0x1ff] ?? "inherit";
        spans.push(`<span style="color:${colour}">${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</span>`);
    }
    return spans.join("");
}

async function main(): Promise<void> {
    const project = join(EXAMPLES, "cdnow");
    const source = join(EXAMPLES, "shop", "shop.flow");
    for (const [theme, kind] of [
        [LIGHT, "light"],
        [DARK, "dark"],
    ] as const) {
        shoot(flowPage(project, "SecondPurchase", theme), `vscode-graph-${kind}`, 760, 900);
        shoot(await colouredPage(source, 53, 85, theme), `vscode-colours-${kind}`, 840, 676);
    }
    rmSync(scratch, { recursive: true, force: true });
}

void main();
