//! The requests that podpat answers, and who answers them.

use gen_lsp_types::{
    CodeActionKind, CodeActionParams, CompletionParams, DefinitionParams, ErrorCodes, HoverParams, Location, Range, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::definition::{OtherEnd, definitions};
use super::document::Document;
use super::known::Known;
use super::text::{self, Lines};
use super::{action, addition, completion, hover, uri};

/// Returns what podpat can do.
pub(super) fn capabilities() -> Json {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": {"openClose": true, "change": 2, "save": true},
            "hoverProvider": true,
            "completionProvider": {"triggerCharacters": ["[", ",", " "]},
            "definitionProvider": true,
            "codeActionProvider": {"codeActionKinds": [CodeActionKind::QuickFix, addition::KIND], "resolveProvider": true},
        },
        "serverInfo": {"name": "podpat", "version": env!("CARGO_PKG_VERSION")},
    })
}

/// Returns true if a request is about faults, so that it waits until they are known.
pub(super) fn needs_faults(method: &str) -> bool {
    matches!(method, "textDocument/hover" | "textDocument/codeAction")
}

/// An answer to a request.
pub(super) struct Answer {
    pub(super) result: Json,
    /// Notes for the user.
    pub(super) notes: Vec<String>,
}

/// Answers a request about a text.
pub(super) fn answer(
    method: &str,
    params: Json,
    document: Option<&Document>,
    known: &Known,
) -> Result<Answer, (ErrorCodes, String)> {
    let text = document.map_or("", Document::text);
    let lines = Lines::of(text);
    let offset = |position| text::offset(text, position);
    let mut notes = Vec::new();
    let result = match method {
        "textDocument/hover" => {
            let place = read::<HoverParams>(params)?.text_document_position_params;
            let found = document.and_then(|document| hover::hover(document, known, &lines, offset(place.position)));
            json!(found)
        }
        "textDocument/completion" => {
            let place = read::<CompletionParams>(params)?.text_document_position_params;
            let found = document.map(|document| completion::complete(document, known, &lines, offset(place.position)));
            json!(found.unwrap_or_default())
        }
        "textDocument/definition" => {
            let place = read::<DefinitionParams>(params)?.text_document_position_params;
            let found = document.map(|document| definitions(document, known, offset(place.position)));
            let location = |end: OtherEnd| match end {
                OtherEnd::Here(span) => Location { uri: place.text_document.uri.clone(), range: lines.range(span) },
                OtherEnd::File(path) => Location { uri: Uri(uri::of(&path)), range: Range::default() },
            };
            json!(found.unwrap_or_default().into_iter().map(location).collect::<Vec<_>>())
        }
        "textDocument/codeAction" => {
            let params: CodeActionParams = read(params)?;
            let only = params.context.only.unwrap_or_default();
            let is_wanted = |kind: CodeActionKind| only.is_empty() || only.contains(&kind);
            let uri = &params.text_document.uri;
            let mut found = Vec::new();
            if let Some(document) = document.filter(|_| is_wanted(CodeActionKind::QuickFix)) {
                found.extend(action::actions(document, uri, &lines, params.range));
            }
            if let Some(document) = document.filter(|_| is_wanted(addition::KIND)) {
                found.extend(addition::additions(document, known, uri, &lines, offset(params.range.start)));
            }
            json!(found)
        }
        "codeAction/resolve" => {
            let (action, said) = addition::resolve(read(params)?, document, known, &lines)?;
            notes = said;
            json!(action)
        }
        _ => return Err((ErrorCodes::MethodNotFound, format!("podpat does not know `{method}`"))),
    };
    Ok(Answer { result, notes })
}

fn read<T: DeserializeOwned>(params: Json) -> Result<T, (ErrorCodes, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCodes::InvalidParams, error.to_string()))
}
