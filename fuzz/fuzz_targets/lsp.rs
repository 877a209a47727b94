//! Whatever an editor shows, changes and asks, each question gets one answer.
//!
//! The first byte says what kind of text is open. The next eight are two edits, each with a line, a column, a length and
//! the place of a question. The rest is the text.

#![no_main]

use std::fmt::Write;

use libfuzzer_sys::fuzz_target;
use podpat::internals::cli;
use podpat::internals::commands::Streams;
use serde_json::{Value, json};

const QUESTIONS: [&str; 4] = ["hover", "completion", "definition", "codeAction"];

/// Messages as an editor sends them.
#[derive(Default)]
struct Messages {
    text: String,
    asked: usize,
}

impl Messages {
    fn send(&mut self, method: &str, parameters: Value) {
        self.frame(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    fn ask(&mut self, method: &str, parameters: Value) {
        self.asked += 1;
        self.frame(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": parameters}));
    }

    fn frame(&mut self, message: &Value) {
        let message = message.to_string();
        write!(self.text, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("a text takes everything");
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&[kind, ref edits @ ..], text)) = bytes.split_first_chunk::<9>() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let name = ["deploy.yaml", "shop.podpat.yaml", ".podpat.yaml", "pod.json"][usize::from(kind % 4)];
    let document = json!({"uri": format!("file:///nowhere/{name}")});
    let mut messages = Messages::default();
    messages.ask("initialize", json!({"capabilities": {}, "processId": null, "rootUri": null}));
    messages.send("initialized", json!({}));
    let opened = json!({"uri": document["uri"], "languageId": "yaml", "version": 1, "text": text});
    messages.send("textDocument/didOpen", json!({"textDocument": opened}));
    for (version, edit) in (2..).zip(edits.chunks_exact(4)) {
        let start = json!({"line": edit[0], "character": edit[1]});
        let end = json!({"line": edit[0], "character": u32::from(edit[1]) + u32::from(edit[2] % 16)});
        let text = ["", ":", "\n", "- a"][usize::from(edit[2] % 4)];
        let change = json!({"range": {"start": start, "end": end}, "text": text});
        let changed = json!({"uri": document["uri"], "version": version});
        messages.send("textDocument/didChange", json!({"textDocument": changed, "contentChanges": [change]}));
        for question in QUESTIONS {
            let place = json!({"line": edit[3], "character": edit[1]});
            let range = json!({"start": place, "end": place});
            let parameters = json!({
                "textDocument": document, "position": place, "range": range, "context": {"diagnostics": [], "triggerKind": 1},
            });
            messages.ask(&format!("textDocument/{question}"), parameters);
        }
    }
    messages.ask("shutdown", Value::Null);
    messages.send("exit", Value::Null);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    cli::run(["podpat", "lsp"].map(Into::into), &mut Streams::new(messages.text.as_bytes(), &mut out, &mut err));
    let out = String::from_utf8(out).expect("messages are UTF-8");
    assert_eq!(out.matches(r#""id":"#).count(), messages.asked, "{out}");
});
