//! Names in a description: of objects, and of containers.

use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Spanned, SpannedValue};
use crate::pattern::problem::Problems;
use crate::validity::content;

/// The name of an object: a DNS-1123 subdomain.
pub(crate) fn name(item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<Spanned<String>> {
    checked(item, what, content::dns_subdomain, problems)
}

/// The name of a container: a DNS-1123 label.
pub(crate) fn label(item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<Spanned<String>> {
    checked(item, what, content::dns_label, problems)
}

fn checked(
    item: &SpannedValue,
    what: &str,
    error: fn(&str) -> Option<content::FormatError>,
    problems: &mut Problems,
) -> Option<Spanned<String>> {
    let text = fields::text(item, what, problems)?;
    let Some(error) = error(text) else {
        return Some(Spanned { value: text.to_owned(), place: item.place.clone() });
    };
    let message = format!("{what} is {}, which {}", item.described(), error.why);
    problems.add(&item.place, message, "not a name Kubernetes takes", error.help.into_owned());
    None
}
