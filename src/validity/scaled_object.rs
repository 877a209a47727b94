//! The object that a HorizontalPodAutoscaler scales or measures.

use super::{FieldErrors, content};
use crate::yaml::Path;

/// The object that is scaled or measured, in either version of the API.
#[derive(Clone, Copy)]
pub(super) struct ScaledObject<'a> {
    pub(super) api_version: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
}

/// `ValidateCrossVersionObjectReference`.
pub(super) fn check(target: ScaledObject<'_>, core_allowed: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    let names =
        [("kind", target.kind, "write the kind, such as `Deployment`"), ("name", target.name, "write the name")];
    for (field, name, help) in names {
        if name.is_empty() {
            errors.required(&path.field(field), help);
        } else {
            errors.content(&path.field(field), name, content::path_segment(name, false));
        }
    }
    let version = target.api_version;
    if version.matches('/').count() > 1 {
        errors.invalid(&path.field("apiVersion"), version, "has more than one `/`", "write one such as `apps/v1`");
    } else if !core_allowed && version.split_once('/').is_none_or(|(group, _)| group.is_empty()) {
        let fault =
            errors.invalid(&path.field("apiVersion"), version, "names no API group", "write one such as `apps/v1`");
        if target.kind == "Deployment" {
            "write `apiVersion: apps/v1`".clone_into(&mut fault.help);
        }
    }
}
