//! One object before the server: its API, its decoding, then validation of what could be decoded.

use super::fault::{Fault, Faults, Reason};
use super::versions::{Release, check_api, check_fields};
use super::{decoding, object};
use crate::k8s::{Manifest, Object};
use crate::yaml::{Node, PathBuf, Segment};

/// Everything the API server of a release would hold against an object; and, where podpat has no type for its kind,
/// that it is not judged ([`Reason::UnknownApi`]).
///
/// The server stops where decoding fails; podpat goes on, and leaves out what would only be said about the stand-ins
/// that decoding put in. Validation is that of [`Release::LATEST`].
pub fn judge(manifest: &Manifest, release: Release) -> Vec<Fault> {
    let mut faults = Faults::default();
    let identity = &manifest.identity;
    check_api(&identity.api_version, &identity.kind, release, Object::KINDS, &mut faults);
    decoding::check(manifest, &mut faults);
    let mut faults = faults.into_vec();
    let stand_ins: Vec<PathBuf> = faults.iter().filter(|fault| has_stand_in(fault)).map(|f| f.path.clone()).collect();
    let mut validated = Faults::default();
    object::check(manifest, &mut validated);
    check_fields(manifest, release, &mut validated);
    faults.extend(validated.into_vec().into_iter().filter(|fault| !follows(fault, &stand_ins)));
    for fault in &mut faults {
        point_at_variable(manifest, fault);
    }
    faults
}

/// Where a variable still stands, what to write instead of it is beside the point.
fn point_at_variable(manifest: &Manifest, fault: &mut Fault) {
    let is_of_value = matches!(fault.reason, Reason::Invalid | Reason::NotSupported | Reason::TypeInvalid);
    let value = manifest.node().at(fault.place.as_ref().unwrap_or(&fault.path)).filter(|_| is_of_value);
    if value.and_then(Node::as_str).is_some_and(|text| text.contains("${") || text.contains("$(")) {
        "put a value in place of the variable first, as `envsubst` or kustomize does".clone_into(&mut fault.help);
    }
}

/// Whether decoding went on with another value than the one written.
fn has_stand_in(fault: &Fault) -> bool {
    fault.span.is_some() && !matches!(fault.reason, Reason::UnknownField | Reason::DuplicateKey)
}

/// Whether a fault is about a stand-in, what is below one or what holds one.
fn follows(fault: &Fault, stand_ins: &[PathBuf]) -> bool {
    let is_near = |path: &PathBuf| stand_ins.iter().any(|stand_in| same_line(path.segments(), stand_in.segments()));
    is_near(&fault.path) || fault.place.as_ref().is_some_and(is_near)
}

/// Whether one path leads to or through the place of the other.
fn same_line(one: &[Segment<'_>], other: &[Segment<'_>]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
