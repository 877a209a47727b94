//! Conditions on an entry of the catalogue beyond its types: the names in it lead somewhere, and what podpat writes
//! itself is left to podpat.

use std::collections::BTreeSet;

use super::entry::Entry;
use super::parameter::{Parameter, Type};
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

/// Returns every mistake in an entry; of one that is too large, that alone.
pub(crate) fn check(entry: &Entry) -> Vec<EntryError> {
    if let Some(error) = size(entry) {
        return vec![error];
    }
    let mut errors: Vec<EntryError> = [name(entry), summary(entry), user(entry)].into_iter().flatten().collect();
    errors.extend(container(entry));
    errors.extend(quantities(entry));
    errors.extend(entry.parameters.iter().filter_map(|(name, it)| parameter(entry, name, it)));
    errors.extend(entry.parameters.iter().filter_map(|(name, it)| meant_by(entry, name, it)));
    errors.extend(rules(entry));
    errors.extend(ports(entry));
    errors.extend(led_to(entry));
    errors.extend(volumes(entry));
    errors.extend(files(entry));
    errors.extend(variables(entry));
    errors
}

/// Returns the mistakes of what names a variable of main.
fn variables(entry: &Entry) -> impl Iterator<Item = EntryError> {
    let main = &entry.main;
    let named = main.append.keys().map(|name| ("append", name)).chain(main.fixed.iter().map(|name| ("fixed", name)));
    named
        .filter(|(_, name)| !main.env.contains_key(*name))
        .map(|(field, name)| EntryError::new(&["main", field], no_such("variable", name, main.env.keys())))
}

/// Returns the mistake in the other names of a parameter: one that means something itself is never asked about.
fn meant_by(entry: &Entry, name: &str, parameter: &Parameter) -> Option<EntryError> {
    let is_key = |word: &&String| {
        entry.all_parameters().contains_key(*word)
            || RESERVED.contains(&word.as_str())
            || field_names::of_container().contains(&word.as_str())
    };
    let word = parameter.meant_by.iter().find(is_key)?;
    let at = ["parameters", name, "meantBy"];
    Some(EntryError::new(&at, format!("`{word}` is a key of its own, and cannot be another name of `{name}`")))
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

fn container(entry: &Entry) -> Vec<EntryError> {
    let known = || field_names::of_container().iter().copied().filter(|field| !WRITTEN_BY_PODPAT.contains(field));
    let unknown = entry.container.keys().filter(|field| known().all(|known| known != *field));
    let errors = unknown.map(|field| {
        let what = match field.as_str() {
            "name" | "image" | "ports" | "resources" => format!("`{field}` stands beside `container`"),
            "volumeMounts" => "mounts come of `shares`, `volumes` and `config`".to_owned(),
            _ => match yaml::nearest(field, known()) {
                Some(near) => format!("a container has no `{field}`; did you mean `{near}`?"),
                None => format!("a container has no `{field}` that an entry may set"),
            },
        };
        EntryError::new(&["container", field], what)
    });
    errors.collect()
}

fn quantities(entry: &Entry) -> impl Iterator<Item = EntryError> {
    let resources = &entry.resources;
    let quantities = [("cpu", &resources.cpu), ("memory", &resources.memory), ("limit", &resources.limit)];
    let wrong = quantities.into_iter().filter(|(_, text)| Quantity::parse(text).is_err());
    wrong.map(|(field, text)| {
        EntryError::new(&["resources", field], format!("`{text}` is no quantity, such as `10m` or `64Mi`"))
    })
}

fn user(entry: &Entry) -> Option<EntryError> {
    let is_user = entry.user.as_u64().is_some_and(|user| i32::try_from(user).is_ok())
        || entry.user.as_str().is_some_and(|user| user.contains("{{"));
    (!is_user).then(|| EntryError::new(&["user"], "a user is a number, or a template of one".to_owned()))
}

fn parameter(entry: &Entry, name: &str, parameter: &Parameter) -> Option<EntryError> {
    let at = |field: &str| vec!["parameters".to_owned(), name.to_owned(), field.to_owned()];
    if RESERVED.contains(&name) || field_names::of_container().contains(&name) {
        let what = format!("no parameter can be called `{name}`, which means something else already");
        return Some(EntryError::new(&["parameters", name], what));
    }
    let is_choice = parameter.kind == Type::Choice || parameter.of == Some(Type::Choice);
    if is_choice == parameter.values.is_empty() {
        let what = "a `choice` lists its `values`, and no other type has any".to_owned();
        return Some(EntryError { at: at("type"), what });
    }
    if parameter.verbatim && parameter.kind != Type::Text {
        return Some(EntryError { at: at("verbatim"), what: "only a `text` can be taken verbatim".to_owned() });
    }
    let needed = parameter.only_with.as_ref().filter(|needed| !entry.parameters.contains_key(*needed))?;
    Some(EntryError { at: at("onlyWith"), what: no_such("parameter", needed, entry.parameters.keys()) })
}

fn rules(entry: &Entry) -> impl Iterator<Item = EntryError> {
    let known = entry.all_parameters();
    entry.rules.iter().enumerate().filter(move |(_, rule)| !known.contains_key(&rule.at)).map(|(index, rule)| {
        let what = no_such("parameter", &rule.at, entry.parameters.keys());
        EntryError { at: vec!["rules".to_owned(), index.to_string(), "at".to_owned()], what }
    })
}

/// A file is a template in a language, or a text that is taken as it stands.
fn files(entry: &Entry) -> impl Iterator<Item = EntryError> {
    let files = entry.config.iter().flat_map(|config| &config.files);
    files.into_iter().filter_map(|(name, file)| {
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

fn ports(entry: &Entry) -> Vec<EntryError> {
    let mut named = BTreeSet::new();
    let errors = entry.ports.iter().filter_map(|(name, port)| {
        let at = |field: &str| vec!["ports".to_owned(), name.clone(), field.to_owned()];
        if port.number == 0 {
            return Some(EntryError { at: at("number"), what: "a port has a number from 1 to 65535".to_owned() });
        }
        if let Some(like) = port.like.as_ref().filter(|like| !entry.parameters.contains_key(*like)) {
            return Some(EntryError { at: at("like"), what: no_such("parameter", like, entry.parameters.keys()) });
        }
        let parameter = port.parameter.as_ref()?;
        let is_taken = entry.parameters.contains_key(parameter) || RESERVED.contains(&parameter.as_str());
        (is_taken || !named.insert(parameter)).then(|| {
            let what = format!("`{parameter}` means something else already; call it `{name}Port`, for example");
            EntryError { at: at("parameter"), what }
        })
    });
    errors.collect()
}

/// Returns the mistakes of what names a port.
fn led_to(entry: &Entry) -> impl Iterator<Item = EntryError> {
    let led_to = [
        ("scrape", entry.scrape.as_ref().map(|scrape| &scrape.port)),
        ("fronts", entry.fronts.as_ref().map(|fronts| &fronts.port)),
    ];
    led_to.into_iter().filter_map(|(field, port)| {
        let port = port.filter(|port| !entry.ports.contains_key(*port))?;
        Some(EntryError::new(&[field, "port"], no_such("port", port, entry.ports.keys())))
    })
}

fn volumes(entry: &Entry) -> Vec<EntryError> {
    let sources = entry.volumes.iter().filter(|(_, volume)| {
        let others = [volume.size.is_some(), volume.secret.is_some(), volume.config_map.is_some()];
        !volume.source.is_empty() && others.contains(&true)
    });
    let sources = sources.map(|(name, _)| {
        let what = "a volume has one source: `size`, `secret`, `configMap` or `source`".to_owned();
        EntryError::new(&["volumes", name], what)
    });
    let is_known = |key: &String| key == "config" || entry.volumes.contains_key(key) || entry.shares.contains_key(key);
    let mounts = entry.preparations.iter().flat_map(|(name, it)| it.mounts.keys().map(move |key| (name, key)));
    let mounts = mounts.filter(|(_, key)| !is_known(key)).map(|(name, key)| {
        EntryError::new(&["preparations", name, "mounts", key], format!("the entry has no volume or share `{key}`"))
    });
    let shares = entry.shares.iter().filter(|(_, share)| share.writer.is_some() == share.config_map.is_some());
    let shares = shares.map(|(name, _)| {
        let what = "one side is the `writer` of a share, unless it shows a `configMap`, which nobody writes".to_owned();
        EntryError::new(&["shares", name], what)
    });
    sources.chain(mounts).chain(shares).collect()
}

fn no_such<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    match &known[..] {
        [] => format!("the entry has no {what} `{name}`, and no others"),
        known => format!("the entry has no {what} `{name}`; there is {}", listed(known)),
    }
}
