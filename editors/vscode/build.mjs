// Bundles the extension, with `--tests` its tests, and with `--pictures` what makes the pictures of the manual.

import { readdirSync, rmSync } from "node:fs";

import { build, context } from "esbuild";

const has = (flag) => process.argv.includes(flag);

const common = {
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
    // The modules of a dependency: its other form finds its parts at run time, where no bundler sees it.
    mainFields: ["module", "main"],
};
const extension = {
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "out/extension.js",
    minify: has("--minify"),
    sourcemap: has("--minify") ? false : "linked",
};

if (has("--watch")) {
    await (await context(extension)).watch();
} else {
    await build(extension);
}
const helpers = { ...common, external: ["vscode", "vscode-oniguruma", "vscode-textmate", "tm-themes"] };
if (has("--tests")) {
    rmSync("out/test", { recursive: true, force: true });
    const entryPoints = readdirSync("test")
        .filter((file) => file.endsWith(".test.ts"))
        .map((file) => `test/${file}`);
    await build({
        ...helpers,
        entryPoints,
        outdir: "out/test",
        sourcemap: "inline",
    });
}
if (has("--pictures")) {
    await build({ ...helpers, entryPoints: ["scripts/pictures.ts"], outdir: "out" });
}
