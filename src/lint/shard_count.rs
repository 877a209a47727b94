//! Numbers of shards beside the template of their addresses: `SHARDS=4` and `cache-{}.cache`.

use super::name_words::words;
use crate::composition::{Context, PodTemplate, templates_in};

/// A number that a name is given, and what tells where.
pub(super) struct NamedNumber<'t, P> {
    pub name: &'t str,
    pub number: i64,
    pub place: P,
}

/// Returns the fault with the only number of shards among those beside templates of one StatefulSet: the place, the
/// message, and what would be right.
pub(super) fn count_fault<P>(
    texts: impl Iterator<Item = impl AsRef<str>>,
    numbers: Vec<NamedNumber<'_, P>>,
    context: &Context<'_>,
) -> Option<(P, String, String)> {
    let mut counts = numbers.into_iter().filter(|named| is_count(named.name) && named.number > 0);
    let NamedNumber { name, number, place } = counts.next().filter(|_| counts.next().is_none())?;
    let mut found: Option<(String, String, String)> = None;
    for text in texts {
        let is_here = |template: &PodTemplate<'_>| {
            template.namespace.is_none_or(|namespace| namespace == context.namespace.unwrap_or("default"))
        };
        for PodTemplate { set, service, mark, .. } in templates_in(text.as_ref()).filter(is_here) {
            let (set, service, mark) = (set.to_owned(), service.to_owned(), mark.to_owned());
            match &found {
                Some((other, ..)) if *other != set => return None,
                _ => found = Some((set, service, mark)),
            }
        }
    }
    let (set, service, mark) = found?;
    let [pods] = context.of_workload("StatefulSet", &set) else { return None };
    let is_theirs = pods.service.as_ref() == Some(&service) && context.is_near(pods);
    let numbers = pods.numbers.clone().filter(|_| is_theirs && !context.is_autoscaled("StatefulSet", &set))?;
    let count = numbers.end - numbers.start;
    (count != number).then(|| {
        let message = format!(
            "`{name}` is {number}, and StatefulSet `{set}`, to which `{set}-{mark}.{service}` leads, has {count} Pods"
        );
        (place, message, format!("write {count}, or set `replicas: {number}` in `{set}`"))
    })
}

/// Returns true if a name is that of a number of shards: it says shards or the like in the plural, or that it counts them.
fn is_count(name: &str) -> bool {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let many = ["shards", "nodes", "replicas", "partitions", "instances", "members", "peers", "servers", "leaves"];
    let one = ["shard", "node", "replica", "partition", "instance", "member", "peer", "server", "leaf"];
    let counts = ["count", "num", "number", "total", "n"];
    let other = [
        "max",
        "min",
        "maximum",
        "minimum",
        "per",
        "port",
        "timeout",
        "factor",
        "virtual",
        "retries",
        "index",
        "id",
        "weight",
        "ms",
        "seconds",
        "interval",
        "size",
        "quorum",
        "write",
        "read",
        "failed",
        "backup",
        "replication",
    ];
    (has(&many) || has(&one) && has(&counts)) && !has(&other)
}

/// Returns the numbers in a configuration: `shards: 4`, `"shards": 4`, `SHARDS=4`.
pub(super) fn numbers_in<'t, P: Clone>(text: &'t str, place: &P) -> Vec<NamedNumber<'t, P>> {
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let of_part = move |part: &'t str| -> Option<(&'t str, i64)> {
        let (before, value) = part.rsplit_once([':', '='])?;
        let value = value.trim_matches(|c: char| c.is_whitespace() || "\"'}],;".contains(c));
        let before = before.trim_end_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
        let name = before.rsplit(|c| !is_inner(c)).next().filter(|name| !name.is_empty())?;
        Some((name, value.parse().ok()?))
    };
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(['#', ';', '/']));
    let parts = lines.flat_map(|line| line.split(','));
    let named = parts.filter_map(|part| {
        let (name, number) = of_part(part)?;
        Some(NamedNumber { name, number, place: place.clone() })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::{is_count, numbers_in};

    #[test]
    fn names_of_counts() {
        for name in
            ["SHARDS", "CACHE_SHARDS", "NUM_SHARDS", "shard_count", "cacheNodes", "--cache-replicas", "shardCount"]
        {
            assert!(is_count(name), "{name}");
        }
        for name in
            ["SHARD", "MAX_SHARDS", "SHARD_ID", "NODE_PORT", "REPLICATION_FACTOR", "shard_timeout", "COUNT", "PORT"]
        {
            assert!(!is_count(name), "{name}");
        }
    }

    #[test]
    fn numbers_of_a_configuration() {
        let text = "a: 1\n\"shards\": 4,\n# b: 2\nSHARDS=5\n{\"x\": {\"nodes\": 3, \"y\": \"z\"}}\nurl: http://a:80\n";
        let found: Vec<(&str, i64)> = numbers_in(text, &()).iter().map(|it| (it.name, it.number)).collect();
        assert_eq!(found, [("a", 1), ("shards", 4), ("SHARDS", 5), ("nodes", 3), ("a", 80)]);
    }
}
