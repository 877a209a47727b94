//! HTTP/1.1 as an API server speaks it: requests with a known length, answers likewise, connections that are kept.
//! Everything is bounded.

use std::io::{self, Read, Write};

/// The most bytes of a request line and headers.
const HEAD: usize = 16 << 10;

/// The most headers of a request.
const HEADERS: usize = 64;

/// One request.
pub(super) struct Request {
    pub(super) method: String,
    /// The path without what follows a `?`.
    pub(super) path: String,
    pub(super) body: Vec<u8>,
    /// True if the client will send another one on this connection.
    pub(super) keeps_alive: bool,
}

/// A fault of a request, which a status tells the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Malformed,
    HeadTooLarge,
    BodyTooLarge,
    NoLength,
}

impl Refused {
    /// Returns the status line's code and reason, and what to tell.
    pub(super) const fn answer(self) -> Answer<'static> {
        match self {
            Self::Malformed => Answer::text(400, "Bad Request", "this is no HTTP/1.1 request\n"),
            Self::HeadTooLarge => Answer::text(431, "Request Header Fields Too Large", "the headers are too large\n"),
            Self::BodyTooLarge => Answer::text(413, "Content Too Large", "the body is larger than `--max-body`\n"),
            Self::NoLength => Answer::text(411, "Length Required", "send `Content-Length`\n"),
        }
    }
}

/// The outcome of waiting for a request.
pub(super) enum Incoming {
    Request(Request),
    Refused(Refused),
    /// The client closed the connection between two requests.
    Closed,
}

/// An answer to a request.
pub(super) struct Answer<'a> {
    code: u16,
    reason: &'static str,
    content_type: &'static str,
    body: std::borrow::Cow<'a, [u8]>,
}

impl<'a> Answer<'a> {
    pub(super) const fn text(code: u16, reason: &'static str, body: &'a str) -> Self {
        let body = std::borrow::Cow::Borrowed(body.as_bytes());
        Self { code, reason, content_type: "text/plain; charset=utf-8", body }
    }

    pub(super) fn owned(code: u16, reason: &'static str, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { code, reason, content_type, body: body.into() }
    }

    /// Sends the answer, whole.
    pub(super) fn write(&self, out: &mut impl Write, keeps_alive: bool) -> io::Result<()> {
        let Self { code, reason, content_type, body } = self;
        let connection = if keeps_alive { "keep-alive" } else { "close" };
        let head = format!(
            "HTTP/1.1 {code} {reason}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: {connection}\r\n\r\n",
            body.len()
        );
        out.write_all(&[head.as_bytes(), body].concat())?;
        out.flush()
    }
}

/// The head of a request.
struct Head {
    length: usize,
    body: usize,
    request: Request,
    /// The client waits for a word before it sends the body.
    expects_continue: bool,
}

/// Reads the next request of a connection; `buffer` keeps what was read beyond it.
pub(super) fn read(stream: &mut (impl Read + Write), buffer: &mut Vec<u8>, max_body: usize) -> io::Result<Incoming> {
    let head = loop {
        match head(buffer) {
            Ok(Some(head)) => break head,
            Ok(None) if buffer.len() > HEAD => return Ok(Incoming::Refused(Refused::HeadTooLarge)),
            Ok(None) => {}
            Err(refused) => return Ok(Incoming::Refused(refused)),
        }
        if fill(stream, buffer)? == 0 {
            return if buffer.is_empty() { Ok(Incoming::Closed) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
    };
    if head.body > max_body {
        return Ok(Incoming::Refused(Refused::BodyTooLarge));
    }
    if head.expects_continue {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        stream.flush()?;
    }
    let end = head.length + head.body;
    while buffer.len() < end {
        if fill(stream, buffer)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let mut request = head.request;
    request.body = buffer[head.length..end].to_vec();
    buffer.drain(..end);
    Ok(Incoming::Request(request))
}

fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let mut chunk = [0; 16 << 10];
    let count = stream.read(&mut chunk)?;
    buffer.extend_from_slice(&chunk[..count]);
    Ok(count)
}

/// Reads the head of a request; `None` if it is not whole yet.
fn head(buffer: &[u8]) -> Result<Option<Head>, Refused> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refused::HeadTooLarge),
        Err(_) => return Err(Refused::Malformed),
    };
    let all = |name: &'static str| parsed.headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
    let says = |name, word: &str| all(name).any(|header| header.value.eq_ignore_ascii_case(word.as_bytes()));
    if all("transfer-encoding").next().is_some() {
        return Err(Refused::NoLength);
    }
    let mut lengths = all("content-length").map(|header| length_of(header.value));
    let (body, second) = (lengths.next(), lengths.next());
    let body: usize = match (body, second, parsed.method) {
        (Some(Some(length)), None, _) => length,
        (None, None, Some("GET" | "HEAD")) => 0,
        (None, None, _) => return Err(Refused::NoLength),
        _ => return Err(Refused::Malformed),
    };
    let path = parsed.path.unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let keeps_alive = parsed.version == Some(1) && !says("connection", "close");
    let expects_continue = says("expect", "100-continue");
    let method = parsed.method.unwrap_or_default().to_owned();
    Ok(Some(Head { length, body, request: Request { method, path, body: Vec::new(), keeps_alive }, expects_continue }))
}

/// Reads a length: digits alone, as others would not read a sign.
fn length_of(value: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(value).ok()?.trim();
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Incoming, Refused, read};

    /// Returns what comes of bytes from a client, with at most ten bytes of body.
    fn incoming(bytes: &str) -> Incoming {
        // What is written goes behind what is read.
        read(&mut Cursor::new(bytes.as_bytes().to_vec()), &mut Vec::new(), 10).expect("bytes")
    }

    #[test]
    fn a_request_has_a_length_of_its_own() {
        let Incoming::Request(request) = incoming("POST /warn?timeout=2s HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        else {
            panic!("a request")
        };
        assert_eq!((request.path.as_str(), request.body.as_slice(), request.keeps_alive), ("/warn", &b"{}"[..], true));
    }

    #[test]
    fn what_could_be_read_two_ways_is_refused() {
        for (bytes, expected) in [
            ("POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Refused::Malformed),
            ("POST / HTTP/1.1\r\nContent-Length: -2\r\n\r\n", Refused::Malformed),
            ("POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}", Refused::Malformed),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", Refused::NoLength),
            ("POST / HTTP/1.1\r\n\r\n", Refused::NoLength),
            ("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n", Refused::BodyTooLarge),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", Refused::Malformed),
            ("\u{0}\u{1}\r\n\r\n", Refused::Malformed),
        ] {
            assert!(matches!(incoming(bytes), Incoming::Refused(refused) if refused == expected), "{bytes:?}");
        }
        let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(1 << 16));
        assert!(matches!(incoming(&long), Incoming::Refused(Refused::HeadTooLarge)));
    }
}
