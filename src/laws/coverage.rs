//! Which kinds of questions were compared, and who answered them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::columns::{Batch, Bound, Form, WORD};
use crate::program::{
    Count, CountComparison, EventSelection, ExpressionId, ExpressionKind, Program, PropertySlot, Quantifier,
    SelectionId, Type, Window,
};
use crate::segments::plan;
use crate::value::Instant;

/// A kind of question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Case {
    /// The type of what is looked at; or [`EVENTS`], [`AGGREGATES`], [`OTHERS`].
    pub subject: String,
    /// What is asked: an operator, or what else it is.
    pub operator: String,
    /// How it is held: the form of a column, or the type of the property that is aggregated.
    pub form: String,
}

/// Questions whether events happened.
pub const EVENTS: &str = "events";
/// Questions what events come to.
pub const AGGREGATES: &str = "aggregates";
/// All other questions.
pub const OTHERS: &str = "others";
/// The form of a number that is computed.
pub(super) const COMPUTED: &str = "computed";
/// The form of a property, in a condition on events.
pub(super) const PROPERTY: &str = "property of an event";

/// Who evaluates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names are those of the engines")]
pub enum Evaluator {
    Reference,
    Vm,
    Columns,
    Jit,
}

/// For how many persons each kind of question was compared, by the engine and by what of it answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    counts: BTreeMap<Case, BTreeMap<(Evaluator, &'static str), u64>>,
}

impl Case {
    /// A kind of question.
    #[must_use]
    pub fn new(subject: impl Into<String>, operator: impl Into<String>, form: impl Into<String>) -> Case {
        Case { subject: subject.into(), operator: operator.into(), form: form.into() }
    }
}

impl Evaluator {
    /// All of them.
    pub const ALL: [Evaluator; 4] = [Evaluator::Reference, Evaluator::Vm, Evaluator::Columns, Evaluator::Jit];
}

impl Coverage {
    /// What was compared besides.
    pub fn add(&mut self, other: Coverage) {
        for (case, counts) in other.counts {
            let known = self.counts.entry(case).or_default();
            counts.into_iter().for_each(|(by, count)| *known.entry(by).or_default() += count);
        }
    }

    /// The kinds of questions, in order.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.counts.keys()
    }

    /// What of an engine answered a kind of question, and for how many persons.
    #[must_use]
    pub fn answers(&self, case: &Case, engine: Evaluator) -> BTreeMap<&'static str, u64> {
        let of_engine = |((by, name), count): (&(Evaluator, &'static str), &u64)| {
            (*by == engine && *count > 0).then_some((*name, *count))
        };
        self.counts.get(case).into_iter().flatten().filter_map(of_engine).collect()
    }

    /// Counts the questions of a condition about a batch. `has_native` says whether native code did the fused part of it.
    pub(super) fn note(&mut self, about: &About, condition: ExpressionId, has_native: bool) {
        for (question, cases) in about.questions(condition) {
            let by = about.answerers(question);
            for case in cases {
                let counts = self.counts.entry(case).or_default();
                let mut count =
                    |engine, by, rows: usize| *counts.entry((engine, by)).or_default() += rows as u64;
                let rows = about.batch.rows();
                for name in &by {
                    count(Evaluator::Reference, "rows", rows);
                    count(Evaluator::Vm, "rows", rows);
                    count(Evaluator::Columns, name, rows);
                    // The word in which a batch ends is left to the interpreter.
                    let native = if has_native && *name == "fused" { rows - rows % WORD } else { 0 };
                    count(Evaluator::Jit, "native", native);
                    count(Evaluator::Jit, name, rows - native);
                }
            }
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (Case { subject, operator, form }, counts) in &self.counts {
            write!(f, "{subject}: {operator}, {form}:")?;
            for ((engine, by), count) in counts.iter().filter(|(_, count)| **count > 0) {
                write!(f, " {} by {by} {count};", format!("{engine:?}").to_lowercase())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// What conditions are asked about.
pub(super) struct About<'b> {
    pub(super) program: &'b Program,
    pub(super) batch: &'b Batch,
    pub(super) now: Instant,
}

impl About<'_> {
    /// What of the columns answers a question that is asked alone.
    fn answerers(&self, question: ExpressionId) -> BTreeSet<&'static str> {
        let plan = plan(self.program, &[question], self.now);
        let bound = Bound::new(&plan, self.batch);
        plan.leaves.ids().map(|leaf| bound.answers(leaf)).filter(|by| *by != "nobody").collect()
    }

    /// The questions that a condition is made of, with their kinds.
    fn questions(&self, condition: ExpressionId) -> Vec<(ExpressionId, Vec<Case>)> {
        let kind = self.kind(condition);
        match kind {
            ExpressionKind::Not(_)
            | ExpressionKind::And(..)
            | ExpressionKind::Or(..)
            | ExpressionKind::If { .. } => {
                kind.operands().into_iter().flat_map(|operand| self.questions(operand)).collect()
            }
            _ => vec![(condition, self.cases(condition))],
        }
    }

    fn kind(&self, id: ExpressionId) -> &ExpressionKind {
        &self.program.expressions[id].kind
    }

    fn type_of(&self, id: ExpressionId) -> String {
        type_name(&self.program.expressions[id].r#type)
    }

    /// The kinds of a question.
    fn cases(&self, question: ExpressionId) -> Vec<Case> {
        match self.kind(question) {
            ExpressionKind::Compare { comparison, left, ignoring_year: false, .. } => {
                self.compared(comparison.phrase(), *left)
            }
            ExpressionKind::Happened { selection, count } => self.happened(*selection, *count),
            ExpressionKind::HasTag(_) => vec![Case::new(OTHERS, "has tag", "")],
            ExpressionKind::Quantified { quantifier, .. } => {
                let word = match quantifier {
                    Quantifier::Any => "any … where",
                    Quantifier::All => "all … where",
                };
                vec![Case::new(OTHERS, word, "")]
            }
            _ => Vec::new(),
        }
    }

    fn compared(&self, phrase: &str, left: ExpressionId) -> Vec<Case> {
        match self.kind(left) {
            ExpressionKind::Attribute(attribute) => {
                let column = self.batch.attribute(*attribute);
                let computed = self.program.attributes[*attribute].computed;
                let column = column.filter(|_| computed.is_none());
                column
                    .map(|column| Case::new(self.type_of(left), phrase, form_name(column.form())))
                    .into_iter()
                    .collect()
            }
            ExpressionKind::Arithmetic { .. } | ExpressionKind::Negate(_) => {
                vec![Case::new(self.type_of(left), phrase, COMPUTED)]
            }
            ExpressionKind::Aggregate { aggregate, selection, property } => {
                let event = &self.program.events[self.program.selections[*selection].event];
                let of = property.map_or_else(String::new, |slot| type_name(&event.property_type(slot)));
                let mut cases = self.selected(*selection);
                cases.push(Case::new(AGGREGATES, aggregate.name(), of));
                cases
            }
            ExpressionKind::LastContacted(_) => vec![Case::new(OTHERS, "last contacted", "")],
            _ => Vec::new(),
        }
    }

    fn happened(&self, selection: SelectionId, count: Option<Count>) -> Vec<Case> {
        let mut cases = self.selected(selection);
        cases.push(Case::new(EVENTS, "happened", ""));
        cases.extend(count.map(|count| Case::new(EVENTS, format!("happened {}", count_word(count)), "")));
        cases
    }

    /// What is said of the events themselves.
    fn selected(&self, selection: SelectionId) -> Vec<Case> {
        let selection: &EventSelection = &self.program.selections[selection];
        let windows = selection.windows.iter().map(|window| window_word(*window).to_owned());
        let links = selection.followed.iter();
        let links = links.map(|link| if link.negated { "not followed by" } else { "followed by" }.to_owned());
        let mut cases: Vec<Case> = windows.chain(links).map(|word| Case::new(EVENTS, word, "")).collect();
        selection.filters().into_iter().for_each(|filter| self.filtered(filter, &mut cases));
        cases
    }

    /// What is asked of properties.
    fn filtered(&self, filter: ExpressionId, cases: &mut Vec<Case>) {
        let kind = self.kind(filter);
        if let ExpressionKind::Compare { comparison, left, ignoring_year: false, .. } = kind
            && let ExpressionKind::Property(PropertySlot::Declared(_)) = self.kind(*left)
        {
            cases.push(Case::new(self.type_of(*left), comparison.phrase(), PROPERTY));
        }
        kind.operands().into_iter().for_each(|operand| self.filtered(operand, cases));
    }
}

/// The name under which the operator tables know a type.
pub(super) fn type_name(r#type: &Type) -> String {
    match r#type {
        Type::Object(_) => "object".to_owned(),
        Type::List(_) => "list".to_owned(),
        other => other.to_string(),
    }
}

/// The form of a column, in words.
pub(super) fn form_name(form: Form) -> String {
    match form {
        Form::Boolean => "a bit each".to_owned(),
        Form::Whole(bytes, _) => format!("{} bits", u32::from(bytes) * 8),
        Form::Text => "plain".to_owned(),
        Form::Codes(bytes) => format!("dictionary, {} bits", u32::from(bytes) * 8),
        Form::List => "list of texts".to_owned(),
        Form::Rows => "one by one".to_owned(),
    }
}

fn count_word(count: Count) -> &'static str {
    match count.comparison {
        CountComparison::Exactly => "exactly",
        CountComparison::AtLeast => "at least",
        CountComparison::AtMost => "at most",
        CountComparison::MoreThan => "more than",
        CountComparison::LessThan => "less than",
    }
}

fn window_word(window: Window) -> &'static str {
    match window {
        Window::WithinLast(_) => "within last",
        Window::BeforeLast(_) => "before last",
        Window::BetweenLast(..) => "between last",
        Window::Since(_) => "since",
        Window::Until(_) => "until",
        Window::Before(_) => "before",
        Window::After(_) => "after",
        Window::Between(..) => "between",
    }
}
