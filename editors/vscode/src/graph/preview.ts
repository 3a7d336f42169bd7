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

/** What is to be seen of a flow. */
interface Sight {
    readonly place: Place;
    readonly flow: string;
    readonly elements: readonly Outline[];
    readonly text: string;
    readonly note: string;
}

/** The picture, while it is open. */
export class Preview implements vscode.Disposable {
    private panel: vscode.WebviewPanel | undefined;
    private place: Place | undefined;
    private shown: Sight | undefined;
    /** What the page was last sent. */
    private sent = "";
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
                // A page that was hidden has forgotten everything.
                this.sent = "";
                await this.draw();
                break;
            case "run":
                if (this.shown) {
                    const { document, position } = this.shown.place;
                    await vscode.commands.executeCommand("bourn.runFlow", document.uri, position);
                }
                break;
            case "reveal":
                await this.reveal(message.element);
                break;
        }
    }

    /**
     * Draws the flow at the place, or the one that is shown, where the place is in none. What an older round finds comes too
     * late, and is left.
     */
    private async draw(): Promise<void> {
        const round = ++this.round;
        const sight = (await this.sightAt(this.place)) ?? (await this.sightAt(this.shown?.place));
        const { panel } = this;
        if (round !== this.round || !panel) return;
        if (!sight) {
            const hint = this.server.client ? "Put the cursor into a flow." : "The language server does not run.";
            this.sent = "";
            this.say({ kind: "nothing", hint });
            return;
        }
        this.shown = sight;
        panel.title = sight.flow;
        const { flow, text, note, place } = sight;
        // A cursor that moves changes the mark alone.
        if (`${note}\n${text}` !== this.sent) this.say({ kind: "show", flow, note, ...parts(text) });
        this.sent = `${note}\n${text}`;
        this.say({ kind: "mark", element: elementAt(sight.elements, place.position) });
    }

    /** What is to be seen of the flow at a place. */
    private async sightAt(place: Place | undefined): Promise<Sight | undefined> {
        if (!place) return undefined;
        const drawn = await this.server.ask<Drawn>("bourn/graph", { ...asked(place), format: "svg" });
        const textDocument = { uri: place.document.uri.toString() };
        const outline = await this.server.ask<Outline[]>("textDocument/documentSymbol", { textDocument });
        if (!drawn || !outline) return undefined;
        const painted = await this.painted(drawn, place);
        return { place, flow: drawn.flow, elements: elements(outline, drawn.flow), ...painted };
    }

    /** The picture with the numbers of the last run, if there was one and nothing has been typed since the file was saved. */
    private async painted(drawn: Drawn, place: Place): Promise<{ text: string; note: string }> {
        const about = await aboutAt(this.server, "run", place);
        const run = about && this.numbers.of(about);
        if (!run) return { text: drawn.text, note: "" };
        if (place.document.isDirty) return { text: drawn.text, note: "The numbers come back when the file is saved." };
        const text = await this.numbers.picture(run, drawn.text);
        return text === undefined
            ? { text: drawn.text, note: "The numbers are those of another flow: run it again." }
            : { text, note: `${run.entered.toLocaleString("en")} entered in the last run.` };
    }

    private async reveal(number: number): Promise<void> {
        const element = this.shown?.elements[number];
        const document = this.shown?.place.document;
        if (!element || !document) return;
        const { start } = element.selectionRange;
        const selection = new vscode.Range(start.line, start.character, start.line, start.character);
        const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
        await vscode.window.showTextDocument(document, {
            selection,
            viewColumn: editor?.viewColumn ?? vscode.ViewColumn.One,
        });
    }
}

/** A place as the server is asked about it. */
function asked({ document, position: { line, character } }: Place) {
    return { textDocument: { uri: document.uri.toString() }, position: { line, character } };
}
