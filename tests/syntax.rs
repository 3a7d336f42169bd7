//! Tests of the syntax layer. The cases are data under `tests/syntax/`; each feature has one `check`.

use std::time::{Duration, Instant};

use bourn::diagnostic::Diagnostic;
use bourn::source::Snapshot;
use bourn::syntax::show::{show, show_declaration};
use bourn::syntax::token::tokens;
use bourn::syntax::tree::Tree;
use bourn::syntax::{RESERVED, parse, parse_formula, quote_name};
use proptest::prelude::*;
use words::{contextual_words, uses, values};

#[path = "support/words.rs"]
mod words;

/// The tree and the reports of a file.
fn read(text: &str) -> (Snapshot, Tree, Vec<Diagnostic>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    let (tree, diagnostics) = parse(&mut snapshot, file);
    (snapshot, tree, diagnostics)
}

/// The reports of a file, a line each: line, what is underlined, code, message, fix.
fn reports(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let place = diagnostic.place(snapshot).expect("syntax errors have a place");
        let line = snapshot.file(place.file).lines.line(place.span.start as usize) + 1;
        let fix = diagnostic.fixes.first().map_or_else(String::new, |fix| {
            format!(" [{}{}: `{}`]", if fix.sure { "sure: " } else { "" }, fix.title, fix.edits[0].text)
        });
        let (code, message) = (diagnostic.problem.code(), diagnostic.problem.message());
        format!("! {line} «{}» {code} {message}{fix}\n", snapshot.text(place))
    };
    diagnostics.iter().map(line).collect()
}

/// Shows what was understood of each file, and what was found wrong.
#[test]
fn trees() {
    insta::glob!("syntax/trees/*.flow", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (snapshot, tree, diagnostics) = read(&text);
        insta::with_settings!({ snapshot_path => "syntax/trees", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(show(&tree) + &reports(&snapshot, &diagnostics));
        });
    });
}

/// A case of `tests/syntax/recovery.txt`: its title, the lines on which something is found, and the text.
struct Case<'t> {
    title: &'t str,
    lines: Vec<usize>,
    text: &'t str,
}

fn cases(text: &str) -> impl Iterator<Item = Case<'_>> {
    text.split("==== ").skip(1).map(|case| {
        let (head, text) = case.split_once('\n').expect("a case has a text");
        let (title, lines) = head.rsplit_once(": ").expect("a title ends with lines");
        let lines = lines.split(' ').map(|line| line.parse().expect("a line is a number")).collect();
        Case { title, lines, text }
    })
}

/// The words `keep1`, `keep2`, … of a text.
fn kept(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.starts_with("keep") && word.len() > 4).collect()
}

/// Each mistake gives one report, on its line, and what is called `keep…` is still in the tree.
#[test]
fn recovery() {
    let mut all = String::new();
    for case in cases(include_str!("syntax/recovery.txt")) {
        let (snapshot, tree, diagnostics) = read(case.text);
        let shown = show(&tree) + &reports(&snapshot, &diagnostics);
        all += &format!("==== {}\n{shown}\n", case.title);
    }
    insta::with_settings!({ snapshot_path => "syntax", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(all);
    });
    for case in cases(include_str!("syntax/recovery.txt")) {
        check_recovery(&case);
    }
}

fn check_recovery(case: &Case<'_>) {
    let (snapshot, tree, diagnostics) = read(case.text);
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place(&snapshot).expect("syntax errors have a place");
        snapshot.file(place.file).lines.line(place.span.start as usize) + 1
    });
    let mut lines: Vec<usize> = lines.collect();
    lines.sort_unstable();
    assert_eq!(lines, case.lines, "{}:\n{}", case.title, reports(&snapshot, &diagnostics));
    let shown = show(&tree);
    for word in kept(case.text) {
        assert!(shown.contains(word), "{}: {word} is lost in\n{shown}", case.title);
    }
}

fn codes(text: &str) -> Vec<String> {
    read(text).2.iter().map(|diagnostic| diagnostic.problem.code().to_string()).collect()
}

/// Contextual words are names wherever a name can stand.
#[test]
fn contextual_words_are_names() {
    assert!(contextual_words().len() > 90);
    for word in contextual_words() {
        for text in uses(word).iter().chain(&values(word)) {
            let (snapshot, tree, diagnostics) = read(text);
            assert!(diagnostics.is_empty(), "{text}\n{}{}", show(&tree), reports(&snapshot, &diagnostics));
        }
    }
}

/// Reserved words are names in backticks only.
#[test]
fn reserved_words_need_backticks() {
    for word in RESERVED {
        for text in uses(word) {
            let (snapshot, _, diagnostics) = read(&text);
            assert_eq!(codes(&text), ["E0108"], "{text}\n{}", reports(&snapshot, &diagnostics));
        }
        for text in uses(&quote_name(word)).iter().chain(&values(&quote_name(word))) {
            assert!(codes(text).is_empty(), "{text}");
        }
    }
}

/// Checks a formula by its tree or by its reports.
fn check_formula(text: &str, expected: &str) {
    let mut snapshot = Snapshot::new();
    let (declaration, diagnostics) = parse_formula(&mut snapshot, "<formula>", text);
    let shown = show_declaration(&declaration) + &reports(&snapshot, &diagnostics);
    assert_eq!(shown.trim_end(), expected);
}

#[test]
fn formulas_by_themselves() {
    check_formula("1 + 2", "(formula (+ 1 2))");
    check_formula("\n a is 1 // remark\n", "(formula (\"is\" a 1))");
    check_formula("people", "(formula people)");
    check_formula("a +", "(broken)\n! 1 «» E0101 expected a value, found the end of the line");
    check_formula("", "(broken)\n! 1 «» E0101 expected a value, found the end of the line");
    check_formula("f(a", "(broken)\n! 1 «(» E0103 `(` is never closed");
}

/// Spans underline exactly what a statement, its head and an expression are, also behind multibyte text.
#[test]
fn spans_are_exact() {
    let text = "// 😀\n/// Docs.\nflow Ž {\n    /// Docs.\n    ž: segment audience   { // r\n        when a  // r\n            and \"ž\" is b   { }\n    }   // r\n}";
    let (snapshot, tree, _) = read(text);
    let declaration = &tree.declarations[0];
    let slice =
        |span| snapshot.text(snapshot.place(bourn::source::Location { declaration: declaration.id, span }));
    let bourn::syntax::tree::DeclarationKind::Flow(flow) = &declaration.kind else { panic!("a flow") };
    let statement = &flow.statements[0];
    assert!(
        slice(declaration.span).starts_with("/// Docs.\nflow") && slice(declaration.span).ends_with("\n}")
    );
    assert!(slice(statement.span).starts_with("ž: segment") && slice(statement.span).ends_with("}\n    }"));
    assert_eq!(slice(statement.head), "ž: segment audience");
    let spans: Vec<&str> =
        declaration.expressions.iter().map(|(_, expression)| slice(expression.span)).collect();
    assert_eq!(spans, ["a", "\"ž\"", "b", "\"ž\" is b", "a  // r\n            and \"ž\" is b"]);
}

/// Texts that stand in themselves `depth` times, whole and with a mistake in the middle.
fn nested(depth: usize) -> Vec<String> {
    let nest = |open: &str, middle: &str, close: &str| open.repeat(depth) + middle + &close.repeat(depth);
    let mut texts = Vec::new();
    for middle in ["a", "a b", "a <"] {
        texts.extend([
            nest("(", middle, ")"),
            nest("f(", middle, ")"),
            nest("f(a, ", middle, ")"),
            nest("sum(a.b where (", middle, "))"),
            nest("(a is (", middle, "))"),
            nest("(happened a where (", middle, "))"),
            nest("if a then ", middle, " else b"),
            nest("if (", middle, ") then b else c"),
            nest("not (", middle, ")"),
            nest("a is one of (", middle, ")"),
            nest("\"{{", middle, "}}\""),
            nest("\"\"\"{{f(", middle, ")}}\"\"\""),
        ]);
    }
    texts
}

fn time(text: &str) -> Duration {
    let once = || {
        let (start, mut snapshot) = (Instant::now(), Snapshot::new());
        parse_formula(&mut snapshot, "<formula>", text);
        let file = snapshot.add("test.flow", text);
        parse(&mut snapshot, file);
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// Four times the depth takes some four times as long; going back and forth over the same text would take 2^24 times.
#[test]
fn nesting_takes_no_exponential_time() {
    for (shallow, deep) in nested(7).iter().zip(nested(28)) {
        let (short, long) = (time(shallow), time(&deep));
        assert!(long < short * 60 + Duration::from_millis(100), "{short:?} and {long:?} for {deep}");
    }
}

/// Sixteen times the text takes some sixteen times as long, whole or broken.
#[test]
fn long_text_takes_linear_time() {
    let flow = |line: &str, count: usize| format!("flow A {{\n{}}}\n", line.repeat(count));
    let texts = |count: usize| {
        vec![
            "segment A = happened b where (c is 1 and d > 3) within last 3 days\n".repeat(count),
            flow("    send email { subject \"Hi {{a ?? \"b\"}}\" }\n", count),
            flow("    send email { subject \"Hi {{a ?? \"b\"}}\" }\n", count) + "flow B { pasue }",
            flow("    add tga \"x\"\n", count),
            flow("    when a {\n", count),
            flow("    @ (\n", count),
            "\"a {{ \" \n".repeat(count),
            "\"{{".repeat(count),
            "\"\"\" {{ \n".repeat(count),
            "} ) ] /// \n".repeat(count),
        ]
    };
    for (short, long) in texts(50).iter().zip(texts(800)) {
        let times = (time(short), time(&long));
        assert!(times.1 < times.0 * 16 * 8 + Duration::from_millis(300), "{times:?} for {short}");
    }
}

/// What is nested sensibly is read; what is nested beyond reason is refused, by one report, without exhausting the stack.
#[test]
fn nesting_is_limited() {
    for text in nested(30).iter().take(12) {
        let (_, diagnostics) = parse_formula(&mut Snapshot::new(), "<formula>", text);
        let syntax = diagnostics.iter().any(|diagnostic| diagnostic.problem.code().0 == "E0110");
        assert!(!syntax, "{text}");
    }
    for text in nested(5000).iter().take(12) {
        let (_, diagnostics) = parse_formula(&mut Snapshot::new(), "<formula>", text);
        assert_eq!(diagnostics.len(), 1, "{}", &text[..40]);
        assert_eq!(diagnostics[0].problem.code().0, "E0110", "{}", &text[..40]);
    }
    let blocks =
        format!("flow F {{ {} {} }}", "segment audience { when a { ".repeat(3000), "} } ".repeat(3000));
    assert_eq!(codes(&blocks), ["E0110"]);
    assert_eq!(codes(&format!("segment S = {} a", "not ".repeat(3000))), ["E0110"]);
    assert_eq!(codes(&format!("segment S = {} a", "-".repeat(3000))), ["E0110"]);
    assert_eq!(codes(&format!("segment S = a{}", " or a".repeat(3000))), ["E0110"]);
    assert!(codes(&format!("segment S = a{}", " or a".repeat(300))).is_empty());
    assert!(codes(&format!("segment S = {} b", "if a then b else ".repeat(300))).is_empty());
}

/// What holds for every text.
fn check_laws(text: &str) -> Result<(), TestCaseError> {
    let pieces: String = tokens(text).iter().map(|token| &text[token.span.range()]).collect();
    prop_assert_eq!(&pieces, text);
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("test.flow", text);
    let (before, diagnostics) = parse(&mut snapshot, file);
    for diagnostic in &diagnostics {
        let span = diagnostic.place(&snapshot).expect("syntax errors have a place").span;
        prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
    }
    let broken =
        before.declarations.iter().any(|declaration| show_declaration(declaration).contains("(broken"));
    prop_assert!(!broken || !diagnostics.is_empty(), "nothing is said about {text:?}");
    let file = snapshot.add("test.flow", &format!("// žluťoučký\n\n{text}"));
    let (after, again) = parse(&mut snapshot, file);
    prop_assert_eq!(before.declarations, after.declarations);
    prop_assert_eq!(diagnostics, again);
    Ok(())
}

/// Words, signs and blanks of the language.
fn soup() -> impl Strategy<Value = String> {
    let words: Vec<String> =
        contextual_words().into_iter().chain(RESERVED.iter().copied()).map(str::to_owned).collect();
    let signs = "{ } ( ) [ ] , ; : = == < + - * / % ?? . ? \" \"\"\" {{ }} \\ ` @ ž 😀 3 3.5 50% 2026-11-30 13:00 \"a\" \"{{a}}\" // ///";
    let signs: Vec<String> = signs.split(' ').map(str::to_owned).collect();
    let heads = [
        "\nflow A {",
        "\npeople {",
        "\nsegment B =",
        "\n}",
        "\n",
        "\n    ",
        "segment audience {",
        "when a {",
        "send sms {",
    ];
    let heads: Vec<String> = heads.map(str::to_owned).to_vec();
    let word = prop_oneof![3 => prop::sample::select(words), 3 => prop::sample::select(signs), 2 => prop::sample::select(heads)];
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

/// A sample with a part taken out and something put in.
fn damaged() -> impl Strategy<Value = String> {
    let samples = [
        include_str!("syntax/trees/flow.flow"),
        include_str!("syntax/trees/declarations.flow"),
        include_str!("syntax/trees/expressions.flow"),
    ];
    let patch = prop::sample::select(vec![
        "", " ", "\n", "}", "{", "\"", "ž", "(", ")", "\"\"\"", "is", "flow", "`", "{{", "}}",
    ]);
    (prop::sample::select(samples.to_vec()), any::<prop::sample::Index>(), 0usize..40, patch).prop_map(
        |(sample, at, length, patch)| {
            let start = sample.floor_char_boundary(at.index(sample.len()));
            let end = sample.ceil_char_boundary((start + length).min(sample.len()));
            format!("{}{patch}{}", &sample[..start], &sample[end..])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read(text in "(?s).{0,200}") {
        check_laws(&text)?;
    }

    #[test]
    fn any_soup_can_be_read(text in soup()) {
        check_laws(&text)?;
    }

    #[test]
    fn any_damage_can_be_read(text in damaged()) {
        check_laws(&text)?;
    }
}
