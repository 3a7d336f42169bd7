/** The commands of the palette, of lenses and of the picture. */

import * as vscode from "vscode";

import { type Numbers, sayFailed } from "./graph/numbers";
import type { Preview } from "./graph/preview";
import { countSegment } from "./program/arguments";
import type { Program } from "./program/program";
import { readSegment } from "./program/read";
import { type About, LENS } from "./server/about";
import { type Place, type Replacements, aboutAt } from "./server/lenses";
import { FLOW, type Position, type Range } from "./server/outline";
import type { Server } from "./server/server";
import type { Kind } from "./server/subjects";
import type { Explorer } from "./testing/explorer";

/** What commands work with. */
export interface Parts {
    readonly output: vscode.LogOutputChannel;
    readonly program: Program;
    readonly server: Server;
    readonly numbers: Numbers;
    readonly preview: Preview;
    readonly explorer: Explorer;
}

/** What lenses do, by the server's names. */
export function replacements(parts: () => Parts): Replacements {
    return new Map([
        [LENS.test, (about: About) => parts().explorer.playOne(about)],
        [LENS.run, (about: About) => runFlow(parts(), about)],
        [LENS.count, (about: About) => count(parts(), about)],
    ]);
}

/** Registers the commands. */
export function register(parts: Parts): vscode.Disposable {
    const { output, server, numbers, preview, explorer } = parts;
    const command = (name: string, does: (uri?: vscode.Uri, at?: unknown) => unknown) =>
        vscode.commands.registerCommand(`bourn.${name}`, does);
    const about = (kind: Kind, does: (about: About) => Promise<void>) => async (uri?: vscode.Uri, at?: unknown) => {
        const place = await placeOf(uri, at);
        const found = place && (await aboutAt(server, kind, place));
        if (found) await does(found);
        else void vscode.window.showInformationMessage(`Bourn: the cursor is at no ${WORD[kind]}.`);
    };
    return vscode.Disposable.from(
        command("showGraph", async (uri, at) => {
            const place = await placeOf(uri, at);
            if (place) preview.show(place.document, place.position);
        }),
        command(
            "runFlow",
            about("run", (found) => runFlow(parts, found)),
        ),
        command(
            "runTestHere",
            about("test", (found) => explorer.playOne(found)),
        ),
        command(
            "countSegment",
            about("count", (found) => count(parts, found)),
        ),
        command("clearNumbers", () => {
            numbers.clear();
            preview.soon();
        }),
        command("restart", () => server.restart()),
        command("showOutput", () => {
            output.show();
        }),
    );
}

/** A name of the project, as the server tells where it is. */
interface Named {
    readonly name: string;
    readonly kind: number;
    readonly location: { readonly uri: string; readonly range: Range };
}

const WORD: Record<Kind, string> = { test: "test", run: "flow", count: "segment" };

/** Runs a flow as it is saved, and shows the picture with its numbers. */
async function runFlow({ numbers, preview, server }: Parts, about: About): Promise<void> {
    await vscode.workspace.saveAll(false);
    const run = await numbers.run(about);
    if (!run) return;
    const place = await placeOfFlow(server, about);
    if (place) preview.show(place.document, place.position);
    preview.soon();
}

/** Counts a segment of what is saved, and says the number. */
async function count({ program }: Parts, { project, name }: About): Promise<void> {
    await vscode.workspace.saveAll(false);
    const outcome = await program.run(countSegment(project, name));
    if (outcome?.status === undefined) return;
    if (outcome.status !== 0) {
        await sayFailed(`${name} could not be counted`, outcome.errors);
        return;
    }
    const { count, people } = readSegment(outcome.output, name);
    const number = (value: number) => value.toLocaleString("en");
    const share = people > 0 ? `, ${((100 * count) / people).toFixed(1)} %` : "";
    void vscode.window.showInformationMessage(`${name}: ${number(count)} of ${number(people)} people${share}`);
}

/** The place that a command is about: the one that it is given, or the cursor's. */
async function placeOf(uri?: vscode.Uri, at?: unknown): Promise<Place | undefined> {
    if (uri && isPosition(at)) {
        const document = await vscode.workspace.openTextDocument(uri);
        return { document, position: new vscode.Position(at.line, at.character) };
    }
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "bourn") return undefined;
    return { document: editor.document, position: editor.selection.active };
}

/** Menus give something else behind the file: which group of editors they belong to. */
function isPosition(value: unknown): value is Position {
    return typeof value === "object" && value !== null && "line" in value && "character" in value;
}

/** Where a flow begins. */
async function placeOfFlow(server: Server, { project, name }: About): Promise<Place | undefined> {
    const found = await server.ask<readonly Named[]>("workspace/symbol", { query: name });
    const places = found?.filter((one) => one.name === name && one.kind === FLOW) ?? [];
    for (const { location } of places) {
        const uri = vscode.Uri.parse(location.uri);
        if (!uri.fsPath.startsWith(project)) continue;
        const { line, character } = location.range.start;
        return {
            document: await vscode.workspace.openTextDocument(uri),
            position: new vscode.Position(line, character),
        };
    }
    return undefined;
}
