//! The functions of the library, by id. Signatures, documentation and examples stand in `stdlib/functions.flow`.

/// What functions have in common, and so where evaluators keep them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    /// Those that depend on the step: the clock, the person.
    Step,
    /// Texts.
    Text,
    /// Lists.
    List,
    /// Numbers, and what compares as they do.
    Number,
    /// Dates, moments and lengths of time.
    Time,
    /// From one type to another.
    Conversion,
}

/// Declares [`Function`], and the names and numbers of parameters by which it is found.
macro_rules! functions {
    ($( $family:ident { $( $variant:ident $name:literal $parameters:expr ),* $(,)? } )*) => {
        /// A function of the library. Signatures that differ only in types are one function, since values say their type.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "`stdlib/functions.flow` documents them")]
        pub enum Function { $( $( $variant ),* ),* }

        /// All functions with their names and the numbers of parameters that they may have.
        #[must_use]
        pub fn functions() -> &'static [(&'static str, &'static [usize], Function)] {
            &[$( $( ($name, &$parameters, Function::$variant) ),* ),*]
        }

        impl Function {
            /// What it is about.
            #[must_use]
            pub fn family(self) -> Family {
                match self { $( $( Function::$variant )|* => Family::$family ),* }
            }
        }
    };
}

functions! {
    Step {
        Now "now" [0],
        Today "today" [0, 1],
        GeneratePin "generatePin" [1],
    }
    Text {
        Len "len" [1],
        Find "find" [2],
        Lower "lower" [1],
        Upper "upper" [1],
        Capitalize "capitalize" [1],
        Trim "trim" [1],
        Replace "replace" [3],
        Substring "substring" [2, 3],
        PadLeft "padLeft" [3],
        UrlEncode "urlEncode" [1],
        Matches "matches" [2],
    }
    List {
        Split "split" [2],
        Join "join" [2],
        Count "count" [1],
        First "first" [1],
        Last "last" [1],
        MostCommon "mostCommon" [1],
        Distinct "distinct" [1],
        Sum "sum" [1],
        Average "average" [1],
        Smallest "min" [1],
        Largest "max" [1],
        Any "any" [1],
        All "all" [1],
    }
    Number {
        RoundToInteger "round" [1],
        Round "round" [2],
        Floor "floor" [1],
        Ceil "ceil" [1],
        Abs "abs" [1],
        Min "min" [2],
        Max "max" [2],
        Clamp "clamp" [3],
        Mod "mod" [2],
    }
    Time {
        Year "year" [1, 2],
        Month "month" [1, 2],
        Day "day" [1, 2],
        Hour "hour" [1, 2],
        Minute "minute" [1, 2],
        Second "second" [1, 2],
        DayOfWeek "dayOfWeek" [1, 2],
        StartOf "startOf" [2, 3],
        FormatDate "formatDate" [2, 3, 4],
        InZone "inZone" [2],
        Seconds "seconds" [1],
        Minutes "minutes" [1],
        Hours "hours" [1],
        Days "days" [1],
        Weeks "weeks" [1],
        Months "months" [1],
        Years "years" [1],
    }
    Conversion {
        ToText "toText" [1],
        ToNumber "toNumber" [1],
        ToInteger "toInteger" [1],
        ToDate "toDate" [1],
        ToDatetime "toDatetime" [1],
    }
}

impl Function {
    /// The function with this name and number of parameters.
    #[must_use]
    pub fn find(name: &str, parameters: usize) -> Option<Function> {
        let is_it = |known: &&(&str, &[usize], Function)| known.0 == name && known.1.contains(&parameters);
        functions().iter().find(is_it).map(|known| known.2)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        functions().iter().find(|known| known.2 == self).map_or("", |known| known.0)
    }

    /// The place of the parameter that names a time zone, if there is one.
    #[must_use]
    pub fn zone_parameter(self) -> Option<usize> {
        match self {
            Function::Today => Some(0),
            Function::Year
            | Function::Month
            | Function::Day
            | Function::Hour
            | Function::Minute
            | Function::Second
            | Function::DayOfWeek
            | Function::InZone => Some(1),
            Function::StartOf | Function::FormatDate => Some(2),
            _ => None,
        }
    }
}
