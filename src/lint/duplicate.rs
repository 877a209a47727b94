//! Objects of the kinds of Kubernetes that one text holds twice. Knows identities only: what the objects say does not
//! matter.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::anchor::Anchor;
use super::finding::{Finding, Related};
use super::place::Place;
use super::rules;
use super::settings::Settings;
use crate::k8s::{Identity, Manifest};
use crate::source::{Position, Source, Span};
use crate::yaml::FieldPath;

/// The objects of one text so far, by [`key`]: a text may have more of them than there is memory for their names.
#[derive(Default)]
pub(super) struct Duplicates {
    first: HashMap<u128, Name>,
}

/// The place of the name of an object.
#[derive(Clone, Copy)]
struct Name {
    span: Span,
    /// The position of its first byte, if the part of the text that it stands in may be gone when it is asked for.
    start: Option<Position>,
}

impl Duplicates {
    /// Returns a finding if an object stands in the same text before.
    pub(super) fn add(&mut self, manifest: &Manifest, settings: &Settings) -> Option<Finding> {
        let rule = rules::find("duplicate-object").filter(|rule| settings.runs(rule))?;
        // Examples of custom resources hold one object as it is changed step by step.
        manifest.object().metadata()?;
        let name = manifest.identity.name.as_deref().filter(|name| !name.is_empty())?;
        let (key, place) = (key(&manifest.identity), place(manifest));
        let Some(before) = self.first.get(&key) else {
            let start = (!place.source.is_whole()).then(|| place.start());
            self.first.insert(key, Name { span: place.span, start });
            return None;
        };
        Some(Finding {
            rule,
            severity: settings.severity(rule),
            message: format!(
                "{} `{name}` is already defined in this file, and only the last definition counts",
                manifest.identity.kind
            ),
            help: Some("put both in one object, or give one of them another name".to_owned()),
            related: vec![Related { message: "the first one".to_owned(), place: before.place(&place) }],
            place,
            document: manifest.document,
            object: Some(Arc::clone(&manifest.identity)),
            within: Some(manifest.node().span().start),
            anchor: Anchor::default(),
            fix: None,
            is_rendered: false,
        })
    }
}

impl Name {
    /// Returns the place of the name, given that of a later one in the same text.
    fn place(self, later: &Place) -> Place {
        let source = match self.start.filter(|_| later.source.get(self.span).is_none()) {
            // The part of the text that it stood in is gone, and the name is the same.
            Some(start) => Arc::new(Source::part(later.source.name(), later.source.slice(later.span), start)),
            None => Arc::clone(&later.source),
        };
        Place { source, span: self.span, path: later.path.clone() }
    }
}

/// Two hashes of an identity: of no two objects in a text are both the same. An object without a namespace is the one in
/// `default`, as nobody can apply both to another.
fn key(identity: &Identity) -> u128 {
    let Identity { api_version, kind, namespace, name } = identity;
    let home = namespace.as_deref().unwrap_or("default");
    let hash = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, api_version, kind, home, name).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    hash(0) << 64 | hash(1)
}

fn place(manifest: &Manifest) -> Place {
    let path = FieldPath::default().field("metadata.name");
    Place { source: Arc::clone(&manifest.source), span: manifest.locate(&path), path }
}
