//! What the user wants to see: the settings of the editor under `bourn`.
//!
//! They come with the first message (`initializationOptions`), with `workspace/didChangeConfiguration`, or, from editors that let
//! themselves be asked, as the answer to `workspace/configuration`. What is not said keeps its default.

use lsp_server::{Request, Response};
use lsp_types::notification::{Notification as _, ShowMessage};
use lsp_types::request::{CodeLensRefresh, InlayHintRefreshRequest, Request as _, WorkspaceConfiguration};
use lsp_types::{ConfigurationItem, ConfigurationParams, MessageType, ShowMessageParams};
use serde::Deserialize;
use serde_json::Value;

use super::server::Server;
use crate::analysis::HintKind;

/// What the settings stand under.
const SECTION: &str = "bourn";

/// The id of the question for them.
const ASKED: &str = "settings";

/// What the user wants to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default)]
pub(super) struct Preferences {
    hints: Hints,
    /// Whether lenses are shown.
    pub(super) lenses: bool,
}

/// Which hints are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default)]
struct Hints {
    types: bool,
    dates: bool,
    seconds: bool,
    shares: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { hints: Hints::default(), lenses: true }
    }
}

impl Default for Hints {
    fn default() -> Hints {
        Hints { types: true, dates: true, seconds: true, shares: true }
    }
}

impl Preferences {
    /// Reads settings, with or without the name that they stand under.
    pub(super) fn read(settings: &Value) -> Result<Preferences, String> {
        let inner = settings.get(SECTION).unwrap_or(settings);
        if inner.is_null() {
            return Ok(Preferences::default());
        }
        Preferences::deserialize(inner)
            .map_err(|error| format!("the settings `{SECTION}` cannot be read: {error}"))
    }

    /// Whether hints of a kind are shown.
    pub(super) fn shows(&self, kind: HintKind) -> bool {
        match kind {
            HintKind::Type => self.hints.types,
            HintKind::Date => self.hints.dates,
            HintKind::Seconds => self.hints.seconds,
            HintKind::Share => self.hints.shares,
        }
    }
}

impl Server {
    /// Asks the editor for its settings, if it lets itself be asked.
    pub(super) fn ask_for_preferences(&self) {
        if self.editor.can_be_asked {
            let section = Some(SECTION.to_owned());
            let items = vec![ConfigurationItem { scope_uri: None, section }];
            let method = WorkspaceConfiguration::METHOD.to_owned();
            self.send(Request::new(ASKED.to_owned().into(), method, ConfigurationParams { items }));
        }
    }

    /// Takes the settings that the editor sends when they change. Editors that can be asked send nothing of use.
    pub(super) fn preferences_changed(&mut self, settings: &Value) {
        if self.editor.can_be_asked {
            self.ask_for_preferences();
        } else {
            self.prefer(settings);
        }
    }

    /// Takes the answer to the question for settings; other answers are of no interest.
    pub(super) fn answered(&mut self, response: &Response) {
        if response.id == ASKED.to_owned().into()
            && let Ok(Value::Array(found)) = &response.response_result
            && let Some(settings) = found.first()
        {
            self.prefer(settings);
        }
    }

    /// Goes by other settings from now on; those that cannot be read are told of, and change nothing.
    pub(super) fn prefer(&mut self, settings: &Value) {
        match Preferences::read(settings) {
            Ok(preferences) if preferences == self.preferences => {}
            Ok(preferences) => {
                self.preferences = preferences;
                self.show_again();
            }
            Err(message) => {
                let shown = ShowMessageParams { typ: MessageType::WARNING, message };
                self.send(lsp_server::Notification::new(ShowMessage::METHOD.to_owned(), shown));
            }
        }
    }

    /// Lets the editor ask again for what settings change.
    fn show_again(&self) {
        if self.editor.refreshes_hints {
            let method = InlayHintRefreshRequest::METHOD.to_owned();
            self.send(Request::new("hints".to_owned().into(), method, ()));
        }
        if self.editor.refreshes_lenses {
            let method = CodeLensRefresh::METHOD.to_owned();
            self.send(Request::new("lenses".to_owned().into(), method, ()));
        }
    }
}
