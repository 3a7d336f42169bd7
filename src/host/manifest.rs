//! `bourn.toml`: what it says, and what is wrong with it.
//!
//! | key | meaning | default |
//! | --- | --- | --- |
//! | `[project] name` | the project's name | the folder's |
//! | `[project] timezone` | the account's zone, an IANA name | `UTC` |
//! | `[project] edition` | the edition of the language | `2026` |
//! | `[project] seed` | the seed of everything random | the name |
//! | `[data] people`, `events` | files or patterns, relative to the folder | none |
//! | `[data] key` | the column that says whose a row is | `personId` |
//! | `[data] now` | the moment at which data are looked at | the clock's |
//! | `[columns] "file column"` | the declared name that it goes by | its own |
//! | `[lints] CODE` | `allow`, `warn` or `deny` | the code's own level |
//!
//! Every wrong key, type or value is a report with its place; the rest of the file is used all the same.

use std::sync::Arc;

use toml_span::value::{Key, Table, Value, ValueInner};

use crate::check::Settings;
use crate::diagnostic::{Code, Diagnostic, Entry, Level, Problem, entry, nearest, nearest_lint};
use crate::source::{DeclarationId, DeclarationKey, Location, Snapshot, Span};
use crate::value::time::parse_datetime;
use crate::value::{Instant, Zone};

/// The name of the file.
pub const FILE: &str = "bourn.toml";

/// The settings of a project.
#[derive(Clone, PartialEq, Debug)]
pub struct Manifest {
    /// The name.
    pub name: Arc<str>,
    /// The account's zone.
    pub zone: Zone,
    /// The seed of everything random.
    pub seed: Arc<str>,
    /// Where data are and how they are read.
    pub data: DataSettings,
    /// The codes whose level the project changes, in the file's order.
    pub lints: Vec<(Code, LintLevel)>,
}

/// Where data are and how they are read.
#[derive(Clone, PartialEq, Debug)]
pub struct DataSettings {
    /// Files or patterns of people.
    pub people: Vec<String>,
    /// Files or patterns of events.
    pub events: Vec<String>,
    /// The column that says whose a row is.
    pub key: String,
    /// The moment at which data are looked at.
    pub now: Option<Instant>,
    /// Columns of files and the declared names that they go by.
    pub columns: Vec<(String, String)>,
}

/// What a project makes of a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LintLevel {
    /// Not reported.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

impl Manifest {
    /// The settings of a project without a file.
    #[must_use]
    pub fn new(name: &str) -> Manifest {
        Manifest {
            name: name.into(),
            zone: Zone::UTC,
            seed: name.into(),
            data: DataSettings::default(),
            lints: Vec::new(),
        }
    }

    /// Reads the text of a `bourn.toml`, which goes into the snapshot under `path`. `name` is taken where it gives none.
    pub fn parse(snapshot: &mut Snapshot, path: &str, text: &str, name: &str) -> (Manifest, Vec<Diagnostic>) {
        let file = snapshot.add(path, text);
        let key = DeclarationKey { path: path.into(), kind: "project".into(), name: "".into(), ordinal: 0 };
        let declaration = snapshot.declare(key, file, 0);
        let mut reader = Reader { declaration, manifest: Manifest::new(name), diagnostics: Vec::new() };
        match toml_span::parse(text) {
            Ok(document) => reader.document(&document),
            Err(error) => reader.report(error.span, Problem::InvalidToml { reason: error.to_string() }),
        }
        let Reader { manifest, mut diagnostics, .. } = reader;
        crate::diagnostic::sort(snapshot, &mut diagnostics);
        (manifest, diagnostics)
    }

    /// What the checker is to know of the project.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings { name: self.name.clone(), zone: self.zone, seed: self.seed.clone() }
    }

    /// Whether `[lints]` gives a code a level at which it is shown, as those told of on request need.
    #[must_use]
    pub fn asks_for(&self, code: Code) -> bool {
        self.lints.iter().any(|(known, level)| *known == code && *level != LintLevel::Allow)
    }

    /// The reports that the project wants to be told of, with the weight that it wants them to have, in the order in which they are
    /// shown: those that were found, and of those that are told on request the ones that it asks for.
    #[must_use]
    pub fn told(
        &self,
        snapshot: &Snapshot,
        mut found: Vec<Diagnostic>,
        on_request: &[Diagnostic],
    ) -> Vec<Diagnostic> {
        let asked = |found: &&Diagnostic| self.asks_for(found.problem.code());
        found.extend(on_request.iter().filter(asked).cloned());
        self.apply_levels(&mut found);
        crate::diagnostic::sort(snapshot, &mut found);
        found
    }

    /// Gives reports the weight that the project wants them to have, and drops those that it does not want. Errors stay
    /// errors: a program that has one does not run, whatever the project says.
    pub fn apply_levels(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|diagnostic| {
            let code = diagnostic.problem.code();
            match self.lints.iter().find(|(known, _)| *known == code) {
                Some(_) if diagnostic.problem.level() == Level::Error => true,
                Some((_, LintLevel::Allow)) => false,
                Some((_, LintLevel::Warn)) => {
                    diagnostic.level = Level::Warning;
                    true
                }
                Some((_, LintLevel::Deny)) => {
                    diagnostic.level = Level::Error;
                    true
                }
                None => true,
            }
        });
    }
}

impl Default for DataSettings {
    fn default() -> DataSettings {
        DataSettings {
            people: Vec::new(),
            events: Vec::new(),
            key: "personId".to_owned(),
            now: None,
            columns: Vec::new(),
        }
    }
}

const TABLES: [&str; 4] = ["project", "data", "columns", "lints"];
const PROJECT_KEYS: [&str; 4] = ["name", "timezone", "edition", "seed"];
const DATA_KEYS: [&str; 4] = ["people", "events", "key", "now"];
const EDITION: &str = "2026";

struct Reader {
    declaration: DeclarationId,
    manifest: Manifest,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn document(&mut self, document: &Value<'_>) {
        let Some(tables) = document.as_table() else { return };
        for key in tables.keys().filter(|key| !TABLES.contains(&&*key.name)) {
            self.unknown_key(key, FILE, &TABLES);
        }
        // The zone comes first, since `[data] now` is read in it.
        self.table(tables, "project", Reader::project);
        self.table(tables, "data", Reader::data);
        self.table(tables, "columns", Reader::columns);
        self.table(tables, "lints", Reader::lints);
    }

    fn table(&mut self, tables: &Table<'_>, name: &str, read: impl FnOnce(&mut Reader, &Table<'_>)) {
        let Some((key, value)) = tables.get_key_value(name) else { return };
        match value.as_table() {
            Some(table) => read(self, table),
            None => self.invalid(key.span, name, &format!("must be a table: write `[{name}]`")),
        }
    }

    fn project(&mut self, table: &Table<'_>) {
        self.known_keys(table, "[project]", &PROJECT_KEYS);
        if let Some((name, _)) = self.text(table, "name") {
            self.manifest.name = name.as_str().into();
            self.manifest.seed = name.into();
        }
        if let Some((seed, _)) = self.text(table, "seed") {
            self.manifest.seed = seed.into();
        }
        if let Some((edition, span)) = self.text(table, "edition")
            && edition != EDITION
        {
            self.invalid(span, "edition", &format!("must be \"{EDITION}\", the only edition there is"));
        }
        if let Some((name, span)) = self.text(table, "timezone") {
            self.zone(&name, span);
        }
    }

    fn zone(&mut self, name: &str, span: toml_span::Span) {
        match Zone::parse(name) {
            Ok(zone) => self.manifest.zone = zone,
            Err(unknown) => {
                let hint = match &unknown.nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "names are those of the IANA database, such as `Europe/Zagreb`".to_owned(),
                };
                let at = self.location(span);
                let mut diagnostic =
                    Diagnostic::new(at, Problem::UnknownTimezone { name: name.to_owned(), hint });
                if let Some(nearest) = unknown.nearest {
                    diagnostic = diagnostic.fix(false, format!("write `{nearest}`"), at, nearest);
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn data(&mut self, table: &Table<'_>) {
        self.known_keys(table, "[data]", &DATA_KEYS);
        self.manifest.data.people = self.texts(table, "people");
        self.manifest.data.events = self.texts(table, "events");
        if let Some((key, _)) = self.text(table, "key") {
            self.manifest.data.key = key;
        }
        if let Some((now, span)) = self.text(table, "now") {
            match parse_datetime(&now, self.manifest.zone) {
                Ok(now) => self.manifest.data.now = Some(now),
                Err(error) => {
                    let reason = format!("must be a date and time such as \"2026-11-30 13:00\": {error}");
                    self.invalid(span, "now", &reason);
                }
            }
        }
    }

    fn columns(&mut self, table: &Table<'_>) {
        let mut names: Vec<&Key<'_>> = table.keys().collect();
        names.sort_by_key(|key| key.span.start);
        for key in names {
            if let Some((declared, _)) = self.text(table, &key.name) {
                self.manifest.data.columns.push((key.name.clone().into_owned(), declared));
            }
        }
    }

    fn lints(&mut self, table: &Table<'_>) {
        let mut names: Vec<&Key<'_>> = table.keys().collect();
        names.sort_by_key(|key| key.span.start);
        for key in names {
            let level = self.lint_level(table, key);
            match entry(&key.name).filter(|known| known.code.0 == key.name) {
                None => self.unknown_lint(key),
                Some(known) if known.level == Level::Error => self.fixed_level(key, known, level),
                Some(known) => self.manifest.lints.extend(level.map(|level| (known.code, level))),
            }
        }
    }

    fn unknown_lint(&mut self, key: &Key<'_>) {
        let (at, near) = (self.location(key.span), nearest_lint(&key.name));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`bourn explain` lists all codes".to_owned(),
        };
        let report = Diagnostic::new(at, Problem::UnknownLint { code: key.name.to_string(), hint });
        self.diagnostics.push(match near {
            Some(near) => {
                report.fix(near.eq_ignore_ascii_case(&key.name), format!("write `{near}`"), at, near)
            }
            None => report,
        });
    }

    /// An error is denied as it is; less than that it cannot be.
    fn fixed_level(&mut self, key: &Key<'_>, known: &Entry, level: Option<LintLevel>) {
        if matches!(level, Some(LintLevel::Allow | LintLevel::Warn)) {
            let (code, name) = (known.code.to_string(), known.name.replace('-', " "));
            self.report(key.span, Problem::FixedLevel { code, name });
        }
    }

    fn lint_level(&mut self, table: &Table<'_>, key: &Key<'_>) -> Option<LintLevel> {
        let (level, span) = self.text(table, &key.name)?;
        match level.as_str() {
            "allow" => Some(LintLevel::Allow),
            "warn" => Some(LintLevel::Warn),
            "deny" => Some(LintLevel::Deny),
            _ => {
                let at = self.location(span);
                let near = nearest(&level, ["allow", "warn", "deny"]);
                let report = Diagnostic::new(at, Problem::UnknownLintLevel { level: level.clone() });
                self.diagnostics.push(match near {
                    Some(near) => report.fix(false, format!("write `{near}`"), at, near),
                    None => report,
                });
                None
            }
        }
    }

    /// The text under a key; a report for anything else and for an empty one.
    fn text(&mut self, table: &Table<'_>, name: &str) -> Option<(String, toml_span::Span)> {
        let value = table.get(name)?;
        match value.as_str() {
            Some("") => self.invalid(value.span, name, "must not be empty"),
            Some(text) => return Some((text.to_owned(), value.span)),
            None => self.invalid(
                value.span,
                name,
                &format!("must be a text in double quotes, but this is {}", described(value)),
            ),
        }
        None
    }

    /// The texts under a key: a list, or a single one.
    fn texts(&mut self, table: &Table<'_>, name: &str) -> Vec<String> {
        let Some(value) = table.get(name) else { return Vec::new() };
        let items: Vec<&Value<'_>> = match value.as_array() {
            Some(items) => items.iter().collect(),
            None => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            match item.as_str() {
                Some(text) if !text.is_empty() => texts.push(text.to_owned()),
                _ => self.invalid(item.span, name, "must be a list of files or patterns in double quotes"),
            }
        }
        texts
    }

    fn known_keys(&mut self, table: &Table<'_>, name: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&&*key.name)) {
            self.unknown_key(key, name, known);
        }
    }

    fn unknown_key(&mut self, key: &Key<'_>, table: &str, known: &[&str]) {
        let meant = nearest(&key.name, known.iter().copied());
        let hint = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known are {}", crate::diagnostic::List::of(known.iter().copied())),
        };
        let at = self.location(key.span);
        let problem = Problem::UnknownKey { key: key.name.to_string(), table: table.to_owned(), hint };
        let mut diagnostic = Diagnostic::new(at, problem);
        if let Some(meant) = meant {
            diagnostic = diagnostic.fix(false, format!("write `{meant}`"), at, meant);
        }
        self.diagnostics.push(diagnostic);
    }

    fn invalid(&mut self, span: toml_span::Span, key: &str, reason: &str) {
        self.report(span, Problem::InvalidSetting { key: key.to_owned(), reason: reason.to_owned() });
    }

    fn report(&mut self, span: toml_span::Span, problem: Problem) {
        let at = self.location(span);
        self.diagnostics.push(Diagnostic::new(at, problem));
    }

    fn location(&self, span: toml_span::Span) -> Location {
        Location { declaration: self.declaration, span: Span::new(span.start, span.end.max(span.start)) }
    }
}

/// What a value is, in words.
fn described(value: &Value<'_>) -> &'static str {
    match value.as_ref() {
        ValueInner::String(_) => "a text",
        ValueInner::Integer(_) => "a whole number",
        ValueInner::Float(_) => "a number",
        ValueInner::Boolean(_) => "true or false",
        ValueInner::Array(_) => "a list",
        ValueInner::Table(_) => "a table",
    }
}
