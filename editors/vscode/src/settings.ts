/** What the user has set. */

import * as vscode from "vscode";

/** The setting `bourn.path`. */
export function programName(): string {
    return vscode.workspace.getConfiguration("bourn").get("path", "bourn");
}

/** The setting `bourn.graph.follow`. */
export function followsCursor(): boolean {
    return vscode.workspace.getConfiguration("bourn").get("graph.follow", true);
}

/** The first folder of the workspace, which paths in settings are relative to. */
export function workspaceFolder(): string | undefined {
    return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
