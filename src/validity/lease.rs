//! Lease: who leads, and for how long.
//!
//! Source: `pkg/apis/coordination/validation/validation.go`. `strategy` and `preferredHolder` are dropped: their feature
//! gate is off in 1.36.

use k8s_openapi::api::coordination::v1::Lease;

use super::FieldErrors;
use super::controllers::check_count;
use super::metadata::{self, Scope};
use crate::yaml::Path;

/// `ValidateLease`.
pub(super) fn check_lease(object: &Lease, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let Some(spec) = &object.spec else { return };
    let path = Path::ROOT.field("spec");
    if let Some(seconds) = spec.lease_duration_seconds.filter(|&seconds| seconds <= 0) {
        errors.invalid(&path.field("leaseDurationSeconds"), seconds, "is not above zero", "use 1 or more, such as 15");
    }
    check_count(spec.lease_transitions, &path.field("leaseTransitions"), errors);
}
