//! Objects of a cluster that a controller made, such as the Pods of a ReplicaSet: what is wrong in their template is told
//! once, of the controller where the text holds it, otherwise of the first of its objects.

use std::collections::HashSet;

use crate::k8s::{Controller, Manifest};

/// The treatment of objects that built-in controllers made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OwnedObjects {
    /// Those that a server returned are judged once for each controller, where the text does not hold the controller.
    #[default]
    ByController,
    /// They are left out: their template was judged.
    Never,
    /// They are judged like any other object.
    Always,
}

/// The objects of one text that built-in controllers made. They are set aside until all of the text was read.
#[derive(Default)]
pub(super) struct Owned {
    set_aside: Vec<Manifest>,
    controllers: Controllers,
    left_out: usize,
    treatment: OwnedObjects,
}

impl Owned {
    /// Returns an empty set.
    pub(super) fn new(treatment: OwnedObjects) -> Self {
        Self { treatment, ..Self::default() }
    }

    /// Takes the objects that controllers made out of the manifests of a document.
    pub(super) fn set_aside(&mut self, manifests: &mut Vec<Manifest>) {
        match self.treatment {
            OwnedObjects::ByController => {
                self.controllers.add(manifests);
                self.set_aside.extend(manifests.extract_if(.., |manifest| built_in_controller(manifest).is_some()));
            }
            OwnedObjects::Never => {
                let before = manifests.len();
                manifests.retain(|manifest| !manifest.controller().is_some_and(|controller| controller.is_built_in()));
                self.left_out += before - manifests.len();
            }
            OwnedObjects::Always => {}
        }
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

/// Returns the built-in controller that made an object which a server returned.
fn built_in_controller(manifest: &Manifest) -> Option<Controller<'_>> {
    manifest.uid().and_then(|_| manifest.controller()).filter(Controller::is_built_in)
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
