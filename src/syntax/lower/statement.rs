//! Settings, elements and their blocks.
//!
//! What has a block is lowered in two steps, its head and then the block, since recovery reads the two apart.

use super::{Lowering, part, parts};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Arm, Assignment, Content, ContentValue, EventClause, ExpressionId, Name, Pause, Rate, ReEntry,
    ReEntryRule, Schedule, Share, Statement, StatementKind,
};

impl Lowering<'_> {
    /// The statements of a `body` among the parts of a node.
    pub(super) fn body_in(&mut self, node: &Node<'_>) -> Vec<Statement> {
        let Some(body) = part(node, Rule::body) else { return Vec::new() };
        let statements: Vec<Node<'_>> = parts(&body, Rule::statement).collect();
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    /// A setting or element with its label.
    pub(in crate::syntax) fn statement(&mut self, node: &Node<'_>) -> Statement {
        let documentation = self.documentation(node);
        let label = part(node, Rule::label).map(|label| self.name_in(&label));
        let span = self.span_behind_documentation(node);
        let head = self.piece.head(span);
        let is_kind = |rule| !matches!(rule, Rule::documentation | Rule::label | Rule::statement_end);
        let inner = node.clone().into_inner().find(|part| is_kind(part.as_rule()));
        let kind = inner.map(|inner| self.statement_kind(&inner));
        let kind = kind.unwrap_or(StatementKind::Broken { declares: Vec::new() });
        Statement { documentation, label, kind, span, head }
    }

    fn statement_kind(&mut self, node: &Node<'_>) -> StatementKind {
        match node.as_rule() {
            Rule::enter_when => self.enter_when(node),
            Rule::enter_audience => self.enter_audience(node),
            Rule::enter_from => self.enter_from(node),
            Rule::exit_when => StatementKind::ExitWhen(self.required_event_clause(node)),
            Rule::re_enter => StatementKind::ReEnter(self.re_entry(node)),
            Rule::schedule => StatementKind::Schedule(self.schedule(node)),
            Rule::timezone => match self.plain_text_in(node) {
                Some(zone) => StatementKind::Timezone(zone),
                None => StatementKind::Broken { declares: Vec::new() },
            },
            Rule::variable => StatementKind::Variable {
                name: self.name_in(node),
                r#type: self.type_in(node),
                value: self.optional_expression_in(node),
            },
            Rule::version => StatementKind::Version(self.amount_in(node)),
            Rule::draft => StatementKind::Draft,
            Rule::flow_caps => StatementKind::Caps(self.name_in(node)),
            Rule::voice_session => StatementKind::VoiceSession,
            Rule::pause => StatementKind::Pause(self.pause(node)),
            Rule::set => StatementKind::Set(self.assignments(node)),
            Rule::add_tag => StatementKind::AddTag(self.expression_in(node)),
            Rule::remove_tag => StatementKind::RemoveTag(self.expression_in(node)),
            Rule::start_conversation => StatementKind::StartConversation(self.expression_in(node)),
            Rule::exit => StatementKind::Exit,
            _ => self.block_element(node),
        }
    }

    /// An element with a block: its head, then what the block holds.
    fn block_element(&mut self, node: &Node<'_>) -> StatementKind {
        let head = node.clone().into_inner().next();
        let mut kind = head.map_or(StatementKind::Exit, |head| self.element_head(&head));
        match &mut kind {
            StatementKind::SegmentAudience(arms)
            | StatementKind::WaitForEvent { arms, .. }
            | StatementKind::EvaluateMessage(arms) => *arms = self.arms_in(node),
            StatementKind::WaitForChange { arms, .. } | StatementKind::WaitForDate { arms, .. } => {
                *arms = self.outcome_arms_in(node)
            }
            StatementKind::SplitAudience(shares) => *shares = self.shares_in(node),
            StatementKind::UpdateProfile(assignments) => {
                let block = part(node, Rule::assignments);
                *assignments = block.map_or_else(Vec::new, |block| self.assignments(&block));
            }
            _ => self.effect_block(&mut kind, node),
        }
        kind
    }

    /// An element with a block that is still empty.
    pub(in crate::syntax) fn element_head(&mut self, head: &Node<'_>) -> StatementKind {
        match head.as_rule() {
            Rule::segment_audience_head => StatementKind::SegmentAudience(Vec::new()),
            Rule::wait_for_event_head => StatementKind::WaitForEvent {
                limit: self.limit_in(head),
                from_entrance: part(head, Rule::from_entrance).is_some(),
                arms: Vec::new(),
            },
            Rule::wait_for_change_head => self.wait_for_change_head(head),
            Rule::wait_for_date_head => self.wait_for_date_head(head),
            Rule::evaluate_message_head => StatementKind::EvaluateMessage(Vec::new()),
            Rule::split_audience_head => StatementKind::SplitAudience(Vec::new()),
            Rule::update_profile_head => StatementKind::UpdateProfile(Vec::new()),
            _ => self.effect_head(head),
        }
    }

    pub(super) fn required_event_clause(&mut self, node: &Node<'_>) -> EventClause {
        let clause = self.event_clause_in(node);
        clause.unwrap_or_else(|| EventClause { condition: self.broken(self.span(node)), saves: Vec::new() })
    }

    fn re_entry(&mut self, node: &Node<'_>) -> ReEntry {
        let rule = part(node, Rule::re_entry_rule).and_then(|rule| rule.into_inner().next());
        let rule = rule.map_or(ReEntryRule::Never, |rule| match rule.as_rule() {
            Rule::re_enter_after_exit => ReEntryRule::AfterExit,
            Rule::re_enter_while_inside => ReEntryRule::WhileInside,
            Rule::re_enter_later => ReEntryRule::Later(self.expression_in(&rule)),
            _ => ReEntryRule::Never,
        });
        let limits: Vec<Node<'_>> = parts(node, Rule::rate).collect();
        ReEntry { rule, limits: limits.iter().map(|limit| self.rate(limit)).collect() }
    }

    /// `at most 2 times per week`
    pub(super) fn rate(&mut self, node: &Node<'_>) -> Rate {
        Rate { times: self.expression_in(node), unit: self.unit_in(node) }
    }

    fn schedule(&mut self, node: &Node<'_>) -> Schedule {
        let from = part(node, Rule::schedule_from).map(|from| self.expression_in(&from));
        let until = part(node, Rule::schedule_until).map(|until| self.expression_in(&until));
        let for_a_year = part(node, Rule::schedule_for).map(|year| self.span(&year));
        Schedule { from, until, for_a_year }
    }

    fn pause(&mut self, node: &Node<'_>) -> Pause {
        let is_form = |rule| rule != Rule::kw_pause;
        let form = node.clone().into_inner().find(|part| is_form(part.as_rule()));
        let form = form.unwrap_or_else(|| node.clone());
        match form.as_rule() {
            Rule::pause_weekday => {
                let weekday = self.word_in(&form, Rule::weekday);
                Pause::UntilWeekday { weekday, at: self.at_time_in(&form) }
            }
            Rule::pause_day => self.pause_until_day(&form),
            Rule::pause_until => Pause::Until(self.expression_in(&form)),
            _ => {
                let values: Vec<Node<'_>> = parts(&form, Rule::value).collect();
                let values: Vec<ExpressionId> = values.iter().map(|value| self.expression(value)).collect();
                let duration = values.first().copied().unwrap_or_else(|| self.broken(self.span(node)));
                Pause::For { duration, until: values.get(1).copied() }
            }
        }
    }

    fn pause_until_day(&mut self, form: &Node<'_>) -> Pause {
        let day = self.word_in(form, Rule::amount);
        let month = self.word_in(form, Rule::month);
        // A day beyond all numbers is no day of any month: the checker says so.
        let number = day.text.parse().unwrap_or(u32::MAX);
        Pause::UntilDay { day: number, day_span: day.span, month, at: self.at_time_in(form) }
    }

    pub(super) fn at_time_in(&mut self, node: &Node<'_>) -> Option<ExpressionId> {
        part(node, Rule::at_time).map(|at| self.expression_in(&at))
    }

    /// A word that a rule other than `name` has read.
    fn word_in(&self, node: &Node<'_>, rule: Rule) -> Name {
        part(node, rule).map_or_else(|| self.name_in(node), |word| self.name(&word))
    }

    pub(in crate::syntax) fn assignments(&mut self, node: &Node<'_>) -> Vec<Assignment> {
        let assignments: Vec<Node<'_>> = parts(node, Rule::assignment).collect();
        assignments.iter().map(|assignment| self.assignment(assignment)).collect()
    }

    fn arms_in(&mut self, node: &Node<'_>) -> Vec<Arm> {
        let Some(arms) = part(node, Rule::arms) else { return Vec::new() };
        let arms: Vec<Node<'_>> = parts(&arms, Rule::arm).collect();
        arms.iter().map(|arm| self.arm(arm)).collect()
    }

    fn arm(&mut self, node: &Node<'_>) -> Arm {
        let head = part(node, Rule::arm_head).unwrap_or_else(|| node.clone());
        let mut arm = self.arm_head(&head);
        arm.body = self.body_in(node);
        arm.span = self.span_behind_documentation(node);
        arm
    }

    /// An arm whose block is still empty.
    pub(in crate::syntax) fn arm_head(&mut self, head: &Node<'_>) -> Arm {
        let span = self.span(head);
        Arm { when: self.event_clause_in(head), body: Vec::new(), span, head: span }
    }

    fn shares_in(&mut self, node: &Node<'_>) -> Vec<Share> {
        let Some(shares) = part(node, Rule::shares) else { return Vec::new() };
        let shares: Vec<Node<'_>> = parts(&shares, Rule::share).collect();
        shares.iter().map(|share| self.share(share)).collect()
    }

    fn share(&mut self, node: &Node<'_>) -> Share {
        let head = part(node, Rule::share_head).unwrap_or_else(|| node.clone());
        let mut share = self.share_head(&head);
        share.body = self.body_in(node);
        share.span = self.span_behind_documentation(node);
        share
    }

    /// A share whose block is still empty.
    pub(in crate::syntax) fn share_head(&mut self, head: &Node<'_>) -> Share {
        let percentage = part(head, Rule::percentage);
        let percent = percentage.as_ref().and_then(|percentage| part(percentage, Rule::percent));
        let percent = percent.map_or("", |percent| percent.as_str()).into();
        let span = self.span(head);
        let percent_span = percentage.map_or(span, |percentage| self.span(&percentage));
        Share { percent, percent_span, name: self.name_in(head), body: Vec::new(), span }
    }

    /// The lines of a message in a block.
    pub(super) fn contents(&mut self, block: &Node<'_>) -> Vec<Content> {
        let contents: Vec<Node<'_>> = parts(block, Rule::content).collect();
        contents.iter().map(|content| self.content(content)).collect()
    }

    /// A line of a message.
    pub(in crate::syntax) fn content(&mut self, node: &Node<'_>) -> Content {
        let file = part(node, Rule::content_file).and_then(|file| self.plain_text_in(&file));
        let value = match file {
            Some(file) => ContentValue::File(file),
            None => ContentValue::Value(self.expression_in(node)),
        };
        Content { name: self.name_in(node), value, span: self.span_behind_documentation(node) }
    }
}
