//! `bourn new`: what it makes is a project that every verb takes.

use super::{bourn, out, talk};

#[test]
fn the_new_project_checks_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let made = bourn(&["new", "first"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", talk(&made));
    let project = folder.path().join("first");
    for file in out(&made).lines() {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    for verb in [&["check", "--deny", "warnings"][..], &["fmt", "--check"], &["test"], &["segment"], &["run"]]
    {
        let output = bourn(verb).current_dir(&project).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{verb:?}: {}", talk(&output));
    }
    let ids = bourn(&["segment", "Newcomers", "--ids"]).current_dir(&project).output().unwrap();
    assert_eq!(out(&ids), "ana\nben\ncleo\n");
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("welcome.flow"), "mine").unwrap();
    let output = bourn(&["new", "."]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("`welcome.flow` exists already"), "{}", talk(&output));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["welcome.flow"], "no other file was written");
    assert_eq!(std::fs::read_to_string(folder.path().join("welcome.flow")).unwrap(), "mine");
}

#[test]
fn the_name_of_the_folder_is_the_name_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    for (name, written) in [("über uns", "über uns"), ("a\"b", "ab"), ("in/.", "in")] {
        let place = folder.path().join(name);
        let output = bourn(&["new"]).arg(&place).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        let settings = std::fs::read_to_string(place.join("bourn.toml")).unwrap();
        assert!(settings.contains(&format!("name = \"{written}\"\n")), "{settings}");
    }
}
