//! The verb: which files it takes, what it prints, how it ends.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const UGLY: &str = "segment A=a is 1\n";
const FINE: &str = "segment A = a is 1\n";
const WRONG: &str = "segment A =   a is is\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn bourn(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    command.arg("fmt").args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A verb that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs the verb and compares how it ended and what it printed.
fn check(folder: &Path, arguments: &[&str], input: &str, code: i32, out: &str) -> String {
    let output = bourn(folder, arguments, input);
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {talk}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), out, "{arguments:?}");
    talk
}

fn text(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn a_project_is_formatted_with_all_its_files() {
    let folder = folder(&[("bourn.toml", ""), ("a.flow", UGLY), ("b/c.flow", FINE), ("b/d.flow", UGLY)]);
    check(folder.path(), &["--check"], "", 1, "a.flow\nb/d.flow\n");
    assert_eq!(text(&folder, "a.flow"), UGLY);
    let talk = check(folder.path(), &[], "", 0, "");
    assert_eq!(talk, "2 of 3 files changed\n");
    assert_eq!((text(&folder, "a.flow"), text(&folder, "b/d.flow")), (FINE.to_owned(), FINE.to_owned()));
    check(folder.path(), &["--check"], "", 0, "");
    let entries = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(entries, 3, "nothing else is left behind");
}

#[test]
fn a_folder_without_settings_stands_for_every_project_below_it() {
    let folder =
        folder(&[("one/bourn.toml", ""), ("one/a.flow", UGLY), ("two/bourn.toml", ""), ("two/b.flow", UGLY)]);
    check(folder.path(), &["--check"], "", 1, "one/a.flow\ntwo/b.flow\n");
    check(folder.path(), &["."], "", 0, "");
    assert_eq!(text(&folder, "two/b.flow"), FINE);
}

#[test]
fn files_are_taken_by_name() {
    let folder = folder(&[("a.flow", UGLY), ("b.flow", UGLY), ("c.flow", UGLY)]);
    check(folder.path(), &["a.flow", "b.flow"], "", 0, "");
    assert_eq!(
        [text(&folder, "a.flow"), text(&folder, "b.flow"), text(&folder, "c.flow")],
        [FINE, FINE, UGLY]
    );
}

#[test]
fn a_file_with_mistakes_is_left_as_it_is_and_the_others_are_not() {
    let folder = folder(&[("bourn.toml", ""), ("a.flow", WRONG), ("b.flow", UGLY)]);
    let talk = check(folder.path(), &[], "", 1, "");
    assert!(talk.contains("error[E01") && talk.contains("a.flow:1"), "{talk}");
    assert_eq!((text(&folder, "a.flow"), text(&folder, "b.flow")), (WRONG.to_owned(), FINE.to_owned()));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = folder(&[]);
    check(folder.path(), &["-"], UGLY, 0, FINE);
    check(folder.path(), &["-", "--check", "--stdin-filename", "x.flow"], UGLY, 1, "x.flow\n");
    check(folder.path(), &["-", "--check"], FINE, 0, "");
    let talk = check(folder.path(), &["-", "--stdin-filename", "x.flow"], WRONG, 1, "");
    assert!(talk.contains("x.flow:1"), "{talk}");
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let folder = folder(&[("a.txt", "")]);
    for arguments in [&["b.flow"][..], &["a.txt"], &["."], &["-", "b.flow"]] {
        check(folder.path(), arguments, "", 2, "");
    }
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("a.flow", UGLY)]);
    let path = folder.path().join("a.flow");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.flow", folder.path().join("link.flow")).unwrap();
    check(folder.path(), &["link.flow"], "", 0, "");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("link.flow")).unwrap().is_symlink());
    assert_eq!(text(&folder, "a.flow"), FINE);
}
