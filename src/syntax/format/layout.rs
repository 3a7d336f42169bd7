//! From what the grammar has read to a document.

use super::brackets::Bracket;
use super::cursor::Cursor;
use super::document::{Document, Step};
use super::words::Gap;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::token::{Token, TokenKind};

/// Writes the document of a declaration.
pub(super) struct Layout<'t> {
    pub(super) cursor: Cursor<'t>,
    pub(super) document: Document<'t>,
    /// Where the text that was read starts in the file.
    base: usize,
    pub(super) gap: Gap,
    /// The kind of the last token.
    pub(super) last: Option<TokenKind>,
    /// The round brackets that are open.
    pub(super) brackets: Vec<Bracket>,
    /// Whether the head of a declaration, field or statement is open.
    pub(super) in_head: bool,
    /// Whether a value is one of several in a condition, so that its own lines are moved in.
    pub(super) in_condition: bool,
    /// Whether the lines behind the first one are moved in already, by the head that the condition stands in.
    in_clause: bool,
}

impl<'t> Layout<'t> {
    /// An empty document of the declaration that starts at `base`.
    pub(super) fn new(cursor: Cursor<'t>, base: usize) -> Layout<'t> {
        Layout {
            cursor,
            document: Document::default(),
            base,
            gap: Gap::Nothing,
            last: None,
            brackets: Vec::new(),
            in_head: false,
            in_condition: false,
            in_clause: false,
        }
    }

    /// The document, and the cursor behind it.
    pub(super) fn finish(self) -> (Vec<Step<'t>>, Cursor<'t>) {
        (self.document.steps(), self.cursor)
    }

    /// Writes what a rule has read.
    pub(super) fn walk(&mut self, node: Node<'t>) {
        match node.as_rule() {
            // A text is one word, whatever is in it, and the sign of a percentage belongs to its number.
            Rule::text | Rule::plain_text | Rule::percentage => self.leaf(&node),
            _ if !is_something(&node) => {}
            Rule::expression if self.gap == Gap::Line && self.is_high_text(&node) => {
                // It starts behind its `=`.
                self.gap = Gap::Usual;
                self.parts(node);
            }
            Rule::expression if self.last == Some(TokenKind::Equals) && is_literal(&node) => {
                // Its bracket opens behind the `=`.
                self.gap = Gap::Usual;
                self.parts(node);
            }
            Rule::list => self.list(node),
            Rule::object | Rule::object_type => self.object(node),
            Rule::condition => self.condition(node),
            Rule::value => self.value(node, false),
            Rule::comparison | Rule::filter => self.comparison(node),
            Rule::comparison_tail => self.comparison_tail(node),
            Rule::if_chain => self.if_chain(node),
            Rule::guarded => self.guarded(node),
            Rule::event_clause => self.event_clause(node),
            Rule::filter_clause | Rule::followed => self.clause(node),
            Rule::set => self.set(node),
            Rule::save | Rule::saved | Rule::assignment => {
                // Named arguments stand in brackets, and nothing else of these does.
                self.in_list();
                self.moved_in(node);
            }
            Rule::json_array | Rule::answer_list => self.array(node),
            Rule::arguments
            | Rule::parameter
            | Rule::given_values
            | Rule::json_items
            | Rule::answer_items => {
                self.in_list();
                self.parts(node);
            }
            _ if starts_with_block(&node) => self.block(node),
            _ if node.clone().into_inner().next().is_none() => self.leaf(&node),
            _ => self.parts(node),
        }
    }

    /// Writes the parts of a node and the tokens between them.
    pub(super) fn parts(&mut self, node: Node<'t>) {
        let (rule, end) = (node.as_rule(), self.end(&node));
        self.write_parts(node.into_inner(), end, rule);
    }

    /// Writes parts of what `rule` has read up to `end`.
    pub(super) fn write_parts(&mut self, parts: impl Iterator<Item = Node<'t>>, end: usize, rule: Rule) {
        for part in parts {
            self.tokens(self.start(&part), rule);
            let gives = part.as_rule() == Rule::equals;
            self.walk(part);
            // The address of a sender is a text, which has to stand on its line.
            if gives && rule != Rule::sender {
                self.gap = Gap::Line;
            }
        }
        self.last_tokens(end, rule);
    }

    /// Writes a node as a group whose lines are moved in.
    fn moved_in(&mut self, node: Node<'t>) {
        self.separate();
        self.document.open();
        self.document.indent(1);
        self.parts(node);
        self.document.dedent();
        self.document.close();
    }

    /// A list in a body or an answer: objects in it do not end the head that it stands in.
    fn array(&mut self, node: Node<'t>) {
        let in_head = std::mem::take(&mut self.in_head);
        self.parts(node);
        self.in_head = in_head;
    }

    /// `set total = total + price`: a value that goes on is moved in by one step, and by two if there are several.
    fn set(&mut self, node: Node<'t>) {
        let end = self.end(&node);
        let assignments = node.clone().into_inner().filter(|part| part.as_rule() == Rule::assignment);
        if assignments.count() > 1 {
            return self.parts(node);
        }
        for part in node.into_inner() {
            self.parts(part);
        }
        self.last_tokens(end, Rule::set);
    }

    /// `where url contains "/sale"`, `followed by itemPurchased within 1 day`
    fn clause(&mut self, node: Node<'t>) {
        self.document.open();
        self.document.indent(usize::from(self.in_condition || !self.in_clause));
        self.gap = Gap::Line;
        self.parts(node);
        self.document.dedent();
        self.document.close();
    }

    /// `happened addedToCart save itemId`
    fn event_clause(&mut self, node: Node<'t>) {
        self.separate();
        self.document.open();
        self.in_clause = true;
        for part in node.into_inner() {
            if part.as_rule() == Rule::save {
                self.gap = Gap::Line;
            }
            self.walk(part);
        }
        self.in_clause = false;
        self.document.close();
    }

    /// Writes the tokens that start before `end` and belong to no part of a node.
    pub(super) fn tokens(&mut self, end: usize, rule: Rule) {
        while let Some(token) = self.peek_before(end) {
            match token.kind {
                TokenKind::OpenRound | TokenKind::OpenSquare => self.open_bracket(is_called(rule)),
                TokenKind::CloseRound | TokenKind::CloseSquare => self.close_bracket(),
                // The last comma of a list is written where the list is broken, and nowhere else.
                TokenKind::Comma if self.closes_behind(token) => self.drop(token),
                _ => self.token(token),
            }
        }
    }

    /// As [`Layout::tokens`], behind the last part, where a comma parts nothing.
    pub(super) fn last_tokens(&mut self, end: usize, rule: Rule) {
        while let Some(token) = self.peek_before(end) {
            match token.kind {
                TokenKind::Comma => self.drop(token),
                _ => self.tokens(token.span.end as usize, rule),
            }
        }
    }

    fn token(&mut self, token: Token) {
        self.word(self.cursor.slice(token), token.span.end as usize);
        if matches!(token.kind, TokenKind::Comma | TokenKind::Equals) {
            self.gap = Gap::Line;
        }
    }

    /// The next token, if it starts before `end`.
    pub(super) fn peek_before(&mut self, end: usize) -> Option<Token> {
        self.cursor.peek().filter(|token| (token.span.start as usize) < end)
    }

    /// Passes over a token.
    pub(super) fn drop(&mut self, token: Token) {
        self.cursor.take(token.span.end as usize);
    }

    fn closes_behind(&self, comma: Token) -> bool {
        let behind = self.cursor.tokens.partition_point(|token| token.span.start < comma.span.end);
        let next = self.cursor.tokens[behind..].iter().find(|token| !token.kind.is_trivia());
        next.is_some_and(|next| matches!(next.kind, TokenKind::CloseRound | TokenKind::CloseSquare))
    }

    /// Whether a node is a text of several lines, and nothing else.
    fn is_high_text(&mut self, node: &Node<'_>) -> bool {
        let end = self.end(node) as u32;
        let is_high = |text: &str| text.starts_with("\"\"\"") && text.contains('\n');
        let Some(text) = self.cursor.peek().filter(|next| is_high(self.cursor.slice(*next))) else {
            return false;
        };
        let behind = self.cursor.tokens.partition_point(|token| token.span.start < text.span.end);
        let mut rest = self.cursor.tokens[behind..].iter().take_while(|token| token.span.start < end);
        rest.all(|token| token.kind.is_trivia())
    }

    /// Where a node starts in the file.
    pub(super) fn start(&self, node: &Node<'_>) -> usize {
        self.base + node.as_span().start()
    }

    /// Where a node ends in the file.
    pub(super) fn end(&self, node: &Node<'_>) -> usize {
        self.base + node.as_span().end()
    }
}

/// Whether the brackets of a rule follow a name without a blank: `round(x)`, but `is one of ("a", "b")`.
fn is_called(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::call_brackets
            | Rule::function
            | Rule::operator
            | Rule::parameters
            | Rule::named_arguments
            | Rule::given
    )
}

/// Whether a node is more than a look ahead, such as the end of a statement or of the file.
pub(super) fn is_something(node: &Node<'_>) -> bool {
    !node.as_str().is_empty()
}

/// Whether a node is a list or an object, and nothing else.
fn is_literal(node: &Node<'_>) -> bool {
    let mut inner = node.clone().into_inner();
    match (inner.next(), inner.next()) {
        (Some(only), None) => matches!(only.as_rule(), Rule::list | Rule::object) || is_literal(&only),
        _ => false,
    }
}

fn starts_with_block(node: &Node<'_>) -> bool {
    node.clone().into_inner().next().is_some_and(|first| first.as_rule() == Rule::open_block)
}
