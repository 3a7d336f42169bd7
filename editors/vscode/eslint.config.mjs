import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

export default defineConfig(
    { ignores: ["out", "node_modules"] },
    js.configs.recommended,
    {
        files: ["src/**/*.ts", "test/**/*.ts", "scripts/**/*.ts"],
        extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
        languageOptions: { parserOptions: { projectService: true } },
        rules: {
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
        },
    },
    {
        files: ["test/**/*.ts"],
        rules: {
            // The runner waits for its tests.
            "@typescript-eslint/no-floating-promises": [
                "error",
                { allowForKnownSafeCalls: [{ from: "package", name: ["test", "before"], package: "node:test" }] },
            ],
            // What stands in for the editor's interface is taken apart as it is.
            "@typescript-eslint/unbound-method": "off",
            // The bundle is loaded as the editor loads it.
            "@typescript-eslint/no-require-imports": "off",
        },
    },
    {
        files: ["**/*.mjs"],
        languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
    },
    {
        files: ["media/*.js"],
        languageOptions: {
            sourceType: "script",
            globals: Object.fromEntries(
                ["acquireVsCodeApi", "document", "window", "DOMParser", "CSSStyleSheet", "MutationObserver"].map(
                    (one) => [one, "readonly"],
                ),
            ),
        },
    },
);
