//! A helper as a description asks for it: by the name of a catalogue entry, or as a container of the user's own.

use crate::catalogue::Pattern;
use crate::k8s::field_names;
use crate::pattern::description::container::{self, Sourced};
use crate::pattern::description::custom_helper::CustomHelper;
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::image;
use crate::pattern::description::name::label;
use crate::pattern::description::spanned_value::{Field, Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// One helper.
#[derive(Clone, Debug)]
pub(crate) struct Helper {
    /// Its pattern.
    pub pattern: Pattern,
    /// The place where it was written.
    pub place: Place,
    /// The name of its container; the catalogue's, unless given.
    pub name: Option<Spanned<String>>,
    /// The source of the container.
    pub from: From,
    /// Environment that main gets from it, beside what the catalogue says.
    pub main_env: Vec<Sourced>,
    /// Mounts that main gets, as in the Kubernetes API.
    pub mounts: Vec<Sourced>,
}

/// The source of a helper's container.
#[derive(Clone, Debug)]
pub(crate) enum From {
    /// A catalogue entry.
    Catalogue {
        /// Its id.
        entry: Spanned<String>,
        /// Its parameters.
        parameters: Vec<Field>,
        /// An image in place of the entry's.
        image: Option<Spanned<String>>,
        /// Fields of the container in the API's words, which are merged over the entry's.
        overrides: Vec<Field>,
    },
    /// A container of the user's own.
    Custom(Box<CustomHelper>),
}

impl From {
    /// A catalogue entry of which nothing else is said.
    pub(crate) const fn entry(entry: Spanned<String>, parameters: Vec<Field>) -> Self {
        Self::Catalogue { entry, parameters, image: None, overrides: Vec::new() }
    }
}

impl Helper {
    pub(crate) fn read(pattern: Pattern, item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        let what = pattern.key();
        if let Value::Scalar { raw, .. } = &item.value {
            let from = From::entry(Spanned { value: raw.clone(), place: item.place.clone() }, Vec::new());
            let place = item.place.clone();
            return Some(Self { pattern, place, name: None, from, main_env: Vec::new(), mounts: Vec::new() });
        }
        let expected = "write the name of a catalogue container, or a mapping with `use:` or `image:`";
        let mut fields = Fields::of(item, format!("this {what}"), expected, problems)?;
        let name = fields.take("name").and_then(|item| label(item, "`name`", problems));
        let (main_env, mounts) = fields.take("main").map(|item| read_main_settings(item, problems)).unwrap_or_default();
        refuse_restart_policy(&mut fields, problems);
        let from = if let Some(entry) = fields.take("use") {
            let text = fields::text(entry, "`use`", problems)?.to_owned();
            let entry = Spanned { value: text, place: entry.place.clone() };
            let image = fields.take("image").and_then(|item| image::read(item, problems));
            let (overrides, parameters) = fields.rest().cloned().partition(is_override);
            From::Catalogue { entry, parameters, image, overrides }
        } else if item.get("image").is_some() {
            let custom = CustomHelper::read(pattern, &mut fields, name.as_ref(), &main_env, problems)?;
            From::Custom(Box::new(custom))
        } else {
            let help = "add `use: NAME` for a container of the catalogue (`podpat patterns` lists them), or `image:` for your own";
            let message = format!("this {what} says neither `use` nor `image`");
            problems.add(&item.place.head(), message, "which container?", help.to_owned());
            return None;
        };
        Some(Self { pattern, place: item.place.clone(), name, from, main_env, mounts })
    }
}

/// Returns true if a field of a catalogue helper is one of its container rather than a parameter.
fn is_override(field: &Field) -> bool {
    // A text under `env` was a parameter of an entry once.
    let is_text = matches!(field.item.value, Value::Scalar { .. });
    field_names::of_container().contains(&field.key.as_str()) && !(field.key == "env" && is_text)
}

/// Refuses `restartPolicy`, which follows from the pattern of a helper.
fn refuse_restart_policy(fields: &mut Fields<'_>, problems: &mut Problems) {
    if let Some(field) = fields.take_field("restartPolicy") {
        let help = "remove it: helpers are native sidecars, and containers under `init` run to completion".to_owned();
        problems.add(&field.place, "a helper takes no `restartPolicy`", "written by podpat", help);
    }
}

/// Returns what main gets from a helper: `env` and `volumeMounts`.
fn read_main_settings(item: &SpannedValue, problems: &mut Problems) -> (Vec<Sourced>, Vec<Sourced>) {
    let expected = "write `main: {env: {NAME: value}}`";
    let Some(mut fields) = Fields::of(item, "`main` of a helper", expected, problems) else {
        return Default::default();
    };
    let env = fields.take("env").map(|item| container::read_env(item, problems)).unwrap_or_default();
    let mounts = fields.take("volumeMounts").map(container::read_list).unwrap_or_default();
    fields.refuse_others([], problems);
    (env, mounts)
}
