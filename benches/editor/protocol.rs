//! The same from the other side of the protocol: a client that starts `bourn lsp`, types, and waits for what it is told.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Client, address, position};
use super::{QUESTIONS, ms, show};

/// How many keys are measured of each kind.
const KEYS: usize = 100;

/// Opens the project in an editor, and says how long it waits.
pub(super) fn measure(files: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("bourn.toml"), "[project]\n").unwrap();
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let of = |part: &str| files.iter().find(|(_, text)| text.contains(part)).unwrap();
    let ((flow_path, flow_text), (people_path, people_text)) = (of("\nflow "), of("people {\n"));
    let (flow, people) = (address(&root.join(flow_path)), address(&root.join(people_path)));
    let start = Instant::now();
    let mut client = Client::start(&root, json!({}));
    client.open(&flow, flow_text);
    client.hear_about(&flow);
    println!("\n{:44}{:10.1} ms", "from the start of the server to reports", ms(start.elapsed()));
    client.ask("bourn/counters", json!({ "uri": flow }));
    println!("{:44}{:10.1} ms", "from the start to all of the project", ms(start.elapsed()));
    println!("\n{:44}{:>10}{:>10}{:>10}   ms", "over the protocol", "median", "99 %", "most");
    let line = flow_text[..super::inside(flow_text, "\nflow ", "    pause")].lines().count();
    let typed = ["    segment audience { when agee > 30 { } otherwise { } }\n", "    pause 1 day\n"];
    keys("a key in a flow", &mut client, &flow, line, typed);
    client.open(&people, people_text);
    client.hear_about(&people);
    let line = people_text[..people_text.find("people {\n").unwrap()].lines().count() + 1;
    let typed = ["    newAttribute: txt\n", "    newAttribute: text\n"];
    keys("a key in a new attribute", &mut client, &people, line, typed);
    let lines = flow_text.lines().count() as u32;
    for (what, method) in [("completion", "textDocument/completion"), ("hover", "textDocument/hover")] {
        let ask = |at: usize| {
            let asked = position(&flow, lines * at as u32 / QUESTIONS as u32, 8);
            let start = Instant::now();
            client.ask(method, asked);
            start.elapsed()
        };
        show(what, (0..QUESTIONS).map(ask).collect());
    }
    println!("{}", client.memory());
    client.stop();
}

/// Writes one line and then the other in turns, one of them wrong, and says how long it took each time: until the reports of the
/// file came, and until a question about the project was answered.
fn keys(what: &str, client: &mut Client, uri: &str, line: usize, typed: [&str; 2]) {
    let at = |line: usize| json!({ "line": line, "character": 0 });
    let whole = |client: &mut Client| drop(client.ask("bourn/counters", json!({ "uri": uri })));
    let (mut first, mut all): (Vec<Duration>, Vec<Duration>) = Default::default();
    for key in 0..KEYS {
        let end = if key == 0 { line } else { line + 1 };
        let range = json!({ "start": at(line), "end": at(end) });
        let start = Instant::now();
        client.change(uri, key as i64 + 2, json!([{ "range": range, "text": typed[key % 2] }]));
        client.hear_about(uri);
        first.push(start.elapsed());
        whole(client);
        all.push(start.elapsed());
    }
    let range = json!({ "start": at(line), "end": at(line + 1) });
    client.change(uri, KEYS as i64 + 2, json!([{ "range": range, "text": "" }]));
    whole(client);
    show(&format!("{what}, its reports"), first);
    show(&format!("{what}, the project"), all);
}
