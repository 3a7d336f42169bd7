/** The picture beside the editor: it follows the cursor and what is typed, and shows the numbers of runs. */

import * as vscode from "vscode";

import { type Place, aboutAt } from "../server/lenses";
import { type Outline, elementAt, elements } from "../server/outline";
import type { Server } from "../server/server";
import { followsCursor } from "../settings";
import type { FromPage, ToPage } from "./messages";
import type { Numbers } from "./numbers";
import { nonce, page } from "./page";
import { parts } from "./style";

/** How long typing must rest before the picture is drawn anew, in milliseconds. */
const REST = 150;

/** What the server answers to `bourn/graph`. */
interface Drawn {
    readonly flow: string;
    readonly text: string;
}

/** The picture, while it is open. */
export class Preview implements vscode.Disposable {
    private panel: vscode.WebviewPanel | undefined;
    private place: Place | undefined;
    private flow: string | undefined;
    private timer: NodeJS.Timeout | undefined;
    private round = 0;
    private readonly listeners: vscode.Disposable;

    constructor(
        private readonly extension: vscode.Uri,
        private readonly server: Server,
        private readonly numbers: Numbers,
    ) {
        this.listeners = vscode.Disposable.from(
            vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
                if (followsCursor()) this.look(textEditor);
            }),
            vscode.window.onDidChangeActiveTextEditor((editor) => {
                if (editor && followsCursor()) this.look(editor);
            }),
            vscode.workspace.onDidChangeTextDocument(({ document }) => {
                if (document.languageId === "bourn") this.soon();
            }),
            vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
                if (languageId === "bourn") this.soon();
            }),
            server.onStart(() => {
                this.soon();
            }),
        );
    }

    /** Shows the flow at a place. */
    show(document: vscode.TextDocument, position: vscode.Position): void {
        this.place = { document, position };
        if (this.panel) this.panel.reveal(undefined, true);
        else this.open();
        this.soon();
    }

    /** Draws again what is shown, in a moment. */
    soon(): void {
        clearTimeout(this.timer);
        if (this.panel) this.timer = setTimeout(() => void this.draw(), REST);
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.listeners.dispose();
        this.panel?.dispose();
    }

    private look({ document, selection }: vscode.TextEditor): void {
        if (document.languageId !== "bourn") return;
        this.place = { document, position: selection.active };
        this.soon();
    }

    private open(): void {
        const media = vscode.Uri.joinPath(this.extension, "media");
        const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        const options = { enableScripts: true, localResourceRoots: [media] };
        const panel = vscode.window.createWebviewPanel("bourn.graph", "Bourn", column, options);
        const address = (file: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
        panel.webview.onDidReceiveMessage((message: FromPage) => this.hear(message));
        panel.webview.html = page({
            style: address("graph.css"),
            script: address("graph.js"),
            origin: panel.webview.cspSource,
            nonce: nonce(),
        });
        panel.onDidDispose(() => {
            this.panel = undefined;
        });
        this.panel = panel;
    }

    private say(message: ToPage): void {
        void this.panel?.webview.postMessage(message);
    }

    private async hear(message: FromPage): Promise<void> {
        switch (message.kind) {
            case "ready":
                await this.draw();
                break;
            case "run":
                if (this.place) {
                    const { document, position } = this.place;
                    await vscode.commands.executeCommand("bourn.runFlow", document.uri, position);
                }
                break;
            case "reveal":
                await this.reveal(message.element);
                break;
        }
    }

    /** Draws the flow at the place. What an older round finds comes too late, and is left. */
    private async draw(): Promise<void> {
        const { place } = this;
        if (!place || !this.panel) return;
        const round = ++this.round;
        const drawn = await this.server.ask<Drawn>("bourn/graph", { ...asked(place), format: "svg" });
        const outline = await this.outline(place);
        if (!drawn || !outline) {
            const hint = this.server.client ? "Put the cursor into a flow." : "The language server does not run.";
            if (round === this.round) this.say({ kind: "nothing", hint });
            return;
        }
        const { text, note } = await this.painted(drawn, place);
        if (round !== this.round) return;
        this.flow = drawn.flow;
        this.panel.title = drawn.flow;
        this.say({ kind: "show", flow: drawn.flow, note, ...parts(text) });
        const element = elementAt(elements(outline, drawn.flow), place.position);
        this.say({ kind: "mark", element });
    }

    /** The picture with the numbers of the last run, if there was one and nothing has been typed since the file was saved. */
    private async painted(drawn: Drawn, place: Place): Promise<{ text: string; note: string }> {
        const about = await aboutAt(this.server, "run", place);
        const run = about && this.numbers.of(about);
        if (!run) return { text: drawn.text, note: "" };
        if (place.document.isDirty) return { text: drawn.text, note: "The numbers come back when the file is saved." };
        const text = await this.numbers.picture(run);
        return text === undefined
            ? { text: drawn.text, note: "The numbers are those of another flow: run it again." }
            : { text, note: `${run.entered.toLocaleString("en")} entered in the last run.` };
    }

    private async reveal(number: number): Promise<void> {
        const { place, flow } = this;
        const outline = place && (await this.outline(place));
        const element = outline && flow !== undefined ? elements(outline, flow)[number] : undefined;
        if (!element || !place) return;
        const { start } = element.selectionRange;
        const at = new vscode.Range(start.line, start.character, start.line, start.character);
        const shown = vscode.window.visibleTextEditors.find(({ document }) => document === place.document);
        const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
        await vscode.window.showTextDocument(place.document, { selection: at, viewColumn });
    }

    private async outline({ document }: Place): Promise<Outline[] | undefined> {
        return await this.server.ask("textDocument/documentSymbol", { textDocument: { uri: document.uri.toString() } });
    }
}

/** A place as the server is asked about it. */
function asked({ document, position: { line, character } }: Place) {
    return { textDocument: { uri: document.uri.toString() }, position: { line, character } };
}
