/** Bourn in Visual Studio Code: puts the parts together. */

import * as vscode from "vscode";

import { type Parts, register, replacements } from "./commands";
import { Numbers } from "./graph/numbers";
import { Preview } from "./graph/preview";
import { Program } from "./program/program";
import { lensMiddleware } from "./server/lenses";
import { Server } from "./server/server";
import { Tasks } from "./tasks";
import { Explorer } from "./testing/explorer";

let running: Server | undefined;

/** The editor opens something of Bourn. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const output = vscode.window.createOutputChannel("Bourn", { log: true });
    const trace = vscode.window.createOutputChannel("Bourn (trace)", { log: true });
    const program = new Program(output);
    const server: Server = new Server(program, output, trace, lensMiddleware(replacements(() => parts)));
    const numbers = new Numbers(program);
    const preview = new Preview(context.extensionUri, server, numbers);
    const explorer = new Explorer(server, program);
    const parts: Parts = { output, program, server, numbers, preview, explorer };
    context.subscriptions.push(
        output,
        trace,
        numbers,
        preview,
        explorer,
        server,
        register(parts),
        vscode.tasks.registerTaskProvider("bourn", new Tasks(program)),
        vscode.workspace.onDidChangeConfiguration(async (change) => {
            if (change.affectsConfiguration("bourn.path")) await server.restart();
        }),
    );
    running = server;
    await server.start();
}

/** The editor closes: the server ends first. */
export async function deactivate(): Promise<void> {
    await running?.stop();
}
