//! The tree as text: nested lists, one line for each declaration, field and statement.
//!
//! Tests compare it, and `bourn dump --stage tree` prints it. Spans are left out: what is shown is what was understood.

mod effect;
mod test;
mod wait;

use std::fmt::Write as _;

use super::tree::{
    Arm, Assignment, Attribute, AudienceTime, Caps, Channel, Content, ContentValue, Count, CountComparison,
    CustomElement, Declaration, DeclarationKind, Event, EventClause, EventReference, ExpressionId,
    ExpressionKind, Flow, Followed, Follower, Function, Literal, Name, ObjectField, Operators, Parameter,
    Pause, PlainText, Property, Quantifier, Rate, ReEntry, ReEntryRule, Schedule, Statement, StatementKind,
    TextPart, Tree, TypeName, TypeNameKind, Window, WindowKind,
};
use crate::source::Span;

/// The tree of a file as text.
#[must_use]
pub fn show(tree: &Tree) -> String {
    tree.declarations.iter().map(|declaration| show_declaration(declaration)).collect()
}

/// A declaration as text.
#[must_use]
pub fn show_declaration(declaration: &Declaration) -> String {
    let mut show = Show { declaration, out: String::new(), depth: 0 };
    show.documentation(declaration.documentation.as_deref());
    show.allowances_of_all();
    show.declaration();
    show.out
}

/// An expression of a declaration as text.
#[must_use]
pub fn show_expression(declaration: &Declaration, expression: ExpressionId) -> String {
    Show { declaration, out: String::new(), depth: 0 }.expression(expression)
}

struct Show<'t> {
    declaration: &'t Declaration,
    out: String,
    depth: usize,
}

impl Show<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:width$}{}", "", text.trim_end(), width = self.depth * 2);
    }

    /// A line, and below it what `inside` shows.
    fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("({}", head.trim_end()));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str(")\n");
    }

    fn documentation(&mut self, documentation: Option<&str>) {
        if let Some(text) = documentation {
            self.line(&format!("; {}", text.replace('\n', " / ")));
        }
    }

    /// What is allowed in the whole declaration.
    fn allowances_of_all(&mut self) {
        let end = self.declaration.span.end;
        let first = self.declaration.allowances.first().map(|allowance| allowance.covers);
        if let Some(covers) = first.filter(|covers| covers.end == end) {
            self.allowances(covers);
        }
    }

    /// What is allowed in the node that stands at `span`.
    fn allowances(&mut self, span: Span) {
        let declaration = self.declaration;
        for allowance in declaration.allowances.iter().filter(|known| known.covers.start == span.start) {
            let reason =
                allowance.reason.as_ref().map_or_else(String::new, |text| format!(" {}", plain(text)));
            self.line(&format!("(allow {}{reason})", name(&allowance.code)));
        }
    }

    fn declaration(&mut self) {
        let declaration = self.declaration;
        match &declaration.kind {
            DeclarationKind::People(attributes) => {
                self.block("people", |show| {
                    attributes.iter().for_each(|attribute| show.attribute(attribute))
                });
            }
            DeclarationKind::Event(event) => self.event(event),
            DeclarationKind::Senders(senders) => self.block("senders", |show| {
                for sender in senders {
                    show.allowances(sender.span);
                    let address = plain(&sender.address);
                    show.line(&format!("({} {} {address})", name(&sender.channel), name(&sender.name)));
                }
            }),
            DeclarationKind::Caps(caps) => self.caps(caps),
            DeclarationKind::Segment(segment) => {
                let condition = self.expression(segment.condition);
                self.line(&format!(
                    "(segment {}{} {condition})",
                    name(&segment.name),
                    titled(&segment.title)
                ));
            }
            DeclarationKind::Flow(flow) => self.flow(flow),
            DeclarationKind::CustomElement(element) => self.custom_element(element),
            DeclarationKind::Test(test) => self.test(test),
            DeclarationKind::Function(function) => self.function(function),
            DeclarationKind::Operators(operators) => self.operators(operators),
            DeclarationKind::Channel(channel) => self.channel(channel),
            DeclarationKind::Formula(expression) => {
                let expression = self.expression(*expression);
                self.line(&format!("(formula {expression})"));
            }
            DeclarationKind::Template(template) => {
                let text = self.expression(template.text);
                self.line(&format!("(template {text})"));
            }
            DeclarationKind::Broken { word, declares } => {
                let word = word.as_deref().map_or_else(String::new, |word| format!(" {word}"));
                self.line(&format!("(broken{word}{})", names(declares)));
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.documentation(attribute.documentation.as_deref());
        self.allowances(attribute.span);
        let readonly = if attribute.readonly { "readonly " } else { "" };
        let computed =
            attribute.computed.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
        let (name, r#type) = (name(&attribute.name), type_name(&attribute.r#type));
        self.line(&format!("({readonly}{name} {type}{computed})"));
    }

    fn property(&mut self, property: &Property) {
        self.documentation(property.documentation.as_deref());
        self.allowances(property.span);
        self.line(&format!("({} {})", name(&property.name), type_name(&property.r#type)));
    }

    fn event(&mut self, event: &Event) {
        let category =
            event.category.as_ref().map_or_else(String::new, |category| format!("{} ", name(category)));
        let channel =
            event.channel.as_ref().map_or_else(String::new, |channel| format!(" of {}", name(channel)));
        let head = format!("{category}event {}{channel}{}", name(&event.name), titled(&event.title));
        self.block(&head, |show| event.properties.iter().for_each(|property| show.property(property)));
    }

    fn flow(&mut self, flow: &Flow) {
        let head = format!("flow {}{}", name(&flow.name), titled(&flow.title));
        self.block(&head, |show| show.statements(&flow.statements));
    }

    fn function(&mut self, function: &Function) {
        let (parameters, result) = (parameters(&function.parameters), type_name(&function.result));
        self.line(&format!("(function {}{parameters} {result})", name(&function.name)));
    }

    fn custom_element(&mut self, element: &CustomElement) {
        let returns = match &element.results[..] {
            [] => String::new(),
            results => format!(" returns{}", parameters(results)),
        };
        let given = parameters(&element.parameters);
        let head = format!("element {}{given}{returns}{}", name(&element.name), titled(&element.title));
        self.block(&head, |show| show.statements(&element.statements));
    }

    fn operators(&mut self, operators: &Operators) {
        let extension = if operators.extension { " extension" } else { "" };
        self.block(&format!("operators{}{extension}", names(&operators.types)), |show| {
            for operator in &operators.operators {
                show.documentation(operator.documentation.as_deref());
                show.allowances(operator.span);
                let operands: String =
                    operator.operands.iter().map(|operand| format!(" {}", type_name(operand))).collect();
                show.line(&format!("({:?}{operands}{})", operator.phrase, titled(&operator.symbol)));
            }
        });
    }

    fn channel(&mut self, channel: &Channel) {
        self.block(&format!("channel {}{}", name(&channel.name), titled(&channel.title)), |show| {
            channel.contact.iter().for_each(|contact| show.line(&format!("(contact {})", name(contact))));
            channel.sent.iter().for_each(|sent| show.line(&format!("(sent {})", name(sent))));
            for outcome in &channel.outcomes {
                show.line(&format!("(outcome {:?} {})", outcome.words, name(&outcome.event)));
            }
            show.block("content", |show| channel.content.iter().for_each(|line| show.property(line)));
        });
    }

    fn statements(&mut self, statements: &[Statement]) {
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
            kind if effect::is_effect(kind) => self.effect(&label, kind),
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

    fn caps(&mut self, caps: &Caps) {
        self.block(&format!("caps {}", name(&caps.name)), |show| {
            for cap in &caps.caps {
                show.documentation(cap.documentation.as_deref());
                let rate = show.rate(&cap.rate);
                show.line(&format!("({} {rate})", name(&cap.channel)));
            }
        });
    }

    fn rate(&self, rate: &Rate) -> String {
        format!("at most {} per {}", self.expression(rate.times), name(&rate.unit))
    }

    fn content(&mut self, content: &Content) {
        self.allowances(content.span);
        let value = match &content.value {
            ContentValue::Value(value) => self.expression(*value),
            ContentValue::File(path) => format!("file {}", plain(path)),
        };
        self.line(&format!("({} {value})", name(&content.name)));
    }

    fn event_clause(&self, clause: &EventClause) -> String {
        let condition = self.expression(clause.condition);
        if clause.saves.is_empty() {
            return condition;
        }
        format!("{condition} save {}", self.assignments(&clause.saves))
    }

    fn assignments(&self, assignments: &[Assignment]) -> String {
        let shown: Vec<String> = assignments.iter().map(|assignment| self.assignment(assignment)).collect();
        shown.join(" ")
    }

    fn assignment(&self, assignment: &Assignment) -> String {
        let value =
            assignment.value.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
        format!("({}{value})", name(&assignment.target))
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

    fn expression(&self, id: ExpressionId) -> String {
        match &self.declaration.expressions[id].kind {
            ExpressionKind::Literal(literal) => show_literal(literal),
            ExpressionKind::Text(parts) => self.text(parts),
            ExpressionKind::Name(found) => name(found),
            ExpressionKind::Field { base, field } => {
                format!("(. {} {})", self.expression(*base), name(field))
            }
            ExpressionKind::Call { function, arguments } => {
                format!("(call {}{})", name(function), self.expressions(arguments))
            }
            ExpressionKind::List(items) => format!("(list{})", self.expressions(items)),
            ExpressionKind::Object(fields) => {
                let field = |field: &ObjectField| {
                    format!(" ({} {})", name(&field.name), self.expression(field.value))
                };
                format!("(object{})", fields.iter().map(field).collect::<String>())
            }
            ExpressionKind::Items { list, filter } => {
                format!("(items {}{})", self.expression(*list), self.clauses(Some(*filter), &[]))
            }
            ExpressionKind::Quantified { quantifier, list, filter } => {
                let word = if *quantifier == Quantifier::Any { "any" } else { "all" };
                format!("({word} {}{})", self.expression(*list), self.clauses(Some(*filter), &[]))
            }
            ExpressionKind::Negate(operand) => format!("(- {})", self.expression(*operand)),
            ExpressionKind::Not(operand) => format!("(not {})", self.expression(*operand)),
            ExpressionKind::Binary { operator, left, right, .. } => {
                format!("({} {} {})", operator.symbol(), self.expression(*left), self.expression(*right))
            }
            ExpressionKind::Compare { operator, left, operands, ignoring_year, .. } => {
                let ignoring = if *ignoring_year { " ignoring year" } else { "" };
                format!("({operator:?} {}{}{ignoring})", self.expression(*left), self.expressions(operands))
            }
            ExpressionKind::If { condition, then, otherwise } => {
                format!("(if{})", self.expressions(&[*condition, *then, *otherwise]))
            }
            ExpressionKind::InUnit { value, unit } => {
                format!("(in-unit {} {})", self.expression(*value), name(unit))
            }
            ExpressionKind::InSegment(segment) => format!("(in segment {})", name(segment)),
            ExpressionKind::HasTag { tag, negated } => {
                format!("({} {})", if *negated { "has no tag" } else { "has tag" }, self.expression(*tag))
            }
            ExpressionKind::LastContacted(channel) => {
                format!("(last contacted{})", names(channel))
            }
            ExpressionKind::Bracket(inner) => format!("(bracket {})", self.expression(*inner)),
            ExpressionKind::Broken => "(broken)".to_owned(),
            kind => self.events(kind),
        }
    }

    /// Expressions about events.
    fn events(&self, kind: &ExpressionKind) -> String {
        match kind {
            ExpressionKind::Changed(changed) => self.changed(changed),
            ExpressionKind::Happened(happened) => {
                let count = count(happened.count.as_ref());
                let clauses = self.clauses(happened.filter, &happened.windows);
                let followed = self.followed(&happened.followed);
                format!("(happened {}{count}{clauses}{followed})", event_reference(&happened.event))
            }
            ExpressionKind::Aggregate { function, event, property, filter, windows, followed } => {
                let property =
                    property.as_ref().map_or_else(String::new, |property| format!(" .{}", name(property)));
                let clauses = self.clauses(*filter, windows) + &self.followed(followed);
                format!("(aggregate {} {}{property}{clauses})", name(function), event_reference(event))
            }
            _ => String::new(),
        }
    }

    fn clauses(&self, filter: Option<ExpressionId>, windows: &[Window]) -> String {
        let filter =
            filter.map_or_else(String::new, |filter| format!(" (where {})", self.expression(filter)));
        let windows: String = windows.iter().map(|window| self.window(&window.kind)).collect();
        filter + &windows
    }

    fn followed(&self, links: &[Followed]) -> String {
        let link = |link: &Followed| {
            let not = if link.negated { "not " } else { "" };
            let (by, filter) = match &link.by {
                Follower::Event { event, filter } => (event_reference(event), *filter),
                Follower::Change(change) => (self.change(change), None),
            };
            let within = link
                .within
                .map_or_else(String::new, |length| format!(" (within{})", self.expressions(&[length])));
            format!(" ({not}followed by {by}{}{within})", self.clauses(filter, &[]))
        };
        links.iter().map(link).collect()
    }

    fn window(&self, kind: &WindowKind) -> String {
        let (words, values) = match *kind {
            WindowKind::WithinLast(a) => ("within last", vec![a]),
            WindowKind::BeforeLast(a) => ("before last", vec![a]),
            WindowKind::BetweenLast(a, b) => ("between last", vec![a, b]),
            WindowKind::Since(a) => ("since", vec![a]),
            WindowKind::Until(a) => ("until", vec![a]),
            WindowKind::Before(a) => ("before", vec![a]),
            WindowKind::After(a) => ("after", vec![a]),
            WindowKind::Between(a, b) => ("between", vec![a, b]),
        };
        format!(" ({words}{})", self.expressions(&values))
    }

    fn expressions(&self, ids: &[ExpressionId]) -> String {
        ids.iter().map(|id| format!(" {}", self.expression(*id))).collect()
    }

    fn text(&self, parts: &[TextPart]) -> String {
        if let [TextPart::Literal(text)] = parts {
            return format!("{text:?}");
        }
        let part = |part: &TextPart| match part {
            TextPart::Literal(text) => format!(" {text:?}"),
            TextPart::Placeholder(expression) => format!(" {}", self.expression(*expression)),
        };
        let parts: String = parts.iter().map(part).collect();
        format!("(text{parts})")
    }
}

fn name(name: &Name) -> String {
    super::quote_name(&name.text).into_owned()
}

/// Names, each behind a blank.
fn names<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    names.into_iter().map(|one| format!(" {}", name(one))).collect()
}

fn parameters(parameters: &[Parameter]) -> String {
    let one =
        |parameter: &Parameter| format!(" ({} {})", name(&parameter.name), type_name(&parameter.r#type));
    parameters.iter().map(one).collect()
}

fn plain(text: &PlainText) -> String {
    format!("{:?}", text.text)
}

fn titled(title: &Option<PlainText>) -> String {
    title.as_ref().map_or_else(String::new, |title| format!(" {}", plain(title)))
}

fn type_name(r#type: &TypeName) -> String {
    let optional = if r#type.optional { "?" } else { "" };
    match &r#type.kind {
        TypeNameKind::Named(found) => name(found) + optional,
        TypeNameKind::List(item) => format!("(list of {}){optional}", type_name(item)),
        TypeNameKind::Object(fields) => {
            let field = |field: &Property| format!(" ({} {})", name(&field.name), type_name(&field.r#type));
            format!("(object{}){optional}", fields.iter().map(field).collect::<String>())
        }
    }
}

fn show_literal(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(text) | Literal::Number(text) => text.to_string(),
        Literal::Date(text) => format!("(date {text})"),
        Literal::Datetime(text) => format!("(datetime {text})"),
        Literal::Time(text) => format!("(time {text})"),
        Literal::Duration { amount, unit } => format!("(duration {amount} {})", name(unit)),
        Literal::Empty => "empty".to_owned(),
    }
}

fn event_reference(event: &EventReference) -> String {
    let explicit = if event.explicit { "event " } else { "" };
    let owner = event.owner.as_ref().map_or_else(String::new, |owner| format!(" of {}", name(owner)));
    let version =
        event.version.as_ref().map_or_else(String::new, |version| format!(" version {}", version.text));
    format!("{explicit}{}{owner}{version}", name(&event.name))
}

fn count(count: Option<&Count>) -> String {
    count.map_or_else(String::new, |count| {
        format!(" ({} {} times)", comparison(count.comparison), count.times)
    })
}

fn comparison(comparison: CountComparison) -> &'static str {
    match comparison {
        CountComparison::Exactly => "exactly",
        CountComparison::AtLeast => "at least",
        CountComparison::AtMost => "at most",
        CountComparison::MoreThan => "more than",
        CountComparison::LessThan => "less than",
    }
}
