//! What can be done about the text at a place: the fixes of reports, and changes of form.

use super::edits::{TextEdit, changed};
use super::view::{Declared, View};
use super::walk;
use crate::check::{Resolution, Role, Target, element_word};
use crate::diagnostic::{Code, Diagnostic, Fix, Problem, mended};
use crate::program::Type;
use crate::source::{FileId, Location, Place, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::{DeclarationKind, ExpressionKind, Literal, Statement, TextPart};

/// Something that can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, as an order.
    pub title: String,
    /// What it is.
    pub kind: ActionKind,
    /// What it replaces.
    pub edits: Vec<TextEdit>,
    /// The code and the place of the report that it mends.
    pub mends: Option<(Code, Place)>,
    /// Whether it is certainly what was meant.
    pub is_sure: bool,
}

/// What an action is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActionKind {
    /// It mends what is wrong.
    Fix,
    /// It mends all that has a sure fix in the file.
    FixAll,
    /// It takes a part out and gives it a name.
    Extract,
    /// It writes the same in another way.
    Rewrite,
}

impl View {
    /// What can be done about a part of a file, the fixes of reports first. `diagnostics` are those that the editor shows.
    #[must_use]
    pub fn actions(&self, file: FileId, part: Span, diagnostics: &[Diagnostic]) -> Vec<Action> {
        let mut found = Vec::new();
        for diagnostic in diagnostics {
            let Some(place) = diagnostic.place(self.snapshot()) else { continue };
            if place.file == file && place.span.touches(part) {
                found.extend(diagnostic.fixes.iter().map(|fix| self.fix(diagnostic, place, fix)));
                found.extend(self.missing(diagnostic, place));
            }
        }
        found.extend(self.fix_all(file, diagnostics));
        if let Some(declared) = self.declaration_at(file, part.start as usize) {
            found.extend(self.qualified(file, part, declared));
            found.extend(self.extracted_segment(part, declared));
            found.extend(self.extracted_variable(part, declared));
        }
        found
    }

    fn fix(&self, diagnostic: &Diagnostic, place: Place, fix: &Fix) -> Action {
        let edits = fix.edits.iter();
        let edits = edits.map(|edit| TextEdit { place: self.place(edit.location), text: edit.text.clone() });
        let mends = Some((diagnostic.problem.code(), place));
        let (title, is_sure) = (fix.title.clone(), fix.sure);
        Action { title, kind: ActionKind::Fix, edits: edits.collect(), mends, is_sure }
    }

    /// All sure fixes of a file at once.
    #[must_use]
    pub fn fix_all(&self, file: FileId, diagnostics: &[Diagnostic]) -> Option<Action> {
        let mended = mended(self.snapshot(), diagnostics, |changed| changed == file);
        let (_, text) = mended.texts.into_iter().next()?;
        let edits = changed(self.text(file), &text);
        let edits = edits.into_iter().map(|(span, text)| TextEdit { place: Place { file, span }, text });
        let title = "apply all sure fixes of this file".to_owned();
        Some(Action { title, kind: ActionKind::FixAll, edits: edits.collect(), mends: None, is_sure: true })
    }

    /// Declares a name that is unknown.
    fn missing(&self, diagnostic: &Diagnostic, place: Place) -> Vec<Action> {
        let Problem::UnknownName { kind, name, .. } = &diagnostic.problem else { return Vec::new() };
        let mends = Some((diagnostic.problem.code(), place));
        let name = quote_name(name);
        let action = |title: String, edit: TextEdit| Action {
            title,
            kind: ActionKind::Fix,
            edits: vec![edit],
            mends,
            is_sure: false,
        };
        let mut found = Vec::new();
        let declaration = match kind.as_str() {
            "segment" => Some(format!("segment {name} = ")),
            "event" => Some(format!("event {name} {{ }}")),
            "attribute" | "attribute or variable" => Some(format!("people {{\n    {name}: text\n}}")),
            _ if kind.ends_with(" sender") => {
                let channel = kind.trim_end_matches(" sender");
                Some(format!("senders {{\n    {channel} {name} = \"\"\n}}"))
            }
            _ => None,
        };
        if let Some(declaration) = declaration {
            let at = self.text(place.file).trim_end().len();
            let text = format!("\n\n{declaration}");
            let place = Place { file: place.file, span: Span::at(at) };
            found.push(action(
                format!(
                    "declare the {} `{name}`",
                    kind.split(' ').next_back().map_or(&**kind, |last| if last == "variable" {
                        "attribute"
                    } else {
                        last
                    })
                ),
                TextEdit { place, text },
            ));
        }
        if kind.ends_with("variable") {
            found.extend(
                self.new_variable(place, &format!("{name}: text"))
                    .map(|edit| action(format!("declare the variable `{name}`"), edit)),
            );
        }
        found
    }

    /// Declares a variable in the flow at a place, before its first element.
    fn new_variable(&self, place: Place, declared: &str) -> Option<TextEdit> {
        let around = self.declaration_at(place.file, place.span.start as usize)?;
        let DeclarationKind::Flow(flow) = &around.node.kind else { return None };
        let is_setting = |one: &&Statement| element_word(&one.kind).is_none();
        let last = flow.statements.iter().take_while(is_setting).last()?;
        let at = (last.span.end + around.start) as usize;
        let text = format!("\n    variable {declared}");
        Some(TextEdit { place: Place { file: place.file, span: Span::at(at) }, text })
    }

    /// Says of a bare name what it belongs to.
    fn qualified(&self, file: FileId, part: Span, declared: Declared<'_>) -> Option<Action> {
        let (place, Resolution { span, target, role }) = self.name_at(file, part.start as usize)?;
        let owner = match target {
            Target::Attribute(_) => "person",
            Target::Property(..) => "event",
            Target::Variable(..) => "flow",
            _ => return None,
        };
        let is_bare = span.shifted(declared.start) == place.span;
        let is_value = declared
            .node
            .expressions
            .iter()
            .any(|(_, one)| one.span == span && matches!(one.kind, ExpressionKind::Name(_)));
        if !is_bare || !is_value || role != Role::Read {
            return None;
        }
        let text = format!("{owner}.{}", self.snapshot().text(place));
        let title = format!("write `{text}`");
        let edits = vec![TextEdit { place, text }];
        Some(Action { title, kind: ActionKind::Rewrite, edits, mends: None, is_sure: false })
    }

    /// Makes a segment of a condition that is selected.
    fn extracted_segment(&self, part: Span, declared: Declared<'_>) -> Option<Action> {
        let span = local(part, declared)?;
        let (id, _) = declared.node.expressions.iter().find(|(_, one)| one.span == span)?;
        let is_condition = declared.types.get(id.index()) == Some(&Type::Boolean);
        let is_named = matches!(declared.node.expressions[id].kind, ExpressionKind::InSegment(_));
        if !is_condition || is_named || !self.is_about_person(declared, span) {
            return None;
        }
        let name = self.free_name("NewSegment");
        let condition = walk::text(self, declared, span);
        let place = self.place(Location { declaration: declared.node.id, span });
        let before = Place { file: place.file, span: Span::at(declared.start as usize) };
        let edits = vec![
            TextEdit { place: before, text: format!("segment {name} = {condition}\n\n") },
            TextEdit { place, text: format!("in segment {name}") },
        ];
        let title = "make a segment of this condition".to_owned();
        Some(Action { title, kind: ActionKind::Extract, edits, mends: None, is_sure: false })
    }

    /// Whether all names in a part mean something that a segment may ask: no variables, and no labels of this flow. Properties
    /// are those of the filters in it.
    fn is_about_person(&self, declared: Declared<'_>, part: Span) -> bool {
        let is_inside = |found: &&Resolution| part.start <= found.span.start && found.span.end <= part.end;
        let inside: Vec<&Resolution> = declared.resolutions.iter().filter(is_inside).collect();
        let has_event = inside.iter().any(|found| matches!(found.target, Target::Event(_)));
        let mut targets = inside.iter().map(|found| found.target);
        let is_known = targets.all(|target| match target {
            Target::Variable(..) | Target::Element(..) => false,
            Target::Property(..) => has_event,
            _ => true,
        });
        is_known && matches!(declared.node.kind, DeclarationKind::Flow(_) | DeclarationKind::Segment(_))
    }

    /// Makes a variable of a value that is written out and selected. A constant means the same wherever it is computed.
    fn extracted_variable(&self, part: Span, declared: Declared<'_>) -> Option<Action> {
        let span = local(part, declared)?;
        let (id, expression) = declared.node.expressions.iter().find(|(_, one)| one.span == span)?;
        let is_constant = match &expression.kind {
            ExpressionKind::Literal(literal) => !matches!(literal, Literal::Empty | Literal::Time(_)),
            ExpressionKind::Text(parts) => matches!(parts[..], [TextPart::Literal(_)]),
            _ => false,
        };
        let r#type = declared.types.get(id.index()).filter(|found| is_constant && **found != Type::Error)?;
        let place = self.place(Location { declaration: declared.node.id, span });
        let value = walk::text(self, declared, span);
        let new = self.new_variable(place, &format!("newVariable: {type} = {value}"))?;
        if new.place.span.start > place.span.start {
            return None;
        }
        let edits = vec![new, TextEdit { place, text: "newVariable".to_owned() }];
        let title = "make a variable of this value".to_owned();
        Some(Action { title, kind: ActionKind::Extract, edits, mends: None, is_sure: false })
    }

    /// A name of a segment that is not taken.
    fn free_name(&self, wanted: &str) -> String {
        let names = self.symbols().names(crate::check::NameKind::Segment);
        let mut numbered = std::iter::once(wanted.to_owned()).chain((2..).map(|at| format!("{wanted}{at}")));
        numbered.find(|name| !names.contains(&name.as_str())).unwrap_or_else(|| wanted.to_owned())
    }
}

/// A part of a file that is not empty, counted from the start of the declaration.
fn local(part: Span, declared: Declared<'_>) -> Option<Span> {
    let start = part.start.checked_sub(declared.start)?;
    (!part.is_empty()).then(|| Span { start, end: part.end - declared.start })
}
