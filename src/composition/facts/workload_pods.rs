//! The Pods that workloads make, as far as other objects refer to them: by labels, by the names of their ports, and by
//! the names a StatefulSet gives them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::namespace::namespace;
use super::selections::Selections;
use super::workload_facts::WorkloadFacts;
use crate::k8s::{Identity, Manifest, Slot};
use crate::yaml::{Node, Scalar};

/// The Pods of one workload, or one Pod of its own.
#[derive(Clone, Debug)]
pub struct WorkloadPods {
    /// The kind and name of the workload.
    pub identity: Arc<Identity>,
    /// Its file.
    pub file: String,
    /// The labels of its Pods, as they are written.
    pub labels: Vec<(String, String)>,
    /// The names of the ports their containers declare.
    pub ports: Vec<String>,
    /// The Service that gives each Pod of a StatefulSet a name of its own.
    pub service: Option<String>,
    /// The numbers of those Pods, where the StatefulSet says how many there are.
    pub numbers: Option<Range<i64>>,
    /// The facts about the workload that other objects depend on.
    pub facts: WorkloadFacts,
}

impl WorkloadPods {
    /// The Pods of an object, if it has any. Asked of the text: typing every Pod before it is judged would take time.
    pub fn of(manifest: &Manifest) -> Option<Self> {
        let pod = manifest.pod_node()?;
        let labels = pod.get("metadata").and_then(|metadata| metadata.get("labels"));
        let labels = labels.into_iter().flat_map(Node::entries);
        let identity = &manifest.identity;
        let spec = manifest.node().get("spec").filter(|_| identity.kind == "StatefulSet");
        Some(Self {
            identity: Arc::clone(identity),
            file: manifest.source.name().to_owned(),
            labels: labels.map(|label| (label.name.into_owned(), text(label.value))).collect(),
            ports: port_names(pod),
            service: spec.and_then(|spec| spec.get("serviceName")?.as_str().map(str::to_owned)),
            numbers: spec.and_then(numbers),
            facts: WorkloadFacts::of(manifest, pod),
        })
    }

    /// The name of the workload; empty where it has none.
    pub fn name(&self) -> &str {
        self.identity.name.as_deref().unwrap_or_default()
    }

    /// The namespace of its Pods.
    pub fn namespace(&self) -> &str {
        namespace(self.identity.namespace.as_deref())
    }

    /// The value of a label of its Pods; of one that is written twice the last.
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().rev().find(|(label, _)| label == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn fit(&self, selector: &BTreeMap<String, String>) -> bool {
        selector.iter().all(|(key, value)| self.label(key) == Some(value))
    }
}

fn text(node: Node<'_>) -> String {
    node.as_str().unwrap_or_default().to_owned()
}

fn port_names(pod: Node<'_>) -> Vec<String> {
    let lists = [Slot::Init, Slot::App, Slot::Ephemeral].map(Slot::field);
    let containers = lists.iter().filter_map(|list| pod.get("spec")?.get(list)).flat_map(Node::items);
    let ports = containers.filter_map(|container| container.get("ports")).flat_map(Node::items);
    ports.filter_map(|port| port.get("name")).map(text).collect()
}

fn numbers(spec: Node<'_>) -> Option<Range<i64>> {
    let number = |node: Node<'_>| if let Scalar::Int(number) = node.scalar() { Some(number) } else { None };
    let first = spec.get("ordinals").and_then(|ordinals| number(ordinals.get("start")?)).unwrap_or(0);
    Some(first..first.saturating_add(number(spec.get("replicas")?)?))
}

/// Pods of one label that are searched anew each time somebody asks.
const MANY: usize = 64;

/// Pods by two words.
type ByTwo<'a> = HashMap<&'a str, HashMap<&'a str, Vec<&'a WorkloadPods>>>;

/// The Pods of the whole input, found by what others know of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct PodIndex<'a> {
    by_label: ByTwo<'a>,
    /// By folder and namespace.
    together: ByTwo<'a>,
    /// By namespace and governing Service.
    governed: ByTwo<'a>,
    /// By kind and name of the workload.
    by_name: ByTwo<'a>,
    /// The namespaces and files of the workloads of a kind and name.
    places: HashMap<(&'a str, &'a str), BTreeSet<(&'a str, &'a str)>>,
    /// The namespaces and names of the service accounts that Pods run as.
    accounts: HashSet<(&'a str, &'a str)>,
    selections: Selections,
    count: usize,
}

impl<'a> PodIndex<'a> {
    pub(crate) fn of(all: impl IntoIterator<Item = &'a WorkloadPods>) -> Self {
        let mut index = Self::default();
        for pods in all {
            for (key, value) in &pods.labels {
                add(&mut index.by_label, key, value, pods);
            }
            add(&mut index.together, folder(&pods.file), pods.namespace(), pods);
            if let Some(service) = &pods.service {
                add(&mut index.governed, pods.namespace(), service, pods);
            }
            add(&mut index.by_name, &pods.identity.kind, pods.name(), pods);
            let places = index.places.entry((&pods.identity.kind, pods.name())).or_default();
            places.insert((pods.namespace(), &pods.file));
            index.accounts.insert((pods.namespace(), &pods.facts.account));
            index.count += 1;
        }
        index
    }

    /// Those that a selector of labels leads to, whatever their namespace; none for a selector that says nothing.
    pub(crate) fn selected(&self, selector: &BTreeMap<String, String>) -> impl Iterator<Item = &'a WorkloadPods> {
        let with = |(key, value): (&String, &String)| find(&self.by_label, key, value);
        let rarest = selector.iter().map(with).min_by_key(|pods| pods.len()).unwrap_or_default();
        let fitting = if rarest.len() > MANY {
            let fitting = rarest.iter().enumerate().filter(|(_, pods)| pods.fit(selector));
            self.selections.of(selector, fitting.map(|(at, _)| at))
        } else {
            (0..rarest.len()).filter(|&at| rarest[at].fit(selector)).collect()
        };
        (0..fitting.len()).map(move |at| rarest[fitting[at]])
    }

    /// Returns the number of workloads.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns true if Pods of a namespace run as a service account.
    pub(crate) fn has_account(&self, namespace: &str, account: &str) -> bool {
        self.accounts.contains(&(namespace, account))
    }

    /// Those of a namespace whose workloads stand in the folder of a file.
    pub(crate) fn near(&self, file: &str, namespace: &str) -> &[&'a WorkloadPods] {
        find(&self.together, folder(file), namespace)
    }

    /// Those of the workloads of a kind and name.
    pub(crate) fn named(&self, kind: &str, name: &str) -> &[&'a WorkloadPods] {
        find(&self.by_name, kind, name)
    }

    /// Returns whether a workload of a kind and name stands in another file, in the same namespace.
    pub(crate) fn is_elsewhere(&self, kind: &str, name: &str, namespace: &str, file: &str) -> bool {
        let places = self.places.get(&(kind, name)).into_iter();
        let mut files = places.flat_map(|places| places.range((namespace, "")..));
        files.by_ref().take_while(|(home, _)| *home == namespace).any(|(_, other)| *other != file)
    }

    /// Those that a Service gives names to.
    pub(crate) fn governed(&self, namespace: &str, service: &str) -> &[&'a WorkloadPods] {
        find(&self.governed, namespace, service)
    }
}

fn add<'a>(to: &mut ByTwo<'a>, one: &'a str, two: &'a str, pods: &'a WorkloadPods) {
    to.entry(one).or_default().entry(two).or_default().push(pods);
}

fn find<'m, 'a>(among: &'m ByTwo<'a>, one: &str, two: &str) -> &'m [&'a WorkloadPods] {
    among.get(one).and_then(|among| among.get(two)).map_or(&[], Vec::as_slice)
}

/// Returns the folder whose objects belong together, of which a file is one: its own, or the one above where folders
/// part objects by kind, as `deployments/` and `services/` do.
pub(crate) fn folder(file: &str) -> &str {
    let parent = |path: &'_ str| path.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
    let own = &file[..parent(file)];
    let name = own.rsplit('/').next().unwrap_or(own);
    if is_kind_of_object(name) { &own[..parent(own)] } else { own }
}

/// Returns whether the name of a folder is that of a kind of objects which are parts of something, in the plural or not.
fn is_kind_of_object(name: &str) -> bool {
    const PARTS: [&str; 14] = [
        "deployment",
        "statefulset",
        "daemonset",
        "service",
        "ingress",
        "configmap",
        "secret",
        "serviceaccount",
        "persistentvolumeclaim",
        "networkpolicy",
        "horizontalpodautoscaler",
        "poddisruptionbudget",
        "role",
        "rolebinding",
    ];
    let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
    let singular = |end, instead: &str| plain.strip_suffix(end).map(|stem| format!("{stem}{instead}"));
    let forms = [Some(plain.clone()), singular("s", ""), singular("es", ""), singular("ies", "y")];
    forms.iter().flatten().any(|form| PARTS.contains(&form.as_str()))
}
