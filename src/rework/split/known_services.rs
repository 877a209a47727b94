//! Services of the input that lead to the workload, and the part that answers at each of their ports.

use serde_json::Value;

use super::case::Case;
use super::labels::labels;
use crate::composition::PortEvidence;
use crate::edit::items_with_comments;
use crate::k8s::{Manifest, Object, TargetPort};
use crate::yaml::Node;

/// A Service that leads to the Pods of the workload.
pub(super) struct Known<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) ports: Vec<KnownPort>,
}

/// A port of such a Service.
pub(super) struct KnownPort {
    pub(super) port: u16,
    /// The port of the container, where that is a number.
    pub(super) target: Option<u16>,
    /// The part that answers.
    pub(super) part: usize,
    /// True if one of its containers is known to listen there.
    pub(super) is_known: bool,
    /// The port as it is written, with the comments above it.
    pub(super) value: Value,
}

impl<'a> Known<'a> {
    /// Returns its name.
    pub(super) fn name(&self) -> &'a str {
        self.manifest.identity.name.as_deref().unwrap_or_default()
    }

    /// Returns its type, where it says one.
    pub(super) fn kind(&self) -> Option<&'a str> {
        self.manifest.node().get("spec")?.get("type").and_then(Node::as_str)
    }

    /// Returns the part that keeps it: the one that stays if a port leads there, or that of its first port.
    pub(super) fn home(&self) -> usize {
        let parts = || self.ports.iter().map(|port| port.part);
        if parts().any(|part| part == 0) { 0 } else { parts().next().unwrap_or_default() }
    }

    /// Returns true if it leads to several parts.
    pub(super) fn is_mixed(&self) -> bool {
        self.ports.iter().any(|port| port.part != self.home())
    }

    /// Returns true if a port leads to a part.
    pub(super) fn has_part(&self, part: usize) -> bool {
        self.ports.iter().any(|port| port.part == part)
    }

    /// Returns true if it leads to a part and to no other.
    pub(super) fn leads_only_to(&self, part: usize) -> bool {
        !self.is_mixed() && self.home() == part && self.has_part(part)
    }

    /// Returns true if who connects to a port of it reaches the same port of the Pods.
    pub(super) fn passes(&self, port: u16) -> bool {
        self.ports.iter().any(|known| known.port == port && known.target == Some(port))
    }

    /// Returns true if it has no address of its own.
    pub(super) fn is_headless(&self) -> bool {
        let address = self.manifest.node().get("spec").and_then(|spec| spec.get("clusterIP"));
        address.is_some_and(|address| address.text() == "None")
    }
}

/// Returns the Services that lead to the workload.
pub(super) fn known<'a>(case: &Case<'a>) -> Vec<Known<'a>> {
    let there = labels(case);
    let mut all = Vec::new();
    for manifest in case.others() {
        let Object::Service(service) = manifest.object() else { continue };
        let Some(spec) = &service.spec else { continue };
        let selector = spec.selector.iter().flatten();
        let is_empty = selector.clone().next().is_none();
        if is_empty || !selector.into_iter().all(|(key, value)| there.get(key) == Some(value)) {
            continue;
        }
        let nodes = manifest.node().get("spec").and_then(|spec| spec.get("ports"));
        let written = nodes.into_iter().flat_map(items_with_comments);
        let ports = spec.ports.iter().flatten().zip(written);
        let ports = ports.map(|(port, value)| {
            let number = u16::try_from(port.port).unwrap_or_default();
            let (part, target) = match TargetPort::of(port) {
                TargetPort::Name(name) => named(case, name),
                TargetPort::Number(target) => numbered(case, u16::try_from(target).unwrap_or_default()),
            };
            KnownPort { port: number, target, part: part.unwrap_or_default(), is_known: part.is_some(), value }
        });
        all.push(Known { manifest, ports: ports.collect() });
    }
    all
}

/// Returns the part whose container declares a port of a name, and its number.
fn named(case: &Case<'_>, name: &str) -> (Option<usize>, Option<u16>) {
    for (at, member) in case.composition.members.iter().enumerate() {
        if let Some(port) = member.ports.iter().find(|port| port.name.as_deref() == Some(name)) {
            return (Some(case.part_of(at)), Some(port.port));
        }
    }
    (None, None)
}

/// Returns the part with a container that listens on a port: what programs are told and do says more than what is declared.
fn numbered(case: &Case<'_>, port: u16) -> (Option<usize>, Option<u16>) {
    let members = case.composition.members.iter().enumerate();
    let listening = members.flat_map(|(at, member)| member.ports.iter().map(move |listen| (at, listen)));
    let surest = listening
        .filter(|(_, listen)| listen.port == port)
        .min_by_key(|(at, listen)| (listen.ambiguous, listen.evidence == PortEvidence::Maybe, *at));
    (surest.map(|(at, _)| case.part_of(at)), Some(port))
}
