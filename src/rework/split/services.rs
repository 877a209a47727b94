//! The Services of the parts: those of the input are led to the right Pods, and new ones are made where other parts
//! connect.

use serde_json::{Map, Value, json};

use super::addresses::{Addresses, Unwritten};
use super::case::{Case, below};
use super::known_services::{Known, known};
use super::labels::{self, Labels};
use super::refusal::SplitError;
use super::workload::of_object;
use crate::composition::{ListenPort, PortEvidence, Protocol, Scope, Unrelated};
use crate::edit::Change;
use crate::k8s::Manifest;
use crate::pattern::Kind;
use crate::wording::in_words;
use crate::yaml::{FieldPath, Node};

/// The Services of a workload that is taken apart.
#[derive(Default)]
pub(super) struct Services<'a> {
    /// The name under which other parts reach each part.
    hosts: Vec<Option<String>>,
    /// The Service that gives the Pods of each part their names.
    pub(super) governing: Vec<Option<String>>,
    /// New Services, each with its part.
    pub(super) new: Vec<(usize, Value)>,
    /// Changes of the input's Services.
    pub(super) changes: Vec<(&'a Manifest, Change)>,
    /// Ports that another Service has now: the Service, the port, its name, and the other Service.
    pub(super) moved: Vec<MovedPort>,
    /// Labels that the Pods that stay lack, and need for their Service.
    pub(super) missing: Map<String, Value>,
    /// Notes for the user.
    pub(super) notes: Vec<String>,
}

/// A port of a Service of the input that another Service has now.
pub(super) struct MovedPort {
    pub(super) service: String,
    pub(super) port: u16,
    pub(super) name: Option<String>,
    pub(super) to: String,
}

impl<'a> Services<'a> {
    /// Plans the Services; `moved` has the labels of the parts that move out.
    pub(super) fn of(case: &Case<'a>, addresses: &Addresses<'_>, moved: &[Labels]) -> Result<Self, SplitError> {
        let count = case.parts.len();
        let mut services = Self { hosts: vec![None; count], governing: vec![None; count], ..Self::default() };
        if case.kind.ends() {
            return Ok(services);
        }
        let known = known(case);
        let taken: Vec<Vec<Value>> = (0..count).map(|part| taken_over(case, part, &known)).collect();
        for (part, taken) in taken.into_iter().enumerate() {
            services.plan(case, part, taken, (&known, addresses, moved))?;
        }
        services.lead(case, &known, moved);
        Ok(services)
    }

    /// Returns the name under which other parts reach a part.
    pub(super) fn host(&self, case: &Case<'_>, part: usize) -> String {
        self.hosts[part].clone().unwrap_or_else(|| case.parts[part].name.clone())
    }

    /// Returns whether other Pods reach a part by a Service.
    pub(super) fn is_open(&self, part: usize) -> bool {
        self.hosts[part].is_some()
    }

    /// Returns the comment at an address that is left as it is.
    pub(super) fn remark(&self, case: &Case<'_>, it: &Unwritten<'_>) -> String {
        let (to, port) = it.to;
        let (from, own, host) = (&case.member(it.from).name, case.lead(to), self.host(case, to));
        format!("`{from}` of {} has to connect to `{own}` at {host}:{port} now", case.shown())
    }

    /// Plans the Services of one part.
    fn plan(
        &mut self,
        case: &Case<'a>,
        part: usize,
        taken: Vec<Value>,
        (known, addresses, moved): (&[Known<'a>], &Addresses<'_>, &[Labels]),
    ) -> Result<(), SplitError> {
        let needed: Vec<u16> = addresses.needed.iter().filter(|(to, _)| *to == part).map(|(_, port)| *port).collect();
        let own = || known.iter().filter(|service| service.leads_only_to(part));
        let fit = own().find(|service| needed.iter().all(|&port| service.passes(port)));
        let is_set = part > 0 && case.parts[part].kind == Kind::StatefulSet;
        let headless = own().find(|service| service.is_headless()).map(Known::name);
        self.hosts[part] = fit.map(|service| service.name().to_owned());
        self.governing[part] = headless.filter(|_| is_set).map(str::to_owned);
        let is_served = fit.is_some() && taken.is_empty() && (!is_set || headless.is_some());
        // Of a front end and a back end that nothing says to connect, either may be the one that is connected to.
        let is_both = case.composition.unrelated() == Some(Unrelated::FrontendBackend);
        let is_asked = is_both && (1..case.parts.len()).any(|other| addresses.is_unasked(case, other));
        if is_served || part == 0 && needed.is_empty() && taken.is_empty() && !is_asked {
            return Ok(());
        }
        let is_moved = !taken.is_empty();
        let entries = entries(case, part, (taken, &needed), part > 0 || is_asked);
        if entries.is_empty() && !is_set {
            return Ok(());
        }
        let name = name_of_service(case, part)?;
        let kind = known.iter().find(|service| is_moved && service.is_mixed() && service.has_part(part));
        let labels = part.checked_sub(1).map(|at| &moved[at]);
        let selector = match labels {
            Some(labels) => labels.selector.clone(),
            None => {
                let (selector, missing) = labels::staying(case, moved);
                self.missing = missing;
                selector
            }
        };
        self.new.push((part, service(case, part, &name, (entries, selector, kind), labels)));
        if is_set && self.governing[part].is_none() {
            self.governing[part] = Some(name.clone());
        }
        self.hosts[part].get_or_insert(name);
        Ok(())
    }

    /// Leads the Services of the input to the right Pods.
    fn lead(&mut self, case: &Case<'a>, known: &[Known<'a>], moved: &[Labels]) {
        for service in known {
            let home = service.home();
            if let Some(labels) = home.checked_sub(1).map(|at| &moved[at]) {
                let spec = FieldPath::default().field("spec.selector");
                let selector = service.manifest.node().at(&spec);
                for entry in selector.into_iter().flat_map(Node::entries) {
                    if let Some(value) = labels.pod.get(&*entry.name).filter(|new| **new != entry.value.text()) {
                        self.changes.push((service.manifest, Change::Set(below(&spec, &entry.name), value.clone())));
                    }
                }
                self.notes.push(format!(
                    "the Service `{}` now sends traffic to `{}`",
                    service.name(),
                    case.parts[home].name
                ));
            }
            self.take_ports(case, service, home);
            for port in service.ports.iter().filter(|port| !port.is_known) {
                self.notes.push(format!(
                    "no container is known to listen on port {} of the Service `{}`, which now sends its traffic to `{}`",
                    port.port,
                    service.name(),
                    case.parts[port.part].name
                ));
            }
        }
    }

    /// Takes the ports of other parts out of a Service.
    fn take_ports(&mut self, case: &Case<'a>, service: &Known<'a>, home: usize) {
        let list = FieldPath::default().field("spec.ports");
        let mut gone: Vec<String> = Vec::new();
        let mut removals = Vec::new();
        for (at, port) in service.ports.iter().enumerate().filter(|(_, port)| port.part != home) {
            let to = self.host(case, port.part);
            gone.push(format!("port {} has moved to the Service `{to}`", port.port));
            let name = port.value["name"].as_str().map(str::to_owned);
            self.moved.push(MovedPort { service: service.name().to_owned(), port: port.port, name, to });
            removals.push(Change::Remove(list.clone().index(at)));
        }
        if removals.is_empty() {
            return;
        }
        let words = in_words(&gone);
        self.notes.push(format!("of the Service `{}`, {words}", service.name()));
        self.changes.push((service.manifest, Change::Comment(list, words)));
        self.changes.extend(removals.into_iter().rev().map(|change| (service.manifest, change)));
    }
}

/// Returns the ports that a part takes over from Services that lead to several parts.
fn taken_over(case: &Case<'_>, part: usize, known: &[Known<'_>]) -> Vec<Value> {
    let mixed = known.iter().filter(|service| service.is_mixed() && service.home() != part);
    let ports = mixed.flat_map(|service| service.ports.iter().filter(|port| port.part == part));
    let of_kind = case.parts[part].kind;
    ports.map(|port| port.value.clone()).filter(|_| of_kind != Kind::Job).collect()
}

/// Returns the name of the new Service of a part.
fn name_of_service(case: &Case<'_>, part: usize) -> Result<String, SplitError> {
    let (own, lead) = (&case.parts[part].name, case.lead(part));
    let given = case.options.names.iter().find(|(container, _)| part == 0 && container == lead);
    let name = match given {
        Some((_, name)) => name.clone(),
        None if part == 0 && case.has("Service", own) => format!("{own}-{lead}"),
        None => own.clone(),
    };
    if let Some(error) = crate::validity::content::dns_1035_label(&name) {
        return Err(SplitError::NotAName(name, error.why.to_string(), lead.to_owned(), error.help.to_string()));
    }
    if case.has("Service", &name) {
        return Err(SplitError::Taken("Service".to_owned(), name, lead.to_owned()));
    }
    Ok(name)
}

/// Returns a new Service.
fn service(
    case: &Case<'_>,
    part: usize,
    name: &str,
    (ports, selector, alike): (Vec<Value>, Map<String, Value>, Option<&Known<'_>>),
    labels: Option<&Labels>,
) -> Value {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), name.into());
    if let Some(namespace) = &case.manifest.identity.namespace {
        metadata.insert("namespace".to_owned(), namespace.as_str().into());
    }
    let of_object = labels.map(|labels| of_object(case, labels)).filter(|labels| !labels.is_empty());
    metadata.extend(of_object.map(|labels| ("labels".to_owned(), labels.into())));
    let mut spec = Map::new();
    let kind = alike.and_then(Known::kind).filter(|kind| *kind != "ClusterIP");
    spec.extend(kind.map(|kind| ("type".to_owned(), kind.into())));
    let is_same =
        |port: &Value| port.get("targetPort").is_none_or(|target| *target == port["port"] || target.is_string());
    if kind.is_none() && part > 0 && case.parts[part].kind == Kind::StatefulSet && ports.iter().all(is_same) {
        spec.insert("clusterIP".to_owned(), "None".into());
    }
    if case.kind == Kind::DaemonSet {
        spec.insert("internalTrafficPolicy".to_owned(), "Local".into());
    }
    if !ports.is_empty() {
        spec.insert("ports".to_owned(), ports.into());
    }
    spec.insert("selector".to_owned(), selector.into());
    json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})
}

/// Returns the ports of the new Service of a part: those taken over, those that other parts connect to, and those that its
/// containers open, if `all` are asked for.
fn entries(case: &Case<'_>, part: usize, (taken, needed): (Vec<Value>, &[u16]), all: bool) -> Vec<Value> {
    let mut entries = taken;
    let declared = declared(case, part);
    let is_there = |entries: &[Value], port: &Value| {
        entries.iter().any(|entry| entry["port"] == port["port"] && entry["protocol"] == port["protocol"])
    };
    for &port in needed {
        let known = declared.iter().find(|entry| entry["port"] == port && entry["protocol"].is_null());
        let entry = known.cloned().unwrap_or_else(|| json!({"port": port, "targetPort": port}));
        if !is_there(&entries, &entry) {
            entries.push(entry);
        }
    }
    if all {
        let open = if declared.is_empty() { detected(case, part) } else { declared };
        for entry in open {
            if !is_there(&entries, &entry) {
                entries.push(entry);
            }
        }
    }
    named(entries)
}

/// Gives each of several ports a name, which the API server asks for.
fn named(mut entries: Vec<Value>) -> Vec<Value> {
    let is_several = entries.len() > 1;
    let mut names: Vec<String> = Vec::new();
    for entry in &mut entries {
        let number = format!("port-{}", entry["port"]);
        let known = entry["name"].as_str().map(str::to_owned).filter(|name| !names.contains(name));
        let name = known.unwrap_or(number);
        let Some(map) = entry.as_object_mut() else { continue };
        let mut new = Map::new();
        if is_several || map.get("name").is_some_and(Value::is_string) {
            new.insert("name".to_owned(), name.clone().into());
            names.push(name);
        }
        new.extend(map.iter().filter(|(key, _)| *key != "name").map(|(key, value)| (key.clone(), value.clone())));
        *map = new;
    }
    entries
}

/// Returns the ports that the containers of a part declare.
fn declared(case: &Case<'_>, part: usize) -> Vec<Value> {
    let nodes = case.members_of(part).filter(|&member| case.member(member).is_long_running());
    let ports = nodes.filter_map(|member| case.container(member)?.get("ports")).flat_map(Node::items);
    let entry = |port: Node<'_>| {
        let port = port.to_json();
        let number = port["containerPort"].as_u64().filter(|number| (1..=65535).contains(number))?;
        let mut entry = Map::new();
        entry.extend(port["name"].as_str().map(|name| ("name".to_owned(), name.into())));
        entry.insert("port".to_owned(), number.into());
        entry.insert("targetPort".to_owned(), port["name"].as_str().map_or(number.into(), Value::from));
        let protocol = port["protocol"].as_str().filter(|protocol| *protocol != "TCP");
        entry.extend(protocol.map(|protocol| ("protocol".to_owned(), protocol.into())));
        Some(Value::Object(entry))
    };
    ports.filter_map(entry).collect()
}

/// Returns the ports that the containers of a part are known to open to other Pods.
fn detected(case: &Case<'_>, part: usize) -> Vec<Value> {
    let is_known = |listen: &&ListenPort| {
        listen.scope != Scope::Loopback && listen.evidence <= PortEvidence::Default && !listen.ambiguous
    };
    let ports = case.members_of(part).flat_map(|member| case.member(member).ports.iter()).filter(is_known);
    let entry = |listen: &ListenPort| {
        let mut entry = json!({"port": listen.port, "targetPort": listen.port});
        if listen.protocol != Protocol::Tcp {
            entry["protocol"] = listen.protocol.name().into();
        }
        entry
    };
    ports.map(entry).collect()
}
