//! PriorityClass: whose Pods go first.
//!
//! Source: `pkg/apis/scheduling/validation/validation.go`, `pkg/apis/scheduling/v1/helpers.go`.

use k8s_openapi::api::scheduling::v1::PriorityClass;

use super::FieldErrors;
use super::metadata::{self, Scope};
use crate::yaml::Path;

/// Values above are for Kubernetes itself.
const MOST: i32 = 1_000_000_000;
/// The classes that Kubernetes makes itself, with their values.
const SYSTEM: [(&str, i32); 2] = [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// `ValidatePriorityClass`; `PreemptLowerPriority` is the default.
pub(super) fn check_priority_class(object: &PriorityClass, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    let value = object.value.unwrap_or_default();
    if name.starts_with("system-") {
        if !SYSTEM.contains(&(name, value)) || object.global_default == Some(true) {
            let why = "names that begin with `system-` are for Kubernetes itself";
            errors.forbidden(&meta.field("name"), why, "use another name, such as `important`");
        }
    } else if value > MOST {
        let why = format!("values above {MOST} are for Kubernetes itself");
        errors.forbidden(&Path::ROOT.field("value"), why, format!("use at most {MOST}"));
    }
    let at = Path::ROOT.field("preemptionPolicy");
    match object.preemption_policy.as_deref() {
        None | Some("PreemptLowerPriority" | "Never") => {}
        Some("") => {
            errors.required(&at, "write `PreemptLowerPriority` or `Never`, or take `preemptionPolicy` out");
        }
        Some(other) => {
            errors.not_supported(&at, other, &["PreemptLowerPriority", "Never"]);
        }
    }
}
