//! Which document a question is about.

use lsp_types::*;

use super::graph;

/// A question about one document.
pub(super) trait AboutDocument {
    /// The document.
    fn document(&self) -> &TextDocumentIdentifier;
}

/// Says where in the parameters of questions the document stands.
macro_rules! about {
    ($( $parameters:ty: $($field:ident).+; )*) => { $(
        impl AboutDocument for $parameters {
            fn document(&self) -> &TextDocumentIdentifier {
                &self.$($field).+
            }
        }
    )* };
}

about! {
    HoverParams: text_document_position_params.text_document;
    CompletionParams: text_document_position.text_document;
    SignatureHelpParams: text_document_position_params.text_document;
    GotoDefinitionParams: text_document_position_params.text_document;
    ReferenceParams: text_document_position.text_document;
    DocumentHighlightParams: text_document_position_params.text_document;
    TextDocumentPositionParams: text_document;
    RenameParams: text_document_position.text_document;
    DocumentSymbolParams: text_document;
    DocumentFormattingParams: text_document;
    DocumentRangeFormattingParams: text_document;
    DocumentOnTypeFormattingParams: text_document_position.text_document;
    CodeActionParams: text_document;
    CodeLensParams: text_document;
    DocumentLinkParams: text_document;
    FoldingRangeParams: text_document;
    SelectionRangeParams: text_document;
    InlayHintParams: text_document;
    SemanticTokensParams: text_document;
    SemanticTokensDeltaParams: text_document;
    SemanticTokensRangeParams: text_document;
    DocumentDiagnosticParams: text_document;
    graph::Wanted: at.text_document;
}
