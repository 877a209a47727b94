//! What the API server would hold against an object, as findings: each fault under the rule that documents it.

use super::finding::Finding;
use super::rules;
use super::settings::Settings;
use super::sink::{Sink, Target};
use crate::k8s::Manifest;
use crate::validity::{self, Fault};

/// Adds what the server refuses in an object.
pub(super) fn check(manifest: &Manifest, settings: &Settings, findings: &mut Vec<Finding>) {
    for fault in validity::judge(manifest, settings.release()) {
        report(manifest, settings, findings, fault);
    }
}

fn report(manifest: &Manifest, settings: &Settings, findings: &mut Vec<Finding>, fault: Fault) {
    let Some(rule) = rules::find(fault.reason.id()).filter(|rule| settings.runs(rule)) else { return };
    let span = fault.span.unwrap_or_else(|| manifest.locate(fault.place.as_ref().unwrap_or(&fault.path)));
    let mut out = Sink::new(rule, manifest, settings, findings);
    let draft = out.at(Target::Bytes(span, fault.path.clone()), fault.message).help(fault.help);
    if let Some((span, message)) = fault.related {
        draft.related(Target::Bytes(span, fault.path), message);
    }
}
