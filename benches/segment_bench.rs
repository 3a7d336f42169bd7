//! How long segments take over data that are in memory, or in files: the figures that `benches/compare` puts beside those of
//! analytical databases.
//!
//!     cargo bench --bench segments -- PROJECT --people FILE --events FILE [--threads N] [--retries K] [--from-files] [--ids]
//!                                     [--batch PREFIX]… [--engine auto|jit|columns]
//!
//! Each segment of the project is a query of its own, and so are all segments whose name begins with a `PREFIX`, together. A
//! line of JSON for each: `{"query", "count", "counts", "milliseconds", "compile_milliseconds"}`. Time that is measured ends
//! when the counts, or with `--ids` the ids, are there. With `--from-files` it begins before the files are opened.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program of its own that prints what it measured"
)]

use std::path::PathBuf;
use std::time::Instant as Clock;

use bourn::columns::{Batch, Keys};
use bourn::host::batches::map_batches;
use bourn::host::load::Request;
use bourn::host::{CheckedProject, Project};
use bourn::program::{ExpressionId, SegmentId};
use bourn::segments::{Conditions, Keep, Members, Memberships, SetEngine};

struct Arguments {
    project: PathBuf,
    request: Request,
    threads: usize,
    retries: usize,
    from_files: bool,
    keep: Keep,
    batches: Vec<String>,
    engine: SetEngine,
}

fn main() {
    let Some(arguments) = arguments() else {
        // Cargo runs every bench without arguments, too.
        println!("nothing to measure: name a project and data");
        return;
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build().unwrap();
    pool.install(|| measure(&arguments));
}

fn arguments() -> Option<Arguments> {
    let mut given = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut arguments = Arguments {
        project: given.next()?.into(),
        request: Request::default(),
        threads: 1,
        retries: 5,
        from_files: false,
        keep: Keep::Counts,
        batches: Vec::new(),
        engine: SetEngine::Auto,
    };
    while let Some(argument) = given.next() {
        let mut value = || given.next().unwrap_or_else(|| panic!("`{argument}` wants a value"));
        match argument.as_str() {
            "--people" => arguments.request.people.push(value().into()),
            "--events" => arguments.request.events.push(value().into()),
            "--threads" => arguments.threads = value().parse().unwrap(),
            "--retries" => arguments.retries = value().parse().unwrap(),
            "--from-files" => arguments.from_files = true,
            "--ids" => arguments.keep = Keep::Persons,
            "--batch" => arguments.batches.push(value()),
            "--engine" => {
                arguments.engine = match value().as_str() {
                    "jit" => SetEngine::Jit,
                    "columns" => SetEngine::Columns,
                    _ => SetEngine::Auto,
                }
            }
            other => panic!("`{other}` is nothing that can be asked for"),
        }
    }
    Some(arguments)
}

fn measure(arguments: &Arguments) {
    let project = Project::load(Some(&arguments.project)).unwrap().check();
    assert!(!project.has_errors(), "{:?}", project.diagnostics);
    let segments = &project.checked.program.segments;
    let batch_of = |name: &str| arguments.batches.iter().find(|prefix| name.starts_with(prefix.as_str()));
    for id in segments.ids().filter(|id| batch_of(&segments[*id].name).is_none()) {
        query(arguments, &project, &segments[id].name, &[id]);
    }
    for prefix in &arguments.batches {
        let of_batch: Vec<SegmentId> =
            segments.ids().filter(|id| segments[*id].name.starts_with(prefix.as_str())).collect();
        query(arguments, &project, prefix, &of_batch);
    }
}

fn query(arguments: &Arguments, project: &CheckedProject, name: &str, segments: &[SegmentId]) {
    let program = &project.checked.program;
    let conditions: Vec<ExpressionId> = segments.iter().map(|id| program.segments[*id].condition).collect();
    let now = project.manifest.data.now.expect("the project names the moment");
    let compiling = Clock::now();
    let set = Conditions::new(program, &conditions, now, arguments.engine);
    let compiled = compiling.elapsed();
    let loaded = if arguments.from_files { Vec::new() } else { load(arguments, project, &set) };
    let once = || {
        let begun = Clock::now();
        let found = if arguments.from_files {
            streamed(arguments, project, &set)
        } else {
            set.evaluate(&loaded, arguments.keep, &|_| ())
        };
        if arguments.keep == Keep::Persons {
            (0..segments.len()).for_each(|at| drop(std::hint::black_box(found.ids(at))));
        }
        (begun.elapsed().as_secs_f64() * 1000.0, found)
    };
    let first = once();
    let times: Vec<f64> = (0..arguments.retries).map(|_| once().0).collect();
    report(name, &first, compiled.as_secs_f64() * 1000.0, &times);
}

/// All batches at once.
fn load(arguments: &Arguments, project: &CheckedProject, set: &Conditions) -> Vec<Batch> {
    map_batches(project, &arguments.request, set.wanted(), &|batch| batch).unwrap().results
}

/// Decides batches as they are read.
fn streamed(arguments: &Arguments, project: &CheckedProject, set: &Conditions) -> Memberships {
    let decide = |batch: Batch| -> (Keys, Vec<Members>) {
        let members = set.decide(&batch);
        (batch.keys, members)
    };
    let read = map_batches(project, &arguments.request, set.wanted(), &decide).unwrap();
    let mut found = Memberships::new(set.plan().roots.len());
    read.results.into_iter().for_each(|(keys, members)| found.add(&keys, members, arguments.keep));
    found
}

fn report(name: &str, first: &(f64, Memberships), compiled: f64, times: &[f64]) {
    let counts: Vec<usize> = first.1.conditions().iter().map(|one| one.count).collect();
    let line = serde_json::json!({
        "query": name,
        "count": counts.iter().sum::<usize>(),
        "counts": counts,
        "milliseconds": times,
        "first_milliseconds": first.0,
        "compile_milliseconds": compiled,
    });
    println!("{line}");
}
