//! What the server offers, and what the editor can do.

use lsp_types::*;
use serde_json::json;

use super::position::Encoding;
use super::{commands, tokens};

/// What the editor can do, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Editor {
    /// It asks for what is wrong, and needs not be told.
    pub(super) pulls: bool,
    /// It can be told that it should ask again.
    pub(super) refreshes: bool,
    /// It watches files where it is asked to.
    pub(super) watches: bool,
    /// Its completions have places to go to.
    pub(super) snippets: bool,
    /// It shows how far something is.
    pub(super) shows_progress: bool,
    /// It answers what its settings are.
    pub(super) can_be_asked: bool,
    /// It can be told that hints have changed.
    pub(super) refreshes_hints: bool,
    /// It can be told that lenses have changed.
    pub(super) refreshes_lenses: bool,
}

impl Editor {
    pub(super) fn of(capabilities: &ClientCapabilities) -> Editor {
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let completion = document.and_then(|one| one.completion.as_ref()?.completion_item.as_ref());
        Editor {
            pulls: document.is_some_and(|one| one.diagnostic.is_some()),
            refreshes: workspace.is_some_and(|one| {
                one.diagnostic.as_ref().is_some_and(|one| one.refresh_support == Some(true))
            }),
            watches: workspace.is_some_and(|one| {
                one.did_change_watched_files.is_some_and(|one| one.dynamic_registration == Some(true))
            }),
            shows_progress: capabilities
                .window
                .as_ref()
                .is_some_and(|one| one.work_done_progress == Some(true)),
            can_be_asked: workspace.is_some_and(|one| one.configuration == Some(true)),
            refreshes_hints: workspace.is_some_and(|one| {
                one.inlay_hint.as_ref().is_some_and(|one| one.refresh_support == Some(true))
            }),
            refreshes_lenses: workspace.is_some_and(|one| {
                one.code_lens.as_ref().is_some_and(|one| one.refresh_support == Some(true))
            }),
            snippets: completion.is_some_and(|one| one.snippet_support == Some(true)),
        }
    }
}

/// What the server offers.
pub(super) fn offered(encoding: Encoding) -> ServerCapabilities {
    let none = WorkDoneProgressOptions::default;
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some([".", "\"", "{", "(", " ", ":"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(["(", ","].map(str::to_owned).to_vec()),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: none(),
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::REFACTOR_EXTRACT,
                CodeActionKind::REFACTOR_REWRITE,
                CodeActionKind::SOURCE_FIX_ALL,
            ]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: none(),
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["\n".to_owned()]),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: tokens::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                work_done_progress_options: none(),
            },
        )),
        inlay_hint_provider: Some(OneOf::Left(true)),
        diagnostic_provider: Some(DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("bourn".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            work_done_progress_options: none(),
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::ALL.map(str::to_owned).to_vec(),
            work_done_progress_options: none(),
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        experimental: Some(json!({ "bourn": { "graph": true, "counters": true } })),
        ..ServerCapabilities::default()
    }
}

/// The files that the editor is asked to watch.
pub(super) fn watched() -> RegistrationParams {
    let watcher = |pattern: &str| json!({ "globPattern": pattern });
    let patterns = ["**/*.flow", "**/bourn.toml", "**/*.html", "**/*.txt", "**/*.md"].map(watcher);
    RegistrationParams {
        registrations: vec![Registration {
            id: "watched".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json!({ "watchers": patterns })),
        }],
    }
}
