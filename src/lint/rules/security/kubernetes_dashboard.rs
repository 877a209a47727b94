//! The rule `kubernetes-dashboard`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod of the Kubernetes Dashboard, by its image or its labels.
    ///
    /// ## Why it matters
    /// The project was archived in 2026 and receives no more fixes, and dashboards with permissions of their own have
    /// been used to break into clusters.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: kubernetesui/dashboard:v2.7.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: ghcr.io/headlamp-k8s/headlamp:v0.30.0
    /// ```
    "kubernetes-dashboard", Info, Security, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let is_dashboard = |container: &&Container<'_>| {
        let image = Image::parse(container.image());
        image.base().starts_with("kubernetes-dashboard") || image.repository().starts_with("kubernetesui/dashboard")
    };
    let by_image = pod.containers.iter().find(is_dashboard).map(|container| container.path.clone().field("image"));
    let labels = pod.pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let by_label = ["k8s-app", "app", "app.kubernetes.io/name"]
        .into_iter()
        .find(|key| labels.and_then(|labels| labels.get(*key)).is_some_and(|value| value == "kubernetes-dashboard"));
    let place = by_image.or_else(|| Some(pod.metadata_path().field("labels").key(by_label?)));
    if let Some(place) = place {
        out.at(place, "this is the Kubernetes Dashboard")
            .help("remove it, or use a program that acts with the rights of whoever looks at it");
    }
}
