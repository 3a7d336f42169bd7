//! The loop: one message after the other.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    CancelParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams, InitializeResult,
    NumberOrString, PublishDiagnosticsParams, ServerInfo, Uri, WorkspaceFolder,
};
use serde::de::DeserializeOwned;

use super::capabilities::{Editor, offered, watched};
use super::diagnostics;
use super::position::Encoding;
use super::requests::Shared;
use super::uri;
use super::workspace::Workspace;

pub(super) struct Server {
    pub(super) connection: Connection,
    pub(super) workspace: Workspace,
    pub(super) editor: Editor,
    pub(super) shared: Arc<Shared>,
    /// What the editor was last told of each file.
    told: HashMap<Uri, Vec<lsp_types::Diagnostic>>,
    /// Whether something has changed since then.
    has_changed: bool,
}

/// Serves an editor until it says goodbye.
pub(super) fn serve(connection: Connection) -> Result<(), ProtocolError> {
    let (id, parameters) = connection.initialize_start()?;
    let parameters: InitializeParams = serde_json::from_value(parameters).unwrap_or_default();
    let general = parameters.capabilities.general.as_ref();
    let encodings = general.and_then(|general| general.position_encodings.clone()).unwrap_or_default();
    let encoding = Encoding::chosen(&encodings);
    let editor = Editor::of(&parameters.capabilities);
    let info = ServerInfo { name: "bourn".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    let result = InitializeResult { capabilities: offered(encoding), server_info: Some(info) };
    connection.initialize_finish(id, serde_json::to_value(result).unwrap_or_default())?;
    let workspace = Workspace::new(folders(&parameters), encoding);
    let (shared, told) = (Arc::default(), HashMap::new());
    let mut server = Server { connection, workspace, editor, shared, told, has_changed: true };
    if editor.watches {
        server.send(Request::new(0.into(), ask::RegisterCapability::METHOD.to_owned(), watched()));
    }
    server.run()
}

impl Server {
    fn run(&mut self) -> Result<(), ProtocolError> {
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.request(request);
                }
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    /// The next message. Before the loop waits for one, what is wrong is told.
    fn next(&mut self) -> Option<Message> {
        if let Ok(message) = self.connection.receiver.try_recv() {
            return Some(message);
        }
        if self.has_changed {
            self.has_changed = false;
            self.tell();
        }
        self.connection.receiver.recv().ok()
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        // If nobody listens any more, the next message that is awaited does not come either.
        let _ = self.connection.sender.send(message.into());
    }

    pub(super) fn refuse(&self, request: &Request, code: ErrorCode, reason: String) {
        self.send(Response::new_err(request.id.clone(), code as i32, reason));
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            note::DidOpenTextDocument::METHOD => {
                if let Some(DidOpenTextDocumentParams { text_document: opened }) = read(params) {
                    self.workspace.open(opened.uri, opened.version, opened.text);
                }
            }
            note::DidChangeTextDocument::METHOD => {
                if let Some(changed) = read::<DidChangeTextDocumentParams>(params) {
                    let document = changed.text_document;
                    self.workspace.change(&document.uri, document.version, changed.content_changes);
                }
            }
            note::DidCloseTextDocument::METHOD => {
                if let Some(DidCloseTextDocumentParams { text_document: closed }) = read(params) {
                    self.workspace.close(&closed.uri);
                }
            }
            note::DidChangeWatchedFiles::METHOD => {
                let changes = read::<DidChangeWatchedFilesParams>(params).map(|one| one.changes);
                for change in changes.into_iter().flatten() {
                    if let Some(path) = uri::path(&change.uri) {
                        self.workspace.changed_on_disk(&path);
                    }
                }
            }
            note::DidChangeWorkspaceFolders::METHOD => {
                if let Some(DidChangeWorkspaceFoldersParams { event }) = read(params) {
                    let paths = |folders: Vec<WorkspaceFolder>| {
                        folders.iter().filter_map(|one| uri::path(&one.uri)).collect()
                    };
                    let removed: Vec<PathBuf> = paths(event.removed);
                    self.workspace.change_folders(paths(event.added), &removed);
                }
            }
            note::Cancel::METHOD => {
                if let Some(CancelParams { id }) = read(params) {
                    let id = match id {
                        NumberOrString::Number(id) => id.into(),
                        NumberOrString::String(id) => id.into(),
                    };
                    self.shared.cancel(&id);
                }
                return;
            }
            _ => return,
        }
        self.has_changed = true;
    }

    /// Tells what is wrong with files of which something else was told before. Editors that ask for themselves are told to ask
    /// again.
    #[expect(clippy::mutable_key_type, reason = "an address never changes")]
    fn tell(&mut self) {
        if self.editor.pulls {
            if self.editor.refreshes {
                let method = ask::WorkspaceDiagnosticRefresh::METHOD.to_owned();
                self.send(Request::new("refresh".to_owned().into(), method, ()));
            }
            return;
        }
        let mut now: HashMap<Uri, Vec<lsp_types::Diagnostic>> = HashMap::new();
        for scene in self.workspace.scenes() {
            for uri in scene.uris() {
                let found = diagnostics::of(&scene, &uri);
                if !found.is_empty() || self.told.contains_key(&uri) || self.workspace.version(&uri).is_some()
                {
                    now.insert(uri, found);
                }
            }
        }
        let gone = self.told.keys().filter(|uri| !now.contains_key(*uri)).cloned().collect::<Vec<_>>();
        gone.into_iter().for_each(|uri| self.publish(uri, Vec::new()));
        for (uri, found) in &now {
            if self.told.get(uri) != Some(found) {
                self.publish(uri.clone(), found.clone());
            }
        }
        self.told = now;
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<lsp_types::Diagnostic>) {
        let version = self.workspace.version(&uri);
        let parameters = PublishDiagnosticsParams { uri, diagnostics, version };
        self.send(Notification::new(note::PublishDiagnostics::METHOD.to_owned(), parameters));
    }
}

/// Parameters that cannot be read are those of a message that is not understood, and it is left alone.
fn read<T: DeserializeOwned>(parameters: serde_json::Value) -> Option<T> {
    serde_json::from_value(parameters).ok()
}

/// The folders that are open in the editor.
fn folders(parameters: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = parameters.workspace_folders.as_ref().filter(|folders| !folders.is_empty()) {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    // What older editors say instead.
    #[expect(deprecated, reason = "older editors say nothing else")]
    let root = parameters.root_uri.as_ref().and_then(uri::path);
    root.into_iter().collect()
}
