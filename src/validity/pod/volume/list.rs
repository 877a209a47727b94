//! The list of volumes, and which of them can be mounted.

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::core::v1::Volume;

use super::super::pod_defaults::PodDefaults;
use super::source;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateVolumes`: sorts the volumes without fault from the others. Only these can be mounted.
pub(in crate::validity::pod) fn check_all(defaults: &mut PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let spec = defaults.spec;
    let volumes = spec.volumes.as_deref().unwrap_or_default();
    let pod = defaults.pod_name();
    let created: HashSet<String> = match &pod {
        Some(pod) => {
            let ephemeral = volumes.iter().filter(|volume| volume.ephemeral.is_some());
            ephemeral.map(|volume| format!("{pod}-{}", volume.name)).collect()
        }
        None => HashSet::new(),
    };
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index);
        let before = errors.len();
        source::check(volume, defaults.is_pod, pod.as_deref(), &path, errors);
        let name = path.field("name");
        if errors.present(&name, &volume.name, "give the volume a name, by which containers mount it") {
            errors.content(&name, &volume.name, content::dns_label(&volume.name));
        }
        if defaults.volumes.contains_key(volume.name.as_str()) {
            errors.duplicate(&name, &volume.name, "give each volume a name of its own");
        }
        if errors.len() == before {
            defaults.volumes.insert(&volume.name, volume);
        } else {
            defaults.faulty_volumes.insert(&volume.name);
        }
        let claim = volume.persistent_volume_claim.as_ref().map(|source| &source.claim_name);
        if let Some(claim) = claim.filter(|claim| created.contains(*claim)) {
            let why = "is the claim that an `ephemeral` volume of this Pod makes";
            errors.invalid(&path.field("persistentVolumeClaim.claimName"), claim, why, "name another claim");
        }
    }
}

/// `validateFileKeyRefVolumes`: files of variables are read from an `emptyDir`. `path` is the spec's.
pub(in crate::validity::pod) fn check_env_files(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let volumes = defaults.spec.volumes.iter().flatten();
    // Of two volumes with one name the server sees the last.
    let volumes: HashMap<&str, &Volume> = volumes.map(|volume| (volume.name.as_str(), volume)).collect();
    defaults.each_container(path, |container, path| {
        let list = path.field("env");
        for (index, variable) in container.env.iter().flatten().enumerate() {
            let source = variable.value_from.as_ref().and_then(|source| source.file_key_ref.as_ref());
            let Some(name) = source.map(|source| source.volume_name.as_str()) else { continue };
            let path = list.index(index);
            let path = path.field("valueFrom.fileKeyRef.volumeName");
            match volumes.get(name) {
                None => {
                    errors.not_found(&path, name, "volume", "add an `emptyDir` volume of that name to the Pod");
                }
                Some(volume) if source::has_empty_dir(volume) => {}
                Some(_) => {
                    let help = "use a volume with `emptyDir`";
                    errors.invalid(&path, name, "is not an `emptyDir` volume", help);
                }
            }
        }
    });
}
