//! How far a verb is, shown on standard error where somebody looks at it, and taken away at the end.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Terminal;

/// How far a verb is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// For reading so many files.
    pub(super) fn files(terminal: &Terminal, count: usize) -> Progress {
        Progress::new(terminal, count, "{spinner} reading {msg}  {pos} of {len}")
    }

    /// For looking at so many persons.
    pub(super) fn persons(terminal: &Terminal, count: usize) -> Progress {
        Progress::new(terminal, count, "{spinner} {bar:30} {human_pos} of {human_len} persons")
    }

    fn new(terminal: &Terminal, count: usize, template: &str) -> Progress {
        if !terminal.shows_progress() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(count as u64);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(bar)
    }

    /// Begins the next step.
    pub(super) fn start(&self, step: &str) {
        self.0.set_message(step.to_owned());
        self.0.inc(1);
    }

    /// Notes that so much more was done.
    pub(super) fn advance(&self, by: usize) {
        self.0.inc(by as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
