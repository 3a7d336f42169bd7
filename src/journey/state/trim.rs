//! Which events of the past a program may still look at. The others need not be kept.
//!
//! What is looked at is worked out from the whole program, whoever the person is and wherever they stand:
//!
//! | an event is kept | as long as |
//! | --- | --- |
//! | of a kind that is counted `within last D`, D being a constant | D and two days, in which every calendar and clock has room |
//! | of a kind that is counted in any other way | for ever |
//! | of a kind that must or must not follow one that is counted | as that one: it is never the earlier of the two |
//! | of a kind that `last contacted` asks for | for ever |
//! | of a message, where caps limit its channel | a unit of the limit, as above |
//! | of the moment at hand, or that led into a flow at its moment | that matters |
//! | of a kind that nothing looks at | not at all |
//!
//! The ids of events stay: they tell that an event came before.

use crate::eval::Event;
use crate::journey::{Mark, Participation, Person};
use crate::program::{ExpressionId, ExpressionKind, Id, Program, Window};
use crate::value::{Duration, Instant, Value};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// Longer than any month.
const MONTH: i64 = 31 * DAY;
/// What days of the calendar and clocks that are changed may add.
const SLACK: i64 = 2 * DAY;

/// How long events are kept, by kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Horizon(Vec<Keep>);

/// How long events of a kind are kept. Longer is greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Keep {
    /// Nothing looks at them.
    Never,
    /// So many microseconds.
    For(i64),
    /// For ever.
    Always,
}

impl Horizon {
    /// What a program may look at.
    #[must_use]
    pub fn of(program: &Program) -> Horizon {
        let mut horizon = Horizon(vec![Keep::Never; program.events.len()]);
        for selection in program.selections.rows() {
            let windows = selection.windows.iter().map(|window| of_window(program, *window));
            let keep = windows.min().unwrap_or(Keep::Always);
            selection.kinds().into_iter().for_each(|event| horizon.keep(event, keep));
        }
        for expression in program.expressions.rows() {
            if let ExpressionKind::LastContacted(channel) = expression.kind {
                let asked =
                    program.channels.ids().filter(|known| channel.is_none_or(|channel| channel == *known));
                for sent in asked.filter_map(|channel| program.channels[channel].sent) {
                    horizon.keep(sent, Keep::Always);
                }
            }
        }
        for (channel, rate) in program.caps.rows().iter().flat_map(|caps| &caps.limits) {
            if let Some(sent) = program.channels[*channel].sent {
                horizon.keep(sent, Duration::of(1, rate.unit).map_or(Keep::Always, of_length));
            }
        }
        horizon
    }

    fn keep(&mut self, event: crate::program::EventId, keep: Keep) {
        let known = &mut self.0[event.index()];
        *known = (*known).max(keep);
    }

    /// Forgets what nothing looks at any more. The person goes on as before.
    pub fn trim(&self, person: &mut Person, now: Instant) {
        let mut kept: Vec<bool> = person.events.iter().map(|event| self.is_kept(event, now)).collect();
        let Person { events, inside, .. } = person;
        for mark in marks(inside) {
            let led_here = mark.first.checked_sub(1);
            if let Some(at) = led_here.filter(|&at| events[at].time >= mark.since) {
                kept[at] = true;
            }
        }
        if kept.iter().all(|kept| *kept) {
            return;
        }
        let moved: Vec<usize> = std::iter::once(0)
            .chain(kept.iter().scan(0, |count, kept| {
                *count += usize::from(*kept);
                Some(*count)
            }))
            .collect();
        for mark in marks(inside) {
            mark.first = moved[mark.first];
        }
        let mut kept = kept.into_iter();
        events.retain(|_| kept.next().unwrap_or(true));
    }

    fn is_kept(&self, event: &Event, now: Instant) -> bool {
        let since = |length: i64| now.micros().saturating_sub(length);
        match self.0[event.definition.index()] {
            Keep::Always => true,
            Keep::For(length) => event.time.micros() >= since(length),
            Keep::Never => event.time >= now,
        }
    }
}

/// The points in the history that participations count from.
fn marks(inside: &mut [Participation]) -> impl Iterator<Item = &mut Mark> {
    inside.iter_mut().flat_map(|inside| [&mut inside.participant.entered, &mut inside.position.reached])
}

/// How long a window looks back.
fn of_window(program: &Program, window: Window) -> Keep {
    match window {
        Window::WithinLast(length) => constant(program, length).map_or(Keep::Always, of_length),
        Window::BeforeLast(_)
        | Window::BetweenLast(..)
        | Window::Since(_)
        | Window::Until(_)
        | Window::Before(_)
        | Window::After(_)
        | Window::Between(..) => Keep::Always,
    }
}

fn constant(program: &Program, expression: ExpressionId) -> Option<Duration> {
    match &program.expressions[expression].kind {
        ExpressionKind::Constant(constant) => match program.constants[*constant] {
            Value::Duration(length) => Some(length),
            _ => None,
        },
        _ => None,
    }
}

fn of_length(length: Duration) -> Keep {
    let months = length.months().checked_mul(MONTH);
    let days = length.days().checked_mul(DAY);
    let whole = months.zip(days).and_then(|(months, days)| months.checked_add(days));
    let whole = whole.and_then(|whole| whole.checked_add(length.micros())?.checked_add(SLACK));
    whole.map_or(Keep::Always, |whole| Keep::For(whole.max(0)))
}
