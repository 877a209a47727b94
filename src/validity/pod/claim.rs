//! Claims of devices: `resourceClaims`.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::PodResourceClaim;

use super::annotations::MIRROR;
use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// `validatePodResourceClaims`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut names = HashSet::new();
    for (index, claim) in defaults.spec.resource_claims.iter().flatten().enumerate() {
        if defaults.is_pod && defaults.annotation(MIRROR).is_some() {
            let why = "a static Pod claims no resources";
            errors.forbidden(&Path::ROOT, why, "take `resourceClaims` out").at(path);
            continue;
        }
        check(claim, &mut names, &path.index(index), errors);
    }
}

/// `validatePodResourceClaim`.
fn check<'a>(claim: &'a PodResourceClaim, names: &mut HashSet<&'a str>, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = path.field("name");
    if errors.present(&name, &claim.name, "give the claim a name, by which containers refer to it") {
        if names.insert(&claim.name) {
            errors.content(&name, &claim.name, content::dns_label(&claim.name));
        } else {
            errors.duplicate(&name, &claim.name, "give each claim a name of its own");
        }
    }
    let sources = [
        ("resourceClaimName", claim.resource_claim_name.as_deref()),
        ("resourceClaimTemplateName", claim.resource_claim_template_name.as_deref()),
    ];
    let help = "write `resourceClaimName` or `resourceClaimTemplateName`, one of the two";
    match sources {
        [(_, None), (_, None)] => {
            errors.invalid(path, &claim.name, "says neither which ResourceClaim nor which template is meant", help);
        }
        [(_, Some(_)), (_, Some(_))] => {
            errors.invalid(path, &claim.name, "names a ResourceClaim and a template at once", help);
        }
        _ => {}
    }
    for (field, source) in sources {
        if let Some(source) = source {
            errors.content(&path.field(field), source, content::dns_subdomain(source));
        }
    }
}
