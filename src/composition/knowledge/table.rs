//! The table of known software, and the look-up by image and by program.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::software::Software;
use super::words::{WordList, words};
use super::{catalogue, file};
use crate::composition::Image;

struct Table {
    entries: Vec<Software>,
    /// Normalised name → entries, in file order.
    images: HashMap<String, Vec<usize>>,
    only: HashMap<String, Vec<usize>>,
    programs: HashMap<String, Vec<usize>>,
    /// Scheme of a URL → entries.
    schemes: HashMap<String, Vec<usize>>,
    /// Word in the name of a variable → entries.
    called: HashMap<String, Vec<usize>>,
}

pub(super) const FILES: [&str; 4] = [file!("stores"), file!("servers"), file!("helpers"), file!("bases")];

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut entries: Vec<Software> = FILES.iter().flat_map(|text| super::read::<Software>(text)).collect();
        let ports: HashMap<String, (Vec<u16>, bool)> =
            entries.iter().map(|entry| (entry.id.clone(), (entry.ports.clone(), entry.loopback))).collect();
        for entry in &mut entries {
            if let Some((ports, loopback)) = entry.like.as_ref().and_then(|id| ports.get(id)) {
                (entry.ports, entry.loopback) = (ports.clone(), *loopback);
            }
        }
        let index = |names: fn(&Software) -> &[String], normal: fn(&str) -> String| {
            let mut index: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, entry) in entries.iter().enumerate() {
                for name in names(entry) {
                    index.entry(normal(name)).or_default().push(at);
                }
            }
            index
        };
        let images = index(|entry| &entry.images, |name| words(name).join("-"));
        let only = index(|entry| &entry.only, str::to_lowercase);
        let programs = index(|entry| &entry.programs, str::to_owned);
        let schemes = index(|entry| &entry.schemes, str::to_owned);
        let called = index(|entry| &entry.called, str::to_owned);
        Table { entries, images, only, programs, schemes, called }
    })
}

/// Returns the software in an image, as far as its name tells. `argument` is the first argument that is no option,
/// which decides for images with many uses (`thanos sidecar`).
pub fn of_image(image: &Image, argument: Option<&str>) -> Option<&'static Software> {
    let table = table();
    let pick = |found: Option<&Vec<usize>>| {
        let fitting = found?.iter().map(|&at| &table.entries[at]).filter(|entry| entry.fits(image, argument));
        // The first of equals: `max_by_key` would take the last.
        fitting.rev().max_by_key(|entry| entry.demands())
    };
    let base = image.base().to_lowercase();
    let qualified = image.qualified_base().to_lowercase();
    if let Some(found) = pick(table.only.get(&qualified)).or_else(|| pick(table.only.get(&base))) {
        return Some(found);
    }
    let words = words(&base);
    let found = by_words(&words, pick).or_else(|| by_words(&without_versions(words), pick));
    found.or_else(|| catalogue::of_image(image))
}

/// Words whose numbers at the end say which version a thing is: `mysql5`, `tomcat8`.
fn without_versions(words: Vec<String>) -> Vec<String> {
    let named = |word: &str| word.len() > 3;
    let plain = |word: String| match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
        name if named(name) => name.to_owned(),
        _ => word,
    };
    words.into_iter().map(plain).collect()
}

/// The longest run of words that is known; at the end of the name rather than before, as the last word is what the
/// thing is and the others what it is for.
fn by_words(
    words: &[String],
    pick: impl Fn(Option<&Vec<usize>>) -> Option<&'static Software>,
) -> Option<&'static Software> {
    let table = table();
    let count = words.len().min(8);
    let runs = (1..=count).rev().flat_map(|len| (0..=count - len).rev().map(move |from| (from, len)));
    let whole_or_end = |&(from, len): &(usize, usize)| from + len == count || len > 1 || is_stem(&words[from + len..]);
    runs.filter(whole_or_end).find_map(|(from, len)| pick(table.images.get(&words[from..from + len].join("-"))))
}

/// Returns the software of a program: `redis-server`, or `kubectl proxy` by its first argument.
pub fn of_program(program: &str, argument: Option<&str>) -> Option<&'static Software> {
    let table = table();
    let with_argument = argument.and_then(|argument| table.programs.get(&format!("{program} {argument}")));
    let found = with_argument.or_else(|| table.programs.get(program))?;
    found.first().map(|&at| &table.entries[at])
}

/// Returns the default port of the software whose URLs have a scheme.
pub fn port_of_scheme(scheme: &str) -> Option<u16> {
    default_port(table().schemes.get(scheme))
}

/// Returns the default port of the software that a word in the name of a variable means.
pub fn port_of_name(word: &str) -> Option<u16> {
    default_port(table().called.get(word))
}

/// Returns whether only a database, cache or broker is found at a port.
pub fn is_port_of_store(port: u16) -> bool {
    static PORTS: OnceLock<HashSet<u16>> = OnceLock::new();
    let telling = || table().entries.iter().filter(|entry| entry.telling);
    PORTS.get_or_init(|| telling().filter_map(|entry| entry.ports.first().copied()).collect()).contains(&port)
}

fn default_port(found: Option<&Vec<usize>>) -> Option<u16> {
    let software = &table().entries[*found?.first()?];
    software.ports.first().or(software.often.first()).copied()
}

/// Returns true if the words after a name only say which build it is, so that the name still is what the thing is:
/// `redis-cache`, `postgresql-16`, `mysql-server-57` but not `redis-commander`.
fn is_stem(rest: &[String]) -> bool {
    rest.iter()
        .all(|word| WordList::Build.holds(word) || word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'v'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(image: &str, argument: Option<&str>) -> &'static str {
        of_image(&Image::parse(image), argument).map_or("", |software| &software.id)
    }

    #[test]
    fn images_are_known_by_their_last_words() {
        let cases = [
            ("nginx:1.27", "nginx"),
            ("quay.io/brancz/kube-rbac-proxy:v0.22.1", "kube-rbac-proxy"),
            ("nginx/nginx-prometheus-exporter:1.5", "nginx-exporter"),
            ("index.docker.io/sourcegraph/postgres_exporter:6", "postgres-exporter"),
            ("example.com/team/redis-cache:3", "redis"),
            ("example.com/postgresql-16", "postgres"),
            ("example.com/google/mysql5", "mysql"),
            ("example.com/someone/tomcat8", "tomcat"),
            ("example.com/http2", ""),
            ("bitnami/nginx", "nginx-unprivileged"),
            ("docker:28-dind", "docker-daemon-official"),
            ("php:8-fpm", "php-fpm-official"),
            ("wordpress:6-fpm", "wordpress-fpm"),
            ("wordpress", "wordpress"),
            ("example.com/nginx-deployment-tool", ""),
            ("example.com/shop", ""),
            ("", ""),
        ];
        for (image, expected) in cases {
            assert_eq!(id(image, None), expected, "{image}");
        }
        assert_eq!(id("improbable/thanos", Some("sidecar")), "thanos-sidecar");
        assert_eq!(id("improbable/thanos", Some("query")), "thanos");
        assert_eq!(of_program("kubectl", Some("proxy")).map(|software| software.id.as_str()), Some("kube-api-proxy"));
        assert!(of_program("kubectl", Some("get")).is_none());
    }

    #[test]
    fn the_table_is_sound() {
        let table = table();
        let written: usize = FILES.iter().map(|text| text.matches("\"id\":").count()).sum();
        assert_eq!(table.entries.len(), written, "every entry was read");
        let mut ids: Vec<_> = table.entries.iter().map(|entry| &entry.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), table.entries.len(), "ids are unique");
        for entry in &table.entries {
            for helped in &entry.helps {
                assert!(ids.contains(&helped), "{} helps unknown {helped}", entry.id);
            }
            assert!(!entry.images.is_empty() || !entry.only.is_empty() || !entry.programs.is_empty(), "{}", entry.id);
        }
        for (name, entries) in table.images.iter().chain(&table.programs) {
            let plain = entries.iter().filter(|&&at| table.entries[at].demands() == 0).count();
            assert!(plain <= 1, "{name} is listed twice");
        }
    }
}
