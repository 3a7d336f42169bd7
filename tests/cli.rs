//! The command line as a whole: help, version, colour, exit codes, pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "cli/check.rs"]
mod check;
#[cfg(feature = "data")]
#[path = "cli/data.rs"]
mod data;
#[cfg(feature = "data")]
#[path = "cli/engine.rs"]
mod engine;
#[cfg(feature = "data")]
#[path = "cli/eval.rs"]
mod eval;

#[path = "cli/graph.rs"]
mod graph;

#[cfg(feature = "data")]
#[path = "cli/import.rs"]
mod import;

#[cfg(feature = "data")]
#[path = "cli/new.rs"]
mod new;

#[cfg(feature = "data")]
#[path = "cli/repl.rs"]
mod repl;

#[path = "cli/watch.rs"]
mod watch;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn bourn(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

fn run(arguments: &[&str]) -> Output {
    bourn(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn talk(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The verbs that `--help` lists.
fn verbs() -> Vec<String> {
    let help = out(&run(&["--help"]));
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn the_version_names_that_of_the_time_zones() {
    let output = run(&["--version"]);
    assert_eq!(output.status.code(), Some(0));
    let zones = bourn::value::tz_version();
    assert_eq!(out(&output), format!("bourn {} (time zones {zones})\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_verb_has_help_with_an_example() {
    let verbs = verbs();
    assert!(verbs.iter().any(|verb| verb == "completions"), "{verbs:?}");
    for verb in verbs {
        let output = run(&[&verb, "--help"]);
        assert_eq!(output.status.code(), Some(0));
        let help = out(&output);
        let example = format!("  bourn {verb}");
        assert!(help.contains("Example") && help.contains(&example), "`bourn {verb} --help` has no example");
        assert!(help.lines().all(|line| line.chars().count() <= 110), "{help}");
    }
}

#[test]
#[cfg(all(unix, feature = "data"))]
fn the_examples_of_the_help_work_when_pasted() {
    let binaries = Path::new(env!("CARGO_BIN_EXE_bourn")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    for verb in ["explain", "eval", "segment"] {
        let help = out(&run(&[verb, "--help"]));
        let examples = help.split("Examples:\n").nth(1).unwrap().lines();
        for example in examples.map(str::trim).filter(|line| !line.is_empty()) {
            let mut shell = Command::new("sh");
            shell.args(["-c", example]).current_dir(env!("CARGO_MANIFEST_DIR")).env("PATH", &path);
            let output = shell.output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{example}: {}", talk(&output));
        }
    }
}

#[test]
fn wrong_usage_is_told_of_on_standard_error_and_ends_with_2() {
    let cases: [&[&str]; 5] =
        [&[], &["frobnicate"], &["--frobnicate"], &["completions"], &["--color", "sometimes", "check"]];
    for arguments in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(out(&output), "", "{arguments:?}");
        assert!(
            talk(&output).contains("Usage: bourn") || talk(&output).contains("--help"),
            "{}",
            talk(&output)
        );
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!((output.status.code(), talk(&output)), (Some(0), String::new()));
        assert!(out(&output).contains("completions"), "{shell}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child =
        bourn(&["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), talk(&output)), (Some(0), String::new()));
}

#[test]
fn colour_is_for_terminals_or_those_who_ask() {
    let project = project("segment Old = agee > 3\n");
    let path = project.path().to_str().unwrap();
    let coloured = |command: &mut Command| {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    assert!(!coloured(&mut bourn(&["check", path])), "into a pipe");
    assert!(coloured(&mut bourn(&["--color", "always", "check", path])));
    assert!(coloured(&mut bourn(&["check", path, "--color=always"])), "behind the verb as well");
    assert!(coloured(bourn(&["--color", "always", "check", path]).env("NO_COLOR", "1")), "who asks is heard");
    assert!(!coloured(bourn(&["--color", "never", "check", path]).env("CLICOLOR_FORCE", "1")));
}

// Projects

#[test]
fn what_is_wrong_with_sources_ends_with_1_and_with_settings_with_2() {
    let right = project("segment Old = country is \"Croatia\"\n");
    assert_eq!(check(right.path()).0, Some(0));
    let wrong = project("segment Old = agee > 3\n");
    assert_eq!(check(wrong.path()).0, Some(1));
    fs::write(wrong.path().join("bourn.toml"), "[project]\ntimezone = \"Mars\"\n").unwrap();
    assert_eq!(check(wrong.path()).0, Some(2));
}

#[test]
fn a_project_is_a_folder_a_file_or_what_lies_below() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (code, text) = check(folder.path());
    assert_eq!(code, Some(2));
    assert!(text.contains("E0505"), "{text}");
    for name in ["a", "b/c", ".hidden", "target", "a/vendor"] {
        fs::create_dir_all(path(name)).unwrap();
        fs::write(path(name).join("bourn.toml"), "").unwrap();
        fs::write(path(name).join("x.flow"), format!("segment In{} = age > 3\n", name.len())).unwrap();
    }
    let (code, text) = check(folder.path());
    assert_eq!(code, Some(1));
    assert_eq!(text.matches("error[E0201]").count(), 3, "a, a/vendor and b/c, each for itself:\n{text}");
    let (_, text) = check(&path("a"));
    assert_eq!(text.matches("error[E0201]").count(), 1, "a project in a project is one of its own:\n{text}");
    assert_eq!(check(&path("a/x.flow")).0, Some(1));
    fs::write(path("notes.txt"), "").unwrap();
    assert_eq!(check(&path("notes.txt")).0, Some(2));
    assert_eq!(check(&path("nothing")).0, Some(2));
    fs::create_dir_all(path("a/deep/er")).unwrap();
    let upward = bourn(&["check"]).current_dir(path("a/deep/er")).output().unwrap();
    assert_eq!(upward.status.code(), Some(1), "{}", talk(&upward));
}

/// The files that messages are made of are part of a project.
#[test]
fn a_message_from_a_file_wants_the_file() {
    let flow = "flow F {\n    enter when happened pageView\n    send sms { text file \"hi.txt\" }\n}\n";
    let folder = project(flow);
    let (code, said) = check(folder.path());
    assert_eq!(code, Some(2));
    assert!(
        said.contains("E0506") && said.contains("`hi.txt` does not exist") && said.contains("a.flow:3:26"),
        "{said}"
    );
    fs::write(folder.path().join("hi.txt"), "Hi").unwrap();
    assert_eq!(check(folder.path()).0, Some(0));
}

fn project(source: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bourn.toml"), "").unwrap();
    fs::write(folder.path().join("a.flow"), source).unwrap();
    folder
}

/// The exit code of `bourn check`, and all that it says.
fn check(path: &Path) -> (Option<i32>, String) {
    let output = run(&["check", path.to_str().unwrap()]);
    (output.status.code(), out(&output) + &talk(&output))
}

#[test]
fn codes_are_listed_and_explained() {
    let list = out(&run(&["explain"]));
    assert!(list.lines().count() > 80 && list.contains("E0201  unknown name\n"), "{list}");
    assert!(out(&run(&["explain", "w412"])).starts_with("# W0412: no entry\n"));
    let output = run(&["explain", "E0999"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&run(&["explain", "W9412"])).contains("did you mean `"));
    let document =
        |arguments: &[&str]| -> serde_json::Value { serde_json::from_str(&out(&run(arguments))).unwrap() };
    let schema = fs::read_to_string("docs/schemas/explain.schema.json").unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    let all = document(&["explain", "--format", "json"]);
    assert!(jsonschema::is_valid(&schema, &all));
    assert_eq!(all["codes"].as_array().unwrap().len(), list.lines().count());
    let one = document(&["explain", "201", "--format", "json"]);
    assert!(jsonschema::is_valid(&schema, &one));
    assert_eq!(one["codes"][0]["code"], "E0201");
}
