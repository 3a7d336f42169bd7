//! What lenses do: they run this program's own verbs beside the server, which goes on meanwhile.

use std::path::PathBuf;
use std::process::Command;

use lsp_types::MessageType;
use serde::{Deserialize, Serialize};

/// Play a test.
pub(super) const TEST: &str = "bourn.test";
/// Run a flow on the project's data.
pub(super) const RUN: &str = "bourn.run";
/// Count the people of a segment.
pub(super) const COUNT: &str = "bourn.count";

/// All commands.
pub(super) const ALL: [&str; 3] = [TEST, RUN, COUNT];

/// What a command is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct About {
    /// The folder of the project.
    pub(super) project: PathBuf,
    /// The name of the test, flow or segment.
    pub(super) name: String,
}

/// Runs a command on what is saved, and says what came of it.
pub(super) fn run(command: &str, about: &About) -> (MessageType, String) {
    let project = about.project.as_os_str();
    let Ok(program) = std::env::current_exe() else {
        return (MessageType::ERROR, "this program cannot be found".to_owned());
    };
    let mut process = Command::new(program);
    match command {
        TEST => process.args(["test", "--filter", &about.name]).arg("--project").arg(project),
        RUN => process.args(["run", "--flow", &about.name]).arg("--project").arg(project),
        _ => process.args(["segment", &about.name]).arg("--project").arg(project),
    };
    match process.env("NO_COLOR", "1").output() {
        Ok(output) => {
            let text = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
            let kind = if output.status.success() { MessageType::INFO } else { MessageType::ERROR };
            (kind, String::from_utf8_lossy(text).trim().to_owned())
        }
        Err(error) => (MessageType::ERROR, format!("`bourn` cannot be started: {error}")),
    }
}
