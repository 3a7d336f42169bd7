//! Consoles: what is typed behind `$`, and what is printed then.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::page::{Block, Page, first_difference, root};

/// What the consoles of a page do not print as it is shown. With `update`, the page is made to show what they print.
pub(crate) fn failures(page: &Page, update: bool) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut failures = Vec::new();
    let mut text = page.text.clone();
    for block in &page.blocks {
        if let Some(file) = block.value("file") {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &block.text).unwrap();
        } else if block.language == "console" {
            let printed = session(folder.path(), block);
            if update {
                text = text.replacen(
                    &format!("```console\n{}```", block.text),
                    &format!("```console\n{printed}```"),
                    1,
                );
            } else if let Some(line) = first_difference(&block.text, &printed) {
                let line = block.line + line;
                failures.push(format!("{}:{line}: this is printed:\n{printed}", page.path));
            }
        }
    }
    if update {
        fs::write(root().join(&page.path), text).unwrap();
    }
    failures
}

/// The block as it comes out when its commands are run.
fn session(folder: &Path, block: &Block) -> String {
    let commands = block.text.lines().filter_map(|line| line.strip_prefix("$ "));
    commands.map(|command| format!("$ {command}\n{}", printed(folder, command))).collect()
}

/// What a command prints, talk included.
fn printed(folder: &Path, command: &str) -> String {
    let bourn = Path::new(env!("CARGO_BIN_EXE_bourn")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", bourn.display()))
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
