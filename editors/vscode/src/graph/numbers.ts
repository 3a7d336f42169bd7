/** The numbers of runs: made by running a flow, kept in files, painted on pictures. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as vscode from "vscode";

import { drawWithNumbers, runFlow } from "../program/arguments";
import type { Program } from "../program/program";
import { readRun } from "../program/read";
import type { About } from "../server/about";

/** A run of a flow. */
export interface Run {
    readonly about: About;
    /** How many entered. */
    readonly entered: number;
    /** The file with what the run printed. */
    readonly file: string;
}

/** Runs flows, and remembers the last run of each. */
export class Numbers implements vscode.Disposable {
    private readonly runs = new Map<string, Run>();
    private folder: Promise<string> | undefined;
    private count = 0;
    private last: readonly [file?: string, plain?: string, picture?: string | undefined] = [];

    constructor(private readonly program: Program) {}

    /** The last run of a flow. */
    of(about: About): Run | undefined {
        return this.runs.get(key(about));
    }

    /** Forgets all runs. */
    clear(): void {
        this.runs.clear();
    }

    /** Runs a flow on its project's data. What goes wrong is told the user. */
    async run(about: About): Promise<Run | undefined> {
        const title = `Bourn: runs ${about.name} on the project's data`;
        const location = vscode.ProgressLocation.Notification;
        const outcome = await vscode.window.withProgress({ location, title, cancellable: true }, (_, cancel) =>
            this.program.run(runFlow(about.project, about.name), cancel),
        );
        if (outcome?.status === undefined) return undefined;
        if (outcome.status !== 0) {
            await sayFailed(`${about.name} could not be run`, outcome.errors);
            return undefined;
        }
        const numbers = readRun(outcome.output, about.name);
        const run = { about, entered: numbers.entries.times, file: await this.keep(outcome.output) };
        this.runs.set(key(about), run);
        return run;
    }

    /**
     * The picture with the numbers of a run, if they still belong to the flow as it is saved. As long as the picture without them
     * stays the same, so does this one.
     */
    async picture({ about, file }: Run, plain: string): Promise<string | undefined> {
        const [knownFile, knownPlain, known] = this.last;
        if (knownFile === file && knownPlain === plain) return known;
        const outcome = await this.program.run(drawWithNumbers(about.project, about.name, file));
        const picture = outcome?.status === 0 ? outcome.output : undefined;
        this.last = [file, plain, picture];
        return picture;
    }

    dispose(): void {
        void this.folder?.then((folder) => rm(folder, { recursive: true, force: true }));
    }

    private async keep(output: string): Promise<string> {
        this.folder ??= mkdtemp(join(tmpdir(), "bourn-"));
        const file = join(await this.folder, `${++this.count}.json`);
        await writeFile(file, output);
        return file;
    }
}

function key({ project, name }: About): string {
    return JSON.stringify([project, name]);
}

/** Says what went wrong in one line, and offers the rest. */
export async function sayFailed(what: string, errors: string): Promise<void> {
    const first = errors.split("\n").find((line) => line.startsWith("error"));
    const output = "Show the Output";
    const chosen = await vscode.window.showErrorMessage(`Bourn: ${what}. ${first ?? ""}`.trim(), output);
    if (chosen === output) await vscode.commands.executeCommand("bourn.showOutput");
}
