//! An editor for tests: it starts `bourn lsp` and speaks with it on its standard input and output.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// An editor with a server of its own.
pub(crate) struct Client {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i64,
    /// What was last said to be wrong, by address.
    pub(crate) diagnostics: HashMap<String, Vec<Value>>,
    /// Notifications and requests of the server, by method.
    pub(crate) heard: Vec<String>,
    /// What was told to whoever sits in front of the editor, and nobody has looked at.
    said: Vec<String>,
    pub(crate) capabilities: Value,
    /// What the server is told of its settings when it asks.
    pub(crate) settings: Value,
}

impl Client {
    /// Starts a server for a folder, as an editor with these capabilities.
    pub(crate) fn start(folder: &Path, capabilities: Value) -> Client {
        let mut process = Command::new(env!("CARGO_BIN_EXE_bourn"))
            .arg("lsp")
            .env("XDG_CACHE_HOME", folder.join(".cache"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take(), BufReader::new(process.stdout.take().unwrap()));
        let (diagnostics, heard) = (HashMap::new(), Vec::new());
        let (of_server, settings) = (Value::Null, Value::Null);
        let (said, next) = (Vec::new(), 0);
        let mut client = Client {
            process,
            input,
            output,
            next,
            diagnostics,
            heard,
            said,
            capabilities: of_server,
            settings,
        };
        let uri = address(folder);
        let folders = json!([{ "uri": uri, "name": "project" }]);
        let parameters =
            json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders });
        let result = client.ask("initialize", parameters);
        client.capabilities = result["capabilities"].clone();
        client.tell("initialized", json!({}));
        client
    }

    /// Asks, and waits for the result.
    pub(crate) fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let response = self.answer(method, parameters);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// Asks, and waits for the answer, whatever it is.
    pub(crate) fn answer(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.begin(method, parameters);
        self.answer_to(id)
    }

    /// Asks, and waits for nothing; the result is the id of the question.
    pub(crate) fn begin(&mut self, method: &str, parameters: Value) -> i64 {
        self.next += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": parameters }));
        self.next
    }

    /// The answers to questions, by their ids, in whatever order they come.
    pub(crate) fn answers_to(&mut self, ids: &[i64]) -> HashMap<i64, Value> {
        let mut answers = HashMap::new();
        while answers.len() < ids.len() {
            let message = self.read();
            match message["id"].as_i64().filter(|id| message.get("method").is_none() && ids.contains(id)) {
                Some(id) => assert!(answers.insert(id, message).is_none(), "{id} is answered twice"),
                None => self.hear(message),
            }
        }
        answers
    }

    fn answer_to(&mut self, id: i64) -> Value {
        loop {
            let message = self.read();
            if message["id"] == json!(id) && message.get("method").is_none() {
                return message;
            }
            self.hear(message);
        }
    }

    /// Tells, and waits for nothing.
    pub(crate) fn tell(&mut self, method: &str, parameters: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "flow", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes: the whole text, or a part of it.
    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks at a position of a document.
    pub(crate) fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        self.ask(method, position(uri, line, character))
    }

    /// Waits until something is said to be wrong, or right, with a document.
    pub(crate) fn hear_about(&mut self, uri: &str) -> Vec<Value> {
        self.diagnostics.remove(uri);
        while !self.diagnostics.contains_key(uri) {
            let message = self.read();
            self.hear(message);
        }
        self.diagnostics[uri].clone()
    }

    /// Waits until something is told to whoever sits in front of the editor.
    #[allow(dead_code, reason = "the bench runs nothing")]
    pub(crate) fn hear_said(&mut self) -> String {
        loop {
            if let Some(said) = self.said.pop() {
                return said;
            }
            let message = self.read();
            self.hear(message);
        }
    }

    fn hear(&mut self, message: Value) {
        let method = message["method"].as_str().unwrap_or_default().to_owned();
        if method == "window/showMessage" {
            self.said.push(message["params"]["message"].as_str().unwrap().to_owned());
        }
        if method == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            let found = message["params"]["diagnostics"].as_array().unwrap().clone();
            self.diagnostics.insert(uri, found);
        }
        if message.get("id").is_some() {
            let is_about_settings = method == "workspace/configuration";
            let result = if is_about_settings { json!([self.settings]) } else { Value::Null };
            self.write(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        }
        self.heard.push(method);
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        input.flush().unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// The most memory that the server has taken.
    #[allow(dead_code, reason = "the bench asks")]
    pub(crate) fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
    }

    /// Says goodbye; the server ends, and well.
    pub(crate) fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.leave();
    }

    /// Leaves behind a goodbye; the server ends, and well.
    pub(crate) fn leave(mut self) {
        self.tell("exit", Value::Null);
        assert!(self.ended());
    }

    /// Whether the server ends well.
    pub(crate) fn ended(&mut self) -> bool {
        self.input = None;
        self.process.wait().unwrap().success()
    }
}

/// A position of a document.
pub(crate) fn position(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

/// The address of a path.
pub(crate) fn address(path: &Path) -> String {
    format!("file://{}", path.to_str().unwrap())
}
