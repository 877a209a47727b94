//! The rule `unknown-config-object`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Pod that needs a ConfigMap or Secret that does not exist in its namespace in the input, as a volume or as
    /// environment variables. Optional references are not reported.
    ///
    /// ## Why it matters
    /// If the cluster does not have it either, the Pod does not start: it stays in `ContainerCreating` or
    /// `CreateContainerConfigError`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: app}
    /// spec:
    ///   containers: [{name: app, image: "registry.example.com/app:1.0", envFrom: [{configMapRef: {name: app}}]}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: app}
    /// spec:
    ///   containers: [{name: app, image: "registry.example.com/app:1.0", envFrom: [{configMapRef: {name: app}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data: {LOG_LEVEL: info}
    /// ```
    "unknown-config-object", Warning, References, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let volumes = pod.pod.spec.volumes.iter().flatten().enumerate().filter_map(|(at, volume)| {
        let place = pod.volume_path(at);
        if let Some(map) = volume.config_map.as_ref().filter(|map| map.optional != Some(true)) {
            return Some(("ConfigMap", map.name.as_str(), place.field("configMap.name")));
        }
        let secret = volume.secret.as_ref().filter(|secret| secret.optional != Some(true))?;
        Some(("Secret", secret.secret_name.as_deref()?, place.field("secret.secretName")))
    });
    let containers = pod.containers.iter().flat_map(of_container);
    for (kind, name, place) in volumes.chain(containers) {
        // Kubernetes puts the certificate of its API server into each namespace.
        if !name.is_empty() && name != "kube-root-ca.crt" && !context.has(kind, name) {
            out.at(place, format!("the input has no {kind} `{name}`")).help("add it, or use one that exists");
        }
    }
}

/// A ConfigMap or Secret: its kind, its name, and where it is named.
type Reference<'a> = (&'static str, &'a str, FieldPath);

fn of_container<'a>(container: &'a Container<'_>) -> Vec<Reference<'a>> {
    let place = |list: &'static str, at, field: &'static str| container.path.clone().field(list).index(at).field(field);
    let mut references = Vec::new();
    for (at, from) in container.spec.env_from.iter().flatten().enumerate() {
        let maps = from.config_map_ref.iter().filter(|of| of.optional != Some(true));
        references.extend(maps.map(|of| ("ConfigMap", of.name.as_str(), place("envFrom", at, "configMapRef.name"))));
        let secrets = from.secret_ref.iter().filter(|of| of.optional != Some(true));
        references.extend(secrets.map(|of| ("Secret", of.name.as_str(), place("envFrom", at, "secretRef.name"))));
    }
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let Some(from) = &variable.value_from else { continue };
        let maps = from.config_map_key_ref.iter().filter(|of| of.optional != Some(true));
        let field = "valueFrom.configMapKeyRef.name";
        references.extend(maps.map(|of| ("ConfigMap", of.name.as_str(), place("env", at, field))));
        let secrets = from.secret_key_ref.iter().filter(|of| of.optional != Some(true));
        let field = "valueFrom.secretKeyRef.name";
        references.extend(secrets.map(|of| ("Secret", of.name.as_str(), place("env", at, field))));
    }
    references
}
