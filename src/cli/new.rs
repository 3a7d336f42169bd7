//! `bourn new`: a first project.

use std::io;
use std::path::PathBuf;

use super::{Status, Terminal};
use crate::host::{files, new};

/// Make a small project that checks, tests and runs
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bourn new my-journeys")]
pub(super) struct Arguments {
    /// The folder of the project; it is made if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let made = match new::create(&arguments.folder) {
        Ok(made) => made,
        Err(diagnostic) => return Ok(terminal.refuse(&diagnostic)),
    };
    terminal.print(|out| made.iter().try_for_each(|path| writeln!(out, "{}", files::shown(path))))?;
    let folder = files::shown(&arguments.folder);
    terminal.say(&format!("Made a project. Go on with `cd {folder}` and `bourn check`."));
    Ok(Status::Fine)
}
