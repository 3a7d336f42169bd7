//! `bourn.toml`: what may be written in it, and what its keys mean.

use lsp_types::{CompletionItem, CompletionItemKind, CompletionList, Position};

use super::scene::Scene;
use crate::diagnostic::{Level, entries};
use crate::value::Zone;

/// The tables and their keys, each with what it means and what is written for it.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("project", "name", "the project's name", "name = \"\""),
    ("project", "timezone", "the account's zone, an IANA name", "timezone = \"Europe/Zagreb\""),
    ("project", "edition", "the edition of the language", "edition = \"2026\""),
    ("project", "seed", "the seed of everything random", "seed = \"\""),
    ("data", "people", "files or patterns of people, relative to the folder", "people = [\"people.csv\"]"),
    ("data", "events", "files or patterns of events, relative to the folder", "events = [\"events.jsonl\"]"),
    ("data", "key", "the column that says whose a row is", "key = \"personId\""),
    ("data", "now", "the moment at which data are looked at", "now = \"2026-11-30 13:00\""),
];

const TABLES: [(&str, &str); 4] = [
    ("project", "what the project is"),
    ("data", "where data are and how they are read"),
    ("columns", "columns of files and the declared names that they go by"),
    ("lints", "codes that are allowed, warned of or denied"),
];

/// What may be written at a position of `bourn.toml`.
pub(super) fn completions(scene: &Scene, position: Position) -> CompletionList {
    let Some((_, file)) = scene.manifest.0.files().next() else { return CompletionList::default() };
    let offset = scene.encoding.offset(&file.text, &file.lines, position);
    let before = &file.text[..offset];
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let table = before.lines().rev().find_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'));
    let items = match line.split_once('=') {
        Some((key, _)) => values(table.unwrap_or_default(), key.trim()),
        None if line.starts_with('[') => tables(),
        None => keys(table),
    };
    CompletionList { is_incomplete: false, items }
}

fn tables() -> Vec<CompletionItem> {
    TABLES.iter().map(|(name, meaning)| item(name, meaning, name, CompletionItemKind::MODULE)).collect()
}

fn keys(table: Option<&str>) -> Vec<CompletionItem> {
    let Some(table) = table else {
        let whole = |(name, meaning): &(&str, &str)| {
            item(name, meaning, &format!("[{name}]\n"), CompletionItemKind::MODULE)
        };
        return TABLES.iter().map(whole).collect();
    };
    if table == "lints" {
        let lints = entries().iter().filter(|entry| entry.level != Level::Error);
        let one = |entry: &crate::diagnostic::Entry| {
            let insert = format!("{} = \"allow\"", entry.code);
            item(entry.code.0, &entry.name.replace('-', " "), &insert, CompletionItemKind::PROPERTY)
        };
        return lints.map(one).collect();
    }
    let known = KEYS.iter().filter(|(of, ..)| *of == table);
    known
        .map(|(_, name, meaning, insert)| item(name, meaning, insert, CompletionItemKind::PROPERTY))
        .collect()
}

fn values(table: &str, key: &str) -> Vec<CompletionItem> {
    let words: Vec<&str> = match (table, key) {
        ("project", "timezone") => Zone::names().collect(),
        ("project", "edition") => vec!["2026"],
        ("lints", _) => vec!["allow", "warn", "deny"],
        _ => Vec::new(),
    };
    words.into_iter().map(|word| item(word, "", word, CompletionItemKind::VALUE)).collect()
}

fn item(label: &str, meaning: &str, insert: &str, kind: CompletionItemKind) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        detail: Some(meaning.to_owned()).filter(|meaning| !meaning.is_empty()),
        insert_text: Some(insert.to_owned()),
        kind: Some(kind),
        ..CompletionItem::default()
    }
}
