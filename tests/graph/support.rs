//! Flows to draw.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bourn::graph::{Graph, Mark, Paint, Spot};
use bourn::host::{CheckedProject, Project};
use bourn::program::{Flow, FlowId};

use crate::large;

/// A flow with its graph.
pub(crate) struct Drawn {
    pub(crate) name: String,
    pub(crate) flow: Flow,
    pub(crate) graph: Graph,
}

/// The flows of a project.
pub(crate) fn flows(project: &CheckedProject) -> Vec<Drawn> {
    let program = &project.checked.program;
    let drawn = |id: FlowId| Drawn {
        name: format!("{}: {}", project.root.display(), program.flows[id].name),
        flow: program.flows[id].clone(),
        graph: Graph::of(program, &project.snapshot, id),
    };
    program.flows.ids().map(drawn).collect()
}

/// The flow of a source.
pub(crate) fn flow(text: &str) -> Drawn {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.flow");
    fs::write(&file, text).unwrap();
    let project = Project::load(Some(&file)).unwrap().check();
    assert!(!project.has_errors(), "{:#?}", project.diagnostics);
    flows(&project).pop().unwrap()
}

/// Every flow of the examples and of the programs of tests that have no errors, and large ones that are made.
pub(crate) fn all() -> &'static [Drawn] {
    static ALL: LazyLock<Vec<Drawn>> = LazyLock::new(collected);
    &ALL
}

fn collected() -> Vec<Drawn> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    collect(&root.join("tests"), &mut sources);
    sources
        .extend(["examples/cdnow", "examples/shop", "tests/testing/project"].map(|folder| root.join(folder)));
    let projects = sources.iter().filter_map(|path| Project::load(Some(path)).ok()).map(Project::check);
    let mut all: Vec<Drawn> =
        projects.filter(|project| !project.has_errors()).flat_map(|project| flows(&project)).collect();
    all.extend([flow(EVERYTHING), flow(HOSTILE)]);
    all.extend((0..4).map(|seed| flow(&large::flow(seed))));
    all
}

/// The projects of tests that have errors.
pub(crate) fn broken() -> Vec<CheckedProject> {
    let mut sources = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut sources);
    let projects = sources.iter().filter_map(|path| Project::load(Some(path)).ok()).map(Project::check);
    projects.filter(CheckedProject::has_errors).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "flow") {
            files.push(entry);
        }
    }
}

/// Paint on every spot, some of it nothing.
pub(crate) fn paint(graph: &Graph) -> Paint {
    let mut paint = Paint::new(1_000_000);
    let mark = |amount: u64| Mark { amount, text: format!("{amount}"), detail: format!("{amount} times") };
    for (at, node) in graph.nodes.iter().enumerate() {
        paint.mark(node.spot, mark((at as u64 * 37_199) % 1_000_001 / 3 * 3));
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        if let Some(arm) = &edge.arm {
            paint.mark(arm.spot, mark((at as u64 % 4) * 199_999));
        }
    }
    paint.mark(Spot::End, mark(123_456));
    for name in ["entered", "reached the end", "left by exit", "left by exit when", "still inside"] {
        paint.fact(name, "1,000,000");
    }
    paint
}

/// Every kind of element, and arms of every kind.
pub(crate) const EVERYTHING: &str = r#"
people { plan: text, trialExpiry: datetime, points: integer }
event paid { amount: number }
senders { email shop = "a@shop.example", sms shop = "SHOP" }
caps Gentle { email at most 3 times per week, sms at most 1 times per day }
element lookUp(address: text) returns (score: text) {
    call api GET "https://example.com/{{urlEncode(address)}}" { wait for response; save score = $.score }
}
flow Other { enter from flow (orderId: text)
    send email from shop { subject "Hello, {{orderId}}"; body "…" }
}
flow Zoo "Everything that a flow may hold" {
    enter when happened paid where (amount > 10 and amount < 1000)
    enter when change of plan to "pro"
    enter when trialExpiry is in 4 hours
    exit when happened emailUnsubscribed
    re-enter 7 days after exit, at most 2 times per week
    schedule from 2026-12-01 09:00 for 1 year
    timezone "Europe/Zagreb"
    caps Gentle
    version 2
    variable status: text = "new"
    variable score: text = empty

    pause 3 days until 13:00
    first: wait for change of plan from "free" up to 5 days {
        when changed { add tag "changed" }
        otherwise { remove tag "changed" }
    }
    wait for date trialExpiry is in 3 days {
        when reached { }
        when passed { exit }
        when empty { start conversation tag "data verification" }
        otherwise { }
    }
    evaluate inbound message {
        when text contains "stop" { add to do not contact { sms, email shop }; exit }
        otherwise { remove from do not contact { email } }
    }
    told: send email from shop {
        subject "Dear {{firstName ?? "friend"}}"
        body "…"
        when delivered { }
        when failed { notify sms to "+385911234567" { text "It failed" } }
        otherwise { }
    }
    call api POST "https://example.com/points?a=1&b=2" {
        wait for response
        save status = $.status
        when success { }
        when 404 { exit }
        otherwise { set status = "error" }
    }
    use lookUp(address = email ?? "nobody") save score {
        when success { update profile { points = 1, plan = score ?? status, trialExpiry = empty } }
        when error { }
    }
    add to flow Other(orderId = status ?? "none") {
        when added { }
        otherwise { exit }
    }
    wait for event { when happened paid { exit } when happened emailOpened of told { exit } }
}
"#;

/// Texts that mean something in each of the formats, and that no font has the widths of.
pub(crate) const HOSTILE: &str = r##"
people { `<b>"Имя & 名前"</b>`: text }
event bought { sku: text }
senders { email shop = "a@shop.example" }
flow Hostile "Tags <b> & \"quotes\", 日本語のとても長いタイトルは折り返されなければなりません, עברית, 😀😀😀😀😀😀😀😀" {
    enter when happened bought where sku is "]]> --> %% #quot; \" \\ \{{ }} {{event.sku ?? "}}"}} <script>alert(1)</script>"
    pause 1 hour
    segment audience {
        when `<b>"Имя & 名前"</b>` is "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" {
            add tag "`markdown` **bold** | pipe ; semicolon"
        }
        when `<b>"Имя & 名前"</b>` contains "日本語のとても長い条件は折り返されなければなりません日本語のとても長い条件" { exit }
        otherwise { }
    }
    `end`: send email from shop { subject "- 1. # \\n end subgraph"; body "…" }
    s: split audience { 50% `a | b "c"` { } 50% `</svg>` { } }
}
"##;
