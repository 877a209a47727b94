//! Which container the Pod exists for, when several could be.

use super::context::Context;
use super::knowledge;
use super::link::Link;
use super::member::Member;
use super::role::Role;
use super::seeming::{Seems, Weight, same_words, says_main};
use super::volume::Volume;
use crate::k8s::{Pod, Slot};

/// Points that speak for a container being the main one; only their order counts.
pub(super) fn scores(
    members: &[Member],
    volumes: &[Volume],
    links: &[Link],
    seems: &[Seems],
    served: &[u16],
    pod: &Pod<'_>,
    context: &Context<'_>,
) -> Vec<i32> {
    let annotation = "kubectl.kubernetes.io/default-container";
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    let default = annotations.and_then(|annotations| annotations.get(annotation)).map(String::as_str);
    let pod_name = context.name.unwrap_or_default();
    let mut scores: Vec<i32> = members
        .iter()
        .zip(seems)
        .map(|(member, seems)| {
            let mut score = 0;
            score += if default == Some(&member.name) && !default.is_none_or(str::is_empty) { 50 } else { 0 };
            score += likeness(&member.name, pod_name).max(likeness(member.image.base(), pod_name) - 4);
            score += if matches!(seems, Seems::Main { .. }) { 8 } else { 0 };
            score += if says_main(&member.name) { 16 } else { 0 };
            let names = ["app", "application", "primary", "business"];
            score +=
                if knowledge::words(&member.name).iter().any(|word| names.contains(&word.as_str())) { 8 } else { 0 };
            score += if member.ports.iter().any(|listen| listen.evidence == super::port::PortEvidence::Declared) {
                5
            } else {
                0
            };
            score += if same_words(&member.name, member.image.base()) { 2 } else { 0 };
            score += if member.probed.is_empty() { 0 } else { 3 };
            score += if member.listens_on_any(served) { 3 } else { 0 };
            score -= if member.slot == Slot::Sidecar { 40 } else { 0 };
            score -= helper_rank(seems, member);
            score
        })
        .collect();
    for link in links.iter().filter(|link| link.via.is_network() && link.from != link.to) {
        // Who uses an ambassador or elector is who they are there for.
        if matches!(
            seems[link.to],
            Seems::Helper { role: Role::Ambassador | Role::LeaderElection | Role::WorkQueue, .. }
        ) {
            scores[link.from] += 16;
        } else if matches!(seems[link.from], Seems::Helper { role: Role::Adapter | Role::Sidecar, .. }) {
            // Whom helpers ask is whom they help.
            scores[link.to] += 5;
        }
    }
    for volume in volumes.iter().filter(|volume| volume.carries_data()) {
        let helped = volume.mounts.iter().any(|mount| {
            let known = matches!(seems[mount.member], Seems::Helper { weight: Weight::Known, .. });
            known && members[mount.member].is_long_running()
        });
        let mut users: Vec<usize> = volume.mounts.iter().map(|mount| mount.member).collect();
        users.dedup();
        for &user in users.iter().filter(|&&user| helped && seems[user].may_be_main()) {
            scores[user] += 5;
        }
        let writers = volume.mounts.iter().any(|mount| !mount.read_only);
        for mount in volume.mounts.iter().filter(|mount| mount.read_only && writers) {
            scores[mount.member] -= 4;
        }
    }
    scores
}

/// Where every container is a helper by itself, one of them is what the others help.
fn helper_rank(seems: &Seems, member: &Member) -> i32 {
    let Seems::Helper { role, function, weight, .. } = seems else { return 0 };
    let by_weight = match weight {
        Weight::Name => 10,
        // What answers for policies may as well be asked from outside.
        Weight::Known if function.as_deref() == Some("policy-engine") => 10,
        Weight::Deed => 14,
        Weight::Known => 20,
    };
    let named = knowledge::of_name(&member.name).is_some_and(|hint| hint.outright);
    let helps_other = member.software.is_some_and(|software| !software.helps.is_empty());
    // An exporter of something outside the Pod, or a pooler, may well be its purpose; a proxy for authentication never is.
    let by_role = match (role, function.as_deref()) {
        (Role::Adapter, Some("metrics-exporter")) => 0,
        (Role::Ambassador, Some("connection-pooler")) => 1,
        (Role::Sidecar, Some("service-mesh-proxy" | "dns-cache" | "telemetry-agent" | "log-shipper")) => 2,
        (
            _,
            Some("auth-proxy" | "config-reloader" | "resource-resizer" | "csi-liveness-probe" | "csi-node-registrar"),
        ) => 6,
        _ => 4,
    };
    by_weight + by_role + if named { 6 } else { 0 } + if helps_other { 3 } else { 0 }
}

/// How much a container's name is that of the object.
fn likeness(name: &str, pod_name: &str) -> i32 {
    if same_words(name, pod_name) {
        return 20;
    }
    let (own, pod) = (knowledge::words(name), knowledge::words(pod_name));
    let generic = ["container", "pod", "app", "deployment", "example", "test", "demo", "server", "k8s", "kube"];
    let telling: Vec<&String> = own.iter().filter(|word| !generic.contains(&word.as_str()) && word.len() > 2).collect();
    if telling.is_empty() {
        return 0;
    }
    let shared = telling.iter().filter(|word| pod.contains(word)).count();
    if shared == telling.len() {
        return 12;
    }
    // `hostpath` in `csi-hostpathplugin`.
    if shared > 0 || telling.iter().any(|word| word.len() > 4 && pod.iter().any(|other| other.contains(word.as_str())))
    {
        6
    } else {
        0
    }
}
