//! The names of other objects that an object is told.

use k8s_openapi::api::core::v1::Container;

use crate::k8s::{Manifest, Object, Pod};
use crate::yaml::FieldPath;

/// A name of another object in the same namespace.
pub(super) struct Reference<'a> {
    /// The kind of the other object.
    pub(super) kind: &'static str,
    /// Its name.
    pub(super) name: &'a str,
    /// The field that holds the name.
    pub(super) place: FieldPath,
}

impl<'a> Reference<'a> {
    fn new(kind: &'static str, name: &'a str, place: FieldPath) -> Self {
        Self { kind, name, place }
    }
}

/// Returns the names of other objects that an object and its Pod are told. Those that may be missing are left out.
pub(super) fn references(manifest: &Manifest) -> Vec<Reference<'_>> {
    let mut references = of_object(manifest.object());
    references.extend(manifest.pod().iter().flat_map(of_pod));
    references
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
                Some(Reference::new(
                    "Service",
                    path.backend.service.as_ref()?.name.as_str(),
                    place.field("backend.service.name"),
                ))
            });
            services.collect()
        }
        Object::StatefulSet(set) => {
            let name = set.spec.as_ref().and_then(|spec| spec.service_name.as_deref());
            name.map(|name| Reference::new("Service", name, root().field("spec.serviceName"))).into_iter().collect()
        }
        Object::RoleBinding(binding) => {
            let role = Some(&binding.role_ref).filter(|role| role.kind == "Role");
            let role = role.map(|role| Reference::new("Role", &role.name, root().field("roleRef.name")));
            let home = binding.metadata.namespace.as_deref().unwrap_or("default");
            let accounts = binding.subjects.iter().flatten().enumerate().filter_map(|(at, subject)| {
                let is_here = subject.namespace.as_deref().is_none_or(|of| of == home);
                let place = || root().field("subjects").index(at).field("name");
                (subject.kind == "ServiceAccount" && is_here)
                    .then(|| Reference::new("ServiceAccount", &subject.name, place()))
            });
            role.into_iter().chain(accounts).collect()
        }
        _ => Vec::new(),
    }
}

fn of_pod<'a>(pod: &Pod<'a>) -> Vec<Reference<'a>> {
    let spec = pod.spec;
    let mut references = Vec::new();
    if let Some(name) = &spec.service_account_name {
        references.push(Reference::new("ServiceAccount", name.as_str(), pod.path().field("serviceAccountName")));
    }
    for (at, volume) in spec.volumes.iter().flatten().enumerate() {
        let place = |field: &'static str| pod.path().field("volumes").index(at).field(field);
        if let Some(map) = volume.config_map.as_ref().filter(|map| map.optional != Some(true)) {
            references.push(Reference::new("ConfigMap", map.name.as_str(), place("configMap.name")));
        }
        if let Some(name) = volume.secret.as_ref().and_then(|secret| secret.secret_name.as_deref()) {
            references.push(Reference::new("Secret", name, place("secret.secretName")));
        }
        if let Some(claim) = &volume.persistent_volume_claim {
            let place = place("persistentVolumeClaim.claimName");
            references.push(Reference::new("PersistentVolumeClaim", claim.claim_name.as_str(), place));
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
        references.extend(
            from.config_map_ref
                .iter()
                .map(|of| Reference::new("ConfigMap", of.name.as_str(), place("configMapRef.name"))),
        );
        references.extend(
            from.secret_ref.iter().map(|of| Reference::new("Secret", of.name.as_str(), place("secretRef.name"))),
        );
    }
    for (at, variable) in container.env.iter().flatten().enumerate() {
        let Some(from) = &variable.value_from else { continue };
        let place = |field: &'static str| path.clone().field("env").index(at).field(field);
        let map = from.config_map_key_ref.iter();
        references.extend(
            map.map(|of| Reference::new("ConfigMap", of.name.as_str(), place("valueFrom.configMapKeyRef.name"))),
        );
        let secret = from.secret_key_ref.iter();
        references
            .extend(secret.map(|of| Reference::new("Secret", of.name.as_str(), place("valueFrom.secretKeyRef.name"))));
    }
    references
}
