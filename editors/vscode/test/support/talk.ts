/** A talk with a real server, without an editor. */

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

import { type MessageConnection, createMessageConnection } from "vscode-jsonrpc/node";

import { program } from "./surroundings";

/** What the server said it offers, as far as tests ask. */
interface Offered {
    readonly capabilities: { readonly semanticTokensProvider: { readonly legend: { readonly tokenTypes: string[] } } };
}

/** A server that has folders open. */
export class Talk {
    private constructor(
        private readonly process: ChildProcess,
        private readonly connection: MessageConnection,
        readonly offered: Offered["capabilities"],
    ) {}

    static async about(folders: readonly string[]): Promise<Talk> {
        const server = spawn(program(), ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
        const connection = createMessageConnection(server.stdout, server.stdin);
        connection.onRequest("client/registerCapability", () => null);
        connection.listen();
        const workspaceFolders = folders.map((folder) => ({ uri: address(folder), name: basename(folder) }));
        const asked = { processId: null, rootUri: null, capabilities: {}, workspaceFolders };
        const { capabilities } = await connection.sendRequest<Offered>("initialize", asked);
        await connection.sendNotification("initialized", {});
        return new Talk(server, connection, capabilities);
    }

    ask<Answer>(method: string, parameters: object): Promise<Answer> {
        return this.connection.sendRequest<Answer>(method, parameters);
    }

    async end(): Promise<void> {
        await this.connection.sendRequest("shutdown");
        await this.connection.sendNotification("exit");
        this.connection.dispose();
        this.process.kill();
    }
}

/** The address of a file. */
export function address(path: string): string {
    return pathToFileURL(path).href;
}

/** The sources in a folder. */
export function sources(folder: string): string[] {
    return readdirSync(folder)
        .filter((file) => file.endsWith(".flow"))
        .sort()
        .map((file) => join(folder, file));
}
