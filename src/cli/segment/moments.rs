//! `--now`: a moment, or several at even distances.

use crate::value::time::{add_calendar, parse_datetime};
use crate::value::{Duration, Instant, Unit, Zone};

/// How many moments a series may have.
const MOST: usize = 10_000;

/// The moments that `--now` names: one, or the first, and every so often up to the last.
pub(super) fn moments(text: &str, zone: Zone) -> Result<Vec<Instant>, String> {
    let Some((range, step)) = text.split_once(" every ") else {
        let hint = if text.contains("..") { ": a range goes on with `every 1 week`" } else { "" };
        return Ok(vec![moment(text, zone).map_err(|reason| format!("{reason}{hint}"))?]);
    };
    let (first, last) =
        range.split_once("..").ok_or("a series is written `2026-01-01..2026-06-30 every 1 week`")?;
    let (first, last, step) = (moment(first, zone)?, moment(last, zone)?, duration(step)?);
    let mut moments = Vec::new();
    // From the first each time, so that a month's end stays one.
    for times in 0.. {
        let next = step.multiply(times).and_then(|length| add_calendar(first, length, zone));
        match next {
            Ok(next) if next <= last => moments.push(next),
            _ => break,
        }
        if moments.len() > MOST {
            return Err(format!("these are more than {MOST} moments"));
        }
    }
    if moments.is_empty() { Err("the range ends before it begins".to_owned()) } else { Ok(moments) }
}

fn moment(text: &str, zone: Zone) -> Result<Instant, String> {
    let text = text.trim();
    parse_datetime(text, zone).map_err(|reason| format!("`{text}` is no date and time: {reason}"))
}

/// `1 week`, `12 hours`
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time such as `1 week`");
    let (amount, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
    let amount: i64 = amount.parse().map_err(|_| wrong())?;
    let named = |known: &&Unit| [known.name(), known.singular()].contains(&unit.trim());
    let unit = Unit::ALL.iter().find(named).ok_or_else(wrong)?;
    if amount < 1 {
        return Err(wrong());
    }
    Duration::of(amount, *unit).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<Vec<String>, String> {
        Ok(moments(text, Zone::UTC)?.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_series_begins_at_its_first_moment_and_keeps_months_ends() {
        let months = ["2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z"];
        assert_eq!(shown("2026-01-31..2026-04-01 every 1 month").unwrap_or_default(), months);
        assert_eq!(shown("2026-01-01..2026-01-15 every 1 week").map(|found| found.len()), Ok(3));
        assert_eq!(shown("2026-01-01").map(|found| found.len()), Ok(1));
    }

    #[test]
    fn wrong_series_are_refused() {
        let cases = [
            ("2026-01-01..2026-02-01", "`every 1 week`"),
            ("2026-01-01 every 1 week", "a series is written"),
            ("2026-02-01..2026-01-01 every 1 week", "ends before it begins"),
            ("2026-01-01..2026-02-01 every 0 days", "no length of time"),
            ("2026-01-01..2026-02-01 every week", "no length of time"),
            ("2000-01-01..2026-02-01 every 1 minute", "more than 10000 moments"),
            ("soon", "is no date and time"),
        ];
        for (text, wanted) in cases {
            let reason = shown(text).err().unwrap_or_default();
            assert!(reason.contains(wanted), "{text}: {reason}");
        }
    }
}
