/** The editor's test view: a tree of tests, and what runs tell of them. */

import type { Range, Uri } from "./values";

export class TestItemCollection {
    private readonly items = new Map<string, TestItem>();

    add(item: TestItem): void {
        this.items.set(item.id, item);
    }

    delete(id: string): void {
        this.items.delete(id);
    }

    get(id: string): TestItem | undefined {
        return this.items.get(id);
    }

    forEach(does: (item: TestItem) => void): void {
        this.items.forEach(does);
    }

    get size(): number {
        return this.items.size;
    }

    [Symbol.iterator](): Iterator<[string, TestItem]> {
        return this.items[Symbol.iterator]();
    }
}

export class TestItem {
    readonly children = new TestItemCollection();
    range: Range | undefined;

    constructor(
        readonly id: string,
        readonly label: string,
        readonly uri: Uri,
    ) {}
}

export class TestMessage {
    location: { uri: Uri; range: { line: number; character: number } } | undefined;

    constructor(readonly message: string) {}
}

export class TestRunRequest {
    constructor(
        readonly include?: readonly TestItem[],
        readonly exclude?: readonly TestItem[],
    ) {}
}

/** What a run told. */
export class TestRun {
    readonly told: { readonly what: string; readonly label: string; readonly messages: readonly TestMessage[] }[] = [];
    hasEnded = false;

    enqueued = this.tell("enqueued");
    started = this.tell("started");
    passed = this.tell("passed");
    failed = this.tell("failed");
    errored = this.tell("errored");

    appendOutput(): void {
        // The output is for people.
    }

    end(): void {
        this.hasEnded = true;
    }

    private tell(what: string) {
        return ({ label }: TestItem, messages: TestMessage | TestMessage[] = []): void => {
            this.told.push({ what, label, messages: [messages].flat() });
        };
    }
}

type Handler = (request: TestRunRequest, cancel: unknown) => Promise<void>;

export class TestController {
    readonly items = new TestItemCollection();
    readonly runs: TestRun[] = [];
    play: Handler | undefined;

    createTestItem(id: string, label: string, uri: Uri): TestItem {
        return new TestItem(id, label, uri);
    }

    createRunProfile(_label: string, _kind: number, play: Handler): void {
        this.play = play;
    }

    createTestRun(): TestRun {
        const run = new TestRun();
        this.runs.push(run);
        return run;
    }

    dispose(): void {
        // Nothing is held.
    }
}
