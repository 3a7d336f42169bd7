//! The loop: one message after the other.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::select;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    CancelParams, DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams,
    InitializeResult, NumberOrString, ServerInfo, WorkspaceFolder,
};
use serde::de::DeserializeOwned;

use super::capabilities::{Editor, offered, watched};
use super::position::Encoding;
use super::preferences::Preferences;
use super::requests::Shared;
use super::told::Told;
use super::uri;
use super::work::{Done, What};
use super::workspace::Workspace;

pub(super) struct Server {
    pub(super) connection: Connection,
    pub(super) workspace: Workspace,
    pub(super) editor: Editor,
    pub(super) shared: Arc<Shared>,
    /// What the editor was last told.
    pub(super) told: Told,
    pub(super) preferences: Preferences,
    /// Whether something has changed since then.
    has_changed: bool,
    /// Questions that are answered when more is known.
    pub(super) waiting: Vec<Request>,
}

/// Serves an editor until it says goodbye.
pub(super) fn serve(connection: Connection) -> io::Result<()> {
    let (id, parameters) = connection.initialize_start().map_err(io::Error::other)?;
    let parameters: InitializeParams = serde_json::from_value(parameters).unwrap_or_default();
    let general = parameters.capabilities.general.as_ref();
    let encodings = general.and_then(|general| general.position_encodings.clone()).unwrap_or_default();
    let encoding = Encoding::chosen(&encodings);
    let editor = Editor::of(&parameters.capabilities);
    let info = ServerInfo { name: "bourn".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    let result = InitializeResult { capabilities: offered(encoding), server_info: Some(info) };
    let result = serde_json::to_value(result).unwrap_or_default();
    connection.initialize_finish(id, result).map_err(io::Error::other)?;
    let workspace = Workspace::new(folders(&parameters), encoding);
    let (shared, told, waiting) = (Arc::default(), Told::new(), Vec::new());
    let preferences = Preferences::default();
    let mut server =
        Server { connection, workspace, editor, shared, told, preferences, has_changed: true, waiting };
    server.prefer(&parameters.initialization_options.unwrap_or_default());
    server.ask_for_preferences();
    if editor.watches {
        server.send(Request::new(0.into(), ask::RegisterCapability::METHOD.to_owned(), watched()));
    }
    server.run()
}

impl Server {
    fn run(&mut self) -> io::Result<()> {
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) if request.method == ask::Shutdown::METHOD => {
                    self.leave(request);
                    return Ok(());
                }
                Message::Request(request) => self.request(request),
                Message::Notification(notification) if notification.method == note::Exit::METHOD => {
                    return Err(io::Error::other("the editor has left without a goodbye"));
                }
                Message::Notification(notification) => self.notification(notification),
                Message::Response(response) => self.answered(&response),
            }
        }
        Ok(())
    }

    /// Says goodbye. Questions that wait for more to be known are answered with that, those that are being answered come to their
    /// end, and what is asked from now on is refused.
    fn leave(&mut self, shutdown: Request) {
        for request in std::mem::take(&mut self.waiting) {
            self.refuse(&request, ErrorCode::ServerCancelled, "the server is told to end".to_owned());
        }
        self.send(Response::new_ok(shutdown.id, ()));
        for message in &self.connection.receiver {
            match message {
                Message::Notification(one) if one.method == note::Exit::METHOD => return,
                Message::Request(request) => {
                    let reason = "the server was told to end".to_owned();
                    self.refuse(&request, ErrorCode::InvalidRequest, reason);
                }
                Message::Notification(_) | Message::Response(_) => {}
            }
        }
    }

    /// The next message. Before the loop waits for one, what is wrong is told; while it waits, it takes what is done beside it.
    fn next(&mut self) -> Option<Message> {
        loop {
            if let Ok(message) = self.connection.receiver.try_recv() {
                return Some(message);
            }
            if self.has_changed || self.workspace.has_news {
                (self.has_changed, self.workspace.has_news) = (false, false);
                self.tell();
                self.ask_again();
                continue;
            }
            for (project, files) in self.workspace.begin_work() {
                self.begin_progress(&project, files);
            }
            select! {
                recv(self.connection.receiver) -> message => return message.ok(),
                recv(self.workspace.workers.done) -> done => done.into_iter().for_each(|done| self.done(done)),
            }
        }
    }

    /// Takes what was done beside the loop.
    fn done(&mut self, Done { project, what }: Done) {
        match &what {
            What::Progress(read, all) => return self.report_progress(&project, *read, *all),
            What::Read(_) => self.has_changed = true,
            What::Checked(_) => {}
        }
        let is_check = matches!(what, What::Checked(_));
        self.workspace.take(&project, what);
        if is_check && !self.has_changed {
            if self.editor.pulls {
                self.let_ask_again();
            } else {
                self.tell_of(&project);
            }
            self.ask_again();
        }
    }

    /// Answers those questions that have waited, as far as that can be done now.
    fn ask_again(&mut self) {
        std::mem::take(&mut self.waiting).into_iter().for_each(|request| self.request(request));
    }

    /// Withdraws a question: one that is being answered, or one that waits.
    fn cancel(&mut self, id: &RequestId) {
        self.shared.cancel(id);
        if let Some(at) = self.waiting.iter().position(|request| request.id == *id) {
            let request = self.waiting.remove(at);
            self.refuse(&request, ErrorCode::RequestCanceled, "withdrawn".to_owned());
        }
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
            note::DidChangeConfiguration::METHOD => {
                if let Some(DidChangeConfigurationParams { settings }) = read(params) {
                    self.preferences_changed(&settings);
                }
                return;
            }
            note::Cancel::METHOD => {
                if let Some(CancelParams { id }) = read(params) {
                    let id = match id {
                        NumberOrString::Number(id) => id.into(),
                        NumberOrString::String(id) => id.into(),
                    };
                    self.cancel(&id);
                }
                return;
            }
            _ => return,
        }
        self.has_changed = true;
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
