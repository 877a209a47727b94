//! Objects that one text holds twice. Knows identities only: what the objects say does not matter.

use std::collections::HashMap;
use std::sync::Arc;

use super::finding::{Finding, Related};
use super::place::Place;
use super::rules;
use super::settings::Settings;
use crate::k8s::{Identity, Manifest};
use crate::yaml::FieldPath;

/// Returns a finding for each object that stands in the same text before.
pub(super) fn findings(manifests: &[Manifest], settings: &Settings) -> Vec<Finding> {
    let Some(rule) = rules::find("duplicate-object").filter(|rule| settings.runs(rule)) else { return Vec::new() };
    let mut first: HashMap<&Identity, &Manifest> = HashMap::new();
    let mut findings = Vec::new();
    for manifest in manifests {
        let Some(name) = manifest.identity.name.as_deref().filter(|name| !name.is_empty()) else { continue };
        let Some(before) = first.get(&*manifest.identity) else {
            first.insert(&manifest.identity, manifest);
            continue;
        };
        findings.push(Finding {
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
            related: vec![Related { message: "the first one".to_owned(), place: place(before) }],
        });
    }
    findings
}

fn place(manifest: &Manifest) -> Place {
    let path = FieldPath::default().field("metadata.name");
    Place { source: Arc::clone(&manifest.source), span: manifest.locate(&path), path }
}
