//! `bourn data pack`: people and events in the form that is read fastest.

use std::io;
use std::path::PathBuf;

use super::input::Input;
use super::table::counted;
use super::{Status, Terminal};
use crate::diagnostic::Diagnostic;
use crate::host::files;
use crate::host::pack::{Packed, pack, sorted_out};

/// Prepare people and events
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bourn data pack --project examples/cdnow -o packed")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Pack(PackArguments),
}

/// Write people and events as Parquet that is read fastest
///
/// What the project declares is written into `people.parquet` and `events.parquet`: in the order of persons and time, in the
/// narrowest types that hold all values, in row groups that are read side by side. Segments and runs over these files have the
/// same results. Events that came twice, told by their ids, are written once, and the ids are left out. Pack again when
/// declarations change.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn data pack --project examples/cdnow -o packed\n  \
    bourn data pack people.csv.gz 'events/*.jsonl.zst' -o packed\n  \
    bourn segment --people packed/people.parquet --events packed/events.parquet")]
struct PackArguments {
    /// Files of people and of events, told apart by their columns, instead of those in `bourn.toml`
    #[arg(value_name = "IN", conflicts_with_all = ["people", "events"])]
    files: Vec<PathBuf>,

    #[command(flatten)]
    input: Input,

    /// The folder that they are written into
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let What::Pack(arguments) = &arguments.what;
    Ok(match packed(arguments, terminal) {
        Ok(packed) => {
            for (path, rows, bytes) in packed.files {
                let rows = counted(usize::try_from(rows).unwrap_or(usize::MAX), "row");
                terminal.say(&format!("{}: {rows} in {}", files::shown(&path), size(bytes)));
            }
            Status::Fine
        }
        Err(status) => status,
    })
}

fn packed(arguments: &PackArguments, terminal: &Terminal) -> Result<Packed, Status> {
    let project = arguments.input.project(None, terminal)?;
    let show = |reports: &[Diagnostic]| terminal.report(&project.snapshot, reports);
    let mut request = arguments.input.request();
    if !arguments.files.is_empty() {
        let (people, events) = sorted_out(&project, &arguments.files).map_err(|reports| show(&reports))?;
        (request.people, request.events) = (people, events);
        request.only_named = true;
    }
    let packed = pack(&project, &request, &arguments.output).map_err(|reports| show(&reports))?;
    show(&packed.notes);
    Ok(packed)
}

/// A number of bytes, as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
