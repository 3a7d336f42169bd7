/** The page that shows pictures. It holds no picture by itself: these are sent, so that the page keeps its place and size. */

import { randomBytes } from "node:crypto";

/** What the page is made of. */
export interface Sources {
    /** The address of the style sheet. */
    readonly style: string;
    /** The address of the script. */
    readonly script: string;
    /** What the editor serves such files from. */
    readonly origin: string;
    /** A word that nobody can guess, for this page alone. */
    readonly nonce: string;
}

/** A word for one page. */
export function nonce(): string {
    return randomBytes(18).toString("base64url");
}

/** The page. Nothing is loaded but its own style and script. */
export function page({ style, script, origin, nonce }: Sources): string {
    const policy = `default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Bourn</title>
</head>
<body>
<main id="stage" tabindex="0" aria-label="The flow as a picture"><p id="hint">Put the cursor into a flow.</p></main>
<nav id="tools" aria-label="Picture">
<span id="note" role="status"></span>
<button id="run" type="button" title="Run the flow on the project's data, and paint the numbers">Run on data</button>
<button id="out" type="button" title="Smaller (-)" aria-label="Smaller">−</button>
<button id="in" type="button" title="Larger (+)" aria-label="Larger">+</button>
<button id="fit" type="button" title="As wide as there is room (0)">Fit</button>
</nav>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
