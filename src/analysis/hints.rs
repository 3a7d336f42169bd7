//! What is shown between the words of the source: types that are not written, dates that are meant, what is left of a split.

use super::hover::{constant_duration, grouped, meaning_today, zone_of};
use super::view::{Declared, View};
use super::walk;
use crate::check::{Role, Target};
use crate::program::Type;
use crate::source::{FileId, Place, Span};
use crate::syntax::tree::{ExpressionKind, Literal, Share, StatementKind};
use crate::value::Instant;

/// A hint at a place of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The offset in the file.
    pub at: u32,
    /// What is shown.
    pub text: String,
    /// What is shown of that to those who ask.
    pub tooltip: Option<String>,
    /// What it tells.
    pub kind: HintKind,
}

/// What hints tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    /// The type of a variable, which may be written there as it is.
    Type,
    /// The dates that an operator means today.
    Date,
    /// The seconds of a duration.
    Seconds,
    /// What a split lacks to 100.
    Share,
}

impl View {
    /// The hints of a part of a file, in order. `now` is the moment at which relative dates are shown.
    #[must_use]
    pub fn hints(&self, file: FileId, part: Span, now: Instant) -> Vec<Hint> {
        let mut found = Vec::new();
        for declared in self.declarations(file) {
            if !declared.node.span.shifted(declared.start).touches(part) {
                continue;
            }
            let mut hints = Hints { view: self, declared, now, found: &mut found };
            hints.types();
            hints.expressions();
            hints.shares();
        }
        found.retain(|hint| part.start <= hint.at && hint.at <= part.end);
        found.sort_by_key(|hint| hint.at);
        found
    }
}

struct Hints<'v, 'f> {
    view: &'v View,
    declared: Declared<'v>,
    now: Instant,
    found: &'f mut Vec<Hint>,
}

impl Hints<'_, '_> {
    fn push(&mut self, kind: HintKind, at: u32, text: String, tooltip: Option<String>) {
        self.found.push(Hint { at: at + self.declared.start, text, tooltip, kind });
    }

    /// The types of variables that are declared by what is saved in them.
    fn types(&mut self) {
        let written: Vec<Span> = walk::statements(&self.declared.node.kind)
            .iter()
            .filter_map(|statement| match &statement.kind {
                StatementKind::Variable { name, .. } => Some(vec![name.span]),
                StatementKind::EnterFrom { parameters, .. } => {
                    Some(parameters.iter().map(|parameter| parameter.name.span).collect())
                }
                _ => None,
            })
            .flatten()
            .collect();
        for found in self.declared.resolutions {
            let Target::Variable(..) = found.target else { continue };
            if found.role != Role::Declared || written.contains(&found.span) || self.has_type(found.span) {
                continue;
            }
            let Some(r#type) = super::names::type_of(self.view, found.target) else { continue };
            if !matches!(r#type, Type::Error | Type::Empty) {
                self.push(HintKind::Type, found.span.end, format!(": {type}"), None);
            }
        }
    }

    /// Whether a type is written behind a name.
    fn has_type(&self, name: Span) -> bool {
        let behind = Span { start: name.end, end: self.declared.node.span.end };
        walk::text(self.view, self.declared, behind).trim_start_matches(' ').starts_with(':')
    }

    fn expressions(&mut self) {
        for (id, expression) in self.declared.node.expressions.iter() {
            match &expression.kind {
                ExpressionKind::Compare { operator, left, operands, .. } => {
                    let duration = operands.first().and_then(|id| constant_duration(self.declared, *id));
                    self.relative(operator, *left, duration, expression.span.end);
                }
                ExpressionKind::Literal(Literal::Duration { .. }) => self.seconds(id, expression.span.end),
                _ => {}
            }
        }
    }

    /// The dates that a relative operator means today.
    fn relative(
        &mut self,
        spelling: &str,
        left: crate::syntax::tree::ExpressionId,
        duration: Option<crate::value::Duration>,
        at: u32,
    ) {
        let Some(r#type) = self.declared.types.get(left.index()) else { return };
        let Some(operator) = self.view.symbols().operators.find(r#type, spelling) else { return };
        let zone = zone_of(self.view, self.declared);
        let meaning = meaning_today(operator.comparison, r#type, duration, self.now, zone);
        if let Some((moment, dates)) = meaning.as_deref().and_then(|meaning| meaning.split_once(": ")) {
            self.push(HintKind::Date, at, dates.replace(", both included", ""), Some(moment.to_owned()));
        }
    }

    /// The seconds of a duration that is not written in seconds.
    fn seconds(&mut self, id: crate::syntax::tree::ExpressionId, at: u32) {
        let ExpressionKind::Literal(Literal::Duration { unit, .. }) =
            &self.declared.node.expressions[id].kind
        else {
            return;
        };
        let Some(micros) = constant_duration(self.declared, id).and_then(crate::value::Duration::elapsed)
        else {
            return;
        };
        // Hours and days are as plain as they are; short times are what other systems count in seconds.
        let is_short = unit.text.starts_with("minute");
        if is_short {
            self.push(HintKind::Seconds, at, format!("{} s", grouped(micros / 1_000_000)), None);
        }
    }

    /// What a split lacks to 100, behind its last share.
    fn shares(&mut self) {
        let mut splits: Vec<&[Share]> = Vec::new();
        walk::each(walk::statements(&self.declared.node.kind), &mut |statement, _| {
            if let StatementKind::SplitAudience(shares) = &statement.kind {
                splits.push(shares);
            }
        });
        for shares in splits {
            let Some(sum) = shares.iter().map(|share| share.percent.parse::<i64>().ok()).sum::<Option<i64>>()
            else {
                continue;
            };
            if let Some(last) = shares.last().filter(|_| sum != 100) {
                let text = if sum < 100 {
                    format!("{}% left", 100 - sum)
                } else {
                    format!("{}% too much", sum - 100)
                };
                self.push(HintKind::Share, last.name.span.end, text, None);
            }
        }
    }
}

/// Where a hint stands, as a place.
impl Hint {
    /// The place of the hint in a file.
    #[must_use]
    pub fn place(&self, file: FileId) -> Place {
        Place { file, span: Span { start: self.at, end: self.at } }
    }
}
