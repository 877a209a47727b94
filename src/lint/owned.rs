//! Objects of a cluster that a controller made, such as the Pods of a ReplicaSet: what is wrong in their template is told
//! once, of the controller where the text holds it, otherwise of the first of its objects.

use std::collections::HashSet;

use crate::k8s::{Controller, Manifest};

/// The objects of one text that built-in controllers made. They are set aside until all of the text was read.
#[derive(Default)]
pub(super) struct Owned {
    set_aside: Vec<Manifest>,
    controllers: Controllers,
    left_out: usize,
}

impl Owned {
    /// Takes the objects that controllers made out of the manifests of a document.
    pub(super) fn set_aside(&mut self, manifests: &mut Vec<Manifest>) {
        self.controllers.add(manifests);
        self.set_aside.extend(manifests.extract_if(.., |manifest| built_in_controller(manifest).is_some()));
    }

    /// Returns those that no other manifest of the text is judged for, once all of it was read.
    pub(super) fn rest(&mut self) -> Vec<Manifest> {
        let (mut manifests, mut owners) = (std::mem::take(&mut self.set_aside), HashSet::new());
        let before = manifests.len();
        manifests.retain(|manifest| match built_in_controller(manifest) {
            Some(controller) => {
                controller.kind != "Node"
                    && !self.controllers.have(&controller, manifest)
                    && owners.insert(controller.uid.to_owned())
            }
            None => true,
        });
        self.left_out += before - manifests.len();
        manifests
    }

    /// Returns the number of the others.
    pub(super) const fn left_out(&self) -> usize {
        self.left_out
    }
}

fn built_in_controller(manifest: &Manifest) -> Option<Controller<'_>> {
    manifest.controller().filter(Controller::is_built_in)
}

/// The objects of a text that can be controllers.
#[derive(Default)]
struct Controllers {
    uids: HashSet<String>,
    /// Namespaces and names.
    deployments: HashSet<(Option<String>, String)>,
}

impl Controllers {
    fn add(&mut self, manifests: &[Manifest]) {
        self.uids.extend(manifests.iter().filter_map(Manifest::uid).map(str::to_owned));
        let deployments = manifests.iter().filter(|manifest| manifest.identity.kind == "Deployment");
        let name = |manifest: &Manifest| Some((manifest.identity.namespace.clone(), manifest.identity.name.clone()?));
        self.deployments.extend(deployments.filter_map(name));
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
