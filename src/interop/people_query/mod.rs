//! A condition as a segment of the People API: a query over attributes with `#and` and `#or`, and clauses about events.
//!
//! | language | query |
//! | --- | --- |
//! | `is`, `is not` | `{"plan": "pro"}`, `{"plan": {"#ne": "pro"}}` |
//! | `contains`, `does not contain`, `starts with`, `ends with` | `#contains`, `#notContain`, `#startsWith`, `#endsWith` |
//! | `is one of`, `is not one of` | `#in`, `#notIn` |
//! | `is empty`, `is not empty` | `#notExist`, `#exist` |
//! | `<` `<=` `>=` `>`, `before` … `after` | `#lt`, `#lte`, `#gte`, `#gt` |
//! | `will be in 3 days`, `will be within`, `will be more than` | `#eq`, `#lt`, `#gt` with `{"#relNow": "P3D"}` |
//! | `was 3 days ago`, `was within`, `was more than` | `#eq`, `#gt`, `#lt` with `{"#relNow": "P-3D"}` |
//! | `has tag`, `has no tag` | `#contains`, `#notContain` of `tags` |
//! | `any orders where …`, `all orders where …` | `#any`, `#all` |
//! | `happened E …` | a clause of `events`, by its definition |
//!
//! Attributes of the project are addressed as `data\u0001name`, those of the standard library by their name. The query and all
//! clauses are joined by `and`, so events stand in the outermost `and` only. The API has no `not`: a negation goes down to the
//! comparisons, and only those whose complement it has can be negated.
//!
//! Where the API's documentation is silent or slips, the table above says how it is read here: `was more than` is `#lt`, and both
//! `within`s end at today.

mod attributes;
mod events;
mod json;

use self::attributes::add;
use self::json::Json;
use super::Moment;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{ExpressionId, ExpressionKind};

/// As many clauses about attributes and about events as a segment of the modelled system has at most.
const LIMITS: [(&str, usize); 2] = [("clauses about attributes", 25), ("clauses about events", 5)];

/// A segment of the People API.
#[derive(Clone, PartialEq, Debug)]
pub struct PeopleQuery {
    /// The name, the query and the clauses, as JSON.
    pub json: String,
    /// What the API may not like about it.
    pub warnings: Vec<Diagnostic>,
}

/// The segment of the People API, with a name, that is a condition.
///
/// # Errors
///
/// A report for each part that the API does not say.
pub fn people_query(
    moment: Moment<'_>,
    name: &str,
    condition: ExpressionId,
) -> Result<PeopleQuery, Vec<Diagnostic>> {
    let mut writer = Writer { moment, attributes: 0, refusals: Vec::new() };
    let (mut clauses, mut events) = (Vec::new(), Vec::new());
    writer.outermost(condition, &mut clauses, &mut events);
    if !writer.refusals.is_empty() {
        return Err(writer.refusals);
    }
    let warnings = writer.warnings(condition, events.len());
    let mut parts = vec![("name".to_owned(), Json::text(name))];
    if !clauses.is_empty() {
        parts.push(("query".to_owned(), Json::pair("#and", Json::List(clauses))));
    }
    if !events.is_empty() {
        parts.push(("events".to_owned(), Json::List(events)));
    }
    Ok(PeopleQuery { json: Json::Object(parts).to_string(), warnings })
}

/// A query under way.
struct Writer<'a> {
    moment: Moment<'a>,
    /// How many clauses about attributes there are so far.
    attributes: usize,
    refusals: Vec<Diagnostic>,
}

impl Writer<'_> {
    /// The outermost `and`, where events may stand.
    fn outermost(&mut self, condition: ExpressionId, clauses: &mut Vec<Json>, events: &mut Vec<Json>) {
        match self.kind(condition) {
            ExpressionKind::And(left, right) => {
                self.outermost(left, clauses, events);
                self.outermost(right, clauses, events);
            }
            ExpressionKind::InSegment(segment) => {
                self.outermost(self.moment.program.segments[segment].condition, clauses, events);
            }
            ExpressionKind::Happened { selection, count } => {
                events.extend(self.event(condition, selection, count, false));
            }
            ExpressionKind::Not(negated) => match self.kind(negated) {
                ExpressionKind::Happened { selection, count } => {
                    events.extend(self.event(condition, selection, count, true));
                }
                _ => add("#and", self.clause(negated, true), clauses),
            },
            _ => add("#and", self.clause(condition, false), clauses),
        }
    }

    fn warnings(&self, condition: ExpressionId, events: usize) -> Vec<Diagnostic> {
        let counts = [self.attributes, events];
        let too_many = LIMITS.iter().zip(counts).filter(|((_, limit), count)| count > limit);
        let location = self.moment.program.expressions[condition].location;
        let warning = |((kind, limit), count): (&(&str, usize), usize)| {
            let problem = Problem::LongPeopleQuery { kind: (*kind).to_owned(), count, limit: *limit };
            Diagnostic::new(location, problem)
        };
        too_many.map(warning).collect()
    }

    /// Notes that a part cannot be said.
    fn refuse(&mut self, part: ExpressionId, what: &str, reason: &str) -> Option<Json> {
        let location = self.moment.program.expressions[part].location;
        let problem = Problem::NotInPeopleQuery { what: what.to_owned(), reason: reason.to_owned() };
        let refusal = Diagnostic::new(location, problem);
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
        None
    }

    fn kind(&self, expression: ExpressionId) -> ExpressionKind {
        self.moment.program.expressions[expression].kind.clone()
    }
}
