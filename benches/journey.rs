//! How fast flows run over recorded events, from Parquet: events and steps a second, with one thread and with two.
//!
//! ```text
//! cargo bench --bench journey                        # 100,000 people, 1,000,000 events over a year
//! cargo bench --bench journey -- --people 1000000 --events 10000000
//! cargo bench --bench journey -- --write FOLDER      # only writes the project, for `bourn run FOLDER`
//! cargo bench --bench journey -- --write FOLDER --by-time
//! ```
//!
//! The data are the same every time. Events stand in order of person and time, or of time alone.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures prints, and stops where it cannot"
)]

#[path = "journey/data.rs"]
mod data;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bourn::host::Project;
use bourn::host::load::{Everybody, Request, load};
use bourn::host::simulate::{Options, simulate};
use bourn::host::tally::Counted;
use bourn::journey::Sight;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name: &str, default: u64| value(name).map_or(default, |number| number.parse().unwrap());
    let (people, events) = (number("--people", 100_000), number("--events", 1_000_000));
    let by_time = arguments.iter().any(|argument| argument == "--by-time");
    if let Some(folder) = value("--write") {
        return data::write(Path::new(&folder), people, events, by_time);
    }
    let folder: PathBuf = std::env::temp_dir().join(format!("bourn-journey-{}", std::process::id()));
    data::write(&folder, people, events, by_time);
    measure(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn measure(folder: &Path) {
    let project = Project::load(Some(folder)).unwrap().check();
    assert!(!project.has_errors(), "{:?}", project.diagnostics);
    let program = &project.checked.program;
    let looked_at = Some(Sight::of(program).kinds());
    let start = Instant::now();
    let population =
        load(&project, &Request { looked_at, spill: true, ..Request::default() }).unwrap().population;
    let seconds = start.elapsed().as_secs_f64();
    let (summary, people) = (population.summary(), population.len());
    println!("{people} people, {} events", summary.events);
    println!("load: {seconds:.2} s, {:.0} events/s", summary.events as f64 / seconds);
    let everybody = Everybody { population: &population };
    for threads in [1, 2] {
        let until = summary.last.unwrap();
        let options =
            Options { threads: Some(threads), trace: false, people: false, ..Options::until(until) };
        let start = Instant::now();
        let run = simulate(program, &everybody, &options, &|_, _| {}).unwrap();
        let seconds = start.elapsed().as_secs_f64();
        let steps = run.tally.iter().filter(|(counted, _)| matches!(counted, Counted::Reached(..)));
        let steps: u64 = steps.map(|(_, passages)| passages.times).sum();
        println!(
            "run, threads {threads}: {seconds:.2} s, {:.0} events/s, {steps} elements, {:.0} elements/s",
            run.tally.events as f64 / seconds,
            steps as f64 / seconds
        );
    }
}
