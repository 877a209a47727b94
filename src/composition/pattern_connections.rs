//! The patterns that Pods form with other Pods: who elects by which Lease, who takes work from which broker, who asks
//! which leaves.

use std::collections::HashMap;

use super::analyse::Composition;
use super::connections::{ConnectedPod, Connection, ConnectionKind, End, listener, service_named};
use super::facts::coordination::Leaves;
use super::facts::namespace::namespace;
use super::facts::scaled_object::Trigger;
use super::knowledge::Function;
use super::member::Member;
use super::role::{Pattern, Role};

/// Returns the patterns of a Pod: those of its containers, and those that its main containers form with other Pods.
/// `shares_items` says that its workload divides a list of items among its Pods, `replicas` how many Pods it has: one that
/// is alone elects nobody.
pub fn patterns_with_others(
    composition: &Composition,
    asks_leaves: bool,
    shares_items: bool,
    replicas: Option<i64>,
) -> Vec<Pattern> {
    let mains = || composition.with_role(Role::Main);
    let any = |holds: &dyn Fn(&Member) -> bool| mains().any(holds);
    let is_function = |function| move |member: &Member| member.function == Some(function);
    let several = replicas.is_some_and(|replicas| replicas > 1);
    let elects = several && any(&|member| member.coordination.elects) || any(&is_function(Function::LeaderElector));
    let works =
        shares_items || any(&|member| member.coordination.queue.is_some()) || any(&is_function(Function::WorkQueue));
    let scatters = asks_leaves || any(&is_function(Function::ScatterRoot));
    let formed = [(elects, Pattern::LeaderElection), (works, Pattern::WorkQueue), (scatters, Pattern::ScatterGather)];
    let mut patterns = composition.patterns.clone();
    patterns.extend(formed.into_iter().filter_map(|(holds, pattern)| holds.then_some(pattern)));
    patterns.sort();
    patterns.dedup();
    patterns
}

/// Connections of one input that are told; nobody looks at more.
const MOST: usize = 2000;
/// Workloads behind one Service that are told.
const MOST_BEHIND: usize = 16;

/// Returns the connections of elections, queues and roots.
pub fn pattern_connections(pods: &[ConnectedPod<'_>]) -> Vec<Connection> {
    let index = Index::of(pods);
    let mut found = Vec::new();
    for (pod, connected) in pods.iter().enumerate() {
        for (container, member) in connected.composition.members.iter().enumerate() {
            let from = End::Pod { pod, container: Some(container) };
            let asker = Asker { pod, member, home: namespace(connected.namespace), from, pods, index: &index };
            found.extend(asker.leases());
            found.extend(asker.brokers());
            found.extend(asker.leaves());
            if member.role == Role::Main && !connected.triggers.is_empty() {
                let measured = asker.measured(connected.triggers);
                found.extend(
                    measured
                        .into_iter()
                        .filter(|one| !found.iter().any(|own| (&own.from, &own.to) == (&one.from, &one.to)))
                        .collect::<Vec<_>>(),
                );
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found
}

/// The Pods of the input by what names them.
struct Index<'a> {
    /// By namespace and Service that selects them.
    by_service: HashMap<(&'a str, &'a str), Vec<usize>>,
    /// By namespace and StatefulSet.
    by_set: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Index<'a> {
    fn of(pods: &[ConnectedPod<'a>]) -> Self {
        let mut index = Self { by_service: HashMap::new(), by_set: HashMap::new() };
        for (at, pod) in pods.iter().enumerate() {
            let home = namespace(pod.namespace);
            for service in pod.services {
                index.by_service.entry((home, &service.name)).or_default().push(at);
            }
            if let Some(name) = pod.name.filter(|_| pod.kind == "StatefulSet") {
                index.by_set.entry((home, name)).or_insert(at);
            }
        }
        index
    }
}

/// A container that may elect, take work, or ask leaves.
struct Asker<'a> {
    pod: usize,
    member: &'a Member,
    home: &'a str,
    from: End,
    pods: &'a [ConnectedPod<'a>],
    index: &'a Index<'a>,
}

impl Asker<'_> {
    fn leads(&self, to: End, via: ConnectionKind, port: Option<u16>, detail: String) -> Connection {
        Connection { from: self.from.clone(), to, via, port, detail }
    }

    fn leases(&self) -> Vec<Connection> {
        let coordination = &self.member.coordination;
        if !coordination.elects && self.member.role != Role::LeaderElection {
            return Vec::new();
        }
        let home = coordination.lease_namespace.as_deref().unwrap_or(self.home);
        let leases = coordination.elections.iter().map(|name| {
            let lease = End::Lease { namespace: home.to_owned(), name: name.clone() };
            self.leads(lease, ConnectionKind::Lease, None, format!("election {name}"))
        });
        leases.collect()
    }

    fn brokers(&self) -> Vec<Connection> {
        let Some(queue) = &self.member.coordination.queue else { return Vec::new() };
        let Some(endpoint) = queue.broker.and_then(|at| self.member.endpoints.get(at)) else { return Vec::new() };
        let Some(host) = endpoint.host.as_deref() else { return Vec::new() };
        let detail = queue.name.as_ref().map_or_else(|| queue.why.clone(), |name| format!("queue {name}"));
        self.behind_or_host(host, endpoint.port)
            .into_iter()
            .map(|to| self.leads(to, ConnectionKind::Queue, endpoint.port, detail.clone()))
            .collect()
    }

    /// The brokers by whose queues the workload is scaled.
    fn measured(&self, triggers: &[Trigger]) -> Vec<Connection> {
        let measure = |trigger: &Trigger| {
            let Some((host, port, _)) = trigger.broker.as_ref().filter(|_| trigger.is_queue()) else {
                return Vec::new();
            };
            let queue = trigger.queue.as_deref().map(|queue| format!("queue {queue}"));
            let detail = queue.unwrap_or_else(|| format!("scaled by {}", trigger.kind));
            let ends = self.behind_or_host(host, Some(*port)).into_iter();
            ends.map(|to| self.leads(to, ConnectionKind::Queue, Some(*port), detail.clone())).collect()
        };
        triggers.iter().flat_map(measure).collect()
    }

    fn behind_or_host(&self, host: &str, port: Option<u16>) -> Vec<End> {
        let found = self.behind(host, port);
        if found.is_empty() { vec![End::Host(host.to_owned())] } else { found }
    }

    /// The Pods behind the Service that a host means.
    fn behind(&self, host: &str, port: Option<u16>) -> Vec<End> {
        let is_known = |home: &str, name: &str| self.index.by_service.contains_key(&(home, name));
        let Some((home, service)) = service_named(host, self.home, is_known) else { return Vec::new() };
        let behind = self.index.by_service.get(&(home.as_str(), service.as_str())).into_iter().flatten().copied();
        let end = |pod: usize| End::Pod { pod, container: listener(self.pods[pod].composition, port) };
        behind.filter(|&pod| pod != self.pod).take(MOST_BEHIND).map(end).collect()
    }

    fn leaves(&self) -> Vec<Connection> {
        let Some(leaves) = &self.member.coordination.leaves else { return Vec::new() };
        let detail = format!("{} → {}", leaves.written, leaves.hosts.len());
        let mut found: Vec<(End, Option<u16>)> = Vec::new();
        for (host, port) in &leaves.hosts {
            for end in self.sets(host, *port).into_iter().chain(self.behind(host, *port)) {
                if self.may_be_leaf(&end) && !found.iter().any(|(known, _)| same_pod(known, &end)) {
                    found.push((end, *port));
                }
            }
        }
        if found.is_empty() && self.are_single_pods(leaves) {
            let hosts = leaves.hosts.iter().map(|(host, port)| (End::Host(host.clone()), *port));
            found.extend(hosts);
        }
        found.into_iter().map(|(to, port)| self.leads(to, ConnectionKind::Leaves, port, detail.clone())).collect()
    }

    /// The StatefulSet whose Pod a host is: `leaf-0.leaf`.
    fn sets(&self, host: &str, port: Option<u16>) -> Option<End> {
        let mut labels = host.split('.');
        let (set, _) = numbered(labels.next()?)?;
        labels.next()?;
        let home = labels.next().filter(|label| *label != "svc").unwrap_or(self.home);
        let pod = *self.index.by_set.get(&(home, set))?;
        Some(End::Pod { pod, container: listener(self.pods[pod].composition, port) })
    }

    /// Caches and databases whose clients divide the keys are no leaves, nor are the Pods of one's own workload.
    fn may_be_leaf(&self, end: &End) -> bool {
        let End::Pod { pod, .. } = end else { return false };
        let divides = |member: &Member| member.is_store() && member.function != Some(Function::SearchEngine);
        *pod != self.pod && !self.pods[*pod].composition.with_role(Role::Main).any(divides)
    }

    /// Returns true if a list names the Pods of one StatefulSet elsewhere, which keeps no data as far as its name tells.
    fn are_single_pods(&self, leaves: &Leaves) -> bool {
        let first = leaves.hosts.first().and_then(|(host, _)| set_of(host));
        let own = self.pods[self.pod].name;
        let known = |set: &str| super::knowledge::of_image(&super::Image::parse(set), None).is_some();
        let is_elsewhere = |set: &str| !self.index.by_set.contains_key(&(self.home, set));
        first.is_some_and(|set| !known(set) && own != Some(set) && is_elsewhere(set))
            && leaves.hosts.iter().all(|(host, _)| set_of(host) == first)
    }
}

fn same_pod(one: &End, other: &End) -> bool {
    matches!((one, other), (End::Pod { pod: one, .. }, End::Pod { pod: other, .. }) if one == other)
}

/// The StatefulSet that an address of a single Pod names.
fn set_of(host: &str) -> Option<&str> {
    let (first, _) = host.split_once('.')?;
    numbered(first).map(|(set, _)| set)
}

fn numbered(label: &str) -> Option<(&str, u32)> {
    let (set, number) = label.rsplit_once('-')?;
    Some((set, number.parse().ok()?))
}
