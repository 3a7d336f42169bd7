//! Every feature over the protocol, with a real server.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, address, position};

const PEOPLE: &str =
    "people {\n    plan: text\n    age: integer\n}\n\nsegment Adults \"Grown-ups\" = age >= 18\n";

const FLOW: &str = "/// Welcomes.\nflow Welcome {\n    enter when happened addedToCart save itemId\n    variable note: text = \"a\"\n\n    pause 5 minutes\n    hello: send sms { text \"žeđ {{plan ?? \"none\"}} {{note}} {{itemId}}\" }\n    segment audience {\n        when in segment Adults { add tag \"grown\" }\n        otherwise { }\n    }\n}\n";

struct Shop {
    folder: TempDir,
    client: Client,
    people: String,
    flow: String,
}

/// A project with two files, open in an editor that can do `capabilities`.
fn shop(capabilities: Value) -> Shop {
    let folder = TempDir::new().unwrap();
    let root: PathBuf = folder.path().canonicalize().unwrap();
    fs::write(root.join("bourn.toml"), "[project]\nname = \"shop\"\n").unwrap();
    fs::write(root.join("people.flow"), PEOPLE).unwrap();
    fs::write(root.join("welcome.flow"), FLOW).unwrap();
    let mut client = Client::start(&root, capabilities);
    let (people, flow) = (address(&root.join("people.flow")), address(&root.join("welcome.flow")));
    client.open(&flow, FLOW);
    Shop { folder, client, people, flow }
}

fn whole(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "range": range(0, 0, 99, 0), "context": { "diagnostics": [] } })
}

fn range(line: u32, from: u32, last: u32, to: u32) -> Value {
    json!({ "start": { "line": line, "character": from }, "end": { "line": last, "character": to } })
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_is_asked_at_a_place() {
    let Shop { mut client, people, flow, folder: _folder } = shop(json!({}));
    assert_eq!(client.hear_about(&flow), [] as [Value; 0]);
    let hover = client.at("textDocument/hover", &flow, 8, 25);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("segment Adults \"Grown-ups\""), "{hover}");
    assert_eq!(hover["range"], range(8, 24, 8, 30));
    let definition = client.at("textDocument/definition", &flow, 8, 25);
    assert_eq!(definition[0]["uri"], json!(people));
    assert_eq!(definition[0]["range"], range(5, 8, 5, 14));
    // Behind characters of two units, columns still meet: `plan` in the placeholder.
    let plan = client.at("textDocument/definition", &flow, 6, 37);
    assert_eq!(plan[0]["range"], range(1, 4, 1, 8));
    let library = client.at("textDocument/definition", &flow, 2, 26);
    let path = library[0]["uri"].as_str().unwrap().strip_prefix("file://").unwrap().to_owned();
    assert!(fs::read_to_string(&path).unwrap().contains("template event addedToCart"));
    let r#type = client.at("textDocument/typeDefinition", &flow, 6, 5);
    assert_eq!(r#type[0]["range"], range(1, 5, 1, 12));
    let mut asked = position(&flow, 8, 25);
    asked["context"] = json!({ "includeDeclaration": true });
    let references = client.ask("textDocument/references", asked);
    assert_eq!(references.as_array().unwrap().len(), 2, "{references}");
    let highlights = client.at("textDocument/documentHighlight", &flow, 3, 14);
    assert_eq!(highlights.as_array().unwrap().len(), 2);
    assert_eq!(highlights[0]["kind"], 3);
    let help = client.at("textDocument/signatureHelp", &flow, 6, 5);
    assert!(help.is_null());
    client.stop();
}

#[test]
fn what_leads_elsewhere_and_what_is_run() {
    let Shop { mut client, folder, .. } = shop(json!({}));
    fs::write(folder.path().join("hello.txt"), "Hello").unwrap();
    let text = "segment Round = round(age, 1) > 18\n\nflow Greet {\n    enter when happened addedToCart\n    send sms { text file \"hello.txt\" }\n}\n\ntest \"ana is not in it\" {\n    person ana { age = 3 }\n    at 2026-01-01 09:00\n    expect not ana in segment Round\n}\n";
    let path = folder.path().canonicalize().unwrap().join("greet.flow");
    fs::write(&path, text).unwrap();
    let greet = address(&path);
    client.open(&greet, text);
    let help = client.at("textDocument/signatureHelp", &greet, 0, 27);
    assert_eq!(help["signatures"][0]["label"], "round(value: number, places: integer): number");
    assert_eq!(help["signatures"][0]["activeParameter"], 1, "{help}");
    let document = json!({ "textDocument": { "uri": greet } });
    let links = client.ask("textDocument/documentLink", document.clone());
    assert_eq!(links[0]["range"], range(4, 26, 4, 35), "{links}");
    assert_eq!(links[0]["target"], json!(address(&path.with_file_name("hello.txt"))));
    let lenses = client.ask("textDocument/codeLens", document);
    let lenses = lenses.as_array().unwrap();
    let test = lenses.iter().find(|lens| lens["command"]["command"] == "bourn.test").unwrap();
    assert_eq!(client.ask("workspace/executeCommand", test["command"].clone()), Value::Null);
    let said = client.hear_said();
    assert!(said.contains("passed   ana is not in it"), "{said}");
    client.stop();
}

#[test]
fn completion_is_resolved() {
    let Shop { mut client, flow, folder: _folder, .. } =
        shop(json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } }));
    let list = client.at("textDocument/completion", &flow, 8, 24);
    assert_eq!(texts(&list["items"], "label"), ["Adults"]);
    let item = client.ask("completionItem/resolve", list["items"][0].clone());
    assert!(item["documentation"]["value"].as_str().unwrap().contains("Grown-ups"), "{item}");
    client.change(&flow, 2, json!([{ "range": range(5, 4, 5, 19), "text": "wait for " }]));
    let list = client.at("textDocument/completion", &flow, 5, 13);
    assert_eq!(texts(&list["items"], "label"), ["wait for change of", "wait for date", "wait for event"]);
    assert_eq!(list["items"][2]["textEdit"]["range"], range(5, 4, 5, 13));
    assert_eq!(list["items"][2]["insertTextFormat"], 2);
    client.stop();
}

#[test]
fn names_change_everywhere() {
    let Shop { mut client, people, flow, folder: _folder } = shop(json!({}));
    let prepared = client.at("textDocument/prepareRename", &flow, 6, 37);
    assert_eq!(prepared["placeholder"], "plan");
    let mut asked = position(&flow, 6, 37);
    asked["newName"] = json!("tariff");
    let edit = client.ask("textDocument/rename", asked);
    assert_eq!(edit["changes"][&people][0]["newText"], "tariff");
    assert_eq!(edit["changes"][&flow].as_array().unwrap().len(), 1);
    let refused = client.answer("textDocument/prepareRename", position(&flow, 2, 26));
    assert!(refused["error"]["message"].as_str().unwrap().contains("standard library"), "{refused}");
    client.stop();
}

#[test]
fn what_is_asked_of_a_file() {
    let Shop { mut client, flow, folder: _folder, .. } = shop(json!({}));
    let document = json!({ "textDocument": { "uri": flow } });
    let symbols = client.ask("textDocument/documentSymbol", document.clone());
    assert_eq!(texts(&symbols, "name"), ["Welcome"]);
    assert_eq!(texts(&symbols[0]["children"], "name"), ["note", "pause", "hello", "segment audience"]);
    let all = client.ask("workspace/symbol", json!({ "query": "dlt" }));
    assert_eq!(texts(&all, "name"), ["Adults"]);
    let folds = client.ask("textDocument/foldingRange", document.clone());
    assert_eq!(folds[0]["startLine"], 1);
    let asked = json!({ "textDocument": { "uri": flow }, "positions": [{ "line": 8, "character": 25 }] });
    let selection = client.ask("textDocument/selectionRange", asked);
    assert_eq!(selection[0]["range"], range(8, 24, 8, 30));
    assert_eq!(selection[0]["parent"]["range"], range(8, 13, 8, 30));
    let hints = client.ask("textDocument/inlayHint", whole(&flow));
    assert_eq!(texts(&hints, "label"), [": number", "300 s"]);
    let lenses = client.ask("textDocument/codeLens", document.clone());
    assert_eq!(lenses[0]["command"]["command"], "bourn.run");
    let links = client.ask("textDocument/documentLink", document.clone());
    assert_eq!(links, json!([]));
    let tokens = client.ask("textDocument/semanticTokens/full", document.clone());
    let data = tokens["data"].as_array().unwrap();
    assert!(data.len() > 100 && data.len() % 5 == 0);
    client.change(&flow, 2, json!([{ "range": range(0, 4, 0, 12), "text": "Greets" }]));
    let mut asked = document.clone();
    asked["previousResultId"] = tokens["resultId"].clone();
    let delta = client.ask("textDocument/semanticTokens/full/delta", asked);
    assert_eq!(delta["edits"].as_array().unwrap().len(), 1, "{delta}");
    let part = client.ask(
        "textDocument/semanticTokens/range",
        json!({ "textDocument": { "uri": flow }, "range": range(0, 0, 0, 5) }),
    );
    assert_eq!(part["data"].as_array().unwrap().len(), 5);
    let counters = client.ask("bourn/counters", json!({ "uri": flow }));
    let name = flow.rsplit('/').next().unwrap();
    assert_eq!(counters["last"]["read"], json!([name]));
    assert_eq!(counters["last"]["checked"], json!([format!("{name}: flow Welcome")]));
    let graph = client.ask("bourn/graph", position(&flow, 5, 5));
    assert_eq!(graph["flow"], "Welcome");
    assert!(graph["text"].as_str().unwrap().starts_with("<svg"));
    client.stop();
}

/// Numbers of a run as `bourn run --format json` prints them, as far as pictures show them.
fn counts(flow: &str) -> Value {
    let none = json!({ "times": 0, "persons": 0 });
    let some = json!({ "times": 4711, "persons": 4000 });
    let pause = json!({ "label": "pause 1", "reached": some, "inside": none });
    let flow = json!({ "name": flow, "entries": some, "elements": [pause], "exits": {}, "inside": none });
    json!({ "version": 1, "flows": [flow] })
}

#[test]
fn a_picture_takes_the_numbers_of_a_run() {
    let Shop { mut client, flow, folder: _folder, .. } = shop(json!({}));
    let asked = |counts: Value| {
        let mut asked = position(&flow, 5, 5);
        asked["counts"] = counts;
        asked
    };
    let picture = client.ask("bourn/graph", asked(counts("Welcome")));
    assert!(picture["text"].as_str().unwrap().contains("4,711"), "{picture}");
    assert_eq!(picture["unknown"], json!(["hello", "segment audience 1", "add tag 1"]));
    assert!(client.ask("bourn/graph", asked(Value::Null)).get("unknown").is_none());
    for (wrong, reason) in
        [(counts("Other"), "no counts of the flow `Welcome`"), (json!(3), "`bourn run --format json`")]
    {
        let refused = client.answer("bourn/graph", asked(wrong));
        assert!(refused["error"]["message"].as_str().unwrap().contains(reason), "{refused}");
    }
    client.stop();
}

#[test]
fn mistakes_are_told_and_mended() {
    let Shop { mut client, people, flow, folder: _folder } = shop(json!({}));
    client.hear_about(&flow);
    client.change(&flow, 2, json!([{ "range": range(8, 24, 8, 30), "text": "adults" }]));
    let found = client.hear_about(&flow);
    assert_eq!(texts(&json!(found), "code"), ["E0204"]);
    assert!(found[0]["codeDescription"]["href"].as_str().unwrap().ends_with("E0204.md"));
    assert_eq!(found[0]["range"], range(8, 24, 8, 30));
    let asked = json!({ "textDocument": { "uri": flow }, "range": range(8, 24, 8, 24), "context": { "diagnostics": found } });
    let actions = client.ask("textDocument/codeAction", asked);
    assert_eq!(actions[0]["title"], "write `Adults`");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(
        actions[0]["edit"]["changes"][&flow][0],
        json!({ "range": range(8, 24, 8, 30), "newText": "Adults" })
    );
    // Another file mends it as well.
    client.open(&people, PEOPLE);
    client.change(&people, 2, json!([{ "text": PEOPLE.replace("Adults", "adults") }]));
    assert!(client.hear_about(&flow).is_empty());
    // Closing that file brings back what is on disk.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": people } }));
    assert_eq!(client.hear_about(&flow).len(), 1);
    client.stop();
}

#[test]
fn editors_that_pull() {
    let Shop { mut client, flow, folder: _folder, .. } = shop(json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
        "general": { "positionEncodings": ["utf-8", "utf-16"] }
    }));
    assert_eq!(client.capabilities["positionEncoding"], "utf-8");
    let document = json!({ "textDocument": { "uri": flow } });
    let report = client.ask("textDocument/diagnostic", document.clone());
    assert_eq!(report["kind"], "full");
    let mut again = document;
    again["previousResultId"] = report["resultId"].clone();
    assert_eq!(client.ask("textDocument/diagnostic", again)["kind"], "unchanged");
    client.change(&flow, 2, json!([{ "range": range(8, 24, 8, 30), "text": "adults" }]));
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let found: Vec<&Value> =
        all["items"].as_array().unwrap().iter().filter(|one| one["items"] != json!([])).collect();
    assert_eq!(found.len(), 1);
    assert!(client.diagnostics.is_empty(), "who pulls is not told");
    client.stop();
}

#[test]
fn formatting_by_file_part_and_key() {
    let Shop { mut client, flow, folder: _folder, .. } = shop(json!({}));
    let text = "flow A {\npause 1 day\n  add tag   \"x\"\n}\n";
    client.change(&flow, 2, json!([{ "text": text }]));
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let mut asked = json!({ "textDocument": { "uri": flow }, "options": options });
    let edits = client.ask("textDocument/formatting", asked.clone());
    assert_eq!(edits[0]["newText"], "    pause 1 day\n    add tag \"x\"\n");
    asked["range"] = range(3, 0, 3, 1);
    assert_eq!(client.ask("textDocument/rangeFormatting", asked), json!([]));
    let mut asked = position(&flow, 3, 1);
    (asked["ch"], asked["options"]) = (json!("}"), options.clone());
    assert_eq!(client.ask("textDocument/onTypeFormatting", asked).as_array().unwrap().len(), 1);
    client.change(&flow, 3, json!([{ "text": "flow A {\n\n}\n" }]));
    let mut asked = position(&flow, 1, 0);
    (asked["ch"], asked["options"]) = (json!("\n"), options);
    assert_eq!(client.ask("textDocument/onTypeFormatting", asked)[0]["newText"], "    ");
    client.stop();
}

#[test]
fn the_manifest_is_a_document_too() {
    let Shop { mut client, folder, .. } = shop(json!({}));
    let toml = address(&folder.path().canonicalize().unwrap().join("bourn.toml"));
    client.open(&toml, "[project]\nnme = \"shop\"\n");
    let found = client.hear_about(&toml);
    assert_eq!(found[0]["range"], range(1, 0, 1, 3));
    let list = client.at("textDocument/completion", &toml, 2, 0);
    assert_eq!(texts(&list["items"], "label"), ["name", "timezone", "edition", "seed"]);
    client.change(&toml, 2, json!([{ "text": "[project]\ntimezone = \"\"\n[lints]\n" }]));
    let list = client.at("textDocument/completion", &toml, 1, 12);
    assert!(texts(&list["items"], "label").contains(&"Europe/Zagreb".to_owned()));
    let list = client.at("textDocument/completion", &toml, 3, 0);
    assert!(texts(&list["items"], "label").contains(&"W0412".to_owned()));
    client.stop();
}

#[test]
fn files_come_and_go_outside() {
    let Shop { mut client, flow, folder, .. } = shop(json!({}));
    client.hear_about(&flow);
    let people = folder.path().canonicalize().unwrap().join("people.flow");
    let changed = |kind: u32| json!({ "changes": [{ "uri": address(&people), "type": kind }] });
    fs::remove_file(&people).unwrap();
    client.tell("workspace/didChangeWatchedFiles", changed(3));
    assert_eq!(client.hear_about(&flow).len(), 2, "`plan` and `Adults` are unknown");
    fs::write(&people, PEOPLE).unwrap();
    client.tell("workspace/didChangeWatchedFiles", changed(1));
    assert!(client.hear_about(&flow).is_empty());
    client.stop();
}

#[test]
fn texts_without_a_project() {
    let Shop { mut client, folder, .. } = shop(json!({}));
    let untitled = "untitled:Untitled-1";
    client.open(untitled, "segment A = agee >= 18\n");
    assert_eq!(texts(&json!(client.hear_about(untitled)), "code"), ["E0201"]);
    let other = TempDir::new().unwrap();
    let alone = other.path().canonicalize().unwrap().join("alone.flow");
    let uri = address(&alone);
    client.open(&uri, "segment B = city is \"Split\"\n");
    assert!(client.hear_about(&uri).is_empty());
    // A second folder brings a project of its own.
    let second = TempDir::new().unwrap();
    let root = second.path().canonicalize().unwrap();
    fs::write(root.join("bourn.toml"), "[project]\n").unwrap();
    fs::write(root.join("a.flow"), "segment C = nothing is 1\n").unwrap();
    let added = json!([{ "uri": address(&root), "name": "second" }]);
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": added, "removed": [] } }));
    assert_eq!(client.hear_about(&address(&root.join("a.flow"))).len(), 1);
    drop(folder);
    client.stop();
}

#[test]
fn what_is_not_understood_is_answered() {
    let Shop { mut client, flow, folder: _folder, .. } = shop(json!({}));
    let unknown = client.answer("bourn/nothing", json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    let wrong = client.answer("textDocument/hover", json!({ "text": 1 }));
    assert_eq!(wrong["error"]["code"], -32602);
    let nowhere = client.at("textDocument/hover", "file:///nowhere/at/all.flow", 1, 1);
    assert!(nowhere.is_null());
    let far = client.at("textDocument/completion", &flow, 999, 999);
    assert!(far["items"].is_array());
    client.tell("$/cancelRequest", json!({ "id": 77 }));
    client.stop();
}

#[test]
fn a_project_of_many_files() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("bourn.toml"), "[project]\n").unwrap();
    fs::write(root.join("people.flow"), "people { plan: text }\n").unwrap();
    for at in 0..30 {
        let flow = format!("segment S{at} = plan is \"a\"\n");
        fs::write(root.join(format!("s{at}.flow")), flow).unwrap();
    }
    let mut client = Client::start(&root, json!({ "window": { "workDoneProgress": true } }));
    let people = address(&root.join("people.flow"));
    client.open(&people, "people { plan: text }\n");
    assert!(client.hear_about(&people).is_empty());
    assert!(client.heard.iter().any(|method| method == "window/workDoneProgress/create"));
    assert!(client.heard.iter().filter(|method| *method == "$/progress").count() >= 3, "{:?}", client.heard);
    // A type changes what all segments mean: the file at hand is told of, and the others behind it.
    client.change(&people, 2, json!([{ "text": "people { plan: integer }\n" }]));
    let references = {
        let mut asked = position(&people, 0, 10);
        asked["context"] = json!({ "includeDeclaration": true });
        client.ask("textDocument/references", asked)
    };
    assert_eq!(references.as_array().unwrap().len(), 31, "the question waits for the whole project");
    let last = address(&root.join("s29.flow"));
    assert_eq!(client.diagnostics[&last].len(), 1);
    client.change(&people, 3, json!([{ "text": "people { plan: text }\n" }]));
    assert!(client.hear_about(&last).is_empty());
    assert!(client.diagnostics[&people].is_empty());
    client.stop();
}
