//! A document: text with the places where its lines may end.
//!
//! After Wadler's "A prettier printer": a group is printed on one line if it fits there, and with a line end at each of its
//! [`Step::Line`]s if it does not. The steps stand in a flat list and not in a tree, so that whoever writes a document goes
//! through the source once and never looks back.

use std::borrow::Cow;

/// A step of printing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step<'t> {
    /// Text as it is. It holds line ends only where a text of the source does.
    Text(Cow<'t, str>),
    /// `flat` in a group on one line; otherwise a line end, with a blank line if `blank`.
    Line { flat: &'static str, blank: bool },
    /// A line end in any case. No group around it can stand on one line.
    Break { blank: bool },
    /// Text of a group on several lines.
    IfBroken(&'static str),
    /// Text of a group on one line.
    IfFlat(&'static str),
    /// A remark at the end of the line. It takes no room: code is not broken for it.
    Remark(&'t str),
    /// A group begins. One that is `forced` stands on several lines.
    Open { forced: bool },
    /// The innermost group ends.
    Close,
    /// Lines from here on are so many steps further to the right.
    Indent(usize),
    /// Lines from here on start where the line starts that is being written.
    Margin,
    /// The latest [`Step::Indent`] or [`Step::Margin`] ends.
    Dedent,
}

/// The steps so far.
#[derive(Default)]
pub(super) struct Document<'t> {
    steps: Vec<Step<'t>>,
    /// Where the groups begin that have not ended.
    open: Vec<usize>,
}

impl<'t> Document<'t> {
    /// The steps of the finished document.
    pub(super) fn steps(self) -> Vec<Step<'t>> {
        self.steps
    }

    /// A text of several lines stands in no group on one line.
    pub(super) fn text(&mut self, text: impl Into<Cow<'t, str>>) {
        let text = text.into();
        if text.contains('\n') {
            self.force();
        }
        self.steps.push(Step::Text(text));
    }

    pub(super) fn line(&mut self, flat: &'static str, blank: bool) {
        self.steps.push(Step::Line { flat, blank });
    }

    pub(super) fn hard_break(&mut self, blank: bool) {
        self.force();
        self.steps.push(Step::Break { blank });
    }

    pub(super) fn if_broken(&mut self, text: &'static str) {
        self.steps.push(Step::IfBroken(text));
    }

    pub(super) fn if_flat(&mut self, text: &'static str) {
        self.steps.push(Step::IfFlat(text));
    }

    /// A remark ends its line, so what is open cannot stand on one line.
    pub(super) fn remark(&mut self, remark: &'t str) {
        self.force();
        self.steps.push(Step::Remark(remark));
    }

    pub(super) fn open(&mut self) {
        self.open.push(self.steps.len());
        self.steps.push(Step::Open { forced: false });
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
        self.steps.push(Step::Close);
    }

    pub(super) fn indent(&mut self, steps: usize) {
        self.steps.push(Step::Indent(steps));
    }

    pub(super) fn margin(&mut self) {
        self.steps.push(Step::Margin);
    }

    pub(super) fn dedent(&mut self) {
        self.steps.push(Step::Dedent);
    }

    /// Puts all open groups on several lines. A group on several lines is never inside one that is on one line.
    pub(super) fn force(&mut self) {
        for &at in self.open.iter().rev() {
            match &mut self.steps[at] {
                Step::Open { forced } if !*forced => *forced = true,
                // Whatever is around it was forced with it.
                _ => break,
            }
        }
    }
}
