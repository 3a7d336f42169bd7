//! Whom the `identifier` of an event means: `{"id": "385911234567", "type": "PHONE"}`, as the People API takes events.
//!
//! | type | means |
//! | --- | --- |
//! | none, `ID`, `EXTERNAL_ID` | the person with this key |
//! | `PHONE` | who has the number, written exactly so |
//! | `EMAIL` | who has the address, without regard to case |
//!
//! Any contact of a person will do. Of several who have it, those come first whose attribute holds it, and of these the first
//! by key is meant. Where nobody has it, that is a person of whom nothing else is known, with the key `phone:…` or `email:…`:
//! the same that journeys make one with.

use std::collections::HashMap;

use super::people::Attributes;
use super::population::Roll;
use crate::program::{AttributeId, Program};
use crate::value::text::{equal, fold};
use crate::value::{Text, Value};

/// Who has which contact, of the people who were read before the events.
#[derive(Debug)]
pub(super) struct Holders {
    phones: HashMap<Text, Holder>,
    emails: HashMap<Text, Holder>,
}

/// Who has a contact, by key, and whether it is another one than the attribute holds.
type Holder = (bool, Text);

impl Holders {
    /// The holders among the people of a load.
    pub(super) fn of(program: &Program, roll: &Roll, attributes: &Attributes) -> Holders {
        let holders = |attribute: AttributeId, meant: fn(&str) -> Text| {
            let mut holders: HashMap<Text, Holder> = HashMap::new();
            let mut hold = |is_further: bool, contact: &str, key: &Text| {
                let holder = holders.entry(meant(contact)).or_insert_with(|| (is_further, key.clone()));
                if (is_further, key) < (holder.0, &holder.1) {
                    *holder = (is_further, key.clone());
                }
            };
            for (key, row) in roll.rows() {
                if let Value::Text(contact) = attributes.value(attribute, row) {
                    hold(false, contact, key);
                }
                let further = attributes.further().get(&row).into_iter().flatten();
                for (_, contact) in further.filter(|(known, _)| *known == attribute) {
                    hold(true, contact, key);
                }
            }
            holders
        };
        Holders {
            phones: holders(program.known.phone, |phone| Text::from(phone)),
            emails: holders(program.known.email, |email| Text::from(&*fold(email))),
        }
    }

    /// The key of the person that a contact means.
    fn of_contact(&self, channel: Channel, contact: &str) -> Text {
        let (holders, name, meant) = match channel {
            Channel::Phone => (&self.phones, "phone", Text::from(contact)),
            Channel::Email => (&self.emails, "email", Text::from(&*fold(contact))),
        };
        let holder = holders.get(&meant).map(|(_, key)| key.clone());
        holder.unwrap_or_else(|| Text::from(format!("{name}:{meant}")))
    }
}

/// The channels whose contacts people are found by.
#[derive(Clone, Copy)]
enum Channel {
    Phone,
    Email,
}

/// The key of the person that an identifier means.
///
/// # Errors
///
/// Says what is wrong with a type that means nobody.
pub(super) fn key<'h>(
    kind: Option<&str>,
    id: &str,
    holders: impl FnOnce() -> &'h mut Holders,
) -> Result<Text, String> {
    let is = |wanted: &str| kind.is_some_and(|kind| equal(kind, wanted));
    if kind.is_none() || is("ID") || is("EXTERNAL_ID") {
        return Ok(id.into());
    }
    let channel = match () {
        () if is("PHONE") => Channel::Phone,
        () if is("EMAIL") => Channel::Email,
        () => {
            let kind = kind.unwrap_or_default();
            return Err(format!(
                "nobody is found by an identifier of type `{kind}`: `ID`, `EXTERNAL_ID`, `PHONE` and `EMAIL` are known"
            ));
        }
    };
    Ok(holders().of_contact(channel, id))
}
