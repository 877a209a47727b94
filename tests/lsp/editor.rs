//! An editor that talks to the real binary over pipes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

/// An editor with a server of its own.
pub(crate) struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i64,
    /// What was published last of each text: the version and the diagnostics.
    published: BTreeMap<String, (Json, Vec<Json>)>,
    version: i64,
}

/// A text with a mark, and the place of the mark.
pub(crate) fn marked(text: &str) -> (String, Json) {
    let at = text.find('‸').expect("a mark");
    (text.replace('‸', ""), place(text, at))
}

/// The place of an offset, as the protocol counts.
pub(crate) fn place(text: &str, at: usize) -> Json {
    let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
    json!({"line": text[..at].matches('\n').count(), "character": text[start..at].encode_utf16().count()})
}

/// The offset of a place.
pub(crate) fn offset(text: &str, place: &Json) -> usize {
    let number = |key: &str| usize::try_from(place[key].as_u64().expect("a number")).expect("fits");
    let start = text.split_inclusive('\n').take(number("line")).map(str::len).sum::<usize>();
    let units = |at: usize| text[start..at].encode_utf16().count();
    (start..=text.len())
        .filter(|&at| text.is_char_boundary(at))
        .find(|&at| units(at) == number("character"))
        .expect("a place")
}

/// The bytes of a range.
pub(crate) fn range(text: &str, range: &Json) -> std::ops::Range<usize> {
    offset(text, &range["start"])..offset(text, &range["end"])
}

/// A text after the edits of an action or a completion.
pub(crate) fn edited(text: &str, edits: &[Json]) -> String {
    let mut edits: Vec<_> = edits.iter().map(|edit| (range(text, &edit["range"]), edit["newText"].as_str())).collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, new.expect("a text"));
    }
    text
}

impl Editor {
    /// Starts a server, and does not greet it.
    pub(crate) fn silent() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().expect("podpat runs");
        let (input, output) = (server.stdin.take(), BufReader::new(server.stdout.take().expect("piped")));
        Self { server, input, output, next: 0, published: BTreeMap::new(), version: 0 }
    }

    /// Starts a server.
    pub(crate) fn start() -> Self {
        let mut editor = Self::silent();
        editor
            .request("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}))
            .expect("an answer");
        editor.notify("initialized", json!({}));
        editor
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open pipe");
        input.write_all(bytes).and_then(|()| input.flush()).expect("podpat reads");
    }

    pub(crate) fn send(&mut self, mut message: Json) {
        message["jsonrpc"] = "2.0".into();
        let text = message.to_string();
        self.write(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Json) {
        self.send(json!({"method": method, "params": params}));
    }

    /// Reads a message; `None` where there is no more.
    pub(crate) fn read(&mut self) -> Option<Json> {
        let (mut length, mut line) = (0, String::new());
        while {
            line.clear();
            self.output.read_line(&mut line).expect("UTF-8") > 0
        } && line != "\r\n"
        {
            length = line.trim().strip_prefix("Content-Length: ").and_then(|text| text.parse().ok()).expect("a header");
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).ok().filter(|()| length > 0)?;
        let message: Json = serde_json::from_slice(&body).expect("JSON");
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a URI").to_owned();
            let all = params["diagnostics"].as_array().expect("a list").clone();
            self.published.insert(uri, (params["version"].clone(), all));
        }
        Some(message)
    }

    /// Sends a request, and reads up to its answer.
    pub(crate) fn request(&mut self, method: &str, params: Json) -> Result<Json, i64> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Sends a request.
    pub(crate) fn ask(&mut self, method: &str, params: Json) -> i64 {
        self.next += 1;
        self.send(json!({"id": self.next, "method": method, "params": params}));
        self.next
    }

    /// Reads up to an answer.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Json, i64> {
        loop {
            let message = self.read().expect("an answer");
            if message["id"] == id && message.get("method").is_none() {
                return match message.get("error") {
                    Some(error) => Err(error["code"].as_i64().expect("a code")),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        self.version += 1;
        let document = json!({"uri": uri, "languageId": "yaml", "version": self.version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, uri: &str, changes: Json) {
        self.version += 1;
        let document = json!({"uri": uri, "version": self.version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Returns what was published of a text as it is now.
    pub(crate) fn diagnostics(&mut self, uri: &str) -> Vec<Json> {
        while self.published.get(uri).is_none_or(|(version, _)| *version != self.version) {
            self.read().expect("diagnostics");
        }
        self.published[uri].1.clone()
    }

    /// Opens a text and asks about a place in it.
    pub(crate) fn ask_at(&mut self, method: &str, uri: &str, text: &str) -> Json {
        let (text, place) = marked(text);
        self.open(uri, &text);
        let params = match method {
            "textDocument/codeAction" => {
                json!({"range": {"start": place, "end": place}, "context": {"diagnostics": []}, "textDocument": {"uri": uri}})
            }
            _ => json!({"position": place, "textDocument": {"uri": uri}}),
        };
        self.request(method, params).expect("an answer")
    }

    /// Closes the pipe, and returns the exit code and standard error.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        while self.read().is_some() {}
        let output = self.server.wait_with_output().expect("podpat ends");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    }
}

/// The URI of a file.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
