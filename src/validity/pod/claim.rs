//! Claims of devices: `resourceClaims`.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::PodResourceClaim;

use super::annotations::MIRROR;
use super::pod_defaults::PodDefaults;
use crate::validity::{Faults, content};
use crate::yaml::Path;

/// `validatePodResourceClaims`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, faults: &mut Faults) {
    let mut names = HashSet::new();
    for (index, claim) in defaults.spec.resource_claims.iter().flatten().enumerate() {
        if defaults.is_pod && defaults.annotation(MIRROR).is_some() {
            let why = "a static Pod claims no resources";
            faults.forbidden(&Path::ROOT, why, "take `resourceClaims` out").at(path);
            continue;
        }
        check(claim, &mut names, &path.index(index), faults);
    }
}

/// `validatePodResourceClaim`.
fn check<'a>(claim: &'a PodResourceClaim, names: &mut HashSet<&'a str>, path: &Path<'_>, faults: &mut Faults) {
    let name = path.field("name");
    if faults.present(&name, &claim.name, "give the claim a name, by which containers refer to it") {
        if names.insert(&claim.name) {
            faults.content(&name, &claim.name, content::dns_label(&claim.name));
        } else {
            faults.duplicate(&name, &claim.name, "give each claim a name of its own");
        }
    }
    let sources = [
        ("resourceClaimName", claim.resource_claim_name.as_deref()),
        ("resourceClaimTemplateName", claim.resource_claim_template_name.as_deref()),
    ];
    let help = "write `resourceClaimName` or `resourceClaimTemplateName`, one of the two";
    match sources {
        [(_, None), (_, None)] => {
            faults.invalid(path, &claim.name, "says neither which ResourceClaim nor which template is meant", help);
        }
        [(_, Some(_)), (_, Some(_))] => {
            faults.invalid(path, &claim.name, "names a ResourceClaim and a template at once", help);
        }
        _ => {}
    }
    for (field, source) in sources {
        if let Some(source) = source {
            faults.content(&path.field(field), source, content::dns_subdomain(source));
        }
    }
}
