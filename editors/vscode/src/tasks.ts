/** Tasks: `check`, `test` and `fmt` of every project in the workspace. */

import { dirname, relative } from "node:path";

import * as vscode from "vscode";

import { TASK_VERBS, type TaskVerb, task } from "./program/arguments";
import type { Program } from "./program/program";

/** What a task of `tasks.json` says. */
interface Definition extends vscode.TaskDefinition {
    readonly verb: TaskVerb;
    readonly project?: string;
    readonly args?: readonly string[];
}

/** Offers tasks, and completes those of `tasks.json`. */
export class Tasks implements vscode.TaskProvider {
    constructor(private readonly program: Program) {}

    async provideTasks(): Promise<vscode.Task[]> {
        const manifests = await vscode.workspace.findFiles("**/bourn.toml", "**/{node_modules,target}/**");
        const paths = manifests.map(({ fsPath }) => fsPath).sort();
        return paths.flatMap((path) => {
            const scope = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
            const project = scope && relative(scope.uri.fsPath, dirname(path));
            const where = project ? { project } : {};
            return TASK_VERBS.map((verb) => this.task({ type: "bourn", verb, ...where }, scope));
        });
    }

    resolveTask(given: vscode.Task): vscode.Task | undefined {
        const definition = given.definition as Definition;
        if (!TASK_VERBS.includes(definition.verb)) return undefined;
        return this.task(definition, given.scope);
    }

    private task(
        definition: Definition,
        scope: vscode.WorkspaceFolder | vscode.TaskScope = vscode.TaskScope.Workspace,
    ): vscode.Task {
        const { verb, project, args } = definition;
        const program = this.program.find() ?? "bourn";
        const process = new vscode.ProcessExecution(program, task(verb, project, args ?? []));
        const name = project === undefined ? verb : `${verb} ${project}`;
        const made = new vscode.Task(definition, scope, name, "bourn", process, ["$bourn"]);
        if (verb === "check") made.group = vscode.TaskGroup.Build;
        if (verb === "test") made.group = vscode.TaskGroup.Test;
        return made;
    }
}
