//! Walks through a person's events.

use super::super::part::{CursorId, Operand, Operands, WindowKind};
use super::super::{Cursor, Gather, Instruction, Source};
use super::Lowering;
use crate::program::{SelectionId, Window};

impl Lowering<'_> {
    /// Walks through the events of a selection, and takes those that pass its filter: all, or the first where `any` will do.
    ///
    /// Bounds of windows are computed first, once, outside of the walk.
    pub(super) fn walk(&mut self, selection: SelectionId, gather: Option<Gather>, any: bool) -> CursorId {
        let selection = &self.program.selections[selection];
        let cursor =
            Cursor { source: Source::Events { event: selection.event, owner: selection.owner }, gather };
        let cursor = self.routine.cursors.push(cursor);
        let windows: Vec<(WindowKind, Operands)> =
            selection.windows.iter().map(|window| self.window(*window)).collect();
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
        self.loops.pop();
        self.known.forget(mark);
        self.emit(Instruction::Take { cursor });
        if !(any && selection.filter.is_none_or(|filter| self.nature(filter).is_shareable())) {
            self.emit(Instruction::Jump { target: next });
        }
        self.bind(end);
        cursor
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
