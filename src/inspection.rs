//! The Pods of manifests as `inspect` shows them: what each is made of, and those of one controller once.

use std::collections::HashMap;

use crate::composition::{Context, ObjectIndex, ScaledObject, ServicePorts, analyse};
use crate::k8s::{Identity, Manifest, Object, Pod};
use crate::report::inspect::Inspected;

/// The Pods so far.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    pods: Vec<Inspected>,
    /// The numbers of Pods of each controller, and whether the first was added.
    owners: HashMap<Owner, (i64, bool)>,
}

/// The namespace of a controller, and its name as a cluster shows it: `ReplicaSet web-5d9f`.
type Owner = (Option<String>, String);

impl Inspection {
    /// Counts the Pod of an object; returns false if another one of its controller was there before. Pods of one
    /// controller are alike.
    pub(crate) fn count(&mut self, manifest: &Manifest) -> bool {
        let Some(owner) = owner(manifest) else { return true };
        let (count, _) = self.owners.entry(owner).or_default();
        *count += 1;
        *count == 1
    }

    /// Adds the Pod of an object, if it has one, once all were counted; `objects` is what else is in the input. Of the Pods
    /// of one controller the first is added.
    pub(crate) fn add(&mut self, manifest: &Manifest, objects: &ObjectIndex<'_>) {
        let Some(pod) = manifest.pod() else { return };
        let owner = owner(manifest);
        let count = match owner.as_ref().and_then(|owner| self.owners.get_mut(owner)) {
            Some((_, true)) => return,
            Some((count, is_added)) => {
                *is_added = true;
                Some(*count)
            }
            None => None,
        };
        let inspected = inspect(manifest, &pod, objects, owner.map(|(_, name)| name));
        let replicas = count.or(inspected.replicas);
        self.pods.push(Inspected { replicas, ..inspected });
    }

    /// Returns the Pods in the order in which they were added; `scalers` are the ScaledObjects of the input.
    pub(crate) fn into_pods(self, scalers: Vec<ScaledObject>) -> Vec<Inspected> {
        let key = |scaler: &ScaledObject| (scaler.namespace.clone(), scaler.kind.clone(), scaler.target.clone());
        let scalers: HashMap<_, _> = scalers.into_iter().map(|scaler| (key(&scaler), scaler)).collect();
        let mut pods = self.pods;
        for pod in pods.iter_mut().filter(|_| !scalers.is_empty()) {
            let object = &pod.object;
            let namespace = object.namespace.clone().unwrap_or_else(|| "default".to_owned());
            let scaler = scalers.get(&(namespace, object.kind.clone(), object.name.clone().unwrap_or_default()));
            pod.triggers = scaler.map(|scaler| scaler.triggers.clone()).unwrap_or_default();
        }
        pods
    }
}

fn inspect<'a>(
    manifest: &'a Manifest,
    pod: &Pod<'a>,
    objects: &'a ObjectIndex<'a>,
    owner: Option<String>,
) -> Inspected {
    let context = Context::of(manifest, objects);
    let composition = analyse(pod, &context);
    let services = context.services_to(pod);
    Inspected {
        file: manifest.source.name().to_owned(),
        document: manifest.document,
        object: Identity::clone(&manifest.identity),
        owner,
        replicas: manifest.replicas().or_else(|| parallelism(manifest)),
        shares_items: is_indexed(manifest),
        triggers: Vec::new(),
        services: services.into_iter().filter_map(|service| ServicePorts::of(service, &composition)).collect(),
        composition,
    }
}

/// Returns how many Pods of a Job run at a time, where it says so.
fn parallelism(manifest: &Manifest) -> Option<i64> {
    let Object::Job(job) = manifest.object() else { return None };
    job.spec.as_ref()?.parallelism.map(i64::from)
}

/// Returns true if each Pod of a Job has an item of its own.
fn is_indexed(manifest: &Manifest) -> bool {
    let Object::Job(job) = manifest.object() else { return false };
    job.spec.as_ref().is_some_and(|spec| spec.completion_mode.as_deref() == Some("Indexed"))
}

/// Returns the controller of a Pod.
fn owner(manifest: &Manifest) -> Option<Owner> {
    let controller = manifest.controller().filter(|_| manifest.identity.kind == "Pod")?;
    Some((manifest.identity.namespace.clone(), format!("{} {}", controller.kind, controller.name)))
}
