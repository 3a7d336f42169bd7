/** Where the program is. */

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** What looking for a program depends on. */
export interface Surroundings {
    /** The folder of the workspace, if there is one. */
    readonly folder: string | undefined;
    /** The search path. */
    readonly path: string;
    /** The endings that a program may have: `[""]`, or those of Windows. */
    readonly endings: readonly string[];
}

/** The surroundings of this process. */
export function surroundings(folder: string | undefined): Surroundings {
    const isWindows = process.platform === "win32";
    const endings = isWindows ? ["", ...(process.env.PATHEXT ?? ".EXE;.CMD").split(";")] : [""];
    return { folder, path: process.env.PATH ?? "", endings };
}

/** The path of a program that is named as settings name it, or nothing if there is no such program. */
export function findProgram(named: string, around: Surroundings): string | undefined {
    const name = replaced(named.trim() || "bourn", around.folder);
    const candidates = /[\\/]/.test(name)
        ? [isAbsolute(name) ? name : resolve(around.folder ?? ".", name)]
        : around.path.split(delimiter).map((folder) => join(folder, name));
    return candidates.flatMap((path) => around.endings.map((ending) => path + ending)).find(isProgram);
}

function replaced(name: string, folder: string | undefined): string {
    const home = name.startsWith("~/") ? join(homedir(), name.slice(2)) : name;
    return home.replaceAll("${workspaceFolder}", folder ?? ".");
}

function isProgram(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
