//! The title of a Pod in drawings.

use super::Inspected;

/// Returns `Deployment shop/web`; a Pod that a controller made goes by the controller.
pub(super) fn title(pod: &Inspected) -> String {
    let object = &pod.object;
    let namespace = object.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    match pod.owner.as_ref().and_then(|owner| owner.split_once(' ')) {
        Some((kind, name)) => format!("{kind} {namespace}{name}"),
        None => format!("{} {namespace}{}", object.kind, object.name.as_deref().unwrap_or("(no name)")),
    }
}

/// Returns the number of Pods behind a title: ` ×3`.
pub(super) fn count(pod: &Inspected) -> String {
    match pod.replicas {
        Some(count) if count != 1 => format!(" ×{count}"),
        _ => String::new(),
    }
}
