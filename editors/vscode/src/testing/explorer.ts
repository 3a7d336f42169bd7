/** The tests of all projects in the editor's test view. */

import { dirname, relative } from "node:path";

import * as vscode from "vscode";

import { playTests } from "../program/arguments";
import type { Program } from "../program/program";
import { readTests } from "../program/read";
import type { About } from "../server/about";
import { subjects } from "../server/lenses";
import type { Server } from "../server/server";
import { type KnownTest, type Verdict, editorColumn, explained, grouped, verdicts, withSlashes } from "./results";

/** How long edits must rest before tests are looked for anew, in milliseconds. */
const REST = 400;

/** A test of the view with what it is played by. */
interface Shown extends KnownTest {
    readonly item: vscode.TestItem;
    readonly project: string;
}

/** The view, kept as the sources are. */
export class Explorer implements vscode.Disposable {
    private readonly controller = vscode.tests.createTestController("bourn", "Bourn");
    private readonly shown = new Map<string, Shown>();
    private readonly changed = new Map<string, vscode.Uri>();
    private readonly listeners: vscode.Disposable;
    private timer: NodeJS.Timeout | undefined;

    constructor(
        private readonly server: Server,
        private readonly program: Program,
    ) {
        const { controller } = this;
        controller.createRunProfile(
            "Run",
            vscode.TestRunProfileKind.Run,
            (request, cancel) => this.play(request, cancel),
            true,
        );
        controller.refreshHandler = () => this.discover();
        const watcher = vscode.workspace.createFileSystemWatcher("**/*.flow");
        const soon = (uri: vscode.Uri) => {
            this.soon(uri);
        };
        this.listeners = vscode.Disposable.from(
            watcher,
            watcher.onDidCreate(soon),
            watcher.onDidChange(soon),
            watcher.onDidDelete((uri) => {
                this.forget(uri);
            }),
            vscode.workspace.onDidChangeTextDocument(({ document }) => {
                if (document.languageId === "bourn" && document.uri.scheme === "file") soon(document.uri);
            }),
            server.onStart(() => this.discover()),
        );
    }

    /** Plays the test that a lens is about. */
    async playOne({ project, name }: About): Promise<void> {
        const test = [...this.shown.values()].find((one) => one.project === project && one.name === name);
        const cancel = new vscode.CancellationTokenSource();
        if (test) await this.play(new vscode.TestRunRequest([test.item]), cancel.token);
        cancel.dispose();
    }

    /** Looks for the tests of all files. */
    async discover(): Promise<void> {
        const files = await vscode.workspace.findFiles("**/*.flow", "**/{node_modules,target}/**");
        await Promise.all(files.map((uri) => this.discoverIn(uri)));
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.listeners.dispose();
        this.controller.dispose();
    }

    private soon(uri: vscode.Uri): void {
        this.changed.set(uri.toString(), uri);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            const files = [...this.changed.values()];
            this.changed.clear();
            void Promise.all(files.map((file) => this.discoverIn(file)));
        }, REST);
    }

    private async discoverIn(uri: vscode.Uri): Promise<void> {
        const found = (await subjects(this.server, uri)).filter(({ kind }) => kind === "test");
        this.forget(uri);
        if (found.length === 0) return;
        const file = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
        for (const { about, range } of found) {
            const item = this.controller.createTestItem(`${uri.toString()}#${about.name}`, about.name, uri);
            const { start, end } = range;
            item.range = new vscode.Range(start.line, start.character, end.line, end.character);
            file.children.add(item);
            const path = withSlashes(relative(folderOf(about.project), uri.fsPath));
            this.shown.set(item.id, { ...about, item, path, line: start.line + 1 });
        }
        this.controller.items.add(file);
    }

    private forget(uri: vscode.Uri): void {
        const file = uri.toString();
        this.controller.items.get(file)?.children.forEach(({ id }) => this.shown.delete(id));
        this.controller.items.delete(file);
    }

    /** Plays what is asked for: one test by its name, several with all of their project. */
    private async play(request: vscode.TestRunRequest, cancel: vscode.CancellationToken): Promise<void> {
        const run = this.controller.createTestRun(request);
        const chosen = this.chosen(request);
        for (const { item } of chosen) run.enqueued(item);
        for (const [project, tests] of grouped(chosen, (one) => one.project)) {
            for (const { item } of tests) run.started(item);
            await this.playIn(project, tests, run, cancel);
        }
        run.end();
    }

    private chosen({ include, exclude }: vscode.TestRunRequest): Shown[] {
        const excluded = new Set(exclude?.map(({ id }) => id));
        const below = (item: vscode.TestItem): Shown[] => {
            if (excluded.has(item.id)) return [];
            const own = this.shown.get(item.id);
            return own ? [own] : [...item.children].flatMap(([, child]) => below(child));
        };
        return (include ?? [...this.controller.items].map(([, item]) => item)).flatMap(below);
    }

    private async playIn(
        project: string,
        tests: readonly Shown[],
        run: vscode.TestRun,
        cancel: vscode.CancellationToken,
    ): Promise<void> {
        const [only, ...others] = tests;
        const filter = only && others.length === 0 ? only.name : undefined;
        const outcome = await this.program.run(playTests(project, filter), cancel);
        if (outcome?.status === undefined) return;
        if (outcome.errors) run.appendOutput(`${outcome.errors.replaceAll("\n", "\r\n")}\r\n`);
        if (!outcome.output.trim()) {
            const message = new vscode.TestMessage(outcome.errors.trim() || "the tests could not be played");
            for (const { item } of tests) run.errored(item, message);
            return;
        }
        const known = [...this.shown.values()].filter((one) => one.project === project);
        const results = verdicts(known, readTests(outcome.output));
        for (const test of tests) await this.tell(run, test, results.get(test));
    }

    private async tell(run: vscode.TestRun, { item, project }: Shown, verdict: Verdict | undefined): Promise<void> {
        if (!verdict) {
            run.errored(item, new vscode.TestMessage("it was not played: is the file saved?"));
            return;
        }
        if (verdict.result === "passed") {
            run.passed(item);
            return;
        }
        const messages = await Promise.all(verdict.failures.map((failure) => located(project, failure)));
        if (verdict.result === "failed") run.failed(item, messages);
        else run.errored(item, messages);
    }
}

/** A failure at its place. */
async function located(project: string, failure: Verdict["failures"][number]): Promise<vscode.TestMessage> {
    const message = new vscode.TestMessage(explained(failure));
    const uri = vscode.Uri.joinPath(vscode.Uri.file(folderOf(project)), failure.path);
    const document = await vscode.workspace.openTextDocument(uri);
    const line = Math.min(failure.line, document.lineCount) - 1;
    const column = editorColumn(document.lineAt(line).text, failure.column);
    message.location = new vscode.Location(uri, new vscode.Position(line, column));
    return message;
}

/** The folder that paths in results are below: of a project, or of a file that stands for one. */
function folderOf(project: string): string {
    return project.endsWith(".flow") ? dirname(project) : project;
}
