//! `bourn completions`: what a shell needs to complete our commands.

use std::io;

use clap_complete::Shell;

use super::{Status, Terminal};

/// Print a script that completes commands in a shell
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  bourn completions bash > ~/.local/share/bash-completion/completions/bourn"
)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "bourn", &mut script);
    terminal.print(|out| out.write_all(&script))?;
    Ok(Status::Fine)
}
