//! Hints in names, where nothing better is known.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::function::Function;
use super::words::{WordList, words};
use crate::composition::Role;

/// The role that the last words of a name hint at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    words: Vec<String>,
    /// The role of such a container.
    pub role: Role,
    /// Its function, where the name tells.
    #[serde(default)]
    pub function: Option<Function>,
    /// True if the name says a pattern outright: `sidecar`, `ambassador`, `adapter`.
    #[serde(default)]
    pub outright: bool,
}

fn table() -> &'static HashMap<String, Hint> {
    static TABLE: OnceLock<HashMap<String, Hint>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let hints = super::read::<Hint>(super::file!("names"));
        hints
            .into_iter()
            .flat_map(|hint| hint.words.clone().into_iter().map(move |name| (name, hint.clone())))
            .collect()
    })
}

/// Words at the end of a name that say nothing: `log-tailer-container`, `count-log-1`.
fn says_nothing(word: &str) -> bool {
    WordList::EmptyName.holds(word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leaves out what a helper works on: the last word of `adapter-syncer` says what it is, and that is no adapter.
fn leave_out_object(words: &mut Vec<String>, table: &HashMap<String, Hint>) {
    let adapts = |word: &String| table.get(word).is_some_and(|hint| hint.outright && hint.role == Role::Adapter);
    let acts = words.last().is_some_and(|word| table.contains_key(word) && !adapts(word));
    words.retain(|word| !acts || !adapts(word));
}

/// Returns the hint in the name of a container or the base name of an image. A word that names a pattern decides the
/// role wherever it stands; otherwise the last words do.
pub fn of_name(name: &str) -> Option<Hint> {
    let mut words = words(name);
    words.truncate(8);
    while words.last().is_some_and(|word| says_nothing(word)) {
        words.pop();
    }
    let table = table();
    leave_out_object(&mut words, table);
    // Every pattern but that of the sidecar says how it helps.
    let patterns = || words.iter().rev().filter_map(|word| table.get(word).filter(|hint| hint.outright));
    let outright = patterns().find(|hint| hint.role != Role::Sidecar).or_else(|| patterns().next());
    let rest: Vec<String> =
        words.into_iter().filter(|word| table.get(word).is_none_or(|hint| !hint.outright)).collect();
    // A name of three words says what a thing is, and what follows only tells which: `kube-rbac-proxy-metrics`.
    let whole = rest.windows(3).find_map(|name| table.get(&name.join("-")));
    let last = whole.or_else(|| (0..rest.len()).find_map(|from| table.get(&rest[from..].join("-"))));
    match (outright, last) {
        (Some(outright), Some(last)) => {
            let function = last.function.or(outright.function);
            // `sidecar` says no more than that it helps; `metrics-sidecar` says how.
            let role = if outright.role == Role::Sidecar { last.role } else { outright.role };
            Some(Hint { role, function, ..outright.clone() })
        }
        (outright, last) => outright.or(last).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_twice() {
        let hints = super::super::read::<Hint>(super::super::file!("names"));
        let words: usize = hints.iter().map(|hint| hint.words.len()).sum();
        assert_eq!(table().len(), words);
    }

    #[test]
    fn the_last_words_count_and_patterns_anywhere() {
        let cases = [
            ("log-tailer", Some((Role::Sidecar, Some("log-shipper")))),
            ("count-log-1", Some((Role::Sidecar, Some("log-shipper")))),
            ("mysql-proxy-ambassador-container", Some((Role::Ambassador, Some("db-proxy")))),
            ("fluentd-sidecar", Some((Role::Sidecar, Some("log-shipper")))),
            ("metrics-adapter", Some((Role::Adapter, Some("metrics-exporter")))),
            ("kube-rbac-proxy-metrics", Some((Role::Sidecar, Some("auth-proxy")))),
            ("lora-adapter-syncer", Some((Role::Sidecar, Some("content-sync")))),
            ("metrics-sidecar", Some((Role::Adapter, Some("metrics-exporter")))),
            ("cloudsql-proxy-sidecar", Some((Role::Ambassador, Some("db-proxy")))),
            ("sidecar", Some((Role::Sidecar, None))),
            ("ambassador-sidecar", Some((Role::Ambassador, Some("proxy")))),
            ("proxy-server", None),
            ("catalog", None),
            ("", None),
        ];
        for (name, expected) in cases {
            let hint = of_name(name);
            assert_eq!(hint.as_ref().map(|hint| (hint.role, hint.function.map(Function::as_str))), expected, "{name}");
        }
    }
}
