//! Conditions on an entry of the catalogue beyond its types: the names in it lead somewhere, and what podpat writes
//! itself is left to podpat.

use super::entry::Entry;
use super::parameter::Type;
use crate::k8s::field_names;
use crate::k8s::quantity::Quantity;
use crate::wording::listed;
use crate::yaml;

/// Keys every helper takes, and what templates see under a name of podpat's: no parameter can be called so.
const RESERVED: [&str; 8] = ["use", "name", "image", "resources", "main", "ports", "upstreamPort", "behind"];

/// Fields of a container that come of other parts of an entry, or of the description.
const WRITTEN_BY_PODPAT: [&str; 6] = ["name", "image", "ports", "resources", "volumeMounts", "restartPolicy"];

/// Parameters, rules, ports, shares and the like of one entry: each is looked at beside all others.
const MOST: usize = 256;

/// A mistake in an entry.
pub(crate) struct EntryError {
    /// The steps to the key or value at fault.
    pub at: Vec<String>,
    /// The mistake, and what would be right.
    pub what: String,
}

impl EntryError {
    fn new(at: &[&str], what: String) -> Self {
        Self { at: at.iter().map(|&step| step.to_owned()).collect(), what }
    }
}

/// Returns the first mistake in an entry.
pub(crate) fn check(entry: &Entry) -> Option<EntryError> {
    size(entry)
        .or_else(|| name(entry))
        .or_else(|| summary(entry))
        .or_else(|| container(entry))
        .or_else(|| parameters(entry))
        .or_else(|| rules(entry))
        .or_else(|| ports(entry))
        .or_else(|| volumes(entry))
        .or_else(|| files(entry))
}

fn size(entry: &Entry) -> Option<EntryError> {
    let sizes = [
        ("parameters", entry.parameters.len()),
        ("rules", entry.rules.len()),
        ("ports", entry.ports.len()),
        ("shares", entry.shares.len()),
        ("volumes", entry.volumes.len()),
        ("preparations", entry.preparations.len()),
        ("objects", entry.objects.len()),
    ];
    let (field, _) = sizes.into_iter().find(|(_, size)| *size > MOST)?;
    Some(EntryError::new(&[field], format!("an entry has at most {MOST} of `{field}`")))
}

/// The most characters of a name: that of a container, which may get a number.
const LONGEST_NAME: usize = 50;

/// Returns true if an entry may be called so: its container is, and its file.
pub fn is_entry_name(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.len() <= LONGEST_NAME && name.chars().all(is_inner) && !name.is_empty() && name.trim_matches('-') == name
}

fn name(entry: &Entry) -> Option<EntryError> {
    let what = "a name has lower-case letters, digits and `-` between them, and at most 50 of them";
    (!is_entry_name(&entry.name)).then(|| EntryError::new(&["name"], what.to_owned()))
}

/// The summary is a comment of the output.
fn summary(entry: &Entry) -> Option<EntryError> {
    let is_line = |text: &str| !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    let texts = [("summary", entry.summary.as_str()), ("version", entry.version.as_deref().unwrap_or_default())];
    let (field, _) = texts.into_iter().find(|(_, text)| !is_line(text.trim_end()))?;
    Some(EntryError::new(&[field], format!("a {field} is one line without control characters")))
}

fn container(entry: &Entry) -> Option<EntryError> {
    let known = || field_names::of_container().iter().copied().filter(|field| !WRITTEN_BY_PODPAT.contains(field));
    if let Some(field) = entry.container.keys().find(|field| known().all(|known| known != *field)) {
        let what = match field.as_str() {
            "name" | "image" | "ports" | "resources" => format!("`{field}` stands beside `container`"),
            "volumeMounts" => "mounts come of `shares`, `volumes` and `config`".to_owned(),
            _ => match yaml::nearest(field, known()) {
                Some(near) => format!("a container has no `{field}`; did you mean `{near}`?"),
                None => format!("a container has no `{field}` that an entry may set"),
            },
        };
        return Some(EntryError::new(&["container", field], what));
    }
    quantities(entry).or_else(|| user(entry))
}

fn quantities(entry: &Entry) -> Option<EntryError> {
    let resources = &entry.resources;
    let quantities = [("cpu", &resources.cpu), ("memory", &resources.memory), ("limit", &resources.limit)];
    let (field, text) = quantities.into_iter().find(|(_, text)| Quantity::parse(text).is_err())?;
    Some(EntryError::new(&["resources", field], format!("`{text}` is no quantity, such as `10m` or `64Mi`")))
}

fn user(entry: &Entry) -> Option<EntryError> {
    let is_user = entry.user.as_u64().is_some_and(|user| i32::try_from(user).is_ok())
        || entry.user.as_str().is_some_and(|user| user.contains("{{"));
    (!is_user).then(|| EntryError::new(&["user"], "a user is a number, or a template of one".to_owned()))
}

fn parameters(entry: &Entry) -> Option<EntryError> {
    for (name, parameter) in &entry.parameters {
        let at = |field: &str| vec!["parameters".to_owned(), name.clone(), field.to_owned()];
        if RESERVED.contains(&name.as_str()) || field_names::of_container().contains(&name.as_str()) {
            let what = format!("no parameter can be called `{name}`, which means something else already");
            return Some(EntryError::new(&["parameters", name], what));
        }
        let is_choice = parameter.kind == Type::Choice || parameter.of == Some(Type::Choice);
        if is_choice == parameter.values.is_empty() {
            let what = "a `choice` lists its `values`, and no other type has any".to_owned();
            return Some(EntryError { at: at("type"), what });
        }
        if let Some(needed) = parameter.only_with.as_ref().filter(|needed| !entry.parameters.contains_key(*needed)) {
            return Some(EntryError {
                at: at("onlyWith"),
                what: no_such("parameter", needed, entry.parameters.keys()),
            });
        }
    }
    None
}

fn rules(entry: &Entry) -> Option<EntryError> {
    entry.rules.iter().enumerate().find_map(|(index, rule)| {
        let unknown = !entry.all_parameters().contains_key(&rule.at);
        let what = || no_such("parameter", &rule.at, entry.parameters.keys());
        unknown.then(|| EntryError { at: vec!["rules".to_owned(), index.to_string(), "at".to_owned()], what: what() })
    })
}

/// A file is a template in a language, or a text that is taken as it stands.
fn files(entry: &Entry) -> Option<EntryError> {
    let files = entry.config.iter().flat_map(|config| &config.files);
    files.into_iter().find_map(|(name, file)| {
        let what = match (&file.script, file.syntax, file.raw) {
            (Some(script), None, _) if script.contains(['/', '\\']) => "a `script` is a file beside the entry",
            (Some(_), None, _) if file.content.is_empty() => return None,
            (Some(_), ..) => "a `script` has no `syntax` and no `content`",
            (None, None, false) => "a template has a `syntax`, the language in which values are written",
            (None, Some(_), true) => "a text that is `raw` has no `syntax`",
            _ => return None,
        };
        Some(EntryError::new(&["config", "files", name], what.to_owned()))
    })
}

fn ports(entry: &Entry) -> Option<EntryError> {
    let mut named = std::collections::BTreeSet::new();
    for (name, port) in &entry.ports {
        let at = |field: &str| vec!["ports".to_owned(), name.clone(), field.to_owned()];
        if port.number == 0 {
            return Some(EntryError { at: at("number"), what: "a port has a number from 1 to 65535".to_owned() });
        }
        if let Some(like) = port.like.as_ref().filter(|like| !entry.parameters.contains_key(*like)) {
            return Some(EntryError { at: at("like"), what: no_such("parameter", like, entry.parameters.keys()) });
        }
        if let Some(parameter) = &port.parameter
            && (entry.parameters.contains_key(parameter)
                || RESERVED.contains(&parameter.as_str())
                || !named.insert(parameter))
        {
            let what = format!("`{parameter}` means something else already; call it `{name}Port`, for example");
            return Some(EntryError { at: at("parameter"), what });
        }
    }
    let led_to = [
        ("scrape", entry.scrape.as_ref().map(|scrape| &scrape.port)),
        ("fronts", entry.fronts.as_ref().map(|fronts| &fronts.port)),
    ];
    led_to.into_iter().find_map(|(field, port)| {
        let port = port.filter(|port| !entry.ports.contains_key(*port))?;
        Some(EntryError::new(&[field, "port"], no_such("port", port, entry.ports.keys())))
    })
}

fn volumes(entry: &Entry) -> Option<EntryError> {
    for (name, volume) in &entry.volumes {
        let sources = [volume.size.is_some(), volume.secret.is_some(), volume.config_map.is_some()];
        if !volume.source.is_empty() && sources.contains(&true) {
            let what = "a volume has one source: `size`, `secret`, `configMap` or `source`".to_owned();
            return Some(EntryError::new(&["volumes", name], what));
        }
    }
    for (name, preparation) in &entry.preparations {
        let known = |key: &String| key == "config" || entry.volumes.contains_key(key) || entry.shares.contains_key(key);
        if let Some(key) = preparation.mounts.keys().find(|key| !known(key)) {
            let what = format!("the entry has no volume or share `{key}`");
            return Some(EntryError::new(&["preparations", name, "mounts", key], what));
        }
    }
    entry.shares.iter().find(|(_, share)| share.writer.is_some() == share.config_map.is_some()).map(|(name, _)| {
        let what = "one side is the `writer` of a share, unless it shows a `configMap`, which nobody writes".to_owned();
        EntryError::new(&["shares", name], what)
    })
}

fn no_such<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    match &known[..] {
        [] => format!("the entry has no {what} `{name}`, and no others"),
        known => format!("the entry has no {what} `{name}`; there is {}", listed(known)),
    }
}
