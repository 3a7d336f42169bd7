//! `bourn check`: formats, fixes, standard input, several projects, levels.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::{bourn, out, talk};

/// Two projects below one folder, each with a mistake that has a sure fix; in one of them a mistake that has none.
fn projects() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("clinic", "segment Local = City is \"Split\"\n"),
        (
            "shop",
            "event paid { }\nsegment Never = happened paid exactly 0 times\nsegment Odd = plann is \"a\"\n",
        ),
    ] {
        fs::create_dir_all(folder.path().join(name).join("flows")).unwrap();
        fs::write(folder.path().join(name).join("bourn.toml"), "[project]\n").unwrap();
        fs::write(folder.path().join(name).join("flows/a.flow"), text).unwrap();
    }
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    bourn(&["check"]).args(arguments).current_dir(folder).output().unwrap()
}

fn with_input(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = bourn(&["check", "-"]);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn several_projects_are_one_document_with_paths_from_here() {
    let folder = projects();
    let output = check(folder.path(), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    let made: Value = serde_json::from_str(&out(&output)).unwrap();
    let found: Vec<String> = made["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}", one["path"], one["start"]["line"], one["code"]).replace('"', ""))
        .collect();
    let wanted = ["clinic/flows/a.flow 1 E0204", "shop/flows/a.flow 2 E0308", "shop/flows/a.flow 3 E0201"];
    assert_eq!(found, wanted);
    assert_eq!(made["errors"], 3);
    let sarif: Value = serde_json::from_str(&out(&check(folder.path(), &["--format", "sarif"]))).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 3);
    let below = out(&check(&folder.path().join("shop/flows"), &["--format", "github"]));
    assert!(below.starts_with("::error file=../flows/a.flow,line=2,"), "{below}");
    assert_eq!(below.lines().count(), 2);
}

#[test]
fn fixes_are_written_and_what_is_left_is_shown() {
    let folder = projects();
    let output = check(folder.path(), &["--fix", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let made: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(made["errors"], 1);
    assert_eq!(made["diagnostics"][0]["code"], "E0201");
    let done = "fixed clinic/flows/a.flow:1:17 E0204: write `city`\n\
                fixed shop/flows/a.flow:2:17 E0308: write `not` before it instead of the count\n";
    assert_eq!(talk(&output), done);
    let text = |name: &str| fs::read_to_string(folder.path().join(name).join("flows/a.flow")).unwrap();
    assert_eq!(text("clinic"), "segment Local = city is \"Split\"\n");
    assert!(text("shop").contains("segment Never = not happened paid\n"));
    let again = check(folder.path(), &["--fix", "clinic"]);
    assert_eq!((again.status.code(), out(&again).as_str()), (Some(0), ""));
}

#[test]
fn standard_input_is_part_of_the_project_it_is_said_to_lie_in() {
    let folder = projects();
    let text = "segment Both = in segment never and City is empty\n";
    let arguments = ["--stdin-filename", "shop/flows/b.flow"];
    let output = with_input(folder.path(), &[&arguments[..], &["--format", "github"]].concat(), text);
    let lines = out(&output);
    let files: Vec<&str> = lines.lines().filter_map(|line| line.split(',').next()).collect();
    let (a, b) = ("::error file=shop/flows/a.flow", "::error file=shop/flows/b.flow");
    assert_eq!(files, [a, a, b, b]);
    let output = with_input(folder.path(), &[&arguments[..], &["--fix"]].concat(), text);
    assert_eq!(out(&output), "segment Both = in segment Never and city is empty\n");
    assert_eq!(output.status.code(), Some(1), "the other file still has its mistakes");
    assert!(!folder.path().join("shop/flows/b.flow").exists());
    let alone = with_input(folder.path(), &["--fix"], "segment A = Age = 3 && true\n");
    assert_eq!(out(&alone), "segment A = Age is 3 and true\n");
    assert!(talk(&alone).contains("standard input:1:13"), "{}", talk(&alone));
}

#[test]
fn levels_decide_how_the_check_ends() {
    let folder = tempfile::tempdir().unwrap();
    let flow = "flow F { exit }\n";
    fs::write(folder.path().join("a.flow"), flow).unwrap();
    let outcome = |lints: &str, arguments: &[&str]| {
        fs::write(folder.path().join("bourn.toml"), format!("[lints]\n{lints}\n")).unwrap();
        let output = check(folder.path(), arguments);
        (output.status.code(), out(&output))
    };
    assert_eq!(outcome("", &[]).0, Some(0));
    assert_eq!(outcome("", &["--deny", "warnings"]).0, Some(1));
    assert_eq!(outcome("W0412 = \"allow\"", &["--deny", "warnings"]), (Some(0), String::new()));
    let (code, text) = outcome("W0412 = \"deny\"", &[]);
    assert_eq!(code, Some(1));
    assert!(text.starts_with("error[W0412]"), "{text}");
    let (code, text) =
        outcome("W0421 = \"deny\"\nE0201 = \"warn\"\nW0412 = \"deni\"", &["--format", "github"]);
    assert_eq!(code, Some(2), "wrong settings are wrong input");
    for code in ["E0509", "E0510", "E0511", "W0412"] {
        assert!(text.contains(&format!("title={code}%3A")), "{code} in {text}");
    }
    fs::write(folder.path().join("a.flow"), format!("allow(W0412, \"by hand\")\n{flow}")).unwrap();
    assert_eq!(outcome("W0412 = \"deny\"", &["--deny", "warnings"]).0, Some(0));
}

/// Segments and labels without a use are told of where the project asks for that, and nowhere else.
#[test]
fn what_is_told_on_request() {
    let flow = "segment Alone = country is \"Croatia\"\nflow F {\n    enter when happened pageView\n    \
                hello: add tag \"a\"\n    offer: split audience {\n        50% x { }\n        50% y { add tag \"y\" }\n    }\n}\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.flow"), flow).unwrap();
    let said = |lints: &str| {
        fs::write(folder.path().join("bourn.toml"), format!("[lints]\n{lints}\n")).unwrap();
        let output = check(folder.path(), &[]);
        (output.status.code(), out(&output))
    };
    let (code, silent) = said("");
    assert_eq!(code, Some(0));
    assert!(!silent.contains("Alone") && !silent.contains("hello"), "{silent}");
    let (code, told) = said("N0473 = \"warn\"\nN0474 = \"deny\"");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("warning[N0473]: nothing refers to the segment `Alone`"), "{told}");
    assert!(told.contains("error[N0474]: nothing refers to the label `hello`"), "{told}");
    assert!(!told.contains("`offer`"), "{told}");
    assert!(!said("N0473 = \"allow\"").1.contains("Alone"));
}

/// A file that messages are made from is mended, unless what is a mistake in one flow is none in another.
#[test]
fn fixes_are_written_to_files_of_messages() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let flow = |name: &str, variable: &str, file: &str| {
        format!(
            "flow {name} {{\n    enter when happened visited\n    {variable}\n    \
             send email {{ subject \"a\"; body file \"{file}\" }}\n}}\n"
        )
    };
    write("bourn.toml", "[project]\nname = \"mails\"\n");
    write("one.txt", "Hi {{Plan ?? \"you\"}}\n");
    write("both.txt", "Hi {{Plan ?? \"you\"}}\n");
    let flows = [
        flow("A", "", "one.txt"),
        flow("B", "", "both.txt"),
        flow("C", "variable Plan: text = \"a\"", "both.txt"),
    ];
    write("a.flow", &format!("people {{ plan: text }}\nevent visited\n{}", flows.concat()));
    let output = check(folder.path(), &["--fix"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(read("one.txt"), "Hi {{plan ?? \"you\"}}\n");
    assert_eq!(read("both.txt"), "Hi {{Plan ?? \"you\"}}\n");
}
