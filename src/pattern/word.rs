//! A text of a description that is kept with its place, and the names among them.

use super::fields;
use super::item::{Item, Place};
use super::problem::Problems;
use crate::validity::content;

/// A text and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// The name of an object: a DNS-1123 subdomain.
pub(super) fn name(item: &Item, what: &str, problems: &mut Problems) -> Option<Word> {
    checked(item, what, content::dns_subdomain, problems)
}

/// The name of a container: a DNS-1123 label.
pub(super) fn label(item: &Item, what: &str, problems: &mut Problems) -> Option<Word> {
    checked(item, what, content::dns_label, problems)
}

fn checked(
    item: &Item,
    what: &str,
    complaint: fn(&str) -> Option<content::Complaint>,
    problems: &mut Problems,
) -> Option<Word> {
    let text = fields::text(item, what, problems)?;
    let Some(complaint) = complaint(text) else {
        return Some(Word { text: text.to_owned(), place: item.place.clone() });
    };
    let message = format!("{what} is {}, which {}", item.described(), complaint.why);
    problems.add(&item.place, message, "not a name Kubernetes takes", complaint.help.into_owned());
    None
}
