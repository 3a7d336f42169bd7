// Zoom and pan by the picture's view box, and a card with details of what is under the pointer or has the focus.
"use strict";
const stage = document.getElementById("stage");
const picture = stage.querySelector("svg");
const tools = document.getElementById("tools");
const details = document.getElementById("details");
const search = document.getElementById("search");
const whole = picture.viewBox.baseVal;
const size = { width: whole.width, height: whole.height };
let view = { x: 0, y: 0, scale: 1 };

document.documentElement.classList.add("live");
tools.hidden = false;
picture.querySelectorAll("g > title").forEach((title) => title.remove());

function show() {
    const { clientWidth: width, clientHeight: height } = stage;
    const box = [view.x, view.y, width / view.scale, height / view.scale];
    picture.setAttribute("viewBox", box.map((part) => part.toFixed(2)).join(" "));
}

function fit() {
    const { clientWidth: width, clientHeight: height } = stage;
    const scale = Math.min(1.25, width / size.width, height / size.height);
    view = { scale, x: (size.width - width / scale) / 2, y: (size.height - height / scale) / 2 };
    show();
}

// Begins with all of it, or with the top of a picture that would be too small to read.
function begin() {
    fit();
    if (view.scale >= 0.7) return;
    const head = picture.querySelector(".head").getBBox();
    view.scale = Math.min(1, Math.max(0.7, stage.clientWidth / size.width));
    view.x = head.x + head.width / 2 - stage.clientWidth / view.scale / 2;
    view.y = 0;
    show();
}

// Zooms around a point of the window, which stays where it is.
function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const scale = Math.min(4, Math.max(0.05, view.scale * factor));
    view.x += x / view.scale - x / scale;
    view.y += y / view.scale - y / scale;
    view.scale = scale;
    show();
}

function pan(x, y) {
    view.x += x / view.scale;
    view.y += y / view.scale;
    show();
}

// Brings an element into the middle of the window.
function centre(element) {
    const box = element.getBBox();
    view.scale = Math.max(view.scale, 0.8);
    view.x = box.x + box.width / 2 - stage.clientWidth / view.scale / 2;
    view.y = box.y + box.height / 2 - stage.clientHeight / view.scale / 2;
    show();
}

stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) {
        zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX, event.clientY);
    } else {
        pan(event.deltaX || event.deltaY, 0);
    }
}, { passive: false });

// One pointer drags, two zoom.
const pointers = new Map();
stage.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event);
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("dragging");
    details.hidden = true;
});
stage.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const other = [...pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
        const distance = (pointer) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY);
        const [x, y] = [(event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2];
        zoom(distance(event) / Math.max(1, distance(before)), x, y);
    } else {
        pan(before.clientX - event.clientX, before.clientY - event.clientY);
    }
    pointers.set(event.pointerId, event);
});
for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, (event) => {
        pointers.delete(event.pointerId);
        stage.classList.toggle("dragging", pointers.size > 0);
    });
}

const keys = {
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
    ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80),
    "/": () => search.focus(),
};
document.addEventListener("keydown", (event) => {
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
});
document.getElementById("in").addEventListener("click", () => zoom(1.25));
document.getElementById("out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);

function tell(element) {
    const { text, source, count } = element.dataset;
    const [head, code, number] = details.children;
    head.textContent = text;
    code.textContent = source === text ? "" : source;
    number.textContent = count;
    details.hidden = false;
    const [target, card] = [element.getBoundingClientRect(), details.getBoundingClientRect()];
    const beside = target.right + 12 + card.width < innerWidth ? target.right + 12 : target.left - card.width - 12;
    const keep = (at, length, room) => Math.max(8, Math.min(at, room - length - 8));
    details.style.transform = `translate(${keep(beside, card.width, innerWidth)}px, ${keep(target.top, card.height, innerHeight)}px)`;
}
for (const element of picture.querySelectorAll("g[data-text]")) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", [element.dataset.text, element.dataset.count].filter(Boolean).join(", "));
    element.addEventListener("pointerenter", () => pointers.size || tell(element));
    element.addEventListener("pointerleave", () => { details.hidden = true; });
    element.addEventListener("focus", () => {
        if (!element.matches(":focus-visible")) return;
        const box = element.getBoundingClientRect();
        if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) centre(element);
        tell(element);
    });
    element.addEventListener("blur", () => { details.hidden = true; });
}

search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    let first = null;
    for (const element of picture.querySelectorAll("g[data-text]")) {
        const found = wanted !== "" && element.dataset.text.toLowerCase().includes(wanted);
        element.classList.toggle("found", found);
        element.classList.toggle("dimmed", wanted !== "" && !found);
        first = first || (found ? element : null);
    }
    if (first) centre(first);
});

addEventListener("resize", show);
begin();
