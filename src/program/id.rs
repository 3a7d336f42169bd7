//! Typed ids and the tables that they index.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An id: a place in a [`Table`].
pub trait Id: Copy + Eq + fmt::Display + fmt::Debug {
    /// The id of a place.
    fn from_index(index: usize) -> Self;
    /// The place.
    fn index(self) -> usize;
}

/// Declares an id whose text form is a word and the place.
macro_rules! id {
    ($( $(#[$doc:meta])* $name:ident $word:literal ),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Id for $name {
            fn from_index(index: usize) -> $name {
                debug_assert!(u32::try_from(index).is_ok(), "more than 2^32 of one kind");
                $name(index as u32)
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($word, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )* };
}

pub(crate) use id;

id! {
    /// An attribute of people; also its slot in a person's row.
    AttributeId "attribute",
    /// A kind of event.
    EventId "event",
    /// A channel for messages.
    ChannelId "channel",
    /// A sender of messages.
    SenderId "sender",
    /// Limits of messages.
    CapsId "caps",
    /// A named segment.
    SegmentId "segment",
    /// A flow.
    FlowId "flow",
    /// A custom element.
    CustomElementId "custom-element",
    /// An element of one flow.
    ElementId "element",
    /// A variable of one flow; also its slot in a participation.
    VariableId "variable",
    /// An expression.
    ExpressionId "expression",
    /// A selection of events.
    SelectionId "selection",
    /// A constant.
    ConstantId "constant",
    /// A test.
    TestId "test",
    /// Somebody in one test.
    PersonId "person",
}

/// A vector indexed by one kind of id.
#[derive(Clone, PartialEq, Eq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    ids: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// An empty table.
    #[must_use]
    pub fn new() -> Table<I, T> {
        Table { rows: Vec::new(), ids: PhantomData }
    }

    /// Adds a row at the end.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row with this id, if there is one.
    #[must_use]
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// The ids of all rows, in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// All rows with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(at, row)| (I::from_index(at), row))
    }

    /// All rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// All rows, in order, without the table.
    #[must_use]
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// All rows, in order, to be changed.
    pub fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }
}

impl<I: Id, T> Default for Table<I, T> {
    fn default() -> Table<I, T> {
        Table::new()
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Table<I, T> {
        Table { rows: rows.into_iter().collect(), ids: PhantomData }
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}

impl<I: Id, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
