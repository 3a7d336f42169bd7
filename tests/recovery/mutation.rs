//! Mistakes made by a rule that knows on which line they are.

use std::collections::BTreeSet;

use bourn::syntax::token::{Token, TokenKind, tokens};

/// A program with a mistake, and the lines on one of which it has to be reported.
pub(crate) struct Mutant {
    pub(crate) kind: &'static str,
    /// What was done where.
    pub(crate) what: String,
    pub(crate) text: String,
    pub(crate) lines: Vec<usize>,
}

/// What a token is replaced by.
const INSTEAD: [&str; 8] = [")", "}", "{", ",", "=", ":", "and", "7"];

/// All mistakes of a program, in the order of the text.
pub(crate) fn mutants(text: &str) -> Vec<Mutant> {
    let program = Program::new(text);
    let means = (0..program.tokens.len()).filter(|&at| program.means(at));
    means.flat_map(|at| program.mutants_at(at)).collect()
}

struct Program<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// For each token the other bracket of its pair.
    partners: Vec<Option<usize>>,
    keywords: BTreeSet<&'static str>,
}

impl<'t> Program<'t> {
    fn new(text: &'t str) -> Program<'t> {
        let tokens = tokens(text);
        let (mut partners, mut open) = (vec![None; tokens.len()], Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            if token.kind.opens() {
                open.push(at);
            } else if token.kind.closes() {
                let partner = open.pop();
                partners[at] = partner;
                partners[partner.expect("the program has its brackets")] = Some(at);
            }
        }
        Program { text, tokens, partners, keywords: keywords() }
    }

    fn means(&self, at: usize) -> bool {
        let kind = self.tokens[at].kind;
        !kind.is_trivia() && !matches!(kind, TokenKind::Comment(_)) && !self.word(at).contains('\n')
    }

    fn word(&self, at: usize) -> &'t str {
        &self.text[self.tokens[at].span.range()]
    }

    fn line(&self, at: usize) -> usize {
        line_at(self.text, self.tokens[at].span.start as usize)
    }

    fn mutants_at(&self, at: usize) -> Vec<Mutant> {
        let word = self.word(at);
        let mut all = vec![
            self.replaced(self.deletion(at), at, "", self.mistake_lines(at)),
            self.replaced("token doubled", at, &format!("{word} {word}"), vec![self.line(at)]),
        ];
        let instead = INSTEAD[at % INSTEAD.len()];
        if instead != word {
            all.push(self.replaced("token replaced", at, instead, self.mistake_lines(at)));
        }
        if self.tokens[at].kind == TokenKind::Word && self.keywords.contains(word) && word.len() > 2 {
            let typo = misspelled(word, at);
            all.extend(
                (typo != word).then(|| self.replaced("keyword misspelled", at, &typo, vec![self.line(at)])),
            );
        }
        if matches!(self.tokens[at].kind, TokenKind::Text(_)) {
            all.push(self.replaced("quote lost", at, &word[..word.len() - 1], vec![self.line(at)]));
            all.push(self.replaced("quote lost", at, &word[1..], vec![self.line(at)]));
        }
        if !self.starts_line(at) {
            all.push(self.line_cut(at));
        }
        all.extend(self.half_typed(at));
        all.push(self.file_cut(at));
        all
    }

    fn deletion(&self, at: usize) -> &'static str {
        match self.tokens[at].kind {
            TokenKind::OpenCurly => "`{` deleted",
            TokenKind::CloseCurly => "`}` deleted",
            kind if kind.opens() || kind.closes() => "bracket deleted",
            TokenKind::Word if self.keywords.contains(self.word(at)) => "keyword deleted",
            TokenKind::Word | TokenKind::QuotedName => "name deleted",
            TokenKind::Text(_) | TokenKind::Number | TokenKind::Date | TokenKind::Time => "literal deleted",
            _ => "sign deleted",
        }
    }

    /// The line of a token, and that of the bracket that it leaves alone.
    fn mistake_lines(&self, at: usize) -> Vec<usize> {
        let opener = self.partners[at].filter(|&partner| partner < at);
        [Some(at), opener].into_iter().flatten().map(|at| self.line(at)).collect()
    }

    fn replaced(&self, kind: &'static str, at: usize, with: &str, lines: Vec<usize>) -> Mutant {
        let range = self.tokens[at].span.range();
        let (before, behind) = (&self.text[..range.start], &self.text[range.end..]);
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let parted = |left: &str, right: &str| {
            let apart = is_letter(left.chars().next_back()) && is_letter(right.chars().next());
            if apart { " " } else { "" }
        };
        // Who deletes the first word of a line deletes the blank behind it.
        let behind =
            if with.is_empty() && self.starts_line(at) { behind.trim_start_matches(' ') } else { behind };
        let text = format!("{before}{}{with}{}{behind}", parted(before, with), parted(with, behind));
        Mutant { kind, what: format!("`{}` on line {}", self.word(at), self.line(at)), text, lines }
    }

    fn starts_line(&self, at: usize) -> bool {
        self.tokens[..at]
            .iter()
            .rev()
            .find(|token| token.kind != TokenKind::Blank)
            .is_none_or(|token| token.kind == TokenKind::LineEnd)
    }

    /// The text of the line before a token.
    fn before(&self, at: usize) -> &'t str {
        let end = self.tokens[at].span.start as usize;
        let start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        &self.text[start..end]
    }

    /// A line that ends before a token.
    fn line_cut(&self, at: usize) -> Mutant {
        let start = self.tokens[at].span.start as usize;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        let text = format!("{}{}", self.text[..start].trim_end_matches(' '), &self.text[end..]);
        self.cut("line cut", at, text, vec![self.line(at)])
    }

    /// The start of a line once more, above it, as somebody types it.
    fn half_typed(&self, at: usize) -> Option<Mutant> {
        let before = self.before(at);
        if before.trim().is_empty() || !before.starts_with(' ') {
            return None;
        }
        let start = self.tokens[at].span.start as usize - before.len();
        let (above, below) = self.text.split_at(start);
        let text = format!("{above}{}\n{below}", before.trim_end());
        Some(self.cut("line half typed", at, text, vec![self.line(at)]))
    }

    /// The file up to a token.
    fn file_cut(&self, at: usize) -> Mutant {
        let text = self.text[..self.tokens[at].span.start as usize].to_owned();
        let is_open = |&before: &usize| {
            self.tokens[before].kind.opens() && self.partners[before].is_none_or(|partner| partner >= at)
        };
        let mut lines: Vec<usize> = (0..at).filter(is_open).map(|at| self.line(at)).collect();
        lines.push(line_at(&text, text.trim_end().len()));
        self.cut("file cut", at, text, lines)
    }

    fn cut(&self, kind: &'static str, at: usize, text: String, lines: Vec<usize>) -> Mutant {
        Mutant { kind, what: format!("before `{}` on line {}", self.word(at), self.line(at)), text, lines }
    }
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// A word with two letters swapped, one missing or one twice.
fn misspelled(word: &str, seed: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    match seed % 3 {
        0 => letters.swap(middle - 1, middle),
        1 => drop(letters.remove(middle)),
        _ => letters.insert(middle, letters[middle]),
    }
    letters.into_iter().collect()
}

/// The words of the grammar.
fn keywords() -> BTreeSet<&'static str> {
    let rules = include_str!("../../grammar/flow.pest").lines().filter(|line| line.starts_with("kw_"));
    rules.filter_map(|line| line.split('"').nth(1)).collect()
}
