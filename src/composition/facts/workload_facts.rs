//! The facts about a workload that other objects depend on: how many Pods it has, how it selects them, and what its
//! containers declare. Read from the text, as every workload of the input is asked and few are typed for it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;

use super::address;
use super::election::{self, Told};
use super::option_words::name_words;
use super::pod_address::{addresses_in, lists_leaves};
use crate::k8s::{Manifest, Slot};
use crate::yaml::{Node, Scalar};

/// The facts about a workload that other objects depend on.
#[derive(Clone, Debug, Default)]
pub struct WorkloadFacts {
    /// `spec.replicas`, where it is written.
    pub replicas: Option<i64>,
    /// The labels of its selector.
    pub selector: Vec<(String, String)>,
    /// Its containers, init containers first.
    pub containers: Vec<ContainerFacts>,
    /// The names of the PersistentVolumeClaims that its Pods mount.
    pub claims: Vec<String>,
    /// The service account that the Pods run as.
    pub account: String,
    /// The update strategy, where it is written: `Recreate`, `OnDelete`.
    pub strategy: Option<String>,
}

/// The facts about a container that other objects depend on.
#[derive(Clone, Debug, Default)]
pub struct ContainerFacts {
    /// Its name.
    pub name: String,
    /// Its image, as it is written.
    pub image: String,
    /// True if it ends before the others start.
    pub is_init: bool,
    /// The numbers of the ports it declares.
    pub ports: IndexSet<i64>,
    /// The resources it requests, or has a limit of, which counts as a request.
    pub requests: Vec<String>,
    /// The numbers in its command line and environment.
    pub numbers: HashSet<i64>,
    /// True if files or variables from elsewhere may configure it.
    pub is_configured: bool,
    /// The names of the elections that it takes part in.
    pub elections: Vec<String>,
    /// The hosts of the brokers that its variables and options name.
    pub brokers: Vec<String>,
    /// The StatefulSets whose Pods it is told all of, as those that hold parts of the data.
    pub leaf_sets: Vec<String>,
}

impl WorkloadFacts {
    /// Reads the facts of an object that has a Pod template at `pod`.
    pub fn of(manifest: &Manifest, pod: Node<'_>) -> Self {
        let spec = manifest.node().get("spec");
        let selector = spec.and_then(|spec| spec.get("selector"));
        let labels = match selector {
            Some(selector) if manifest.identity.kind == "ReplicationController" => Some(selector),
            selector => selector.and_then(|selector| selector.get("matchLabels")),
        };
        let strategy = spec.and_then(|spec| spec.get("strategy").or_else(|| spec.get("updateStrategy")));
        let pod = pod.get("spec");
        let lists = [(Slot::Init, true), (Slot::App, false)];
        let containers = lists.iter().flat_map(|(slot, is_init)| {
            let list = pod.and_then(|pod| pod.get(slot.field())).into_iter().flat_map(Node::items);
            list.map(|container| ContainerFacts::of(container, *is_init))
        });
        let volumes = pod.and_then(|pod| pod.get("volumes")).into_iter().flat_map(Node::items);
        let claims = volumes.filter_map(|volume| volume.get("persistentVolumeClaim")?.get("claimName")?.as_str());
        let labels = labels.into_iter().flat_map(Node::entries);
        Self {
            replicas: spec.and_then(|spec| int(spec.get("replicas")?)),
            selector: labels.map(|label| (label.name.to_string(), text(label.value))).collect(),
            containers: containers.collect(),
            claims: claims.map(str::to_owned).collect(),
            account: pod
                .and_then(|pod| pod.get("serviceAccountName").or_else(|| pod.get("serviceAccount"))?.as_str())
                .filter(|name| !name.is_empty())
                .unwrap_or("default")
                .to_owned(),
            strategy: strategy.and_then(|strategy| strategy.get("type")?.as_str().map(str::to_owned)),
        }
    }
}

impl ContainerFacts {
    fn of(container: Node<'_>, is_init: bool) -> Self {
        let field = |name: &str| container.get(name).map(text).unwrap_or_default();
        let is_native = container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
        let resources = container.get("resources");
        let list = |name: &str| resources.and_then(|resources| resources.get(name)).into_iter().flat_map(Node::entries);
        let requests = list("requests").chain(list("limits"));
        let ports = container.get("ports").into_iter().flat_map(Node::items);
        let is_there = |name: &str| container.get(name).is_some_and(|list| list.items().next().is_some());
        Self {
            name: field("name"),
            image: field("image"),
            is_init: is_init && !is_native,
            ports: ports.filter_map(|port| int(port.get("containerPort")?)).collect(),
            requests: requests.map(|request| request.name.to_string()).collect(),
            numbers: mentioned_numbers(container),
            is_configured: is_there("envFrom") || is_there("volumeMounts"),
            elections: elections(container),
            brokers: brokers(container),
            leaf_sets: leaf_sets(container),
        }
    }
}

/// The numbers in the command line and the values of variables of a container.
fn mentioned_numbers(container: Node<'_>) -> HashSet<i64> {
    let list = |name: &str| container.get(name).into_iter().flat_map(Node::items);
    let values = list("env").filter_map(|variable| variable.get("value"));
    let texts = list("command").chain(list("args")).chain(values).filter_map(Node::as_str);
    let digits = texts.flat_map(|text| text.split(|c: char| !c.is_ascii_digit()));
    digits.filter(|digits| (2..=5).contains(&digits.len())).filter_map(|digits| digits.parse().ok()).collect()
}

/// The variables of a container whose values are written.
fn variables(container: Node<'_>) -> impl Iterator<Item = (&str, &str)> {
    let list = container.get("env").into_iter().flat_map(Node::items);
    list.filter_map(|variable| Some((variable.get("name")?.as_str()?, variable.get("value")?.as_str()?)))
}

/// The hosts in variables and options that are the address of a broker: `CELERY_BROKER_URL`, `amqp://…`.
fn brokers(container: Node<'_>) -> Vec<String> {
    const NAMES: [&str; 4] = ["broker", "celery", "sidekiq", "queue"];
    let in_redis = |(_, value): &(&str, &str)| value.starts_with("redis://") || value.starts_with("rediss://");
    let named = |(name, _): &(&str, &str)| name_words(name).iter().any(|word| NAMES.contains(&word.as_str()));
    let by_amqp = |(_, value): &(&str, &str)| value.starts_with("amqp://") || value.starts_with("amqps://");
    let list = |name: &str| container.get(name).into_iter().flat_map(Node::items).filter_map(Node::as_str);
    let words: Vec<&str> = list("command").chain(list("args")).collect();
    // `celery worker -b redis://broker`.
    let told = words.windows(2).filter(|pair| matches!(pair[0], "-b" | "--broker")).map(|pair| (pair[0], pair[1]));
    let inline = words.iter().filter_map(|word| word.split_once('=')).filter(|(name, _)| *name == "--broker");
    let options = told.chain(inline).filter(|option| in_redis(option) || by_amqp(option));
    let variables = variables(container).filter(|variable| in_redis(variable) && named(variable) || by_amqp(variable));
    let hosts = variables.chain(options);
    hosts.filter_map(|(_, value)| address::remote(value).into_iter().next()?.host).collect()
}

fn elections(container: Node<'_>) -> Vec<String> {
    let list = |name: &str| container.get(name).into_iter().flat_map(Node::items).filter_map(Node::as_str);
    let words: Vec<&str> = list("command").chain(list("args")).collect();
    let told = words.iter().enumerate().filter(|(_, word)| word.starts_with('-')).map(|(at, word)| {
        let next = words.get(at + 1).copied().filter(|next| !next.starts_with('-'));
        word.split_once('=').map_or((*word, next), |(name, value)| (name, Some(value)))
    });
    let told: Vec<Told<'_>> = told.collect();
    let mut values: HashMap<&str, &str> = HashMap::new();
    for (name, value) in variables(container) {
        values.entry(name).or_insert(value);
    }
    election::elections_in(&told, |name| values.get(name).copied())
}

fn leaf_sets(container: Node<'_>) -> Vec<String> {
    let lists = variables(container).filter(|(name, _)| lists_leaves(name));
    let mut sets: Vec<String> =
        lists.flat_map(|(_, value)| addresses_in(value)).map(|address| address.set.to_owned()).collect();
    sets.sort_unstable();
    sets.dedup();
    sets
}

fn text(node: Node<'_>) -> String {
    node.as_str().unwrap_or_default().to_owned()
}

fn int(node: Node<'_>) -> Option<i64> {
    if let Scalar::Int(number) = node.scalar() { Some(number) } else { None }
}
