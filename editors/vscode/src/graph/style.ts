/** Takes a picture of the server apart, for a page whose policy lets no style stand in it. */

/** A picture without its style, and the style for light and for dark surroundings. */
export interface Picture {
    readonly svg: string;
    readonly light: string;
    /** What is added to `light`. */
    readonly dark: string;
}

const STYLE = /<style>([\s\S]*?)<\/style>/;
const DARK = /@media \(prefers-color-scheme:\s*dark\)\s*\{/;

/**
 * The parts of a picture.
 *
 * A page in the editor is as dark as the editor's theme, and not as the system. So what the picture has for dark surroundings
 * is cut out of its media query.
 */
export function parts(picture: string): Picture {
    const style = STYLE.exec(picture)?.[1] ?? "";
    const svg = picture.replace(STYLE, "");
    const query = DARK.exec(style);
    if (!query) return { svg, light: style, dark: "" };
    const start = query.index + query[0].length;
    const end = closing(style, start);
    return { svg, light: style.slice(0, query.index) + style.slice(end + 1), dark: style.slice(start, end) };
}

/** Where the brace closes that opens before `start`. */
function closing(style: string, start: number): number {
    let depth = 1;
    for (let at = start; at < style.length; at++) {
        if (style[at] === "{") depth++;
        if (style[at] === "}" && --depth === 0) return at;
    }
    return style.length;
}
