/** The outline of a file, as the server tells it, and the elements of flows in it. */

/** A place: line and character from 0. */
export interface Position {
    readonly line: number;
    readonly character: number;
}

/** From a place to another. */
export interface Range {
    readonly start: Position;
    readonly end: Position;
}

/** What an outline tells of something. */
export interface Outline {
    readonly name: string;
    readonly kind: number;
    readonly range: Range;
    readonly selectionRange: Range;
    readonly children?: readonly Outline[];
}

// The kinds under which the server tells of its things: `class`, `method`, `interface` and `key` of the protocol.
export const FLOW = 5;
export const TEST = 6;
export const SEGMENT = 11;
const ELEMENT = 20;

/** The elements of a flow in the order of the source, each before those in its arms: as the picture has them. */
export function elements(outline: readonly Outline[], flow: string): readonly Outline[] {
    const found = outline.find((one) => one.kind === FLOW && one.name === flow);
    const below = (one: Outline): Outline[] =>
        (one.children ?? []).flatMap((child) => (child.kind === ELEMENT ? [child, ...below(child)] : below(child)));
    return found ? below(found) : [];
}

/** The number of the innermost element around a place. */
export function elementAt(elements: readonly Outline[], position: Position): number | undefined {
    const found = elements.findLastIndex((one) => holds(one.range, position));
    return found < 0 ? undefined : found;
}

function holds({ start, end }: Range, { line, character }: Position): boolean {
    const isBehind = line > start.line || (line === start.line && character >= start.character);
    return isBehind && (line < end.line || (line === end.line && character <= end.character));
}
