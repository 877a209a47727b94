//! The addresses that texts connect to: command lines, scripts, configurations.

use std::collections::HashSet;

use super::address::{self, Found};
use super::endpoint::{Endpoint, Origin, local, target};
use super::option_words::{name_words, names_host, says_listen};
use super::step::Step;
use crate::composition::knowledge::WordList;
use crate::yaml::FieldPath;

/// The most addresses of a script that are kept; nobody writes more.
const MOST_ENDPOINTS: usize = 256;

/// Returns the addresses that a script connects to, those of its commands first, without a place.
pub(super) fn of_script(text: &str, steps: &[Step]) -> Vec<Endpoint> {
    let acts = steps.iter().filter(|step| !matches!(step.program(), "echo" | "printf"));
    let found = acts.flat_map(|step| of_words(&step.words, |_, _| (Origin::Script, FieldPath::default())));
    let mut endpoints: Vec<Endpoint> = found.take(MOST_ENDPOINTS).collect();
    let known: HashSet<Option<u16>> =
        endpoints.iter().filter(|endpoint| endpoint.is_local()).map(|endpoint| endpoint.port).collect();
    let quoted = local(&listening_left_out(text), &Origin::Quoted, &FieldPath::default());
    endpoints.extend(quoted.into_iter().filter(|endpoint| !known.contains(&endpoint.port)).take(MOST_ENDPOINTS));
    endpoints
}

/// A text without the lines and words that say where to listen.
fn listening_left_out(text: &str) -> String {
    let lines = text.lines().filter(|line| !says_to_listen(line.trim_start()));
    let words = lines.map(|line| line.split(' ').filter(|word| !binds(word)).collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join("\n")
}

/// The addresses that a command line connects to; `origin` tells where a word stands, given the option it belongs to.
pub(super) fn of_words(words: &[String], origin: impl Fn(&str, usize) -> (Origin, FieldPath)) -> Vec<Endpoint> {
    let line = words.join(" ");
    let mut starts = Vec::with_capacity(words.len());
    let mut at = 0;
    for word in words {
        starts.push(at);
        at += word.len() + 1;
    }
    // `wget -qO- localhost` means what a URL without a port would.
    let asks_web = words.iter().any(|word| matches!(word.rsplit('/').next(), Some("curl" | "wget")));
    let mut endpoints = Vec::new();
    for mut found in address::loopback(&line).into_iter().chain(address::remote(&line)) {
        found.port = found.port.or(asks_web.then_some(80));
        let index = starts.partition_point(|&start| start <= found.at).saturating_sub(1);
        let name = option_name(words, index);
        let before = starts.get(index).and_then(|&start| line.get(start..found.at)).unwrap_or_default();
        // Nobody listens at `redis://`.
        let is_server = found.scheme.as_deref().is_some_and(|scheme| WordList::Brokers.holds(scheme));
        if listens_with(name) && !is_server || binds(before) {
            continue;
        }
        let (origin, place) = origin(name, index);
        endpoints.push(target(found, &origin, &place));
    }
    endpoints
}

/// Returns true if the address given with an option is one to listen on.
fn listens_with(option: &str) -> bool {
    let words = name_words(option);
    let listens = says_listen(&words) || words.iter().any(|word| matches!(word.as_str(), "advertise" | "host"));
    let connects = words.iter().any(|word| WordList::Connects.holds(word) && word != "peer");
    listens && !connects || matches!(option, "-b" | "-l" | "bind" | "listen")
}

/// Returns true if a word, or the part of it before an address, says where to listen: `bind=127.0.0.1` within
/// `TCP-LISTEN:5432,bind=127.0.0.1,fork`.
fn binds(word: &str) -> bool {
    let last = word.rsplit([',', ';']).next().unwrap_or_default();
    ["bind=", "bind:", "listen=", "--bind", "-listen", "--listen"].iter().any(|sign| last.starts_with(sign))
        || word.starts_with("TCP-LISTEN:") && last.starts_with("bind")
}

/// The option whose value stands in the word `index`; empty for an argument.
fn option_name(words: &[String], index: usize) -> &str {
    let word = words.get(index).map_or("", String::as_str);
    if word.starts_with('-') {
        return word.split(['=', ' ']).next().unwrap_or_default();
    }
    let before = index.checked_sub(1).and_then(|before| words.get(before)).map_or("", String::as_str);
    let option = before.starts_with('-') && !before.contains('=') || matches!(before, "bind" | "listen");
    if option { before } else { "" }
}

/// Returns the addresses in a configuration: those with a port, each port once, unless the line says to listen there or
/// is a comment.
pub(super) fn of_configuration(text: &str) -> Vec<Found> {
    let mut endpoints: Vec<Found> = Vec::new();
    for mut found in address::loopback(text) {
        found.in_part = is_in_part(text, found.at);
        if !found.in_part {
            endpoints.iter_mut().filter(|other| other.port == found.port).for_each(|other| other.in_part = false);
        }
        let before = address::last_chars(&text[..found.at], 160);
        let before = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let listens = before.starts_with(['#', ';']) || says_to_listen(before);
        let known = |other: &Found| other.port == found.port;
        if found.port.is_some() && !listens && !endpoints.iter().any(known) {
            endpoints.push(found);
        }
        if endpoints.len() >= 64 {
            break;
        }
    }
    endpoints
}

/// Returns true if an address stands in a block that tells a web server what to do with the requests for some of its paths:
/// `location /metrics { proxy_pass http://localhost:9090; }`.
fn is_in_part(text: &str, at: usize) -> bool {
    let before = address::last_chars(&text[..at], 400);
    let mut depth = 0_u32;
    let open = before.char_indices().rev().find(|&(_, sign)| match sign {
        '}' => {
            depth += 1;
            false
        }
        '{' if depth > 0 => {
            depth -= 1;
            false
        }
        _ => sign == '{',
    });
    let header = open.and_then(|(open, _)| before[..open].rsplit([';', '{', '}', '\n']).next());
    let mut words = header.unwrap_or_default().split_whitespace();
    words.next() == Some("location")
        && words.find(|word| !matches!(*word, "=" | "^~")).is_some_and(|path| path.starts_with('/') && path.len() > 1)
}

/// Returns whether a variable of this name and value could hold a port or an address.
pub(super) fn may_tell(name: &str, value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit() || c == ':')
        || value.contains("localhost")
        || names_host(&name_words(name))
}

/// Returns true if a line of a configuration says where to listen, or who is let in, rather than what to connect to.
fn says_to_listen(line: &str) -> bool {
    ["listen", "bind", "ListenPort", "server_name", "allow", "set_real_ip_from", "addr:"]
        .iter()
        .any(|word| line.starts_with(word))
}
