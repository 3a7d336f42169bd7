//! The talk as a whole: settings, and its end.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, address, position};

const FLOW: &str = "flow Welcome {\n    enter when happened addedToCart save itemId\n    pause 5 minutes\n    split audience {\n        50% a { }\n    }\n}\n";

/// A project with one flow, open in an editor that can do `capabilities`.
fn open(folder: &Path, capabilities: Value) -> (Client, String) {
    fs::write(folder.join("bourn.toml"), "[project]\n").unwrap();
    fs::write(folder.join("welcome.flow"), FLOW).unwrap();
    let mut client = Client::start(folder, capabilities);
    let flow = address(&folder.join("welcome.flow"));
    client.open(&flow, FLOW);
    client.hear_about(&flow);
    (client, flow)
}

fn hints(client: &mut Client, flow: &str) -> Vec<String> {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let found =
        client.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": flow }, "range": range }));
    found.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap().to_owned()).collect()
}

fn lenses(client: &mut Client, flow: &str) -> usize {
    let found = client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": flow } }));
    found.as_array().map_or(0, Vec::len)
}

#[test]
fn settings_say_what_is_shown() {
    let folder = TempDir::new().unwrap();
    let (mut client, flow) = open(&folder.path().canonicalize().unwrap(), json!({}));
    assert_eq!(hints(&mut client, &flow), [": number", "300 s", "50% left"]);
    assert_eq!(lenses(&mut client, &flow), 1);
    let settings = json!({ "bourn": { "hints": { "seconds": false }, "lenses": false } });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert_eq!(hints(&mut client, &flow), [": number", "50% left"]);
    assert_eq!(lenses(&mut client, &flow), 0);
    // What cannot be read is told of, and what held before holds.
    let settings = json!({ "bourn": { "hints": 3 } });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert_eq!(lenses(&mut client, &flow), 0);
    assert!(client.heard.iter().any(|method| method == "window/showMessage"));
    // Nothing is said any more: everything is shown.
    client.tell("workspace/didChangeConfiguration", json!({ "settings": {} }));
    assert_eq!(lenses(&mut client, &flow), 1);
    client.stop();
}

#[test]
fn editors_that_can_be_asked_are_asked_for_settings() {
    let folder = TempDir::new().unwrap();
    let refreshes = json!({ "refreshSupport": true });
    let workspace = json!({ "configuration": true, "inlayHint": refreshes, "codeLens": refreshes });
    let (mut client, flow) = open(&folder.path().canonicalize().unwrap(), json!({ "workspace": workspace }));
    assert!(client.heard.iter().any(|method| method == "workspace/configuration"));
    client.settings = json!({ "hints": { "types": false, "shares": false } });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": null }));
    while !client.heard.iter().any(|method| method == "workspace/codeLens/refresh") {
        lenses(&mut client, &flow);
    }
    assert!(client.heard.iter().any(|method| method == "workspace/inlayHint/refresh"));
    assert_eq!(hints(&mut client, &flow), ["300 s"]);
    client.stop();
}

#[test]
fn every_request_is_answered_before_the_end() {
    let folder = TempDir::new().unwrap();
    let (mut client, flow) = open(&folder.path().canonicalize().unwrap(), json!({}));
    client.change(&flow, 2, json!([{ "text": FLOW.replace("Welcome", "Other") }]));
    let document = json!({ "textDocument": { "uri": flow } });
    let mut ids = Vec::new();
    for line in 0..6 {
        ids.push(client.begin("textDocument/completion", position(&flow, line, 4)));
        ids.push(client.begin("textDocument/semanticTokens/full", document.clone()));
        ids.push(client.begin("bourn/graph", position(&flow, line, 4)));
        ids.push(client.begin("workspace/symbol", json!({ "query": "" })));
    }
    let goodbye = client.begin("shutdown", Value::Null);
    let late = client.begin("textDocument/hover", position(&flow, 0, 6));
    client.tell("$/cancelRequest", json!({ "id": 99 }));
    ids.extend([goodbye, late]);
    let answers = client.answers_to(&ids);
    assert!(answers[&goodbye].get("error").is_none());
    assert_eq!(answers[&late]["error"]["code"], -32600, "it was told to end");
    // Those that were still waiting for the project are told so.
    let others = answers.iter().filter(|(id, _)| **id != late);
    for answer in others.filter_map(|(_, answer)| answer.get("error")) {
        assert_eq!(answer["code"], -32802, "{answer}");
    }
    client.leave();
}

#[test]
fn an_end_without_a_goodbye_is_none() {
    let folder = TempDir::new().unwrap();
    let (mut client, _) = open(&folder.path().canonicalize().unwrap(), json!({}));
    client.tell("exit", Value::Null);
    assert!(!client.ended());
}
