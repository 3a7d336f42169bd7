/** What can be played, run or counted in a file. Nothing here knows an editor. */

import { type About, LENS, isAbout } from "./about";
import { FLOW, type Outline, type Range, SEGMENT, TEST } from "./outline";

/** What can be done with something. */
export type Kind = keyof typeof LENS;

/** Something that can be played, run or counted, with the place of its name. */
export interface Subject {
    readonly kind: Kind;
    readonly about: About;
    readonly range: Range;
}

/** A lens, as the server answers. */
export interface Lens {
    readonly range: Range;
    readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
}

/** What the lenses of a file of a project are about. */
export function ofLenses(lenses: readonly Lens[]): readonly Subject[] {
    return lenses.flatMap(({ range, command }) => {
        const kind = (Object.keys(LENS) as Kind[]).find((one) => LENS[one] === command?.command);
        const about = command?.arguments?.[0];
        return kind && isAbout(about) ? [{ kind, about, range }] : [];
    });
}

/** What can be done in a file without a project, which has no lenses: the file stands for one. */
export function ofOutline(outline: readonly Outline[], file: string, text: string): readonly Subject[] {
    const lines = text.split("\n");
    const kindOf = ({ kind, selectionRange: { start } }: Outline): Kind | undefined => {
        // Fixtures and custom elements are of the kind of tests, but only the name of a test is a text.
        if (kind === TEST) return lines[start.line]?.[start.character] === '"' ? "test" : undefined;
        return kind === FLOW ? "run" : kind === SEGMENT ? "count" : undefined;
    };
    return outline.flatMap((one) => {
        const kind = kindOf(one);
        return kind ? [{ kind, about: { project: file, name: one.name }, range: one.selectionRange }] : [];
    });
}

/** The one at a line: the last of its kind whose name stands no later. */
export function subjectAt(subjects: readonly Subject[], kind: Kind, line: number): Subject | undefined {
    return subjects.findLast((one) => one.kind === kind && one.range.start.line <= line);
}
