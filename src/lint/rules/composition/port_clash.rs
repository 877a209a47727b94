//! The rule `port-clash`.

use std::collections::{HashMap, HashSet};

use crate::composition::{ListenPort, Member, PortEvidence, Protocol};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// Two containers of a Pod that listen on the same port: both declare it, both are configured to use it by their
    /// arguments, or both run a server that opens it by default.
    ///
    /// ## Why it matters
    /// The containers of a Pod share one network address and its ports. The container that starts second cannot bind
    /// the port and crashes again and again; which one that is can change from start to start. The API server accepts
    /// the manifest nevertheless.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///   - name: api
    ///     image: nginx:1.28.0
    /// ```
    /// ## Write
    /// ```yaml
    /// containers: # and the other server in a Pod of its own, or told to listen elsewhere
    ///   - name: web
    ///     image: nginx:1.29.1
    /// ```
    "port-clash", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    let mut taken: HashMap<(u16, Protocol, Reason), (&Member, &ListenPort)> = HashMap::new();
    same_helper_twice(members, out);
    let mut told: HashSet<(u16, Protocol, &FieldPath, &FieldPath)> = HashSet::new();
    for member in members.iter().filter(|member| member.is_long_running()) {
        let mut own: HashSet<(u16, Protocol, Reason)> = HashSet::new();
        for listen in &member.ports {
            let Some(reason) = reason(listen) else { continue };
            let key = (listen.port, listen.protocol, reason);
            if !own.insert(key) {
                continue;
            }
            // What one is told clashes with what another does unless it is told.
            let other = match reason {
                Reason::Told => Reason::Default,
                Reason::Default => Reason::Told,
                Reason::Declared => Reason::Declared,
            };
            match taken.get(&key).or_else(|| taken.get(&(listen.port, listen.protocol, other))) {
                // A loopback address and all addresses clash too, as both hold the loopback one.
                Some(&(_, before)) if before.scope.is_apart_from(listen.scope) => {}
                Some(&before) if told.insert((key.0, key.1, &before.0.path, &member.path)) => {
                    report(member, listen, before, out);
                }
                Some(_) => {}
                None => {
                    taken.insert(key, (member, listen));
                }
            }
        }
    }
}

/// Reports two copies of one helper that nothing gives another port than its own.
fn same_helper_twice(members: &[Member], out: &mut Sink<'_>) {
    let mut first: HashMap<&str, &Member> = HashMap::new();
    for member in members.iter().filter(|member| member.is_long_running() && member.helps_at_default_port()) {
        let Some(software) = member.software() else { continue };
        let Some(&before) = first.get(software.id.as_str()) else {
            first.insert(&software.id, member);
            continue;
        };
        let (name, other, port) = (&member.name, &before.name, software.ports[0]);
        out.at(&member.path, format!("`{name}` listens by default on port {port}, which `{other}` uses too"))
            .related(&before.path, format!("`{other}` uses it"))
            .help(format!("give `{name}` a port of its own in its settings"));
    }
}

/// The reason why two containers can be held against each other. What one declares and another is told need not be the
/// same thing: a declaration is a note, and may be about a neighbour.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Reason {
    Declared,
    Told,
    Default,
}

fn reason(listen: &ListenPort) -> Option<Reason> {
    match listen.evidence {
        _ if listen.ambiguous => None,
        PortEvidence::Declared => Some(Reason::Declared),
        PortEvidence::Option | PortEvidence::File => Some(Reason::Told),
        PortEvidence::Default => Some(Reason::Default),
        PortEvidence::Variable | PortEvidence::Maybe => None,
    }
}

fn report(member: &Member, listen: &ListenPort, (other, before): (&Member, &ListenPort), out: &mut Sink<'_>) {
    let (port, name) = (listen.port, &member.name);
    let says = match reason(listen) {
        Some(Reason::Declared) => "declares",
        Some(Reason::Default) => "listens by default on",
        _ => "is configured to listen on",
    };
    let protocol = match listen.protocol {
        Protocol::Tcp => String::new(),
        other => format!("/{}", other.name()),
    };
    out.at(&listen.place, format!("`{name}` {says} port {port}{protocol}, which `{}` uses too", other.name))
        .related(&before.place, format!("`{}` uses it", other.name))
        .help(format!("give `{name}` a port of its own, or a Pod of its own"));
}
