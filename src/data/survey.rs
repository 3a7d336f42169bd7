//! What the columns of a file hold: for declarations that are made from data.
//!
//! A survey reads any file that a load reads, and needs no program for it. Each row belongs to a group: to the kind of its
//! event, if it has a kind and a time, or else to people.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::Cell;
use super::loader::{Format, read};
use super::problems::Stop;
use super::sink::{Member, Sink};
use crate::diagnostic::Problem;
use crate::program::{Field, Fields, Type};
use crate::value::Text;
use crate::value::text::fold;
use crate::value::time::{parse_date, parse_datetime};

/// How many different texts of a column are told apart; a column with more holds names or ids.
pub const FEW: usize = 8;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Survey {
    /// Its groups, in the order in which they turned up.
    pub groups: Vec<Group>,
    /// Rows that could not be taken apart.
    pub broken: u64,
}

/// The rows of people, or of one kind of events.
#[derive(Debug)]
pub struct Group {
    /// The kind of events; nothing for people.
    pub event: Option<Text>,
    /// How many rows there are.
    pub rows: u64,
    /// The columns that have a value in at least one row, in the order in which they turned up. Those that say whose a row
    /// is, what it is and when are not among them.
    pub columns: Vec<(String, Seen)>,
}

/// What the cells of a column have in common.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many are not empty.
    pub filled: u64,
    /// The different texts, as long as there are few.
    pub texts: Vec<Text>,
    kinds: Kinds,
    /// Whether there are more different texts than were kept.
    many: bool,
    /// What the items are, where cells are lists.
    items: Option<Box<Seen>>,
    /// What the fields are, where cells are objects, and how many objects there are.
    fields: Vec<(String, Seen)>,
    objects: u64,
}

/// Which kinds of cells there were.
#[derive(Clone, Copy, Debug, Default)]
struct Kinds {
    boolean: bool,
    integer: bool,
    number: bool,
    date: bool,
    datetime: bool,
    text: bool,
    other: bool,
}

impl Seen {
    /// The type that all cells fit; nothing if there is none.
    #[must_use]
    pub fn r#type(&self) -> Option<Type> {
        let Kinds { boolean, integer, number, date, datetime, text, other } = self.kinds;
        if self.objects > 0 {
            return (self.objects == self.filled).then(|| self.object()).flatten();
        }
        let scalars = [boolean, integer || number, date || datetime, text];
        let kinds = scalars.iter().filter(|seen| **seen).count();
        match &self.items {
            _ if other => None,
            Some(items) if kinds == 0 => items.r#type().map(|item| Type::List(Box::new(item))),
            Some(_) => None,
            None if kinds == 1 && boolean => Some(Type::Boolean),
            None if kinds == 1 && number => Some(Type::Number),
            None if kinds == 1 && integer => Some(Type::Integer),
            None if kinds == 1 && datetime => Some(Type::Datetime),
            None if kinds == 1 && date => Some(Type::Date),
            // Numbers and dates that stand among texts are texts, too; numbers that are none are not.
            None if text && !boolean && !number => Some(Type::Text),
            None => None,
        }
    }

    /// The type of objects with the fields that were seen; nothing if one of them has no type.
    fn object(&self) -> Option<Type> {
        let field = |(name, seen): &(String, Seen)| {
            let optional = seen.filled < self.objects;
            Some(Field { name: name.as_str().into(), r#type: seen.r#type()?, optional })
        };
        self.fields.iter().map(field).collect::<Option<_>>().map(|fields| Type::Object(Fields::new(fields)))
    }

    /// What there is, in words.
    #[must_use]
    pub fn kinds(&self) -> String {
        let Kinds { boolean, integer, number, date, datetime, text, other } = self.kinds;
        let words = [
            (boolean, "true or false"),
            (integer || number, "numbers"),
            (date || datetime, "dates"),
            (text, "texts"),
            (self.items.is_some(), "lists"),
            (self.objects > 0, "objects"),
            (other, "something else"),
        ];
        let seen: Vec<&str> = words.into_iter().filter(|(seen, _)| *seen).map(|(_, words)| words).collect();
        seen.join(" and ")
    }

    /// Whether this is a column of few different texts, so that they are worth showing.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        !self.many && self.texts.len() > 1 && self.filled >= 4 * self.texts.len() as u64
    }

    /// Takes a cell. `written` says that everything in the file is text, so that a text may be a number.
    fn take(&mut self, cell: &Cell<'_>, written: bool) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        match cell {
            Cell::Empty => {}
            Cell::Boolean(_) => self.kinds.boolean = true,
            Cell::Whole(number) if i64::try_from(*number).is_ok() => self.kinds.integer = true,
            Cell::Decimal(number, 0) if i64::try_from(*number).is_ok() => self.kinds.integer = true,
            Cell::Whole(_) | Cell::Decimal(..) | Cell::Float(_) | Cell::Single(_) => self.kinds.number = true,
            Cell::Written(number) => self.number(number),
            Cell::Days(_) => self.kinds.date = true,
            Cell::Moment(_) | Cell::Local(_) => self.kinds.datetime = true,
            Cell::Text(text) => self.text(text, written),
            Cell::List(items) => {
                let seen = self.items.get_or_insert_default();
                items.iter().for_each(|item| seen.take(item, written));
            }
            Cell::Object(fields) => self.object_of(fields, written),
            Cell::Other(_) => self.kinds.other = true,
        }
    }

    fn object_of(&mut self, fields: &[(Cow<'_, str>, Cell<'_>)], written: bool) {
        self.objects += 1;
        for (name, cell) in fields.iter().filter(|(_, cell)| !cell.is_empty()) {
            seen_as(&mut self.fields, name).take(cell, written);
        }
    }

    fn number(&mut self, number: &str) {
        if number.parse::<i64>().is_ok() { self.kinds.integer = true } else { self.kinds.number = true }
    }

    fn text(&mut self, text: &str, written: bool) {
        match () {
            () if written && is_boolean(text) => self.kinds.boolean = true,
            () if written && is_number(text) => self.number(text),
            () if parse_date(text).is_ok() => self.kinds.date = true,
            () if parse_datetime(text, crate::value::Zone::UTC).is_ok() => self.kinds.datetime = true,
            () => self.kinds.text = true,
        }
        if self.many || self.texts.iter().any(|known| known.as_str() == text) {
            return;
        }
        self.many = self.texts.len() == FEW;
        if !self.many {
            self.texts.push(text.into());
        }
    }
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// Whether somebody who writes this means a number: `12`, `-3.50`, but no `007` and no `+385…`, which are ids and phones.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && all_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() <= 18
}

/// Looks at all rows of a file. `key` is the column that says whose a row is.
///
/// # Errors
///
/// The problem, if the file cannot be read.
pub fn survey(format: Format, bytes: &bytes::Bytes, key: &str) -> Result<Survey, Problem> {
    let mut sink = SurveySink {
        key: fold(key).into_owned(),
        written: format == Format::Csv,
        columns: Vec::new(),
        places: HashMap::new(),
        survey: Survey::default(),
    };
    match read(Ok(format), bytes, &["persons", "people", "events"], &mut sink) {
        Ok(()) | Err(Stop::Enough) => Ok(sink.survey),
        Err(Stop::File(problem)) => Err(problem),
    }
}

/// What a column is to a survey.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// It says whose a row is.
    Person,
    /// It says something of an event that is no property.
    AboutEvent,
    /// It says of what kind an event is; the best name has 0.
    Kind(u8),
    /// It says when an event was.
    Time,
    /// It is a value.
    Value,
}

struct SurveySink {
    key: String,
    written: bool,
    columns: Vec<(String, Role)>,
    /// Where the group of an event is.
    places: HashMap<Option<Text>, usize>,
    survey: Survey,
}

impl SurveySink {
    fn add(&mut self, name: &str, role: Role) -> usize {
        self.columns.push((name.to_owned(), role));
        self.columns.len() - 1
    }

    fn role(&self, name: &str) -> Role {
        match &*fold(name) {
            known if known == self.key => Role::Person,
            "personid" | "id" => Role::Person,
            "eventid" | "sessionid" | "externalpersonid" | "flow" | "element" => Role::AboutEvent,
            "definitionid" => Role::Kind(0),
            "name" => Role::Kind(1),
            "time" | "occurredtime" | "occuredtime" => Role::Time,
            _ => Role::Value,
        }
    }

    /// The kind of the event that a row is.
    fn kind(&self, cells: &[(usize, Cell<'_>)]) -> Option<Text> {
        let full = || cells.iter().filter(|(_, cell)| !cell.is_empty());
        full().find(|(at, _)| self.columns[*at].1 == Role::Time)?;
        let kinds = full().filter_map(|(at, cell)| match (self.columns[*at].1, cell) {
            (Role::Kind(rank), Cell::Text(kind)) => Some((rank, Text::from(&**kind))),
            _ => None,
        });
        kinds.min_by_key(|(rank, _)| *rank).map(|(_, kind)| kind)
    }

    fn group(&mut self, event: Option<Text>) -> usize {
        if let Some(place) = self.places.get(&event) {
            return *place;
        }
        let place = self.survey.groups.len();
        self.survey.groups.push(Group { event: event.clone(), rows: 0, columns: Vec::new() });
        self.places.insert(event, place);
        place
    }
}

impl Sink for SurveySink {
    fn column(&mut self, name: &str) -> Option<usize> {
        let role = self.role(name);
        Some(self.add(name, role))
    }

    fn member(&mut self, name: &str) -> Member {
        match &*fold(name) {
            "customattributes" | "properties" => Member::Members,
            "contactinformation" | "computedattributes" | "integrations" | "metadata" => Member::Ignored,
            _ => self.column(name).map_or(Member::Ignored, Member::Column),
        }
    }

    fn inner(&mut self, name: &str) -> Option<usize> {
        Some(self.add(name, Role::Value))
    }

    fn contact(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn missing_column(&self) -> Option<Problem> {
        None
    }

    fn row(&mut self, _: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        let event = self.kind(cells);
        let is_event = event.is_some();
        let place = self.group(event);
        let (written, columns) = (self.written, &self.columns);
        let group = &mut self.survey.groups[place];
        group.rows += 1;
        for (at, cell) in cells {
            let (name, role) = &columns[*at];
            // A person may have a `name` and a `time`.
            let is_value = *role == Role::Value || (!is_event && *role != Role::Person);
            if is_value && !cell.is_empty() {
                seen_as(&mut group.columns, name).take(cell, written);
            }
        }
        Ok(())
    }

    fn broken_row(&mut self, _: u64, _: String) -> Result<(), Stop> {
        self.survey.broken += 1;
        Ok(())
    }
}

/// What is seen under a name.
fn seen_as<'s>(columns: &'s mut Vec<(String, Seen)>, name: &str) -> &'s mut Seen {
    let at = columns.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        columns.push((name.to_owned(), Seen::default()));
        columns.len() - 1
    });
    &mut columns[at].1
}
