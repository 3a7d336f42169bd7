//! Contacts: what people are found by, and made with.
//!
//! | | is valid | means the same |
//! | --- | --- | --- |
//! | phone | digits behind an optional `+`, at most 50 characters | written exactly so |
//! | email | one `@` with something on both sides, no blank, at most 255 characters | without regard to case |

use std::sync::Arc;

use crate::program::{AttributeId, Program};
use crate::value::{Text, Value, text};

const LONGEST_PHONE: usize = 50;
const LONGEST_EMAIL: usize = 255;

/// A phone number or an address. Two that mean the same are equal.
#[derive(Clone, Debug)]
pub struct Contact {
    attribute: AttributeId,
    written: Text,
    /// What tells it from others.
    meant: Text,
}

impl Contact {
    /// The contact in an attribute; nothing if the attribute is no contact or the value no valid one.
    #[must_use]
    pub fn new(program: &Program, attribute: AttributeId, value: &Value) -> Option<Contact> {
        let Value::Text(written) = value else { return None };
        let known = &program.known;
        let meant = match attribute {
            phone if phone == known.phone => is_phone(written).then(|| written.clone()),
            email if email == known.email => is_email(written).then(|| Text::from(&*text::fold(written))),
            _ => None,
        }?;
        Some(Contact { attribute, written: written.clone(), meant })
    }

    /// The attribute that holds it.
    #[must_use]
    pub fn attribute(&self) -> AttributeId {
        self.attribute
    }

    /// As it was written.
    #[must_use]
    pub fn written(&self) -> &Text {
        &self.written
    }

    /// The key of the person who is made with it, the same in every run: `phone:385911234567`, `email:ana@example.com`.
    #[must_use]
    pub fn key(&self, program: &Program) -> Arc<str> {
        Contact::key_of(program, self.attribute, &self.meant)
    }

    /// The key under which somebody is reported of whom nothing is known but this, valid or not.
    #[must_use]
    pub fn key_of(program: &Program, attribute: AttributeId, written: &str) -> Arc<str> {
        format!("{}:{written}", program.attributes[attribute].name).into()
    }

    fn identity(&self) -> (AttributeId, &Text) {
        (self.attribute, &self.meant)
    }
}

impl PartialEq for Contact {
    fn eq(&self, other: &Contact) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Contact {}

impl PartialOrd for Contact {
    fn partial_cmp(&self, other: &Contact) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Contact {
    fn cmp(&self, other: &Contact) -> std::cmp::Ordering {
        self.identity().cmp(&other.identity())
    }
}

fn is_phone(written: &str) -> bool {
    let digits = written.strip_prefix('+').unwrap_or(written);
    !digits.is_empty() && written.len() <= LONGEST_PHONE && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(written: &str) -> bool {
    let is_odd = |character: char| character.is_whitespace() || character.is_control();
    let sides = written.split_once('@');
    let has_sides = sides.is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !written.contains(is_odd)
    });
    has_sides && written.chars().count() <= LONGEST_EMAIL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_phone_number_is() {
        for valid in ["385911234567", "+385911234567", "1"] {
            assert!(is_phone(valid), "{valid}");
        }
        for wrong in ["", "+", "385 91", "0911a", "++1", &"1".repeat(51)] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_an_address_is() {
        for valid in ["ana@example.com", "Ana.B+x@EXAMPLE.com", "č@š.hr"] {
            assert!(is_email(valid), "{valid}");
        }
        let long = format!("{}@x", "a".repeat(254));
        for wrong in ["", "ana", "@example.com", "ana@", "a@b@c", "a b@c", &long] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }
}
