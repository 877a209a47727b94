//! What the API server would hold against an object, as findings: each fault under the rule that documents it.

use super::finding::Finding;
use super::rules;
use super::settings::Settings;
use super::sink::{Sink, Target};
use crate::k8s::{Manifest, Object};
use crate::validity::{self, Fault};
use crate::yaml::{PathBuf, Segment};

/// Adds what the server refuses in an object.
pub(super) fn check(manifest: &Manifest, settings: &Settings, findings: &mut Vec<Finding>) {
    for fault in validity::judge(manifest) {
        report(manifest, settings, findings, fault);
    }
    unknown(manifest, settings, findings);
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

/// Says that an object is of no kind podpat could judge.
fn unknown(manifest: &Manifest, settings: &Settings, findings: &mut Vec<Finding>) {
    let (version, kind) = (manifest.identity.api_version.as_str(), manifest.identity.kind.as_str());
    let is_known = !matches!(manifest.object, Object::Unknown) || Object::KINDS.contains(&(version, kind));
    let Some(rule) = rules::find("unknown-api").filter(|rule| settings.runs(rule) && !is_known) else { return };
    let message = format!("podpat does not know the kind `{kind}` of `{version}`, so it is not judged");
    let target = PathBuf::new([Segment::Field("kind".into())]);
    Sink::new(rule, manifest, settings, findings)
        .at(target, message)
        .help("check the spelling, unless it is a custom resource");
}
