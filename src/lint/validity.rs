//! Faults that the API server would refuse, as findings: each fault under the rule that documents it.

use super::finding::Finding;
use super::rules;
use super::settings::Settings;
use super::sink::{ProofRoom, Sink, Target};
use super::validity_fix;
use crate::k8s::Manifest;
use crate::validity::{self, FieldError, Reason};

/// Adds what the server refuses in an object; returns whether it could be judged at all. `room` is what is left for its fixes.
pub(super) fn check(manifest: &Manifest, settings: &Settings, room: &ProofRoom, findings: &mut Vec<Finding>) -> bool {
    let faults = validity::validate(manifest, settings.release());
    let is_known = faults.iter().all(|fault| fault.reason != Reason::UnknownApi);
    for fault in faults {
        report(manifest, settings, room, findings, fault);
    }
    is_known
}

fn report(manifest: &Manifest, settings: &Settings, room: &ProofRoom, findings: &mut Vec<Finding>, fault: FieldError) {
    let Some(rule) = rules::find(fault.reason.id()).filter(|rule| settings.runs(rule)) else { return };
    let span = fault.span.unwrap_or_else(|| manifest.locate(fault.place.as_ref().unwrap_or(&fault.path)));
    let repair = if settings.has_fixes() && manifest.source.is_whole() && room.is_left(manifest) {
        validity_fix::of(manifest, &fault, settings.release(), room)
    } else {
        None
    };
    let mut out = Sink::new(rule, manifest, settings, room, findings);
    let message = match fault.more {
        0 => fault.message,
        more => format!("{}; {more} more like it in this object are not listed", fault.message),
    };
    let draft = out.at(Target::Bytes(span, fault.path.clone()), message).help(fault.help).fix(repair);
    if let Some((span, message)) = fault.related {
        draft.related(Target::Bytes(span, fault.path), message);
    }
}
