/**
 * An editor without windows: as much of Visual Studio Code as the bundled extension and its language client need.
 *
 * It is put in the place of the module `vscode`. Documents, commands, diagnostics, the test view and pages are kept, so that
 * tests can look at them; whatever else is registered is noted by its name.
 */

import { readdirSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { basename, join, relative } from "node:path";

import { TestController, TestMessage, TestRunRequest } from "./testing";
import * as values from "./values";
import { Disposable, EventEmitter, Position, TextDocument, Uri } from "./values";

type Anything = (...given: never[]) => unknown;

/** A page beside the editor. */
export class Panel {
    title = "";
    readonly said: { kind: string; [field: string]: unknown }[] = [];
    private readonly heard = new EventEmitter<object>();
    private readonly closed = new EventEmitter<void>();
    readonly onDidDispose = this.closed.event;
    readonly webview = {
        html: "",
        cspSource: "https://editor.example",
        asWebviewUri: (uri: Uri) => uri,
        onDidReceiveMessage: this.heard.event,
        postMessage: (message: { kind: string }) => {
            this.said.push(message);
            return Promise.resolve(true);
        },
    };

    /** The page says something. */
    say(message: object): void {
        this.heard.fire(message);
    }

    /** What was last shown. */
    get shown(): { svg: string; note: string; flow: string } | undefined {
        return this.said.findLast(({ kind }) => kind === "show") as never;
    }

    reveal(): void {
        // It is never hidden.
    }

    dispose(): void {
        this.closed.fire();
    }
}

interface Shown {
    readonly document: TextDocument;
    selection: { active: Position };
    viewColumn: number;
}

/** What a registration is noted as. */
const REGISTERS = /^(?:register|create)/;

export class Editor {
    readonly commands = new Map<string, Anything>();
    readonly registered = new Map<string, unknown[][]>();
    readonly messages: string[] = [];
    readonly errors: string[] = [];
    readonly panels: Panel[] = [];
    readonly controllers: TestController[] = [];
    readonly diagnostics = new Map<string, readonly { message: string; code?: unknown }[]>();
    readonly settings = new Map<string, unknown>();
    readonly taskProviders: { provideTasks(): Promise<object[]> }[] = [];
    readonly documents: TextDocument[] = [];
    readonly visible: Shown[] = [];

    private readonly opened = new EventEmitter<TextDocument>();
    private readonly changed = new EventEmitter<object>();
    private readonly saved = new EventEmitter<TextDocument>();
    private readonly selected = new EventEmitter<object>();
    private readonly configured = new EventEmitter<object>();

    constructor(private readonly folder: string) {}

    /** Puts this editor in the place of the module, and loads the bundled extension anew. */
    load(file: string): { activate(context: object): Promise<void>; deactivate(): Promise<void> } {
        const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
        const before = loader._load;
        const vscode = this.module();
        loader._load = (name, ...rest) => (name === "vscode" ? vscode : before.call(loader, name, ...rest));
        try {
            // Loaded anew: nothing of an editor before is left in it.
            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
            delete require.cache[require.resolve(file)];
            return require(file) as never;
        } finally {
            loader._load = before;
        }
    }

    /** Opens a file in the window. */
    open(name: string): TextDocument {
        const uri = Uri.file(join(this.folder, name));
        const document = new TextDocument(uri, name.endsWith(".flow") ? "bourn" : "toml");
        this.documents.push(document);
        this.visible.unshift({ document, selection: { active: new Position(0, 0) }, viewColumn: 1 });
        this.opened.fire(document);
        return document;
    }

    /** Replaces the text of a document, as if it were typed. */
    type(document: TextDocument, text: string): void {
        const lines = document.getText().split("\n");
        const range = new values.Range(0, 0, lines.length - 1, lines.at(-1)?.length ?? 0);
        const rangeLength = document.getText().length;
        document.become(text);
        this.changed.fire({ document, contentChanges: [{ range, rangeOffset: 0, rangeLength, text }] });
    }

    /** Puts the cursor somewhere in the open document. */
    select(document: TextDocument, line: number, character: number): void {
        const textEditor = this.visible.find((one) => one.document === document);
        if (!textEditor) throw new Error("it is not open");
        textEditor.selection = { active: new Position(line, character) };
        this.selected.fire({ textEditor });
    }

    /** Sets a setting, which the extension is told. */
    configure(name: string, value: unknown): void {
        this.settings.set(name, value);
        this.configured.fire({ affectsConfiguration: (section: string) => name.startsWith(section) });
    }

    /** Runs a command. */
    async command(name: string, ...given: unknown[]): Promise<unknown> {
        const command = this.commands.get(name) as ((...given: unknown[]) => unknown) | undefined;
        if (!command) throw new Error(`there is no command ${name}`);
        return await command(...given);
    }

    private save(): boolean {
        for (const document of this.documents.filter(({ isDirty }) => isDirty)) {
            writeFileSync(document.uri.fsPath, document.getText());
            document.isDirty = false;
            this.saved.fire(document);
        }
        return true;
    }

    private files(pattern: string): Uri[] {
        const wanted = pattern.replace("**/", "");
        const matches = (name: string) => (wanted.startsWith("*") ? name.endsWith(wanted.slice(1)) : name === wanted);
        const entries = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
        return entries.filter((entry) => matches(basename(entry))).map((entry) => Uri.file(join(this.folder, entry)));
    }

    private document(uri: Uri): TextDocument {
        const open = this.documents.find((one) => one.uri.toString() === uri.toString());
        return open ?? new TextDocument(uri, "bourn");
    }

    private readonly say = (message: string): Promise<undefined> => {
        this.messages.push(message);
        return Promise.resolve(undefined);
    };

    private module(): object {
        return rest("", this.registered, {
            ...values,
            // A module of modules, so that nobody copies what is there and loses the rest.
            __esModule: true,
            version: "1.91.0",
            TestMessage,
            TestRunRequest,
            ...KINDS,
            CodeLens: class {
                constructor(
                    readonly range: values.Range,
                    readonly command: object,
                ) {}
            },
            Task: class {
                constructor(
                    readonly definition: object,
                    readonly scope: number,
                    readonly name: string,
                    readonly source: string,
                    readonly execution: object,
                    readonly matchers: string[],
                ) {}
            },
            ProcessExecution: class {
                constructor(
                    readonly process: string,
                    readonly args: string[],
                ) {}
            },
            env: { appName: "Editor", language: "en" },
            workspace: this.workspace(),
            window: this.window(),
            languages: this.languages(),
            commands: {
                registerCommand: (name: string, does: Anything) => {
                    if (this.commands.has(name)) throw new Error(`command ${name} is there already`);
                    this.commands.set(name, does);
                    return new Disposable(() => this.commands.delete(name));
                },
                executeCommand: (name: string, ...given: unknown[]) => this.command(name, ...given),
            },
            tests: {
                createTestController: () => {
                    const controller = new TestController();
                    this.controllers.push(controller);
                    return controller;
                },
            },
            tasks: {
                registerTaskProvider: (_type: string, provider: { provideTasks(): Promise<object[]> }) => {
                    this.taskProviders.push(provider);
                    return new Disposable(() => undefined);
                },
            },
        });
    }

    private workspace(): object {
        const { settings, folder } = this;
        const workspaceFolder = { uri: Uri.file(folder), name: basename(folder), index: 0 };
        return rest("workspace", this.registered, {
            workspaceFolders: [workspaceFolder],
            textDocuments: this.documents,
            notebookDocuments: [],
            onDidOpenTextDocument: this.opened.event,
            onDidChangeTextDocument: this.changed.event,
            onDidSaveTextDocument: this.saved.event,
            onDidChangeConfiguration: this.configured.event,
            getConfiguration: (section?: string) => ({
                get: (key: string, otherwise: unknown) => settings.get([section, key].join(".")) ?? otherwise,
            }),
            getWorkspaceFolder: () => workspaceFolder,
            findFiles: (pattern: string) => Promise.resolve(this.files(pattern)),
            openTextDocument: (uri: Uri) => Promise.resolve(this.document(uri)),
            asRelativePath: (given: Uri | string) => relative(folder, typeof given === "string" ? given : given.fsPath),
            saveAll: () => Promise.resolve(this.save()),
            createFileSystemWatcher: () => rest("watcher", this.registered, { dispose: () => undefined }),
        });
    }

    private window(): object {
        const { visible, panels, say } = this;
        return rest("window", this.registered, {
            get activeTextEditor() {
                return visible[0];
            },
            visibleTextEditors: visible,
            tabGroups: rest("tabGroups", this.registered, { all: [] }),
            onDidChangeTextEditorSelection: this.selected.event,
            showErrorMessage: say,
            showWarningMessage: say,
            showInformationMessage: say,
            showTextDocument: (document: TextDocument, { selection }: { selection: values.Range }) => {
                const shown = visible.find((one) => one.document === document);
                if (shown) shown.selection = { active: selection.start };
                return Promise.resolve(shown);
            },
            withProgress: (_: object, does: (progress: object, cancel: object) => unknown) =>
                does({}, new values.CancellationTokenSource().token),
            createOutputChannel: () => this.channel(),
            createWebviewPanel: () => {
                const panel = new Panel();
                panels.push(panel);
                return panel;
            },
        });
    }

    /** An output whose errors tests can see. */
    private channel(): object {
        const error = (message: unknown) => {
            this.errors.push(String(message));
        };
        return rest("output", this.registered, {
            ...Object.fromEntries(
                ["append", "appendLine", "info", "debug", "trace", "warn", "show", "dispose"].map((name) => [
                    name,
                    () => undefined,
                ]),
            ),
            error,
            logLevel: 2,
        });
    }

    private languages(): object {
        const { diagnostics } = this;
        return rest("languages", this.registered, {
            match: (selector: object | object[], document: TextDocument) =>
                [selector].flat().some((one) => fits(one, document)) ? 10 : 0,
            createDiagnosticCollection: () => ({
                set: (uri: Uri, found: readonly { message: string }[]) => diagnostics.set(uri.toString(), found),
                delete: (uri: Uri) => diagnostics.delete(uri.toString()),
                get: (uri: Uri) => diagnostics.get(uri.toString()),
                has: (uri: Uri) => diagnostics.has(uri.toString()),
                clear: () => {
                    diagnostics.clear();
                },
                dispose: () => undefined,
            }),
        });
    }
}

/** Numbers and names of kinds, as far as they are told apart here. */
const KINDS = {
    TestRunProfileKind: { Run: 1, Debug: 2, Coverage: 3 },
    ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
    ViewColumn: { Beside: -2, One: 1 },
    TaskScope: { Global: 1, Workspace: 2 },
    TaskGroup: { Build: "build", Test: "test" },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
};

function fits(
    one: { language?: string; scheme?: string; pattern?: unknown },
    { uri, languageId }: TextDocument,
): boolean {
    const { language, scheme, pattern } = one;
    const fitsPattern =
        pattern === undefined || basename(uri.fsPath) === basename(typeof pattern === "string" ? pattern : "");
    return (language ?? languageId) === languageId && (scheme ?? uri.scheme) === uri.scheme && fitsPattern;
}

/** An object with what tests know of it; the rest are events that never happen, registrations that are noted, and plain data. */
function rest(part: string, registered: Map<string, unknown[][]>, known: object): object {
    return new Proxy(known, {
        get(target, name) {
            if (name in target || typeof name === "symbol") return Reflect.get(target, name) as unknown;
            if (/^on[A-Z]/.test(name)) return () => new Disposable(() => undefined);
            if (REGISTERS.test(name)) {
                return (...given: unknown[]) => {
                    const known = registered.get(`${part}.${name}`) ?? [];
                    registered.set(`${part}.${name}`, [...known, given]);
                    return new Disposable(() => undefined);
                };
            }
            return /^[A-Z]/.test(name) ? Data : undefined;
        },
    });
}

/** A class of the editor that only holds data. */
class Data {
    [field: string]: unknown;
}
