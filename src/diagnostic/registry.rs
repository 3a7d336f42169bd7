//! The registry of problems: code, name, level, facts, words and page of each, in one table.
//!
//! Codes are numbered by phase: 01 syntax, 02 names, 03 types, 04 flows, 05 the project, 06 data, 07 run time, 08 tests and,
//! from 0851 on, what cannot be said in other languages. A code is never given to another problem. Messages are in lower case
//! and without a full stop, text of the user stands in backticks, and no message names a type of the implementation.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Level, nearest};

/// The stable code of a problem, such as `E0201`. The letter is its default level's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(pub &'static str);

impl Code {
    /// Where its page is on the network: in the sources of this version, as the registry of crates shows them.
    #[must_use]
    pub fn address(self) -> String {
        format!("https://docs.rs/crate/bourn/{}/source/docs/errors/{self}.md", env!("CARGO_PKG_VERSION"))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What the registry says of a code.
#[derive(Debug)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The problem in two or three words, joined by `-`.
    pub name: &'static str,
    /// How much it weighs unless the project says otherwise.
    pub level: Level,
    /// The long explanation, in Markdown.
    pub page: &'static str,
}

/// A list of names in a message: `a`, `b` or `c`, each in backticks. What starts with `~` is a description and not a
/// name: it stands without the `~` and without backticks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List(pub Vec<String>);

impl List {
    /// A list of these names.
    pub fn of<T: Into<String>>(names: impl IntoIterator<Item = T>) -> List {
        List(names.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            let parting = match at {
                0 => "",
                _ if at + 1 == self.0.len() => " or ",
                _ => ", ",
            };
            match name.strip_prefix('~') {
                Some(description) => write!(f, "{parting}{description}")?,
                None => write!(f, "{parting}`{name}`")?,
            }
        }
        Ok(())
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|name| name.strip_prefix('~').unwrap_or(name)))
    }
}

/// Advice in a message, where there is some for the case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Hint(pub Option<String>);

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or_default())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Declares [`Problem`] and everything that is read from it.
macro_rules! problems {
    ($( $(#[$doc:meta])* $variant:ident $code:literal $level:ident $name:literal
        { $( $field:ident: $type:ty ),* $(,)? }
        message $message:literal
        $( label $label:literal )?
        $( help $help:literal )?
    ; )*) => {
        /// Everything that can be wrong, with the facts of each case.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "the fields are facts named as the messages use them")]
        pub enum Problem {
            $( $(#[$doc])* $variant { $( $field: $type ),* } ),*
        }

        static ENTRIES: &[Entry] = &[$( Entry {
            code: Code($code),
            name: $name,
            level: Level::$level,
            page: include_str!(concat!("../../docs/errors/", $code, ".md")),
        } ),*];

        impl Problem {
            /// The stable code.
            #[must_use]
            pub fn code(&self) -> Code {
                match self { $( Problem::$variant { .. } => Code($code) ),* }
            }

            /// The level it has unless the project says otherwise.
            #[must_use]
            pub fn level(&self) -> Level {
                match self { $( Problem::$variant { .. } => Level::$level ),* }
            }

            /// What is wrong, in one line.
            #[must_use]
            #[allow(unused_variables, reason = "not every message uses every fact")]
            pub fn message(&self) -> String {
                match self { $( Problem::$variant { $( $field ),* } => format!($message) ),* }
            }

            /// What is to be seen at the place, where the message does not already say it.
            #[must_use]
            #[allow(unused_variables, reason = "not every label uses every fact")]
            pub fn label(&self) -> Option<String> {
                match self {
                    $( Problem::$variant { $( $field ),* } => problems!(@optional $( $label )?) ),*
                }
            }

            /// What to do about it, where that is known.
            #[must_use]
            #[allow(unused_variables, reason = "not every advice uses every fact")]
            pub fn help(&self) -> Option<String> {
                match self {
                    $( Problem::$variant { $( $field ),* } => problems!(@optional $( $help )?) ),*
                }
            }
        }
    };
    (@optional) => { None };
    (@optional $text:literal) => { Some(format!($text)).filter(|text| !text.is_empty()) };
}

problems! {
    // 01: syntax

    /// The text does not go on as the grammar wants.
    Unexpected "E0101" Error "unexpected-text" { expected: List, found: String, hint: Hint }
        message "expected {expected}, found {found}"
        help "{hint}";
    /// A text without its closing quote.
    UnclosedText "E0102" Error "unclosed-text" {}
        message "this text has no closing quote"
        label "the text starts here"
        help "a text in double quotes ends on its line; `\"\"\"` starts one of several lines";
    /// A bracket without its partner.
    UnclosedBracket "E0103" Error "unclosed-bracket" { bracket: String, partner: String }
        message "`{bracket}` is never closed"
        label "opened here"
        help "add `{partner}` where it ends";
    /// A word at the start of a line that starts no declaration.
    UnknownDeclaration "E0104" Error "unknown-declaration" { found: String, known: List }
        message "{found} does not start a declaration"
        help "a declaration starts with {known}";
    /// A statement of a flow that is none.
    UnknownElement "E0105" Error "unknown-element" { found: String, known: List, hint: Hint }
        message "{found} is not an element of a flow"
        help "{hint}";
    /// A backslash with something behind it that is no escape.
    InvalidEscape "E0106" Error "invalid-escape" { escape: String }
        message "`{escape}` is not an escape"
        help "the escapes are `\\n`, `\\t`, `\\\"`, `\\\\`, `\\{{{{` and `\\u{{…}}`";
    /// A number, date or time that looks like one and is none.
    InvalidLiteral "E0107" Error "invalid-literal" { literal: String, reason: String }
        message "`{literal}` {reason}";
    /// A reserved word where a name is wanted.
    ReservedWord "E0108" Error "reserved-word" { word: String }
        message "`{word}` is a reserved word and cannot be a bare name"
        help "write it in backticks to use it as a name";
    /// A character that belongs to no token.
    StrayCharacter "E0109" Error "stray-character" { character: String, hint: String }
        message "the character `{character}` has no meaning here"
        help "{hint}";
    /// Brackets inside brackets beyond reason.
    TooDeep "E0110" Error "nested-too-deep" { limit: usize }
        message "this is nested more than {limit} levels deep";
    /// Two comparisons in a row.
    ChainedComparison "E0111" Error "chained-comparison" { operator: String }
        message "comparisons cannot be chained"
        label "a second comparison"
        help "join two comparisons with `and`, or put the first one in brackets";
    /// `=` where a comparison is meant.
    EqualsInCondition "E0112" Error "equals-in-condition" {}
        message "`=` gives a value and does not compare"
        help "write `is`, or `==` in a formula";
    /// A bracket that closes nothing.
    UnopenedBracket "E0113" Error "unopened-bracket" { bracket: String }
        message "`{bracket}` closes nothing";
    /// `is` before an operator that has none.
    SuperfluousIs "E0114" Error "superfluous-is" { operator: String }
        message "`is` is not part of `{operator}`";
    /// A list whose items are lists.
    ListOfLists "E0115" Error "list-of-lists" {}
        message "a list holds values and objects, but no lists"
        help "put the inner list into a field of an object: `list of {{ items: list of text }}`";

    /// `allow` with something else in its brackets than a code and a text.
    MalformedAllowance "E0120" Error "malformed-allowance" {}
        message "this does not say which code is allowed"
        help "write the code and the reason: `allow(W0412, \"entered by hand\")`";
    /// `allow` without a reason.
    UnexplainedAllowance "E0121" Error "unexplained-allowance" { code: String }
        message "this does not say why `{code}` is allowed"
        help "write the reason behind the code: `allow({code}, \"…\")`";
    /// `allow` of a code that does not exist.
    UnknownAllowance "E0122" Error "unknown-allowance" { code: String, hint: String }
        message "there is no code `{code}`"
        help "{hint}";
    /// `allow` of an error.
    AllowedError "E0123" Error "allowed-error" { code: String, name: String }
        message "`{code}` ({name}) is an error, and errors cannot be allowed"
        help "only warnings and notes can: codes that start with `W` or `N`";
    /// `allow` of something that is not there.
    IdleAllowance "W0124" Warning "idle-allowance" { code: String }
        message "there is nothing to allow here: `{code}` does not arise";
    /// A declaration that only the standard library may hold.
    LibraryDeclaration "E0125" Error "library-declaration" { word: String, instead: String }
        message "`{word}` declares a part of the standard library, and projects cannot add to it"
        help "{instead}";

    // 02: names

    /// A name that nothing declares.
    UnknownName "E0201" Error "unknown-name" { kind: String, name: String, nearest: Option<String>, hint: String }
        message "there is no {kind} `{name}`"
        help "{hint}";
    /// A bare name that two things have.
    AmbiguousName "E0202" Error "ambiguous-name" { name: String, readings: List }
        message "`{name}` can be read as {readings}"
        label "which one?"
        help "say which one is meant";
    /// Two declarations of one name.
    DuplicateName "E0203" Error "duplicate-name" { kind: String, name: String }
        message "the {kind} `{name}` is declared twice"
        label "declared again";
    /// A known name in another case.
    WrongCase "E0204" Error "wrong-case" { kind: String, name: String, right: String }
        message "there is no {kind} `{name}`, but there is `{right}`"
        help "names match exactly, upper and lower case included";
    /// A name of a scope that is not open here.
    NotInScope "E0205" Error "not-in-scope" { name: String, scope: String, place: String }
        message "`{name}` has no meaning here"
        help "{scope} is known {place} only";
    /// Declarations that need each other.
    Circle "E0206" Error "circle" { kind: String, path: String }
        message "this {kind} needs itself: {path}";
    /// A standard name that a project must not take.
    StandardName "E0207" Error "standard-name" { kind: String, name: String }
        message "the {kind} `{name}` belongs to the standard library and cannot be declared again";

    /// Something asked in a test without saying of whom.
    NobodyNamed "E0215" Error "nobody-named" { what: String, hint: String }
        message "a test may have several people, and `{what}` does not say whose"
        help "{hint}";

    // 03: types

    /// An operator that the type does not have.
    OperatorNotAvailable "E0301" Error "operator-not-available" { operator: String, r#type: String, available: List }
        message "`{operator}` is not available for {type}"
        help "{type} takes {available}";
    /// A value of one type where another is wanted.
    TypeMismatch "E0302" Error "type-mismatch" { expected: String, found: String, role: String }
        message "{role} must be {expected}, but this is {found}";
    /// A call with too few or too many arguments.
    ArgumentCount "E0303" Error "argument-count" { function: String, signatures: List, found: usize }
        message "`{function}` is given the wrong number of arguments: {found}"
        help "it is declared as {signatures}";
    /// A value where a condition is wanted.
    NotACondition "E0304" Error "not-a-condition" { found: String, hint: String }
        message "a condition is wanted, but this is {found}"
        help "{hint}";
    /// Hours or minutes against a date without a time of day.
    HoursOnDate "E0305" Error "hours-on-date" { unit: String }
        message "a date has no time of day, so `{unit}` cannot be counted on it"
        help "count in days, weeks or months, or declare the attribute as datetime";
    /// A text literal where a name was probably meant.
    TextForName "E0306" Error "text-for-name" { text: String }
        message "`\"{text}\"` is a text and not the name of an attribute"
        help "names are quoted with backticks";
    /// A calculation that cannot succeed, seen before anything runs.
    ConstantError "E0307" Error "constant-error" { reason: String }
        message "this can never be computed: {reason}";
    /// A count that no one can have.
    ImpossibleCount "E0308" Error "impossible-count" { count: String }
        message "`{count}` can never hold, since `happened` means at least once"
        help "write `not happened` for people without such an event";
    /// A regular expression that is none.
    InvalidPattern "E0309" Error "invalid-pattern" { reason: String }
        message "this is not a regular expression: {reason}";
    /// A duration in months where elapsed time is wanted.
    CalendarDuration "E0310" Error "calendar-duration" { duration: String }
        message "elapsed time is wanted here, and {duration} has no fixed length"
        help "months and years are counted by the calendar; write weeks, days, hours, minutes or seconds";

    /// An arithmetic operator between types that it does not take.
    ArithmeticNotAvailable "E0311" Error "arithmetic-not-available" { operator: String, left: String, right: String, available: List }
        message "`{operator}` does not take {left} and {right}"
        help "`{operator}` takes {available}";
    /// An aggregate of something that is no event.
    AggregateArgument "E0312" Error "aggregate-argument" { aggregate: String }
        message "`{aggregate}` takes one event, one property of an event, or a list"
        help "`count(event paid since 2026-01-01)`, `sum(paid.price where price > 10 within last 30 days)`";
    /// Arguments whose types none of a function's signatures takes.
    ArgumentTypes "E0313" Error "argument-types" { function: String, found: String, signatures: List }
        message "`{function}` does not take {found}"
        help "it is declared as {signatures}";
    /// An object without a field that it must have.
    MissingField "E0314" Error "missing-field" { role: String, field: String }
        message "{role} lacks the field `{field}`"
        help "give it, also as `{field}: empty`; a field whose type ends in `?` may be left out";
    /// An object with a field that its type does not have.
    SuperfluousField "E0315" Error "superfluous-field" { role: String, field: String, known: List }
        message "{role} has no field `{field}`"
        help "its fields are {known}";
    /// A list literal with items of several types.
    MixedList "E0316" Error "mixed-list" { one: String, other: String }
        message "the items of a list have one type, but here {other} follows {one}";
    /// A list or an object among the properties that an event filter asks for.
    ListInFilter "E0317" Error "list-in-filter" { property: String, found: String }
        message "`{property}` is {found}, and a filter of events takes single values only"
        help "save the property into a variable, and test that in a `segment audience`";
    /// Items wanted of something that has none.
    NotAList "E0318" Error "not-a-list" { found: String }
        message "`where` picks items of a list, but this is {found}";
    /// An object in a text.
    ObjectInText "E0319" Error "object-in-text" { found: String }
        message "a text cannot show {found}"
        help "show one of its fields";
    /// A clause of events behind a list.
    ListClause "E0320" Error "list-clause" { list: String }
        message "`{list}` is a list, and only events have a time or belong to something"
        help "compare a field of the items with `where`";

    // 04: flows

    /// A wait or trigger with `not happened` alone.
    OnlyNotHappened "E0401" Error "only-not-happened" { place: String }
        message "{place} cannot rest on `not happened` alone"
        label "this never becomes true at a moment"
        help "join it with a `happened` by `and`";
    /// A condition over attributes where only events can be waited for.
    EventsOnly "E0402" Error "events-only" { place: String }
        message "{place} takes events only"
        label "not an event"
        help "test attributes in a `segment audience`, inside the arm or behind the entry; that one changes is an event, too: `change of plan to \"pro\"`";
    /// Shares of a split that are not 100 together.
    Percentages "E0403" Error "percentages" { sum: String }
        message "the shares of a split must add up to 100, but these are {sum}";
    /// More elements than a flow may hold.
    TooManyElements "E0404" Error "too-many-elements" { count: usize, limit: usize }
        message "this flow holds {count} elements, and {limit} is the limit"
        help "move a part into a flow of its own";
    /// Arms without one for everybody else.
    MissingOtherwise "E0405" Error "missing-otherwise" { element: String }
        message "`{element}` does not say what happens to everybody else"
        help "end it with `otherwise {{ }}` to go on below, or with `otherwise {{ exit }}`";
    /// Something behind `exit`.
    BehindExit "E0406" Error "behind-exit" {}
        message "nobody gets here, since every path before it exits";
    /// A variable that is read where a path has not set it.
    UnsetVariable "E0407" Error "unset-variable" { name: String, path: String }
        message "`{name}` may be unset here: {path}"
        help "give the variable a value where it is declared, or set it on that path";
    /// A write to what flows cannot write.
    ReadOnly "E0408" Error "read-only" { name: String, reason: String }
        message "`{name}` cannot be updated: {reason}";
    /// `of` behind an event that belongs to no element, or to another channel's.
    WrongOwner "E0409" Error "wrong-owner" { event: String, owner: String, reason: String }
        message "`{event}` is not an event of `{owner}`: {reason}";
    /// A setting given twice.
    DuplicateSetting "E0410" Error "duplicate-setting" { setting: String }
        message "`{setting}` is given twice";
    /// A split with fewer than two branches.
    LonelySplit "E0411" Error "lonely-split" {}
        message "a split has two branches or more";
    /// A flow that takes nobody in.
    NoEntry "W0412" Warning "no-entry" { flow: String }
        message "the flow `{flow}` has no entry, so nobody gets into it"
        help "add `enter when …`";
    /// Text beyond the limits of the modelled system.
    TooLong "E0413" Error "too-long" { what: String, length: usize, limit: usize }
        message "{what} has {length} characters, and {limit} is the limit";
    /// Content that a channel does not have, or that is missing.
    Content "E0414" Error "content" { channel: String, reason: String }
        message "{reason}";
    /// A setting behind the first element.
    LateSetting "E0415" Error "late-setting" { setting: String }
        message "`{setting}` is a setting and must stand before the first element";
    /// `otherwise` that is not the last arm, or is there twice.
    MisplacedOtherwise "E0416" Error "misplaced-otherwise" {}
        message "`otherwise` must be the last arm, and there is one only";

    /// A setting of a flow that makes no sense.
    FlowSetting "E0417" Error "flow-setting" { setting: String, reason: String }
        message "`{setting}` {reason}";

    /// A change that no attribute ever makes.
    ImpossibleChange "E0418" Error "impossible-change" { reason: String }
        message "this change never happens: {reason}";
    /// An arm that names nothing that can come of its element.
    UnknownOutcome "E0419" Error "unknown-outcome" { element: String, outcome: String, known: List }
        message "`{outcome}` never comes of `{element}`"
        help "its arms are {known}, and `otherwise`";
    /// A second arm for one outcome.
    DuplicateOutcome "E0420" Error "duplicate-outcome" { outcome: String }
        message "there is an arm for `{outcome}` already"
        label "nobody ever takes this one";
    /// A second audience of a flow.
    SecondAudience "E0421" Error "second-audience" {}
        message "a flow has one audience"
        label "a second one"
        help "join the conditions with `or`";
    /// A variable that is set in a phone call.
    SetInVoiceSession "E0422" Error "set-in-voice-session" {}
        message "`set` is not available in a voice session"
        help "give the variable its value where it is declared, or set it in another flow";
    /// A wait for the date of something that is none.
    NotADate "E0423" Error "not-a-date" { found: String }
        message "a date or a datetime is wanted here, but this is {found}";
    /// A time of day beside a distance that settles it.
    MisplacedTime "E0424" Error "misplaced-time" { unit: String }
        message "`at` and a distance in {unit} both say what time of day is meant"
        help "count in days, weeks, months or years, or leave out `at`";
    /// An arm for what never happens.
    NeverPasses "W0425" Warning "never-passes" { outcome: String }
        message "with `every year` this never comes out `{outcome}`: there is always a next time"
        label "nobody ever takes this arm";
    /// A version that a flow does not have.
    UnknownVersion "E0426" Error "unknown-version" { flow: String, version: String, newest: i64 }
        message "`{flow}` has no version {version}"
        help "its newest version is {newest}";
    /// An argument that has to be given and is not.
    MissingArgument "E0430" Error "missing-argument" { callee: String, missing: String }
        message "`{callee}` needs {missing}";
    /// A path into JSON that is none, or that leads to several places.
    InvalidJsonPath "E0431" Error "invalid-json-path" { path: String, reason: String }
        message "`{path}` is no path to one value: {reason}";
    /// Something is made of a response that nobody waits for.
    ResponseNotAwaited "E0432" Error "response-not-awaited" { what: String }
        message "`{what}` needs the response, and nobody waits for it"
        help "add `wait for response`";
    /// A flow that takes nobody from other flows.
    NoEntryFromFlow "E0433" Error "no-entry-from-flow" { flow: String }
        message "nobody can be added to `{flow}`"
        help "add `enter from flow` to it";
    /// Two addresses where one is wanted.
    SeveralAddresses "E0434" Error "several-addresses" {}
        message "this is more than one address"
        help "write each recipient by itself, with commas between them";
    /// A line of an element that makes no sense.
    ElementSetting "E0435" Error "element-setting" { setting: String, reason: String }
        message "`{setting}` {reason}";
    /// Something in a custom element that only flows have.
    NotInElement "E0436" Error "not-in-element" { what: String }
        message "a custom element cannot hold `{what}`"
        help "it holds `call api`, `set` and `variable`";
    /// Flows that add people to each other without an end.
    EndlessFlows "E0437" Error "endless-flows" { path: String }
        message "people go round for ever: {path}"
        help "pause on the way, or limit how often people come in again";
    /// A number that is no status of a response.
    InvalidStatus "E0438" Error "invalid-status" { status: String }
        message "`{status}` is no status of a response"
        help "statuses go from 200 to 599; `2xx`, `3xx`, `4xx` and `5xx` stand for a hundred each";
    /// A call whose errors lead nowhere.
    UnhandledErrors "W0439" Warning "unhandled-errors" { element: String }
        message "`{element}` goes on as if nothing had happened when it fails"
        help "add `when error {{ … }}` or `otherwise {{ … }}`";
    /// An entry into another flow that may fail unseen.
    NoFailover "W0440" Warning "no-failover" {}
        message "whoever cannot be added goes on unseen"
        help "add `when added {{ }}` and `otherwise {{ … }}`";
    /// A flow that people opt out by, and that ends.
    OptOutEnds "W0441" Warning "opt-out-ends" { flow: String }
        message "`{flow}` lets people opt out, and ends: who asks later is not heard"
        help "leave out `until`";
    /// An event in a test without what it must carry.
    MissingProperties "E0450" Error "missing-properties" { event: String, properties: String }
        message "`{event}` cannot happen without {properties}"
        help "give a value, or declare the property with `?` where it may be missing";
    /// A step of a test before there is a clock.
    NoClock "E0451" Error "no-clock" { step: String }
        message "`{step}` stands before the first `at`, so nobody knows when it is"
        help "say before it when the test begins: `at 2026-12-02 09:00`";
    /// A test whose clock would run backwards.
    TimeBackwards "E0452" Error "time-backwards" { moment: String, now: String }
        message "the clock of a test cannot go back: it shows {now}, and this is {moment}";
    /// A test that can only succeed.
    NoExpectation "W0453" Warning "no-expectation" { test: String }
        message "the test `{test}` expects nothing, so it cannot fail"
        help "end it with what must hold: `expect ana tagged \"warm\"`";
    /// Something that does not fit a step of a test.
    StepMisfit "E0454" Error "step-misfit" { step: String, reason: String }
        message "`{step}` {reason}";

    // 0460 to 0489: what can be written and is hardly meant

    /// A condition that nobody meets.
    NeverHolds "W0460" Warning "never-holds" { reason: String }
        message "this condition can never hold: {reason}";
    /// A condition that everybody meets.
    AlwaysHolds "W0461" Warning "always-holds" { reason: String }
        message "this condition always holds: {reason}";
    /// An arm whose people have all gone another way.
    UnreachableArm "W0462" Warning "unreachable-arm" {}
        message "nobody gets to this arm"
        label "whoever meets this has gone another way"
        help "arms are tried in order: put the narrower one first, or take this one away";
    /// An `otherwise` that nobody is left for.
    IdleOtherwise "N0463" Note "idle-otherwise" {}
        message "nobody is left for this `otherwise`: every value, the empty one included, goes another way"
        help "`otherwise {{ }}` says that nothing is meant to happen here";
    /// A part of a condition that changes nothing.
    RedundantPart "N0464" Note "redundant-part" { junction: String }
        message "this part changes nothing: the rest of the `{junction}` decides by itself";

    /// A range that ends before it starts.
    SwappedEnds "W0465" Warning "swapped-ends" { first: String, last: String }
        message "nothing lies between {first} and {last}: the larger end comes first";
    /// A comparison with a text of nothing.
    EmptyOperand "W0466" Warning "empty-operand" { operator: String }
        message "`\"\"` is empty, and `{operator}` is about values that are not"
        help "`is empty` and `is not empty` ask whether there is a value";
    /// A value that is in a list twice.
    RepeatedItem "W0467" Warning "repeated-item" { item: String }
        message "{item} is in the list already";
    /// A time to wait that is none.
    NoTime "W0468" Warning "no-time" { place: String }
        message "{place} of no time at all changes nothing";
    /// Values joined as if they were conditions.
    SecondChoice "E0470" Error "second-choice" { junction: String, instead: String }
        message "`{junction}` joins conditions, and this is a value"
        help "several values stand in brackets: `{instead} (…, …)`";
    /// A property that stands outside of the filter that it is meant for.
    OutsideOfFilter "E0471" Error "outside-of-filter" { name: String, event: String }
        message "`{name}` is a property of `{event}`, and this stands outside of its filter"
        help "a filter of several comparisons stands in brackets: `where (… and …)`";
    /// A variable that nothing reads.
    UnusedVariable "W0472" Warning "unused-variable" { name: String }
        message "nothing reads the variable `{name}`";
    /// A segment that nothing in the project asks about. Said only where the project asks for it.
    UnusedSegment "N0473" Note "unused-segment" { name: String }
        message "nothing refers to the segment `{name}`";
    /// A label that nothing in the project refers to. Said only where the project asks for it.
    UnusedLabel "N0474" Note "unused-label" { name: String }
        message "nothing refers to the label `{name}`";
    /// A split whose branches depend on its place.
    UnlabelledSplit "N0475" Note "unlabelled-split" {}
        message "this split has no label, so people change their branch when another split comes before it"
        help "give it one: `offer: split audience`";
    /// A placeholder that leaves a gap where the attribute is empty.
    EmptyPlaceholder "N0476" Note "empty-placeholder" { name: String }
        message "`{name}` may be empty, and leaves a gap in this message then"
        help "give it a default: `{{{{{name} ?? \"…\"}}}}`";
    /// A flow without elements.
    IdleFlow "W0477" Warning "idle-flow" { flow: String }
        message "the flow `{flow}` does nothing with those whom it takes in";
    /// A write that changes nothing.
    WrittenToItself "W0478" Warning "written-to-itself" { name: String }
        message "`{name}` is given the value that it has";

    /// A flow that changes what lets people into it.
    SelfFeeding "W0479" Warning "self-feeding" { path: String }
        message "people come in again and again: {path}"
        help "limit how often people come in again (`re-enter never`, `re-enter 1 day after exit`), or write another attribute";
    /// A time that ends behind its flow.
    LongerThanFlow "W0480" Warning "longer-than-flow" { element: String, flow: String }
        message "`{element}` lasts longer than the flow, which ends at {flow}"
        label "everybody leaves before this is over"
        help "whoever is in a flow when it ends leaves it";
    /// A flow that other flows could add people to, and none does.
    NobodyAdded "W0481" Warning "nobody-added" { flow: String }
        message "people get into `{flow}` from other flows only, and none adds them"
        help "`add to flow {flow}` adds the person; `enter when …` takes people in at an event";
    /// Elapsed time against months or years.
    UnlikeDurations "W0482" Warning "unlike-durations" { duration: String }
        message "elapsed time is neither less nor more than `{duration}`, whose length depends on the calendar"
        label "never comparable"
        help "count in days or weeks, or compare dates: `was more than 2 months ago`";
    /// A name in single braces.
    SingleBraces "W0483" Warning "single-braces" { name: String }
        message "`{{{name}}}` is shown as it stands: a placeholder has two braces";
    /// Attributes whose changes the data of a run do not record.
    StartingValues "N0485" Note "starting-values" { flow: String, attributes: List }
        message "the data record no change of {attributes}: `{flow}` goes by the values that people start with";
    /// An `otherwise` behind a wait that has no end of its own.
    EndlessWait "W0486" Warning "endless-wait" { element: String }
        message "this `{element}` has no time, so its `otherwise` never comes"
        label "never taken"
        help "say how long it waits, as in `{element} up to 2 days`, or leave the arm out";
    /// A fixture that no test takes.
    UnusedFixture "W0487" Warning "unused-fixture" { name: String }
        message "no test uses the fixture `{name}`";

    /// A link behind `not followed by`.
    FollowerOfNone "E0490" Error "follower-of-none" {}
        message "nothing can follow an event that must not be there"
        label "stands behind `not followed by`"
        help "`not followed by` ends the sequence; a second condition can say more: `and happened …`";
    /// `not followed by` where an event decides.
    DecidedByTime "E0491" Error "decided-by-time" { place: String }
        message "that nothing follows is not told by an event, so {place} cannot go by it"
        help "wait for the event that should come: `wait for event up to 1 day {{ when happened … {{ … }} otherwise {{ … }} }}`; segments take `not followed by`";
    /// A window or a count behind `followed by`.
    ClauseOfFollower "E0492" Error "clause-of-follower" { clause: String }
        message "`{clause}` is about the whole condition, and stands behind `followed by`"
        help "write it before `followed by`; how much later the event may come is one length: `within 1 day`";

    // 05: the project

    /// A zone that the tz database does not have.
    UnknownTimezone "E0501" Error "unknown-timezone" { name: String, hint: String }
        message "there is no time zone `{name}`"
        help "{hint}";
    /// A key that bourn.toml does not have.
    UnknownKey "E0502" Error "unknown-key" { key: String, table: String, hint: String }
        message "`{key}` is not a key of {table}"
        help "{hint}";
    /// A bourn.toml that is not TOML.
    InvalidToml "E0503" Error "invalid-toml" { reason: String }
        message "this is not TOML: {reason}";
    /// A value of bourn.toml that does not fit.
    InvalidSetting "E0504" Error "invalid-setting" { key: String, reason: String }
        message "`{key}` {reason}";
    /// No project where one is wanted.
    NoProject "E0505" Error "no-project" { path: String, reason: String }
        message "`{path}` is not a project: {reason}"
        help "name a folder with a `bourn.toml`, or a single `.flow` file";
    /// A file that cannot be read or written.
    Unreadable "E0506" Error "unreadable-file" { path: String, reason: String }
        message "`{path}` {reason}";
    /// A verb without the data that it needs.
    NoData "E0507" Error "no-data" { reason: String }
        message "{reason}"
        help "name files with `--people` and `--events`, or under `[data]` in `bourn.toml`";
    /// Something asked for by a name that the project does not have.
    UnknownRequest "E0508" Error "unknown-request" { kind: String, name: String, hint: String }
        message "the project has no {kind} `{name}`"
        help "{hint}";

    /// A code under `[lints]` that does not exist.
    UnknownLint "E0509" Error "unknown-lint" { code: String, hint: String }
        message "there is no code `{code}`"
        help "{hint}";
    /// A level under `[lints]` that does not exist.
    UnknownLintLevel "E0510" Error "unknown-lint-level" { level: String }
        message "there is no level `{level}`"
        help "there are \"allow\", \"warn\" and \"deny\"";
    /// An error that `[lints]` should lower.
    FixedLevel "E0511" Error "fixed-level" { code: String, name: String }
        message "`{code}` ({name}) is an error, and errors cannot be lowered"
        help "only warnings and notes can: codes that start with `W` or `N`";

    /// A file outside of the project.
    OutsideOfProject "E0516" Error "outside-of-project" { path: String }
        message "`{path}` leads out of the project"
        help "files that messages are made from lie in the project's folder or below it";

    // 06: data

    /// A value that does not fit its declared type.
    ValueMismatch "E0601" Error "value-mismatch" { value: String, expected: String, reason: String }
        message "`{value}` is not {expected}{reason}";
    /// A file without the column that every row needs.
    MissingColumn "E0602" Error "missing-column" { column: String, found: List }
        message "there is no column `{column}`"
        help "if it is {found}, say so under `[columns]` in `bourn.toml`";
    /// A file that is broken.
    DamagedFile "E0603" Error "damaged-file" { reason: String }
        message "the file cannot be decoded: {reason}";
    /// A file without a single byte.
    EmptyFile "E0604" Error "empty-file" {}
        message "the file is empty";
    /// A row that cannot be taken apart.
    MalformedRow "E0605" Error "malformed-row" { reason: String }
        message "the row cannot be read: {reason}";
    /// A row without a value that every row needs.
    MissingValue "E0606" Error "missing-value" { what: String }
        message "{what} is missing";
    /// A file of a kind that cannot be read.
    UnknownFormat "E0607" Error "unknown-format" { extension: String, known: List }
        message "`{extension}` is not a kind of file that can be read here"
        help "name a file that ends in {known}";
    /// Two rows for one person.
    DuplicatePerson "E0608" Error "duplicate-person" { person: String }
        message "the person `{person}` has two rows";
    /// Events that the project does not declare.
    UndeclaredEvent "N0609" Note "undeclared-event" { name: String, rows: u64 }
        message "the project does not declare the event `{name}`; rows left out: {rows}";
    /// Columns that nothing takes.
    IgnoredColumns "N0610" Note "ignored-columns" { columns: List }
        message "nothing is declared for {columns}; ignored";
    /// More errors than are worth listing.
    TooManyDataErrors "E0611" Error "too-many-data-errors" { limit: usize }
        message "stopped after {limit} data errors"
        help "`--on-data-error skip` leaves such rows out and goes on";
    /// Rows left out because asked to.
    SkippedRows "W0612" Warning "skipped-rows" { rows: u64 }
        message "rows with errors were left out: {rows}";

    /// Events of a flow or an element that the project does not have.
    UnknownOwner "N0613" Note "unknown-owner" { name: String, rows: u64 }
        message "the project does not have `{name}`; rows that belong to nothing for that: {rows}";
    /// A data type in a definition that is none of the known ones.
    UnknownDataType "E0614" Error "unknown-data-type" { name: String, known: List }
        message "there is no data type `{name}`"
        help "known are {known}";
    /// A column whose values no type fits.
    NoCommonType "W0615" Warning "no-common-type" { column: String, kinds: String }
        message "no type fits every value of `{column}`, which holds {kinds}; it is left out";

    // 07: run time

    /// A result beyond the largest number.
    Overflow "E0701" Error "overflow" { operation: String }
        message "the result of {operation} is too large";
    /// A division by zero.
    DivisionByZero "E0702" Error "division-by-zero" { operation: String }
        message "{operation} divides by zero";
    /// A value that could not be converted.
    FailedConversion "E0703" Error "failed-conversion" { value: String, expected: String }
        message "`{value}` cannot be read as {expected}";
    /// A value that does not fit where it is stored.
    ValueRefused "E0704" Error "value-refused" { name: String, reason: String }
        message "`{name}` keeps its old value: {reason}";
    /// A person who goes round without waiting.
    EndlessLoop "E0705" Error "endless-loop" { limit: usize }
        message "stopped after {limit} steps at one moment";
    /// A date or time beyond the calendar.
    CalendarRange "E0706" Error "calendar-range" { operation: String }
        message "the result of {operation} lies outside the years 1 to 9999";
    /// An argument that a function cannot take.
    InvalidArgument "E0707" Error "invalid-argument" { function: String, reason: String }
        message "`{function}` {reason}";
    /// A pause or a wait for a time that is empty.
    NothingToWaitFor "E0708" Error "nothing-to-wait-for" { element: String }
        message "`{element}` is passed at once: the time to wait for is empty";

    // 08: a test failed

    /// An expectation that does not hold.
    ExpectationFailed "E0801" Error "expectation-failed" { expectation: String, found: String }
        message "`{expectation}` does not hold"
        label "{found}";
    /// A step that cannot be played.
    TestNotRun "E0802" Error "test-not-run" { step: String, reason: String }
        message "the test was not run from here on: `{step}` {reason}";

    // 085: what cannot be said in other languages

    /// A part of a segment that SQL does not say exactly.
    NotInSql "E0851" Error "not-in-sql" { what: String, reason: String }
        message "{what} cannot be said in SQL"
        label "{reason}";
    /// A part of a segment that the queries of the People API do not say.
    NotInPeopleQuery "E0852" Error "not-in-people-query" { what: String, reason: String }
        message "{what} cannot be said in a query of the People API"
        label "{reason}";
    /// A query that is longer than the People API takes.
    LongPeopleQuery "W0853" Warning "long-people-query" { kind: String, count: usize, limit: usize }
        message "the query has {count} {kind}, and a segment of the modelled system takes {limit}";
}

/// All entries, in order of their codes' numbers.
#[must_use]
pub fn entries() -> &'static [Entry] {
    ENTRIES
}

/// The entry of a code, whatever the case of its letter; the letter and leading zeros may be left out.
#[must_use]
pub fn entry(code: &str) -> Option<&'static Entry> {
    let number =
        |text: &str| text.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let wanted = number(code)?;
    entries().iter().find(|entry| number(entry.code.0) == Some(wanted))
}

/// The code of a warning or a note that a wrong one was probably meant to be.
#[must_use]
pub fn nearest_lint(code: &str) -> Option<&'static str> {
    let lints = entries().iter().filter(|entry| entry.level != Level::Error);
    nearest(code, lints.map(|entry| entry.code.0))
}
