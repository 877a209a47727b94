//! Lists of all Pods of a StatefulSet, in variables, options and files of ConfigMaps, and what is wrong with them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::composition::{Context, Member, PodAddress, addresses_in, lists_members};
use crate::yaml::FieldPath;

/// Returns the fault with a list that is a Service alone, which stands for several Pods of a StatefulSet.
fn one_for_all(text: &str, context: &Context<'_>) -> Option<(String, String)> {
    let address = text.trim().split_once("://").map_or(text.trim(), |(_, address)| address);
    let (service, _) = address.split_once(':').filter(|_| !address.contains(','))?;
    let [pods] = context.governed_by(service, None) else { return None };
    let numbers = pods.numbers.clone().filter(|numbers| numbers.end - numbers.start > 1)?;
    let (set, count) = (pods.name(), numbers.end - numbers.start);
    let message = format!("this list names one Service, which stands for {count} Pods of StatefulSet `{set}`");
    Some((
        message,
        format!("name each Pod: `{set}-{}.{service}`, `{set}-{}.{service}` …", numbers.start, numbers.start + 1),
    ))
}

/// Returns the fault with a list of Pods of one StatefulSet, and what would be right.
pub(super) fn list_fault(text: &str, context: &Context<'_>) -> Option<(String, String)> {
    let addresses: Vec<PodAddress<'_>> = addresses_in(text).collect();
    if addresses.is_empty() {
        return one_for_all(text, context);
    }
    let first = addresses.first().filter(|first| addresses.iter().all(|other| other.set == first.set))?;
    let mut numbers: Vec<i64> = addresses.iter().map(|address| address.number).collect();
    let listed = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    let set = first.set;
    // Copies of one shard may stand behind each other.
    if let Some(twice) = addresses.iter().enumerate().find_map(|(at, address)| {
        addresses[..at].iter().any(|before| before.number == address.number).then_some(address.number)
    }) {
        return (!text.contains('|')).then(|| {
            (format!("`{set}-{twice}` appears in this list twice"), format!("name each Pod of `{set}` once"))
        });
    }
    let [pods] = context.of_workload("StatefulSet", set) else { return None };
    let all = pods.numbers.clone().filter(|_| pods.service.as_deref() == Some(first.service))?;
    let missing = all.clone().find(|number| !numbers.contains(number))?;
    let scales = context.is_autoscaled("StatefulSet", set);
    let begins = numbers.first() == Some(&all.start) && listed >= 2 && !scales;
    let count = all.end - all.start;
    begins.then(|| {
        let message = format!("this list names {listed} of the {count} Pods of StatefulSet `{set}`");
        (message, format!("add `{set}-{missing}.{}`, or ask for {listed} replicas", first.service))
    })
}

/// The port of memcached, whose servers know nothing of each other.
const MEMCACHED: u16 = 11211;

/// Returns the fault with the servers that a client spreads its keys over: it uses those that it is told of and no others,
/// and finds nothing on them. Memcached's clients all do so; those of other servers say how they spread keys.
pub(super) fn cache_fault(text: &str, context: &Context<'_>) -> Option<(String, String)> {
    let says_how = text.contains("ketama") || text.contains("distribution");
    let addresses: Vec<PodAddress<'_>> =
        addresses_in(text).filter(|address| says_how || address.port() == Some(MEMCACHED)).collect();
    let first = addresses.first()?;
    let of_first = addresses.iter().filter(|address| (address.set, address.service) == (first.set, first.service));
    let named: BTreeSet<i64> = of_first.map(|address| address.number).collect();
    let [pods] = context.of_workload("StatefulSet", first.set) else { return None };
    let is_theirs = pods.service.as_deref() == Some(first.service) && context.is_near(pods);
    let all = pods.numbers.clone().filter(|_| is_theirs && !context.is_autoscaled("StatefulSet", first.set))?;
    let count = i64::try_from(named.len()).ok().filter(|count| (2..all.end - all.start).contains(count))?;
    // Others may have those in between.
    (all.start..all.start + count).all(|number| named.contains(&number)).then(|| {
        let (set, service, next) = (first.set, first.service, all.start + count);
        let message = format!("this names {count} of the {} Pods of StatefulSet `{set}`", all.end - all.start);
        (message, format!("add `{set}-{next}.{service}`, or ask for {count} replicas"))
    })
}

/// Returns the fault with a list that one option after another makes: `--store=a-0.a:10901 --store=a-1.a:10901`.
pub(super) fn repeated(member: &Member, context: &Context<'_>) -> Option<(String, String, FieldPath)> {
    let queries_stores = member.runs_program("thanos") || member.image.base() == "thanos";
    let is_list_option = |name: &str| lists_members(name) || queries_stores && matches!(name, "--store" | "--endpoint");
    let options = member.command.options();
    let first = options.iter().find(|option| is_list_option(option.name))?;
    let values: Vec<&str> =
        options.iter().filter(|option| option.name == first.name).filter_map(|option| option.value).collect();
    let (message, help) = list_fault(&values.join(","), context).filter(|_| values.len() > 1)?;
    Some((message, help, member.command.place_of(first.at, &member.path)))
}

/// Returns the lists in a text, one of a configuration.
pub(super) fn lists_in(text: &str) -> Vec<Cow<'_, str>> {
    if text.trim_start().starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<Json>(text)
    {
        let mut lists = Vec::new();
        lists_of_json(&json, &mut lists);
        return lists.into_iter().map(Cow::Owned).collect();
    }
    lists_of_lines(text).into_iter().map(Cow::Borrowed).collect()
}

/// Collects the lists of texts at the names of lists.
fn lists_of_json(json: &Json, lists: &mut Vec<String>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| lists_of_json(item, lists)),
        Json::Object(entries) => {
            for (name, value) in entries {
                let texts = value.as_array().filter(|_| lists_members(name)).into_iter().flatten();
                let texts: Vec<&str> = texts.filter_map(Json::as_str).collect();
                lists.extend((!texts.is_empty()).then(|| texts.join(",")));
                lists_of_json(value, lists);
            }
        }
        _ => {}
    }
}

/// Returns what stands after the name of a list, on its line and on those below that belong to it.
fn lists_of_lines(text: &str) -> Vec<&str> {
    let mut lines = Lines { text, next: 0 }.peekable();
    let mut lists = Vec::new();
    while let Some(line) = lines.next() {
        let own = line.text.trim_start();
        let Some(end) = own.find([':', '=']) else { continue };
        if own.starts_with('#') || !lists_members(own[..end].trim_start_matches("- ")) {
            continue;
        }
        let depth = line.text.len() - own.len();
        let start = line.start + depth + end + 1;
        let mut stop = line.start + line.text.len();
        while let Some(item) = lines.next_if(|below| below.belongs_to(depth)) {
            stop = item.start + item.text.len();
        }
        lists.push(&text[start..stop]);
    }
    lists
}

/// A line, and its place in the text.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    /// Returns true if it stands deeper than a name, or is an item of the list below it.
    fn belongs_to(&self, depth: usize) -> bool {
        let own = self.text.trim_start();
        let indent = self.text.len() - own.len();
        !own.is_empty() && (indent > depth || indent == depth && own.starts_with("- "))
    }
}

struct Lines<'t> {
    text: &'t str,
    next: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let rest = self.text.get(self.next..).filter(|rest| !rest.is_empty())?;
        let start = self.next;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.next += length;
        Some(Line { start, text: rest[..length].trim_end() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_reach_as_far_as_their_lines() {
        let text = "a: 1\nleaves:\n  - x-0.x\n  - x-1.x\nother: x-2.x\nSHARDS=y-0.y,y-1.y\n# leaves: z\nseed_shards: z\npeers:\n- q\n";
        let lists: Vec<&str> = lists_of_lines(text).into_iter().map(str::trim).collect();
        assert_eq!(lists, ["- x-0.x\n  - x-1.x", "y-0.y,y-1.y", "- q"]);
        assert_eq!(lists_in(text).len(), 3);
    }

    #[test]
    fn lists_of_json_have_their_name_at_any_depth() {
        let text = r#"{"hosts": ["a"], "pools": [{"leaves": ["x-0.x", "x-1.x"], "limit": 1}], "peers": []}"#;
        assert_eq!(lists_in(text), ["x-0.x,x-1.x"]);
    }
}
