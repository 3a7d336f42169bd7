/** What the editor and the page say to each other. */

import type { Picture } from "./style";

/** To the page. */
export type ToPage =
    /** Show a picture, with a word about its numbers. */
    | ({ readonly kind: "show"; readonly flow: string; readonly note: string } & Picture)
    /** There is no flow to show. */
    | { readonly kind: "nothing"; readonly hint: string }
    /** Mark the element with this number, from 0, or none. */
    | { readonly kind: "mark"; readonly element: number | undefined };

/** From the page. */
export type FromPage =
    /** It is ready to show something. */
    | { readonly kind: "ready" }
    /** Somebody wants to see the source of the element with this number. */
    | { readonly kind: "reveal"; readonly element: number }
    /** Somebody wants numbers. */
    | { readonly kind: "run" };
