//! Slips of the pen in comparisons: what can be written, has a meaning, and is hardly meant.

use super::declaration::{Checker, Typed};
use super::link::Item;
use super::statements::{blocks, element_word};
use crate::diagnostic::{Diagnostic, Edit, Fix, Problem};
use crate::program::{Arithmetic, Comparison, ElementKind, ExpressionId, ExpressionKind, Pause, Type};
use crate::source::Span;
use crate::syntax::tree::{self, Statement, StatementKind};
use crate::value::time::add_calendar;
use crate::value::{Value, compare};

impl Checker<'_> {
    /// Looks at a comparison of which the types are right. At most one slip of each is reported.
    pub(super) fn slips(
        &mut self,
        comparison: Comparison,
        operator: Span,
        written: &[tree::ExpressionId],
        operands: &[ExpressionId],
    ) {
        if self.is_empty_text(comparison, operator, written, operands) {
            return;
        }
        match (comparison, written, operands) {
            (Comparison::IsBetween | Comparison::IsNotBetween, [first, last], [low, high]) => {
                let ends = [(self.node(*first).span, *low), (self.node(*last).span, *high)];
                self.swapped_ends(ends);
            }
            (Comparison::IsOneOf | Comparison::IsNotOneOf, ..) => self.repeated_items(written, operands),
            _ => {}
        }
    }

    /// Reports elapsed time that is compared with months or years: it is neither less nor more.
    pub(super) fn unlike_durations(
        &mut self,
        value: &Typed,
        written: &[tree::ExpressionId],
        operands: &[ExpressionId],
    ) {
        let expressions = &self.result.fragment.expressions;
        let is_elapsed = match &expressions[value.id].kind {
            ExpressionKind::Arithmetic { operator: Arithmetic::Subtract, left, .. } => {
                matches!(expressions[*left].r#type, Type::Date | Type::Datetime)
            }
            _ => false,
        };
        let months = |id: &ExpressionId| match self.constant_value(*id) {
            Some(Value::Duration(duration)) => duration.months() != 0,
            _ => false,
        };
        let is_duration = value.r#type == Type::Duration;
        if let Some(at) = operands.iter().position(months).filter(|_| is_elapsed && is_duration) {
            let duration = self.constant_value(operands[at]).map(|value| value.literal(self.zone));
            let problem = Problem::UnlikeDurations { duration: duration.unwrap_or_default() };
            self.report(self.node(written[at]).span, problem);
        }
    }

    /// Reports a comparison with `""`, which is empty: it never holds, and its negation always does.
    fn is_empty_text(
        &mut self,
        comparison: Comparison,
        operator: Span,
        written: &[tree::ExpressionId],
        operands: &[ExpressionId],
    ) -> bool {
        let is_empty = |id: &ExpressionId| {
            let is_text = self.result.fragment.expressions[*id].r#type == Type::Text;
            is_text && self.constant_value(*id).is_some_and(Value::is_empty)
        };
        let Some(place) = operands.iter().position(is_empty) else { return false };
        let at = self.node(written[place]).span;
        let problem = Problem::EmptyOperand { operator: comparison.phrase().to_owned() };
        let mut diagnostic = Diagnostic::new(self.at(at), problem);
        let instead = match comparison {
            Comparison::Is | Comparison::IsExactly => Some("is empty"),
            Comparison::IsNot => Some("is not empty"),
            _ => None,
        };
        if let Some(instead) = instead {
            let whole = self.at(Span { start: operator.start, end: at.end });
            diagnostic = diagnostic.fix(true, format!("write `{instead}`"), whole, instead);
        }
        self.push(diagnostic);
        true
    }

    /// Reports two ends of which the first lies behind the second, so that nothing lies between them.
    pub(super) fn swapped_ends(&mut self, [(first, low), (last, high)]: [(Span, ExpressionId); 2]) {
        let (Some(low), Some(high)) = (self.constant_value(low), self.constant_value(high)) else { return };
        if !compare::order(low, high).is_some_and(std::cmp::Ordering::is_gt) {
            return;
        }
        let (low, high) = (low.literal(self.zone), high.literal(self.zone));
        let whole = Span { start: first.start, end: last.end };
        let edits = vec![
            Edit { location: self.at(first), text: high.clone() },
            Edit { location: self.at(last), text: low.clone() },
        ];
        let problem = Problem::SwappedEnds { first: low, last: high };
        let mut diagnostic = Diagnostic::new(self.at(whole), problem);
        diagnostic.fixes.push(Fix { title: "exchange the ends".to_owned(), edits, sure: true });
        self.push(diagnostic);
    }

    /// Reports the first item of a list that equals an earlier one.
    fn repeated_items(&mut self, written: &[tree::ExpressionId], operands: &[ExpressionId]) {
        let constants: Vec<Option<&Value>> = operands.iter().map(|&id| self.constant_value(id)).collect();
        let equal = |at: usize, earlier: usize| match (constants[at], constants[earlier]) {
            (Some(item), Some(known)) => compare::equal(item, known),
            _ => false,
        };
        let repeated =
            (1..constants.len()).find_map(|at| Some((at, (0..at).find(|&earlier| equal(at, earlier))?)));
        let Some((at, earlier)) = repeated else { return };
        let item = constants[at].map_or_else(String::new, |item| item.literal(self.zone));
        let span = |place: usize| self.node(written[place]).span;
        let (before, own, first) = (span(at - 1), span(at), span(earlier));
        let gone = self.at(Span { start: before.end, end: own.end });
        let diagnostic = Diagnostic::new(self.at(own), Problem::RepeatedItem { item })
            .label(self.at(first), "already here")
            .fix(true, "take it away", gone, "");
        self.push(diagnostic);
    }

    /// Reports a time to wait or to look back that is no time at all.
    pub(super) fn no_time(&mut self, written: tree::ExpressionId, typed: &Typed, place: &str) {
        let nothing = match self.constant_value(typed.id) {
            Some(Value::Duration(duration)) => duration.is_zero() || duration.is_negative(),
            _ => false,
        };
        if nothing {
            self.report(self.node(written).span, Problem::NoTime { place: place.to_owned() });
        }
    }

    /// Reports what looks like a placeholder with single braces in a text of a flow.
    pub(super) fn single_braces(&mut self, text: Span) {
        if self.scope.flow.is_none() {
            return;
        }
        let braced: &[tree::Name] = &self.declaration.braced;
        for name in braced.iter().filter(|name| text.touches(name.span)) {
            if self.meanings(&name.text).is_empty() {
                continue;
            }
            let braces = Span { start: name.span.start - 1, end: name.span.end + 1 };
            let (at, placeholder) = (self.at(braces), format!("{{{{{}}}}}", name.text));
            let problem = Problem::SingleBraces { name: name.text.to_string() };
            let diagnostic = Diagnostic::new(at, problem);
            self.push(diagnostic.fix(false, format!("write `{placeholder}`"), at, placeholder));
        }
    }

    /// Looks at a flow in which nothing is wrong.
    pub(super) fn slips_of_flow(&mut self, flow: &tree::Flow) {
        let is_element = |statement: &&Statement| element_word(&statement.kind).is_some();
        let mut elements = flow.statements.iter().filter(is_element);
        // What takes nobody in is reported for that, and in an empty block somebody is about to write.
        let is_begun = !flow.statements.is_empty() && !self.is_reported(flow.name.span);
        if is_begun && elements.all(|element| matches!(element.kind, StatementKind::Exit)) {
            self.report(flow.name.span, Problem::IdleFlow { flow: flow.name.text.to_string() });
        }
        self.unlabelled_splits(&flow.statements);
        self.longer_than_flow();
    }

    /// Reports pauses and waits that cannot end before the flow does, even if a person comes in at its first moment.
    fn longer_than_flow(&mut self) {
        let Item::Flow(_, flow) = &self.result.fragment.item else { return };
        let (Some(from), Some(until), zone) = (flow.from, flow.until, flow.zone) else { return };
        let ends_behind = |time: ExpressionId| match self.constant_value(time) {
            Some(Value::Duration(time)) => add_calendar(from, *time, zone).is_ok_and(|end| end > until),
            _ => false,
        };
        let time_of = |kind: &ElementKind| match kind {
            ElementKind::Pause(Pause::For(time) | Pause::ForUntil { duration: time, .. }) => Some(*time),
            ElementKind::WaitForEvent { limit, .. } | ElementKind::WaitForChange { limit, .. } => *limit,
            _ => None,
        };
        let too_long = flow.elements.rows().iter();
        let too_long = too_long.filter(|element| time_of(&element.kind).is_some_and(ends_behind));
        let found: Vec<Diagnostic> = too_long
            .map(|element| {
                let flow = Value::Datetime(until).literal(zone);
                let element_word = element.kind.word().to_owned();
                let problem = Problem::LongerThanFlow { element: element_word, flow };
                Diagnostic::new(element.location, problem)
            })
            .collect();
        found.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    fn unlabelled_splits(&mut self, statements: &[Statement]) {
        for statement in statements {
            if matches!(statement.kind, StatementKind::SplitAudience(_)) && statement.label.is_none() {
                self.report(statement.head, Problem::UnlabelledSplit {});
            }
            for block in blocks(&statement.kind) {
                self.unlabelled_splits(block);
            }
        }
    }

    /// Reports what is written to itself.
    pub(super) fn written_to_itself(&mut self, name: &str, is_itself: bool, span: Span) {
        if is_itself {
            self.report(span, Problem::WrittenToItself { name: name.to_owned() });
        }
    }
}
