//! The ConfigMaps and Secrets that a volume shows.

use k8s_openapi::api::core::v1::{KeyToPath, Volume};

/// A ConfigMap or Secret that a volume shows, and the keys of it that it asks for.
pub(super) struct Source<'a> {
    pub(super) kind: &'static str,
    pub(super) name: &'a str,
    pub(super) items: Option<&'a [KeyToPath]>,
}

/// The sources of a volume that have to be there.
pub(super) fn sources(volume: &Volume) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    let mut add = |kind, name, items, optional| {
        if optional != Some(true) {
            sources.push(Source { kind, name, items });
        }
    };
    if let Some(map) = &volume.config_map {
        add("ConfigMap", map.name.as_str(), map.items.as_deref(), map.optional);
    }
    if let Some(secret) = &volume.secret {
        add("Secret", secret.secret_name.as_deref().unwrap_or_default(), secret.items.as_deref(), secret.optional);
    }
    for part in volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten()) {
        if let Some(map) = &part.config_map {
            add("ConfigMap", map.name.as_str(), map.items.as_deref(), map.optional);
        }
        if let Some(secret) = &part.secret {
            add("Secret", secret.name.as_str(), secret.items.as_deref(), secret.optional);
        }
    }
    sources
}
