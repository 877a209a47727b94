//! The places that say how much of a resource a container may use: itself, its Pod, or a LimitRange of the input.

use k8s_openapi::api::core::v1::ResourceRequirements;

use super::view::PodView;
use crate::k8s::Container;
use crate::k8s::quantity::Quantity;

/// Returns true if something requests a resource for a container. A limit without a request counts as one.
pub(super) fn requests(container: &Container<'_>, pod: &PodView<'_>, resource: &str) -> bool {
    let asks = |of: &ResourceRequirements| has(of.requests.as_ref(), resource) || has(of.limits.as_ref(), resource);
    of_any(container, pod, asks)
}

/// Returns true if something limits a resource for a container.
pub(super) fn limits(container: &Container<'_>, pod: &PodView<'_>, resource: &str) -> bool {
    of_any(container, pod, |of| has(of.limits.as_ref(), resource))
}

/// Returns true if a container requests another amount of a resource than its limit.
pub(super) fn differ(container: &Container<'_>, resource: &str) -> bool {
    let Some(resources) = &container.spec.resources else { return false };
    let amount = |list: Option<&Amounts>| list.and_then(|list| Quantity::parse(&list.get(resource)?.0).ok());
    match (amount(resources.requests.as_ref()), amount(resources.limits.as_ref())) {
        (Some(request), Some(limit)) => request != limit,
        (request, limit) => request.is_some() && limit.is_none(),
    }
}

type Amounts = std::collections::BTreeMap<String, k8s_openapi::apimachinery::pkg::api::resource::Quantity>;

fn has(list: Option<&Amounts>, resource: &str) -> bool {
    list.and_then(|list| list.get(resource)).is_some_and(|amount| amount.0 != "0")
}

fn of_any(container: &Container<'_>, pod: &PodView<'_>, says: impl Fn(&ResourceRequirements) -> bool) -> bool {
    container.spec.resources.as_ref().is_some_and(&says)
        || pod.pod.spec.resources.as_ref().is_some_and(says)
        || pod.context().has_limit_range()
}
