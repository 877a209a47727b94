//! Objects of a cluster that a controller made, such as the Pods of a ReplicaSet: what is wrong in their template is told
//! once, of the controller where the text holds it, otherwise of the first of its objects.

use std::collections::HashSet;
use std::vec;

use crate::k8s::{Controller, Kept, Manifest};

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

/// The objects of one text that built-in controllers made. The first of each controller is set aside until all of the text
/// was read.
#[derive(Default)]
pub(super) struct Owned {
    first: Vec<First>,
    /// Those that are left once all of the text was read.
    rest: Option<vec::IntoIter<First>>,
    /// The controllers of which an object is set aside.
    owners: HashSet<String>,
    controllers: Controllers,
    left_out: usize,
    treatment: OwnedObjects,
}

/// The first object of a controller.
struct First {
    object: Kept,
    owner: Owner,
}

/// A controller, as far as one of its objects tells.
struct Owner {
    uid: String,
    /// The namespace and the name of the Deployment that may be behind it.
    deployment: Option<(Option<String>, String)>,
}

impl Owned {
    /// Returns an empty set.
    pub(super) fn new(treatment: OwnedObjects) -> Self {
        Self { treatment, ..Self::default() }
    }

    /// Takes the objects that controllers made out of the manifests of a document.
    pub(super) fn set_aside(&mut self, manifests: &mut Vec<Manifest>) {
        match self.treatment {
            OwnedObjects::ByController => self.set_aside_by_controller(manifests),
            OwnedObjects::Never => {
                let before = manifests.len();
                manifests.retain(|manifest| !manifest.controller().is_some_and(|controller| controller.is_built_in()));
                self.left_out += before - manifests.len();
            }
            OwnedObjects::Always => {}
        }
    }

    fn set_aside_by_controller(&mut self, manifests: &mut Vec<Manifest>) {
        self.controllers.add(manifests);
        for manifest in manifests.extract_if(.., |manifest| built_in_controller(manifest).is_some()) {
            let Some(controller) = built_in_controller(&manifest) else { continue };
            let owner = Owner::of(&controller, &manifest);
            if controller.kind == "Node" || self.controllers.have(&owner) || !self.owners.insert(owner.uid.clone()) {
                self.left_out += 1;
            } else {
                self.first.push(First { object: manifest.keep(), owner });
            }
        }
    }

    /// Returns the next of those that no other manifest of the text is judged for, once all of it was read.
    pub(super) fn next_left(&mut self) -> Option<Kept> {
        let rest = self.rest.get_or_insert_with(|| std::mem::take(&mut self.first).into_iter());
        for First { object, owner } in rest.by_ref() {
            if !self.controllers.have(&owner) {
                return Some(object);
            }
            self.left_out += 1;
        }
        None
    }

    /// Returns the number of the others.
    pub(super) const fn left_out(&self) -> usize {
        self.left_out
    }
}

impl Owner {
    /// A Deployment calls its ReplicaSets `NAME-HASH`.
    fn of(controller: &Controller<'_>, manifest: &Manifest) -> Self {
        let name = (controller.kind == "ReplicaSet").then(|| controller.name.rsplit_once('-')).flatten();
        let deployment = name.map(|(name, _)| (manifest.identity.namespace.clone(), name.to_owned()));
        Self { uid: controller.uid.to_owned(), deployment }
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

    /// Returns whether a controller, or the Deployment behind it, is in the text.
    fn have(&self, owner: &Owner) -> bool {
        let is_deployed = || owner.deployment.as_ref().is_some_and(|name| self.deployments.contains(name));
        self.uids.contains(&owner.uid) || is_deployed()
    }
}
