//! A sidecar, ambassador or adapter as a description asks for it: by the name of a catalogue entry, or as a container
//! of the user's own.

use crate::catalogue::Pattern;
use crate::pattern::description::container::{self, ContainerSpec};
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::image;
use crate::pattern::description::name::label;
use crate::pattern::description::share::{self, Share};
use crate::pattern::description::spanned_value::{Field, Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// One sidecar, ambassador or adapter.
#[derive(Clone, Debug)]
pub(crate) struct Helper {
    /// What it is to main.
    pub pattern: Pattern,
    /// Where it was written.
    pub place: Place,
    /// The name of its container; the catalogue's, unless given.
    pub name: Option<Spanned<String>>,
    /// Where the container comes from.
    pub from: From,
    /// Environment that main gets from it, beside what the catalogue says.
    pub main_env: Vec<container::Sourced>,
    /// Mounts that main gets, in the API's words.
    pub mounts: Vec<container::Sourced>,
}

/// Where a helper's container comes from.
#[derive(Clone, Debug)]
pub(crate) enum From {
    /// A catalogue entry.
    Catalogue {
        /// Its id.
        entry: Spanned<String>,
        /// What is said of it besides.
        parameters: Vec<Field>,
        /// An image in place of the entry's.
        image: Option<Spanned<String>>,
        /// Resources in place of the entry's.
        resources: Option<container::Sourced>,
    },
    /// A container of the user's own.
    Custom(Box<CustomHelper>),
}

/// A helper of the user's own, and how it is wired.
#[derive(Clone, Debug)]
pub(crate) struct CustomHelper {
    /// The container.
    pub spec: ContainerSpec,
    /// The folders it shares with main.
    pub shares: Vec<Share>,
    /// The local port main reaches it on.
    pub listen: Option<(i64, Place)>,
    /// The port the outside world reaches it on, and the path there.
    pub exposes: Option<(i64, String, Place)>,
}

impl Helper {
    pub(crate) fn read(pattern: Pattern, item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        let what = pattern.name();
        if let Value::Scalar { raw, .. } = &item.value {
            let entry = Spanned { value: raw.clone(), place: item.place.clone() };
            let from = From::Catalogue { entry, parameters: Vec::new(), image: None, resources: None };
            let place = item.place.clone();
            return Some(Self { pattern, place, name: None, from, main_env: Vec::new(), mounts: Vec::new() });
        }
        let expected = "write the name of a catalogue container, or a mapping with `use:` or `image:`";
        let mut fields = Fields::of(item, format!("this {what}"), expected, problems)?;
        let name = fields.take("name").and_then(|item| label(item, "`name`", problems));
        let (main_env, mounts) = fields.take("main").map(|item| read_main_settings(item, problems)).unwrap_or_default();
        let from = if let Some(entry) = fields.take("use") {
            let text = fields::text(entry, "`use`", problems)?.to_owned();
            let entry = Spanned { value: text, place: entry.place.clone() };
            let image = fields.take("image").and_then(|item| image::read(item, problems));
            let resources = fields.take("resources").and_then(|item| container::read_resources(item, problems));
            From::Catalogue { entry, parameters: fields.rest().cloned().collect(), image, resources }
        } else if item.get("image").is_some() {
            From::Custom(Box::new(CustomHelper::read(pattern, &mut fields, name.as_ref(), &main_env, problems)?))
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
        Some(Self { pattern, place: item.place.clone(), name, from, main_env, mounts })
    }
}

/// What main gets from a helper: `env` and `volumeMounts`.
fn read_main_settings(
    item: &SpannedValue,
    problems: &mut Problems,
) -> (Vec<container::Sourced>, Vec<container::Sourced>) {
    let expected = "write `main: {env: {NAME: value}}`";
    let Some(mut fields) = Fields::of(item, "`main` of a helper", expected, problems) else {
        return Default::default();
    };
    let env = fields.take("env").map(|item| container::read_env(item, problems)).unwrap_or_default();
    let mounts = fields.take("volumeMounts").map(container::read_list).unwrap_or_default();
    fields.refuse_others([], problems);
    (env, mounts)
}

impl CustomHelper {
    fn read(
        pattern: Pattern,
        fields: &mut Fields<'_>,
        name: Option<&Spanned<String>>,
        main_env: &[container::Sourced],
        problems: &mut Problems,
    ) -> Option<Self> {
        if name.is_none() {
            let help = "add `name:`, the name of the container".to_owned();
            problems.add(&fields.place.head(), format!("{} has no `name`", fields.what()), "missing here", help);
        }
        let spec = ContainerSpec::read(fields, problems);
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
                if main_env.is_empty() {
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
