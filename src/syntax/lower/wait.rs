//! Entries and waits that are about changes, dates and audiences, and the arms of outcomes.

use super::declaration::joined;
use super::{Lowering, part, parts};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Amount, AudienceTime, Change, ChangeSide, Changed, DateForm, DateMoment, EntryParameter, EntrySource,
    ExpressionId, ExpressionKind, Literal, Name, OutcomeArm, StatementKind,
};

impl Lowering<'_> {
    /// `change of plan to "pro" at least 2 times within last 30 days`
    pub(super) fn changed(&mut self, node: &Node<'_>) -> ExpressionId {
        let change = self.change_in(node);
        let count = part(node, Rule::count).map(|count| self.count(&count));
        let windows = self.windows_in(node);
        let followed = self.followed_in(node);
        let parts = super::event::parts_of(None, &windows, &followed);
        let below: Vec<ExpressionId> = change.sides().into_iter().chain(parts).collect();
        let changed = Changed { change, count, windows, followed };
        self.add(ExpressionKind::Changed(changed), self.span(node), &below)
    }

    /// The `change of …` among the parts of a node.
    pub(super) fn change_in(&mut self, node: &Node<'_>) -> Change {
        let node = part(node, Rule::change).unwrap_or_else(|| node.clone());
        Change {
            attribute: self.name_in(&node),
            from: part(&node, Rule::change_from).map(|side| self.change_side(&side)),
            to: part(&node, Rule::change_to).map(|side| self.change_side(&side)),
            span: self.span(&node),
        }
    }

    fn change_side(&mut self, node: &Node<'_>) -> ChangeSide {
        if part(node, Rule::not_empty).is_some() {
            return ChangeSide::NotEmpty;
        }
        let value = self.expression_in(node);
        match self.expressions[value].kind {
            ExpressionKind::Literal(Literal::Empty) => ChangeSide::Empty,
            _ => ChangeSide::Value(value),
        }
    }

    /// `wait for change of plan up to 5 days`, without its arms.
    pub(super) fn wait_for_change_head(&mut self, head: &Node<'_>) -> StatementKind {
        let change = self.change_in(head);
        StatementKind::WaitForChange { change, limit: self.limit_in(head), arms: Vec::new() }
    }

    /// `wait for date trialExpiry is in 4 hours`, without its arms.
    pub(super) fn wait_for_date_head(&mut self, head: &Node<'_>) -> StatementKind {
        let moment = part(head, Rule::date_moment).unwrap_or_else(|| head.clone());
        StatementKind::WaitForDate { moment: self.date_moment(&moment), arms: Vec::new() }
    }

    /// The time behind `up to`.
    pub(super) fn limit_in(&mut self, head: &Node<'_>) -> Option<ExpressionId> {
        part(head, Rule::limit).and_then(|limit| self.optional_expression_in(&limit))
    }

    /// `enter when …`
    pub(super) fn enter_when(&mut self, node: &Node<'_>) -> StatementKind {
        match part(node, Rule::date_moment) {
            Some(moment) => StatementKind::EnterAt(self.date_moment(&moment)),
            None => StatementKind::EnterWhen(self.required_event_clause(node)),
        }
    }

    /// `enter audience in real time when has tag "vip"`
    pub(super) fn enter_audience(&mut self, node: &Node<'_>) -> StatementKind {
        let in_real_time = part(node, Rule::in_real_time).is_some();
        let time = if in_real_time { AudienceTime::InRealTime } else { AudienceTime::Once };
        StatementKind::EnterAudience { time, condition: self.expression_in(node) }
    }

    /// `enter from flow (orderId: text, total: number = 0)`
    pub(super) fn enter_from(&mut self, node: &Node<'_>) -> StatementKind {
        let source = if part(node, Rule::kw_api).is_some() { EntrySource::Api } else { EntrySource::Flow };
        let written = part(node, Rule::entry_parameters);
        let written: Vec<Node<'_>> =
            written.iter().flat_map(|list| parts(list, Rule::entry_parameter)).collect();
        let parameters = written.iter().map(|parameter| self.entry_parameter(parameter)).collect();
        StatementKind::EnterFrom { source, parameters }
    }

    fn entry_parameter(&mut self, node: &Node<'_>) -> EntryParameter {
        EntryParameter {
            name: self.name_in(node),
            r#type: self.type_in(node),
            default: self.optional_expression_in(node),
        }
    }

    fn date_moment(&mut self, node: &Node<'_>) -> DateMoment {
        DateMoment {
            subject: self.date_subject(node),
            form: self.date_form(node),
            every_year: part(node, Rule::every_year).map(|words| self.span(&words)),
            at: self.at_time_in(node),
            span: self.span(node),
        }
    }

    /// `trialExpiry`, `flow.appointment`
    fn date_subject(&mut self, node: &Node<'_>) -> ExpressionId {
        let node = part(node, Rule::date_subject).unwrap_or_else(|| node.clone());
        let name = self.name_in(&node);
        let span = name.span;
        let base = self.add(ExpressionKind::Name(name), span, &[]);
        match part(&node, Rule::field) {
            Some(field) => {
                let field = self.name_in(&field);
                self.add(ExpressionKind::Field { base, field }, self.span(&node), &[base])
            }
            None => base,
        }
    }

    fn date_form(&mut self, node: &Node<'_>) -> DateForm {
        let is_form = |rule| {
            matches!(
                rule,
                Rule::is_in | Rule::was_ago | Rule::is_today | Rule::is_tomorrow | Rule::was_yesterday
            )
        };
        let form = node.clone().into_inner().find(|part| is_form(part.as_rule()));
        match form {
            Some(form) if form.as_rule() == Rule::is_in => DateForm::In(self.expression_in(&form)),
            Some(form) if form.as_rule() == Rule::was_ago => DateForm::Ago(self.expression_in(&form)),
            Some(form) if form.as_rule() == Rule::is_tomorrow => DateForm::Tomorrow,
            Some(form) if form.as_rule() == Rule::was_yesterday => DateForm::Yesterday,
            _ => DateForm::Today,
        }
    }

    /// The arms of outcomes among the parts of a node.
    pub(super) fn outcome_arms_in(&mut self, node: &Node<'_>) -> Vec<OutcomeArm> {
        let Some(arms) = part(node, Rule::outcome_arms) else { return Vec::new() };
        self.outcome_arms(&arms)
    }

    /// The arms of outcomes in a block.
    pub(super) fn outcome_arms(&mut self, block: &Node<'_>) -> Vec<OutcomeArm> {
        let arms: Vec<Node<'_>> = parts(block, Rule::outcome_arm).collect();
        arms.iter().map(|arm| self.outcome_arm(arm)).collect()
    }

    fn outcome_arm(&mut self, node: &Node<'_>) -> OutcomeArm {
        let head = part(node, Rule::outcome_head).unwrap_or_else(|| node.clone());
        let mut arm = self.outcome_head(&head);
        arm.body = self.body_in(node);
        arm.span = self.span_behind_documentation(node);
        arm
    }

    /// An arm whose block is still empty.
    pub(in crate::syntax) fn outcome_head(&mut self, head: &Node<'_>) -> OutcomeArm {
        let span = self.span(head);
        let when = part(head, Rule::outcome).map(|outcome| self.outcome(&outcome));
        OutcomeArm { when, body: Vec::new(), span, head: span }
    }

    /// `reached`, with one blank between two words.
    fn outcome(&self, node: &Node<'_>) -> Name {
        Name { text: joined(node), span: self.span(node) }
    }

    /// The number of `version 2` among the parts of a node.
    pub(super) fn amount_in(&self, node: &Node<'_>) -> Amount {
        let digits = part(node, Rule::amount);
        let span = digits.as_ref().map_or_else(|| self.span(node), |digits| self.span(digits));
        Amount { text: digits.map_or("", |digits| digits.as_str()).into(), span }
    }
}
