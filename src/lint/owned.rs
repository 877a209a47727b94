//! Objects of a cluster that a controller made, such as the Pods of a ReplicaSet: what is wrong in their template is told
//! once, of the controller where the text holds it, otherwise of the first of its objects.

use std::collections::HashSet;

use crate::k8s::{Controller, Manifest};

/// Takes out the manifests that another manifest of the text is judged for; returns how many.
pub(super) fn take_out(manifests: &mut Vec<Manifest>) -> usize {
    if !manifests.iter().any(|manifest| built_in_controller(manifest).is_some()) {
        return 0;
    }
    let controllers = Controllers::of(manifests);
    let (mut owners, before) = (HashSet::new(), manifests.len());
    manifests.retain(|manifest| match built_in_controller(manifest) {
        Some(controller) => {
            controller.kind != "Node"
                && !controllers.have(&controller, manifest)
                && owners.insert(controller.uid.to_owned())
        }
        None => true,
    });
    before - manifests.len()
}

fn built_in_controller(manifest: &Manifest) -> Option<Controller<'_>> {
    manifest.controller().filter(Controller::is_built_in)
}

/// The objects of a text that can be controllers.
struct Controllers {
    uids: HashSet<String>,
    /// Namespaces and names.
    deployments: HashSet<(Option<String>, String)>,
}

impl Controllers {
    fn of(manifests: &[Manifest]) -> Self {
        let uids = manifests.iter().filter_map(Manifest::uid).map(str::to_owned).collect();
        let deployments = manifests.iter().filter(|manifest| manifest.identity.kind == "Deployment");
        let name = |manifest: &Manifest| Some((manifest.identity.namespace.clone(), manifest.identity.name.clone()?));
        Self { uids, deployments: deployments.filter_map(name).collect() }
    }

    /// Returns whether the controller of a manifest, or the Deployment behind it, is in the text. A Deployment calls its
    /// ReplicaSets `NAME-HASH`.
    fn have(&self, controller: &Controller<'_>, manifest: &Manifest) -> bool {
        let deployment = || {
            let (name, _) = controller.name.rsplit_once('-')?;
            Some((manifest.identity.namespace.clone(), name.to_owned()))
        };
        let is_deployed =
            || controller.kind == "ReplicaSet" && deployment().is_some_and(|name| self.deployments.contains(&name));
        self.uids.contains(controller.uid) || is_deployed()
    }
}
