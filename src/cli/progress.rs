//! How far a verb is, shown on standard error where somebody looks at it, and taken away at the end.

use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use super::Terminal;

/// How far a verb is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// For looking at so many persons.
    pub(super) fn persons(terminal: &Terminal, count: u64) -> Progress {
        let template = "{bar:40} {percent:>3} % of {human_len} persons, {speed} a second, {eta} to go";
        Progress::shown(terminal, ProgressBar::new(count), template)
    }

    /// For looking at persons of whom nobody knows yet how many they are.
    pub(super) fn of_persons(terminal: &Terminal) -> Progress {
        Progress::shown(
            terminal,
            ProgressBar::new_spinner(),
            "{spinner} {human_pos} persons, {speed} a second",
        )
    }

    fn shown(terminal: &Terminal, bar: ProgressBar, template: &str) -> Progress {
        if !terminal.shows_progress() {
            return Progress(ProgressBar::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("speed", speed));
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(bar)
    }

    /// Notes that so much more was done.
    pub(super) fn advance(&self, by: usize) {
        self.0.inc(by as u64);
    }
}

/// How many whole persons a second.
fn speed(state: &ProgressState, to: &mut dyn std::fmt::Write) {
    // A bar that cannot be drawn is no fault of what is done.
    let _ = write!(to, "{}", HumanCount(state.per_sec() as u64));
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
