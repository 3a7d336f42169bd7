//! What leads elsewhere: files that messages are made from, addresses of calls, codes in allowances.

use std::sync::Arc;

use super::view::{Declared, View};
use super::walk;
use crate::source::{FileId, Location, Place, Span};
use crate::syntax::tree::{Content, ContentValue, ExpressionKind, PlainText, StatementKind, TextPart};

/// Text that leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// To a file, by its path below the project.
    File(Place, Arc<str>),
    /// To an address on the network.
    Address(Place, String),
    /// To the page of a code.
    Code(Place, Arc<str>),
}

impl View {
    /// What leads elsewhere in a file.
    #[must_use]
    pub fn links(&self, file: FileId) -> Vec<Link> {
        let mut found = Vec::new();
        for declared in self.declarations(file) {
            let place = |span| self.place(Location { declaration: declared.node.id, span });
            found.extend(files(declared).map(|path| Link::File(place(inside(path.span)), path.text.clone())));
            found.extend(addresses(declared).map(|(span, text)| Link::Address(place(inside(span)), text)));
            let codes = declared.node.allowances.iter().map(|one| &one.code);
            found.extend(codes.map(|code| Link::Code(place(code.span), code.text.clone())));
        }
        found
    }

    /// The start of the file whose path stands at an offset.
    pub(super) fn file_named_at(&self, file: FileId, offset: usize) -> Option<Place> {
        let declared = self.declaration_at(file, offset)?;
        let at = (offset as u32).checked_sub(declared.start)?;
        let path = files(declared).find(|path| path.span.start <= at && at <= path.span.end)?;
        Some(Place { file: self.file(&path.text)?, span: Span::default() })
    }
}

/// The paths of files that the messages of a flow are made from.
fn files(declared: Declared<'_>) -> impl Iterator<Item = &PlainText> {
    let mut contents: Vec<&[Content]> = Vec::new();
    walk::each(walk::statements(&declared.node.kind), &mut |statement, _| match &statement.kind {
        StatementKind::Send(send) => contents.push(&send.content),
        StatementKind::Notify(notify) => contents.push(&notify.content),
        _ => {}
    });
    contents.into_iter().flatten().filter_map(|line| match &line.value {
        ContentValue::File(path) => Some(path),
        ContentValue::Value(_) => None,
    })
}

/// The addresses that calls go to, where they are written whole.
fn addresses(declared: Declared<'_>) -> impl Iterator<Item = (Span, String)> {
    let mut found = Vec::new();
    walk::each(walk::statements(&declared.node.kind), &mut |statement, _| {
        let StatementKind::CallApi(call) = &statement.kind else { return };
        let url = &declared.node.expressions[call.url];
        if let ExpressionKind::Text(parts) = &url.kind
            && let [TextPart::Literal(text)] = &parts[..]
            && text.starts_with("http")
        {
            found.push((url.span, text.to_string()));
        }
    });
    found.into_iter()
}

/// A text without its quotes.
fn inside(span: Span) -> Span {
    if span.len() < 2 { span } else { Span { start: span.start + 1, end: span.end - 1 } }
}
