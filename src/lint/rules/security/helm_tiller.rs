//! The rule `helm-tiller`.

use crate::composition::Image;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// Tiller, the server of Helm 2, or a Service in front of it.
    ///
    /// ## Why it matters
    /// Everybody who can reach Tiller's port can install anything with Tiller's permissions, which are usually those of
    /// cluster-admin. Helm 3 does not need Tiller, and Helm 2 has been unsupported since November 2020.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tiller}
    /// spec: {containers: [{name: tiller, image: "gcr.io/kubernetes-helm/tiller:v2.17.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    "helm-tiller", Warning, Security, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let place = match (object.manifest.object(), object.manifest.pod()) {
        (Object::Service(service), _) => {
            let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
            let leads = selector.into_iter().flatten().any(|(_, value)| value == "tiller");
            let is_named = service.metadata.name.as_deref().is_some_and(|name| name.starts_with("tiller-deploy"));
            (leads || is_named).then(|| FieldPath::default().field("metadata.name"))
        }
        (_, Some(pod)) => {
            let containers = pod.containers();
            let tiller = containers.iter().find(|container| Image::parse(container.image()).base() == "tiller");
            tiller.map(|container| container.path.clone().field("image"))
        }
        _ => None,
    };
    if let Some(place) = place {
        out.at(place, "Tiller lets everybody who reaches it install anything")
            .help("remove it, and use Helm 3 or later");
    }
}
