//! Entries that no event opens by itself: by a date of the person, and by an audience.
//!
//! Each such entry of each flow is watched for a person from the moment on at which the person becomes known. What is
//! remembered is when to look next, and what was seen:
//!
//! | entry | is looked at | lets the person in |
//! | --- | --- | --- |
//! | by a date | at that moment; behind every event the moment is computed again | at the moment, once; `every year`, each year |
//! | `audience once` | when the flow starts | if the condition holds then |
//! | `audience in real time` | when the flow starts, behind every event, and at the start of each day | when the condition comes to hold |

use super::date::Due;
use super::step::{Scope, Step};
use super::{Place, Stepper};
use crate::eval::Visible;
use crate::program::{Audience, DateMoment, Entry, FlowId};
use crate::value::Instant;

/// An entry that is watched for a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// The flow.
    pub flow: FlowId,
    /// The entry's place among those of the flow.
    pub entry: u32,
    /// When to look next.
    pub due: Option<Instant>,
    /// The last moment that was looked at, or the next one: a date that still names it starts nothing anew.
    pub moment: Option<Instant>,
    /// Whether the person matched the audience when it was looked at last.
    pub matches: bool,
}

impl Stepper<'_> {
    /// Whether there are entries that no event opens by itself, so that persons have to be [started](super::Input::Start).
    #[must_use]
    pub fn watches(&self) -> bool {
        !self.watched.is_empty()
    }
}

impl Step<'_, '_> {
    /// Begins to watch.
    pub(super) fn start(&mut self) {
        for &(flow, entry) in &self.stepper.watched {
            let due = match &self.flow(flow).entries[entry as usize] {
                Entry::Date(_) => None,
                _ => self.stepper.start_of(flow).max(Some(self.now)),
            };
            self.person.alarms.push(Alarm { flow, entry, due, moment: None, matches: false });
        }
        self.watch();
    }

    /// Looks at what is watched behind an event: dates may have moved, and audiences may match now.
    pub(super) fn watch(&mut self) {
        for at in 0..self.person.alarms.len() {
            let alarm = self.person.alarms[at];
            match &self.flow(alarm.flow).entries[alarm.entry as usize] {
                Entry::Date(moment) => self.set_alarm(at, moment),
                Entry::Audience(audience)
                    if audience.in_real_time
                        && self.stepper.is_open(alarm.flow, self.now)
                        && alarm.moment.is_some() =>
                {
                    self.look_at_audience(at, audience);
                }
                _ => {}
            }
        }
    }

    /// Sets the alarm of a date, unless it is set to that moment, or was. One that is due now goes off before.
    fn set_alarm(&mut self, at: usize, moment: &DateMoment) {
        let alarm = self.person.alarms[at];
        if alarm.due.is_some_and(|due| due <= self.now && self.stepper.is_open(alarm.flow, due)) {
            return;
        }
        let moment = match self.due(entry_scope(alarm.flow), moment) {
            Due::At(moment) => Some(moment),
            Due::Empty | Due::Never => None,
        };
        if moment != alarm.moment {
            let due = moment.filter(|&moment| moment >= self.now);
            self.person.alarms[at] = Alarm { due, moment, ..alarm };
        }
    }

    /// An alarm goes off.
    pub(super) fn go_off(&mut self, at: usize) {
        let alarm = self.person.alarms[at];
        self.person.alarms[at].due = None;
        match &self.flow(alarm.flow).entries[alarm.entry as usize] {
            Entry::Date(moment) => {
                self.set_alarm(at, moment);
                self.enter(alarm.flow, alarm.entry as usize);
            }
            Entry::Audience(audience) => {
                self.person.alarms[at].moment = Some(self.now);
                if audience.in_real_time {
                    self.person.alarms[at].due = self.next_day(alarm.flow);
                }
                self.look_at_audience(at, audience);
            }
            Entry::Event(_) | Entry::Given(_) => {}
        }
    }

    /// The start of the next day in a flow's zone.
    fn next_day(&self, flow: FlowId) -> Option<Instant> {
        let zone = self.flow(flow).zone;
        let tomorrow = zone.date(self.now).plus_days(1)?;
        Some(zone.start_of_day(tomorrow)).filter(|&start| start > self.now)
    }

    /// Lets the person in who comes to match an audience.
    fn look_at_audience(&mut self, at: usize, audience: &Audience) {
        let alarm = self.person.alarms[at];
        let matches = self.holds(entry_scope(alarm.flow), audience.condition);
        self.person.alarms[at].matches = matches;
        if matches && !alarm.matches {
            self.enter(alarm.flow, alarm.entry as usize);
        }
    }
}

/// What an entry's expressions are looked at with: nobody is inside yet.
fn entry_scope(flow: FlowId) -> Scope<'static> {
    let place = Place::outside(flow);
    Scope { place, variables: &[], visible: Visible::All, draw: 0 }
}
