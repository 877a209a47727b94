//! The objects of the input that stand near a Pod: in its own file, or in its folder. Folders of examples hold objects of
//! one name that have nothing to do with each other.

use super::context::Context;
use super::namespace::namespace;
use super::related::SCALER;
use super::workload_pods::folder;

impl Context<'_> {
    /// Returns true if the ConfigMaps or Secrets of that name stand in the same file, and nowhere else.
    pub fn are_here(&self, kind: &'static str, name: &str) -> bool {
        let (Some(index), home) = (self.index, namespace(self.namespace)) else { return false };
        if kind == "ConfigMap" {
            let maps = index.config_maps.get(home).and_then(|maps| maps.get(name));
            return maps.is_some_and(|maps| maps.all().iter().all(|map| map.file == self.file));
        }
        index.related.are_all_in(kind, home, name, |file| file == self.file)
    }

    /// Returns whether a HorizontalPodAutoscaler of the same file sets the number of Pods of a workload.
    pub fn is_autoscaled_here(&self, kind: &str, name: &str) -> bool {
        self.has_autoscaler(kind, name) && self.are_here(SCALER, name)
    }

    /// Returns true if other files have a workload of the same kind, name and namespace: folders of versions and of variants
    /// do, and what belongs to one of them does not belong to the others.
    pub fn has_variants(&self, kind: &str) -> bool {
        let (name, home) = (self.name.unwrap_or_default(), namespace(self.namespace));
        self.index.is_some_and(|index| index.pods.is_elsewhere(kind, name, home, self.file))
    }

    /// Returns true if the Services of that name stand in the same folder, or in one beside, above or below it: others are
    /// examples of something else.
    pub fn is_service_near(&self, name: &str) -> bool {
        let own = folder(self.file);
        let above = |folder: &str| folder.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_owned());
        let is_near = |file: &str| {
            let other = folder(file);
            other == own || above(other) == above(own) || above(other) == own || above(own) == other
        };
        self.index.is_some_and(|index| index.related.are_all_in("Service", namespace(self.namespace), name, is_near))
    }

    /// Returns true if a NetworkPolicy stands in the same file.
    pub fn is_policy_here(&self, name: &str) -> bool {
        self.are_here("NetworkPolicy", name)
    }

    /// Returns true if a NetworkPolicy stands in the same folder.
    pub fn is_policy_near(&self, name: &str) -> bool {
        let is_near = |file: &str| folder(file) == folder(self.file);
        self.index
            .is_some_and(|index| index.related.are_all_in("NetworkPolicy", namespace(self.namespace), name, is_near))
    }
}
