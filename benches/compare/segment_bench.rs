//! How long segments take over data that are in memory, or in files: the figures that `benches/compare` puts beside those of
//! analytical databases.
//!
//!     cargo run --release --example segment_bench -- PROJECT --people FILE --events FILE [--threads N] [--retries K]
//!         [--from-parquet] [--ids] [--only NAME,…] [--engine auto|jit|columns]
//!
//! Each segment of the project is a request of its own, but those whose names are a word, `_` and a number are one request by
//! that word. A line of JSON for each: `{"query", "count", "milliseconds", "first_milliseconds", "compile_milliseconds"}`,
//! where `count` is a list of a request of several. Time that is measured ends when the counts, or with `--ids` the ids, are
//! there. With `--from-parquet` files are decoded each time; only the first run looks whether somebody stands there twice, and has
//! events without being there, and makes native code.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program of its own that prints what it measured"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant as Clock;

use bourn::columns::{Batch, Keys, Wanted};
use bourn::host::batches::{Opened, map_batches};
use bourn::host::load::Request;
use bourn::host::{CheckedProject, Project};
use bourn::program::{ExpressionId, SegmentId};
use bourn::segments::{Conditions, Keep, Members, Memberships, SetEngine};

/// The allocator of `bourn`, since that is what is measured.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Arguments {
    project: PathBuf,
    request: Request,
    threads: usize,
    retries: usize,
    from_files: bool,
    keep: Keep,
    only: Vec<String>,
    engine: SetEngine,
}

fn main() {
    let arguments = arguments().expect("name a project and its data");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build().unwrap();
    pool.install(|| measure(&arguments));
}

fn arguments() -> Option<Arguments> {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments {
        project: given.next()?.into(),
        request: Request::default(),
        threads: 1,
        retries: 5,
        from_files: false,
        keep: Keep::Counts,
        only: Vec::new(),
        engine: SetEngine::Auto,
    };
    while let Some(argument) = given.next() {
        let mut value = || given.next().unwrap_or_else(|| panic!("`{argument}` wants a value"));
        match argument.as_str() {
            "--people" => arguments.request.people.push(value().into()),
            "--events" => arguments.request.events.push(value().into()),
            "--threads" => arguments.threads = value().parse().unwrap(),
            "--retries" => arguments.retries = value().parse().unwrap(),
            "--from-parquet" => arguments.from_files = true,
            "--ids" => arguments.keep = Keep::Persons,
            "--only" => arguments.only = value().split(',').map(str::to_owned).collect(),
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
    let mut requests: BTreeMap<&str, Vec<SegmentId>> = BTreeMap::new();
    for id in segments.ids() {
        requests.entry(request(&segments[id].name)).or_default().push(id);
    }
    let only = |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|wanted| wanted == name);
    for (name, segments) in requests.into_iter().filter(|(name, _)| only(name)) {
        query(arguments, &project, name, &segments);
    }
}

/// The request that a segment is part of.
fn request(segment: &str) -> &str {
    let numbered = segment.rsplit_once('_').filter(|(_, number)| number.parse::<u32>().is_ok());
    numbered.map_or(segment, |(word, _)| word)
}

fn query(arguments: &Arguments, project: &CheckedProject, name: &str, segments: &[SegmentId]) {
    let program = &project.checked.program;
    let conditions: Vec<ExpressionId> = segments.iter().map(|id| program.segments[*id].condition).collect();
    let now = project.manifest.data.now.expect("the project names the moment");
    let compiling = Clock::now();
    let set = Conditions::new(program, &conditions, now, arguments.engine);
    let compiled = compiling.elapsed();
    let loaded = if arguments.from_files { Vec::new() } else { load(arguments, project, &set) };
    let opened = Opened::open(project, &arguments.request).unwrap();
    let once = || {
        let begun = Clock::now();
        let found = if arguments.from_files {
            streamed(arguments, &opened, &set)
        } else {
            set.evaluate(&loaded, arguments.keep, &|_| ())
        };
        if arguments.keep == Keep::Persons {
            (0..segments.len()).for_each(|at| drop(std::hint::black_box(found.keys(at))));
        }
        (begun.elapsed().as_secs_f64() * 1000.0, found)
    };
    let first = once();
    let times = calmer(arguments.retries, || once().0);
    report(name, &first, compiled.as_secs_f64() * 1000.0, &times);
}

/// What the calmer half of twice as many runs took: those in which the process waited least for a processor. The peers are
/// measured in the same way.
fn calmer(runs: usize, once: impl Fn() -> f64) -> Vec<f64> {
    let sample = |_| {
        let before = waited();
        let milliseconds = once();
        ((waited() - before) / milliseconds, milliseconds)
    };
    let mut samples: Vec<(f64, f64)> = (0..2 * runs).map(sample).collect();
    samples.sort_by(|one, other| one.0.total_cmp(&other.0));
    samples.into_iter().take(runs).map(|(_, milliseconds)| milliseconds).collect()
}

/// How many nanoseconds the threads of this process could have run and did not get a processor; 0 where nobody says.
fn waited() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let waited = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    waited.filter_map(|numbers| numbers.split(' ').nth(1)?.parse::<f64>().ok()).sum()
}

/// All batches at once: everybody with all events, as other engines hold them, and the columns that are looked at.
fn load(arguments: &Arguments, project: &CheckedProject, set: &Conditions) -> Vec<Batch> {
    let everything = Wanted { everybody: true, ..set.wanted().clone() };
    map_batches(project, &arguments.request, &everything, &|batch| batch).unwrap().results
}

/// Decides batches as they are read.
fn streamed(arguments: &Arguments, opened: &Opened, set: &Conditions) -> Memberships {
    let decide = |batch: Batch| -> (Keys, Vec<Members>) {
        let members = set.decide(&batch);
        (batch.keys, members)
    };
    let read = opened.map(set.wanted(), &decide).unwrap();
    let mut found = Memberships::new(set.plan().roots.len());
    read.results.into_iter().for_each(|(keys, members)| found.add(&keys, members, arguments.keep));
    found
}

fn report(name: &str, first: &(f64, Memberships), compiled: f64, times: &[f64]) {
    let counts: Vec<usize> = first.1.conditions().iter().map(|one| one.count).collect();
    let line = serde_json::json!({
        "query": name,
        "count": if let [single] = counts[..] { single.into() } else { serde_json::Value::from(counts) },
        "milliseconds": times,
        "first_milliseconds": first.0,
        "compile_milliseconds": compiled,
    });
    println!("{line}");
}
