//! Messages between an editor and podpat: their frames, read within limits, and what JSON-RPC makes of their text.

use std::io::{self, BufRead, Read};

use gen_lsp_types::ErrorCodes;
use gen_lsp_types::json_rpc::{Error, Id, RequestObject, ResponseObject};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::files::Size;

/// The largest message that is read: the largest manifest, each of whose characters may have an escape.
const LARGEST: u64 = Size::MANIFEST.0 * 8;

/// The longest line of a header.
const LONGEST_LINE: u64 = 4 << 10;

/// The header that says how long a message is.
const LENGTH: &str = "Content-Length";

/// The codes of the protocol that JSON-RPC does not have.
pub(super) const REQUEST_CANCELLED: ErrorCodes = ErrorCodes::Custom(-32800);
pub(super) const CONTENT_MODIFIED: ErrorCodes = ErrorCodes::Custom(-32801);
pub(super) const REQUEST_FAILED: ErrorCodes = ErrorCodes::Custom(-32803);

/// A message of an editor.
#[derive(Debug)]
pub(super) enum Message {
    /// A request, which has an id, or a notification.
    Call(Call),
    /// An answer to what podpat asked.
    Answer,
    /// Something else, with the answer that it gets.
    Malformed(ResponseObject),
}

/// A request, which has an id, or a notification.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) id: Option<Id>,
    pub(super) method: String,
    pub(super) params: Json,
}

/// Returns the answer to a request that failed.
pub(super) fn failed(id: Id, code: ErrorCodes, message: impl Into<String>) -> ResponseObject {
    ResponseObject::from_error(id, Error { code, message: message.into(), data: None })
}

/// Returns the answer to a request that succeeded.
pub(super) fn succeeded(id: Id, result: impl Serialize) -> impl Serialize {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

/// Returns a message in its frame.
pub(super) fn framed(message: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_string(message).unwrap_or_default();
    format!("{LENGTH}: {}\r\n\r\n{text}", text.len()).into_bytes()
}

/// Reads messages until the editor says `exit` or its stream ends.
pub(super) struct Messages<R> {
    from: R,
    /// True after something that is no header, until the next one.
    is_lost: bool,
    is_over: bool,
}

/// The lines in front of a message.
enum Header {
    /// The message has so many bytes.
    Length(u64),
    /// There is no header, for a reason.
    Malformed(&'static str),
    /// There is no more.
    End,
}

impl<R: BufRead> Messages<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from, is_lost: false, is_over: false }
    }

    /// Reads the next message; `None` where there is no more.
    fn read(&mut self) -> io::Result<Option<Message>> {
        let malformed = |code, message: String| Ok(Some(Message::Malformed(failed(Id::Null, code, message))));
        let length = match self.header()? {
            Header::Length(length) if length > LARGEST => {
                io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
                let message = format!("this message has {length} bytes, and podpat reads {LARGEST} at most");
                return malformed(ErrorCodes::InvalidRequest, message);
            }
            Header::Length(length) => length,
            Header::Malformed(message) => return malformed(ErrorCodes::ParseError, message.to_owned()),
            Header::End => return Ok(None),
        };
        let mut body = Vec::new();
        let read = self.from.by_ref().take(length).read_to_end(&mut body)?;
        Ok((read as u64 == length).then(|| message(&body)))
    }

    /// Reads the lines in front of a message. What is no header is told once, and passed over up to the next header.
    fn header(&mut self) -> io::Result<Header> {
        let mut length = None;
        loop {
            let mut line = Vec::new();
            self.from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                return Ok(Header::End);
            }
            let line = String::from_utf8_lossy(&line);
            // The next header follows a body of unknown length on the same line.
            let start = line.rfind(LENGTH).filter(|_| self.is_lost).unwrap_or_default();
            let fault = match (line[start..].trim(), length) {
                ("", Some(length)) => return Ok(Header::Length(length)),
                ("", None) => "this message has no `Content-Length`",
                (line, _) => match line.split_once(':') {
                    Some((name, value)) if name.eq_ignore_ascii_case(LENGTH) => match value.trim().parse() {
                        Ok(number) => {
                            (length, self.is_lost) = (Some(number), false);
                            continue;
                        }
                        Err(_) => "`Content-Length` takes a number of bytes",
                    },
                    Some(_) => continue,
                    None => "this is no header of a message",
                },
            };
            if !std::mem::replace(&mut self.is_lost, true) {
                return Ok(Header::Malformed(fault));
            }
        }
    }
}

impl<R: BufRead> Iterator for Messages<R> {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        if self.is_over {
            return None;
        }
        // A stream that cannot be read any more has ended.
        let message = self.read().ok().flatten();
        self.is_over = message.as_ref().is_none_or(|it| matches!(it, Message::Call(call) if call.method == "exit"));
        message
    }
}

/// Returns what a text says.
fn message(body: &[u8]) -> Message {
    let malformed = |id, code, message: String| Message::Malformed(failed(id, code, message));
    let json: Json = match serde_json::from_slice(body) {
        Ok(json) => json,
        Err(error) => return malformed(Id::Null, ErrorCodes::ParseError, error.to_string()),
    };
    if json.get("method").is_none() && (json.get("result").is_some() || json.get("error").is_some()) {
        return Message::Answer;
    }
    let id = json.get("id").and_then(|id| Id::deserialize(id).ok()).unwrap_or(Id::Null);
    let is_call = json.get("method").is_some_and(Json::is_string);
    match RequestObject::deserialize(json) {
        Ok(request) if is_call => {
            let (method, id, params) = request.into_parts();
            Message::Call(Call { id, method, params: params.unwrap_or_default() })
        }
        Ok(_) => malformed(id, ErrorCodes::InvalidRequest, "this message has no `method`".to_owned()),
        Err(error) => malformed(id, ErrorCodes::InvalidRequest, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is read of some bytes: the methods of calls, and the codes of what is malformed.
    fn read(bytes: &[u8]) -> Vec<String> {
        let word = |message| match message {
            Message::Call(call) => call.method,
            Message::Answer => "answer".to_owned(),
            Message::Malformed(answer) => {
                answer.error().map_or_else(String::new, |error| i32::from(error.code).to_string())
            }
        };
        Messages::new(bytes).map(word).collect()
    }

    #[test]
    fn messages_are_read_and_others_are_told() {
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let call = |method: &str| framed(&format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#));
        for (what, text, expected) in [
            ("two calls", call("a") + &call("b"), vec!["a", "b"]),
            ("nothing", String::new(), vec![]),
            ("nothing after exit", call("exit") + &call("b"), vec!["exit"]),
            ("other headers, in any case", "content-type: x\r\nCONTENT-length:2\n\n[]".to_owned(), vec!["-32600"]),
            ("an answer", framed(r#"{"jsonrpc":"2.0","id":1,"result":null}"#), vec!["answer"]),
            ("text that is no JSON", framed("{") + &call("b"), vec!["-32700", "b"]),
            ("no method", framed(r#"{"jsonrpc":"2.0","id":1}"#) + &call("b"), vec!["-32600", "b"]),
            ("another protocol", framed(r#"{"jsonrpc":"1.0","method":"a"}"#), vec!["-32600"]),
            ("no length", format!("X: 1\r\n\r\n{{}}{}", call("b")), vec!["-32700", "b"]),
            ("a length that is none", format!("Content-Length: x\r\n\r\n{{}}{}", call("b")), vec!["-32700", "b"]),
            ("lines that are no headers", format!("a\nb\n\nc\n{}", call("b")), vec!["-32700", "b"]),
            ("a message cut off", call("a") + "Content-Length: 9\r\n\r\n{", vec!["a"]),
            ("a message without measure", "Content-Length: 99999999999999\r\n\r\n{}".to_owned(), vec!["-32600"]),
            ("nesting without measure", framed(&"[".repeat(100_000)), vec!["-32700"]),
        ] {
            assert_eq!(read(text.as_bytes()), expected, "{what}");
        }
    }
}
