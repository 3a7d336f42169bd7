//! Calls of functions: which signature takes the arguments, and what constants among them tell.

use super::declaration::{Checker, NameKind, Target, Typed};
use super::symbols::FunctionSignature;
use crate::diagnostic::{List, Problem};
use crate::eval;
use crate::program::{Aggregate, ExpressionKind, Family, Function, Type};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExpressionId, ExpressionKind as Node, Literal, Name};
use crate::value::Value;

/// An argument with its place in the text.
pub(super) type Argument = (Typed, Span);

impl<'a> Checker<'a> {
    /// A call of a function, or an aggregate over events where the argument names one.
    pub(super) fn call(&mut self, function: &Name, arguments: &[ExpressionId], span: Span) -> Typed {
        if let (Some(aggregate), [argument]) = (Aggregate::named(&function.text), arguments)
            && let Some(result) = self.plain_aggregate(aggregate, *argument, span)
        {
            return result;
        }
        let overloads = self.overloads(function);
        let fits = overloads.iter().any(|known| known.parameters.len() == arguments.len());
        if !fits || self.must_be_aggregate(function, arguments) {
            self.not_a_call(function, &overloads, arguments, span);
            return self.wrong(span);
        }
        let arguments: Vec<Argument> =
            arguments.iter().map(|&argument| (self.expression(argument), self.node(argument).span)).collect();
        self.applied(function, &arguments, span)
    }

    /// A call with arguments that are checked already.
    pub(super) fn applied(&mut self, function: &Name, arguments: &[Argument], span: Span) -> Typed {
        let overloads = self.overloads(function);
        let fitting = |known: &&&FunctionSignature| known.parameters.len() == arguments.len();
        let candidates: Vec<_> = overloads.iter().filter(fitting).copied().collect();
        let Some(first) = candidates.first() else {
            self.not_a_call(function, &overloads, &[], span);
            return self.wrong(span);
        };
        self.resolve(function.span, Target::Function(first.function));
        match self.signature(&candidates, arguments, span) {
            Some(signature) => self.called(signature, arguments, span),
            None => self.wrong(span),
        }
    }

    /// The signatures of the function with this name.
    fn overloads(&mut self, function: &Name) -> Vec<&'a FunctionSignature> {
        self.look_up(NameKind::Function, &function.text);
        let symbols = self.symbols;
        symbols.functions.iter().filter(|known| *known.name == *function.text).collect()
    }

    /// The first signature that takes the arguments; where there is none, that is reported.
    fn signature<'s>(
        &mut self,
        candidates: &[&'s FunctionSignature],
        arguments: &[Argument],
        span: Span,
    ) -> Option<&'s FunctionSignature> {
        if let [only] = candidates {
            for ((argument, place), (name, wanted)) in arguments.iter().zip(&only.parameters) {
                self.expect(argument, wanted, *place, &format!("`{name}` of `{}`", only.name));
            }
            return Some(only);
        }
        let mut taking = candidates.iter().copied().filter(|signature| takes(signature, arguments));
        let Some(first) = taking.next() else {
            let function = candidates.first()?.name.to_string();
            let problem =
                Problem::ArgumentTypes { function, found: found(arguments), signatures: written(candidates) };
            self.report(span, problem);
            return None;
        };
        // What has an error already fits everywhere. If the result depends on it, nothing is known of the result.
        let unknown = arguments.iter().any(|(argument, _)| argument.r#type == Type::Error);
        let same = taking.all(|other| other.result == first.result);
        (!unknown || same).then_some(first)
    }

    /// The call, computed already if its arguments are constants.
    fn called(&mut self, signature: &FunctionSignature, arguments: &[Argument], span: Span) -> Typed {
        let (function, result) = (signature.function, result(signature, arguments));
        if self.refuses(function, arguments) {
            return self.wrong(span);
        }
        let constants: Option<Vec<Value>> =
            arguments.iter().map(|(argument, _)| self.constant_value(argument.id).cloned()).collect();
        let computed = constants
            .filter(|_| function.family() != Family::Step)
            .map(|constants| eval::of_arguments(function, &constants, self.zone));
        match computed {
            Some(Ok(value)) => self.constant(value, result, span),
            Some(Err(problem)) => {
                self.report(span, Problem::ConstantError { reason: problem.message() });
                self.wrong(span)
            }
            None => {
                let arguments = arguments.iter().map(|(argument, _)| argument.id).collect();
                self.add(ExpressionKind::Call { function, arguments }, result, span)
            }
        }
    }

    /// Reports the constants that the function can never take: a zone, a unit, a pattern that is none.
    fn refuses(&mut self, function: Function, arguments: &[Argument]) -> bool {
        let of_date = arguments.first().is_some_and(|(first, _)| first.r#type == Type::Date);
        let mut refused = false;
        for (place, (argument, span)) in arguments.iter().enumerate() {
            let Some(constant) = self.constant_value(argument.id) else { continue };
            let Some(problem) = eval::refusal(function, place, constant, of_date) else { continue };
            refused = true;
            match constant.clone() {
                Value::Text(name) if function.zone_parameter() == Some(place) => {
                    self.zone_named(&name, *span);
                }
                _ if matches!(problem, Problem::InvalidPattern { .. }) => self.report(*span, problem),
                _ => self.report(*span, Problem::ConstantError { reason: problem.message() }),
            }
        }
        refused
    }

    /// Whether the name is that of an aggregate and its argument is nothing that a function of this name takes: a list.
    fn must_be_aggregate(&self, function: &Name, arguments: &[ExpressionId]) -> bool {
        let [argument] = arguments else { return false };
        let may_be_list = matches!(
            self.node(*argument).kind,
            Node::Name(_)
                | Node::Field { .. }
                | Node::Call { .. }
                | Node::List(_)
                | Node::Items { .. }
                | Node::Aggregate { .. }
                | Node::Bracket(_)
                | Node::If { .. }
                | Node::Binary { operator: BinaryOperator::Default, .. }
                | Node::Literal(Literal::Empty)
                | Node::Broken
        );
        Aggregate::named(&function.text).is_some() && !may_be_list
    }

    /// Reports what is no call of a function: too few or too many arguments, an aggregate of something else than events, or
    /// nothing known.
    fn not_a_call(
        &mut self,
        function: &Name,
        overloads: &[&FunctionSignature],
        arguments: &[ExpressionId],
        span: Span,
    ) {
        if Aggregate::named(&function.text).is_some() && (arguments.len() == 1 || overloads.is_empty()) {
            self.report(span, Problem::AggregateArgument { aggregate: function.text.to_string() });
            return;
        }
        if !overloads.is_empty() {
            let (function, found) = (function.text.to_string(), arguments.len());
            self.report(span, Problem::ArgumentCount { function, signatures: written(overloads), found });
            return;
        }
        self.unknown_function(function);
        for argument in arguments {
            // Whether an event may stand here depends on the function that was meant.
            if self.event_named(*argument).is_none() {
                self.expression(*argument);
            }
        }
    }

    fn unknown_function(&mut self, function: &Name) {
        let mut known: Vec<&str> = self.symbols.functions.iter().map(|known| &*known.name).collect();
        known.extend(Aggregate::NAMES);
        known.sort_unstable();
        known.dedup();
        let text = &*function.text;
        let longer = |known: &&&str| text.starts_with(**known) || known.starts_with(text);
        let alike =
            List::of(known.iter().copied().filter(|known| known.chars().next() == text.chars().next()));
        // All of them would be a page.
        let hint = match known.iter().filter(longer).max_by_key(|known| known.len()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if alike.0.is_empty() => format!("known are {}", List::of(known.iter().copied())),
            None => format!("those that begin alike are {alike}"),
        };
        self.unknown_or_wrong_case("function", function, &known, hint);
    }
}

/// The type of a call's result: where that is `T`, what the list among the arguments holds.
fn result(signature: &FunctionSignature, arguments: &[Argument]) -> Type {
    if signature.result != Type::Any {
        return signature.result.clone();
    }
    arguments.iter().find_map(|(argument, _)| argument.r#type.item()).cloned().unwrap_or(Type::Empty)
}

fn takes(signature: &FunctionSignature, arguments: &[Argument]) -> bool {
    let parameters = signature.parameters.iter().map(|(_, wanted)| wanted);
    arguments.iter().zip(parameters).all(|((argument, _), wanted)| argument.r#type.fits(wanted))
}

/// `a text`, `a text and an integer`, `a text, a date and a date`
fn found(arguments: &[Argument]) -> String {
    let types: Vec<String> = arguments.iter().map(|(argument, _)| argument.r#type.described()).collect();
    match types.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => types.concat(),
    }
}

fn written(signatures: &[&FunctionSignature]) -> List {
    List::of(signatures.iter().map(|signature| signature.written()))
}
