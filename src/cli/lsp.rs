//! `bourn lsp`: the language server.

use std::io;

use super::{Status, Terminal};

/// Serve an editor: what is wrong, completion, hover, definitions, names, colours
///
/// The editor starts it and speaks the Language Server Protocol with it on standard input and output. How to set up an editor
/// is told in docs/editors.md.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bourn lsp")]
pub(super) struct Arguments {
    /// What most editors add by themselves; there is no other way to speak with it
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(_: &Arguments, _: &Terminal) -> io::Result<Status> {
    crate::lsp::run()?;
    Ok(Status::Fine)
}
