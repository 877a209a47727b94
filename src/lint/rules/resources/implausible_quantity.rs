//! The rule `implausible-quantity`.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Amount;

use crate::k8s::quantity::Quantity;
use crate::k8s::{Object, Pod};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A request or limit with the wrong unit: memory or storage in thousandths of a byte (`128m`), less than a
    /// mebibyte of memory (`128`), or more than 256 whole CPUs (`500`).
    ///
    /// ## Why it matters
    /// `m` means a thousandth: `128m` of memory is an eighth of a byte, and `500` CPUs are five hundred cores, although
    /// `500m` was meant. With such a limit the container cannot start; with such a request no node is large enough, or
    /// the Pod is scheduled as if it needed nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// resources:
    ///   requests: {cpu: "500", memory: 128m}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// resources:
    ///   requests: {cpu: 500m, memory: 128Mi}
    /// ```
    "implausible-quantity", Warning, Resources, Check::Object(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let spec = FieldPath::default().field("spec");
    if let Some(pod) = manifest.pod() {
        of_pod(&pod, out);
    }
    match manifest.object() {
        Object::PersistentVolumeClaim(claim) => {
            let resources = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
            of_list(
                resources.and_then(|of| of.requests.as_ref()),
                &spec.field("resources.requests"),
                Bound::Least,
                out,
            );
        }
        Object::LimitRange(range) => {
            for (at, limit) in range.spec.iter().flat_map(|spec| &spec.limits).enumerate() {
                let lists =
                    [("default", &limit.default), ("defaultRequest", &limit.default_request), ("max", &limit.max)];
                for (field, list) in lists {
                    let place = spec.clone().field("limits").index(at).field(field);
                    of_list(list.as_ref(), &place, Bound::Most, out);
                }
            }
        }
        Object::StatefulSet(set) => {
            let claims = set.spec.iter().flat_map(|spec| spec.volume_claim_templates.iter().flatten());
            for (at, claim) in claims.enumerate() {
                let resources = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
                let place = spec.clone().field("volumeClaimTemplates").index(at).field("spec.resources.requests");
                of_list(resources.and_then(|of| of.requests.as_ref()), &place, Bound::Least, out);
            }
        }
        _ => {}
    }
}

fn of_pod(pod: &Pod<'_>, out: &mut Sink<'_>) {
    let containers = pod.containers();
    let of_containers = containers.iter().map(|container| (container.path.clone(), container.spec.resources.as_ref()));
    for (path, resources) in of_containers.chain([(pod.path(), pod.spec.resources.as_ref())]) {
        let Some(resources) = resources else { continue };
        let resources_of = path.field("resources");
        of_list(resources.requests.as_ref(), &resources_of.clone().field("requests"), Bound::Least, out);
        of_list(resources.limits.as_ref(), &resources_of.field("limits"), Bound::Most, out);
    }
    for (index, volume) in pod.spec.volumes.iter().flatten().enumerate() {
        let limit = volume.empty_dir.as_ref().and_then(|dir| dir.size_limit.as_ref());
        if let Some((message, help)) = limit.and_then(|limit| fault("storage", &limit.0, Bound::Most)) {
            out.at(pod.path().field("volumes").index(index).field("emptyDir.sizeLimit"), message).help(help);
        }
    }
}

/// The bound that a quantity is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// A request: any amount with a unit may be meant.
    Least,
    /// A limit.
    Most,
}

fn of_list(list: Option<&BTreeMap<String, Amount>>, place: &FieldPath, bound: Bound, out: &mut Sink<'_>) {
    for (resource, quantity) in list.into_iter().flatten() {
        if let Some((message, help)) = fault(resource, &quantity.0, bound) {
            out.at(place.clone().key(resource), message).help(help);
        }
    }
}

/// More CPUs than any container asks for.
const MOST_CPUS: i64 = 256;

/// Returns the fault with the unit of a quantity, and what was most likely meant.
fn fault(resource: &str, text: &str, bound: Bound) -> Option<(String, String)> {
    let amount = Quantity::parse(text).ok()?;
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let bytes = matches!(resource, "memory" | "storage" | "ephemeral-storage");
    // `1288490188800m` is how servers print 1.2Gi.
    if bytes && text.ends_with('m') && amount.value() < 1 << 20 {
        let message = format!("`{text}` is {number} thousandths of a byte");
        return Some((message, format!("write `{number}Mi` for mebibytes")));
    }
    let is_meant = bound == Bound::Least && number.len() < text.len();
    if resource == "memory" && !is_meant && (1..1 << 20).contains(&amount.value()) {
        let message = format!("`{text}` is {} bytes, less than a mebibyte", amount.value());
        return Some((message, format!("write `{number}Mi` for mebibytes")));
    }
    let whole = text.bytes().all(|byte| byte.is_ascii_digit());
    if resource == "cpu" && whole && amount.value() > MOST_CPUS {
        return Some((
            format!("`{text}` is {number} whole CPUs"),
            format!("write `{number}m` for thousandths of a CPU"),
        ));
    }
    None
}
