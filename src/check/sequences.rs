//! Sequences: what must come behind an event, or must not.

use super::declaration::{Checker, NameKind};
use super::happened::Events;
use crate::diagnostic::Problem;
use crate::program::{EventId, ExpressionId, Followed, Id, Type};
use crate::syntax::tree::{self, Follower};

impl Checker<'_> {
    /// `followed by …`, link by link; nothing where one of them has a mistake.
    pub(super) fn followed(&mut self, links: &[tree::Followed]) -> Option<Vec<Followed>> {
        let ended = links.iter().position(|link| link.negated).map_or(links.len(), |last| last + 1);
        if let Some(behind) = links.get(ended) {
            self.report(behind.span, Problem::FollowerOfNone {});
        }
        let links: Vec<Option<Followed>> = links.iter().map(|link| self.link(link)).collect();
        links.into_iter().collect()
    }

    fn link(&mut self, link: &tree::Followed) -> Option<Followed> {
        let within = link.within.map(|length| self.distance(length));
        let found = match &link.by {
            Follower::Event { event, filter } => {
                let known = self.require(NameKind::Event, &event.name).map(EventId::from_index);
                known.and_then(|known| self.events(known, event, *filter))
            }
            Follower::Change(change) => self.changes(change),
        };
        let (Events { event, owner, filter }, negated) = (found?, link.negated);
        match within {
            Some(None) => None,
            within => Some(Followed { negated, event, owner, filter, within: within.flatten() }),
        }
    }

    /// The time behind `within`.
    fn distance(&mut self, id: tree::ExpressionId) -> Option<ExpressionId> {
        let typed = self.value_of(id, &Type::Duration, "the time behind `within`");
        self.no_time(id, &typed, "a look ahead");
        typed.r#type.fits(&Type::Duration).then_some(typed.id)
    }

    /// Reports that a clause waits for something not to happen, which no event tells.
    pub(super) fn no_negated_link(&mut self, links: &[tree::Followed], place: &str) {
        if let Some(link) = links.iter().find(|link| link.negated) {
            self.report(link.span, Problem::DecidedByTime { place: place.to_owned() });
        }
    }
}
