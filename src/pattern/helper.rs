//! A sidecar, ambassador or adapter as a description asks for it: by the name of a catalogue entry, or as a container
//! of the user's own.

use super::container::{self, Spec};
use super::entry::Pattern;
use super::fields::{self, Fields};
use super::image;
use super::item::{Entry, Item, Place, Value};
use super::problem::Problems;
use super::share::{self, Share};
use super::word::{Word, label};

/// One sidecar, ambassador or adapter.
#[derive(Clone, Debug)]
pub(super) struct Helper {
    /// What it is to main.
    pub pattern: Pattern,
    /// Where it was written.
    pub place: Place,
    /// The name of its container; the catalogue's, unless given.
    pub name: Option<Word>,
    /// Where the container comes from.
    pub from: From,
    /// Environment that main gets from it, beside what the catalogue says.
    pub gives: Vec<container::Sourced>,
    /// Mounts that main gets, in the API's words.
    pub mounts: Vec<container::Sourced>,
}

/// Where a helper's container comes from.
#[derive(Clone, Debug)]
pub(super) enum From {
    /// A catalogue entry.
    Catalogue {
        /// Its id.
        entry: Word,
        /// What is said of it besides.
        parameters: Vec<Entry>,
        /// An image in place of the entry's.
        image: Option<Word>,
        /// Resources in place of the entry's.
        resources: Option<container::Sourced>,
    },
    /// A container of the user's own.
    Own(Box<Own>),
}

/// A helper of the user's own, and how it is wired.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The container.
    pub spec: Spec,
    /// The folders it shares with main.
    pub shares: Vec<Share>,
    /// The local port main reaches it on.
    pub listen: Option<(i64, Place)>,
    /// The port the outside world reaches it on, and the path there.
    pub exposes: Option<(i64, String, Place)>,
}

impl Helper {
    pub(super) fn read(pattern: Pattern, item: &Item, problems: &mut Problems) -> Option<Self> {
        let what = pattern.name();
        if let Value::Scalar { raw, .. } = &item.value {
            let entry = Word { text: raw.clone(), place: item.place.clone() };
            let from = From::Catalogue { entry, parameters: Vec::new(), image: None, resources: None };
            let place = item.place.clone();
            return Some(Self { pattern, place, name: None, from, gives: Vec::new(), mounts: Vec::new() });
        }
        let expected = "write the name of a catalogue container, or a mapping with `use:` or `image:`";
        let mut fields = Fields::of(item, format!("this {what}"), expected, problems)?;
        let name = fields.take("name").and_then(|item| label(item, "`name`", problems));
        let (gives, mounts) = fields.take("main").map(|item| read_gives(item, problems)).unwrap_or_default();
        let from = if let Some(entry) = fields.take("use") {
            let text = fields::text(entry, "`use`", problems)?.to_owned();
            let entry = Word { text, place: entry.place.clone() };
            let image = fields.take("image").and_then(|item| image::read(item, problems));
            let resources = fields.take("resources").and_then(|item| container::read_resources(item, problems));
            From::Catalogue { entry, parameters: fields.rest().cloned().collect(), image, resources }
        } else if item.get("image").is_some() {
            From::Own(Box::new(Own::read(pattern, &mut fields, name.as_ref(), &gives, problems)?))
        } else {
            let help = "add `use: NAME` for a container of the catalogue (`podpat patterns` lists them), or `image:` for your own";
            problems.add(
                &item.place.head(),
                format!("this {what} says neither `use` nor `image`"),
                "which container?",
                help.to_owned(),
            );
            return None;
        };
        Some(Self { pattern, place: item.place.clone(), name, from, gives, mounts })
    }
}

/// What main gets from a helper: `env` and `volumeMounts`.
fn read_gives(item: &Item, problems: &mut Problems) -> (Vec<container::Sourced>, Vec<container::Sourced>) {
    let expected = "write `main: {env: {NAME: value}}`";
    let Some(mut fields) = Fields::of(item, "`main` of a helper", expected, problems) else {
        return Default::default();
    };
    let env = fields.take("env").map(|item| container::read_env(item, problems)).unwrap_or_default();
    let mounts = fields.take("volumeMounts").map(container::read_list).unwrap_or_default();
    fields.refuse_others([], problems);
    (env, mounts)
}

impl Own {
    fn read(
        pattern: Pattern,
        fields: &mut Fields<'_>,
        name: Option<&Word>,
        gives: &[container::Sourced],
        problems: &mut Problems,
    ) -> Option<Self> {
        if name.is_none() {
            let help = "add `name:`, the name of the container".to_owned();
            problems.add(&fields.place.head(), format!("{} has no `name`", fields.what()), "missing here", help);
        }
        let spec = Spec::read(fields, problems);
        let mut shares: Vec<Share> = Vec::new();
        let mut listen = None;
        let mut exposes = None;
        match pattern {
            Pattern::Sidecar => {
                let items = fields.take("share").map(fields::one_or_many).unwrap_or_default();
                shares = items.iter().filter_map(|item| Share::read(item, problems)).collect();
            }
            Pattern::Ambassador => {
                if let Some(item) = fields.take("listen") {
                    listen = fields::whole(item, "`listen`", 1, 65535, problems).map(|port| (port, item.place.clone()));
                } else {
                    let help = "add `listen: PORT`, the port on 127.0.0.1 that main connects to".to_owned();
                    problems.add(&fields.place.head(), "this ambassador says no `listen`", "missing here", help);
                }
                if gives.is_empty() {
                    let help = "add `main: {env: {NAME: \"127.0.0.1:PORT\"}}`, so that main finds it".to_owned();
                    problems.add(&fields.place.head(), "main is not told of this ambassador", "no `main.env`", help);
                }
            }
            Pattern::Adapter => {
                if let Some(item) = fields.take("reads") {
                    shares.extend(share::read_reads(item, problems));
                }
                exposes = fields.take("exposes").and_then(|item| share::read_exposes(item, problems));
                if exposes.is_none() && fields.rest().all(|entry| entry.key != "exposes") {
                    let help =
                        "add `exposes: {port: 9102, path: /metrics}`, where the outside world reads it".to_owned();
                    problems.add(&fields.place.head(), "this adapter says no `exposes`", "missing here", help);
                }
            }
        }
        fields.refuse_others(container::FIELDS.iter().copied(), problems);
        Some(Self { spec: spec?, shares, listen, exposes })
    }
}
