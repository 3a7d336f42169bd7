//! How fast the compiler is, phase by phase, over a generated project: megabytes and flows a second.
//!
//! ```text
//! cargo bench --bench compiler                       # 1,000 flows
//! cargo bench --bench compiler -- --flows 100
//! cargo bench --bench compiler -- --write FOLDER     # only writes the project, for `bourn check FOLDER`
//! ```
//!
//! A plain program: each phase is run some times, and the fastest run counts. A noisy machine makes runs slower and never faster.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures prints, and stops where it cannot"
)]

#[path = "compiler/project.rs"]
mod project;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use bourn::check::{Settings, check};
use bourn::diagnostic::{Colour, human};
use bourn::eval::vm::code_of;
use bourn::program::{ExpressionId, Id, Program};
use bourn::source::Snapshot;
use bourn::syntax::token::tokens;
use bourn::syntax::tree::Tree;
use bourn::syntax::{Reading, format};

/// Runs of each phase.
const RUNS: usize = 5;

type Files = Vec<(String, String)>;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let flows = value("--flows").map_or(1000, |flows| flows.parse().unwrap());
    let files = project::project(flows);
    match value("--write") {
        Some(folder) => write(Path::new(&folder), &files),
        None => measure(&files, flows),
    }
}

fn write(folder: &Path, files: &Files) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("bourn.toml"), "[project]\nname = \"large\"\ntimezone = \"Europe/Zagreb\"\n")
        .unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{} files with {lines} lines", files.len());
}

fn measure(files: &Files, flows: usize) {
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!(
        "{flows} flows, {lines} lines, {:.1} MB; one thread unless it says otherwise\n",
        bytes as f64 / 1e6
    );
    let show = |phase: &str, time: Duration| {
        let seconds = time.as_secs_f64();
        let (megabytes, flows) = (bytes as f64 / 1e6 / seconds, flows as f64 / seconds);
        println!("{phase:24}{:9.1} ms{megabytes:9.1} MB/s{flows:12.0} flows/s", seconds * 1e3);
    };
    show("lex", fastest(|| files.iter().map(|(_, text)| tokens(text).len()).sum::<usize>()));
    show(
        "read: split and parse",
        fastest(|| files.iter().map(|(name, text)| Reading::of(name, text)).collect::<Vec<_>>()),
    );
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (snapshot, trees) = read(files);
        let checked = || pool.install(|| check(&mut snapshot.clone(), &trees, &Settings::default()));
        show(&format!("check, {threads} threads"), fastest(checked));
    }
    let (mut snapshot, trees) = read(files);
    let program = check(&mut snapshot.clone(), &trees, &Settings::default()).program;
    show("lower to byte code", fastest(|| lowered(&program)));
    println!("{:24}{} instructions", "", lowered(&program));
    let found = check(&mut snapshot, &trees, &Settings::default()).diagnostics;
    let render = || human(&snapshot, &found, Colour::Never, &mut Vec::new()).unwrap();
    show(&format!("show {} reports", found.len()), fastest(render));
    show("format", fastest(|| formatted(files)));
}

fn fastest<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..RUNS).map(|_| once()).min().unwrap()
}

fn read(files: &Files) -> (Snapshot, Vec<Tree>) {
    let mut snapshot = Snapshot::new();
    let trees = files.iter().map(|(name, text)| {
        let file = snapshot.add(name, text);
        bourn::syntax::parse(&mut snapshot, file).0
    });
    let trees = trees.collect();
    (snapshot, trees)
}

/// How many instructions all that is evaluated as a whole becomes.
fn lowered(program: &Program) -> usize {
    roots(program).map(|root| code_of(program, root).code.len()).sum()
}

/// The expressions that are no part of another one.
fn roots(program: &Program) -> impl Iterator<Item = ExpressionId> {
    let mut is_part = vec![false; program.expressions.len()];
    let mut mark = |part: &ExpressionId| is_part[part.index()] = true;
    for expression in program.expressions.rows() {
        expression.kind.operands().iter().for_each(&mut mark);
    }
    for selection in program.selections.rows() {
        selection.bounds().iter().chain(&selection.filter).for_each(&mut mark);
    }
    program.expressions.ids().filter(move |id| !is_part[id.index()])
}

fn formatted(files: &Files) -> usize {
    let mut snapshot = Snapshot::new();
    let text = |(name, text): &(String, String)| {
        let file = snapshot.add(name, text);
        format(&mut snapshot, file).unwrap().len()
    };
    files.iter().map(text).sum()
}
