/** The language server: started with the extension, again when a setting changes, and stopped at the end. */

import * as vscode from "vscode";
import { type Middleware, LanguageClient } from "vscode-languageclient/node";

import { serve } from "../program/arguments";
import { type Program, sayNotFound } from "../program/program";

/** The documents that the server is about. */
const DOCUMENTS = [
    { scheme: "file", language: "bourn" },
    { scheme: "untitled", language: "bourn" },
    { scheme: "file", pattern: "**/bourn.toml" },
];

/** The server and the client that talks to it. */
export class Server implements vscode.Disposable {
    private running: LanguageClient | undefined;
    private readonly started = new vscode.EventEmitter<LanguageClient>();

    /** The server has been started, or started again. */
    readonly onStart = this.started.event;

    constructor(
        private readonly program: Program,
        private readonly output: vscode.LogOutputChannel,
        private readonly trace: vscode.LogOutputChannel,
        private readonly middleware: Middleware,
    ) {}

    /** The client, while the server runs. */
    get client(): LanguageClient | undefined {
        return this.running?.isRunning() ? this.running : undefined;
    }

    /** Starts the server, if there is a program. */
    async start(): Promise<void> {
        const command = this.program.find();
        if (command === undefined) {
            this.output.error("there is no program to start");
            // The answer may take as long as the user likes.
            void sayNotFound();
            return;
        }
        this.output.info(`starts ${command}`);
        this.running = new LanguageClient("bourn", "Bourn", { command, args: serve() }, this.options());
        try {
            await this.running.start();
            this.started.fire(this.running);
        } catch (error) {
            this.output.error(String(error));
            void vscode.window.showErrorMessage(
                `Bourn: the language server \`${command}\` does not start. See the output.`,
            );
        }
    }

    /** Stops the server, if it runs. */
    async stop(): Promise<void> {
        const running = this.running;
        this.running = undefined;
        // One that did not start cannot be stopped, and how one ends is of no concern to what comes next.
        if (!running?.needsStop()) return;
        try {
            await running.dispose();
        } catch (error) {
            this.output.debug(`the end of the server: ${String(error)}`);
        }
    }

    /** Stops the server and starts it. */
    async restart(): Promise<void> {
        await this.stop();
        await this.start();
    }

    /** Asks the server something. Nothing comes of it while there is none, and when it ends before it has answered. */
    async ask<Answer>(method: string, parameters: object): Promise<Answer | undefined> {
        try {
            const answer = await this.client?.sendRequest<Answer | null>(method, parameters);
            return answer ?? undefined;
        } catch (error) {
            this.output.debug(`${method}: ${String(error)}`);
            return undefined;
        }
    }

    dispose(): void {
        this.started.dispose();
        void this.stop();
    }

    private options() {
        return {
            documentSelector: DOCUMENTS,
            // The server is told that settings have changed, and asks for them.
            synchronize: { configurationSection: "bourn" },
            outputChannel: this.output,
            traceOutputChannel: this.trace,
            middleware: this.middleware,
        };
    }
}
