//! The little of protocols that the tests speak, over one connection a question.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// What a server on the loopback says to `request`: all until `enough` holds or it hangs up; nothing when nobody is
/// there.
pub(super) fn ask(port: u16, request: &str, enough: impl Fn(&str) -> bool) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&answer);
        if enough(&text) {
            return Some(text.into_owned());
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
        }
    }
    drop(stream.shutdown(Shutdown::Both));
    Some(String::from_utf8_lossy(&answer).into_owned()).filter(|text| !text.is_empty())
}

/// An HTTP GET: the status and the body.
pub(super) fn get(port: u16, path: &str) -> Option<(u16, String)> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let answer = ask(port, &request, |_| false)?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}

/// One Redis command, written inline; the first line of the answer, and behind `$` the value.
pub(super) fn redis(port: u16, command: &str) -> Option<String> {
    let whole = |text: &str| match text.strip_prefix('$') {
        Some("-1\r\n") => true,
        Some(rest) => rest.matches("\r\n").count() >= 2,
        None => text.ends_with("\r\n"),
    };
    let answer = ask(port, &format!("{command}\r\n"), whole)?;
    let value = answer.strip_prefix('$').and_then(|rest| rest.split_once("\r\n")).map(|(_, value)| value);
    Some(value.unwrap_or(&answer).trim_end().to_owned())
}

/// One memcached command; everything up to the line that ends its answer.
pub(super) fn memcached(port: u16, command: &str) -> Option<String> {
    let ends = ["END\r\n", "STORED\r\n", "ERROR\r\n", "DELETED\r\n", "NOT_FOUND\r\n"];
    let whole = |text: &str| {
        ends.iter().any(|end| text.ends_with(end)) || text.starts_with("VERSION ") || text.starts_with("SERVER_ERROR")
    };
    ask(port, &format!("{command}\r\n"), whole)
}
