//! Files that `bourn segment` writes: whole or not at all, and the same whoever writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::bourn;

/// The forms of `--output`, by file.
const FORMS: [&str; 3] = ["members.parquet", "members.csv", "members.jsonl"];

/// What a run is asked for that is not about the file.
const COMMON: [&str; 4] = ["segment", "--project", "examples/shop", "--count"];

/// The files of a folder, with what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    entries.filter(|path| path.is_file()).map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A folder with a file of each form from an earlier run, at another moment, so that a run that writes would change them.
fn earlier() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in FORMS {
        let file = shown(&folder.path().join(name));
        assert_eq!(
            bourn(&[&COMMON[..], &["--now", "2026-11-08", "--output", &file]].concat()).0,
            0,
            "{name}"
        );
    }
    folder
}

/// The options that write a file, and those that read it first.
fn asked(file: &str) -> [Vec<&str>; 2] {
    [vec!["--output", file], vec!["--since", file, "--output", file]]
}

/// Whether nothing changed in a folder.
fn is_as_it_was(folder: &Path, before: &BTreeMap<String, Vec<u8>>) {
    let after = files(folder);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(after == *before, "a file has changed");
}

#[test]
fn a_run_that_stops_at_a_wrong_row_leaves_every_earlier_file_as_it_was() {
    let folder = earlier();
    let before = files(folder.path());
    let data = tempfile::tempdir().unwrap();
    let people = shown(&data.path().join("people.jsonl"));
    fs::write(&people, "{\"personId\": \"ana\"}\n{\"personId\": \"ben\", \"createdAt\": \"soon\"}\n")
        .unwrap();
    for name in FORMS {
        for output in asked(&shown(&folder.path().join(name))) {
            let wrong = ["--people", &people, "--on-data-error", "stop"];
            let (code, out, talk) = bourn(&[&COMMON[..], &wrong, &output].concat());
            assert_eq!((code, out.as_str()), (2, ""), "{talk}");
            assert!(talk.contains("E0601"), "{talk}");
            is_as_it_was(folder.path(), &before);
        }
    }
}

#[test]
fn a_folder_that_is_refused_leaves_every_earlier_file_as_it_was() {
    let folder = earlier();
    let before = files(folder.path());
    for name in FORMS {
        // A file is no folder, and what is not there is none either.
        for refused in [folder.path().join(name).join(name), folder.path().join("none").join(name)] {
            let (since, refused) = (shown(&folder.path().join(name)), shown(&refused));
            for output in [&["--output", &*refused][..], &["--since", &since, "--output", &refused]] {
                let (code, out, talk) = bourn(&[&COMMON[..], output].concat());
                assert_eq!((code, out.as_str()), (2, ""), "{talk}");
                assert!(talk.contains("cannot be written"), "{talk}");
                is_as_it_was(folder.path(), &before);
            }
        }
    }
}

/// The system stops every file at a block of 512 bytes.
#[test]
#[cfg(unix)]
fn a_disk_that_is_full_in_the_middle_leaves_every_earlier_file_as_it_was() {
    let folder = earlier();
    let before = files(folder.path());
    let data = tempfile::tempdir().unwrap();
    let [flow, people] = ["all.flow", "people.jsonl"].map(|name| data.path().join(name));
    fs::write(&flow, "segment All = createdAt is empty\n").unwrap();
    let person = |at: usize| format!("{{\"personId\": \"person-{}\"}}\n", at * 7_919);
    fs::write(&people, (0..2_000).map(person).collect::<String>()).unwrap();
    let common = ["segment", "--count", "--project", &shown(&flow), "--people", &shown(&people)];
    for name in FORMS {
        for output in asked(&shown(&folder.path().join(name))) {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_bourn")]);
            let run = shell.args(common).args(output).output().unwrap();
            let talk = String::from_utf8_lossy(&run.stderr);
            assert_eq!((run.status.code(), &*run.stdout), (Some(2), &b""[..]), "{talk}");
            assert!(talk.contains("cannot be written") && talk.contains("File too large"), "{talk}");
            is_as_it_was(folder.path(), &before);
        }
    }
}

#[test]
fn two_runs_write_the_same_bytes_with_one_thread_and_with_two() {
    let (folder, again) = (earlier(), earlier());
    for name in FORMS {
        let [first, second] = [&folder, &again].map(|folder| shown(&folder.path().join(name)));
        for (file, threads) in [(&first, "1"), (&second, "2")] {
            for output in asked(file) {
                assert_eq!(bourn(&[&COMMON[..], &["--threads", threads], &output].concat()).0, 0);
            }
        }
        assert!(fs::read(&first).unwrap() == fs::read(&second).unwrap(), "{name} hangs on threads");
    }
    assert_eq!(files(folder.path()).len(), FORMS.len(), "nothing else is left");
}

/// The file that a link leads to is written, and keeps its permissions.
#[test]
#[cfg(unix)]
fn a_link_still_leads_to_the_file_that_is_written() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = earlier();
    let (file, link) = (folder.path().join("members.csv"), folder.path().join("latest.csv"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("members.csv", &link).unwrap();
    let before = fs::read(&file).unwrap();
    assert_eq!(bourn(&[&COMMON[..], &["--output", &shown(&link)]].concat()).0, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read(&file).unwrap() != before, "the file behind the link is the old one");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}
