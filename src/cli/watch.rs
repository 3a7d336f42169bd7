//! `bourn check --watch`: every diagnostic again, whenever a file changes.

use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::Terminal;
use super::check::counted;
use crate::diagnostic::{Diagnostic, human};
use crate::host::watch::{Watch, WatchedCheck};

/// Clears the screen and what was scrolled out of it, and goes to its start.
const CLEAR: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

/// Checks the projects at a path until somebody interrupts it.
pub(super) fn run(path: Option<&Path>, keeps_screen: bool, terminal: &Terminal) -> io::Result<Infallible> {
    let clears = !keeps_screen && io::stdout().is_terminal();
    let mut watch = Watch::new(path);
    loop {
        let found = watch.check();
        if clears {
            terminal.print(|out| out.write_all(CLEAR))?;
        }
        match found {
            Ok(projects) => projects.iter().try_for_each(|project| print(project, terminal))?,
            Err(report) => drop(terminal.refuse(&report)),
        }
        terminal.say("waiting for changes; Ctrl-C ends it");
        watch.wait();
    }
}

/// Reports go to standard output, since they are the result; the closing line is talk.
fn print(project: &WatchedCheck, terminal: &Terminal) -> io::Result<()> {
    for (snapshot, reports) in &project.reports {
        terminal.print(|out| human(snapshot, reports, terminal.out_colour(), out))?;
    }
    let all: Vec<Diagnostic> = project.reports.iter().flat_map(|(_, reports)| reports.clone()).collect();
    terminal.say(&counted(&project.name, [project.flows, project.segments], &all));
    Ok(())
}
