//! The difference of two runs for people to read: what is the same on both sides is left out.

use std::io::{self, Write};

use super::Pair;
use super::counts::{ArmCounts, ElementCounts, FlowCounts};
use super::gathered::{EffectNumbers, EffectSample, Receivers};
use super::grid::Grid;
use super::parting::Turn;
use super::report::{Comparison, EffectRow, PartingRow};
use super::words::{WIDTH, change, excerpts, number, only, signed, some};
use crate::diagnostic::Colour;
use crate::host::table::{Paint, counted, grouped, reason_words, refusal_words, shortened, withheld_words};
use crate::journey::Cause;

impl Comparison {
    /// Writes the difference for people to read.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn human(&self, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
        let paint = Paint(colour);
        writeln!(out, "{}", self.heading(paint))?;
        if !self.different {
            return writeln!(out, "No difference: {}", self.all_the_same());
        }
        self.messages(paint, out)?;
        self.partings(paint, out)?;
        self.counts(paint, out)?;
        self.profiles(paint, out)?;
        self.names(paint, out)
    }

    fn heading(&self, paint: Paint) -> String {
        let number = |pair: Pair<u64>, one, many| match pair.is_same() {
            true => counted(pair.new, one, many),
            false => format!("{} → {}", grouped(pair.old), counted(pair.new, one, many)),
        };
        let data = format!(
            "{}, {}",
            number(self.people, "person", "people"),
            number(self.events, "event", "events")
        );
        let Pair { old, new } = &self.project;
        format!("{} against {}  {}", paint.strong(new), paint.strong(old), paint.faint(&data))
    }

    fn all_the_same(&self) -> String {
        let entries = self.flows.iter().map(|flow| flow.entries.new).sum();
        let sends = self.effects.iter().filter(|row| row.effect == "send").map(|row| row.numbers.same).sum();
        format!("{}, {}", counted(entries, "entry", "entries"), counted(sends, "message", "messages"))
    }

    fn messages(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<&EffectRow> = self.effects.iter().filter(|row| !row.numbers.is_same()).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let has_others = rows.iter().any(|row| row.effect != "send");
        let head = if has_others { "Messages and other effects" } else { "Messages" };
        let mut grid = Grid::new(&["only old", "only new", "changed", "moved", "same"]);
        grid.heading(head);
        grid.note(2, &self.receivers.words());
        for row in rows {
            let EffectNumbers { only_old, only_new, changed, moved, same, .. } = row.numbers;
            let numbers = [only_old, only_new, changed, moved, same].map(number);
            grid.row(2, &row.words(), &numbers, &row.numbers.persons());
            row.numbers.examples().iter().for_each(|line| grid.note(4, line));
        }
        grid.write(paint, out)
    }

    fn partings(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        if self.partings.is_empty() {
            return Ok(());
        }
        let mut grid = Grid::new(&["persons"]);
        grid.heading("Where paths part first");
        for PartingRow { parting, crowd } in &self.partings {
            let element = parting.element.as_deref().unwrap_or("entry");
            let place = format!("{}  {element}", parting.flow);
            grid.row(2, &place, &[grouped(crowd.persons)], &some(&crowd.sample, crowd.persons));
            let is_same = (parting.old.what, &parting.old.name) == (parting.new.what, &parting.new.name);
            grid.note(4, &[&parting.old, &parting.new].map(|turn| turn.words(is_same)).join(" → "));
        }
        grid.write(paint, out)
    }

    fn counts(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        let errors: Vec<_> = self.errors.iter().filter(|(_, times)| !times.is_same()).collect();
        for lines in self.flows.iter().map(FlowCounts::lines).filter(|lines| lines.len() > 1) {
            write_counts(&lines, paint, out)?;
        }
        if !errors.is_empty() {
            let line = |(code, times): (&&str, &Pair<u64>)| (2, (*code).to_owned(), Some(*times));
            let head = [(0, "Error records".to_owned(), None)].into_iter();
            write_counts(&head.chain(errors.into_iter().map(line)).collect::<Vec<_>>(), paint, out)?;
        }
        Ok(())
    }

    fn profiles(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        if self.tags.is_empty() && self.attributes.is_empty() {
            return Ok(());
        }
        let mut grid = Grid::new(&["only old", "only new", "changed"]);
        grid.heading("Profiles in the end");
        for row in &self.tags {
            let numbers = [number(row.numbers.only_old), number(row.numbers.only_new), number(0)];
            let all = row.numbers.only_old + row.numbers.only_new;
            grid.row(2, &format!("tag {}", row.tag), &numbers, &some(&row.numbers.sample, all));
        }
        for row in &self.attributes {
            let persons: Vec<String> = row.numbers.sample.iter().map(|one| one.person.clone()).collect();
            let numbers = [number(0), number(0), number(row.numbers.persons)];
            grid.row(2, &row.name, &numbers, &some(&persons, row.numbers.persons));
            let example = row.numbers.sample.first();
            example.iter().for_each(|one| grid.note(4, &format!("{}: {}", one.person, change(&one.value))));
        }
        grid.write(paint, out)
    }

    /// Labels are what pairs elements, so what has another name is gone on one side and new on the other.
    fn names(&self, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        for rename in &self.renames {
            let Pair { old, new } = &rename.name;
            let flow = rename.flow.as_ref().map_or_else(String::new, |flow| format!("{flow}: "));
            let kind = rename.kind;
            let hint = format!(
                "{flow}`{old}` is gone and `{new}` is new, each a {kind} at the same place: renamed?\nWhat belongs together is \
                 found by name, so what was renamed is told of as both."
            );
            writeln!(out, "\n{}", paint.faint(&hint))?;
        }
        Ok(())
    }
}

impl Receivers {
    fn words(&self) -> String {
        let named = [
            (self.more, "more"),
            (self.fewer, "fewer"),
            (self.other, "others"),
            (self.moved, "the same at another time"),
            (self.same, "the same"),
        ];
        let mut named = named.into_iter().filter(|(persons, _)| *persons > 0);
        let Some((persons, first)) = named.next() else { return "nobody gets any".to_owned() };
        let verb = if persons == 1 { "gets" } else { "get" };
        let first = format!("{} {verb} {first}", counted(persons, "person", "people"));
        named.fold(first, |all, (persons, words)| format!("{all}, {} {words}", grouped(persons)))
    }
}

impl EffectRow {
    fn words(&self) -> String {
        let what = match (&*self.effect, &self.numbers.channel) {
            ("send", Some(channel)) => channel,
            (effect, _) => effect,
        };
        let inner = if self.inner.is_empty() { String::new() } else { format!("  {}", self.inner) };
        format!("{}  {}{inner}  {what}", self.flow, self.element)
    }
}

impl EffectNumbers {
    fn persons(&self) -> String {
        let persons: Vec<String> = self.sample.iter().map(|one| one.person.clone()).collect();
        some(&persons, self.persons)
    }

    /// The first change of each field.
    fn examples(&self) -> Vec<String> {
        let first = |name: &String| {
            let of = |one: &EffectSample| Some((one.person.clone(), one.fields.get(name)?.clone()));
            let (person, values) = self.sample.iter().find_map(of)?;
            Some(format!("{name} of {person}: {}", change(&values)))
        };
        self.fields.keys().filter_map(first).collect()
    }
}

impl Turn {
    /// What somebody does, in words. Why somebody goes on need not be said where it is the same on both sides.
    fn words(&self, is_same: bool) -> String {
        let name = self.name.as_deref().unwrap_or_default();
        let words = match self.what {
            "absent" => "does not enter".to_owned(),
            "entered" => "enters".to_owned(),
            "refused" | "rejected" => format!("is refused: {}", refusal_words(name)),
            "reached" => format!("comes to {name}"),
            "left" if is_same => "goes on".to_owned(),
            "left" => format!("goes on, {}", cause_words(name)),
            "arm" => format!("takes {}", shortened(name, WIDTH)),
            "exited" => format!("leaves {}", reason_words(name)),
            "stays" => "stays".to_owned(),
            "dropped" => "drops a message".to_owned(),
            reason => format!("withholds a message: {}", withheld_words(reason)),
        };
        self.when.map_or(words.clone(), |when| format!("{words} {when}"))
    }
}

/// What let somebody go on.
fn cause_words(word: &str) -> &'static str {
    match word {
        _ if word == Cause::Event.word() => "at an event",
        _ if word == Cause::Time.word() => "its time over",
        _ if word == Cause::Past.word() => "as the moment had passed",
        _ => "as there was no moment",
    }
}

/// A line of numbers: how far in it stands, what it is about, and the numbers.
type Line = (usize, String, Option<Pair<u64>>);

fn write_counts(lines: &[Line], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut grid = Grid::new(&["old", "new", "change"]);
    for (indent, words, numbers) in lines {
        match numbers {
            None => grid.heading(words),
            Some(pair) => {
                grid.row(*indent, words, &[grouped(pair.old), grouped(pair.new), signed(*pair)], "")
            }
        }
    }
    grid.write(paint, out)
}

impl FlowCounts {
    /// The flow, and below it the numbers that are not the same.
    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![(0, format!("{}{}", self.name, only(self.only)), None)];
        lines.extend(line(2, "entered", self.entries));
        for (reason, numbers) in &self.refusals {
            lines.extend(line(2, &format!("refused: {}", refusal_words(reason)), *numbers));
        }
        self.elements.iter().for_each(|element| element.add_lines(&mut lines));
        for (reason, numbers) in &self.exits {
            lines.extend(line(2, &format!("exited: {}", reason_words(reason)), *numbers));
        }
        lines.extend(line(2, "still inside", self.inside));
        lines
    }
}

impl ElementCounts {
    /// The element, if its number or that of an arm is not the same, and those arms.
    fn add_lines(&self, lines: &mut Vec<Line>) {
        let arms: Vec<Line> = self.arms.iter().filter_map(|arm| line(4, &arm.words(), arm.taken)).collect();
        if !arms.is_empty() || !self.reached.is_same() {
            lines.push((2, format!("{}{}", self.label, only(self.only)), Some(self.reached)));
            lines.extend(arms);
        }
    }
}

fn line(indent: usize, words: &str, numbers: Pair<u64>) -> Option<Line> {
    (!numbers.is_same()).then(|| (indent, words.to_owned(), Some(numbers)))
}

impl ArmCounts {
    fn words(&self) -> String {
        match &self.arm {
            Pair { old: Some(old), new: Some(new) } if old == new => shortened(new, WIDTH),
            Pair { old: Some(old), new: Some(new) } => excerpts(old, new, WIDTH / 2).join(" → "),
            Pair { old: Some(old), new: None } => format!("{}, only old", shortened(old, WIDTH)),
            Pair { new, .. } => format!("{}, only new", shortened(new.as_deref().unwrap_or_default(), WIDTH)),
        }
    }
}
