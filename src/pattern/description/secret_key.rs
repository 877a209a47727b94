//! A key of a Secret as users write it: `{name: db, key: password}`, or `db/password`.

use serde_json::{Value as Json, json};

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::name;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::validity::content;

/// Returns `{name, key}`. A literal is refused: what is secret stands in no description.
pub(crate) fn read(item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<Json> {
    let help = "write `{name: SECRET, key: KEY}`, or `SECRET/KEY`: the value itself stays in the Secret";
    if let Value::Scalar { raw, .. } = &item.value {
        let split = raw.split_once('/').filter(|(name, key)| is_secret_key(name, key));
        if let Some((name, key)) = split {
            return Some(json!({"name": name, "key": key}));
        }
        problems.add(&item.place, format!("{what} is no key of a Secret"), "a Secret and a key", help.to_owned());
        return None;
    }
    let mut fields = Fields::of(item, what, help, problems)?;
    let secret = fields.take("name").and_then(|item| name::name(item, "`name`", problems));
    let key = fields.take("key").and_then(|item| fields::text(item, "`key`", problems));
    fields.refuse_others([], problems);
    match (secret, key) {
        (Some(secret), Some(key)) if content::config_map_key(key).is_none() => {
            Some(json!({"name": secret.value, "key": key}))
        }
        (Some(_), Some(_)) | (None, _) | (_, None) => {
            problems.add(&item.place, format!("{what} is no key of a Secret"), "a Secret and a key", help.to_owned());
            None
        }
    }
}

fn is_secret_key(name: &str, key: &str) -> bool {
    content::dns_subdomain(name).is_none() && content::config_map_key(key).is_none()
}
