//! What words are: those that stand in a text, and those that may be written into it.

use crate::check::Target;

/// What a word, a phrase or a stretch of text is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum Kind {
    Keyword,
    Comment,
    Documentation,
    Text,
    Number,
    Operator,
    Attribute,
    Property,
    Variable,
    Event,
    Channel,
    Sender,
    Caps,
    Segment,
    Flow,
    Label,
    CustomElement,
    Function,
    Fixture,
    Person,
    Type,
    Unit,
    /// One of some values that may stand at a place, or a name that stands for one.
    Value,
    /// A name of which nothing more is known.
    Name,
}

impl Kind {
    /// What a name is that means this.
    #[must_use]
    pub fn of(target: Target) -> Kind {
        match target {
            Target::Attribute(_) => Kind::Attribute,
            Target::Property(..) => Kind::Property,
            Target::Variable(..) | Target::Parameter(..) => Kind::Variable,
            Target::Event(_) => Kind::Event,
            Target::Channel(_) => Kind::Channel,
            Target::Sender(_) => Kind::Sender,
            Target::Caps(_) => Kind::Caps,
            Target::Segment(_) => Kind::Segment,
            Target::Flow(_) => Kind::Flow,
            Target::Element(..) => Kind::Label,
            Target::CustomElement(_) => Kind::CustomElement,
            Target::Function(_) => Kind::Function,
            Target::Fixture(_) => Kind::Fixture,
            Target::Person(_) => Kind::Person,
            Target::CaseValue(_) => Kind::Value,
        }
    }
}
