//! When something goes out: windows, speeds, times.

use super::declaration::Checker;
use crate::diagnostic::Problem;
use crate::program::{self, DeliveryWindow, Speed, Type};
use crate::source::Span;
use crate::syntax::tree::{self, ExpressionId};
use crate::value::{Duration, Unit, Value};

/// The shortest and the longest validity of a message.
const VALIDITY: (i64, Unit, i64, Unit) = (10, Unit::Seconds, 48, Unit::Hours);

impl Checker<'_> {
    /// `window 09:00 to 20:00 on monday in "Europe/Zagreb"`
    pub(super) fn delivery_window(&mut self, window: &tree::DeliveryWindow, span: Span) -> DeliveryWindow {
        let from = self.value_of(window.from, &Type::Time, "the time of day").id;
        let to = self.value_of(window.to, &Type::Time, "the time of day").id;
        let same = self.constant_value(from).filter(|from| matches!(from, Value::Time(_)));
        if same.is_some() && same == self.constant_value(to) {
            self.element_setting(span, "window", "closes when it opens");
        }
        let mut days = Vec::new();
        for (at, day) in window.days.iter().enumerate() {
            if let Some(first) = window.days[..at].iter().find(|first| first.text == day.text) {
                self.duplicate("day", &day.text, day.span, first.span);
            }
            days.extend(self.weekday(day));
        }
        let zone = window.zone.as_ref().and_then(|zone| self.zone_named(&zone.text, zone.span));
        DeliveryWindow { from, to, days, zone }
    }

    /// `speed 100 per minute`
    pub(super) fn speed(&mut self, speed: &tree::Speed) -> Option<Speed> {
        let amount = self.positive(speed.amount, "speed", "the number of messages");
        let unit = self.unit(&speed.unit)?;
        if !matches!(unit, Unit::Minutes | Unit::Hours | Unit::Days) {
            self.element_setting(speed.unit.span, "speed", "counts per minute, per hour or per day");
        }
        Some(Speed { amount: amount?, unit })
    }

    /// A whole number above zero, which has to be written as one.
    pub(super) fn positive(&mut self, id: ExpressionId, setting: &str, role: &str) -> Option<u64> {
        let typed = self.value_of(id, &Type::Integer, role);
        match self.constant_value(typed.id) {
            Some(Value::Integer(number)) if *number > 0 => Some(number.unsigned_abs()),
            _ if !typed.r#type.fits(&Type::Integer) || typed.r#type == Type::Error => None,
            _ => {
                self.element_setting(self.node(id).span, setting, "wants a whole number above zero");
                None
            }
        }
    }

    /// `validity 24 hours`
    pub(super) fn validity(&mut self, id: ExpressionId) -> program::ExpressionId {
        let (least, least_unit, most, most_unit) = VALIDITY;
        let (least, most) = (Duration::of(least, least_unit).ok(), Duration::of(most, most_unit).ok());
        let typed = self.value_of(id, &Type::Duration, "the validity of a message");
        if let Some(Value::Duration(time)) = self.constant_value(typed.id)
            && (time.elapsed() < least.and_then(Duration::elapsed)
                || time.elapsed() > most.and_then(Duration::elapsed))
        {
            self.element_setting(self.node(id).span, "validity", "lasts from 10 seconds to 48 hours");
        }
        typed.id
    }

    /// A time that has to be longer than nothing.
    pub(super) fn positive_time(
        &mut self,
        id: ExpressionId,
        setting: &str,
        role: &str,
    ) -> program::ExpressionId {
        let typed = self.value_of(id, &Type::Duration, role);
        if let Some(Value::Duration(time)) = self.constant_value(typed.id)
            && (time.is_zero() || time.is_negative())
        {
            self.element_setting(self.node(id).span, setting, "wants a time longer than nothing");
        }
        typed.id
    }

    /// Reports a line that may be there once only.
    pub(super) fn once(&mut self, there: bool, setting: &str, span: Span) {
        if there {
            self.report(span, Problem::DuplicateSetting { setting: setting.to_owned() });
        }
    }
}
