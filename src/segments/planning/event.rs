//! Conditions on events.

use super::{Planner, Scope};
use crate::columns::plan::{Amount, Check, Link, Measure, NodeId, Subject};
use crate::program::{
    Aggregate, ChannelId, Count, CountComparison, EventId, ExpressionId, Followed, PropertySlot, SelectionId,
};
use crate::value::window::lifetime;
use crate::value::{InstantRange, Value};

impl Planner<'_> {
    /// `happened …`
    pub(super) fn happened(
        &mut self,
        id: ExpressionId,
        selection: SelectionId,
        count: Option<Count>,
    ) -> NodeId {
        let least = Count { comparison: CountComparison::AtLeast, times: 1 };
        match self.measure(selection, Amount::Count) {
            Some(measure) => self.plan.check(measure, Check::Count(count.unwrap_or(least)), id),
            None => self.row(id),
        }
    }

    /// An aggregate as a value.
    pub(super) fn aggregate(
        &mut self,
        aggregate: Aggregate,
        selection: SelectionId,
        property: Option<PropertySlot>,
    ) -> Option<Subject> {
        self.measure(selection, property.map_or(Amount::Count, |slot| Amount::Of(aggregate, slot)))
    }

    /// When a message last went to the person: the time of the latest of the channel's events, whatever else they are.
    pub(super) fn last_contacted(&mut self, channel: Option<ChannelId>) -> Subject {
        let channels = &self.program.channels;
        let kinds: Vec<EventId> = match channel {
            Some(channel) => channels[channel].sent.into_iter().collect(),
            None => channels.rows().iter().filter_map(|channel| channel.sent).collect(),
        };
        Subject::Measure(Box::new(Measure {
            kinds,
            owner: None,
            filter: None,
            range: lifetime(self.now),
            followed: Vec::new(),
            of: Amount::Of(Aggregate::Max, PropertySlot::Time),
        }))
    }

    fn measure(&mut self, selection: SelectionId, of: Amount) -> Option<Subject> {
        if self.scope != Scope::Person {
            return None;
        }
        let selection = &self.program.selections[selection];
        let mut range = self.moment().range(selection)?;
        let filter = self.filter(selection.event, selection.filter)?;
        let mut followed = Vec::new();
        for link in &selection.followed {
            match self.link(link)? {
                Some(link) => followed.push(link),
                // Nothing follows within an empty length.
                None if link.negated => {}
                None => range = InstantRange::NEVER,
            }
        }
        let (kinds, owner) = (vec![selection.event], selection.owner);
        Some(Subject::Measure(Box::new(Measure { kinds, owner, filter, range, followed, of })))
    }

    /// A link of a sequence whose length is a constant; nothing within if that is empty.
    fn link(&mut self, link: &Followed) -> Option<Option<Link>> {
        let filter = self.filter(link.event, link.filter)?;
        let within = match link.within.map(|length| self.moment().constant(length)) {
            None => None,
            Some(Some(Value::Duration(length))) => Some((length, self.program.zone)),
            Some(_) => return Some(None),
        };
        let Followed { negated, event: kind, owner, .. } = *link;
        Some(Some(Link { negated, kind, owner, filter, range: lifetime(self.now), within }))
    }

    /// What must hold of an event, if all of it is about the event.
    fn filter(&mut self, event: EventId, filter: Option<ExpressionId>) -> Option<Option<NodeId>> {
        let Some(filter) = filter else { return Some(None) };
        let outer = (std::mem::replace(&mut self.scope, Scope::Event(event)), self.refused);
        self.refused = false;
        let node = self.part(filter);
        let refused = std::mem::replace(&mut self.refused, outer.1);
        self.scope = outer.0;
        (!refused).then_some(Some(node))
    }
}
