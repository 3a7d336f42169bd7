//! A plan as text: the questions that somebody asks, and for each condition how the answers go together.

use std::fmt::{self, Write as _};

use super::plan::{
    Amount, Check, Formula, LeafId, Link, Measure, Node, NodeId, NumberRange, Plan, Question, Subject,
    TextCheck,
};
use crate::program::{CountComparison, EventId, Owner, Program, PropertySlot};
use crate::value::{DateRange, InstantRange, Relation, Text, Value, Zone};

impl Plan {
    /// The plan of conditions with these names.
    #[must_use]
    pub fn show(&self, program: &Program, names: &[String]) -> String {
        let shown = Shown { plan: self, program };
        let mut text = String::new();
        for (leaf, question) in self.asked(program) {
            let _ = writeln!(text, "{leaf} = {question}");
        }
        for (name, (root, _)) in names.iter().zip(&self.roots) {
            let _ = writeln!(text, "{name} = {}", shown.node(*root));
        }
        text
    }

    /// The questions that are asked of persons, in the order in which they are first asked, each in words.
    #[must_use]
    pub fn asked(&self, program: &Program) -> Vec<(LeafId, String)> {
        let shown = Shown { plan: self, program };
        let mut leaves = Vec::new();
        self.roots.iter().for_each(|(root, _)| shown.leaves(*root, &mut leaves));
        leaves.into_iter().map(|leaf| (leaf, shown.question(&self.leaves[leaf].question))).collect()
    }
}

struct Shown<'a> {
    plan: &'a Plan,
    program: &'a Program,
}

impl Shown<'_> {
    /// The questions below a node, in the order in which they are first asked.
    fn leaves(&self, node: NodeId, found: &mut Vec<LeafId>) {
        match &self.plan.nodes[node] {
            Node::Constant(_) => {}
            Node::Leaf(leaf) if found.contains(leaf) => {}
            Node::Leaf(leaf) => found.push(*leaf),
            Node::Not(operand) => self.leaves(*operand, found),
            Node::All(operands) | Node::Any(operands) => {
                operands.iter().for_each(|operand| self.leaves(*operand, found));
            }
        }
    }

    fn node(&self, node: NodeId) -> String {
        let operands = |operands: &[NodeId], word: &str| {
            let operands: Vec<String> = operands.iter().map(|operand| self.node(*operand)).collect();
            format!("({})", operands.join(word))
        };
        match &self.plan.nodes[node] {
            Node::Constant(holds) => (if *holds { "always" } else { "never" }).to_owned(),
            Node::Leaf(leaf) => leaf.to_string(),
            Node::Not(operand) => format!("not {}", self.node(*operand)),
            Node::All(all) => operands(all, " and "),
            Node::Any(any) => operands(any, " or "),
        }
    }

    fn question(&self, question: &Question) -> String {
        match question {
            Question::Check(subject, check) => format!("{} {}", self.subject(subject), self.check(check)),
            Question::Compared(left, relation, right) => {
                format!("{} {} {}", self.formula(left), sign(*relation), self.formula(right))
            }
            Question::Row(expression) => format!("row engine: {expression}"),
        }
    }

    fn subject(&self, subject: &Subject) -> String {
        match subject {
            Subject::Attribute(attribute) => self.program.attributes[*attribute].name.to_string(),
            Subject::Item(attribute) => format!("any of {}", self.program.attributes[*attribute].name),
            Subject::Property(event, slot) => self.property(*event, PropertySlot::Declared(*slot)),
            Subject::Time => "time".to_owned(),
            Subject::Measure(measure) => self.measure(measure),
            Subject::Formula(formula) => self.formula(formula),
        }
    }

    fn property(&self, event: EventId, slot: PropertySlot) -> String {
        match slot {
            PropertySlot::Time => "time".to_owned(),
            PropertySlot::Declared(slot) => {
                let property = self.program.events[event].properties.get(slot as usize);
                property.map_or_else(String::new, |property| property.name.to_string())
            }
        }
    }

    fn measure(&self, measure: &Measure) -> String {
        let kinds: Vec<&str> = measure.kinds.iter().map(|kind| &*self.program.events[*kind].name).collect();
        let mut text = match measure.of {
            Amount::Count => format!("count({}", kinds.join(", ")),
            Amount::Of(aggregate, slot) => {
                let property =
                    measure.kinds.first().map_or_else(String::new, |kind| self.property(*kind, slot));
                format!("{}({}.{property}", aggregate.name(), kinds.join(", "))
            }
        };
        text += &self.clauses(measure.owner, measure.filter);
        let _ = write!(text, " in {}", Instants(measure.range));
        measure.followed.iter().for_each(|link| text += &self.link(link));
        text + ")"
    }

    fn clauses(&self, owner: Option<Owner>, filter: Option<NodeId>) -> String {
        let mut text = String::new();
        if let Some(owner) = owner {
            let element = owner.element.map_or_else(String::new, |element| format!(".{element}"));
            let _ = write!(text, " of {}{element}", self.program.flows[owner.flow].name);
        }
        if let Some(filter) = filter {
            let _ = write!(text, " where {}", self.filter(filter));
        }
        text
    }

    fn link(&self, link: &Link) -> String {
        let not = if link.negated { "not " } else { "" };
        let (kind, clauses) = (&self.program.events[link.kind].name, self.clauses(link.owner, link.filter));
        let within = link.within.map_or_else(String::new, |(length, zone)| {
            format!(" within {}", Value::Duration(length).literal(zone))
        });
        format!(" {not}followed by {kind}{clauses} in {}{within}", Instants(link.range))
    }

    /// A filter with its questions in place, since they are asked nowhere else.
    fn filter(&self, node: NodeId) -> String {
        let joined = |operands: &[NodeId], word: &str| {
            let operands: Vec<String> = operands.iter().map(|operand| self.filter(*operand)).collect();
            format!("({})", operands.join(word))
        };
        match &self.plan.nodes[node] {
            Node::Constant(holds) => (if *holds { "always" } else { "never" }).to_owned(),
            Node::Leaf(leaf) => self.question(&self.plan.leaves[*leaf].question),
            Node::Not(operand) => format!("not {}", self.filter(*operand)),
            Node::All(all) => joined(all, " and "),
            Node::Any(any) => joined(any, " or "),
        }
    }

    fn check(&self, check: &Check) -> String {
        match check {
            Check::True => "is true".to_owned(),
            Check::Present => "is not empty".to_owned(),
            Check::Numbers(range) => format!("in {}", Numbers(*range)),
            Check::OneOfNumbers(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                format!("in {{{}}}", numbers.join(", "))
            }
            Check::Days(DateRange { first, last }) => {
                format!("in {}..={}", Open(first.as_ref()), Open(last.as_ref()))
            }
            Check::Instants(range) => format!("in {}", Instants(*range)),
            Check::Text(check) => text_check(check),
            Check::Count(count) => {
                let sign = match count.comparison {
                    CountComparison::Exactly => "=",
                    CountComparison::AtLeast => ">=",
                    CountComparison::AtMost => "<=",
                    CountComparison::MoreThan => ">",
                    CountComparison::LessThan => "<",
                };
                format!("> 0 and {sign} {}", count.times)
            }
        }
    }

    fn formula(&self, formula: &Formula) -> String {
        match formula {
            Formula::Constant(number) => number.to_string(),
            Formula::Value(subject, _) => self.subject(subject),
            Formula::Negate(operand) => format!("-{}", self.formula(operand)),
            Formula::Apply(operator, left, right, _) => {
                format!("({} {} {})", self.formula(left), operator.symbol(), self.formula(right))
            }
            Formula::Default(value, default) => format!("({} ?? {default})", self.formula(value)),
        }
    }
}

fn text_check(check: &TextCheck) -> String {
    let quoted = |text: &Text| Value::Text(text.clone()).literal(Zone::UTC);
    match check {
        TextCheck::OneOf(texts) => match &texts[..] {
            [single] => format!("is {}", quoted(single)),
            texts => {
                let texts: Vec<String> = texts.iter().map(quoted).collect();
                format!("is one of ({})", texts.join(", "))
            }
        },
        TextCheck::Exactly(text) => format!("is exactly {}", quoted(text)),
        TextCheck::Contains(text) => format!("contains {}", quoted(text)),
        TextCheck::StartsWith(text) => format!("starts with {}", quoted(text)),
        TextCheck::EndsWith(text) => format!("ends with {}", quoted(text)),
        TextCheck::Matches(text) => format!("matches {}", quoted(text)),
    }
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Is => "=",
        Relation::Before => "<",
        Relation::Until => "<=",
        Relation::Since => ">=",
        Relation::After => ">",
    }
}

/// An end of a range, or nothing where it is open.
struct Open<'a, T>(Option<&'a T>);

impl<T: fmt::Display> fmt::Display for Open<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |end| end.fmt(f))
    }
}

/// `from..until`, the latter excluded.
struct Instants(InstantRange);

impl fmt::Display for Instants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", Open(self.0.from.as_ref()), Open(self.0.until.as_ref()))
    }
}

/// `[1, 2)`, with round brackets where an end is not included.
struct Numbers(NumberRange);

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.low {
            Some((low, included)) => write!(f, "{}{low}, ", if included { '[' } else { '(' })?,
            None => f.write_str("(, ")?,
        }
        match self.0.high {
            Some((high, included)) => write!(f, "{high}{}", if included { ']' } else { ')' }),
            None => f.write_str(")"),
        }
    }
}
