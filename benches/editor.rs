//! How long an editor waits, over the generated project of the compiler's bench: from a key to what is wrong with the file at
//! hand and with the whole project, and for answers.
//!
//! ```text
//! cargo bench --bench editor                    # 1,000 flows
//! cargo bench --bench editor -- --flows 100
//! ```
//!
//! A plain program: it types into one file, key by key, first within the process, and then as an editor that starts the server.
//! The memory is that of the whole process.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures prints, and stops where it cannot"
)]

#[path = "../tests/lsp/client.rs"]
#[allow(dead_code, reason = "tests ask more")]
mod client;
#[path = "compiler/project.rs"]
mod project;
#[path = "editor/protocol.rs"]
mod protocol;

use std::time::{Duration, Instant};

use bourn::analysis::{Base, Settings, View};
use bourn::check::Stop;
use bourn::value::Zone;

/// What is typed, as often as it takes.
const TYPED: &str = "    segment audience { when age > 30 { add tag \"typed\" } otherwise { } }\n";
/// How many keys are measured.
const KEYS: usize = 400;
/// How many questions of each kind are measured.
const QUESTIONS: usize = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let flows = arguments
        .iter()
        .position(|one| one == "--flows")
        .map_or(1000, |at| arguments[at + 1].parse().unwrap());
    let files = project::project(flows);
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{flows} flows, {lines} lines in {} files\n", files.len());
    let (flow_path, flow_text) = files.iter().find(|(_, text)| text.contains("\nflow ")).unwrap();
    let mut base = start(&files, flow_path);
    println!("\n{:44}{:>10}{:>10}{:>10}   ms", "", "median", "99 %", "most");
    let element = inside(flow_text, "\nflow ", "    pause");
    keys("a key in a flow", &mut base, flow_path, flow_text, element, TYPED);
    keys("a key in a label", &mut base, flow_path, flow_text, element, "    labelled: pause 1 day\n");
    let (path, text) = files.iter().find(|(_, text)| text.contains("people {")).unwrap();
    let line = text.find("people {\n").unwrap() + "people {\n".len();
    keys("a key in a new attribute", &mut base, path, text, line, "    newAttribute: text\n");
    questions(&base.view(&|_| None), flow_path, flow_text);
    println!("\n{:?}", base.counters());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let of = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        println!("{}, {}", of("VmHWM"), of("VmRSS"));
    }
    protocol::measure(&files);
}

/// Opens the project with one of its files at hand.
fn start(files: &[(String, String)], at_hand: &str) -> Base {
    let mut base = Base::new(Settings::default());
    let start = Instant::now();
    files.iter().for_each(|(path, text)| base.set(path, text));
    let (_, rest) = base.look(&|_| None, |path| path == at_hand);
    println!("{:44}{:10.1} ms", "from texts to reports of the file at hand", ms(start.elapsed()));
    let rested = rest.unwrap().run(&Stop::default());
    let found = base.take(rested).unwrap().diagnostics().len();
    println!("{:44}{:10.1} ms, {found} reports", "from texts to all reports", ms(start.elapsed()));
    base
}

/// The place in the first flow before a line that begins so.
fn inside(text: &str, from: &str, line: &str) -> usize {
    let from = text.find(from).unwrap();
    from + text[from..].find(&format!("\n{line}")).unwrap() + 1
}

/// Types a text at a place key by key, again and again, and says how long each key took: to what is wrong with the file, and
/// to what is wrong with the project.
fn keys(what: &str, base: &mut Base, path: &str, text: &str, at: usize, typed: &str) {
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for key in 0..KEYS.min(typed.len() * 4) {
        let end = 1 + key % typed.len();
        let new = format!("{}{}{}", &text[..at], &typed[..end], &text[at..]);
        let start = Instant::now();
        base.set(path, &new);
        let (_, rest) = base.look(&|_| None, |one| one == path);
        first.push(start.elapsed());
        if let Some(rest) = rest {
            base.take(rest.run(&Stop::default()));
        }
        whole.push(start.elapsed());
    }
    base.set(path, text);
    let _ = base.view(&|_| None);
    show(&format!("{what}, the file at hand"), first);
    show(&format!("{what}, the project"), whole);
}

/// Asks what editors ask, at places all over a file.
fn questions(view: &View, path: &str, text: &str) {
    let file = view.file(path).unwrap();
    let now = bourn::value::time::parse_datetime("2026-11-30 09:00", Zone::UTC).unwrap();
    let places: Vec<usize> =
        (0..QUESTIONS).map(|at| text.floor_char_boundary(text.len() * at / QUESTIONS)).collect();
    let time = |ask: &dyn Fn(usize)| -> Vec<Duration> {
        let one = |&at: &usize| {
            let start = Instant::now();
            ask(at);
            start.elapsed()
        };
        places.iter().map(one).collect()
    };
    show("completion", time(&|at| drop(view.completions(file, at))));
    show("hover", time(&|at| drop(view.hover(file, at, now))));
    let name = text.find("points0").unwrap();
    show("references", time(&|_| drop(view.references(file, name))));
    show("rename", time(&|_| drop(view.rename(file, name, "renamed"))));
    show("colours", time(&|_| drop(view.tints(file))));
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| ms(times[((times.len() - 1) as f64 * part) as usize]);
    println!("{what:44}{:10.1}{:10.1}{:10.1}", at(0.5), at(0.99), at(1.0));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
