/** The values of the editor's interface that hold data: places, events, documents. */

import { readFileSync } from "node:fs";

import { URI, Utils } from "vscode-uri";

export const Uri = Object.assign(URI, { joinPath: Utils.joinPath });
export type Uri = URI;

export class Disposable {
    constructor(private readonly end: () => unknown) {}

    static from(...many: { dispose(): unknown }[]): Disposable {
        return new Disposable(() => {
            many.forEach((one) => one.dispose());
        });
    }

    dispose(): void {
        this.end();
    }
}

/** An event that tests can let happen. */
export class EventEmitter<T> {
    private readonly listeners = new Set<(value: T) => unknown>();

    readonly event = (listener: (value: T) => unknown, self?: unknown): Disposable => {
        const bound = self === undefined ? listener : listener.bind(self);
        this.listeners.add(bound);
        return new Disposable(() => this.listeners.delete(bound));
    };

    fire(value: T): void {
        for (const listener of [...this.listeners]) listener(value);
    }

    dispose(): void {
        this.listeners.clear();
    }
}

export class CancellationTokenSource {
    private readonly cancelled = new EventEmitter<void>();
    readonly token = { isCancellationRequested: false, onCancellationRequested: this.cancelled.event };

    cancel(): void {
        this.token.isCancellationRequested = true;
        this.cancelled.fire();
    }

    dispose(): void {
        this.cancelled.dispose();
    }
}

export class Position {
    constructor(
        readonly line: number,
        readonly character: number,
    ) {}
}

export class Range {
    readonly start: Position;
    readonly end: Position;

    constructor(...given: [Position, Position] | [number, number, number, number]) {
        const [a, b, c, d] = given;
        this.start = typeof a === "number" ? new Position(a, b as number) : a;
        this.end = typeof a === "number" ? new Position(c ?? 0, d ?? 0) : (b as Position);
    }
}

export class Location {
    constructor(
        readonly uri: Uri,
        readonly range: Range | Position,
    ) {}
}

/** A text in the editor. */
export class TextDocument {
    version = 1;
    isDirty = false;
    readonly isUntitled = false;
    readonly isClosed = false;
    readonly eol = 1;

    constructor(
        readonly uri: Uri,
        readonly languageId: string,
        private text = readFileSync(uri.fsPath, "utf8"),
    ) {}

    get fileName(): string {
        return this.uri.fsPath;
    }

    get lineCount(): number {
        return this.text.split("\n").length;
    }

    getText(): string {
        return this.text;
    }

    lineAt(line: number): { text: string } {
        return { text: this.text.split("\n")[line] ?? "" };
    }

    /** Somebody types: the text is another. */
    become(text: string): void {
        this.text = text;
        this.version += 1;
        this.isDirty = true;
    }
}

/** Kinds of actions, which have parts: `source.fixAll`. */
export class CodeActionKind {
    static readonly Empty = new CodeActionKind("");

    constructor(readonly value: string) {}

    append(part: string): CodeActionKind {
        return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
    }
}

export class Diagnostic {
    constructor(
        readonly range: Range,
        readonly message: string,
        readonly severity: number,
    ) {}
}
