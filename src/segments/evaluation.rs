//! A set of conditions, made ready to be asked of batches of people.

use std::fmt;

use rayon::prelude::*;

use super::memberships::{Keep, Memberships, keep_fault};
use super::native::{Natives, Runner, Worth};
use super::planning::plan;
use super::wanted::wanted;
use crate::columns::plan::Plan;
use crate::columns::{BLOCK, Batch, Bound, Decided, Keys, Mask, Necessary, Row, WORD, Wanted};
use crate::eval::{Context, Engine, EngineKind, Fault, Visible};
use crate::program::{AttributeId, ExpressionId, Program};
use crate::value::{Instant, Text};

/// Who evaluates sets of conditions. All mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SetEngine {
    /// The fastest: native code where it pays, columns else.
    #[default]
    Auto,
    /// Native code for what is cheap, columns for the rest.
    Jit,
    /// A block of people at a time.
    Columns,
    /// A person at a time.
    Rows(EngineKind),
}

/// Conditions, compiled together for one moment.
pub struct Conditions<'p> {
    program: &'p Program,
    now: Instant,
    plan: Plan,
    wanted: Wanted,
    attributes: Vec<AttributeId>,
    rows: Engine<'p>,
    engine: SetEngine,
    natives: Natives,
}

/// For whom of a batch a condition holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Members {
    /// The rows of the batch.
    pub rows: Mask,
    /// For how many persons something went wrong; what did is empty for them.
    pub faulty: u64,
    /// The first faults, each kind once, with the person.
    pub faults: Vec<(Text, Fault)>,
}

impl<'p> Conditions<'p> {
    /// Compiles conditions for a moment.
    #[must_use]
    pub fn new(
        program: &'p Program,
        conditions: &[ExpressionId],
        now: Instant,
        engine: SetEngine,
    ) -> Conditions<'p> {
        let wanted = wanted(program, conditions, now);
        let kind = if let SetEngine::Rows(kind) = engine { kind } else { EngineKind::default() };
        let mut compiled = Conditions {
            program,
            now,
            plan: plan(program, conditions, now),
            attributes: wanted.attributes.iter().copied().collect(),
            wanted,
            rows: Engine::new(kind, program),
            engine,
            natives: Natives::new(),
        };
        compiled.wanted.everybody |= compiled.concern_strangers();
        compiled.wanted.necessary = Necessary::of(&compiled.plan);
        compiled
    }

    /// Whether a condition holds for somebody of whom nothing is known, or cannot be computed then.
    fn concern_strangers(&self) -> bool {
        let stranger = Batch { keys: Keys::Whole(vec![0].into()), ..Batch::default() };
        let mut people = People { conditions: self, batch: &stranger, at: None };
        self.plan.roots.iter().any(|(_, condition)| people.ask(0, *condition) != Some(false))
    }

    /// Compiles segments of a program by name, for a moment.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
    /// use bourn::columns::{Batch, Keys};
    /// use bourn::segments::{Conditions, Keep};
    /// use bourn::value::Instant;
    /// # use bourn::{check::{Settings, check}, source::Snapshot, syntax::parse};
    /// # let mut snapshot = Snapshot::new();
    /// let source = r#"
    ///     people { points: integer }
    ///     segment Regulars = points >= 100 and country is "Croatia"
    /// "#;
    /// # let file = snapshot.add("segments.flow", source);
    /// # let (tree, _) = parse(&mut snapshot, file);
    /// # let program = check(&mut snapshot, &[tree], &Settings::default()).program;
    /// let column = |array: ArrayRef| array;
    /// let people = RecordBatch::try_from_iter([
    ///     ("personId", column(Arc::new(StringArray::from(vec!["ana", "ben", "cid"])))),
    ///     ("points", column(Arc::new(Int32Array::from(vec![Some(120), Some(300), None])))),
    ///     ("country", column(Arc::new(StringArray::from(vec!["croatia", "Austria", "Croatia"])))),
    /// ])?;
    /// let segments = Conditions::compile(&program, &["Regulars"], Instant::EPOCH).ok_or("no such segment")?;
    /// let found = segments.evaluate(&[Batch::from_arrow(&program, &people, None)?], Keep::Persons, &|_| ());
    /// assert_eq!(found.conditions()[0].count, 1);
    /// assert_eq!(found.ids(0), ["ana"]);
    /// assert_eq!(found.keys(0), Keys::Text(StringArray::from(vec!["ana"])));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Nothing if there is no segment with one of the names.
    #[must_use]
    pub fn compile(program: &'p Program, names: &[&str], now: Instant) -> Option<Conditions<'p>> {
        let condition = |name: &&str| Some(program.segments[program.segment(name)?].condition);
        let conditions = names.iter().map(condition).collect::<Option<Vec<ExpressionId>>>()?;
        Some(Conditions::new(program, &conditions, now, SetEngine::default()))
    }

    /// What of people and events is looked at: batches need nothing else.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The program that they belong to.
    pub(super) fn program(&self) -> &'p Program {
        self.program
    }

    /// The same conditions by columns, which count for themselves.
    pub(super) fn apart(&self) -> Conditions<'p> {
        let conditions: Vec<ExpressionId> = self.plan.roots.iter().map(|(_, condition)| *condition).collect();
        Conditions::new(self.program, &conditions, self.now, SetEngine::Columns)
    }

    /// What native code is worth for the batches that were decided so far.
    #[must_use]
    pub fn native_worth(&self) -> Worth {
        self.natives.worth()
    }

    /// Whether native code answers what is cheap about a batch, but for the people behind its last whole word.
    #[must_use]
    pub fn has_native(&self, batch: &Batch) -> bool {
        let bound = Bound::new(&self.plan, batch);
        self.natives.runner(self.engine, &bound, 0).has_native()
    }

    /// How many instructions the row engine executed.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.rows.executed()
    }

    /// For whom of all batches each condition holds. `progress` is told of each batch how many persons it has.
    #[must_use]
    pub fn evaluate(&self, batches: &[Batch], keep: Keep, progress: &(dyn Fn(usize) + Sync)) -> Memberships {
        let decided: Vec<Vec<Members>> = batches
            .par_iter()
            .map(|batch| {
                let members = self.decide(batch);
                progress(batch.rows());
                members
            })
            .collect();
        let mut memberships = Memberships::new(self.plan.roots.len());
        let parts = batches.iter().zip(decided);
        parts.for_each(|(batch, members)| memberships.add(&batch.keys, members, keep));
        memberships
    }

    /// For whom of a batch each condition holds, by all threads of the pool at hand.
    #[must_use]
    pub fn decide(&self, batch: &Batch) -> Vec<Members> {
        let by_columns = !matches!(self.engine, SetEngine::Rows(_));
        let bound = by_columns.then(|| Bound::new(&self.plan, batch));
        let runner = bound.as_ref().map(|bound| self.natives.runner(self.engine, bound, batch.rows()));
        let words = batch.rows().div_ceil(WORD);
        let length = bound.as_ref().map_or(BLOCK, Bound::block);
        let blocks: Vec<Vec<Part>> = (0..words.div_ceil(length))
            .into_par_iter()
            .map(|block| {
                let first = block * length;
                self.block(batch, runner.as_ref(), first, length.min(words - first))
            })
            .collect();
        let mut members = vec![(Vec::with_capacity(words), Members::default()); self.plan.roots.len()];
        for block in blocks {
            members.iter_mut().zip(block).for_each(|(whole, part)| {
                whole.0.extend(part.holds);
                whole.1.add(part.faulty, part.faults);
            });
        }
        let of_rows = |(words, members): (Vec<u64>, Members)| Members {
            rows: Mask::from_words(words, batch.rows()),
            ..members
        };
        members.into_iter().map(of_rows).collect()
    }

    fn block(&self, batch: &Batch, runner: Option<&Runner>, first: usize, count: usize) -> Vec<Part> {
        let mut people = People::new(self, batch);
        let decided = match runner {
            Some(runner) => runner.decide(first, count, &mut |row, expression| people.ask(row, expression)),
            None => self.plan.roots.iter().map(|_| Decided::all_unknown(batch, first, count)).collect(),
        };
        let roots = self.plan.roots.iter().zip(decided);
        roots.map(|((_, condition), decided)| people.finish(*condition, decided, first)).collect()
    }
}

impl fmt::Debug for Conditions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conditions").field("now", &self.now).field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl Members {
    fn add(&mut self, faulty: u64, faults: Vec<(Text, Fault)>) {
        self.faulty += faulty;
        faults.into_iter().for_each(|(person, fault)| keep_fault(&mut self.faults, person, fault));
    }
}

/// What is found out about a condition for a block.
struct Part {
    holds: Vec<u64>,
    faulty: u64,
    faults: Vec<(Text, Fault)>,
}

/// The row engine over a batch. The person who was asked for last is kept, since the next question is often about the same.
pub(super) struct People<'c, 'p> {
    conditions: &'c Conditions<'p>,
    batch: &'c Batch,
    at: Option<(usize, Row)>,
}

impl<'c, 'p> People<'c, 'p> {
    /// Nobody of a batch has been asked about.
    pub(super) fn new(conditions: &'c Conditions<'p>, batch: &'c Batch) -> People<'c, 'p> {
        People { conditions, batch, at: None }
    }

    /// Whether a condition holds for a row; nothing if something went wrong.
    pub(super) fn ask(&mut self, row: usize, condition: ExpressionId) -> Option<bool> {
        let mut faults = Vec::new();
        let holds = self.evaluate(row, condition, &mut faults);
        faults.is_empty().then_some(holds)
    }

    fn evaluate(&mut self, row: usize, condition: ExpressionId, faults: &mut Vec<Fault>) -> bool {
        let Conditions { program, now, attributes, rows, .. } = self.conditions;
        if self.at.as_ref().is_none_or(|(at, _)| *at != row) {
            self.at = Some((row, self.batch.person(row, program, attributes)));
        }
        let Some((_, person)) = &self.at else { return false };
        let context = Context {
            program,
            facts: person,
            now: *now,
            zone: program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        rows.holds(&context, condition, faults)
    }

    /// Asks for the rows that are unknown yet, and keeps what goes wrong.
    fn finish(&mut self, condition: ExpressionId, decided: Decided, first_word: usize) -> Part {
        let Decided { mut holds, unknown } = decided;
        let mut part = Part { holds: Vec::new(), faulty: 0, faults: Vec::new() };
        let mut faults: Vec<Fault> = Vec::new();
        for row in crate::columns::rows(&unknown) {
            let place = first_word * WORD + row;
            if self.evaluate(place, condition, &mut faults) {
                holds[row / WORD] |= 1 << (row % WORD);
            }
            part.faulty += u64::from(!faults.is_empty());
            for fault in faults.drain(..) {
                keep_fault(&mut part.faults, self.batch.keys.get(place), fault);
            }
        }
        part.holds = holds;
        part
    }
}
