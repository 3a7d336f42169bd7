//! `bourn repl`, with lines from a pipe: answers, commands, mistakes.

use std::io::Write;
use std::process::{Output, Stdio};

use super::{bourn, out, talk};

fn converse(arguments: &[&str], lines: &str) -> Output {
    let mut command = bourn(&["repl"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn every_line_is_answered() {
    let lines = "round(2.5)\n\n  firstName ?? \"friend\"\n:type now() - createdAt\n:quit\n1\n";
    let output = converse(&[], lines);
    assert_eq!((talk(&output).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(out(&output), "3\n\"friend\"\nduration\n");
}

#[test]
fn person_and_moment_change_on_the_way() {
    let lines = "firstName\n:person {\"firstName\": \"Ben\"}\nfirstName\n:person\nfirstName\n\
        :now 2026-11-30 13:00\nnow()\n";
    let output = converse(
        &["--person", "{\"firstName\": \"Ana\"}", "--now", "2026-11-01", "--timezone", "UTC"],
        lines,
    );
    assert_eq!((talk(&output).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(out(&output), "\"Ana\"\n\"Ben\"\nempty\n2026-11-30 13:00\n");
}

#[test]
fn a_mistake_is_told_and_the_next_line_is_answered() {
    let output =
        converse(&[], "firstNam\n1 / (toInteger(city ?? \"0\") ?? 1)\n:tpye 1\n:now never\n:person {\n2\n");
    assert_eq!(output.status.code(), Some(2), "the worst line decides");
    assert_eq!(out(&output), "empty\n2\n");
    let talk = talk(&output);
    for told in ["E0201", "did you mean `firstName`?", "`:type`?", "`--now never`", "E0702"] {
        assert!(talk.contains(told), "`{told}` is missing:\n{talk}");
    }
    assert_eq!(converse(&[], "1 / zero\n").status.code(), Some(1));
}

#[test]
fn help_lists_every_command() {
    let help = out(&converse(&[], ":help\n"));
    for command in [":type", ":person", ":now", ":help", ":quit"] {
        assert!(help.lines().any(|line| line.starts_with(command)), "{help}");
    }
}
