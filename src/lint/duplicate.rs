//! Objects that one text holds twice. Knows identities only: what the objects say does not matter.

use std::collections::HashMap;
use std::sync::Arc;

use super::anchor::Anchor;
use super::finding::{Finding, Related};
use super::place::Place;
use super::rules;
use super::settings::Settings;
use crate::k8s::{Identity, Manifest};
use crate::yaml::FieldPath;

/// The objects of one text so far.
#[derive(Default)]
pub(super) struct Duplicates {
    first: HashMap<Arc<Identity>, Place>,
}

impl Duplicates {
    /// Returns a finding if an object stands in the same text before.
    pub(super) fn add(&mut self, manifest: &Manifest, settings: &Settings) -> Option<Finding> {
        let rule = rules::find("duplicate-object").filter(|rule| settings.runs(rule))?;
        let name = manifest.identity.name.as_deref().filter(|name| !name.is_empty())?;
        let Some(before) = self.first.get(&manifest.identity) else {
            self.first.insert(Arc::clone(&manifest.identity), place(manifest));
            return None;
        };
        Some(Finding {
            rule,
            severity: settings.severity(rule),
            message: format!(
                "{} `{name}` stands in this file before, and only the last one counts",
                manifest.identity.kind
            ),
            help: Some("put both in one object, or give one of them another name".to_owned()),
            place: place(manifest),
            document: manifest.document,
            object: Some(Arc::clone(&manifest.identity)),
            within: Some(manifest.node().span().start),
            anchor: Anchor::default(),
            related: vec![Related { message: "the first one".to_owned(), place: before.clone() }],
        })
    }
}

fn place(manifest: &Manifest) -> Place {
    let path = FieldPath::default().field("metadata.name");
    Place { source: Arc::clone(&manifest.source), span: manifest.locate(&path), path }
}
