//! Settings and elements as text, but for those that have a file of their own.

use super::{Show, name, names, plain, type_name};
use crate::syntax::tree::{
    Arm, AudienceTime, EventClause, ExpressionId, Pause, ReEntry, ReEntryRule, Schedule, Statement,
    StatementKind,
};

impl Show<'_> {
    pub(super) fn statements(&mut self, statements: &[Statement]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Statement) {
        self.documentation(statement.documentation.as_deref());
        self.allowances(statement.span);
        let label = statement.label.as_ref().map_or_else(String::new, |label| format!("{}: ", name(label)));
        match &statement.kind {
            StatementKind::SegmentAudience(arms) => self.arms(&format!("{label}segment audience"), arms),
            StatementKind::WaitForEvent { limit, from_entrance, arms } => {
                let limit = self.limit(*limit);
                let entrance = if *from_entrance { " from entrance" } else { "" };
                self.arms(&format!("{label}wait for event{limit}{entrance}"), arms);
            }
            StatementKind::WaitForChange { change, limit, arms } => {
                let limit = self.limit(*limit);
                self.outcome_arms(&format!("{label}wait for {}{limit}", self.change(change)), arms);
            }
            StatementKind::WaitForDate { moment, arms } => {
                self.outcome_arms(&format!("{label}wait for date {}", self.date_moment(moment)), arms);
            }
            StatementKind::EvaluateMessage(arms) => {
                self.arms(&format!("{label}evaluate inbound message"), arms);
            }
            StatementKind::SplitAudience(shares) => self.block(&format!("{label}split audience"), |show| {
                for share in shares {
                    show.allowances(share.span);
                    let head = format!("{}% {}", share.percent, name(&share.name));
                    show.block(&head, |show| show.statements(&share.body));
                }
            }),
            StatementKind::UpdateProfile(assignments) => {
                self.block(&format!("{label}update profile"), |show| {
                    assignments.iter().for_each(|assignment| {
                        let assignment = show.assignment(assignment);
                        show.line(&assignment);
                    });
                });
            }
            kind if super::effect::is_effect(kind) => self.effect(&label, kind),
            kind => {
                let kind = self.simple_statement(kind);
                self.line(&format!("({label}{kind})"));
            }
        }
    }

    /// A statement without a block.
    fn simple_statement(&self, kind: &StatementKind) -> String {
        match kind {
            StatementKind::EnterWhen(clause) => format!("enter when {}", self.event_clause(clause)),
            StatementKind::EnterAt(moment) => format!("enter when {}", self.date_moment(moment)),
            StatementKind::EnterAudience { time, condition } => {
                let time = match time {
                    AudienceTime::Once => "once",
                    AudienceTime::InRealTime => "in real time",
                };
                format!("enter audience {time} when {}", self.expression(*condition))
            }
            StatementKind::EnterFrom { source, parameters } => {
                let parameters: String =
                    parameters.iter().map(|parameter| self.entry_parameter(parameter)).collect();
                format!("{}{parameters}", source.words())
            }
            StatementKind::ExitWhen(clause) => format!("exit when {}", self.event_clause(clause)),
            StatementKind::ReEnter(re_entry) => self.re_entry(re_entry),
            StatementKind::Schedule(schedule) => self.schedule(schedule),
            StatementKind::Timezone(zone) => format!("timezone {}", plain(zone)),
            StatementKind::Variable { name: variable, r#type, value } => {
                let value = value.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
                format!("variable {} {}{value}", name(variable), type_name(r#type))
            }
            StatementKind::Version(number) => format!("version {}", number.text),
            StatementKind::Draft => "draft".to_owned(),
            StatementKind::Caps(caps) => format!("caps {}", name(caps)),
            StatementKind::VoiceSession => "voice session".to_owned(),
            StatementKind::Pause(pause) => self.pause(pause),
            StatementKind::Set(assignments) => format!("set {}", self.assignments(assignments)),
            StatementKind::AddTag(tag) => format!("add tag {}", self.expression(*tag)),
            StatementKind::RemoveTag(tag) => format!("remove tag {}", self.expression(*tag)),
            StatementKind::StartConversation(tag) => format!("start conversation {}", self.expression(*tag)),
            StatementKind::Exit => "exit".to_owned(),
            StatementKind::Broken { declares } => format!("broken{}", names(declares)),
            _ => String::new(),
        }
    }

    fn arms(&mut self, head: &str, arms: &[Arm]) {
        self.block(head, |show| {
            for arm in arms {
                show.allowances(arm.span);
                let head = match &arm.when {
                    Some(clause) => format!("when {}", show.event_clause(clause)),
                    None => "otherwise".to_owned(),
                };
                show.block(&head, |show| show.statements(&arm.body));
            }
        });
    }

    fn event_clause(&self, clause: &EventClause) -> String {
        let condition = self.expression(clause.condition);
        if clause.saves.is_empty() {
            return condition;
        }
        format!("{condition} save {}", self.assignments(&clause.saves))
    }

    fn re_entry(&self, re_entry: &ReEntry) -> String {
        let rule = match re_entry.rule {
            ReEntryRule::Never => "never".to_owned(),
            ReEntryRule::AfterExit => "after exit".to_owned(),
            ReEntryRule::Later(time) => format!("{} after exit", self.expression(time)),
            ReEntryRule::WhileInside => "while inside".to_owned(),
        };
        let limits: String = re_entry.limits.iter().map(|limit| format!(" ({})", self.rate(limit))).collect();
        format!("re-enter {rule}{limits}")
    }

    fn schedule(&self, schedule: &Schedule) -> String {
        let clause = |word: &str, value: Option<ExpressionId>| {
            value.map_or_else(String::new, |value| format!(" {word} {}", self.expression(value)))
        };
        let year = if schedule.for_a_year.is_some() { " for 1 year" } else { "" };
        format!("schedule{}{}{year}", clause("from", schedule.from), clause("until", schedule.until))
    }

    fn pause(&self, pause: &Pause) -> String {
        let at = |at: &Option<ExpressionId>| {
            at.map_or_else(String::new, |at| format!(" at {}", self.expression(at)))
        };
        match pause {
            Pause::For { duration, until } => {
                let until =
                    until.map_or_else(String::new, |until| format!(" until {}", self.expression(until)));
                format!("pause {}{until}", self.expression(*duration))
            }
            Pause::UntilWeekday { weekday, at: time } => {
                format!("pause until weekday {}{}", name(weekday), at(time))
            }
            Pause::UntilDay { day, month, at: time, .. } => {
                format!("pause until day {day} {}{}", name(month), at(time))
            }
            Pause::Until(moment) => format!("pause until {}", self.expression(*moment)),
        }
    }
}
