/** Where tests find what they need. Tests run in the folder of the package. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The example projects. */
export const EXAMPLES = resolve(process.env.BOURN_EXAMPLES ?? "../../examples");

/** The program under test: `BOURN=target/release/bourn npm run test:unit`. */
export const BOURN = process.env.BOURN === undefined ? undefined : resolve(process.env.BOURN);

/** Why tests that need the program are left out, if they are. On build servers they never are. */
export const WITHOUT_PROGRAM: string | false =
    BOURN !== undefined && existsSync(BOURN)
        ? false
        : process.env.CI === undefined
          ? "BOURN does not name the program"
          : fail("BOURN does not name the program");

/** The program, in tests that are not left out without it. */
export function program(): string {
    return BOURN ?? fail("BOURN does not name the program");
}

function fail(why: string): never {
    throw new Error(why);
}
