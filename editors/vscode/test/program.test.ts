/** What the program is started with, and what is read of what it prints. */

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";

import { countSegment, drawWithNumbers, playTests, runFlow, task } from "../src/program/arguments";
import { findProgram } from "../src/program/find";
import { readRun, readSegment, readTests } from "../src/program/read";
import { asTyped, run } from "../src/program/run";
import { EXAMPLES, WITHOUT_PROGRAM, program } from "./support/surroundings";

const CDNOW = join(EXAMPLES, "cdnow");

/** A folder with a program in it. */
function folderWithProgram(): string {
    const folder = mkdtempSync(join(tmpdir(), "bourn-find-"));
    mkdirSync(join(folder, "bin"));
    const file = join(folder, "bin", "bourn");
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, 0o755);
    writeFileSync(join(folder, "bin", "text"), "no program");
    return folder;
}

test("a program is found on the path, by its path, and below the workspace", () => {
    const folder = folderWithProgram();
    const found = join(folder, "bin", "bourn");
    const around = { folder, path: ["/nowhere", join(folder, "bin")].join(delimiter), endings: [""] };
    assert.equal(findProgram("bourn", around), found);
    assert.equal(findProgram(" ", around), found);
    assert.equal(findProgram(found, around), found);
    assert.equal(findProgram("bin/bourn", around), found);
    assert.equal(findProgram("${workspaceFolder}/bin/bourn", around), found);
});

test("what is no program is not found", () => {
    const folder = folderWithProgram();
    const around = { folder, path: join(folder, "bin"), endings: [""] };
    assert.equal(findProgram("nothing", around), undefined);
    assert.equal(findProgram("text", around), undefined);
    assert.equal(findProgram(join(folder, "bin"), around), undefined);
});

test("endings of programs are tried in order", () => {
    const folder = folderWithProgram();
    const around = { folder, path: join(folder, "bin"), endings: ["", "rn"] };
    assert.equal(findProgram("bou", around), join(folder, "bin", "bourn"));
});

test("names that look like options stay names", () => {
    assert.deepEqual(playTests("/p", "--x").at(-1), "--filter=--x");
    assert.deepEqual(countSegment("/p", "-S").slice(-2), ["--", "-S"]);
    assert.deepEqual(drawWithNumbers("/p", "-F", "n.json").slice(-2), ["--", "-F"]);
});

test("tasks name their project last", () => {
    assert.deepEqual(task("check", "shop", ["--deny", "warnings"]), ["check", "--deny", "warnings", "shop"]);
    assert.deepEqual(task("fmt", undefined, []), ["fmt"]);
});

test("commands are told as one could type them", () => {
    assert.equal(asTyped("bourn", ["test", "--filter=a b"]), 'bourn test "--filter=a b"');
});

test("what has another version is refused", () => {
    assert.throws(() => readTests('{"version":2,"tests":[]}'), /version 2/);
    assert.throws(() => readTests("[]"), /version undefined/);
    assert.throws(() => readTests('{"version":1}'), /a list is missing/);
    assert.throws(() => readRun('{"version":1,"flows":[]}', "F"), /no numbers of `F`/);
});

test("the program prints what is read here", { skip: WITHOUT_PROGRAM }, async () => {
    const printed = async (given: string[]) => (await run(program(), given, undefined)).output;
    const tests = readTests(await printed(playTests(join(EXAMPLES, "shop"), "who buys is left alone")));
    assert.deepEqual(
        tests.map(({ path, result }) => [path, result]),
        [["tests.flow", "passed"]],
    );
    assert.equal(readSegment(await printed(countSegment(CDNOW, "BigSpenders")), "BigSpenders").people, 23_570);
    const numbers = await printed(runFlow(CDNOW, "WinBack"));
    assert.ok(readRun(numbers, "WinBack").entries.times > 0);
    const file = join(mkdtempSync(join(tmpdir(), "bourn-numbers-")), "run.json");
    writeFileSync(file, numbers);
    assert.match(await printed(drawWithNumbers(CDNOW, "WinBack", file)), /^<svg[^]*<text class="number"/);
});

test("a run can be stopped, and says why it failed", { skip: WITHOUT_PROGRAM }, async () => {
    const stop = new AbortController();
    // A program that cannot end by itself before it is stopped.
    const running = run(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], undefined, stop.signal);
    stop.abort();
    assert.equal((await running).status, undefined);
    const failed = await run(program(), runFlow("/nowhere", "F"), undefined);
    assert.equal(failed.status, 2);
    assert.match(failed.errors, /is not a project/);
});
