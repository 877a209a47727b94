//! The rule `misspelt-reference`.

use k8s_openapi::api::core::v1::Container;

use crate::composition::MOST_SELECTED;
use crate::edit::Change;
use crate::k8s::{Object, Pod};
use crate::lint::rule::rule;
use crate::lint::slip::is_slip;
use crate::lint::{Check, Fixable, ObjectView, Repair, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// The name of another object that the input does not have, where it has one of a name that differs by a slip: the
    /// Service of an Ingress or StatefulSet, the workload of an autoscaler, the ConfigMap, Secret, claim or service
    /// account of a Pod.
    ///
    /// ## Why it matters
    /// The API server takes any name. A Pod with such a reference waits for ever, an Ingress answers with an error, and
    /// an autoscaler does nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop-config}
    /// data: {LEVEL: info}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       envFrom: [{configMapRef: {name: shop-confg}}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop-config}
    /// data: {LEVEL: info}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       envFrom: [{configMapRef: {name: shop-config}}]
    /// ```
    "misspelt-reference", Warning, References, Check::ObjectInContext(check), fixable(Fixable::Unsafe)
}

/// A name of another object, and where it is written.
type Reference<'a> = (&'static str, &'a str, FieldPath);

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let context = object.context();
    let mut references = of_object(manifest.object());
    references.extend(manifest.pod().iter().flat_map(of_pod));
    for (kind, name, place) in references {
        if name.is_empty() || context.has(kind, name) {
            continue;
        }
        let Some(meant) = context.names(kind).iter().take(MOST_SELECTED).find(|other| is_slip(name, other)) else {
            continue;
        };
        let repair = Repair::to_review(format!("write `{meant}`"), [Change::Set(place.clone(), (*meant).into())]);
        out.at(place, format!("the input has no {kind} `{name}`, and one called `{meant}`"))
            .help(format!("write `{meant}` here, or `{name}` there"))
            .fix(repair);
    }
}

fn of_object(object: &Object) -> Vec<Reference<'_>> {
    let root = FieldPath::default;
    match object {
        Object::Ingress(ingress) => {
            let rules = ingress.spec.iter().flat_map(|spec| spec.rules.iter().flatten()).enumerate();
            let paths = rules.flat_map(|(rule, of)| {
                let paths = of.http.iter().flat_map(|http| &http.paths).enumerate();
                paths.map(move |(at, path)| (rule, at, path))
            });
            let services = paths.filter_map(|(rule, at, path)| {
                let place = root().field("spec.rules").index(rule).field("http.paths").index(at);
                Some(("Service", path.backend.service.as_ref()?.name.as_str(), place.field("backend.service.name")))
            });
            services.collect()
        }
        Object::StatefulSet(set) => {
            let name = set.spec.as_ref().and_then(|spec| spec.service_name.as_deref());
            name.map(|name| ("Service", name, root().field("spec.serviceName"))).into_iter().collect()
        }
        Object::RoleBinding(binding) if binding.role_ref.kind == "Role" => {
            vec![("Role", binding.role_ref.name.as_str(), root().field("roleRef.name"))]
        }
        _ => Vec::new(),
    }
}

fn of_pod<'a>(pod: &Pod<'a>) -> Vec<Reference<'a>> {
    let spec = pod.spec;
    let mut references = Vec::new();
    if let Some(name) = &spec.service_account_name {
        references.push(("ServiceAccount", name.as_str(), pod.path().field("serviceAccountName")));
    }
    for (at, volume) in spec.volumes.iter().flatten().enumerate() {
        let place = |field: &'static str| pod.path().field("volumes").index(at).field(field);
        if let Some(map) = volume.config_map.as_ref().filter(|map| map.optional != Some(true)) {
            references.push(("ConfigMap", map.name.as_str(), place("configMap.name")));
        }
        if let Some(name) = volume.secret.as_ref().and_then(|secret| secret.secret_name.as_deref()) {
            references.push(("Secret", name, place("secret.secretName")));
        }
        if let Some(claim) = &volume.persistent_volume_claim {
            let place = place("persistentVolumeClaim.claimName");
            references.push(("PersistentVolumeClaim", claim.claim_name.as_str(), place));
        }
    }
    let lists = [("initContainers", spec.init_containers.as_deref()), ("containers", Some(&spec.containers[..]))];
    for (list, containers) in lists {
        for (index, container) in containers.unwrap_or_default().iter().enumerate() {
            references.extend(of_container(container, &pod.path().field(list).index(index)));
        }
    }
    references
}

fn of_container<'a>(container: &'a Container, path: &FieldPath) -> Vec<Reference<'a>> {
    let mut references = Vec::new();
    for (at, from) in container.env_from.iter().flatten().enumerate() {
        let place = |field: &'static str| path.clone().field("envFrom").index(at).field(field);
        references
            .extend(from.config_map_ref.iter().map(|of| ("ConfigMap", of.name.as_str(), place("configMapRef.name"))));
        references.extend(from.secret_ref.iter().map(|of| ("Secret", of.name.as_str(), place("secretRef.name"))));
    }
    for (at, variable) in container.env.iter().flatten().enumerate() {
        let Some(from) = &variable.value_from else { continue };
        let place = |field: &'static str| path.clone().field("env").index(at).field(field);
        let map = from.config_map_key_ref.iter();
        references.extend(map.map(|of| ("ConfigMap", of.name.as_str(), place("valueFrom.configMapKeyRef.name"))));
        let secret = from.secret_key_ref.iter();
        references.extend(secret.map(|of| ("Secret", of.name.as_str(), place("valueFrom.secretKeyRef.name"))));
    }
    references
}
