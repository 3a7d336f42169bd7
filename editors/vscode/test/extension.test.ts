/** The bundled extension in an editor without windows, with the real server. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { Editor } from "./support/editor/editor";
import { TestRunRequest } from "./support/editor/testing";
import { CancellationTokenSource, Uri } from "./support/editor/values";
import { EXAMPLES, WITHOUT_PROGRAM, program } from "./support/surroundings";

const EXTENSION = resolve("out/extension.js");

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { commands: { command: string }[] };
};

/** A copy of an example project. */
function project(name: string): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), `bourn-${name}-`)));
    cpSync(join(EXAMPLES, name), folder, { recursive: true });
    return folder;
}

/** Runs something in an editor in which the extension is at work. */
async function within(folder: string, does: (editor: Editor) => Promise<void>, path = program()): Promise<void> {
    const editor = new Editor(folder);
    editor.settings.set("bourn.path", path);
    const extension = editor.load(EXTENSION);
    const subscriptions: { dispose(): unknown }[] = [];
    await extension.activate({ subscriptions, extensionUri: Uri.file(process.cwd()) });
    try {
        await does(editor);
        if (path === program()) assert.deepEqual(editor.errors, []);
    } catch (error) {
        throw editor.errors.length > 0 ? new Error(editor.errors.join("\n"), { cause: error }) : error;
    } finally {
        await extension.deactivate();
        subscriptions.forEach((one) => one.dispose());
    }
}

/** Waits until something holds. */
async function until<T>(what: string, holds: () => T | undefined | false): Promise<T> {
    for (const start = Date.now(); Date.now() - start < 60_000;) {
        const found = holds();
        if (found !== undefined && found !== false) return found;
        await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`it did not come: ${what}`);
}

test("every command of the palette is there, and so are the server's", { skip: WITHOUT_PROGRAM }, async () => {
    await within(project("shop"), (editor) => {
        const declared = manifest.contributes.commands.map(({ command }) => command);
        const known = [...editor.commands.keys()].filter((name) => name.startsWith("bourn."));
        assert.deepEqual(known.sort(), [...declared, "bourn.count", "bourn.run", "bourn.test"].sort());
        return Promise.resolve();
    });
});

test("what the server offers is registered", { skip: WITHOUT_PROGRAM }, async () => {
    await within(project("shop"), async (editor) => {
        editor.open("shop.flow");
        const wanted = [
            "Hover",
            "CompletionItem",
            "Definition",
            "Rename",
            "CodeLens",
            "DocumentSemanticTokens",
            "InlayHints",
        ];
        for (const kind of [...wanted, "DocumentFormattingEdit", "FoldingRange", "CodeActions"]) {
            await until(kind, () =>
                [...editor.registered.keys()].some((one) => one.startsWith(`languages.register${kind}`)),
            );
        }
    });
});

test("what is wrong arrives, and goes when it is mended", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("shop");
    await within(folder, async (editor) => {
        const document = editor.open("shop.flow");
        const right = document.getText();
        const found = () => editor.diagnostics.get(document.uri.toString()) ?? [];
        editor.type(document, `${right}\nsegment Wrong = Plan is "pro"\n`);
        const [wrong] = await until("a diagnostic", () => found().length > 0 && found());
        assert.match(wrong?.message ?? "", /there is no attribute `Plan`, but there is `plan`/);
        editor.type(document, right);
        await until("no diagnostic", () => found().length === 0);
    });
});

test("tests are found, played, and failures stand at their place", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("shop");
    const failing =
        '\ntest "cases" {\n    case { points = 1 }\n    case { points = 2 }\n    person ana { loyaltyPoints = points }\n' +
        "    at 2026-12-02 09:00\n    expect ana.loyaltyPoints is 1\n}\n";
    const text = readFileSync(join(folder, "tests.flow"), "utf8");
    writeFileSync(join(folder, "tests.flow"), text + failing);
    await within(folder, async (editor) => {
        const [controller] = editor.controllers;
        assert.ok(controller);
        const file = await until(
            "tests",
            () => [...controller.items].find(([, { label }]) => label === "tests.flow")?.[1],
        );
        const items = [...file.children].map(([, item]) => item);
        assert.equal(items.length, 6);
        assert.equal(items[0]?.range?.start.line, 2);
        await controller.play?.(new TestRunRequest(undefined, [items[0]]), new CancellationTokenSource().token);
        const told = controller.runs[0]?.told.filter(({ what }) => what === "passed" || what === "failed") ?? [];
        assert.deepEqual(
            told.map(({ what }) => what),
            ["passed", "passed", "passed", "passed", "failed"],
        );
        const [message] = told.at(-1)?.messages ?? [];
        assert.match(message?.message ?? "", /does not hold\n.*is 2/);
        assert.equal(message?.location?.range.line, text.split("\n").length + 5);
        assert.ok(controller.runs[0]?.hasEnded);
    });
});

test("a lens plays its test", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("shop");
    await within(folder, async (editor) => {
        const [controller] = editor.controllers;
        await until("tests", () => controller && controller.items.size > 0);
        await editor.command("bourn.test", { project: folder, name: "who buys is left alone" });
        const told = controller?.runs[0]?.told.map(({ what, label }) => `${what} ${label}`);
        assert.deepEqual(
            told,
            ["enqueued", "started", "passed"].map((what) => `${what} who buys is left alone`),
        );
    });
});

test("a flow has lenses for a run and for the picture", { skip: WITHOUT_PROGRAM }, async () => {
    await within(project("shop"), async (editor) => {
        const document = editor.open("shop.flow");
        const [given] = await until("the provider", () => editor.registered.get("languages.registerCodeLensProvider"));
        const { provideCodeLenses } = given?.[1] as {
            provideCodeLenses(
                document: object,
                cancel: object,
            ): Promise<{ command: { title: string; command: string } }[]>;
        };
        const lenses = await provideCodeLenses(document, new CancellationTokenSource().token);
        assert.deepEqual(
            lenses.slice(-2).map(({ command }) => [command.title, command.command]),
            [
                ["run on the project's data", "bourn.run"],
                ["show as a picture", "bourn.showGraph"],
            ],
        );
    });
});

test("a test that cannot be played says why", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("shop");
    await within(folder, async (editor) => {
        const [controller] = editor.controllers;
        await until("tests", () => controller && controller.items.size > 0);
        writeFileSync(join(folder, "more.flow"), 'segment Wrong = Plan is "pro"\n');
        await editor.command("bourn.test", { project: folder, name: "who buys is left alone" });
        const told = controller?.runs[0]?.told.at(-1);
        assert.equal(told?.what, "errored");
        assert.match(told.messages[0]?.message ?? "", /there is no attribute `Plan`/);
    });
});

test(
    "the picture follows the cursor and what is typed, and has the numbers of a run",
    { skip: WITHOUT_PROGRAM },
    async () => {
        await within(project("shop"), async (editor) => {
            const document = editor.open("shop.flow");
            const line = (text: string) =>
                document
                    .getText()
                    .split("\n")
                    .findIndex((one) => one.includes(text));
            editor.select(document, line("pause 1 hour"), 6);
            await editor.command("bourn.showGraph");
            const panel = editor.panels[0];
            assert.ok(panel);
            panel.say({ kind: "ready" });
            assert.match((await until("a picture", () => panel.shown)).svg, /pause[^]*1 hour/);
            assert.equal(panel.title, "AbandonedCart");
            const marked = () => panel.said.findLast(({ kind }) => kind === "mark")?.element;
            await until("the mark of the pause", () => marked() === 0);
            editor.select(document, line("update profile"), 6);
            await until("the mark of the last element", () => marked() === 11);
            const count = (wanted: string) => panel.said.filter(({ kind }) => kind === wanted).length;
            const before = count("mark");
            editor.select(document, 0, 0);
            await until("an answer to a place in no flow", () => count("mark") > before);
            assert.deepEqual([count("show"), count("nothing")], [1, 0], "what is shown stays");
            editor.type(document, document.getText().replace("pause 1 hour", "pause 2 hours"));
            await until("another picture", () => panel.shown?.svg.includes("2 hours"));

            panel.say({ kind: "run" });
            await until("numbers", () => panel.shown?.note.includes("entered in the last run"));
            assert.match(panel.shown?.svg ?? "", /class="number"[^]*persons\)/);
            editor.type(document, document.getText().replace("pause 2 hours", "pause 3 hours"));
            await until("a picture without numbers", () => panel.shown?.note.includes("when the file is saved"));
            assert.doesNotMatch(panel.shown?.svg ?? "", /persons\)/);

            panel.say({ kind: "reveal", element: 0 });
            await until(
                "the cursor at the pause",
                () => editor.visible[0]?.selection.active.line === line("pause 3 hours"),
            );
        });
    },
);

test("a segment is counted", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("shop");
    await within(folder, async (editor) => {
        await editor.command("bourn.count", { project: folder, name: "Unreachable" });
        assert.match(editor.messages.at(-1) ?? "", /^Unreachable: \d+ of 400 people, \d+\.\d %$/);
        const document = editor.open("shop.flow");
        editor.select(document, 36, 0);
        await editor.command("bourn.countSegment");
        assert.match(editor.messages.at(-1) ?? "", /^SaleBrowsers: \d+ of 400 people/);
    });
});

test("a run without data says what is missing", { skip: WITHOUT_PROGRAM }, async () => {
    const folder = project("journeys");
    await within(folder, async (editor) => {
        await editor.command("bourn.run", { project: folder, name: "Welcome" });
        assert.match(editor.messages.at(-1) ?? "", /Welcome could not be run\. error\[E0507\]/);
    });
});

test("tasks check, test and format every project", { skip: WITHOUT_PROGRAM }, async () => {
    await within(project("shop"), async (editor) => {
        const tasks = (await editor.taskProviders[0]?.provideTasks()) as {
            execution: { args: string[] };
            matchers: string[];
        }[];
        assert.deepEqual(
            tasks.map(({ execution }) => execution.args[0]),
            ["check", "test", "fmt"],
        );
        assert.deepEqual(tasks[0]?.matchers, ["$bourn"]);
    });
});

test(
    "a program that is not there is missed, and found when the setting is right",
    { skip: WITHOUT_PROGRAM },
    async () => {
        const start = async (editor: Editor) => {
            assert.match(editor.messages[0] ?? "", /there is no program `nowhere`/);
            assert.ok(!editor.commands.has("bourn.run"));
            editor.configure("bourn.path", program());
            await until("the server", () => editor.commands.has("bourn.run"));
            await editor.command("bourn.restart");
            assert.ok(editor.commands.has("bourn.run"));
        };
        await within(project("shop"), start, "nowhere");
    },
);
