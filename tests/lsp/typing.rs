//! Texts while they are typed: nothing queues up, nothing is lost, and nothing ends the server.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::SHOP;
use super::editor::{Editor, place};

#[test]
fn questions_about_a_text_that_changes_end() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    let long = SHOP.repeat(50);
    editor.open(uri, &long);
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
    let (first, second) = (editor.ask("textDocument/hover", params.clone()), editor.ask("textDocument/hover", params));
    editor.notify("$/cancelRequest", json!({"id": first}));
    editor.change(uri, json!([{"text": SHOP}]));
    let ends: Vec<_> = [editor.answer(first), editor.answer(second)].into_iter().map(Result::err).collect();
    // Unless the text was judged before.
    assert!(matches!(ends[..], [None | Some(-32800), None | Some(-32801)]), "{ends:?}");
    editor.diagnostics(uri);
}

#[test]
fn texts_without_measure_are_not_judged() {
    let mut editor = Editor::start();
    editor.open("file:///a/big.yaml", &"# \n".repeat(12 << 20));
    let shown = editor.diagnostics("file:///a/big.yaml");
    assert_eq!((shown.len(), &shown[0]["severity"]), (1, &json!(3)));
    assert!(shown[0]["message"].as_str().is_some_and(|text| text.contains("larger than 32 MiB")), "{shown:?}");
}

#[test]
fn a_thousand_edits_of_any_bytes_keep_the_text() {
    let words = [
        "",
        "a",
        ":",
        " ",
        "\n",
        "\r\n",
        "\r",
        "- ",
        "[",
        "}",
        "é",
        "\u{10348}",
        "\t",
        "'",
        "\"",
        "|",
        "#",
        "---\n",
        "&a *a",
        "<<: ",
        "\u{0}",
        "\u{feff}",
        "\u{2028}",
        "x: 1\n",
        "  kind: Pod\n",
    ];
    let mut editor = Editor::start();
    let (uri, other) = ("file:///a/typed.yaml", "file:///a/read.yaml");
    let mut text = SHOP.to_owned();
    editor.open(uri, &text);
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (most as u64 + 1)).expect("fits")
    };
    // Every line break ends a line.
    let at = |text: &str, end: usize| {
        let before = text[..end].replace("\r\n", "\n").replace('\r', "\n");
        place(&before, before.len())
    };
    for edit in 1..=1000 {
        let boundary = |text: &str, at: usize| text.floor_char_boundary(at);
        let mut start = boundary(&text, random(text.len()));
        let mut end = boundary(&text, (start + random(if edit % 50 == 0 { 200 } else { 4 })).min(text.len()));
        for end in [&mut start, &mut end] {
            if text[..*end].ends_with('\r') && text[*end..].starts_with('\n') {
                *end -= 1;
            }
        }
        let new: String = (0..random(3)).map(|_| words[random(words.len() - 1)]).collect();
        let range = json!({"start": at(&text, start), "end": at(&text, end.max(start))});
        editor.change(uri, json!([{"range": range, "text": new}]));
        text.replace_range(start..end.max(start), &new);
        if edit % 20 == 0 {
            let position = json!({"line": random(40), "character": random(9)});
            for method in ["completion", "definition", "hover"] {
                let params = json!({"textDocument": {"uri": uri}, "position": position});
                editor.request(&format!("textDocument/{method}"), params).expect("an answer");
            }
            let params = json!({"textDocument": {"uri": uri}, "range": {"start": {"line": 0, "character": 0}, "end": position}, "context": {"diagnostics": []}});
            editor.request("textDocument/codeAction", params).expect("an answer");
            let of_typed = editor.diagnostics(uri);
            editor.open(other, &text);
            assert_eq!(of_typed, editor.diagnostics(other), "after {edit} edits: {text:?}");
        }
    }
    assert_eq!(editor.request("shutdown", Json::Null), Ok(Json::Null));
    editor.notify("exit", Json::Null);
    assert_eq!(editor.end(), (Some(0), String::new()), "no panic");
}

#[test]
fn typing_never_queues_up() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    editor.open(uri, &SHOP.repeat(20));
    for _ in 0..300 {
        editor.change(uri, json!([{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "#\n"}]));
    }
    let mut published = 0;
    std::thread::sleep(Duration::from_millis(10));
    editor.send(json!({"id": "last", "method": "textDocument/hover", "params": {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}}));
    loop {
        let message = editor.read().expect("an answer");
        published += usize::from(message["method"] == "textDocument/publishDiagnostics");
        if message["id"] == "last" {
            break;
        }
    }
    assert!(published < 100, "{published} of 300 texts were judged");
}
