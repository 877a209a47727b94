//! Addresses as users write them, and what templates get of each: `host`, `port`, and both as `text`.

use serde_json::{Value as Json, json};

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;
use crate::validity::content;

/// The most Pods of one StatefulSet that are written out; each becomes lines of a configuration file.
const MOST_PODS: i64 = 1000;

/// `host:port`, `host` where a port is known, or `[::1]:port`.
pub(crate) fn read(text: &str, port: Option<u16>) -> Option<Json> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':').map_or(port, |port| port.parse().ok())),
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => return None,
            Some((host, port)) => (host, port.parse().ok()),
            None => (text, port),
        },
    };
    let port = port.filter(|port| *port > 0)?;
    let text = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    is_host(host).then(|| json!({"host": host, "port": port, "text": text}))
}

/// The port of an address, or of the first of several, as templates get them.
pub(crate) fn first_port(value: &Json) -> Option<u16> {
    let address = value.get(0).unwrap_or(value);
    address["port"].as_u64().and_then(|port| u16::try_from(port).ok())
}

/// A DNS name or an IP address.
pub(crate) fn is_host(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.parse::<std::net::IpAddr>().is_ok() || (name.len() <= 253 && name.split('.').all(label))
}

/// `{statefulSet, replicas}`: the address of each Pod of a StatefulSet, in order. Their names are kept by the headless
/// Service that the StatefulSet's `serviceName` says: `NAME-headless` unless told otherwise, as podpat's own are.
///
/// Source: "Stable Network ID" in the StatefulSet concept of the Kubernetes documentation.
pub(crate) fn of_stateful_set(
    item: &SpannedValue,
    port: Option<u16>,
    what: &str,
    problems: &mut Problems,
) -> Option<Json> {
    let before = problems.len();
    let expected = "write `{statefulSet: NAME, replicas: 3}`";
    let mut fields = Fields::of(item, what, expected, problems)?;
    let set = fields.take("statefulSet").and_then(|item| label(item, "`statefulSet`", problems));
    let replicas = fields.take("replicas").and_then(|item| fields::whole(item, "`replicas`", 1, MOST_PODS, problems));
    let service = fields.take("service").and_then(|item| label(item, "`service`", problems));
    let service = service.map(str::to_owned).or_else(|| set.map(|set| format!("{set}-headless")));
    let namespace = fields.take("namespace").and_then(|item| label(item, "`namespace`", problems));
    let given = fields.take("port").and_then(|item| fields::whole(item, "`port`", 1, 65535, problems));
    let port = given.and_then(|number| u16::try_from(number).ok()).or(port);
    for (is_there, key) in [(set.is_some(), "statefulSet"), (replicas.is_some(), "replicas"), (port.is_some(), "port")]
    {
        if !is_there && item.get(key).is_none() {
            fields.missing(key, format!("{what} has no `{key}`"), expected, problems);
        }
    }
    fields.refuse_others([], problems);
    if problems.len() > before {
        return None;
    }
    let domain: Vec<String> = [service?].into_iter().chain(namespace.map(str::to_owned)).collect();
    let pods = (0..replicas?).map(|ordinal| read(&format!("{}-{ordinal}.{}", set?, domain.join(".")), port));
    let pods = pods.collect::<Option<Vec<Json>>>().map(Json::from);
    if pods.is_none() {
        let help = "a name of a Pod has at most 63 characters, its number included".to_owned();
        problems.add(&item.place, format!("{what} names Pods that cannot be"), "too long", help);
    }
    pods
}

/// The name of a StatefulSet, Service or namespace.
fn label<'a>(item: &'a SpannedValue, what: &str, problems: &mut Problems) -> Option<&'a str> {
    let text = fields::text(item, what, problems)?;
    let Some(error) = content::dns_label(text) else { return Some(text) };
    let message = format!("{what} is {}, which {}", item.described(), error.why);
    problems.add(&item.place, message, "a name is expected", error.help.into_owned());
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(read("redis:6379", None), Some(json!({"host": "redis", "port": 6379, "text": "redis:6379"})));
        assert_eq!(read("redis", Some(1)), Some(json!({"host": "redis", "port": 1, "text": "redis:1"})));
        assert_eq!(read("[::1]:80", None), Some(json!({"host": "::1", "port": 80, "text": "[::1]:80"})));
        for text in ["redis", "redis:0", "redis:65536", "::1:80", ":80", "a b:80", "a;b:80", "a:80:80", ""] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }
}
