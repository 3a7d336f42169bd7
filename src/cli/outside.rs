//! What verbs that run flows have in common: who is let in from outside, what systems answer, what comes of messages.

use std::path::PathBuf;
use std::sync::Arc;

use super::input::Input;
use super::{Status, Terminal};
use crate::host::crossing::Request;
use crate::host::load::blocked;
use crate::host::outside::{Api, Mock, read_mocks, read_outcomes};
use crate::host::{self, CheckedProject};

/// The files that say how the world outside behaves.
#[derive(clap::Args)]
pub(super) struct Outside {
    /// Files of requests to let people into flows, a JSON object a line: docs/schemas/participants.schema.json
    #[arg(long, value_name = "FILE", num_args = 1..)]
    participants: Vec<PathBuf>,

    /// What comes of messages: docs/schemas/outcomes.schema.json; nothing comes without
    #[arg(long, value_name = "FILE")]
    outcomes: Option<PathBuf>,

    /// What other systems answer, a line each: docs/schemas/mocks.schema.json; without it, nobody does
    #[arg(long, value_name = "FILE")]
    pub(super) api: Option<PathBuf>,

    /// Who is not to be contacted from the start (.parquet, .csv, .jsonl, .json): contacts or persons, by channel
    #[arg(long, value_name = "FILE", num_args = 1..)]
    do_not_contact: Vec<PathBuf>,
}

/// What the files say.
pub(super) struct Surroundings {
    /// Requests to let people in.
    pub(super) requests: Vec<Request>,
    /// What comes back.
    pub(super) outside: host::outside::Outside,
    /// The lines of the mocks in their file.
    pub(super) mocks: Vec<u64>,
    /// How many rows were left out because something is wrong with them.
    pub(super) wrong_rows: u64,
}

impl Outside {
    /// Reads the files. What is wrong with them is shown.
    pub(super) fn read(
        &self,
        input: &Input,
        project: &CheckedProject,
        terminal: &Terminal,
    ) -> Result<Surroundings, Status> {
        let (mocks, answers): (Vec<u64>, Vec<Mock>) = self.mocks(project, terminal)?.into_iter().unzip();
        let mut outside = host::outside::Outside { api: Api::new(answers), ..Default::default() };
        if let Some(path) = &self.outcomes {
            let text = host::files::read_text(path).map_err(|report| terminal.refuse(&report))?;
            let outcomes = read_outcomes(&project.checked.program, &host::files::shown(path), &text);
            outside.outcomes = outcomes.map_err(|reports| terminal.report(&project.snapshot, &reports))?;
        }
        let listed = input.do_not_contact(&self.do_not_contact, project, terminal)?;
        outside.blocked = Arc::new(blocked(listed.rows));
        let requests = input.requests(&self.participants, project, terminal)?;
        let wrong_rows = listed.wrong_rows + requests.wrong_rows;
        Ok(Surroundings { requests: requests.rows, outside, mocks, wrong_rows })
    }

    fn mocks(&self, project: &CheckedProject, terminal: &Terminal) -> Result<Vec<(u64, Mock)>, Status> {
        let Some(path) = &self.api else { return Ok(Vec::new()) };
        let text = host::files::read_text(path).map_err(|report| terminal.refuse(&report))?;
        let mocks = read_mocks(&project.checked.program, &host::files::shown(path), &text);
        mocks.map_err(|reports| terminal.report(&project.snapshot, &reports))
    }
}
