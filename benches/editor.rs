//! How long an editor waits: from a key to what is wrong, over the generated project of the compiler's bench.
//!
//! ```text
//! cargo bench --bench editor                    # 1,000 flows
//! cargo bench --bench editor -- --flows 100
//! ```
//!
//! A plain program: it types into one flow, key by key, and says how long the slow keys took. The memory is that of the whole
//! process.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures prints, and stops where it cannot"
)]

#[path = "compiler/project.rs"]
mod project;

use std::time::{Duration, Instant};

use bourn::analysis::{Base, Settings};

/// What is typed, as often as it takes.
const TYPED: &str = "    segment audience { when age > 30 { add tag \"typed\" } otherwise { } }\n";
/// How many keys are measured.
const KEYS: usize = 400;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let flows = arguments
        .iter()
        .position(|one| one == "--flows")
        .map_or(1000, |at| arguments[at + 1].parse().unwrap());
    let files = project::project(flows);
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{flows} flows, {lines} lines in {} files\n", files.len());
    let mut base = Base::new(Settings::default());
    let start = Instant::now();
    files.iter().for_each(|(path, text)| base.set(path, text));
    let found = base.view(&|_| None).diagnostics().len();
    println!("{:40}{:9.1} ms, {found} reports", "from texts to reports", ms(start.elapsed()));
    let (path, text) = files.iter().find(|(_, text)| text.contains("\nflow ")).unwrap();
    show("a key in a flow", keys(&mut base, path, text, inside(text, "\nflow ", "    pause"), TYPED));
    let label = inside(text, "\nflow ", "    pause");
    show("a key in a label", keys(&mut base, path, text, label, "    labelled: pause 1 day\n"));
    let (path, text) = files.iter().find(|(_, text)| text.contains("people {")).unwrap();
    let line = text.find("people {\n").unwrap() + "people {\n".len();
    show("a key in a new attribute", keys(&mut base, path, text, line, "    newAttribute: text\n"));
    let counters = base.counters();
    println!(
        "\n{} rounds, {} declarations read, {} checked",
        counters.rounds, counters.read, counters.checked
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("{}", peak.unwrap_or_default());
    }
}

/// The place in the first flow before a line that begins so.
fn inside(text: &str, from: &str, line: &str) -> usize {
    let from = text.find(from).unwrap();
    from + text[from..].find(&format!("\n{line}")).unwrap() + 1
}

/// Types a text at a place key by key, again and again, and says how long each key took.
fn keys(base: &mut Base, path: &str, text: &str, at: usize, typed: &str) -> Vec<Duration> {
    let mut times = Vec::new();
    for key in 0..KEYS.min(typed.len() * 4) {
        let end = 1 + key % typed.len();
        let new = format!("{}{}{}", &text[..at], &typed[..end], &text[at..]);
        let start = Instant::now();
        base.set(path, &new);
        let _ = base.view(&|_| None).diagnostics().len();
        times.push(start.elapsed());
    }
    base.set(path, text);
    let _ = base.view(&|_| None);
    times
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| ms(times[((times.len() - 1) as f64 * part) as usize]);
    println!("{what:40}{:9.1} ms median, {:.1} ms at 99 %, {:.1} ms at most", at(0.5), at(0.99), at(1.0));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
