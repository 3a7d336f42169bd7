//! The comparisons that conditions are made of. Which type has which, and with what operands, is declared in the
//! standard library's operator tables; this list names them for evaluators.

use crate::value::{DateOperator, Relation};

/// Declares [`Comparison`] and its words in one table.
macro_rules! comparisons {
    ($( $name:ident $phrase:literal ),* $(,)?) => {
        /// A comparison of a value with nothing, one, two or several others.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "the names are the words of the language, and `stdlib/operators.flow` documents them")]
        pub enum Comparison { $( $name ),* }

        /// All comparisons with their words.
        #[must_use]
        pub fn comparisons() -> &'static [(&'static str, Comparison)] {
            &[$( ($phrase, Comparison::$name) ),*]
        }
    };
}

comparisons! {
    Is "is",
    IsNot "is not",
    IsExactly "is exactly",
    IsEmpty "is empty",
    IsNotEmpty "is not empty",
    IsOneOf "is one of",
    IsNotOneOf "is not one of",
    IsBetween "is between",
    IsNotBetween "is not between",
    Contains "contains",
    DoesNotContain "does not contain",
    StartsWith "starts with",
    DoesNotStartWith "does not start with",
    EndsWith "ends with",
    DoesNotEndWith "does not end with",
    Matches "matches",
    LessThan "less than",
    LessThanOrEqual "less than or equal",
    GreaterThanOrEqual "greater than or equal",
    GreaterThan "greater than",
    Before "before",
    Until "until",
    Since "since",
    After "after",
    WillBeIn "will be in",
    WillBeWithin "will be within",
    WillBeMoreThan "will be more than",
    Was "was",
    WasWithin "was within",
    WasMoreThan "was more than",
    WasToday "was today",
    IsToday "is today",
    IsTomorrow "is tomorrow",
    IsYesterday "is yesterday",
}

impl Comparison {
    /// The comparison with these words, each parted by one blank.
    #[must_use]
    pub fn from_phrase(phrase: &str) -> Option<Comparison> {
        comparisons().iter().find(|(words, _)| *words == phrase).map(|&(_, comparison)| comparison)
    }

    /// Its words.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        comparisons().iter().find(|&&(_, comparison)| comparison == self).map_or("", |(words, _)| words)
    }

    /// Where one value lies to the other, for the comparisons that ask nothing else: both spellings of each.
    #[must_use]
    pub fn relation(self) -> Option<Relation> {
        Some(match self {
            Comparison::Is => Relation::Is,
            Comparison::LessThan | Comparison::Before => Relation::Before,
            Comparison::LessThanOrEqual | Comparison::Until => Relation::Until,
            Comparison::GreaterThanOrEqual | Comparison::Since => Relation::Since,
            Comparison::GreaterThan | Comparison::After => Relation::After,
            _ => return None,
        })
    }

    /// The operator on dates, for the comparisons that are relative to now.
    #[must_use]
    pub fn relative(self) -> Option<DateOperator> {
        Some(match self {
            Comparison::WillBeIn => DateOperator::WillBeIn,
            Comparison::WillBeWithin => DateOperator::WillBeWithin,
            Comparison::WillBeMoreThan => DateOperator::WillBeMoreThan,
            Comparison::Was => DateOperator::Was,
            Comparison::WasWithin => DateOperator::WasWithin,
            Comparison::WasMoreThan => DateOperator::WasMoreThan,
            Comparison::WasToday | Comparison::IsToday => DateOperator::WasToday,
            Comparison::IsTomorrow => DateOperator::IsTomorrow,
            Comparison::IsYesterday => DateOperator::IsYesterday,
            _ => return None,
        })
    }

    /// The comparison that this one is the exact complement of, for the negated forms: they hold where it does not,
    /// empty values included.
    #[must_use]
    pub fn complement(self) -> Option<Comparison> {
        Some(match self {
            Comparison::IsNot => Comparison::Is,
            Comparison::IsNotEmpty => Comparison::IsEmpty,
            Comparison::IsNotOneOf => Comparison::IsOneOf,
            Comparison::IsNotBetween => Comparison::IsBetween,
            Comparison::DoesNotContain => Comparison::Contains,
            Comparison::DoesNotStartWith => Comparison::StartsWith,
            Comparison::DoesNotEndWith => Comparison::EndsWith,
            _ => return None,
        })
    }

    /// Whether it compares with the moment at which it is evaluated.
    #[must_use]
    pub fn is_relative(self) -> bool {
        matches!(
            self,
            Comparison::WillBeIn
                | Comparison::WillBeWithin
                | Comparison::WillBeMoreThan
                | Comparison::Was
                | Comparison::WasWithin
                | Comparison::WasMoreThan
                | Comparison::WasToday
                | Comparison::IsToday
                | Comparison::IsTomorrow
                | Comparison::IsYesterday
        )
    }
}
