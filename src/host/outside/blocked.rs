//! Who was not to be contacted before a run.
//!
//! A person who is named stands on the list with the contacts that they have at that moment. A contact that is named
//! concerns whoever has it in the attribute, to which messages go: at the moment since when it is listed, and whoever gets it
//! there later.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::eval::Facts;
use crate::journey::{Person, Record, Stepper, What};
use crate::program::{ChannelId, OptOut, Program};
use crate::value::text::fold;
use crate::value::{Instant, Value};

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Blocked {
    people: HashMap<Arc<str>, Vec<Block>>,
    /// By contact, case folded away, or by what stands behind the `@` of an address.
    contacts: HashMap<Arc<str>, Vec<Block>>,
}

/// What somebody is not to be contacted by, and since when.
#[derive(Clone, Copy, Debug)]
struct Block {
    opt_out: OptOut,
    since: Option<Instant>,
}

impl Blocked {
    /// Puts the person with a key on the list, since a moment or from the start.
    pub fn add_person(&mut self, key: &str, opt_out: OptOut, since: Option<Instant>) {
        self.people.entry(key.into()).or_default().push(Block { opt_out, since });
    }

    /// Puts a contact on the list, or all addresses behind a name, since a moment or from the start.
    pub fn add_contact(&mut self, contact: &str, opt_out: OptOut, since: Option<Instant>) {
        self.contacts.entry((&*fold(contact)).into()).or_default().push(Block { opt_out, since });
    }

    /// Whether nobody stands on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.contacts.is_empty()
    }

    /// Lists a person as of a moment, or as of the start.
    pub fn list(&self, stepper: &Stepper<'_>, person: &mut Person, moment: Option<Instant>) {
        let named = self.people.get(person.key()).into_iter().flatten();
        named.filter(|block| block.since == moment).for_each(|block| stepper.list(person, block.opt_out));
        for block in self.by_contact(stepper.program(), person) {
            if block.since == moment {
                stepper.list_contact(person, block.opt_out);
            }
        }
    }

    /// Lists a person who gets a contact that was listed before.
    pub fn hear(&self, stepper: &Stepper<'_>, person: &mut Person, record: &Record) {
        let What::Updated(values) = &record.what else { return };
        let channels = &stepper.program().channels;
        let is_written = |block: &Block| {
            let contact = channels[block.opt_out.channel].contact;
            contact.is_some_and(|contact| values.iter().any(|(attribute, _)| *attribute == contact))
        };
        for block in self.by_contact(stepper.program(), person) {
            if is_written(&block) && block.since.is_none_or(|since| since <= record.time) {
                stepper.list_contact(person, block.opt_out);
            }
        }
    }

    /// The moments behind one at which a person is listed, as far as is known there.
    #[must_use]
    pub fn moments(&self, program: &Program, person: &Person, behind: Option<Instant>) -> BTreeSet<Instant> {
        let named = self.people.get(person.key()).into_iter().flatten().copied();
        let blocks = named.chain(self.by_contact(program, person));
        blocks.filter_map(|block| block.since).filter(|since| Some(*since) > behind).collect()
    }

    /// What stands on the list about the contacts that a person has.
    fn by_contact(&self, program: &Program, person: &Person) -> Vec<Block> {
        if self.contacts.is_empty() {
            return Vec::new();
        }
        let of_channel = |channel: ChannelId| {
            let contact = program.channels[channel].contact.map(|contact| person.attribute(contact));
            let Some(Value::Text(contact)) = contact else { return Vec::new() };
            let contact = fold(&contact);
            let domain = contact.split_once('@').map(|(_, domain)| domain);
            let listed = [Some(&*contact), domain].into_iter().flatten();
            let blocks = listed.filter_map(|listed| self.contacts.get(listed)).flatten();
            blocks.filter(|block| block.opt_out.channel == channel).copied().collect()
        };
        program.channels.ids().flat_map(of_channel).collect()
    }
}
