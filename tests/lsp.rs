//! What editors are answered: each feature over fixtures in `tests/lsp/`, everything over the protocol, and edits of all kinds.

#![cfg(feature = "lsp")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/conversation.rs"]
mod conversation;
#[path = "lsp/fixtures.rs"]
mod fixtures;
#[path = "lsp/incremental.rs"]
mod incremental;
#[path = "lsp/literate.rs"]
mod literate;
#[path = "lsp/session.rs"]
mod session;
#[path = "lsp/typing.rs"]
mod typing;
