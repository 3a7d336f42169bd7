//! Actions as the protocol writes them.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic as Shown, NumberOrString,
    TextEdit, Uri, WorkspaceEdit,
};

use super::scene::Scene;
use crate::analysis::{self, Action, ActionKind};
use crate::source::FileId;

pub(super) fn actions(scene: &Scene, file: FileId, asked: &CodeActionParams) -> Vec<CodeActionOrCommand> {
    let part = scene.span(file, asked.range);
    let found = scene.view.actions(file, part, &scene.diagnostics);
    let wanted = |kind: &CodeActionKind| match &asked.context.only {
        None => *kind != CodeActionKind::SOURCE_FIX_ALL,
        Some(only) => only.iter().any(|only| kind.as_str().starts_with(only.as_str())),
    };
    let shown = found.into_iter().filter(|action| wanted(&kind(action.kind)));
    shown
        .filter_map(|one| action(scene, one, &asked.context.diagnostics))
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

fn action(scene: &Scene, action: Action, shown: &[Shown]) -> Option<CodeAction> {
    let mended =
        action.mends.map(|(code, place)| (NumberOrString::String(code.to_string()), scene.range(place)));
    let mended = mended.map(|(code, range)| {
        let is_it = |one: &&Shown| one.code.as_ref() == Some(&code) && one.range == range;
        shown.iter().filter(is_it).cloned().collect()
    });
    Some(CodeAction {
        title: action.title,
        kind: Some(kind(action.kind)),
        diagnostics: mended,
        edit: Some(edit(scene, action.edits)?),
        is_preferred: Some(action.is_sure),
        ..CodeAction::default()
    })
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::Fix => CodeActionKind::QUICKFIX,
        ActionKind::FixAll => CodeActionKind::SOURCE_FIX_ALL,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
    }
}

/// Edits by the files that they are in.
pub(super) fn edit(scene: &Scene, edits: Vec<analysis::TextEdit>) -> Option<WorkspaceEdit> {
    // The protocol's maps are keyed by addresses, whose order and hash are those of their texts.
    #[expect(clippy::mutable_key_type, reason = "an address never changes")]
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        changes.entry(scene.uri(edit.place.file)?).or_default().push(scene.edit(edit));
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
