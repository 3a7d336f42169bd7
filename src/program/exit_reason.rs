//! Why people leave flows.

/// Why a person left a flow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExitReason {
    /// There was no element left.
    End,
    /// An `exit` element.
    Exit,
    /// An `exit when` condition.
    ExitWhen,
    /// The flow ended.
    FlowEnded,
}

impl ExitReason {
    /// Its word in traces and in the event of the exit.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ExitReason::End => "end",
            ExitReason::Exit => "exit",
            ExitReason::ExitWhen => "exit_when",
            ExitReason::FlowEnded => "flow_ended",
        }
    }

    /// The same as tests and people say it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            ExitReason::End => "end",
            ExitReason::Exit => "exit",
            ExitReason::ExitWhen => "exit when",
            ExitReason::FlowEnded => "flow end",
        }
    }
}
