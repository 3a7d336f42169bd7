//! The table of a run for people to read.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::{Block, Calls, ElementRow, FlowRows, Input, Numbers, Table};
use crate::diagnostic::Colour;
use crate::journey::{ExitReason, Refusal, Withheld};

impl Table {
    /// Writes the table for people to read.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn human(&self, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
        let paint = Paint(colour);
        for flow in &self.flows {
            flow.human(paint, out)?;
            writeln!(out)?;
        }
        self.totals(paint, out)
    }

    fn totals(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let mut parts = vec![
            counted(self.people, "person", "people"),
            counted(self.events, "event", "events"),
            counted(self.entries, "entry", "entries"),
        ];
        for (channel, times) in &self.messages {
            let times = times.as_u64().unwrap_or(0);
            parts.push(format!("{} {channel}", grouped(times)));
        }
        if self.messages.is_empty() {
            parts.push("no messages".to_owned());
        }
        for (reason, times) in &self.withheld {
            parts.push(format!("{} {}", grouped(times.as_u64().unwrap_or(0)), withheld_words(reason)));
        }
        if self.unheard > 0 {
            parts.push(counted(self.unheard, "outcome", "outcomes") + " waited for in vain");
        }
        parts.extend(self.outward(paint));
        let errors: u64 = self.errors.values().filter_map(Json::as_u64).sum();
        let by_code: Vec<String> =
            self.errors.iter().map(|(code, times)| format!("{code} {times}")).collect();
        parts.push(match errors {
            0 => "no error records".to_owned(),
            _ => {
                let words = counted(errors, "error record", "error records");
                paint.bad(&format!("{words} ({})", by_code.join(", ")))
            }
        });
        writeln!(out, "{}", parts.join(" · "))?;
        let input = self.input.parts();
        if input.is_empty() { Ok(()) } else { writeln!(out, "of the data: {}", input.join(" · ")) }
    }

    /// What was handed to the outside beside messages, as far as there was any.
    fn outward(&self, paint: Paint) -> Vec<String> {
        let Calls { made, unmatched, unawaited } = self.calls;
        let mut parts = Vec::new();
        if made > 0 {
            parts.push(counted(made, "call", "calls"));
        }
        if unmatched > 0 {
            parts.push(paint.bad(&format!("{} matched by no mock", grouped(unmatched))));
        }
        if unawaited > 0 {
            parts.push(counted(unawaited, "answer too late", "answers too late"));
        }
        for (channel, times) in &self.notifications {
            parts.push(format!("{} {channel} to the company", grouped(times.as_u64().unwrap_or(0))));
        }
        if self.conversations > 0 {
            parts.push(counted(self.conversations, "conversation", "conversations"));
        }
        parts
    }
}

impl Input {
    /// What there was of it, in words.
    fn parts(&self) -> Vec<String> {
        let parts = [
            (self.out_of_order, "event out of order", "events out of order"),
            (self.twice, "event came twice", "events came twice"),
            (self.undeclared, "event not declared", "events not declared"),
            (self.early, "event before the start", "events before the start"),
            (self.late, "event behind the end", "events behind the end"),
            (self.wrong_rows, "wrong row left out", "wrong rows left out"),
            (self.people_without_row, "person without a row", "people without a row"),
        ];
        parts
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, many)| counted(number, one, many))
            .collect()
    }
}

impl FlowRows {
    fn human(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let title = self.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
        writeln!(out, "{}{}", paint.strong(&self.name), paint.faint(&title))?;
        let lines = self.lines();
        let widths = lines.iter().map(|line| line.width()).max().unwrap_or(0).max(24);
        let numbers = lines.iter().map(|line| grouped(line.persons).len()).max().unwrap_or(0).max(7);
        // Where everybody came once, a column of times would be empty.
        let times = if lines.iter().any(|line| line.times != line.persons) { "times" } else { "" };
        let heads = format!("{:widths$}  {:>numbers$}  {:>7}  {times:>numbers$}", "", "persons", "share");
        writeln!(out, "  {}", paint.faint(heads.trim_end()))?;
        for line in &lines {
            line.human(paint, widths, numbers, out)?;
        }
        self.goals(paint, widths, out)
    }

    fn lines(&self) -> Vec<Line> {
        let entered = self.entries.persons;
        let mut lines = vec![Line::new("entered", self.entries, None, Look::Strong)];
        for (reason, numbers) in &self.refusals {
            let name = format!("refused: {}", refusal_words(reason));
            lines.push(Line::new(&name, numbers_of(numbers), None, Look::Faint));
        }
        self.block_lines(None, 0, &mut lines);
        for (reason, numbers) in &self.exits {
            let name = format!("exited: {}", reason_words(reason));
            lines.push(Line::new(&name, numbers_of(numbers), Some(entered), Look::Strong));
        }
        lines.push(Line::new("still inside", self.inside, Some(entered), Look::Strong));
        for element in self.elements.iter().filter(|element| element.inside.times > 0) {
            let mut line = Line::new(&element.label, element.inside, Some(entered), Look::Plain);
            line.indent = 2;
            line.note = element.note();
            lines.push(line);
        }
        lines
    }
}

impl FlowRows {
    /// The lines of the elements that stand in an arm, or in none: each with its arms, and what stands in them.
    fn block_lines(&self, block: Option<Block>, depth: usize, lines: &mut Vec<Line>) {
        let inside = self.elements.iter().enumerate().filter(|(_, element)| element.block == block);
        for (at, element) in inside {
            let mut line =
                Line::new(&element.label, element.reached, Some(self.entries.persons), Look::Plain);
            line.indent = depth * 4;
            line.note = element.note();
            lines.push(line);
            for (reason, numbers) in &element.withheld {
                let name = format!("not sent: {}", withheld_words(reason));
                let mut line = Line::new(&name, numbers_of(numbers), None, Look::Faint);
                line.indent = depth * 4 + 2;
                lines.push(line);
            }
            for (arm, row) in element.arms.iter().enumerate() {
                let name = row.source.as_deref().unwrap_or(&row.arm);
                let whole = Some(element.reached.times);
                let mut line = Line::new(&shortened(name, 48), row.taken, whole, Look::Arm);
                line.indent = depth * 4 + 2;
                lines.push(line);
                self.block_lines(Some(Block { element: at, arm }), depth + 1, lines);
            }
        }
    }
}

impl ElementRow {
    /// The kind behind the label, unless the label is made of it.
    fn note(&self) -> String {
        if self.label.starts_with(self.kind) { String::new() } else { self.kind.to_owned() }
    }
}

fn numbers_of(json: &Json) -> Numbers {
    let number = |name: &str| json.get(name).and_then(Json::as_u64).unwrap_or(0);
    Numbers { times: number("times"), persons: number("persons") }
}

pub(in crate::host) fn refusal_words(word: &str) -> &str {
    match word {
        _ if word == Refusal::PersonInFlow.word() => "is inside",
        _ if word == Refusal::NotAllowedToReenter.word() => "may not come again",
        _ if word == Refusal::InvalidContact.word() => "has no valid contact",
        _ if word == Refusal::AttributeMissed.word() => "lacks a parameter",
        _ if word == Refusal::FlowErrorUnknown.word() => "does not find it open",
        other => other,
    }
}

pub(in crate::host) fn withheld_words(word: &str) -> &str {
    match word {
        _ if word == Withheld::NoContact.word() => "without a contact",
        _ if word == Withheld::DoNotContact.word() => "not to be contacted",
        other => other,
    }
}

pub(in crate::host) fn reason_words(word: &str) -> &str {
    match word {
        _ if word == ExitReason::End.word() => "at the end",
        _ if word == ExitReason::Exit.word() => "by exit",
        _ if word == ExitReason::ExitWhen.word() => "by exit when",
        _ if word == ExitReason::FlowEnded.word() => "as the flow ended",
        other => other,
    }
}

/// A line of the table for people.
struct Line {
    indent: usize,
    name: String,
    note: String,
    persons: u64,
    times: u64,
    share: Option<String>,
    look: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Strong,
    Plain,
    Arm,
    Faint,
}

impl Line {
    /// A line whose share is of that many: of the persons who entered, or, for an arm, of the passages of its element.
    fn new(name: &str, numbers: Numbers, whole: Option<u64>, look: Look) -> Line {
        let part = if look == Look::Arm { numbers.times } else { numbers.persons };
        let share = whole.filter(|whole| *whole > 0).map(|whole| percent(part, whole));
        Line {
            indent: 0,
            name: name.to_owned(),
            note: String::new(),
            persons: numbers.persons,
            times: numbers.times,
            share,
            look,
        }
    }

    fn width(&self) -> usize {
        let note = if self.note.is_empty() { 0 } else { self.note.chars().count() + 2 };
        self.indent + self.name.chars().count() + note
    }

    fn human(&self, paint: Paint, widths: usize, numbers: usize, out: &mut dyn Write) -> io::Result<()> {
        let blanks = " ".repeat(widths - self.width());
        let note = if self.note.is_empty() { String::new() } else { format!("  {}", self.note) };
        let name = match self.look {
            Look::Strong => paint.strong(&self.name),
            Look::Plain => self.name.clone(),
            Look::Arm => paint.arm(&self.name),
            Look::Faint => paint.faint(&self.name),
        };
        let share = self.share.as_deref().unwrap_or("");
        let times = if self.times == self.persons { String::new() } else { grouped(self.times) };
        let persons = grouped(self.persons);
        let row = format!("{blanks}  {persons:>numbers$}  {share:>7}  {times:>numbers$}");
        let indent = " ".repeat(self.indent + 2);
        writeln!(out, "{indent}{name}{}{}", paint.faint(&note), row.trim_end())
    }
}

/// A text of at most so many characters.
pub(in crate::host) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A share in percent with one decimal; what is not nothing is not shown as nothing.
fn percent(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    if tenths == 0 && part > 0 {
        return "< 0.1 %".to_owned();
    }
    format!("{}.{} %", tenths / 10, tenths % 10)
}

pub(in crate::host) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its thousands parted by commas.
pub(in crate::host) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Colours, or none.
#[derive(Clone, Copy)]
pub(in crate::host) struct Paint(pub(in crate::host) Colour);

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        match self.0 {
            Colour::Always if !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    pub(in crate::host) fn strong(self, text: &str) -> String {
        self.with("1", text)
    }

    pub(in crate::host) fn faint(self, text: &str) -> String {
        self.with("2", text)
    }

    pub(in crate::host) fn arm(self, text: &str) -> String {
        self.with("36", text)
    }

    pub(in crate::host) fn bad(self, text: &str) -> String {
        self.with("31", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shares_are_easy_to_read() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(2, 3), "66.7 %");
        assert_eq!(percent(1, 100_000), "< 0.1 %");
        assert_eq!(percent(0, 5), "0.0 %");
    }

    #[test]
    fn long_arms_are_cut() {
        assert_eq!(shortened("when happened it", 10), "when happ…");
    }
}
