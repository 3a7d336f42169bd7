//! Pauses.

use super::declaration::Checker;
use crate::diagnostic::{Problem, nearest};
use crate::program::{ExpressionId, Pause, Type};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::{self, ExpressionKind, Name};
use crate::value::time::{month_name, month_number};
use crate::value::{Date, Weekday};

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A leap year, in which every day of a year exists.
const LEAP_YEAR: i32 = 2024;

impl<'a> Checker<'a> {
    pub(super) fn pause(&mut self, pause: &tree::Pause) -> Option<Pause> {
        Some(match pause {
            tree::Pause::For { duration, until } => {
                let typed = self.value_of(*duration, &Type::Duration, "the time of a pause");
                match until {
                    Some(time) => Pause::ForUntil { duration: typed.id, time: self.time_of_day(*time) },
                    None => {
                        self.no_time(*duration, &typed, "a pause");
                        Pause::For(typed.id)
                    }
                }
            }
            tree::Pause::UntilWeekday { weekday, at } => {
                if self.is_moment(weekday) {
                    self.time_beside_moment(weekday, *at);
                    return None;
                }
                let time = at.map(|at| self.time_of_day(at));
                Pause::UntilWeekday { weekday: self.weekday(weekday)?, time }
            }
            tree::Pause::UntilDay { day, day_span, month, at } => {
                let time = at.map(|at| self.time_of_day(at));
                let month = self.month(month)?;
                self.day_of_year(*day, *day_span, month)?;
                Pause::UntilDay { month, day: *day, time }
            }
            tree::Pause::Until(moment) => {
                if let Some(name) = self.meant_as_weekday(*moment) {
                    return Some(Pause::UntilWeekday { weekday: self.weekday(name)?, time: None });
                }
                let typed = self.expression(*moment);
                if typed.r#type == Type::Time {
                    return Some(Pause::UntilTime(typed.id));
                }
                if typed.r#type != Type::Date {
                    let span = self.node(*moment).span;
                    self.expect(&typed, &Type::Datetime, span, "what a pause lasts until");
                }
                Pause::Until(typed.id)
            }
        })
    }

    /// Whether a name where a day of the week stands is that of a value, and of no such day.
    fn is_moment(&mut self, name: &Name) -> bool {
        Weekday::parse(&name.text).is_none() && !self.meanings(&name.text).is_empty()
    }

    /// Reports `until trialEnd at 09:00`: what is waited for beside a time of day is no pause.
    fn time_beside_moment(&mut self, moment: &Name, at: Option<tree::ExpressionId>) {
        let span = at.map_or(moment.span, |at| self.node(at).span);
        let name = quote_name(&moment.text);
        let reason = format!(
            "stands behind a day of the week or of the year; a time on the day of a date is waited for by \
             `wait for date {name} is today at …`"
        );
        self.element_setting(span, "at", &reason);
    }

    /// A bare name that nothing declares and that is nearly a day of the week.
    fn meant_as_weekday(&mut self, moment: tree::ExpressionId) -> Option<&'a Name> {
        let ExpressionKind::Name(name) = &self.node(moment).kind else { return None };
        let declared = self.attribute(&name.text).is_some() || self.variable(&name.text).is_some();
        (!declared && nearest(&name.text, WEEKDAYS).is_some()).then_some(name)
    }

    pub(super) fn time_of_day(&mut self, time: tree::ExpressionId) -> ExpressionId {
        self.value_of(time, &Type::Time, "the time of day").id
    }

    pub(super) fn weekday(&mut self, name: &Name) -> Option<Weekday> {
        let weekday = Weekday::parse(&name.text);
        if weekday.is_none() {
            self.unknown("day of the week", name, &WEEKDAYS);
        }
        weekday
    }

    fn month(&mut self, name: &Name) -> Option<u32> {
        let month = month_number(&name.text);
        if month.is_none() {
            let known: Vec<&str> = (1..=12).filter_map(month_name).collect();
            self.unknown("month", name, &known);
        }
        month
    }

    fn day_of_year(&mut self, day: u32, span: Span, month: u32) -> Option<()> {
        let exists = Date::new(LEAP_YEAR, month, day).is_some();
        if !exists {
            let name = month_name(month).unwrap_or_default();
            let reason = format!("is no day of {name}");
            self.report(span, Problem::InvalidLiteral { literal: day.to_string(), reason });
        }
        exists.then_some(())
    }
}
