//! What every Pod keeps: volumes are declared, mounted, bounded and written by one container, and no port is there twice.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1 as core;

use super::check::Check;
use super::made::{all, is_one_shot};
use crate::catalogue::Side;

impl Check<'_> {
    /// Checks the Pod as a whole.
    pub(super) fn pod(&mut self, spec: &core::PodSpec) {
        self.volumes(spec);
        self.ports(spec);
    }

    fn volumes(&mut self, spec: &core::PodSpec) {
        let mounts = self.mounts(spec);
        for volume in spec.volumes.iter().flatten() {
            let Some(read_only) = mounts.get(volume.name.as_str()) else {
                self.expect(false, &["volumes"], || {
                    (format!("nobody mounts the volume `{}`", volume.name), "say where with `at`, or take it out")
                });
                continue;
            };
            if let Some(empty) = &volume.empty_dir {
                self.expect(empty.size_limit.is_some(), &["volumes"], || {
                    (format!("the volume `{}` may fill the node", volume.name), "say its `size`")
                });
                let writers = read_only.iter().filter(|read_only| !**read_only).count();
                let wanted = if self.is_by_both(&volume.name) { 2 } else { 1 };
                self.expect(writers == wanted, &["shares"], || {
                    let message = format!("{writers} containers write in the volume `{}`", volume.name);
                    (message, "one side of a share is its `writer`, or `both` are")
                });
            } else {
                // Main may write in a volume of its own.
                let own = self.made.containers_of(self.entry);
                let mut mounts = own.iter().flat_map(|container| container.volume_mounts.iter().flatten());
                let is_read = mounts.all(|mount| mount.name != volume.name || mount.read_only == Some(true));
                self.expect(is_read, &["volumes"], || {
                    (format!("the volume `{}` can be written to", volume.name), "say `readOnly: true`")
                });
            }
        }
    }

    /// Returns for each volume which of its mounts are read-only. An init container that prepares something for a helper
    /// may write before it.
    fn mounts<'p>(&self, spec: &'p core::PodSpec) -> BTreeMap<&'p str, Vec<bool>> {
        let prepares = |container: &&core::Container| {
            let mut preparations = self.entry.preparations.keys();
            is_one_shot(spec, container) && preparations.any(|name| container.name.ends_with(name.as_str()))
        };
        let mut mounts: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
        let containers = all(spec).filter(|container| !prepares(container));
        for mount in containers.flat_map(|container| container.volume_mounts.iter().flatten()) {
            mounts.entry(&mount.name).or_default().push(mount.read_only == Some(true));
        }
        mounts
    }

    fn is_by_both(&self, volume: &str) -> bool {
        let mut shares = self.entry.shares.iter();
        shares.any(|(name, share)| share.writer == Some(Side::Both) && volume.ends_with(name.as_str()))
    }

    /// Containers of a Pod share one port space.
    fn ports(&mut self, spec: &core::PodSpec) {
        let mut numbers = BTreeSet::new();
        for port in all(spec).flat_map(|container| container.ports.iter().flatten()) {
            let protocol = port.protocol.as_deref().unwrap_or("TCP");
            self.expect(numbers.insert((port.container_port, protocol)), &["ports"], || {
                let message = format!("port {} is there twice", port.container_port);
                (message, "let templates say `{{ ports.NAME }}` wherever the number is meant")
            });
        }
    }
}
