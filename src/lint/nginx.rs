//! Configurations of nginx, as far as a rule looks into them: their tokens, and whether each directive ends.

use std::ops::Range;

/// Returns true if a text has what every configuration of a server or of upstreams has, and no template in it.
pub(super) fn is_configuration(text: &str) -> bool {
    let opens = |line: &str| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("server" | "http" | "upstream" | "stream")) && line.trim_end().ends_with('{')
    };
    text.contains(';') && !text.contains("{{") && !text.contains("_by_lua") && text.lines().any(opens)
}

/// Directives with which a line begins, and that are no word of another one.
const DIRECTIVES: [&str; 34] = [
    "access_log",
    "add_header",
    "client_max_body_size",
    "default_type",
    "error_log",
    "error_page",
    "events",
    "expires",
    "fastcgi_param",
    "fastcgi_pass",
    "gzip",
    "http",
    "include",
    "index",
    "keepalive",
    "keepalive_timeout",
    "listen",
    "location",
    "proxy_http_version",
    "proxy_pass",
    "proxy_redirect",
    "proxy_set_header",
    "return",
    "rewrite",
    "root",
    "sendfile",
    "server",
    "server_name",
    "ssl_certificate",
    "ssl_certificate_key",
    "try_files",
    "upstream",
    "worker_connections",
    "worker_processes",
];

/// Returns the last word of the first directive that lacks its semicolon, and what stands where it should be.
pub(super) fn missing_semicolon(text: &str) -> Option<(Range<usize>, &str)> {
    let mut last: Option<Range<usize>> = None;
    for token in (Tokens { text, at: 0 }) {
        let word = &text[token.range.clone()];
        match (word, &last) {
            (";" | "{", _) => last = None,
            ("}", None) => {}
            ("}", Some(before)) => return Some((before.clone(), word)),
            (_, Some(before)) if token.begins_line && DIRECTIVES.contains(&word) => {
                return Some((before.clone(), word));
            }
            _ => last = Some(token.range),
        }
    }
    None
}

/// A word, a quoted text, or one of `;`, `{` and `}`.
struct Token {
    range: Range<usize>,
    /// True if it is the first of its line.
    begins_line: bool,
}

/// The tokens of a configuration, read as nginx does; comments are left out.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let mut begins_line = self.at == 0;
        loop {
            match bytes.get(self.at)? {
                b'\n' => begins_line = true,
                b'#' => self.at = self.text[self.at..].find('\n').map_or(bytes.len(), |end| self.at + end) - 1,
                byte if byte.is_ascii_whitespace() => {}
                _ => break,
            }
            self.at += 1;
        }
        let start = self.at;
        self.at += match bytes[start] {
            b';' | b'{' | b'}' => 1,
            quote @ (b'"' | b'\'') => quoted(&bytes[start..], quote),
            _ => word(&bytes[start..]),
        };
        Some(Token { range: start..self.at, begins_line })
    }
}

/// The length of a quoted text with its quotes.
fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// The length of a word: up to a blank, a semicolon or a brace that is not part of `${variable}`.
fn word(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                at += bytes[at..].iter().position(|&byte| byte == b'}').unwrap_or(bytes.len() - at - 1);
            }
            b'\\' => at += 1,
            b';' | b'{' => break,
            _ if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    at.clamp(1, bytes.len())
}
