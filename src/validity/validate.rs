//! One object before the server: its API, its decoding, then validation of what could be decoded.

use super::field_error::{FieldError, FieldErrors, Reason, kept};
use super::versions::{Release, check_api, check_fields};
use super::{decoding, object};
use crate::k8s::{Manifest, Object};
use crate::yaml::{FieldPath, Node, Segment};

/// Everything the API server of a release would hold against an object; and, where podpat has no type for its kind,
/// that it is not judged ([`Reason::UnknownApi`]).
///
/// The server stops where decoding fails; podpat goes on, and leaves out what would only be said about the stand-ins
/// that decoding put in. Validation is that of [`Release::LATEST`]. Of each reason at most [`KEPT`](crate::yaml::KEPT)
/// errors are told.
pub fn validate(manifest: &Manifest, release: Release) -> Vec<FieldError> {
    let mut errors = FieldErrors::default();
    let identity = &manifest.identity;
    check_api(&identity.api_version, &identity.kind, release, Object::KINDS, &mut errors);
    decoding::check(manifest, &mut errors);
    let mut errors = errors.into_vec();
    // Where not all stand-ins are known, nothing can be said about what was decoded.
    if !errors.iter().any(|fault| has_stand_in(fault) && fault.more > 0) {
        let stand_ins = StandIns::of(&errors);
        let mut validated = FieldErrors::default();
        object::check(manifest, &mut validated);
        check_fields(manifest, release, &mut validated);
        errors.extend(validated.into_vec().into_iter().filter(|fault| !stand_ins.explain(fault)));
    }
    if manifest.uid().is_some() {
        errors.retain(|error| !is_filled_in(&error.path));
    }
    let mut errors = kept(errors);
    for fault in &mut errors {
        point_at_variable(manifest, fault);
    }
    errors
}

/// Returns whether a path leads to what servers fill in and no author writes: they validate it when they do.
fn is_filled_in(path: &FieldPath) -> bool {
    let is = |at: usize, name: &str| matches!(path.segments().get(at), Some(Segment::Field(field)) if field == name);
    is(0, "status") || is(0, "metadata") && is(1, "managedFields")
}

/// Takes the help out of an error about a variable that was not replaced.
fn point_at_variable(manifest: &Manifest, fault: &mut FieldError) {
    if !matches!(fault.reason, Reason::Invalid | Reason::NotSupported | Reason::TypeInvalid) {
        return;
    }
    let value = manifest.node().at(fault.place.as_ref().unwrap_or(&fault.path));
    if value.and_then(Node::as_str).is_some_and(|text| text.contains("${") || text.contains("$(")) {
        "put a value in place of the variable first, as `envsubst` or kustomize does".clone_into(&mut fault.help);
    }
}

/// Returns true if decoding went on with another value than the one written.
fn has_stand_in(fault: &FieldError) -> bool {
    fault.span.is_some() && !matches!(fault.reason, Reason::UnknownField | Reason::DuplicateKey)
}

/// The paths at which decoding went on with other values than those written, sorted.
struct StandIns(Vec<FieldPath>);

impl StandIns {
    fn of(errors: &[FieldError]) -> Self {
        let mut paths: Vec<FieldPath> =
            errors.iter().filter(|fault| has_stand_in(fault)).map(|f| f.path.clone()).collect();
        paths.sort_unstable();
        Self(paths)
    }

    /// Returns true if a fault is about a stand-in, what is below one or what holds one.
    fn explain(&self, fault: &FieldError) -> bool {
        self.lie_along(&fault.path) || fault.place.as_ref().is_some_and(|place| self.lie_along(place))
    }

    /// Returns true if a path leads to or through one of them, or one of them through its end.
    fn lie_along(&self, path: &FieldPath) -> bool {
        let path = path.segments();
        let is_one = |front: &[Segment<'_>]| self.0.binary_search_by(|one| one.segments().cmp(front)).is_ok();
        // What begins with a path comes right behind it.
        let next = self.0.partition_point(|one| one.segments() < path);
        let leads_on = self.0.get(next).is_some_and(|one| one.segments().starts_with(path));
        leads_on || (0..path.len()).any(|depth| is_one(&path[..depth]))
    }
}
