//! What is shown of what the pointer is over, as Markdown.

use super::view::{Declared, View};
use super::{documents, picture, walk};
use crate::check::Target;
use crate::diagnostic::entry;
use crate::program::{Comparison, Type};
use crate::source::{FileId, Location, Place, Span};
use crate::syntax::tree::{DeclarationKind, ExpressionKind, Literal, Statement, StatementKind};
use crate::value::relative::{date_range, instant_range};
use crate::value::time::Date;
use crate::value::{Duration, Instant, Unit, Zone};

/// What is shown, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// The text that it is about.
    pub place: Place,
    /// The Markdown.
    pub text: String,
}

impl View {
    /// What is shown at an offset of a file. `now` is the moment at which relative dates are shown.
    #[must_use]
    pub fn hover(&self, file: FileId, offset: usize, now: Instant) -> Option<Hover> {
        let declared = self.declaration_at(file, offset)?;
        let at = (offset as u32).checked_sub(declared.start)?;
        let (span, text) = allowance(declared, at)
            .or_else(|| operator(self, declared, at, now))
            .or_else(|| self.named(file, offset, declared))
            .or_else(|| literal(declared, at))
            .or_else(|| element(self, declared, at))
            .or_else(|| self.typed(declared, at))?;
        Some(Hover { place: self.place(Location { declaration: declared.node.id, span }), text })
    }

    fn named(&self, file: FileId, offset: usize, declared: Declared<'_>) -> Option<(Span, String)> {
        let (place, found) = self.name_at(file, offset)?;
        let span = Span { start: place.span.start - declared.start, end: place.span.end - declared.start };
        Some((span, self.about(found.target)?))
    }

    /// What there is to say about a target.
    #[must_use]
    pub fn about(&self, target: Target) -> Option<String> {
        let mut text = code(&documents::signature(self, target)?);
        if let Some(documentation) = documents::documentation(self, target) {
            text.push_str("\n\n");
            text.push_str(&documentation);
        }
        if let Some(note) = origin(self, target) {
            text.push_str("\n\n");
            text.push_str(&note);
        }
        Some(text)
    }

    /// The type of the smallest expression around the offset.
    fn typed(&self, declared: Declared<'_>, at: u32) -> Option<(Span, String)> {
        let (id, expression) = walk::expression_at(declared, at)?;
        let r#type = declared.types.get(id.index()).filter(|found| **found != Type::Error)?;
        Some((expression.span, code(&r#type.to_string())))
    }
}

/// A block of the language's text.
pub(super) fn code(text: &str) -> String {
    format!("```flow\n{text}\n```")
}

/// Where it comes from, where that is not plain from the signature.
fn origin(view: &View, target: Target) -> Option<String> {
    let symbols = view.symbols();
    match target {
        Target::Attribute(id) if symbols.attributes.get(id)?.standard => {
            Some("*Standard attribute*".to_owned())
        }
        Target::Event(id) => {
            let channel = symbols.events.get(id)?.channel?;
            Some(format!("*Event of {}*", symbols.channels[channel].name))
        }
        Target::Segment(_) | Target::Flow(_) => None,
        _ => None,
    }
}

/// The code of an allowance.
fn allowance(declared: Declared<'_>, at: u32) -> Option<(Span, String)> {
    let around = |span: Span| span.start <= at && at <= span.end;
    let found = declared.node.allowances.iter().find(|one| around(one.code.span))?;
    entry(&found.code.text)?;
    Some((found.code.span, documents::summary_of(&found.code.text)?))
}

/// The operator of a comparison, with what it means today.
fn operator(view: &View, declared: Declared<'_>, at: u32, now: Instant) -> Option<(Span, String)> {
    let found = declared.node.expressions.iter().find_map(|(_, one)| match &one.kind {
        ExpressionKind::Compare { operator, operator_span, left, operands, .. }
            if operator_span.start <= at && at < operator_span.end =>
        {
            Some((operator, *operator_span, *left, operands))
        }
        _ => None,
    });
    let (spelling, span, left, operands) = found?;
    let r#type = declared.types.get(left.index())?;
    let operator = view.symbols().operators.find(r#type, spelling)?;
    let written = documents::operator(view, r#type, operator.comparison)?;
    let mut text = code(&documents::operator_line(written, r#type));
    if let Some(documentation) = &written.documentation {
        text = format!("{text}\n\n{documentation}");
    }
    let duration = operands.first().and_then(|id| constant_duration(declared, *id));
    if let Some(today) = meaning_today(operator.comparison, r#type, duration, now, zone_of(view, declared)) {
        text = format!("{text}\n\n{today}");
    }
    Some((span, text))
}

/// The dates or moments that a relative operator means now.
pub(super) fn meaning_today(
    comparison: Comparison,
    r#type: &Type,
    duration: Option<Duration>,
    now: Instant,
    zone: Zone,
) -> Option<String> {
    let relative = comparison.relative()?;
    let duration = match duration {
        Some(duration) => duration,
        None if !relative.takes_duration() => Duration::of(0, Unit::Days).ok()?,
        None => return None,
    };
    let is_calendar = !relative.takes_duration() || duration.is_calendar();
    if *r#type == Type::Date || is_calendar {
        let range = date_range(relative, duration, now, zone);
        return Some(format!("Today, {}: {}", zone.date(now), dates(range.first, range.last)?));
    }
    let range = instant_range(relative, duration, now, zone);
    let shown = |instant: Instant| {
        let (date, time) = zone.local(instant);
        format!("{date} {:02}:{:02}", time.hour(), time.minute())
    };
    let text = match (range.from.map(shown), range.until.map(shown)) {
        (Some(from), Some(until)) => format!("from {from} to {until}"),
        (Some(from), None) => format!("{from} or later"),
        (None, Some(until)) => format!("before {until}"),
        (None, None) => return None,
    };
    Some(format!("Now, {}: {text}", shown(now)))
}

fn dates(first: Option<Date>, last: Option<Date>) -> Option<String> {
    Some(match (first, last) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) if first < last => format!("{first} to {last}, both included"),
        (Some(first), None) => format!("{first} or later"),
        (None, Some(last)) => format!("{last} or earlier"),
        _ => return None,
    })
}

/// The zone of the flow at hand, or the account's.
pub(super) fn zone_of(view: &View, declared: Declared<'_>) -> Zone {
    let named = walk::statements(&declared.node.kind).iter().find_map(|statement| match &statement.kind {
        StatementKind::Timezone(name) => Zone::named(&name.text),
        _ => None,
    });
    named.unwrap_or(view.settings().zone)
}

/// The value of a duration that is written as one.
pub(super) fn constant_duration(
    declared: Declared<'_>,
    id: crate::syntax::tree::ExpressionId,
) -> Option<Duration> {
    match &declared.node.expressions[id].kind {
        ExpressionKind::Literal(Literal::Duration { amount, unit }) => {
            Duration::of(amount.parse().ok()?, Unit::parse(&unit.text)?).ok()
        }
        ExpressionKind::Bracket(inner) => constant_duration(declared, *inner),
        _ => None,
    }
}

/// A duration: how many seconds that is.
fn literal(declared: Declared<'_>, at: u32) -> Option<(Span, String)> {
    let (id, expression) = walk::expression_at(declared, at)?;
    let duration = constant_duration(declared, id)?;
    let seconds = match duration.elapsed() {
        Some(micros) => format!("{} seconds", grouped(micros / 1_000_000)),
        None => "by the calendar: months differ in length".to_owned(),
    };
    let days = if duration.days() > 0 && duration.months() == 0 {
        ", where time is elapsed: in pauses, waits and windows of events. In dates, it is whole days of the calendar"
    } else {
        ""
    };
    Some((expression.span, format!("{}\n\n{seconds}{days}", code("duration"))))
}

/// A number with a comma after each three digits.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The head of an element: its documentation and its picture.
fn element(view: &View, declared: Declared<'_>, at: u32) -> Option<(Span, String)> {
    let statements = walk::statements(&declared.node.kind);
    if matches!(declared.node.kind, DeclarationKind::Test(_)) {
        return None;
    }
    let is_in_head = |one: &Statement| one.head.start <= at && at <= one.head.end;
    let statement = walk::statement_at(statements, at, &is_in_head)?;
    // Only its own words: what stands between them is shown by itself.
    let inner = walk::expression_at(declared, at);
    if inner.is_some_and(|(_, one)| statement.head.start <= one.span.start) {
        return None;
    }
    let drawn = picture::of(view, declared, statement)?;
    let picture = format!("```text\n{drawn}\n```");
    let text = match &statement.documentation {
        Some(documentation) => format!("{documentation}\n\n{picture}"),
        None => picture,
    };
    Some((statement.head, text))
}
