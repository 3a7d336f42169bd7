//! Properties in columns that all files have alike, or do not have.

use super::super::Events;
use super::super::rows::Property;
use crate::program::EventId;

/// A column of all files together.
#[derive(Debug)]
pub(super) struct Aligned {
    /// What stands in it, with its column in each file.
    pub(super) in_files: Vec<Option<Property>>,
    /// The same for a file that has it.
    pub(super) property: Property,
}

/// The columns of all files: properties that stand in one column of a file share one here, if they do so in all files.
pub(super) fn aligned(files: &[Events]) -> Vec<Aligned> {
    let mut found: Vec<Aligned> = Vec::new();
    for property in files.iter().flat_map(|file| &file.properties) {
        for slot in &property.slots {
            if found.iter().any(|known| known.property.slots.contains(slot)) {
                continue;
            }
            let places = || files.iter().map(|file| place(file, *slot));
            let is_alike = |known: &&mut Aligned| {
                let columns = known.in_files.iter().map(|file| Some(file.as_ref()?.column));
                known.property.r#type == property.r#type && columns.eq(places())
            };
            match found.iter_mut().find(is_alike) {
                Some(known) => known.add(*slot),
                None => found.push(Aligned::new(property, *slot, places())),
            }
        }
    }
    found
}

/// The column of a property in a file.
fn place(file: &Events, slot: (EventId, u32)) -> Option<usize> {
    file.properties.iter().find(|property| property.slots.contains(&slot)).map(|property| property.column)
}

impl Aligned {
    fn new(
        property: &Property,
        slot: (EventId, u32),
        columns: impl Iterator<Item = Option<usize>>,
    ) -> Aligned {
        let property = Property { slots: vec![slot], ..property.clone() };
        let in_files = columns.map(|column| Some(Property { column: column?, ..property.clone() })).collect();
        Aligned { in_files, property }
    }

    fn add(&mut self, slot: (EventId, u32)) {
        self.property.slots.push(slot);
        self.in_files.iter_mut().flatten().for_each(|property| property.slots.push(slot));
    }
}
