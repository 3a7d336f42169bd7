//! The layers of `src/` and what each may name, held by reading the sources as tokens.
//!
//! Tokens, and not a syntax tree, since a path counts wherever it stands: in a `use` tree, an expression, a type, the
//! arguments of a macro, the body of a `macro_rules!`. A file is read by [`violations`], which the planted violations
//! at the end go through as well.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The layers, lowest first, and what each may name beside itself. `docs/architecture.md` shows the same table.
/// A better cut changes it; the arrows never run back.
const LAYERS: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["source", "diagnostic"]),
    ("program", &["source", "value", "diagnostic"]),
    ("eval", &["value", "diagnostic", "program"]),
    ("check", &["source", "value", "diagnostic", "syntax", "program", "eval"]),
    ("journey", &["value", "diagnostic", "program", "eval"]),
    ("data", &["value", "diagnostic", "program", "eval"]),
    ("columns", &["value", "program", "eval", "data"]),
    ("jit", &["value", "program", "columns"]),
    ("segments", &["value", "diagnostic", "program", "eval", "data", "columns", "jit"]),
    ("analysis", &["source", "value", "diagnostic", "syntax", "program", "eval", "check"]),
    ("graph", &["source", "value", "program"]),
    ("interop", &["source", "value", "diagnostic", "syntax", "program", "eval", "data"]),
    ("laws", ALL_BELOW),
    ("host", ALL_BELOW),
    ("lsp", ALL_BELOW),
    ("cli", ALL_BELOW),
];

/// Every layer above it in the table. The faces do not know each other, but that `cli` starts `lsp`.
const ALL_BELOW: &[&str] = &["*"];

/// These do input and output and read the clock; all others are the core and do neither.
const OUTER: &[&str] = &["host", "lsp", "cli"];

/// Where `unsafe` may stand.
const UNSAFE: &[&str] = &["src/jit/", "src/host/map.rs"];

/// What the core must not name: the beginnings of paths.
const OUTSIDE: &[&[&str]] = &[
    &["std", "env"],
    &["std", "fs"],
    &["std", "io", "stderr"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "net"],
    &["std", "process"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["std", "*"],
    &["std", "time", "*"],
];

/// What the core must not call, whatever stands before it.
const CLOCKS: &[[&str; 2]] = &[["Utc", "now"], ["Local", "now"], ["Instant", "now"], ["SystemTime", "now"]];

const PRINTS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

#[test]
fn the_sources_keep_to_their_layers() {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    assert!(files.len() > 5, "no sources were found");
    let found: Vec<String> = files.iter().flat_map(|(path, text)| violations(path, text)).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn the_arrows_never_run_back() {
    for (at, (layer, named)) in LAYERS.iter().enumerate() {
        for name in named.iter().filter(|name| **name != "*") {
            let below = LAYERS[..at].iter().any(|(lower, _)| lower == name);
            assert!(below, "`{layer}` may name `{name}`, which does not stand below it");
        }
    }
}

#[test]
fn the_document_shows_the_same_layers() {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|line| *line != "## The layers")
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .take(LAYERS.len())
        .collect();
    let shown: Vec<(String, String)> =
        rows.iter().map(|row| (row[0].replace('`', ""), row[row.len() - 1].replace('`', ""))).collect();
    let wanted = LAYERS.iter().map(|(layer, named)| {
        let named = match (*layer, *named) {
            ("cli", _) => "all but itself; of lsp only the start".to_owned(),
            ("lsp", _) => "all but cli".to_owned(),
            ("laws" | "host", _) => "all above".to_owned(),
            (_, []) => "nothing".to_owned(),
            (_, named) => named.join(", "),
        };
        ((*layer).to_owned(), named)
    });
    assert_eq!(shown, wanted.collect::<Vec<_>>());
}

// The rules

/// What a file does that its layer must not, a line each. `path` starts with `src/`.
fn violations(path: &str, text: &str) -> Vec<String> {
    let modules: Vec<&str> = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').collect();
    let depth = modules.len() - usize::from(modules.last() == Some(&"mod"));
    let test = modules.contains(&"tests");
    let tokens: TokenStream = match text.parse() {
        Ok(tokens) => tokens,
        Err(error) => return vec![format!("{path}: cannot be read: {error}")],
    };
    let file = match modules[0] {
        "lib" | "main" => File { path, layer: None, depth: 0 },
        layer if LAYERS.iter().any(|(known, _)| *known == layer) => File { path, layer: Some(layer), depth },
        layer => {
            return vec![format!(
                "{path}: `{layer}` is no layer; tests/layering.rs and docs/architecture.md list them"
            )];
        }
    };
    let mut found = Vec::new();
    walk(tokens, Scope { depth: file.depth, test, attribute: false }, &mut |scope, fact| {
        if let Some(reason) = file.objection(scope, &fact) {
            let line = fact.line;
            found.push(format!("{path}:{line}: {reason}"));
        }
    });
    found
}

struct File<'a> {
    path: &'a str,
    /// None for the roots of the crates, `lib.rs` and `main.rs`.
    layer: Option<&'a str>,
    depth: usize,
}

impl File<'_> {
    /// Why a file of this layer must not do this.
    fn objection(&self, scope: Scope, fact: &Fact) -> Option<String> {
        let layer = match self.layer {
            Some(layer) => format!("the layer `{layer}`"),
            None => format!("`{}`", self.path),
        };
        let core = self.layer.is_some_and(|layer| !OUTER.contains(&layer));
        match &fact.what {
            What::Unsafe => {
                let allowed = UNSAFE.iter().any(|place| self.path.starts_with(place));
                (!allowed).then(|| {
                    format!("{layer} holds `unsafe`, which may stand in {} only", UNSAFE.join(" and "))
                })
            }
            What::Macro(name) => {
                let prints = core && !scope.test && PRINTS.contains(&name.as_str());
                prints.then(|| {
                    format!("{layer} prints with `{name}!`, but only {} do output", OUTER.join(", "))
                })
            }
            What::Path(path) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                match path[0] {
                    "crate" | "bourn" => self.naming(&path),
                    "super" => self.climbing(scope, &path),
                    _ if core => outside(&path).map(|name| {
                        format!("{layer} names `{name}`, but only {} touch the outside", OUTER.join(", "))
                    }),
                    _ => None,
                }
            }
        }
    }

    /// `crate::check::…`
    fn naming(&self, path: &[&str]) -> Option<String> {
        let shown = path.join("::");
        let Some(layer) = self.layer else {
            // lib.rs holds the layers together; the binary starts the command line and nothing else.
            let wrong = self.path == "src/main.rs" && path.get(1).is_some_and(|name| *name != "cli");
            return wrong.then(|| format!("`{}` names `{shown}`, but it may name only `cli`", self.path));
        };
        let allowed = may_name(layer);
        let named = path.get(1).copied().unwrap_or("*");
        if named == layer || allowed.contains(&named) {
            return None;
        }
        let allowed = match &allowed[..] {
            [] => "nothing".to_owned(),
            names => format!("only `{}`", names.join("`, `")),
        };
        Some(format!("the layer `{layer}` names `{shown}`, but it may name {allowed}"))
    }

    /// `super::super::…`
    fn climbing(&self, scope: Scope, path: &[&str]) -> Option<String> {
        let steps = path.iter().take_while(|segment| **segment == "super").count();
        let leaves = self.layer.is_some() && steps >= scope.depth;
        let layer = self.layer.unwrap_or_default();
        leaves.then(|| {
            format!(
                "the layer `{layer}` climbs out of itself by `{}`; name what it needs by `crate::`",
                path.join("::")
            )
        })
    }
}

/// What a layer may name.
fn may_name(layer: &str) -> Vec<&'static str> {
    let at = LAYERS.iter().position(|(known, _)| *known == layer).unwrap_or(0);
    let (_, named) = LAYERS[at];
    if named == ALL_BELOW { LAYERS[..at].iter().map(|(lower, _)| *lower).collect() } else { named.to_vec() }
}

/// What a path names that the core must not know.
fn outside(path: &[&str]) -> Option<String> {
    let known = OUTSIDE.iter().find(|start| path.starts_with(start)).map(|start| start.join("::"));
    let clock = || {
        CLOCKS.iter().find(|clock| path.windows(2).any(|pair| pair == *clock)).map(|clock| clock.join("::"))
    };
    known.or_else(clock)
}

// Reading

/// Where a token stands.
#[derive(Clone, Copy)]
struct Scope {
    /// How many modules lie around it; 1 is the root of a layer.
    depth: usize,
    test: bool,
    attribute: bool,
}

struct Fact {
    line: usize,
    what: What,
}

enum What {
    Path(Vec<String>),
    Macro(String),
    Unsafe,
}

/// Tells every fact of a stream of tokens, with where it stands.
fn walk(tokens: TokenStream, scope: Scope, tell: &mut dyn FnMut(Scope, Fact)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut for_test = false;
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => {
                let attribute =
                    group.delimiter() == Delimiter::Bracket && at > 0 && is_punct(&tokens[at - 1], '#');
                for_test = if attribute { for_test || is_cfg_test(group) } else { false };
                walk(group.stream(), Scope { attribute: scope.attribute || attribute, ..scope }, tell);
            }
            TokenTree::Ident(word) if word == "mod" => {
                if let (Some(TokenTree::Ident(_)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inside = Scope { depth: scope.depth + 1, test: scope.test || for_test, ..scope };
                    walk(body.stream(), inside, tell);
                    at += 2;
                }
                for_test = false;
            }
            TokenTree::Ident(word) if word == "pub" => {
                // `pub(super)` says who may look in and names nothing.
                if let Some(TokenTree::Group(group)) = tokens.get(at + 1) {
                    at += usize::from(group.stream().into_iter().count() == 1);
                }
            }
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                if word == "unsafe" {
                    tell(scope, Fact { line, what: What::Unsafe });
                }
                let mut paths = Vec::new();
                let end = path(&tokens, at, &[], &mut paths);
                let called = tokens.get(end + 1).is_some_and(|token| is_punct(token, '!'));
                for (line, path) in paths {
                    if let (true, Some(name)) = (called, path.last()) {
                        tell(scope, Fact { line, what: What::Macro(name.clone()) });
                    }
                    let renamed = tokens
                        .get(end + 1)
                        .is_some_and(|next| matches!(next, TokenTree::Ident(next) if next == "as"));
                    if path.len() > 1 || path[0] == "super" || (path[0] == "crate" && renamed) {
                        tell(scope, Fact { line, what: What::Path(path) });
                    }
                }
                at = end;
            }
            TokenTree::Literal(literal) if scope.attribute => {
                // `#[serde(with = "crate::value::text")]`
                let text = literal.to_string();
                let text = text.trim_matches('"');
                if text.starts_with("crate::") || text.starts_with("super::") {
                    let path = text.split("::").map(str::to_owned).collect();
                    tell(scope, Fact { line: literal.span().start().line, what: What::Path(path) });
                }
            }
            TokenTree::Punct(mark) => for_test &= mark.as_char() != ';',
            TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Collects the paths that start at a word, those of a group each by itself; returns where the last token stands.
fn path(
    tokens: &[TokenTree],
    start: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut segments = before.to_vec();
    let mut at = start;
    loop {
        let line = tokens[at].span().start().line;
        match &tokens[at] {
            TokenTree::Ident(word) if word == "self" => {}
            TokenTree::Ident(word) => segments.push(word.to_string()),
            TokenTree::Punct(star) if star.as_char() == '*' => segments.push("*".to_owned()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty()) {
                    path(part, 0, &segments, found);
                }
                return at;
            }
            _ => {
                push(found, line, segments);
                return at.saturating_sub(1).max(start);
            }
        }
        let parted = tokens[at + 1..].iter().take(2).filter(|token| is_punct(token, ':')).count() == 2;
        match tokens.get(at + 3).filter(|_| parted) {
            Some(TokenTree::Ident(_)) => at += 3,
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => at += 3,
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => at += 3,
            _ => {
                push(found, line, segments);
                return at;
            }
        }
    }
}

fn push(found: &mut Vec<(usize, Vec<String>)>, line: usize, path: Vec<String>) {
    if !path.is_empty() {
        found.push((line, path));
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == wanted)
}

fn is_cfg_test(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    text == "cfg(test)"
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).unwrap().components();
            let name: Vec<_> = name.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            files.push((name.join("/"), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

// Planted violations

/// The places and beginnings of what is found in `text`, as a file at `path`.
#[track_caller]
fn finds(path: &str, text: &str, wanted: &[&str]) {
    let found = violations(path, text);
    let fits =
        found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| found.contains(wanted));
    assert!(fits, "found {found:#?}, wanted {wanted:#?}");
}

#[test]
fn a_message_says_what_who_and_what_is_allowed() {
    assert_eq!(
        violations("src/syntax/tree.rs", "\nuse crate::check::Types;\n"),
        [
            "src/syntax/tree.rs:2: the layer `syntax` names `crate::check::Types`, but it may name only `source`, `diagnostic`"
        ]
    );
    assert_eq!(
        violations("src/value.rs", "type A = crate::eval::A;"),
        ["src/value.rs:1: the layer `value` names `crate::eval::A`, but it may name nothing"]
    );
}

#[test]
fn a_path_is_found_wherever_it_stands() {
    let up = "the layer `program` names `crate::check";
    for text in [
        "use crate::check::x;",
        "use crate::{value::A, check::{x, y}};",
        "use crate::{value, check as c};",
        "pub(in crate::check) fn f() {}",
        "fn f() { crate::check::x() }",
        "fn f() -> Vec<crate::check::X> { todo(1) }",
        "fn f() { vec![1, crate::check::x()]; }",
        "fn f() { println!(\"{}\", crate::check::X); }",
        "macro_rules! m { () => { $crate::check::x() }; }",
        "#[serde(with = \"crate::check::x\")] struct S;",
        "#[cfg(test)] mod tests { use crate::check::x; }",
        "impl crate::check::T for S {}",
        "use ::std::fmt; use crate::check;",
    ] {
        let found = violations("src/program/ids.rs", text);
        assert!(found.iter().any(|found| found.contains(up)), "{text} gives {found:#?}");
    }
    finds("src/program/ids.rs", "use crate::{check::{x, y}};", &["crate::check::x", "crate::check::y"]);
}

#[test]
fn every_layer_at_once_is_too_much() {
    finds("src/eval/mod.rs", "use crate::*;", &["names `crate::*`"]);
    finds("src/eval/mod.rs", "use crate as all;", &["names `crate`"]);
}

#[test]
fn what_is_allowed_is_not_found() {
    finds("src/eval/mod.rs", "use crate::{eval::a, value::B, program::{self, c}}; pub(crate) fn f() {}", &[]);
    finds("src/cli/run.rs", "use crate::{lsp, host}; use std::fs; fn f() { println!(); }", &[]);
    finds("src/main.rs", "fn main() { bourn::cli::main() }", &[]);
    finds("src/lib.rs", "pub mod value; pub use crate::value::Value;", &[]);
    finds("src/value/mod.rs", "use std::time::Duration; use std::{fmt, io}; fn f() { my::fs::x() }", &[]);
    finds("src/value/mod.rs", "/// See [`crate::check::X`].\nfn f() { let text = \"crate::check\"; }", &[]);
}

#[test]
fn the_faces_do_not_know_each_other() {
    finds("src/lsp/mod.rs", "use crate::cli;", &["the layer `lsp` names `crate::cli`"]);
    finds("src/host/mod.rs", "use crate::lsp;", &["the layer `host` names `crate::lsp`"]);
    finds(
        "src/main.rs",
        "fn main() { bourn::host::run() }",
        &["names `bourn::host::run`, but it may name only `cli`"],
    );
}

#[test]
fn a_folder_without_a_layer_is_found() {
    finds("src/helpers/mod.rs", "", &["`helpers` is no layer"]);
}

#[test]
fn climbing_out_of_a_layer_is_found() {
    finds("src/eval/mod.rs", "use super::value;", &["climbs out of itself by `super::value`"]);
    finds(
        "src/eval/mod.rs",
        "mod tests { use super::*; use super::super::value; }",
        &["super::super::value"],
    );
    finds("src/eval/text.rs", "use super::x; use super::super::value;", &["super::super::value"]);
    finds("src/eval/text.rs", "use super::{a, super::value};", &["super::super::value"]);
    finds("src/eval/text.rs", "use super::super as up;", &["super::super"]);
    finds(
        "src/eval/functions/text.rs",
        "use super::super::x; use self::super::super::super::value;",
        &["super::super::super"],
    );
    finds("src/eval/mod.rs", "pub(super) fn f() {}", &[]);
    finds("src/eval/text.rs", "fn f() { m!(super::super::value::X) }", &["super::super::value::X"]);
}

#[test]
fn unsafe_stands_in_two_places_only() {
    finds("src/jit/call.rs", "unsafe fn f() {}", &[]);
    finds("src/host/map.rs", "fn f() { unsafe { g() } }", &[]);
    finds(
        "src/host/files.rs",
        "fn f() { unsafe { g() } }",
        &["src/host/files.rs:1: the layer `host` holds `unsafe`"],
    );
    finds("src/value/mod.rs", "m! { unsafe impl Send for S {} }", &["holds `unsafe`"]);
    finds("src/value/mod.rs", "#[unsafe(no_mangle)] fn f() {}", &["holds `unsafe`"]);
    finds("src/main.rs", "fn main() { unsafe {} }", &["`src/main.rs` holds `unsafe`"]);
    finds("src/lib.rs", "#![forbid(unsafe_code)]", &[]);
}

#[test]
fn the_core_touches_no_outside() {
    for (text, named) in [
        ("use std::fs;", "std::fs"),
        ("use std::fs::File as F;", "std::fs"),
        ("use std::{fmt, fs};", "std::fs"),
        ("fn f() { std::env::var(\"HOME\"); }", "std::env"),
        ("fn f() { ::std::env::var(\"HOME\"); }", "std::env"),
        ("use std::{collections::HashMap, time::{Duration, SystemTime}};", "std::time::SystemTime"),
        ("use std::time::Instant;", "std::time::Instant"),
        ("use std::net::TcpStream;", "std::net"),
        ("fn f() { std::process::exit(1) }", "std::process"),
        ("fn f() { let now = chrono::Utc::now(); }", "Utc::now"),
        ("fn f() { let now = Local::now(); }", "Local::now"),
        ("use std::time; fn f() { time::Instant::now() }", "Instant::now"),
        ("use std::time::*;", "std::time::*"),
        ("fn f() { assert!(std::fs::exists(x)) }", "std::fs"),
        ("#[cfg(test)] mod tests { use std::fs; }", "std::fs"),
        ("fn f() { write!(std::io::stdout(), \"\") }", "std::io::stdout"),
    ] {
        finds("src/check/names.rs", text, &[&format!("the layer `check` names `{named}`")]);
        finds("src/host/files.rs", text, &[]);
    }
}

#[test]
fn the_core_prints_nothing_but_in_its_tests() {
    for name in PRINTS {
        let print = format!("fn f() {{ {name}!(\"x\") }}");
        finds(
            "src/eval/vm.rs",
            &print,
            &[&format!("src/eval/vm.rs:1: the layer `eval` prints with `{name}!`")],
        );
        finds("src/eval/vm.rs", &format!("#[cfg(test)]\nmod tests {{ {print} }}"), &[]);
        finds("src/eval/tests.rs", &print, &[]);
        finds("src/cli/run.rs", &print, &[]);
    }
    finds(
        "src/eval/vm.rs",
        "#[cfg(test)] use a::b; mod c { fn f() { println!() } }",
        &["prints with `println!`"],
    );
    finds("src/eval/vm.rs", "fn f() { std::println!() }", &["prints with `println!`"]);
}
