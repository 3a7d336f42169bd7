//! What of people and events conditions look at.

use std::collections::BTreeSet;

use super::closed::Moment;
use crate::columns::Wanted;
use crate::program::{
    ChannelId, EventId, ExpressionId, ExpressionKind, Function, Program, PropertySlot, SelectionId,
};
use crate::value::window::lifetime;
use crate::value::{Instant, InstantRange};

/// What these conditions look at at a moment, through named segments and computed attributes as well.
#[must_use]
pub fn wanted(program: &Program, conditions: &[ExpressionId], now: Instant) -> Wanted {
    let moment = Moment { program, now };
    let mut reader =
        Reader { program, moment, seen: BTreeSet::new(), events: Vec::new(), wanted: Wanted::default() };
    conditions.iter().for_each(|condition| reader.expression(*condition));
    reader.wanted
}

struct Reader<'p> {
    program: &'p Program,
    moment: Moment<'p>,
    seen: BTreeSet<ExpressionId>,
    /// The kinds of the events at hand, innermost last.
    events: Vec<EventId>,
    wanted: Wanted,
}

impl Reader<'_> {
    fn expression(&mut self, id: ExpressionId) {
        // A filter is about the event of its selection, and stands in no other.
        if self.seen.insert(id) {
            self.parts(id);
        }
    }

    fn parts(&mut self, id: ExpressionId) {
        let program = self.program;
        let kind = &program.expressions[id].kind;
        match kind {
            ExpressionKind::Attribute(attribute) => match program.attributes[*attribute].computed {
                Some(formula) => self.expression(formula),
                None => {
                    self.wanted.attributes.insert(*attribute);
                }
            },
            ExpressionKind::Property(slot) => {
                if let Some(event) = self.events.last() {
                    self.property(*event, *slot);
                }
            }
            ExpressionKind::LatestProperty { selection, property } => {
                self.selection(*selection, Some(*property))
            }
            ExpressionKind::Happened { selection, .. } => self.selection(*selection, None),
            ExpressionKind::Aggregate { selection, property, .. } => self.selection(*selection, *property),
            ExpressionKind::InSegment(segment) => self.expression(program.segments[*segment].condition),
            ExpressionKind::LastContacted(channel) => self.contacts(*channel),
            // It is another for everybody.
            ExpressionKind::Call { function: Function::GeneratePin, .. } => self.wanted.everybody = true,
            ExpressionKind::HasTag(_) => {
                self.wanted.attributes.insert(program.known.tags);
            }
            _ => {}
        }
        kind.operands().into_iter().for_each(|operand| self.expression(operand));
    }

    fn selection(&mut self, selection: SelectionId, property: Option<PropertySlot>) {
        let selection = &self.program.selections[selection];
        let owners = selection.followed.iter().map(|link| link.owner).chain([selection.owner]);
        self.wanted.owners |= owners.flatten().next().is_some();
        if let Some(property) = property {
            self.property(selection.event, property);
        }
        selection.bounds().into_iter().for_each(|bound| self.expression(bound));
        let range = self.moment.range(selection).unwrap_or_else(|| self.lifetime());
        self.events(selection.event, selection.filter, range);
        for link in &selection.followed {
            // What comes behind an event does not happen before it.
            self.events(link.event, link.filter, InstantRange { from: range.from, ..self.lifetime() });
        }
    }

    fn events(&mut self, event: EventId, filter: Option<ExpressionId>, range: InstantRange) {
        self.happened(event, range);
        if let Some(filter) = filter {
            self.events.push(event);
            self.expression(filter);
            self.events.pop();
        }
    }

    fn happened(&mut self, event: EventId, range: InstantRange) {
        let of_kind = self.wanted.events.entry(event).or_default();
        of_kind.range = of_kind.range.hull(range);
    }

    /// Events later than the moment never count.
    fn lifetime(&self) -> InstantRange {
        lifetime(self.moment.now)
    }

    fn property(&mut self, event: EventId, slot: PropertySlot) {
        if let PropertySlot::Declared(slot) = slot {
            self.wanted.events.entry(event).or_default().properties.insert(slot);
        }
    }

    fn contacts(&mut self, channel: Option<ChannelId>) {
        let channels = self.program.channels.ids().filter(|id| channel.is_none_or(|wanted| wanted == *id));
        for sent in channels.filter_map(|id| self.program.channels[id].sent) {
            self.happened(sent, self.lifetime());
        }
    }
}
