//! Answers to questions about one file: from the protocol's positions to offsets, and back.

use lsp_types::request as ask;
use lsp_types::*;

use super::requests::{Answer, GraphRequest, Question};
use super::scene::Scene;
use super::{
    actions as changes, commands, completion as items, diagnostics as wrong, graph as picture, manifest,
    tokens as colours,
};
use crate::analysis::{self, FoldKind, HintKind, LensKind, Link, SymbolKind as Kind};
use crate::check::Role;
use crate::source::{FileId, Place, Snapshot, Span};
use crate::syntax::format;
use crate::syntax::token::tokens as tokens_of;

impl Question {
    /// The file of a document, and the offset of a position in it.
    fn at(&self, asked: &TextDocumentPositionParams) -> Option<(FileId, usize)> {
        let file = self.scene.file(&asked.text_document.uri)?;
        Some((file, self.scene.offset(file, asked.position)))
    }

    fn locations(&self, places: Vec<Place>) -> Option<GotoDefinitionResponse> {
        let found: Vec<Location> =
            places.into_iter().filter_map(|place| self.scene.location(place)).collect();
        (!found.is_empty()).then_some(GotoDefinitionResponse::Array(found))
    }
}

pub(super) fn hover(question: &Question, asked: HoverParams) -> Answer<ask::HoverRequest> {
    let Some((file, offset)) = question.at(&asked.text_document_position_params) else { return Ok(None) };
    let found = question.scene.view.hover(file, offset, question.now);
    Ok(found.map(|found| Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: found.text }),
        range: Some(question.scene.range(found.place)),
    }))
}

pub(super) fn completion(question: &Question, asked: CompletionParams) -> Answer<ask::Completion> {
    let scene = &question.scene;
    let uri = &asked.text_document_position.text_document.uri;
    if scene.manifest_uri().as_ref() == Some(uri) {
        let list = manifest::completions(scene, asked.text_document_position.position);
        return Ok(Some(CompletionResponse::List(list)));
    }
    let Some((file, offset)) = question.at(&asked.text_document_position) else { return Ok(None) };
    let list = items::list(scene, uri, file, offset, question.editor.snippets);
    Ok(Some(CompletionResponse::List(list)))
}

pub(super) fn signature(
    question: &Question,
    asked: SignatureHelpParams,
) -> Answer<ask::SignatureHelpRequest> {
    let Some((file, offset)) = question.at(&asked.text_document_position_params) else { return Ok(None) };
    let found = question.scene.view.signatures(file, offset);
    if found.is_empty() {
        return Ok(None);
    }
    let active = found[0].active.map(|at| at as u32);
    let signatures = found.into_iter().map(|one| {
        let utf16 = |at: usize| one.text[..at].encode_utf16().count() as u32;
        let label = |&(from, to): &(usize, usize)| ParameterInformation {
            label: ParameterLabel::LabelOffsets([utf16(from), utf16(to)]),
            documentation: None,
        };
        SignatureInformation {
            parameters: Some(one.parameters.iter().map(label).collect()),
            active_parameter: one.active.map(|at| at as u32),
            documentation: one.documentation.map(|value| {
                Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
            }),
            label: one.text,
        }
    });
    Ok(Some(SignatureHelp {
        signatures: signatures.collect(),
        active_signature: Some(0),
        active_parameter: active,
    }))
}

pub(super) fn definition(question: &Question, asked: GotoDefinitionParams) -> Answer<ask::GotoDefinition> {
    let found = question.at(&asked.text_document_position_params);
    Ok(found.and_then(|(file, offset)| question.locations(question.scene.view.definition(file, offset))))
}

pub(super) fn type_definition(
    question: &Question,
    asked: GotoDefinitionParams,
) -> Answer<ask::GotoTypeDefinition> {
    let found = question.at(&asked.text_document_position_params);
    Ok(found.and_then(|(file, offset)| question.locations(question.scene.view.type_definition(file, offset))))
}

pub(super) fn references(question: &Question, asked: ReferenceParams) -> Answer<ask::References> {
    let Some((file, offset)) = question.at(&asked.text_document_position) else { return Ok(None) };
    let found = question.scene.view.references(file, offset).into_iter();
    let found = found.filter(|one| asked.context.include_declaration || one.role != Role::Declared);
    Ok(Some(found.filter_map(|one| question.scene.location(one.place)).collect()))
}

pub(super) fn highlights(
    question: &Question,
    asked: DocumentHighlightParams,
) -> Answer<ask::DocumentHighlightRequest> {
    let Some((file, offset)) = question.at(&asked.text_document_position_params) else { return Ok(None) };
    let found = question.scene.view.highlights(file, offset).into_iter();
    let shown = found.map(|one| DocumentHighlight {
        range: question.scene.range(one.place),
        kind: Some(match one.role {
            Role::Read => DocumentHighlightKind::READ,
            Role::Written | Role::Declared => DocumentHighlightKind::WRITE,
        }),
    });
    Ok(Some(shown.collect()))
}

pub(super) fn prepare_rename(
    question: &Question,
    asked: TextDocumentPositionParams,
) -> Answer<ask::PrepareRenameRequest> {
    let Some((file, offset)) = question.at(&asked) else { return Ok(None) };
    let found = question.scene.view.renamable(file, offset).map_err(|error| error.to_string())?;
    let (place, placeholder) = found;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range: question.scene.range(place), placeholder }))
}

pub(super) fn rename(question: &Question, asked: RenameParams) -> Answer<ask::Rename> {
    let Some((file, offset)) = question.at(&asked.text_document_position) else { return Ok(None) };
    let edits =
        question.scene.view.rename(file, offset, &asked.new_name).map_err(|error| error.to_string())?;
    Ok(changes::edit(&question.scene, edits))
}

pub(super) fn symbols(
    question: &Question,
    asked: DocumentSymbolParams,
) -> Answer<ask::DocumentSymbolRequest> {
    let Some(file) = question.scene.file(&asked.text_document.uri) else { return Ok(None) };
    let found = question.scene.view.outline(file).into_iter();
    let shown = found.map(|one| symbol(&question.scene, one)).collect();
    Ok(Some(DocumentSymbolResponse::Nested(shown)))
}

fn symbol(scene: &Scene, found: analysis::Symbol) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = found.children.into_iter().map(|one| symbol(scene, one)).collect();
    #[expect(deprecated, reason = "the type has the field still")]
    DocumentSymbol {
        name: found.name,
        detail: found.detail,
        kind: symbol_kind(found.kind),
        tags: None,
        deprecated: None,
        range: scene.range(found.whole),
        selection_range: scene.range(found.name_place),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}

/// The symbols of a project that have the letters of a query.
pub(super) fn project_symbols(scene: &Scene, query: &str) -> Vec<WorkspaceSymbol> {
    let found = scene.view.project_symbols(query).into_iter();
    let shown = found.filter_map(|one| {
        Some(WorkspaceSymbol {
            name: one.name,
            kind: symbol_kind(one.kind),
            tags: None,
            container_name: one.detail,
            location: OneOf::Left(scene.location(one.name_place)?),
            data: None,
        })
    });
    shown.collect()
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::People | Kind::Senders => SymbolKind::STRUCT,
        Kind::Attribute => SymbolKind::FIELD,
        Kind::Event => SymbolKind::EVENT,
        Kind::Property => SymbolKind::PROPERTY,
        Kind::Sender => SymbolKind::ENUM_MEMBER,
        Kind::Caps => SymbolKind::ENUM,
        Kind::Segment => SymbolKind::INTERFACE,
        Kind::Flow => SymbolKind::CLASS,
        Kind::CustomElement | Kind::Test | Kind::Fixture => SymbolKind::METHOD,
        Kind::Variable => SymbolKind::VARIABLE,
        Kind::Element => SymbolKind::KEY,
        Kind::Function => SymbolKind::FUNCTION,
        Kind::Operators => SymbolKind::OPERATOR,
        Kind::Channel => SymbolKind::MODULE,
    }
}

pub(super) fn formatting(question: &Question, asked: DocumentFormattingParams) -> Answer<ask::Formatting> {
    Ok(formatted(&question.scene, &asked.text_document.uri, |_| true))
}

pub(super) fn range_formatting(
    question: &Question,
    asked: DocumentRangeFormattingParams,
) -> Answer<ask::RangeFormatting> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let part = scene.span(file, asked.range);
    Ok(formatted(scene, &asked.text_document.uri, |span| part.touches(span)))
}

/// Behind a `}` the block that it closes is formatted; behind a line end the new line is moved in.
pub(super) fn typed_formatting(
    question: &Question,
    asked: DocumentOnTypeFormattingParams,
) -> Answer<ask::OnTypeFormatting> {
    let scene = &question.scene;
    let Some((file, offset)) = question.at(&asked.text_document_position) else { return Ok(None) };
    if asked.ch == "\n" {
        return Ok(Some(moved_in(scene, file, offset).into_iter().collect()));
    }
    let Some(block) = closed_block(scene.view.text(file), offset) else { return Ok(None) };
    Ok(formatted(scene, &asked.text_document_position.text_document.uri, |span| block.touches(span)))
}

/// The edits that bring a file into the one style, those that are wanted. What could not be read is not touched.
fn formatted(scene: &Scene, uri: &Uri, is_wanted: impl Fn(Span) -> bool) -> Option<Vec<TextEdit>> {
    let file = scene.file(uri).filter(|file| !scene.view.is_library(*file))?;
    let source = scene.source(file);
    let mut alone = Snapshot::new();
    let copy = alone.add(&source.path, &source.text);
    let new = format(&mut alone, copy).ok()?;
    let edits = analysis::changed(&source.text, &new).into_iter().filter(|(span, _)| is_wanted(*span));
    let edits =
        edits.map(|(span, text)| scene.edit(analysis::TextEdit { place: Place { file, span }, text }));
    Some(edits.collect())
}

/// The block whose bracket ends at an offset, from its `{`.
fn closed_block(text: &str, offset: usize) -> Option<Span> {
    let mut open = Vec::new();
    for token in tokens_of(text.get(..offset)?) {
        if token.kind.opens() {
            open.push(token.span.start);
        } else if token.kind.closes()
            && let Some(start) = open.pop()
            && token.span.end as usize == offset
        {
            return Some(Span { start, end: token.span.end });
        }
    }
    None
}

/// The blanks that the line of an offset should begin with: four for each bracket that is open there.
fn moved_in(scene: &Scene, file: FileId, offset: usize) -> Option<TextEdit> {
    let text = scene.view.text(file);
    let start = text[..offset].rfind('\n')? + 1;
    let mut depth = 0_usize;
    for token in tokens_of(&text[..start]) {
        depth = if token.kind.opens() {
            depth + 1
        } else {
            depth.saturating_sub(usize::from(token.kind.closes()))
        };
    }
    let line = text[start..].split('\n').next().unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    let closes = usize::from(line.trim_start().starts_with(['}', ')', ']']));
    let wanted = " ".repeat(4 * depth.saturating_sub(closes));
    let place = Place { file, span: Span::new(start, start + blanks) };
    (line[..blanks] != wanted).then(|| scene.edit(analysis::TextEdit { place, text: wanted }))
}

pub(super) fn actions(question: &Question, asked: CodeActionParams) -> Answer<ask::CodeActionRequest> {
    let Some(file) = question.scene.file(&asked.text_document.uri) else { return Ok(None) };
    Ok(Some(changes::actions(&question.scene, file, &asked)))
}

pub(super) fn lenses(question: &Question, asked: CodeLensParams) -> Answer<ask::CodeLensRequest> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let super::scene::Places::Folder(project) = &*scene.places else { return Ok(None) };
    if !question.preferences.lenses {
        return Ok(None);
    }
    let command = |title: &str, command: &str, name: String| {
        let about = commands::About { project: project.clone(), name };
        Command::new(
            title.to_owned(),
            command.to_owned(),
            serde_json::to_value(about).ok().map(|one| vec![one]),
        )
    };
    let lenses = scene.view.lenses(file).into_iter().filter_map(|lens| {
        let command = match lens.kind {
            LensKind::Test(name) => command("run this test", commands::TEST, name),
            LensKind::Run(name) => command("run on the project's data", commands::RUN, name),
            LensKind::Count(name) => command("count its people", commands::COUNT, name),
            // A picture is shown by what the editor brings for that.
            LensKind::Graph(_) => return None,
        };
        Some(CodeLens { range: scene.range(lens.place), command: Some(command), data: None })
    });
    Ok(Some(lenses.collect()))
}

pub(super) fn links(question: &Question, asked: DocumentLinkParams) -> Answer<ask::DocumentLinkRequest> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let address = |text: &str| text.parse::<Uri>().ok();
    let links = scene.view.links(file).into_iter().filter_map(|link| {
        let (place, target) = match link {
            Link::File(place, path) => (place, scene.places.uri(&path)),
            Link::Address(place, text) => (place, address(&text)),
            Link::Code(place, code) => {
                let entry = crate::diagnostic::entry(&code)?;
                (place, address(&entry.code.address()))
            }
        };
        Some(DocumentLink { range: scene.range(place), target: Some(target?), tooltip: None, data: None })
    });
    Ok(Some(links.collect()))
}

pub(super) fn folds(question: &Question, asked: FoldingRangeParams) -> Answer<ask::FoldingRangeRequest> {
    let Some(file) = question.scene.file(&asked.text_document.uri) else { return Ok(None) };
    let folds = question.scene.view.folds(file).into_iter().map(|fold| FoldingRange {
        start_line: fold.first,
        end_line: fold.last,
        kind: (fold.kind == FoldKind::Comment).then_some(FoldingRangeKind::Comment),
        ..FoldingRange::default()
    });
    Ok(Some(folds.collect()))
}

pub(super) fn selections(
    question: &Question,
    asked: SelectionRangeParams,
) -> Answer<ask::SelectionRangeRequest> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let one = |position: &Position| {
        let spans = scene.view.selections(file, scene.offset(file, *position));
        let outer = spans.into_iter().rev().fold(None, |parent: Option<Box<SelectionRange>>, span| {
            Some(Box::new(SelectionRange { range: scene.range(Place { file, span }), parent }))
        });
        let nothing = SelectionRange { range: Range::new(*position, *position), parent: None };
        outer.map_or(nothing, |range| *range)
    };
    Ok(Some(asked.positions.iter().map(one).collect()))
}

pub(super) fn hints(question: &Question, asked: InlayHintParams) -> Answer<ask::InlayHintRequest> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let part = scene.span(file, asked.range);
    let mut hints = scene.view.hints(file, part, question.now);
    hints.retain(|hint| question.preferences.shows(hint.kind));
    let hints = hints.into_iter().map(|hint| InlayHint {
        position: scene.range(hint.place(file)).start,
        label: InlayHintLabel::String(hint.text),
        kind: (hint.kind == HintKind::Type).then_some(InlayHintKind::TYPE),
        text_edits: None,
        tooltip: hint.tooltip.map(InlayHintTooltip::String),
        padding_left: Some(hint.kind != HintKind::Type),
        padding_right: None,
        data: None,
    });
    Ok(Some(hints.collect()))
}

pub(super) fn tokens(
    question: &Question,
    asked: SemanticTokensParams,
) -> Answer<ask::SemanticTokensFullRequest> {
    let uri = &asked.text_document.uri;
    let Some(file) = question.scene.file(uri) else { return Ok(None) };
    let found = colours::tokens(&question.scene, file, None);
    let (name, _) = question.shared.remember(uri, found.clone());
    Ok(Some(SemanticTokensResult::Tokens(colours::named(found, name))))
}

pub(super) fn tokens_since(
    question: &Question,
    asked: SemanticTokensDeltaParams,
) -> Answer<ask::SemanticTokensFullDeltaRequest> {
    let uri = &asked.text_document.uri;
    let Some(file) = question.scene.file(uri) else { return Ok(None) };
    let found = colours::tokens(&question.scene, file, None);
    let (name, before) = question.shared.remember(uri, found.clone());
    Ok(Some(match before.filter(|(known, _)| *known == asked.previous_result_id) {
        Some((_, before)) => SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta {
            result_id: Some(name),
            edits: colours::difference(&before, &found),
        }),
        None => SemanticTokensFullDeltaResult::Tokens(colours::named(found, name)),
    }))
}

pub(super) fn tokens_of_part(
    question: &Question,
    asked: SemanticTokensRangeParams,
) -> Answer<ask::SemanticTokensRangeRequest> {
    let scene = &question.scene;
    let Some(file) = scene.file(&asked.text_document.uri) else { return Ok(None) };
    let part = scene.span(file, asked.range);
    let data = colours::tokens(scene, file, Some(part));
    Ok(Some(SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data })))
}

pub(super) fn diagnostics(
    question: &Question,
    asked: DocumentDiagnosticParams,
) -> Answer<ask::DocumentDiagnosticRequest> {
    let items = wrong::of(&question.scene, &asked.text_document.uri);
    let name = name_of(&items);
    let report = if asked.previous_result_id.as_deref() == Some(&name) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: name },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(name), items },
        })
    };
    Ok(DocumentDiagnosticReportResult::Report(report))
}

/// What is wrong with a file, as a part of a report on everything.
pub(super) fn report_on(scene: &Scene, version: Option<i32>, uri: Uri) -> WorkspaceDocumentDiagnosticReport {
    let items = wrong::of(scene, &uri);
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: version.map(i64::from),
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: Some(name_of(&items)),
            items,
        },
    })
}

/// A name for what is wrong, the same for the same.
fn name_of(items: &[Diagnostic]) -> String {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = foldhash::fast::FixedState::default().build_hasher();
    hasher.write(serde_json::to_string(items).unwrap_or_default().as_bytes());
    format!("{:016x}", hasher.finish())
}

pub(super) fn graph(question: &Question, asked: picture::Wanted) -> Answer<GraphRequest> {
    let Some((file, offset)) = question.at(&asked.at) else { return Ok(None) };
    picture::picture(&question.scene, file, offset, &asked)
}
