//! The elements of a flow: checked in source order, and joined into a graph.

use std::collections::HashMap;

use super::declaration::{Checker, Home, NameKind, Role, Target};
use super::flow::arm_words;
use super::paths::State;
use super::statements::element_word;
use crate::diagnostic::{Diagnostic, Edit, Fix, Problem};
use crate::program::{
    self, Arm, AttributeId, Element, ElementId, ElementKind, EventClause, EventId, ExpressionKind, Id,
    SelectionId, Share, Table, Type, VariableId,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{self, Assignment, ExpressionId, Statement, StatementKind};

/// The elements of one flow while they are checked.
pub(super) struct Elements<'c, 'a> {
    pub(super) checker: &'c mut Checker<'a>,
    /// What the elements belong to.
    pub(super) home: Home,
    /// The element that starts at a byte of the declaration.
    ids: HashMap<u32, ElementId>,
    done: Vec<Option<Element>>,
    /// Whether anybody gets to the next statement.
    reached: bool,
}

impl<'c, 'a> Elements<'c, 'a> {
    /// Checks all elements. Gives the first one and the table of all.
    pub(super) fn check(
        checker: &'c mut Checker<'a>,
        home: Home,
        statements: &[Statement],
    ) -> (Option<ElementId>, Table<ElementId, Element>) {
        let signature = checker.symbols.elements(home);
        let ids = signature.iter().map(|(id, element)| (element.start, id)).collect();
        let done = vec![None; signature.len()];
        let mut elements = Elements { checker, home, ids, done, reached: true };
        let first = elements.first_of(statements);
        elements.block(statements, None);
        let nowhere = elements.checker.at(Span::default());
        let gone = |at| Element {
            label: format!("{}", ElementId::from_index(at)).into(),
            kind: ElementKind::Exit,
            next: None,
            location: nowhere,
            extent: nowhere,
        };
        let table =
            elements.done.into_iter().enumerate().map(|(at, element)| element.unwrap_or_else(|| gone(at)));
        (first, table.collect())
    }

    /// The first element of a block.
    fn first_of(&self, statements: &[Statement]) -> Option<ElementId> {
        statements.iter().find_map(|statement| self.id(statement))
    }

    fn id(&self, statement: &Statement) -> Option<ElementId> {
        element_word(&statement.kind)?;
        self.ids.get(&statement.span.start).copied()
    }

    /// Checks the statements of a block, whose last element leads to `after`.
    fn block(&mut self, statements: &[Statement], after: Option<ElementId>) {
        for (at, statement) in statements.iter().enumerate() {
            let Some(id) = self.id(statement) else { continue };
            if !self.reached {
                self.checker.report(statement.head, Problem::BehindExit {});
                self.reached = true;
            }
            let next = self.first_of(&statements[at + 1..]).or(after);
            let kind = self.element(statement, next);
            let label = self.checker.symbols.elements(self.home)[id].label.clone();
            let (location, extent) = (self.checker.at(statement.head), self.checker.at(statement.span));
            if let Some(written) = &statement.label {
                self.checker.note(written.span, Target::Element(self.home, id), Role::Declared);
            }
            self.done[id.index()] = Some(Element { label, kind, next, location, extent });
        }
    }

    fn element(&mut self, statement: &Statement, next: Option<ElementId>) -> ElementKind {
        match &statement.kind {
            StatementKind::Pause(pause) => match self.checker.pause(pause) {
                Some(pause) => ElementKind::Pause(pause),
                None => ElementKind::Exit,
            },
            StatementKind::SegmentAudience(arms) => {
                let element = "segment audience";
                ElementKind::SegmentAudience(self.conditional_arms(
                    statement,
                    arms,
                    next,
                    element,
                    Vec::new(),
                ))
            }
            StatementKind::WaitForEvent { limit, from_entrance, arms } => {
                self.wait_for_event(statement, *limit, *from_entrance, arms, next)
            }
            StatementKind::WaitForChange { change, limit, arms } => {
                self.wait_for_change(statement, change, *limit, arms, next)
            }
            StatementKind::WaitForDate { moment, arms } => self.wait_for_date(statement, moment, arms, next),
            StatementKind::EvaluateMessage(arms) => self.evaluate_message(statement, arms, next),
            StatementKind::SplitAudience(shares) => self.split(statement, shares, next),
            StatementKind::UpdateProfile(fields) => ElementKind::UpdateProfile(self.update_profile(fields)),
            StatementKind::Set(fields) => ElementKind::Set(self.set(fields)),
            StatementKind::AddTag(tag) => ElementKind::AddTag(self.tag(*tag)),
            StatementKind::RemoveTag(tag) => ElementKind::RemoveTag(self.tag(*tag)),
            StatementKind::Send(send) => self.send(statement, send, next),
            StatementKind::CallApi(call) => self.call_api(statement, call, next),
            StatementKind::Use(used) => self.use_element(statement, used, next),
            StatementKind::AddToFlow(add) => self.add_to_flow(statement, add, next),
            StatementKind::Notify(notify) => self.notify(notify),
            StatementKind::AddToDoNotContact(opt_outs) => {
                ElementKind::AddToDoNotContact(self.checker.opt_outs(opt_outs))
            }
            StatementKind::RemoveFromDoNotContact(opt_outs) => {
                ElementKind::RemoveFromDoNotContact(self.checker.opt_outs(opt_outs))
            }
            StatementKind::StartConversation(tag) => ElementKind::StartConversation(self.tag(*tag)),
            _ => {
                self.reached = false;
                ElementKind::Exit
            }
        }
    }

    /// The arms of an element that goes the way of the first condition that holds. In the conditions, the properties of the
    /// events of `seen` can be read.
    pub(super) fn conditional_arms(
        &mut self,
        statement: &Statement,
        arms: &[tree::Arm],
        next: Option<ElementId>,
        element: &str,
        seen: Vec<(EventId, SelectionId)>,
    ) -> Vec<Arm<program::ExpressionId>> {
        self.otherwise_last(&heads(arms));
        let mut paths = Vec::new();
        let before = self.state();
        if !arms.iter().any(|arm| arm.when.is_none()) {
            self.missing_otherwise(statement, element);
            paths.push((format!("what matches no arm of `{element}`"), before.clone()));
        }
        let mut checked = Vec::new();
        for arm in arms {
            self.enter(&before);
            let when = arm.when.as_ref().map(|clause| self.condition(clause, &seen));
            let target = self.arm(&arm.body, next);
            self.leave(arm_words(arm.when.is_none(), None, element), &mut paths);
            checked.push(Arm { when, target, location: self.checker.at(arm.head) });
        }
        self.join(&before, paths);
        checked
    }

    fn condition(
        &mut self,
        clause: &tree::EventClause,
        seen: &[(EventId, SelectionId)],
    ) -> program::ExpressionId {
        if let Some(save) = clause.saves.first() {
            let scope = "`save`".to_owned();
            let place = "in entries and in `wait for event`".to_owned();
            self.checker.report(save.span, Problem::NotInScope { name: "save".to_owned(), scope, place });
        }
        let outer = std::mem::replace(&mut self.checker.scope.saved, seen.to_vec());
        let condition = self.checker.condition(clause.condition);
        self.checker.scope.saved = outer;
        condition
    }

    fn wait_for_event(
        &mut self,
        statement: &Statement,
        limit: Option<ExpressionId>,
        from_entrance: bool,
        arms: &[tree::Arm],
        next: Option<ElementId>,
    ) -> ElementKind {
        self.otherwise_last(&heads(arms));
        let limit = self.limit(limit);
        if limit.is_none() {
            self.endless_wait(&heads(arms), "wait for event");
        }
        let mut paths = Vec::new();
        let before = self.state();
        if limit.is_some() && !arms.iter().any(|arm| arm.when.is_none()) {
            self.missing_otherwise(statement, "wait for event");
            paths.push(("the end of `wait for event`".to_owned(), before.clone()));
        }
        let mut checked: Vec<Arm<EventClause>> = Vec::new();
        let mut otherwise = next;
        for arm in arms {
            self.enter(&before);
            let when = arm.when.as_ref().map(|clause| self.checker.event_clause(clause, "a wait"));
            let target = self.arm(&arm.body, next);
            self.leave(arm_words(arm.when.is_none(), None, "wait for event"), &mut paths);
            match when {
                Some(clause) => {
                    let location = self.checker.at(arm.head);
                    checked.push(Arm { when: Some(clause), target, location });
                }
                None => otherwise = target,
            }
        }
        self.join(&before, paths);
        ElementKind::WaitForEvent { limit, from_entrance, arms: checked, otherwise }
    }

    fn split(
        &mut self,
        statement: &Statement,
        shares: &[tree::Share],
        next: Option<ElementId>,
    ) -> ElementKind {
        let mut paths = Vec::new();
        let before = self.state();
        let mut checked: Vec<Share> = Vec::new();
        for share in shares {
            if let Some(first) = shares.iter().find(|known| known.name.text == share.name.text)
                && first.span != share.span
                && !share.name.text.is_empty()
            {
                self.checker.duplicate("branch", &share.name.text, share.name.span, first.name.span);
            }
            self.enter(&before);
            let target = self.arm(&share.body, next);
            self.leave(arm_words(false, Some(&share.name.text), "split audience"), &mut paths);
            let percent = share.percent.parse().unwrap_or(0);
            checked.push(Share { percent, name: share.name.text.clone(), target });
        }
        self.join(&before, paths);
        self.percentages(statement, shares);
        ElementKind::SplitAudience(checked)
    }

    fn percentages(&mut self, statement: &Statement, shares: &[tree::Share]) {
        // A share that could not be read has no percentage, and has been reported.
        if shares.iter().any(|share| share.percent.is_empty()) {
            return;
        }
        if shares.len() < 2 {
            self.checker.report(statement.head, Problem::LonelySplit {});
            return;
        }
        let whole: Vec<Option<u64>> = shares.iter().map(|share| share.percent.parse().ok()).collect();
        for (share, percent) in shares.iter().zip(&whole) {
            if !percent.is_some_and(|percent| (1..=99).contains(&percent)) {
                let reason = "is no share: a whole percentage from 1 to 99 is".to_owned();
                let literal = format!("{}%", share.percent);
                self.checker.report(share.percent_span, Problem::InvalidLiteral { literal, reason });
                return;
            }
        }
        let sum: u64 = whole.into_iter().flatten().sum();
        if sum != 100 {
            self.checker.report(statement.head, Problem::Percentages { sum: sum.to_string() });
        }
    }

    fn update_profile(&mut self, fields: &[Assignment]) -> Vec<(AttributeId, program::ExpressionId)> {
        self.profile_fields(fields, true)
    }

    /// Checks what is written to a profile: to that of the person in the flow, or to somebody else's.
    pub(super) fn profile_fields(
        &mut self,
        fields: &[Assignment],
        own: bool,
    ) -> Vec<(AttributeId, program::ExpressionId)> {
        let mut checked: Vec<(AttributeId, program::ExpressionId)> = Vec::new();
        let mut seen: HashMap<AttributeId, Span> = HashMap::new();
        for field in fields {
            let attribute =
                self.checker.require(NameKind::Attribute, &field.target).map(AttributeId::from_index);
            let Some(value) = field.value else { continue };
            let Some(attribute) = attribute else {
                self.checker.expression(value);
                continue;
            };
            self.checker.note(field.target.span, Target::Attribute(attribute), Role::Written);
            if let Some(first) = seen.insert(attribute, field.target.span) {
                self.checker.duplicate("field", &field.target.text, field.target.span, first);
            }
            let known = &self.checker.symbols.attributes[attribute];
            let role = format!("the value of `{}`", known.name);
            let typed = self.checker.value_of(value, &known.r#type, &role);
            let kind = &self.checker.result.fragment.expressions[typed.id].kind;
            let is_itself = own && *kind == ExpressionKind::Attribute(attribute);
            self.checker.written_to_itself(&field.target.text, is_itself, field.span);
            if known.readonly {
                self.read_only(attribute, &field.target);
            } else {
                checked.push((attribute, typed.id));
            }
        }
        checked
    }

    fn read_only(&mut self, attribute: AttributeId, name: &tree::Name) {
        let known = &self.checker.symbols.attributes[attribute];
        let reason = if attribute == self.checker.symbols.known.tags {
            "tags change by `add tag` and `remove tag`"
        } else if known.standard {
            "the platform keeps it"
        } else {
            "it is computed, or kept by another system"
        };
        let problem = Problem::ReadOnly { name: name.text.to_string(), reason: reason.to_owned() };
        let diagnostic = Diagnostic::new(self.checker.at(name.span), problem);
        self.checker.push(diagnostic.label(known.location, "declared here"));
    }

    fn set(&mut self, fields: &[Assignment]) -> Vec<(VariableId, program::ExpressionId)> {
        let mut checked = Vec::new();
        let mut values = Vec::new();
        let mut seen: HashMap<VariableId, Span> = HashMap::new();
        for field in fields {
            let Some(value) = field.value else { continue };
            let wanted = self.variable_type(&field.target);
            if let Some((variable, _)) = wanted
                && let Some(first) = seen.insert(variable, field.target.span)
            {
                self.checker.duplicate("target of `set` named", &field.target.text, field.target.span, first);
            }
            let typed = match &wanted {
                Some((_, wanted)) => {
                    let role = format!("the value of `{}`", field.target.text);
                    self.checker.value_of(value, wanted, &role)
                }
                None => self.checker.expression(value),
            };
            values.push((wanted, typed, &field.target, field.span));
        }
        // Nothing is stored before all values are computed, so the first value does not see the second variable.
        for (wanted, typed, name, span) in values {
            let Some((variable, _)) = wanted else { continue };
            let kind = &self.checker.result.fragment.expressions[typed.id].kind;
            let is_itself = *kind == ExpressionKind::Variable(variable);
            self.checker.written_to_itself(&name.text, is_itself, span);
            if let Some(scope) = &mut self.checker.scope.flow {
                scope.assigned.insert(variable);
            }
            checked.push((variable, typed.id));
        }
        checked
    }

    /// The variable that `set` writes; an unknown one is reported.
    fn variable_type(&mut self, name: &tree::Name) -> Option<(VariableId, Type)> {
        let scope = self.checker.scope.flow.as_ref()?;
        if let Some(variable) = scope.variable(&name.text) {
            let r#type = scope.variables[variable.index()].r#type.clone();
            self.checker.note(name.span, Target::Variable(self.home, variable), Role::Written);
            return Some((variable, r#type));
        }
        if !scope.broken.contains(&name.text) {
            let known: Vec<String> = scope.variables.iter().map(|entry| entry.name.to_string()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = if self.checker.attribute(&name.text).is_some() {
                format!("`{0}` is an attribute: write `update profile {{ {0} = … }}`", name.text)
            } else {
                format!("declare it before the first element: `variable {}: …`", name.text)
            };
            self.checker.unknown_or_wrong_case("variable", name, &known, hint);
        }
        None
    }

    fn tag(&mut self, tag: ExpressionId) -> program::ExpressionId {
        self.checker.value_of(tag, &Type::Text, "a tag").id
    }

    /// Checks the block of an arm. Gives where the arm leads.
    pub(super) fn arm(&mut self, body: &[Statement], next: Option<ElementId>) -> Option<ElementId> {
        let target = self.first_of(body).or(next);
        self.block(body, next);
        target
    }

    pub(super) fn state(&self) -> State {
        self.checker.scope.flow.as_ref().map(State::of).unwrap_or_default()
    }

    pub(super) fn enter(&mut self, state: &State) {
        self.reached = true;
        if let Some(scope) = &mut self.checker.scope.flow {
            state.enter(scope);
        }
    }

    /// Notes the end of an arm, if anybody gets there.
    pub(super) fn leave(&mut self, words: String, paths: &mut Vec<(String, State)>) {
        if self.reached {
            paths.push((words, self.state()));
        }
    }

    /// Goes on where the arms meet; nobody does if every arm exits.
    pub(super) fn join(&mut self, before: &State, paths: Vec<(String, State)>) {
        let joined = if paths.is_empty() { before.clone() } else { State::join(&paths) };
        self.enter(&joined);
        self.reached = !paths.is_empty();
    }

    /// Reports an `otherwise` that is not the last arm. Of each arm it is told whether it is one, and its head.
    pub(super) fn otherwise_last(&mut self, arms: &[(bool, Span)]) {
        let Some((_, before)) = arms.split_last() else { return };
        for (_, head) in before.iter().filter(|(is_otherwise, _)| *is_otherwise) {
            self.checker.report(*head, Problem::MisplacedOtherwise {});
        }
    }

    /// Reports the `otherwise` of a wait that only its other arms end.
    pub(super) fn endless_wait(&mut self, arms: &[(bool, Span)], element: &str) {
        if let Some((_, head)) = arms.iter().find(|(is_otherwise, _)| *is_otherwise) {
            self.checker.report(*head, Problem::EndlessWait { element: element.to_owned() });
        }
    }

    /// Reports arms without one for everybody else, with both ways to mend it.
    pub(super) fn missing_otherwise(&mut self, statement: &Statement, element: &str) {
        if self.checker.has_broken_arm(statement) {
            return;
        }
        let at = self.checker.at(statement.head);
        let mut diagnostic = Diagnostic::new(at, Problem::MissingOtherwise { element: element.to_owned() });
        let closing = Span { start: statement.span.end - 1, end: statement.span.end - 1 };
        let insert = Location { span: closing, ..at };
        for arm in ["otherwise { }", "otherwise { exit }"] {
            let edits = vec![Edit { location: insert, text: format!("    {arm}\n") }];
            diagnostic.fixes.push(Fix { title: format!("add `{arm}`"), edits, sure: false });
        }
        self.checker.push(diagnostic);
    }
}

fn heads(arms: &[tree::Arm]) -> Vec<(bool, Span)> {
    arms.iter().map(|arm| (arm.when.is_none(), arm.head)).collect()
}
