// Shows the picture that it is sent, in the place and size of the one before.
"use strict";

const editor = acquireVsCodeApi();
const stage = document.getElementById("stage");
const note = document.getElementById("note");
const light = new CSSStyleSheet();
const dark = new CSSStyleSheet();

/** How large the picture is; nothing means as wide as there is room. */
let { scale } = editor.getState() ?? {};
let flow;
let marked;

function picture() {
    return stage.querySelector("svg");
}

/** The elements in the order of their numbers: what is neither an entry nor the end. */
function elements() {
    return [...stage.querySelectorAll(".node:not(.entry):not(.finish)")];
}

function isDark() {
    const { classList } = document.body;
    return classList.contains("vscode-dark") || classList.contains("vscode-high-contrast");
}

function paint() {
    document.adoptedStyleSheets = isDark() ? [light, dark] : [light];
}

function size() {
    const svg = picture();
    if (!svg) return;
    const { width } = svg.viewBox.baseVal;
    const room = stage.clientWidth - 24;
    svg.setAttribute("width", String(width * (scale ?? Math.min(1, room / width))));
    svg.removeAttribute("height");
    editor.setState({ scale });
}

function zoom(factor) {
    const svg = picture();
    if (!svg) return;
    const before = svg.clientWidth || Number(svg.getAttribute("width"));
    const { width } = svg.viewBox.baseVal;
    const middle = (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight;
    scale = Math.min(4, Math.max(0.1, (before / width) * factor));
    size();
    stage.scrollTop = middle * stage.scrollHeight - stage.clientHeight / 2;
}

function fit() {
    scale = undefined;
    size();
}

function mark() {
    for (const one of stage.querySelectorAll(".marked")) one.classList.remove("marked");
    const element = marked === undefined ? undefined : elements()[marked];
    if (!element) return;
    element.classList.add("marked");
    const { top, bottom } = element.getBoundingClientRect();
    if (top < 44 || bottom > window.innerHeight) element.scrollIntoView({ block: "center", inline: "nearest" });
}

function show(message) {
    const { scrollTop, scrollLeft } = stage;
    const svg = new DOMParser().parseFromString(message.svg, "image/svg+xml").documentElement;
    light.replaceSync(message.light);
    dark.replaceSync(message.dark);
    stage.replaceChildren(document.importNode(svg, true));
    paint();
    size();
    if (message.flow === flow) stage.scrollTo(scrollLeft, scrollTop);
    else stage.scrollTo(0, 0);
    flow = message.flow;
    note.textContent = message.note;
    mark();
}

function showNothing(message) {
    const hint = document.createElement("p");
    hint.id = "hint";
    hint.textContent = message.hint;
    stage.replaceChildren(hint);
    note.textContent = "";
    flow = undefined;
}

window.addEventListener("message", ({ data }) => {
    if (data.kind === "show") show(data);
    if (data.kind === "nothing") showNothing(data);
    if (data.kind === "mark") {
        marked = data.element;
        mark();
    }
});

stage.addEventListener("click", (event) => {
    const element = elements().indexOf(event.target.closest(".node"));
    if (element >= 0) editor.postMessage({ kind: "reveal", element });
});
stage.addEventListener(
    "wheel",
    (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
    },
    { passive: false },
);

const keys = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit };
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    keys[event.key]?.();
});
document.getElementById("in").addEventListener("click", () => zoom(1.25));
document.getElementById("out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);
document.getElementById("run").addEventListener("click", () => editor.postMessage({ kind: "run" }));
window.addEventListener("resize", size);
new MutationObserver(paint).observe(document.body, { attributeFilter: ["class"] });
editor.postMessage({ kind: "ready" });
