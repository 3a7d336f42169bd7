//! What is wrong, as editors show it.

use std::collections::HashMap;
use std::str::FromStr;

use lsp_types::{
    CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    NumberOrString, Range, Uri,
};

use super::scene::Scene;
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::source::FileId;

/// What is wrong with each file of a project, by their addresses.
pub(super) fn all(scene: &Scene) -> Vec<(Uri, Vec<Shown>)> {
    let mut by_file: HashMap<FileId, Vec<Shown>> = HashMap::new();
    for one in scene.diagnostics.iter() {
        if let Some(place) = one.place(scene.view.snapshot()) {
            by_file.entry(place.file).or_default().push(shown(scene, one, scene.range(place)));
        }
    }
    let own = scene.view.files().filter(|file| !scene.view.is_library(*file));
    let sources = own.filter_map(|file| Some((scene.uri(file)?, by_file.remove(&file).unwrap_or_default())));
    let sources: Vec<_> = sources.collect();
    let manifest = scene.manifest_uri().map(|uri| (uri, of_manifest(scene)));
    sources.into_iter().chain(manifest).collect()
}

/// What is wrong with the file at an address, in the order in which it is shown.
pub(super) fn of(scene: &Scene, uri: &Uri) -> Vec<Shown> {
    if scene.manifest_uri().as_ref() == Some(uri) {
        return of_manifest(scene);
    }
    let Some(file) = scene.file(uri).filter(|file| !scene.view.is_library(*file)) else { return Vec::new() };
    let here = scene.diagnostics.iter().filter_map(|one| {
        let place = one.place(scene.view.snapshot()).filter(|place| place.file == file)?;
        Some(shown(scene, one, scene.range(place)))
    });
    here.collect()
}

/// What is wrong with `bourn.toml`, and with the project as a whole.
fn of_manifest(scene: &Scene) -> Vec<Shown> {
    let (snapshot, diagnostics) = &*scene.manifest;
    let whole = scene.project_diagnostics.iter().map(|one| shown(scene, one, Range::default()));
    let placed = diagnostics.iter().map(|one| {
        let range =
            one.place(snapshot).map(|place| scene.encoding.range(snapshot.file(place.file), place.span));
        shown(scene, one, range.unwrap_or_default())
    });
    placed.chain(whole).collect()
}

fn shown(scene: &Scene, diagnostic: &Diagnostic, range: Range) -> Shown {
    let problem = &diagnostic.problem;
    let message = [Some(problem.message()), problem.label(), problem.help()];
    let message: Vec<String> = message.into_iter().flatten().collect();
    let related = diagnostic.labels.iter().filter_map(|label| {
        let location = scene.location(scene.view.place(label.location))?;
        Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
    });
    let related: Vec<_> = related.collect();
    Shown {
        range,
        severity: Some(severity(diagnostic.level())),
        code: Some(NumberOrString::String(problem.code().to_string())),
        code_description: Uri::from_str(&problem.code().address()).ok().map(|href| CodeDescription { href }),
        source: Some("bourn".to_owned()),
        message: message.join("\n"),
        related_information: Some(related).filter(|related| !related.is_empty()),
        tags: is_unused(problem).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Note => DiagnosticSeverity::INFORMATION,
    }
}

/// Whether it says that something may go.
fn is_unused(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::UnusedVariable { .. }
            | Problem::UnusedFixture { .. }
            | Problem::UnusedSegment { .. }
            | Problem::UnusedLabel { .. }
            | Problem::BehindExit { .. }
            | Problem::IdleAllowance { .. }
    )
}
