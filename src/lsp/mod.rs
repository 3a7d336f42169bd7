//! The language server: `analysis` for editors, over the Language Server Protocol on standard input and output.
//!
//! This is the only place that knows the protocol's types. A loop takes one message after the other: edits change the texts at
//! once; questions are answered on other threads, each from the [view](crate::analysis::View) of the moment at which it was asked, so that
//! no answer waits for an edit and no edit for an answer. What is wrong is told when no further message is waiting, so that a
//! quick typist does not pay for every key.
//!
//! Where an edit changes what many declarations mean, the file at hand is checked and told of first. The rest is checked beside the loop,
//! until the next edit comes; what was found until then counts. Questions about the whole project wait for it.
//!
//! **Architecture Invariant:** every request is answered, once. A question that is withdrawn is answered with that; one whose
//! answer fails is answered with an error, and the server goes on.

mod about;
mod actions;
mod answers;
mod capabilities;
mod commands;
mod completion;
mod diagnostics;
mod document;
mod graph;
mod library;
mod manifest;
mod position;
mod preferences;
mod progress;
mod project;
mod requests;
mod scene;
mod server;
mod tokens;
mod told;
mod uri;
mod work;
mod workspace;

use std::io;

use lsp_server::Connection;

/// Serves an editor on standard input and output until it says goodbye.
///
/// # Errors
///
/// What went wrong with the connection.
pub fn run() -> io::Result<()> {
    let (connection, threads) = Connection::stdio();
    let served = serve(connection);
    // What is still being answered is written before its thread ends.
    served.and(threads.join())
}

/// Serves an editor on a connection until it says goodbye.
///
/// # Errors
///
/// What went wrong with the connection.
pub fn serve(connection: Connection) -> io::Result<()> {
    server::serve(connection)
}
