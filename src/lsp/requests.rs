//! Which request is answered by what, and on which thread.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lsp_server::{ErrorCode, Notification, Request, RequestId, Response};
use lsp_types::notification::{Notification as _, ShowMessage};
use lsp_types::request::{self as ask, Request as Kind};
use lsp_types::{
    CompletionItem, ExecuteCommandParams, SemanticToken, ShowMessageParams, TextDocumentIdentifier, Uri,
};
use serde_json::Value;

use super::about::AboutDocument;
use super::capabilities::Editor;
use super::commands::{self, About};
use super::completion::Remembered;
use super::preferences::Preferences;
use super::scene::Scene;
use super::server::Server;
use super::workspace::Answerable;
use super::{answers, graph};
use crate::host;
use crate::value::Instant;

/// What a question is answered with: the result, or why there is none.
pub(super) type Answer<R> = Result<<R as Kind>::Result, String>;

/// A question with what it is answered from.
pub(super) struct Question {
    pub(super) scene: Scene,
    pub(super) editor: Editor,
    pub(super) preferences: Preferences,
    pub(super) shared: Arc<Shared>,
    /// The moment at which it was asked.
    pub(super) now: Instant,
}

/// What the threads share.
#[derive(Default)]
pub(super) struct Shared {
    /// The questions that are being answered, and whether they were withdrawn.
    questions: Mutex<HashMap<RequestId, bool>>,
    /// The tokens that were last told of a file, and their name.
    tokens: Mutex<HashMap<String, (String, Vec<SemanticToken>)>>,
    names: AtomicU64,
}

impl Shared {
    /// Withdraws a question, if it is not answered yet.
    pub(super) fn cancel(&self, id: &RequestId) {
        if let Some(withdrawn) = self.questions().get_mut(id) {
            *withdrawn = true;
        }
    }

    fn begin(&self, id: RequestId) {
        self.questions().insert(id, false);
    }

    fn is_cancelled(&self, id: &RequestId) -> bool {
        self.questions().get(id).copied().unwrap_or_default()
    }

    /// Ends a question; says whether it was withdrawn.
    fn end(&self, id: &RequestId) -> bool {
        self.questions().remove(id).unwrap_or_default()
    }

    fn questions(&self) -> std::sync::MutexGuard<'_, HashMap<RequestId, bool>> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers tokens; the result is their name, and what was remembered before.
    pub(super) fn remember(
        &self,
        uri: &Uri,
        tokens: Vec<SemanticToken>,
    ) -> (String, Option<(String, Vec<SemanticToken>)>) {
        let name = self.names.fetch_add(1, Ordering::Relaxed).to_string();
        let mut known = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.insert(uri.as_str().to_owned(), (name.clone(), tokens));
        (name, before)
    }
}

/// Questions that take all of a project.
const OF_PROJECT: &[&str] = &[
    ask::References::METHOD,
    ask::DocumentHighlightRequest::METHOD,
    ask::Rename::METHOD,
    ask::CodeActionRequest::METHOD,
    GraphRequest::METHOD,
];

impl Server {
    /// Sees to it that a request is answered.
    pub(super) fn request(&mut self, request: Request) {
        match request.method.as_str() {
            ask::HoverRequest::METHOD => self.on::<ask::HoverRequest>(request, answers::hover),
            ask::Completion::METHOD => self.on::<ask::Completion>(request, answers::completion),
            ask::SignatureHelpRequest::METHOD => {
                self.on::<ask::SignatureHelpRequest>(request, answers::signature)
            }
            ask::GotoDefinition::METHOD => self.on::<ask::GotoDefinition>(request, answers::definition),
            ask::GotoTypeDefinition::METHOD => {
                self.on::<ask::GotoTypeDefinition>(request, answers::type_definition)
            }
            ask::References::METHOD => self.on::<ask::References>(request, answers::references),
            ask::DocumentHighlightRequest::METHOD => {
                self.on::<ask::DocumentHighlightRequest>(request, answers::highlights)
            }
            ask::PrepareRenameRequest::METHOD => {
                self.on::<ask::PrepareRenameRequest>(request, answers::prepare_rename)
            }
            ask::Rename::METHOD => self.on::<ask::Rename>(request, answers::rename),
            ask::DocumentSymbolRequest::METHOD => {
                self.on::<ask::DocumentSymbolRequest>(request, answers::symbols)
            }
            ask::Formatting::METHOD => self.on::<ask::Formatting>(request, answers::formatting),
            ask::RangeFormatting::METHOD => {
                self.on::<ask::RangeFormatting>(request, answers::range_formatting)
            }
            ask::OnTypeFormatting::METHOD => {
                self.on::<ask::OnTypeFormatting>(request, answers::typed_formatting)
            }
            ask::CodeActionRequest::METHOD => self.on::<ask::CodeActionRequest>(request, answers::actions),
            ask::CodeLensRequest::METHOD => self.on::<ask::CodeLensRequest>(request, answers::lenses),
            ask::DocumentLinkRequest::METHOD => self.on::<ask::DocumentLinkRequest>(request, answers::links),
            ask::FoldingRangeRequest::METHOD => self.on::<ask::FoldingRangeRequest>(request, answers::folds),
            ask::SelectionRangeRequest::METHOD => {
                self.on::<ask::SelectionRangeRequest>(request, answers::selections)
            }
            ask::InlayHintRequest::METHOD => self.on::<ask::InlayHintRequest>(request, answers::hints),
            ask::SemanticTokensFullRequest::METHOD => {
                self.on::<ask::SemanticTokensFullRequest>(request, answers::tokens)
            }
            ask::SemanticTokensFullDeltaRequest::METHOD => {
                self.on::<ask::SemanticTokensFullDeltaRequest>(request, answers::tokens_since)
            }
            ask::SemanticTokensRangeRequest::METHOD => {
                self.on::<ask::SemanticTokensRangeRequest>(request, answers::tokens_of_part)
            }
            ask::DocumentDiagnosticRequest::METHOD => {
                self.on::<ask::DocumentDiagnosticRequest>(request, answers::diagnostics)
            }
            GraphRequest::METHOD => self.on::<GraphRequest>(request, answers::graph),
            ask::ResolveCompletionItem::METHOD => self.resolve(request),
            ask::WorkspaceSymbolRequest::METHOD => self.project_symbols(request),
            ask::WorkspaceDiagnosticRequest::METHOD => self.all_diagnostics(request),
            ask::ExecuteCommand::METHOD => self.command(request),
            CountersRequest::METHOD => self.counters(request),
            unknown => {
                let reason = format!("there is no request `{unknown}`");
                self.refuse(&request, ErrorCode::MethodNotFound, reason);
            }
        }
    }

    /// Answers a question about one file on another thread.
    fn on<R: Kind + 'static>(&mut self, request: Request, answer: fn(&Question, R::Params) -> Answer<R>)
    where
        R::Params: AboutDocument + Send,
    {
        let Some(asked) = self.parameters::<R::Params>(&request) else { return };
        let is_of_project = OF_PROJECT.contains(&R::METHOD);
        match self.workspace.answerable(&asked.document().uri, is_of_project) {
            Answerable::Now(scene) => {
                self.answer(request.id, *scene, move |question| written(answer(question, asked)));
            }
            Answerable::Later => self.waiting.push(request),
            Answerable::Nowhere => self.send(Response::new_ok(request.id, Value::Null)),
        }
    }

    /// The parameters of a request; where they cannot be read, it is refused.
    fn parameters<P: serde::de::DeserializeOwned>(&self, request: &Request) -> Option<P> {
        match serde_json::from_value(request.params.clone()) {
            Ok(parameters) => Some(parameters),
            Err(error) => {
                self.refuse(request, ErrorCode::InvalidParams, error.to_string());
                None
            }
        }
    }

    /// Answers on another thread. Whatever goes wrong there, there is an answer.
    fn answer(
        &self,
        id: RequestId,
        scene: Scene,
        answer: impl FnOnce(&Question) -> Result<Value, String> + Send + 'static,
    ) {
        let (editor, preferences, shared) = (self.editor, self.preferences, self.shared.clone());
        let question = Question { scene, editor, preferences, shared, now: host::now() };
        let sender = self.connection.sender.clone();
        self.shared.begin(id.clone());
        rayon::spawn(move || {
            let answer = (!question.shared.is_cancelled(&id))
                .then(|| catch_unwind(AssertUnwindSafe(|| answer(&question))));
            let is_withdrawn = question.shared.end(&id);
            let response = response(id, answer.filter(|_| !is_withdrawn));
            // An editor that is gone needs no answer.
            let _ = sender.send(response.into());
        });
    }

    fn resolve(&mut self, request: Request) {
        let Some(item) = self.parameters::<CompletionItem>(&request) else { return };
        let remembered = item.data.clone().and_then(|data| serde_json::from_value::<Remembered>(data).ok());
        let Some(remembered) = remembered else { return self.send(Response::new_ok(request.id, item)) };
        match self.workspace.answerable(&remembered.uri, false) {
            Answerable::Now(scene) => self.answer(request.id, *scene, move |question| {
                let item = super::completion::resolved(&question.scene, &remembered, item);
                serde_json::to_value(item).map_err(|error| error.to_string())
            }),
            Answerable::Later => self.waiting.push(request),
            Answerable::Nowhere => self.send(Response::new_ok(request.id, item)),
        }
    }

    fn project_symbols(&mut self, request: Request) {
        let Some(asked) = self.parameters::<lsp_types::WorkspaceSymbolParams>(&request) else { return };
        let Some(scenes) = self.workspace.scenes() else { return self.waiting.push(request) };
        let found: Vec<_> =
            scenes.iter().flat_map(|scene| answers::project_symbols(scene, &asked.query)).collect();
        self.send(Response::new_ok(request.id, found));
    }

    fn all_diagnostics(&mut self, request: Request) {
        let Some(scenes) = self.workspace.scenes() else { return self.waiting.push(request) };
        let items = scenes.iter().flat_map(|scene| {
            let uris = scene.uris();
            uris.into_iter().map(|uri| (scene, uri)).collect::<Vec<_>>()
        });
        let items: Vec<_> =
            items.map(|(scene, uri)| answers::report_on(scene, self.workspace.version(&uri), uri)).collect();
        self.send(Response::new_ok(request.id, lsp_types::WorkspaceDiagnosticReport { items }));
    }

    /// Runs what a lens offers. It takes its time, and is answered at once.
    fn command(&mut self, request: Request) {
        let Some(asked) = self.parameters::<ExecuteCommandParams>(&request) else { return };
        let about = asked.arguments.first().and_then(|one| serde_json::from_value::<About>(one.clone()).ok());
        let Some(about) = about.filter(|_| commands::ALL.contains(&asked.command.as_str())) else {
            let reason = format!("there is no command `{}` with such arguments", asked.command);
            self.refuse(&request, ErrorCode::InvalidParams, reason);
            return;
        };
        let sender = self.connection.sender.clone();
        // It waits for another process: the threads of the answers are not for that.
        std::thread::spawn(move || {
            let (typ, message) = commands::run(&asked.command, &about);
            let shown = Notification::new(ShowMessage::METHOD.to_owned(), ShowMessageParams { typ, message });
            let _ = sender.send(shown.into());
        });
        self.send(Response::new_ok(request.id, Value::Null));
    }

    /// How much work edits have made: for tests, and for who wonders.
    fn counters(&mut self, request: Request) {
        let Some(asked) = self.parameters::<TextDocumentIdentifier>(&request) else { return };
        // What is still to be done counts.
        if let Answerable::Later = self.workspace.answerable(&asked.uri, true) {
            return self.waiting.push(request);
        }
        let counters = self.workspace.counters(&asked.uri).map(|(one, last)| {
            serde_json::json!({
                "files": one.files, "read": one.read, "outlined": one.outlined, "checked": one.checked,
                "rounds": one.rounds, "whole": one.whole,
                "last": { "read": last.read, "checked": last.checked },
            })
        });
        self.send(Response::new_ok(request.id, counters));
    }
}

/// The response to a question, whatever came of it; nothing came of one that was withdrawn.
fn response(id: RequestId, answer: Option<std::thread::Result<Result<Value, String>>>) -> Response {
    let refused = |code: ErrorCode, reason: &str| (code as i32, reason.to_owned());
    let (code, reason) = match answer {
        Some(Ok(Ok(value))) => return Response::new_ok(id, value),
        Some(Ok(Err(reason))) => refused(ErrorCode::RequestFailed, &reason),
        Some(Err(_)) => refused(ErrorCode::InternalError, "the answer failed"),
        None => refused(ErrorCode::RequestCanceled, "withdrawn"),
    };
    Response::new_err(id, code, reason)
}

fn written<T: serde::Serialize>(answer: Result<T, String>) -> Result<Value, String> {
    serde_json::to_value(answer?).map_err(|error| error.to_string())
}

/// `bourn/graph`: the picture of the flow at a position.
pub(super) enum GraphRequest {}

impl Kind for GraphRequest {
    type Params = graph::Wanted;
    type Result = Option<graph::Picture>;
    const METHOD: &'static str = "bourn/graph";
}

/// `bourn/counters`: how much work edits have made.
enum CountersRequest {}

impl CountersRequest {
    const METHOD: &'static str = "bourn/counters";
}
