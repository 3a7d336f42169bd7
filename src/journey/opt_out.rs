//! Who is not to be contacted: the person's part of the list that is asked before every message.
//!
//! What stands on the list is a contact, for a channel or for one of its senders. So it stays there when the person gets
//! another one, and taking off acts on the contacts that the person has now.

use super::step::Step;
use super::{Listing, Participant, Person, Stepper, What};
use crate::eval::Facts;
use crate::program::{ChannelId, ElementId, OptOut};
use crate::value::{Text, Value, text};

/// A contact that is not to be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// By which channel, or by which of its senders.
    pub opt_out: OptOut,
    /// The contact; nothing on a channel whose contacts are no attribute: there it stands for the person.
    pub contact: Option<Text>,
}

impl Listed {
    fn is_contact(&self, channel: ChannelId, contact: Option<&Text>) -> bool {
        let same = match (&self.contact, contact) {
            (Some(listed), Some(contact)) => text::equal(listed, contact),
            (listed, contact) => listed.is_none() && contact.is_none(),
        };
        self.opt_out.channel == channel && same
    }
}

impl Person {
    /// What is listed of the person, in the order in which it was.
    #[must_use]
    pub fn do_not_contact(&self) -> &[Listed] {
        &self.do_not_contact
    }

    /// Puts a contact on the list; says whether that is a change.
    pub(super) fn list(&mut self, listed: Listed) -> bool {
        let Listed { opt_out, contact } = &listed;
        let is_it =
            |known: &Listed| known.opt_out == *opt_out && known.is_contact(opt_out.channel, contact.as_ref());
        let is_new = !self.do_not_contact.iter().any(is_it);
        if is_new {
            self.do_not_contact.push(listed);
        }
        is_new
    }

    /// Takes a contact off the list, for a whole channel with its senders; says whether that is a change.
    fn unlist(&mut self, opt_out: OptOut, contact: Option<&Text>) -> bool {
        let before = self.do_not_contact.len();
        self.do_not_contact.retain(|listed| {
            let covered = opt_out.sender.is_none() || listed.opt_out == opt_out;
            !(covered && listed.is_contact(opt_out.channel, contact))
        });
        self.do_not_contact.len() < before
    }
}

impl Stepper<'_> {
    /// Puts all that a person can be contacted by on a channel on the list, from outside.
    pub fn list(&self, person: &mut Person, opt_out: OptOut) {
        for contact in self.listed_contacts(person, opt_out.channel) {
            person.list(Listed { opt_out, contact });
        }
    }

    /// Puts the contact on the list to which messages of a channel go, from outside.
    pub fn list_contact(&self, person: &mut Person, opt_out: OptOut) {
        if let Some(contact) = self.listed_contact(person, opt_out.channel) {
            person.list(Listed { opt_out, contact });
        }
    }

    /// Whether a person is not to be contacted by a channel, or by one of its senders.
    #[must_use]
    pub fn is_listed(&self, person: &Person, opt_out: OptOut) -> bool {
        let OptOut { channel, sender } = opt_out;
        self.listed_contact(person, channel).is_some_and(|contact| {
            person.do_not_contact.iter().any(|listed| {
                let by = listed.opt_out.sender;
                listed.is_contact(channel, contact.as_ref()) && (by.is_none() || by == sender)
            })
        })
    }

    /// What is listed of a person on a channel: every contact, or the person as a whole where contacts are no attribute.
    fn listed_contacts(&self, person: &Person, channel: ChannelId) -> Vec<Option<Text>> {
        let attribute = self.program.channels[channel].contact;
        let further = person.contacts.iter().filter(|(known, _)| Some(*known) == attribute);
        let further = further.map(|(_, contact)| Some(contact.clone()));
        self.listed_contact(person, channel).into_iter().chain(further).collect()
    }

    /// The contact to which messages of a channel go, or the person as a whole where contacts are no attribute. Nothing where
    /// there is no contact.
    fn listed_contact(&self, person: &Person, channel: ChannelId) -> Option<Option<Text>> {
        match self.program.channels[channel].contact {
            Some(_) => self.contact(person, channel).map(Some),
            None => Some(None),
        }
    }

    /// Where messages of a channel to a person go.
    pub(super) fn contact(&self, person: &Person, channel: ChannelId) -> Option<Text> {
        let attribute = self.program.channels[channel].contact?;
        match person.attribute(attribute) {
            Value::Text(contact) if !contact.is_empty() => Some(contact),
            _ => None,
        }
    }
}

impl Step<'_, '_> {
    /// Puts the person's contacts on the list.
    pub(super) fn opt_out(&mut self, participant: &Participant, id: ElementId, opt_outs: &[OptOut]) {
        for &opt_out in opt_outs {
            let mut contacts = self.stepper.listed_contacts(self.person, opt_out.channel);
            contacts.retain(|contact| self.person.list(Listed { opt_out, contact: contact.clone() }));
            if !contacts.is_empty() {
                let listing = self.listing(participant, id, opt_out, contacts);
                self.record(participant.at(id), What::OptedOut(Box::new(listing)));
            }
        }
    }

    /// Takes the person's contacts off the list: those of a whole channel with those of its senders.
    pub(super) fn opt_in(&mut self, participant: &Participant, id: ElementId, opt_outs: &[OptOut]) {
        for &opt_out in opt_outs {
            let mut contacts = self.stepper.listed_contacts(self.person, opt_out.channel);
            contacts.retain(|contact| self.person.unlist(opt_out, contact.as_ref()));
            if !contacts.is_empty() {
                let listing = self.listing(participant, id, opt_out, contacts);
                self.record(participant.at(id), What::OptedIn(Box::new(listing)));
            }
        }
    }

    fn listing(
        &self,
        participant: &Participant,
        id: ElementId,
        opt_out: OptOut,
        contacts: Vec<Option<Text>>,
    ) -> Listing {
        let program = self.stepper.program;
        let channel = &program.channels[opt_out.channel].name;
        let which = match opt_out.sender {
            Some(sender) => format!("{channel} {}", program.senders[sender].name),
            None => channel.to_string(),
        };
        let key = self.key_of(participant.at(id), Some(&which));
        Listing { opt_out, contacts: contacts.into_iter().flatten().collect(), key }
    }
}
