//! Network addresses in any text: `localhost:8080`, `redis://127.0.0.1`, `db.shop.svc:5432`. Says where they stand in
//! the text, not what they are for.

use std::ops::Range;

use crate::composition::knowledge;

/// An address found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The host; `None` for the loopback interface.
    pub host: Option<String>,
    /// The port, where one is written or the scheme has one.
    pub port: Option<u16>,
    /// True if the port was written rather than taken from the scheme.
    pub port_written: bool,
    /// The scheme before it: `http`, `redis`.
    pub scheme: Option<String>,
    /// The byte at which the host begins.
    pub at: usize,
    /// True if a web server passes only the requests for some of its paths on to it.
    pub in_part: bool,
}

impl Found {
    /// Returns the bytes of a host of the loopback interface in the text that it was found in.
    pub fn loopback_span(&self, text: &str) -> Option<Range<usize>> {
        let name = LOOPBACK.into_iter().find(|name| text.get(self.at..).is_some_and(|rest| rest.starts_with(name)))?;
        Some(self.at..self.at + name.len())
    }
}

const LOOPBACK: [&str; 4] = ["localhost", "127.0.0.1", "[::1]", "ip6-localhost"];

/// Every mention of the loopback interface that could be an address to connect to.
pub fn loopback(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    // Most texts hold none of the names, and to be told so is cheap.
    for name in LOOPBACK.into_iter().filter(|name| text.contains(name)) {
        for (at, _) in text.match_indices(name) {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let joined = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
            // `my-localhost`, `10.127.0.0.1`, `localhost.example` are other names; `-H=localhost`, `tcp(localhost` are not.
            if before.ends_with(joined) && !before.ends_with("-h")
                || after.starts_with(joined) && !after.starts_with("._")
            {
                continue;
            }
            let scheme = scheme(before);
            let written = port(after);
            let port = written.or_else(|| scheme.and_then(default_port));
            found.push(Found {
                host: None,
                port,
                port_written: written.is_some(),
                scheme: scheme.map(str::to_owned),
                at,
                in_part: false,
            });
        }
    }
    found.sort_by_key(|found| found.at);
    found
}

/// The scheme of the URL whose host begins where `before` ends; user and password in between are passed over.
fn scheme(before: &str) -> Option<&str> {
    // Nobody writes a longer user and password, and a long text may mention many hosts.
    let before = last_chars(before, 200);
    let from = before.rfind("://")?;
    let between = &before[from + 3..];
    if !(between.is_empty() || between.ends_with(['@', '(']) && !between.contains([' ', '/', '"', '\n'])) {
        return None;
    }
    let head = &before[..from];
    let begin = head
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '+' || c == '.' || c == '-'))
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    Some(&head[begin..]).filter(|scheme| !scheme.is_empty())
}

/// The port that belongs to the host whose name ends where `after` begins: `:80`, `#53`, ` 80`, ` -p 80`,
/// `", "port": 80`.
fn port(after: &str) -> Option<u16> {
    if let Some(rest) = after.strip_prefix([':', '#']) {
        return number(rest);
    }
    if let Some(rest) = after.strip_prefix(' ')
        && let Some(port) = number(rest).filter(|&port| port >= 10)
    {
        return Some(port);
    }
    // The next word, within reach, is an option or key for the port.
    let reach = &after[..after.char_indices().nth(32).map_or(after.len(), |(at, _)| at)];
    let rest = reach.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '-' | '\\'));
    for key in ["port_value", "port", "Port", "PORT", "P ", "p ", "P", "p"] {
        if let Some(value) = rest.strip_prefix(key) {
            let value =
                value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ':' | '=' | '\\'));
            return number(&after[offset(after, value)..]);
        }
    }
    None
}

/// The end of a text, at most so many characters.
pub(crate) fn last_chars(text: &str, count: usize) -> &str {
    &text[text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at)..]
}

/// Returns the offset at which `part`, a slice of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// The number that a text begins with, when it could be a port.
fn number(text: &str) -> Option<u16> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let follows = text[end..].chars().next();
    if follows
        .is_some_and(|c| c.is_alphabetic() || c == '.' && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    text[..end].parse().ok().filter(|&port| port > 0)
}

/// Returns the port that a URL of a scheme means where none is written.
pub fn default_port(scheme: &str) -> Option<u16> {
    match scheme.rsplit('+').next().unwrap_or(scheme) {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        scheme => knowledge::port_of_scheme(scheme),
    }
}

/// The addresses of other hosts in one value: URLs and `host:port`; plain words are no addresses.
pub fn remote(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for piece in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '=' | '(' | ')' | '|'))
    {
        let (scheme, rest) = piece.split_once("://").map_or((None, piece), |(scheme, rest)| (Some(scheme), rest));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, number(port).filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()))),
            None => (authority, None),
        };
        if !is_host(host) || scheme.is_none() && port.is_none() || LOOPBACK.contains(&host) {
            continue;
        }
        let at = offset(text, host);
        let scheme = scheme.map(|scheme| scheme.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned());
        let known = scheme.as_deref().and_then(default_port);
        found.push(Found {
            host: Some(host.to_lowercase()),
            port: port.or(known),
            port_written: port.is_some(),
            scheme,
            at,
            in_part: false,
        });
    }
    found
}

/// Returns true if a text could be a host name: letters, digits, dots and dashes, with a letter among them.
pub fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (text.bytes().any(|byte| byte.is_ascii_alphabetic()) || text.split('.').count() == 4)
        && text != "0.0.0.0"
}

/// Splits `[host]:port` as listening options have it; the host is empty where none is written.
pub fn host_and_port(text: &str) -> Option<(&str, u16)> {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split('/').next().unwrap_or_default();
    let (host, port) = text.rsplit_once(':')?;
    let port = number(port).filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((host.trim_matches(['[', ']']), port))
}

/// Returns true if a host name means the loopback interface.
pub fn is_loopback(host: &str) -> bool {
    LOOPBACK.contains(&host) || host == "::1" || host.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_found_with_their_ports() {
        let cases: [(&str, &[Option<u16>]); 16] = [
            ("localhost:5432", &[Some(5432)]),
            ("http://localhost:9090/-/reload", &[Some(9090)]),
            ("http://localhost/status", &[Some(80)]),
            ("exporter:pw@tcp(127.0.0.1:3306)/", &[Some(3306)]),
            ("postgres://sg:@localhost/?sslmode=disable", &[Some(5432)]),
            ("nc -z localhost 8080", &[Some(8080)]),
            ("mysql -h 127.0.0.1 -P 3307 -e x", &[Some(3307)]),
            ("mysql -h127.0.0.1 -e x", &[None]),
            ("--server=/cluster.local/127.0.0.1#10053", &[Some(10053)]),
            ("host: localhost\n  port: 8001", &[Some(8001)]),
            ("address: 127.0.0.1, port_value: 8080", &[Some(8080)]),
            ("mylocalhost:80 localhost.example.com:80 10.127.0.0.1:80", &[]),
            ("server_name localhost;", &[None]),
            ("[::1]:53 and localhost:1", &[Some(53), Some(1)]),
            ("localhost:99999", &[None]),
            ("ä://localhost", &[None]),
        ];
        for (text, ports) in cases {
            let found: Vec<_> = loopback(text).into_iter().map(|found| found.port).collect();
            assert_eq!(found, ports, "{text}");
        }
    }

    #[test]
    fn other_hosts_need_a_scheme_or_a_port() {
        let hosts = |text| {
            remote(text).into_iter().map(|found| (found.host.unwrap_or_default(), found.port)).collect::<Vec<_>>()
        };
        assert_eq!(hosts("redis://:pw@cache.shop.svc/0"), [("cache.shop.svc".to_owned(), Some(6379))]);
        assert_eq!(hosts("--db=db:5432 --verbose info"), [("db".to_owned(), Some(5432))]);
        assert!(hosts("a plain sentence: 5 words, 10:30 and http://localhost:80").iter().all(|(host, _)| host == "10"));
        assert_eq!(host_and_port("tcp://0.0.0.0:2375"), Some(("0.0.0.0", 2375)));
        assert_eq!(host_and_port(":8080"), Some(("", 8080)));
        assert_eq!(host_and_port("[::]:53"), Some(("::", 53)));
        assert_eq!(host_and_port("unix:///csi/csi.sock"), None);
    }
}
