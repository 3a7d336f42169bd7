//! Walks through a person's events.

use super::super::part::{CursorId, Label, Operand, Operands, WindowKind};
use super::super::{Cursor, Gather, Instruction, Source};
use super::Lowering;
use crate::program::{Followed, SelectionId, Window};

/// A link of a sequence, and its length if it has one.
type Link<'s> = (&'s Followed, Operands);

impl Lowering<'_> {
    /// Walks through the events of a selection, and takes those that pass its filter: all, or the first where `any` will do.
    ///
    /// Bounds of windows and lengths of links are computed first, once, outside of the walk.
    pub(super) fn walk(&mut self, selection: SelectionId, gather: Option<Gather>, any: bool) -> CursorId {
        let selection = &self.program.selections[selection];
        let cursor =
            Cursor { source: Source::Events { event: selection.event, owner: selection.owner }, gather };
        let cursor = self.routine.cursors.push(cursor);
        let windows: Vec<(WindowKind, Operands)> =
            selection.windows.iter().map(|window| self.window(*window)).collect();
        let links: Vec<Link<'_>> = selection.followed.iter().map(|link| self.link(link)).collect();
        self.emit(Instruction::Open { cursor });
        for (window, bounds) in windows {
            self.emit(Instruction::Narrow { cursor, window, bounds });
        }
        let (next, end) = (self.label(), self.label());
        self.bind(next);
        self.emit(Instruction::Next { cursor, otherwise: end });
        let mark = self.known.mark();
        self.loops.push(cursor);
        if let Some(filter) = selection.filter {
            self.jump(filter, false, next);
        }
        self.follow(cursor, &links, next);
        self.loops.pop();
        self.known.forget(mark);
        self.emit(Instruction::Take { cursor });
        if !(any && selection.filters().into_iter().all(|filter| self.nature(filter).is_shareable())) {
            self.emit(Instruction::Jump { target: next });
        }
        self.bind(end);
        cursor
    }

    /// Goes on behind this where the event of a cursor is followed as the links say, and `otherwise` where it is not.
    fn follow(&mut self, behind: CursorId, links: &[Link<'_>], otherwise: Label) {
        let Some(((link, within), rest)) = links.split_first() else { return };
        let source = Source::Events { event: link.event, owner: link.owner };
        let cursor = self.routine.cursors.push(Cursor { source, gather: None });
        self.emit(Instruction::Follow { cursor, behind, within: within.clone() });
        let (next, none) = (self.label(), if link.negated { self.label() } else { otherwise });
        self.bind(next);
        self.emit(Instruction::Next { cursor, otherwise: none });
        self.loops.push(cursor);
        if let Some(filter) = link.filter {
            self.jump(filter, false, next);
        }
        self.follow(cursor, rest, next);
        self.loops.pop();
        if link.negated {
            self.emit(Instruction::Jump { target: otherwise });
            self.bind(none);
        }
    }

    /// A link with where its length is.
    fn link<'s>(&mut self, link: &'s Followed) -> Link<'s> {
        (link, link.within.map(|length| self.value(length)).into_iter().collect())
    }

    fn window(&mut self, window: Window) -> (WindowKind, Operands) {
        let bounds: Vec<Operand> = window.bounds().into_iter().map(|bound| self.value(bound)).collect();
        let kind = match window {
            Window::WithinLast(_) => WindowKind::WithinLast,
            Window::BeforeLast(_) => WindowKind::BeforeLast,
            Window::BetweenLast(..) => WindowKind::BetweenLast,
            Window::Since(_) => WindowKind::Since,
            Window::Until(_) => WindowKind::Until,
            Window::Before(_) => WindowKind::Before,
            Window::After(_) => WindowKind::After,
            Window::Between(..) => WindowKind::Between,
        };
        (kind, bounds.into())
    }
}
