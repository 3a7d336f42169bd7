//! Completions as the protocol writes them.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, InsertTextFormat,
    MarkupContent, MarkupKind, TextEdit, Uri,
};
use serde::{Deserialize, Serialize};

use super::scene::Scene;
use crate::analysis::{Completion, Kind};
use crate::source::FileId;

/// What is remembered in an item, so that its documentation can be asked for.
#[derive(Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The file that was completed.
    pub(super) uri: Uri,
    /// What the item is.
    key: String,
}

pub(super) fn list(scene: &Scene, uri: &Uri, file: FileId, offset: usize, snippets: bool) -> CompletionList {
    let items = scene.view.completions(file, offset);
    let items = items.into_iter().map(|one| item(scene, uri, one, snippets));
    // Phrases depend on the words before them, so an editor must ask again when one more is typed.
    CompletionList { is_incomplete: true, items: items.collect() }
}

fn item(scene: &Scene, uri: &Uri, completion: Completion, snippets: bool) -> CompletionItem {
    let is_snippet = completion.is_snippet && snippets;
    let new_text =
        if completion.is_snippet && !snippets { plain(&completion.insert) } else { completion.insert };
    let data = completion.key.map(|key| Remembered { uri: uri.clone(), key });
    let range = scene.range(completion.place);
    let typed = scene.view.snapshot().text(completion.place).to_owned();
    // Editors filter by what the range holds; a phrase that has begun is compared as a whole.
    let filter = typed.contains(' ').then(|| completion.label.clone());
    CompletionItem {
        label: completion.label.clone(),
        kind: Some(kind(completion.kind)),
        detail: completion.detail,
        sort_text: Some(format!("{}{}", completion.rank, completion.label)),
        filter_text: filter,
        insert_text_format: Some(if is_snippet {
            InsertTextFormat::SNIPPET
        } else {
            InsertTextFormat::PLAIN_TEXT
        }),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        data: data.and_then(|data| serde_json::to_value(data).ok()),
        ..CompletionItem::default()
    }
}

/// The item with its documentation.
pub(super) fn resolved(scene: &Scene, remembered: &Remembered, mut item: CompletionItem) -> CompletionItem {
    let value = crate::analysis::documentation_of(&scene.view, &remembered.key);
    item.documentation =
        value.map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
    item
}

/// A snippet without its places: what is proposed for them stays.
fn plain(snippet: &str) -> String {
    let mut text = String::new();
    let mut rest = snippet;
    while let Some((before, behind)) = rest.split_once('$') {
        text.push_str(before);
        rest = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((inner, rest)) => {
                text.push_str(inner.split_once(':').map_or("", |(_, proposed)| proposed));
                rest
            }
            None => match behind.strip_prefix(|digit: char| digit.is_ascii_digit()) {
                Some(rest) => rest,
                None => {
                    text.push('$');
                    behind
                }
            },
        };
    }
    text + rest
}

fn kind(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Keyword => CompletionItemKind::KEYWORD,
        Kind::Attribute => CompletionItemKind::FIELD,
        Kind::Property => CompletionItemKind::PROPERTY,
        Kind::Variable => CompletionItemKind::VARIABLE,
        Kind::Event => CompletionItemKind::EVENT,
        Kind::Channel => CompletionItemKind::MODULE,
        Kind::Sender => CompletionItemKind::ENUM_MEMBER,
        Kind::Caps => CompletionItemKind::STRUCT,
        Kind::Segment | Kind::Flow => CompletionItemKind::CLASS,
        Kind::Label => CompletionItemKind::REFERENCE,
        Kind::CustomElement | Kind::Function => CompletionItemKind::FUNCTION,
        Kind::Fixture => CompletionItemKind::FUNCTION,
        Kind::Operator => CompletionItemKind::OPERATOR,
        Kind::Type => CompletionItemKind::TYPE_PARAMETER,
        Kind::Unit => CompletionItemKind::UNIT,
        Kind::Person => CompletionItemKind::CONSTANT,
        Kind::Number | Kind::Value => CompletionItemKind::VALUE,
        // Completion proposes none of these.
        Kind::Comment | Kind::Documentation | Kind::Text | Kind::Name => CompletionItemKind::TEXT,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_snippet_without_its_places() {
        assert_eq!(super::plain("save ${1:name} = $.${2:path} ${3}$0"), "save name = $.path ");
    }
}
