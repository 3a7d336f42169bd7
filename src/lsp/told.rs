//! What the editor was told to be wrong, so that it is told only what is new.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lsp_types::notification::{Notification as _, PublishDiagnostics};
use lsp_types::request::{Request as _, WorkspaceDiagnosticRefresh};
use lsp_types::{Diagnostic as Shown, PublishDiagnosticsParams, Uri};

use lsp_server::{Notification, Request};

use super::diagnostics;
use super::scene::Scene;
use super::server::Server;
use crate::diagnostic::Diagnostic;

/// What the editor was told, by the keys of projects.
pub(super) type Told = BTreeMap<String, ToldOf>;

/// What the editor was told of a project.
#[derive(Default)]
pub(super) struct ToldOf {
    /// What was known then, if it was all of the project.
    known: Option<Arc<[Diagnostic]>>,
    files: HashMap<String, (Uri, Vec<Shown>)>,
}

impl Server {
    /// Tells what is wrong with files of which something else was told before: with all, or where that is not known yet, with
    /// the one that was changed last. Editors that ask for themselves are told to ask again.
    pub(super) fn tell(&mut self) {
        let keys = self.workspace.keys();
        if self.editor.pulls {
            keys.iter().for_each(|key| drop(self.workspace.scene(key)));
            return self.let_ask_again();
        }
        keys.iter().for_each(|key| self.tell_of(key));
        let gone: Vec<String> = self.told.keys().filter(|key| !keys.contains(key)).cloned().collect();
        let gone: Vec<ToldOf> = gone.iter().filter_map(|key| self.told.remove(key)).collect();
        for told in gone {
            told.files.into_values().for_each(|(uri, _)| self.publish(uri, Vec::new()));
        }
    }

    /// Tells what is wrong with a project.
    pub(super) fn tell_of(&mut self, key: &str) {
        let Some(scene) = self.workspace.scene(key) else { return };
        let mut told = self.told.remove(key).unwrap_or_default();
        if scene.view.is_whole() {
            self.tell_all(&scene, &mut told);
        } else if let Some(uri) = self.workspace.recent(key) {
            told.known = None;
            let file = scene.file(&uri).filter(|file| scene.view.knows(*file));
            if file.is_some() {
                let found = diagnostics::of(&scene, &uri);
                self.tell_file(uri, found, &mut told);
            }
        }
        self.told.insert(key.to_owned(), told);
    }

    fn tell_all(&mut self, scene: &Scene, told: &mut ToldOf) {
        if told.known.as_ref().is_some_and(|known| Arc::ptr_eq(known, &scene.diagnostics)) {
            return;
        }
        told.known = Some(scene.diagnostics.clone());
        let all = diagnostics::all(scene);
        let gone: Vec<Uri> = told
            .files
            .values()
            .map(|(uri, _)| uri)
            .filter(|uri| all.iter().all(|(known, _)| known != *uri))
            .cloned()
            .collect();
        for (uri, found) in all {
            let is_known = told.files.contains_key(uri.as_str()) || self.workspace.version(&uri).is_some();
            if is_known || !found.is_empty() {
                self.tell_file(uri, found, told);
            }
        }
        for uri in gone {
            told.files.remove(uri.as_str());
            self.publish(uri, Vec::new());
        }
    }

    fn tell_file(&self, uri: Uri, found: Vec<Shown>, told: &mut ToldOf) {
        let is_same = told.files.get(uri.as_str()).is_some_and(|(_, known)| *known == found);
        if !is_same {
            told.files.insert(uri.as_str().to_owned(), (uri.clone(), found.clone()));
            self.publish(uri, found);
        }
    }

    /// Tells an editor that asks for what is wrong that there is something new.
    pub(super) fn let_ask_again(&self) {
        if self.editor.refreshes {
            let method = WorkspaceDiagnosticRefresh::METHOD.to_owned();
            self.send(Request::new("refresh".to_owned().into(), method, ()));
        }
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<Shown>) {
        let version = self.workspace.version(&uri);
        let parameters = PublishDiagnosticsParams { uri, diagnostics, version };
        self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), parameters));
    }
}
