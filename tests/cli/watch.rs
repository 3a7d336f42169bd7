//! `bourn check --watch`: the binary is started, files are changed beside it, and what it says next is read.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::bourn;

/// How long a check may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// What says that a check is at its end.
const END: &str = "waiting for changes";

/// A watch at work.
struct Watching {
    process: Child,
    /// What it says, line by line.
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Watching {
        let mut process = bourn(&["check", "--watch"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(process.stdout.take().unwrap()), Box::new(process.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Watching { process, lines }
    }

    /// What the next check says, talk included.
    fn next(&self) -> String {
        let mut said = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("a check comes to its end");
            if line.starts_with(END) {
                // What went to the other stream may come a little later.
                thread::sleep(Duration::from_millis(500));
                said.extend(self.lines.try_iter().map(|line| line + "\n"));
                return said;
            }
            said += &(line + "\n");
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn it_checks_again_whenever_files_change() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("bourn.toml", "[project]\nname = \"shop\"\n");
    write("a.flow", "segment Adults = age >= 18\n");
    let watching = Watching::start(folder.path());
    let said = watching.next();
    assert!(said.contains("E0201") && said.contains("shop: 0 flows and 1 segment, 1 error"), "{said}");
    write("people.flow", "people { age: integer }\n");
    let said = watching.next();
    assert!(!said.contains("E0201") && said.contains("1 segment, no problems"), "{said}");
    write("a.flow", "segment Adults = age >= \"18\"\n");
    assert!(watching.next().contains("1 error"));
    fs::remove_file(folder.path().join("a.flow")).unwrap();
    let said = watching.next();
    assert!(said.contains("0 segments, no problems"), "{said}");
    write("bourn.toml", "[project]\nname = \"shop\"\nnme = \"x\"\n");
    let said = watching.next();
    assert!(said.contains("bourn.toml") && said.contains("nme"), "{said}");
    write("bourn.toml", "[project]\nname = \"store\"\n");
    assert!(watching.next().contains("store: 0 flows"));
    fs::remove_file(folder.path().join("bourn.toml")).unwrap();
    assert!(
        watching.next().contains("bourn.toml"),
        "that there is no project is said, and the watch goes on"
    );
    write("bourn.toml", "[project]\n");
    assert!(watching.next().contains("0 segments, no problems"));
}

#[test]
fn files_that_messages_are_made_from_are_watched() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("bourn.toml", "[project]\nname = \"shop\"\n");
    write(
        "a.flow",
        "flow F {\n    enter when happened addedToCart\n    send email { subject \"a\"; body file \"a.html\" }\n}\n",
    );
    let watching = Watching::start(folder.path());
    assert!(watching.next().contains("a.html"), "the file is missing");
    write("a.html", "Hi {{frstName}}\n");
    assert!(watching.next().contains("frstName"));
    write("a.html", "Hi {{firstName ?? \"you\"}}\n");
    assert!(watching.next().contains("1 flow and 0 segments, no problems"));
}

#[test]
fn standard_input_is_not_watched() {
    let output = bourn(&["check", "--watch", "-"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be watched"));
}
