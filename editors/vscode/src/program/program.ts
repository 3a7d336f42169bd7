/** The program as the editor has it: found by the settings, run with its talk in the output. */

import * as vscode from "vscode";

import { programName, workspaceFolder } from "../settings";
import { findProgram, surroundings } from "./find";
import { type Outcome, asTyped, run } from "./run";

/** Runs `bourn`, and tells the output what it ran and what went wrong. */
export class Program {
    constructor(private readonly output: vscode.LogOutputChannel) {}

    /** The path of the program, if there is one. */
    find(): string | undefined {
        return findProgram(programName(), surroundings(workspaceFolder()));
    }

    /** Runs it. Where there is no program, it is said to the user, and nothing comes of it. */
    async run(given: readonly string[], cancel?: vscode.CancellationToken): Promise<Outcome | undefined> {
        const program = this.find();
        if (program === undefined) {
            await sayNotFound();
            return undefined;
        }
        const stop = new AbortController();
        const withdrawn = cancel?.onCancellationRequested(() => {
            stop.abort();
        });
        this.output.info(asTyped(program, given));
        try {
            const outcome = await run(program, given, workspaceFolder(), stop.signal);
            if (outcome.errors.trim()) this.output.info(outcome.errors.trimEnd());
            return outcome;
        } finally {
            withdrawn?.dispose();
        }
    }
}

/** Says that there is no program, and offers what helps. */
export async function sayNotFound(): Promise<void> {
    const settings = "Open the Setting";
    const again = "Try Again";
    const chosen = await vscode.window.showErrorMessage(
        `Bourn: there is no program \`${programName()}\`. Install it so that it is on the PATH, or say in the setting ` +
            "`bourn.path` where it is.",
        settings,
        again,
    );
    if (chosen === settings) await vscode.commands.executeCommand("workbench.action.openSettings", "bourn.path");
    if (chosen === again) await vscode.commands.executeCommand("bourn.restart");
}
