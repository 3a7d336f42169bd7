//! Conditions over events.

use super::declaration::{Checker, Home, NameKind, Target, Typed};
use super::symbols::ElementSignature;
use crate::diagnostic::{Diagnostic, Edit, Fix, List, Problem};
use crate::program::{
    Category, Comparison, Count, CountComparison, EventId, EventSelection, ExpressionKind, FlowId, Id, Owner,
    SelectionId, Type, Window,
};
use crate::source::Span;
use crate::syntax::tree::{
    self, Amount, EventReference, ExpressionId, ExpressionKind as Node, Happened, Name, WindowKind,
};
use crate::value::Value;

/// An event in a condition, with its place in the program.
pub(super) struct Selected {
    pub(super) event: EventId,
    pub(super) selection: SelectionId,
}

/// Events, whenever they happened.
pub(super) struct Events {
    pub(super) event: EventId,
    pub(super) owner: Option<Owner>,
    pub(super) filter: Option<crate::program::ExpressionId>,
}

impl<'a> Checker<'a> {
    pub(super) fn happened(&mut self, happened: &Happened, span: Span) -> Typed {
        let count = happened.count.as_ref().map(|count| self.count(count, span));
        match self.selection(&happened.event, happened.filter, &happened.windows, &happened.followed) {
            Some(selected) => {
                let kind = ExpressionKind::Happened { selection: selected.selection, count: count.flatten() };
                self.add(kind, Type::Boolean, span)
            }
            None => self.wrong(span),
        }
    }

    /// The events of a condition or an aggregate, added to the program.
    pub(super) fn selection(
        &mut self,
        reference: &EventReference,
        filter: Option<ExpressionId>,
        windows: &[tree::Window],
        followed: &[tree::Followed],
    ) -> Option<Selected> {
        let event = self.require(NameKind::Event, &reference.name).map(EventId::from_index);
        if event.is_some() && self.scope.test.is_some() {
            let hint = "a test asks what came of an event: `ana.plan is …`, `ana at …`, `ana in segment …`";
            self.nobody_named(reference.name.span, &reference.name.text, hint);
            return None;
        }
        let windows: Vec<Window> = windows.iter().filter_map(|window| self.window(window)).collect();
        // The filter of an unknown event is about properties that nobody knows: its mistakes would only follow from this one.
        let found = event.and_then(|event| self.events(event, reference, filter));
        let followed = self.followed(followed);
        let Events { event, owner, filter } = found?;
        let selection = EventSelection { event, owner, filter, windows, followed: followed? };
        Some(Selected { event, selection: self.result.fragment.selections.push(selection) })
    }

    /// What is said of an event beside when it happened.
    pub(super) fn events(
        &mut self,
        event: EventId,
        reference: &EventReference,
        filter: Option<ExpressionId>,
    ) -> Option<Events> {
        self.resolve(reference.name.span, Target::Event(event));
        let owner = match &reference.owner {
            Some(name) => Some(self.owner(event, name)?),
            None => None,
        };
        let filter = filter.map(|filter| self.filter(event, filter));
        let filter = match &reference.version {
            Some(version) => Some(self.of_version(event, owner, version, filter)?),
            None => filter,
        };
        Some(Events { event, owner, filter })
    }

    fn filter(&mut self, event: EventId, filter: ExpressionId) -> crate::program::ExpressionId {
        let outer = self.scope.event.replace(event);
        let saved = std::mem::take(&mut self.scope.saved);
        // A bare value is a mistake of syntax that has been reported.
        let condition = match &self.node(filter).kind {
            Node::Compare { .. } | Node::Bracket(_) => self.condition(filter),
            _ => self.wrong(self.node(filter).span).id,
        };
        self.scope.event = outer;
        self.scope.saved = saved;
        condition
    }

    pub(super) fn count(&mut self, count: &tree::Count, happened: Span) -> Option<Count> {
        let comparison = match count.comparison {
            tree::CountComparison::Exactly => CountComparison::Exactly,
            tree::CountComparison::AtLeast => CountComparison::AtLeast,
            tree::CountComparison::AtMost => CountComparison::AtMost,
            tree::CountComparison::MoreThan => CountComparison::MoreThan,
            tree::CountComparison::LessThan => CountComparison::LessThan,
        };
        let Ok(times) = count.times.parse::<u64>() else {
            let reason = "is too large a count".to_owned();
            self.report(count.span, Problem::InvalidLiteral { literal: count.times.to_string(), reason });
            return None;
        };
        let (word, least) = match comparison {
            CountComparison::Exactly => ("exactly", 1),
            CountComparison::AtMost => ("at most", 1),
            CountComparison::LessThan => ("less than", 2),
            CountComparison::AtLeast | CountComparison::MoreThan => return Some(Count { comparison, times }),
        };
        if times < least {
            let problem = Problem::ImpossibleCount { count: format!("{word} {times} times") };
            let report = Diagnostic::new(self.at(count.span), problem);
            self.push(if times + 1 == least { self.never(report, count.span, happened) } else { report });
        }
        Some(Count { comparison, times })
    }

    /// `not happened E` in the place of `happened E exactly 0 times`, which means the same to who writes it.
    fn never(&self, report: Diagnostic, count: Span, happened: Span) -> Diagnostic {
        let start = Span { end: happened.start, ..happened };
        // A blank stands before the count, since a name does.
        let count = Span { start: count.start - 1, ..count };
        let edit = |span, text: &str| Edit { location: self.at(span), text: text.to_owned() };
        let edits = vec![edit(start, "not "), edit(count, "")];
        report.fix_all(Fix {
            title: "write `not` before it instead of the count".to_owned(),
            edits,
            sure: true,
        })
    }

    /// `of label` or `of Flow`: what the event must belong to.
    fn owner(&mut self, event: EventId, name: &Name) -> Option<Owner> {
        let category = self.symbols.events[event].category;
        if !matches!(category, Category::Channel | Category::Product) {
            let reason = "only events of messages and of flows belong to something".to_owned();
            self.wrong_owner(event, name, reason);
            return None;
        }
        if category == Category::Channel
            && let Some(owner) = self.labelled(event, name)
        {
            return owner;
        }
        let flow = FlowId::from_index(self.require_flow(category, name)?);
        self.resolve(name.span, Target::Flow(flow));
        Some(Owner { flow, element: None })
    }

    /// `of Onboarding version 2`: a filter on the version that the events of flows tell, before the filter that is written.
    fn of_version(
        &mut self,
        event: EventId,
        owner: Option<Owner>,
        written: &Amount,
        filter: Option<crate::program::ExpressionId>,
    ) -> Option<crate::program::ExpressionId> {
        let (Some((slot, r#type)), Some(owner)) = (self.symbols.property(event, "version"), owner) else {
            let name = Name { text: format!("version {}", written.text).into(), span: written.span };
            self.wrong_owner(
                event,
                &name,
                "only events of entering and leaving flows tell the version".to_owned(),
            );
            return None;
        };
        let version = self.version_of(owner.flow, written)?;
        let span = written.span;
        let left = self.add(ExpressionKind::Property(slot), r#type, span).id;
        let right = self.constant(Value::Integer(version), Type::Integer, span).id;
        let comparison = Comparison::Is;
        let kind = ExpressionKind::Compare { comparison, left, operands: vec![right], ignoring_year: false };
        let is_version = self.add(kind, Type::Boolean, span).id;
        Some(match filter {
            Some(filter) => self.add(ExpressionKind::And(is_version, filter), Type::Boolean, span).id,
            None => is_version,
        })
    }

    /// The number of a version that a flow has or had.
    fn version_of(&mut self, flow: FlowId, written: &Amount) -> Option<i64> {
        let signature = &self.symbols.flows[flow];
        let (name, newest) = (signature.named.name.to_string(), signature.version);
        match written.text.parse::<i64>() {
            Ok(number) if (1..=newest).contains(&number) => Some(number),
            _ => {
                let version = written.text.to_string();
                self.report(written.span, Problem::UnknownVersion { flow: name, version, newest });
                None
            }
        }
    }

    /// The send with this label in the flow at hand. `Some(None)` means that there is something, but not the right thing.
    fn labelled(&mut self, event: EventId, name: &Name) -> Option<Option<Owner>> {
        let Home::Flow(flow) = self.scope.flow.as_ref()?.id else { return None };
        let signature = &self.symbols.flows[flow];
        if signature.broken_labels.contains(&name.text) {
            return Some(None);
        }
        let mut labelled = signature.elements.iter().filter(|(_, element)| element.labelled);
        let (element, found) = labelled.find(|(_, element)| element.label == name.text)?;
        self.resolve(name.span, Target::Element(Home::Flow(flow), element));
        let owner = Owner { flow, element: Some(element) };
        Some(self.sends_on(event, name, found).map(|()| owner))
    }

    /// Whether an element sends on the channel of an event; if not, that is reported.
    pub(super) fn sends_on(&mut self, event: EventId, name: &Name, found: &ElementSignature) -> Option<()> {
        let channel = self.symbols.events[event].channel;
        let wanted = channel.map(|channel| self.symbols.channels[channel].name.clone());
        if found.channel == wanted {
            return Some(());
        }
        let reason = match &found.channel {
            Some(channel) => format!("that element sends {channel}"),
            None => "that element sends nothing".to_owned(),
        };
        self.wrong_owner(event, name, reason);
        None
    }

    pub(super) fn wrong_owner(&mut self, event: EventId, name: &Name, reason: String) {
        let event = self.symbols.events[event].name.to_string();
        self.report(name.span, Problem::WrongOwner { event, owner: name.text.to_string(), reason });
    }

    fn require_flow(&mut self, category: Category, name: &Name) -> Option<usize> {
        let found = self.look_up(NameKind::Flow, &name.text);
        if found.is_some() || self.symbols.is_broken(NameKind::Flow, &name.text) {
            return found;
        }
        let mut known: Vec<&str> = Vec::new();
        let mut kind = "flow";
        let symbols = self.symbols;
        if let (Category::Channel, Some(flow)) = (category, &self.scope.flow) {
            kind = "send element labelled";
            let elements = symbols.elements(flow.id).rows().iter();
            let sends = elements.filter(|element| element.labelled && element.channel.is_some());
            known.extend(sends.map(|element| &*element.label));
        } else {
            known.extend(symbols.names(NameKind::Flow));
        }
        let hint = match known.as_slice() {
            [] if kind == "flow" => "the project has no flow".to_owned(),
            [] => format!("write the label before the element: `{}: send …`", name.text),
            known => format!("known are {}", List::of(known.iter().copied())),
        };
        self.unknown_or_wrong_case(kind, name, &known, hint);
        None
    }

    pub(super) fn window(&mut self, window: &tree::Window) -> Option<Window> {
        Some(match &window.kind {
            WindowKind::WithinLast(a) => Window::WithinLast(self.back(*a)?),
            WindowKind::BeforeLast(a) => Window::BeforeLast(self.back(*a)?),
            WindowKind::BetweenLast(a, b) => {
                let (a, b) = (self.back(*a), self.back(*b));
                Window::BetweenLast(a?, b?)
            }
            WindowKind::Since(a) => Window::Since(self.moment(*a)?),
            WindowKind::Until(a) => Window::Until(self.moment(*a)?),
            WindowKind::Before(a) => Window::Before(self.moment(*a)?),
            WindowKind::After(a) => Window::After(self.moment(*a)?),
            WindowKind::Between(a, b) => {
                let spans = [self.node(*a).span, self.node(*b).span];
                let (a, b) = (self.moment(*a)?, self.moment(*b)?);
                self.swapped_ends([(spans[0], a), (spans[1], b)]);
                Window::Between(a, b)
            }
        })
    }

    fn back(&mut self, id: ExpressionId) -> Option<crate::program::ExpressionId> {
        let typed = self.value_of(id, &Type::Duration, "a time back from now");
        self.no_time(id, &typed, "a look back");
        typed.r#type.fits(&Type::Duration).then_some(typed.id)
    }

    /// A date or a datetime.
    pub(super) fn moment(&mut self, id: ExpressionId) -> Option<crate::program::ExpressionId> {
        let typed = self.expression(id);
        if typed.r#type == Type::Date {
            return Some(typed.id);
        }
        self.expect(&typed, &Type::Datetime, self.node(id).span, "this moment");
        typed.r#type.fits(&Type::Datetime).then_some(typed.id)
    }
}
