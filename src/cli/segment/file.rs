//! `--output`: who is in which segments, as a file.

use std::path::Path;

use super::super::{Status, Terminal};
use super::Question;
use crate::host::files;
use crate::host::membership::MembershipTable;
use crate::host::people_out::Form;
use crate::segments::Memberships;

pub(super) fn write(
    path: &Path,
    question: &Question,
    found: &Memberships,
    terminal: &Terminal,
) -> Result<(), Status> {
    let form = Form::of(&path.to_string_lossy()).ok_or_else(|| {
        terminal
            .fail(&format!("`--output {}`: it must end in `.parquet`, `.csv` or `.jsonl`", path.display()))
    })?;
    let names = question.names();
    let table =
        MembershipTable { key: &question.project.manifest.data.key, segments: &names, memberships: found };
    files::write_whole(path, |out| table.write(form, out))
        .map_err(|error| terminal.refuse(&files::unreadable(path, &format!("cannot be written: {error}"))))
}
