//! Reports for people. ariadne draws the source with its labels; the header, the advice and everything that has no
//! source is drawn here, in the same frame.
//!
//! ariadne is driven by characters and not by bytes: its byte mode cuts into characters at the end of a span and takes
//! a character offset for a byte offset in every file but the first. Our byte spans are moved to character boundaries
//! and counted out before it sees them, and it draws a copy of the text in which each character that could disturb a
//! terminal is replaced by one that cannot.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::ops::Range;

use ariadne::{Color, Config, IndexType, Label, Report, ReportKind, Source};

use super::{Diagnostic, Level, Origin};
use crate::source::{FileId, Location, Snapshot};

/// Whether reports are coloured. Who decides looks at the terminal, `NO_COLOR` and `--color`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// Plain text.
    Never,
    /// With ANSI escapes.
    Always,
}

/// Writes reports for people to read, parted by empty lines.
///
/// # Errors
///
/// Fails when `out` does.
pub fn human(
    snapshot: &Snapshot,
    diagnostics: &[Diagnostic],
    colour: Colour,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut sources = Sources { snapshot, drawn: HashMap::new() };
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        let parting = if at == 0 { "" } else { "\n" };
        write!(out, "{parting}{}", report(&mut sources, diagnostic, Paint(colour))?)?;
    }
    Ok(())
}

/// How many reports there are of each level: `2 errors, 1 warning`, or `no problems`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let counted =
        [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")].map(|(level, word)| {
            let count = diagnostics.iter().filter(|diagnostic| diagnostic.level() == level).count();
            (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        });
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    if counted.is_empty() { "no problems".to_owned() } else { counted.join(", ") }
}

/// One report, its last line ended.
fn report(sources: &mut Sources<'_>, diagnostic: &Diagnostic, paint: Paint) -> io::Result<String> {
    let mut text = header(diagnostic, paint);
    let advice = advice(diagnostic, paint);
    match &diagnostic.origin {
        Origin::Source(location) => source(&mut text, sources, diagnostic, *location, &advice, paint)?,
        Origin::Data { .. } => data(&mut text, &diagnostic.origin, &advice, paint),
        Origin::Project => bare(&mut text, &advice, paint),
    }
    Ok(text)
}

/// `error[E0201]: there is no attribute `plann``.
fn header(diagnostic: &Diagnostic, paint: Paint) -> String {
    let (level, style) = match diagnostic.level() {
        Level::Note => ("note", "1;34"),
        Level::Warning => ("warning", "1;33"),
        Level::Error => ("error", "1;31"),
    };
    let kind = paint.with(style, &format!("{level}[{}]", diagnostic.problem.code()));
    let message = paint.with("1", &format!(": {}", harmless(&diagnostic.problem.message())));
    format!("{kind}{message}\n")
}

/// The lines that say what to do: the help, unless it has been said, and the mends.
fn advice(diagnostic: &Diagnostic, paint: Paint) -> Vec<String> {
    let help = diagnostic.problem.help().filter(|help| {
        let said = diagnostic.labels.iter().any(|label| label.text == *help);
        let mend = diagnostic.fixes.iter().any(|fix| fix.title == *help);
        !said
            && !mend
            && diagnostic.problem.label().as_ref() != Some(help)
            && diagnostic.problem.message() != *help
    });
    let line = |word, text: &str| format!("{} {}", paint.with(ADVICE, word), harmless(text));
    let help = help.iter().map(|help| line("help:", help));
    help.chain(diagnostic.fixes.iter().map(|fix| line("fix:", &fix.title))).collect()
}

/// A report in source text: what ariadne draws, with our advice inside its frame.
fn source(
    text: &mut String,
    sources: &mut Sources<'_>,
    diagnostic: &Diagnostic,
    location: Location,
    advice: &[String],
    paint: Paint,
) -> io::Result<()> {
    let marks = marks(sources.snapshot, diagnostic, location);
    let mut lines = draw(sources, &marks, colour(diagnostic.level()), paint)?;
    // The first line is ariadne's header, the last one closes its frame and tells how wide the margin is.
    lines.remove(0);
    let end = lines.pop().unwrap_or_default();
    let margin = end.matches('─').count();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    framed(text, advice, &paint.with(DIM, &format!("{:margin$}│", "")));
    let _ = writeln!(text, "{end}");
    Ok(())
}

/// A report on a file of data: the frame without source.
fn data(text: &mut String, origin: &Origin, advice: &[String], paint: Paint) {
    let Origin::Data { file, row, column } = origin else { return };
    let mut place = harmless(file);
    if let Some(row) = row {
        let _ = write!(place, ", row {row}");
    }
    if let Some(column) = column {
        let _ = write!(place, ", column {}", harmless(column));
    }
    let corner = if advice.is_empty() { "╰" } else { "╭" };
    let _ = writeln!(
        text,
        "   {} {place} {}",
        paint.with(MARGIN, &format!("{corner}─[")),
        paint.with(MARGIN, "]")
    );
    if !advice.is_empty() {
        framed(text, advice, &paint.with(DIM, "   │"));
        let _ = writeln!(text, "{}", paint.with(MARGIN, "───╯"));
    }
}

/// Advice inside a frame, parted from what stands above it.
fn framed(text: &mut String, advice: &[String], bar: &str) {
    if !advice.is_empty() {
        let _ = writeln!(text, "{bar}");
    }
    for line in advice {
        let _ = writeln!(text, "{bar} {line}");
    }
}

/// A report without a place.
fn bare(text: &mut String, advice: &[String], paint: Paint) {
    for (at, line) in advice.iter().enumerate() {
        let corner = if at + 1 == advice.len() { "   ╰─" } else { "   ├─" };
        let _ = writeln!(text, "{} {line}", paint.with(MARGIN, corner));
    }
}

/// A label as ariadne gets it.
struct Mark {
    file: FileId,
    /// In characters, never empty.
    span: Range<usize>,
    /// The lines that it touches, counted from zero.
    lines: Range<usize>,
    text: String,
    primary: bool,
}

/// The primary mark and those of the further labels; the primary file first, then as they stand.
fn marks(snapshot: &Snapshot, diagnostic: &Diagnostic, location: Location) -> Vec<Mark> {
    let text = diagnostic.problem.label().unwrap_or_default();
    let mut marks = vec![mark(snapshot, location, &text, true)];
    let main = marks[0].file;
    for label in &diagnostic.labels {
        let further = mark(snapshot, label.location, &label.text, false);
        let known =
            |mark: &Mark| (mark.file, &mark.span, &mark.text) == (further.file, &further.span, &further.text);
        if !marks.iter().any(known) {
            marks.push(further);
        }
    }
    // ariadne opens a new section whenever a label's last line is above that of the label before.
    marks.sort_by_key(|mark| (mark.file != main, mark.file, mark.lines.end, mark.span.start));
    let shared: Vec<bool> = marks.iter().map(|mark| shares_a_line(mark, &marks)).collect();
    for (mark, shared) in marks.iter_mut().zip(shared) {
        if mark.text.is_empty() {
            mark.text = if shared && mark.lines.len() == 1 { "here".to_owned() } else { NOTHING.to_string() };
        }
    }
    marks
}

fn mark(snapshot: &Snapshot, location: Location, text: &str, primary: bool) -> Mark {
    let place = snapshot.place(location);
    let file = snapshot.file(place.file);
    let bytes = visible(&file.text, place.span.range());
    let characters = |offset: usize| file.text[..offset.min(file.text.len())].chars().count();
    let start = characters(bytes.start);
    let end = characters(bytes.end).max(start + 1);
    let lines =
        file.lines.line(bytes.start)..file.lines.line(bytes.end.saturating_sub(1).max(bytes.start)) + 1;
    Mark { file: place.file, span: start..end, lines, text: harmless(text), primary }
}

/// The part of a span that can be underlined: on character boundaries and without blanks at its end. What points at
/// nothing but the end of the file points behind the last text instead; an empty span stays empty.
fn visible(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end.max(start));
    let inked = text[start..end].trim_end().len();
    if inked > 0 {
        start..start + inked
    } else if text[start..].trim_end().is_empty() {
        let end = text.trim_end().len().min(start);
        end..end
    } else {
        start..start + text[start..end].find(['\r', '\n']).unwrap_or(end - start)
    }
}

/// Whether another mark is drawn on a line of this one.
fn shares_a_line(mark: &Mark, marks: &[Mark]) -> bool {
    marks.iter().any(|other| {
        let other_one = !std::ptr::eq(mark, other) && mark.file == other.file;
        other_one && mark.lines.start < other.lines.end && other.lines.start < mark.lines.end
    })
}

/// The lines that ariadne draws.
fn draw(sources: &mut Sources<'_>, marks: &[Mark], main: Color, paint: Paint) -> io::Result<Vec<String>> {
    let config = Config::new().with_index_type(IndexType::Char).with_color(paint.0 == Colour::Always);
    let primary = marks.iter().find(|mark| mark.primary).unwrap_or(&marks[0]);
    let mut report =
        Report::build(ReportKind::Error, (primary.file, primary.span.clone())).with_config(config);
    for mark in marks {
        let color = if mark.primary { main } else { Color::Cyan };
        let label = Label::new((mark.file, mark.span.clone())).with_message(&mark.text).with_color(color);
        report.add_label(label);
    }
    let mut drawn = Vec::new();
    report.finish().write(sources, &mut drawn)?;
    let mut lines: Vec<String> = String::from_utf8_lossy(&drawn).lines().map(tidy).collect();
    for mark in marks.iter().filter(|mark| mark.text.starts_with(NOTHING)) {
        drop_empty_label(&mut lines, mark.lines.len() > 1);
    }
    Ok(lines)
}

/// The text of a label that has none. ariadne underlines only what it can hang a text on; the line of this text is
/// taken out afterwards. No text of the user can hold it (see [`harmless`]).
const NOTHING: char = '\u{1}';

/// Takes the first label without text out of a drawing, but for its underline or bracket.
fn drop_empty_label(lines: &mut Vec<String>, several_lines: bool) {
    let Some(at) = lines.iter().position(|line| line.contains(NOTHING)) else { return };
    if several_lines {
        lines[at] = lines[at].replace(NOTHING, "").trim_end().to_owned();
    } else {
        lines.remove(at);
        lines[at - 1] = lines[at - 1].replace('┬', "─");
    }
}

/// A drawn line without blanks at its end, and without the escapes between characters of one colour. Text without a
/// label keeps the colour that the terminal gives to text, which is legible on light and on dark.
fn tidy(line: &str) -> String {
    let mut tidied = String::with_capacity(line.len());
    let (mut open, mut wanted) = ("", "");
    let mut rest = line.trim_end();
    while let Some(character) = rest.chars().next() {
        let length = if character == '\u{1b}' { rest.find('m').map_or(rest.len(), |end| end + 1) } else { 0 };
        if length > 0 {
            wanted = if [RESET, UNMARKED].contains(&&rest[..length]) { "" } else { &rest[..length] };
            rest = &rest[length..];
            continue;
        }
        if wanted != open {
            tidied.push_str(if open.is_empty() { "" } else { RESET });
            tidied.push_str(wanted);
            open = wanted;
        }
        tidied.push(character);
        rest = &rest[character.len_utf8()..];
    }
    tidied.push_str(if open.is_empty() { "" } else { RESET });
    tidied.truncate(tidied.trim_end().len());
    tidied
}

/// A text of one line that cannot steer the terminal.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { picture(c) } else { shown(c) }).collect()
}

/// What is drawn for a character of source text: control characters as their pictures, and a mark for those that
/// turn the direction of the text or that a terminal takes for line ends.
fn shown(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\0'..='\u{1f}' | '\u{7f}' => picture(c),
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    }
}

/// The picture of a control character: `␛` for the escape.
fn picture(c: char) -> char {
    let code = if c == '\u{7f}' { 0x21 } else { c as u32 };
    char::from_u32(0x2400 + code).unwrap_or('\u{fffd}')
}

/// The texts that ariadne draws, each made once.
struct Sources<'a> {
    snapshot: &'a Snapshot,
    drawn: HashMap<FileId, Source<String>>,
}

impl ariadne::Cache<FileId> for &mut Sources<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl std::fmt::Debug> {
        let text = &self.snapshot.file(*id).text;
        let source = self.drawn.entry(*id).or_insert_with(|| {
            let text = text.replace("\r\n", " \n");
            let mut drawn: String = text.chars().map(shown).collect();
            // A span at the end of the file is shown one column wide, so that there must be one.
            if !drawn.ends_with('\n') {
                drawn.push('\n');
            }
            Source::from(drawn)
        });
        Ok::<_, std::convert::Infallible>(source)
    }

    fn display<'a>(&self, id: &'a FileId) -> Option<impl std::fmt::Display + 'a> {
        Some(harmless(&self.snapshot.file(*id).shown))
    }
}

const RESET: &str = "\u{1b}[0m";
/// How ariadne starts source text without a label.
const UNMARKED: &str = "\u{1b}[38;5;249m";

/// The styles of the frame, as ariadne has them.
const MARGIN: &str = "38;5;246";
const DIM: &str = "38;5;240";
const ADVICE: &str = "38;5;115";

fn colour(level: Level) -> Color {
    match level {
        Level::Note => Color::Blue,
        Level::Warning => Color::Yellow,
        Level::Error => Color::Red,
    }
}

/// Paints text, or leaves it as it is.
#[derive(Clone, Copy)]
struct Paint(Colour);

impl Paint {
    /// `text` in a style, given as the parameters of the escape.
    fn with(self, style: &str, text: &str) -> String {
        match self.0 {
            Colour::Never => text.to_owned(),
            Colour::Always => format!("\u{1b}[{style}m{text}{RESET}"),
        }
    }
}
