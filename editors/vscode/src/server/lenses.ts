/** What the server's lenses do in this editor, which shows more than a message. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import { type About, LENS, isAbout } from "./about";
import type { Outline } from "./outline";
import type { Server } from "./server";
import { type Kind, type Lens, type Subject, ofLenses, ofOutline, subjectAt } from "./subjects";

/** What is done in place of what the server would do. */
export type Replacements = ReadonlyMap<string, (about: About) => Promise<void>>;

/** Does here what lenses offer, and adds a lens for the picture to that of a run. */
export function lensMiddleware(replacements: Replacements): Middleware {
    return {
        executeCommand(command, given, next): vscode.ProviderResult<unknown> {
            const about: unknown = (given as readonly unknown[])[0];
            const replacement = replacements.get(command);
            if (replacement && isAbout(about)) return replacement(about);
            return next(command, given) as vscode.ProviderResult<unknown>;
        },
        async provideCodeLenses(document, cancel, next) {
            const lenses = await next(document, cancel);
            return lenses?.flatMap((lens) =>
                lens.command?.command === LENS.run ? [lens, pictureLens(document, lens)] : [lens],
            );
        },
    };
}

function pictureLens({ uri }: vscode.TextDocument, { range }: vscode.CodeLens): vscode.CodeLens {
    const given = [uri, range.start];
    return new vscode.CodeLens(range, { title: "show as a picture", command: "bourn.showGraph", arguments: given });
}

/** What can be played, run or counted in a file. */
export async function subjects(server: Server, uri: vscode.Uri): Promise<readonly Subject[]> {
    const asked = { textDocument: { uri: uri.toString() } };
    const lenses = await server.ask<Lens[]>("textDocument/codeLens", asked);
    if (lenses) return ofLenses(lenses);
    const outline = await server.ask<Outline[]>("textDocument/documentSymbol", asked);
    if (!outline || uri.scheme !== "file") return [];
    const document = await vscode.workspace.openTextDocument(uri);
    return ofOutline(outline, uri.fsPath, document.getText());
}

/** What of a kind is at a place. */
export async function aboutAt(server: Server, kind: Kind, { document, position }: Place): Promise<About | undefined> {
    return subjectAt(await subjects(server, document.uri), kind, position.line)?.about;
}

/** Where somebody looks. */
export interface Place {
    readonly document: vscode.TextDocument;
    readonly position: vscode.Position;
}
