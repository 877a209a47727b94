//! Resources of the Pod as a whole, and what they make of those of its containers.

use k8s_openapi::api::core::v1::{Container, ResourceRequirements};

use super::pod_defaults::PodDefaults;
use super::resources::{Amounts, Requirements, amounts, in_milli, requests_of};
use crate::validity::FieldErrors;
use crate::validity::quantity::Quantity;
use crate::validity::resource_name::{self, is_huge_pages, may_be_overcommitted};
use crate::yaml::Path;

/// `SupportedPodLevelResources`; of huge pages, any size.
const SUPPORTED: [&str; 3] = ["cpu", "hugepages-", "memory"];

/// `IsSupportedPodLevelResource`.
fn is_supported(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || is_huge_pages(name)
}

/// `validatePodResourceName`.
fn check_name(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if resource_name::check(name, path, errors) && !is_supported(name) {
        let fault = errors.not_supported(path, name, &SUPPORTED);
        fault.message = format!("`{name}` is not a resource of Pods as a whole");
        fault.help.push_str("; give other resources to a container");
    }
}

/// `validatePodResources`.
pub(super) fn check(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(resources) = &defaults.spec.resources else { return };
    let spec = path;
    let path = spec.field("resources");
    if defaults.is_windows() {
        errors.forbidden(&path, "a Windows Pod has no resources of its own", "give them to its containers");
        return;
    }
    if resources.claims.is_some() {
        let help = "claim them in a container's `resources.claims`";
        errors.forbidden(&path.field("claims"), "a Pod as a whole claims no resources", help);
    }
    let (limits, requests) = with_defaults(resources, defaults);
    let requirements = Requirements::of_pod(limits, requests, resources);
    requirements.check(check_name, defaults, &path, errors);
    check_sums(&requirements, defaults, &path, errors);
    check_limits(&requirements, defaults, spec, errors);
}

/// Limits and requests as the server sees them. In a Pod, huge pages of the containers make a limit, and requests of
/// the containers or the limit make the request. `defaultHugePagePodLimits`, `defaultPodRequests`.
fn with_defaults<'a>(resources: &'a ResourceRequirements, defaults: &PodDefaults<'a>) -> (Amounts<'a>, Amounts<'a>) {
    let mut limits = amounts(resources.limits.as_ref());
    let mut requests = amounts(resources.requests.as_ref());
    if defaults.is_pod && (!limits.is_empty() || !requests.is_empty()) {
        for (name, amount) in aggregate(defaults, |container| limits_of(container)) {
            if is_huge_pages(name) && !requests.contains_key(name) {
                limits.entry(name).or_insert(amount);
            }
        }
    }
    if defaults.is_pod && !limits.is_empty() {
        for (name, amount) in aggregate(defaults, |container| container_requests(container, true)) {
            if is_supported(name) && may_be_overcommitted(name) {
                requests.entry(name).or_insert(amount);
            }
        }
        for (&name, limit) in limits.iter().filter(|(name, _)| is_supported(name)) {
            requests.entry(name).or_insert_with(|| limit.clone());
        }
    }
    (in_milli(limits), in_milli(requests))
}

fn limits_of(container: &Container) -> Amounts<'_> {
    container.resources.as_ref().map(|resources| amounts(resources.limits.as_ref())).unwrap_or_default()
}

fn container_requests(container: &Container, is_pod: bool) -> Amounts<'_> {
    container.resources.as_ref().map(|resources| requests_of(resources, is_pod)).unwrap_or_default()
}

/// Returns what all containers need at once: the sum of those that run on, or more where an init container needs more
/// while the native sidecars before it run. `AggregateContainerRequests`, `AggregateContainerLimits`.
fn aggregate<'a>(defaults: &PodDefaults<'a>, of: impl Fn(&'a Container) -> Amounts<'a>) -> Amounts<'a> {
    let mut sum = Amounts::new();
    for container in &defaults.spec.containers {
        add(&mut sum, of(container));
    }
    let (mut sidecars, mut most) = (Amounts::new(), Amounts::new());
    for init in defaults.spec.init_containers.iter().flatten() {
        let is_sidecar = init.restart_policy.as_deref() == Some("Always");
        let own = of(init);
        if is_sidecar {
            add(&mut sum, own.clone());
            add(&mut sidecars, own.clone());
        }
        // What this container does not name needs no more than it did before.
        for (name, amount) in own {
            let beside = sidecars.get(name);
            let need = match beside {
                Some(beside) if is_sidecar => beside.clone(),
                Some(beside) => amount.plus(beside),
                None => amount,
            };
            raise(&mut most, name, need);
        }
    }
    for (name, amount) in most {
        raise(&mut sum, name, amount);
    }
    sum
}

fn add<'a>(sum: &mut Amounts<'a>, amounts: Amounts<'a>) {
    for (name, amount) in amounts {
        let total = sum.get(name).map_or_else(|| amount.clone(), |own| own.plus(&amount));
        sum.insert(name, total);
    }
}

fn raise<'a>(most: &mut Amounts<'a>, name: &'a str, amount: Quantity) {
    if most.get(name).is_none_or(|own| *own < amount) {
        most.insert(name, amount);
    }
}

/// `validatePodResourceConsistency`: the whole is no less than its parts together.
fn check_sums(pod: &Requirements<'_>, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let requested = aggregate(defaults, |container| in_milli(container_requests(container, defaults.is_pod)));
    let list = path.field("requests");
    for (name, sum) in requested {
        if let Some(own) = pod.requests.get(name).filter(|own| sum > **own) {
            let why = format!("is less than the {} that the containers request together", sum.text());
            errors.invalid(&list.key(name), own.text(), why, "raise it, or lower the containers' requests");
        }
    }
    let limited = aggregate(defaults, |container| in_milli(limits_of(container)));
    let list = path.field("limits");
    for (name, sum) in limited.into_iter().filter(|(name, _)| is_huge_pages(name)) {
        if let Some(own) = pod.limits.get(name).filter(|own| sum > **own) {
            let why = format!("is less than the {} of the containers' limits together", sum.text());
            errors.invalid(&list.key(name), own.text(), why, "raise it, or lower the containers' limits");
        }
    }
}

/// `validatePodResourceConsistency`: the whole is no less than any part. The server's path is
/// `spec.resources.containers[0][cpu].limits`, which stands nowhere.
fn check_limits(pod: &Requirements<'_>, defaults: &PodDefaults<'_>, spec: &Path<'_>, errors: &mut FieldErrors) {
    let (odd, containers) = (spec.field("resources.containers"), spec.field("containers"));
    for (index, container) in defaults.spec.containers.iter().enumerate() {
        let (odd, place) = (odd.index(index), containers.index(index));
        let place = place.field("resources.limits");
        for (name, limit) in in_milli(limits_of(container)) {
            if let Some(own) = pod.limits.get(name).filter(|own| limit > **own) {
                let why = format!("is more than the limit of the whole Pod, {}", own.text());
                let help = "lower it, or raise the Pod's limit";
                let fault = errors.invalid(&odd.key(name).field("limits"), limit.text(), why, help);
                fault.at(&place.key(name));
            }
        }
    }
}
