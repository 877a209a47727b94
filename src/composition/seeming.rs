//! What a container seems to be by itself: by the software it runs, by its name, by doing nothing. The neighbours
//! have their say later.

use std::collections::HashSet;

use super::knowledge::{self, Hint, Software, SoftwareKind};
use super::lifetime::Idle;
use super::link::Link;
use super::member::{Member, stem};
use super::port::PortEvidence;
use super::role::Role;
use super::tier;
use super::volume::Volume;
use crate::k8s::Slot;

/// How good the reason is for which a container is taken for a helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// The last words of its name.
    Name,
    /// What it does to its neighbours.
    Deed,
    /// Its name or slot says so outright, or it is known software.
    Known,
}

/// What a container seems to be.
#[derive(Clone, Debug)]
pub(super) enum Seems {
    /// There for another one.
    Helper { role: Role, function: Option<String>, why: String, weight: Weight },
    /// A service or application in its own right.
    Main { function: Option<String>, why: String },
    /// Anything: nothing speaks for or against it.
    Plain,
    /// Does nothing.
    Idle(Idle),
}

impl Seems {
    pub(super) fn helper(
        role: Role,
        function: impl Into<Option<String>>,
        why: impl Into<String>,
        weight: Weight,
    ) -> Self {
        Self::Helper { role, function: function.into(), why: why.into(), weight }
    }

    pub(super) const fn is_helper(&self) -> bool {
        matches!(self, Self::Helper { .. })
    }

    /// Whether it could be what the Pod exists for.
    pub(super) const fn may_be_main(&self) -> bool {
        matches!(self, Self::Main { .. } | Self::Plain)
    }
}

/// The role of known helper software.
fn role_of(kind: SoftwareKind) -> Option<Role> {
    Some(match kind {
        SoftwareKind::Sidecar => Role::Sidecar,
        SoftwareKind::Ambassador => Role::Ambassador,
        SoftwareKind::Adapter => Role::Adapter,
        SoftwareKind::LeaderElection => Role::LeaderElection,
        SoftwareKind::WorkQueue => Role::WorkQueue,
        _ => return None,
    })
}

/// Of two containers of one image or one server, the one whose name says helper is it, whatever else is known of it.
fn tell_twins_by_name(members: &[Member], seems: &mut [Seems]) {
    let software = |member: &Member| member.software.map(|software| software.id.as_str());
    let is_main = |&index: &usize| members[index].is_long_running() && matches!(seems[index], Seems::Main { .. });
    let mains: Vec<usize> = (0..seems.len()).filter(is_main).collect();
    let hinted: Vec<Option<Hint>> = mains.iter().map(|&index| knowledge::of_name(&members[index].name)).collect();
    for (&index, hint) in mains.iter().zip(&hinted) {
        let plain_twin = mains.iter().zip(&hinted).any(|(&other, hint)| {
            let (one, other) = (&members[index], &members[other]);
            let same = one.image.same_repository(&other.image) || one.is_store() && software(one) == software(other);
            one.path != other.path && hint.is_none() && same
        });
        if let Some(hint) = hint.as_ref().filter(|_| plain_twin) {
            let why = format!("its name, `{}`, hints at it", members[index].name);
            seems[index] = Seems::helper(hint.role, hint.function.clone(), why, Weight::Name);
        }
    }
}

/// What the names of two containers of one image say alike sets neither apart as the other's helper.
fn discount_shared_names(members: &[Member], seems: &mut [Seems]) {
    let weak: Vec<usize> =
        (0..seems.len()).filter(|&index| matches!(seems[index], Seems::Helper { weight: Weight::Name, .. })).collect();
    let says = |index: usize| match &seems[index] {
        Seems::Helper { function, .. } => function.clone(),
        _ => None,
    };
    let twin = |one: usize, other: usize| {
        one != other && says(one) == says(other) && members[one].image.same_repository(&members[other].image)
    };
    let shared: Vec<usize> = weak.iter().copied().filter(|&one| weak.iter().any(|&other| twin(one, other))).collect();
    for index in shared {
        seems[index] = Seems::Plain;
    }
}

/// What each member seems to be. `pod_name` is the name of the object that holds the Pod.
pub(super) fn seemings(members: &[Member], volumes: &[Volume], asked: &[Link], pod_name: &str) -> Vec<Seems> {
    let mut touches = vec![false; members.len()];
    for mount in volumes.iter().filter(|volume| volume.carries_data()).flat_map(|volume| &volume.mounts) {
        // Only what a command is seen to do: an idle shell may well mount what others share.
        touches[mount.member] |= mount.used;
    }
    let called: HashSet<usize> = asked.iter().map(|link| link.to).collect();
    let one = |(index, member)| seems(member, touches[index], called.contains(&index), pod_name);
    let mut seems: Vec<Seems> = members.iter().enumerate().map(one).collect();
    tell_twins_by_name(members, &mut seems);
    discount_shared_names(members, &mut seems);
    tell_namesakes(members, &mut seems);
    seems
}

/// What nobody knows, serves nobody and is named after a neighbour that does something is there for that neighbour.
fn tell_namesakes(members: &[Member], seems: &mut [Seems]) {
    let plain: Vec<usize> = (0..seems.len()).filter(|&index| matches!(seems[index], Seems::Plain)).collect();
    for index in plain.into_iter().take(64) {
        let member = &members[index];
        if !member.ports.is_empty() || !member.probed.is_empty() || tier::is_store(member) {
            continue;
        }
        let namesake = members.iter().zip(seems.iter()).find(|(other, seems)| {
            seems.may_be_main() && extends(&member.name, &other.name) && !other.image.same_repository(&member.image)
        });
        if let Some((other, _)) = namesake {
            let why = format!("it is named after `{}`", other.name);
            seems[index] = Seems::helper(Role::Sidecar, None, why, Weight::Name);
        }
    }
}

/// A name is a weak hint: who connects to an ambassador or asks an elector is the one they are there for.
pub(super) fn free_those_who_are_helped(asked: &[Link], seems: &mut [Seems]) {
    for link in asked {
        let helped = matches!(
            seems[link.to],
            Seems::Helper {
                role: Role::Ambassador | Role::LeaderElection | Role::WorkQueue,
                weight: Weight::Known,
                ..
            }
        );
        if helped && matches!(seems[link.from], Seems::Helper { weight: Weight::Name, .. }) {
            seems[link.from] = Seems::Plain;
        }
    }
}

fn seems(member: &Member, touches: bool, called: bool, pod_name: &str) -> Seems {
    let hint = knowledge::of_name(&member.name);
    let outright = hint.as_ref().filter(|hint| hint.outright);
    let idle = member.idle.filter(|_| !touches);
    if let Some(idle) = idle {
        return idling(member, idle, hint.as_ref());
    }
    if let Some(software) = member.software
        && let Some(role) = role_of(software.kind)
        && (called || !collects_for_others(member, software))
    {
        // What ships logs can give them another form, and a name that says so is believed.
        let adapts = role == Role::Sidecar && outright.is_some_and(|hint| hint.role == Role::Adapter);
        return Seems::helper(
            if adapts { Role::Adapter } else { role },
            software.function.clone(),
            format!("{} is made to help another container", software.id),
            Weight::Known,
        );
    }
    let is_own_name = member.software.is_some_and(|software| software.kind == SoftwareKind::App)
        && same_words(&member.name, member.image.base());
    if let Some(hint) = outright.filter(|_| !is_own_name) {
        let function = hint.function.clone().or_else(|| known_function(member));
        return Seems::helper(
            hint.role,
            function,
            format!("its name, `{}`, says {}", member.name, hint.role),
            Weight::Known,
        );
    }
    if member.slot == Slot::Sidecar {
        let function = hint.as_ref().and_then(|hint| hint.function.clone()).or_else(|| known_function(member));
        let role = hint.map_or(Role::Sidecar, |hint| hint.role);
        return Seems::helper(role, function, "it is a native sidecar", Weight::Known);
    }
    // A web server is what people put in place of something they have no image of.
    let stands_in =
        hint.as_ref().is_some_and(|hint| hint.role == Role::Adapter) && member.kind() == Some(SoftwareKind::WebServer);
    if let Some(seems) = by_software(member).filter(|_| !stands_in) {
        return seems;
    }
    by_name(member, hint, pod_name)
}

/// A log shipper that takes logs in over the network is not there for a neighbour.
fn collects_for_others(member: &Member, software: &Software) -> bool {
    member.ports.iter().any(|listen| listen.name.is_some() || listen.evidence == PortEvidence::Declared)
        && member.ports.iter().any(|listen| software.receives.contains(&listen.port))
}

fn idling(member: &Member, idle: Idle, hint: Option<&Hint>) -> Seems {
    let native = member.slot == Slot::Sidecar;
    match hint.filter(|hint| hint.outright || native) {
        Some(hint) => {
            let function = hint.function.clone().or_else(|| Some("placeholder".to_owned()));
            Seems::helper(
                hint.role,
                function,
                format!("its name, `{}`, says {}", member.name, hint.role),
                Weight::Known,
            )
        }
        None if native => {
            Seems::helper(Role::Sidecar, "placeholder".to_owned(), "it is a native sidecar", Weight::Known)
        }
        None => Seems::Idle(idle),
    }
}

fn by_software(member: &Member) -> Option<Seems> {
    let software = member.software?;
    let function = Some(software.function.clone());
    match software.kind {
        kind if kind.is_server() || role_of(kind).is_some() => {
            Some(Seems::Main { function, why: format!("{} is a service of its own", software.id) })
        }
        // Where it stands beside others that run on, it only prepares something for them.
        SoftwareKind::Task => {
            Some(Seems::helper(Role::Sidecar, function, format!("{} prepares things", software.id), Weight::Name))
        }
        // A box of clients that is told nothing waits for somebody to use it.
        SoftwareKind::Toolbox if member.awaits_somebody() && !(serves(member) && tier::is_some_end(member)) => {
            Some(Seems::Idle(Idle::Sleeps))
        }
        _ => None,
    }
}

/// Whether it is told or declared where it listens: a box of clients that serves stands in for something.
fn serves(member: &Member) -> bool {
    member
        .ports
        .iter()
        .any(|listen| matches!(listen.evidence, PortEvidence::Variable | PortEvidence::Declared | PortEvidence::Option))
}

fn known_function(member: &Member) -> Option<String> {
    // What an image is made for says nothing of a helper that runs something else in it, unless it is made to help.
    let software =
        member.software.or(member.image_software.filter(|software| software.kind.is_helper())).filter(|software| {
            !matches!(software.kind, SoftwareKind::Shell | SoftwareKind::Runtime | SoftwareKind::Toolbox)
        })?;
    Some(software.function.clone())
}

/// The image's name, then the container's. A name that the whole object bears too does not make a helper of it.
fn by_name(member: &Member, hint: Option<Hint>, pod_name: &str) -> Seems {
    let image = (member.image_software.is_none() || member.software.is_none())
        .then(|| knowledge::of_name(member.image.base()))
        .flatten();
    let named_after = |name: &str| gives_its_name(name, pod_name);
    if let Some(hint) = image
        .filter(|_| member.image_software.is_none() && !named_after(member.image.base()) && !named_after(&member.name))
    {
        let weight = if hint.outright { Weight::Known } else { Weight::Name };
        return Seems::helper(
            hint.role,
            hint.function,
            format!("its image, `{}`, says {}", member.image.base(), hint.role),
            weight,
        );
    }
    let program =
        member.command.steps.first().filter(|_| member.command.steps.len() == 1).map(|step| stem(step.program()));
    let program = program.filter(|name| member.software.is_none() && !named_after(name)).and_then(knowledge::of_name);
    if let Some(hint) = program.filter(|_| member.image_software.is_some_and(|software| software.kind.is_server())) {
        return Seems::helper(hint.role, hint.function, "its program's name hints at it", Weight::Name);
    }
    // What watches something elsewhere does not watch a neighbour.
    let elsewhere = !member.endpoints.is_empty() && member.endpoints.iter().all(|target| !target.is_local());
    let watches = |hint: &Hint| hint.function.as_deref() == Some("watcher");
    if let Some(hint) = hint.filter(|hint| !(named_after(&member.name) || watches(hint) && elsewhere)) {
        return Seems::helper(
            hint.role,
            hint.function,
            format!("its name, `{}`, hints at it", member.name),
            Weight::Name,
        );
    }
    Seems::Plain
}

/// Whether two names are made of the same words in the same order.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    !one.is_empty() && knowledge::words(one) == knowledge::words(other)
}

/// Whether an object is named after one of its containers: `antrea-agent` in `antrea-agent-windows`. A single word
/// such as `proxy` has to be the whole name.
fn gives_its_name(name: &str, pod_name: &str) -> bool {
    let (own, pod) = (knowledge::words(name), knowledge::words(pod_name));
    own.len() > 1 && pod.starts_with(&own) || same_words(name, pod_name)
}

/// Whether a name is that of a neighbour with something added: `vault-init` beside `vault`.
fn extends(name: &str, neighbour: &str) -> bool {
    let (own, other) = (knowledge::words(name), knowledge::words(neighbour));
    let added = own.strip_prefix(other.as_slice()).unwrap_or_default();
    !other.is_empty() && added.iter().any(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name says outright that its container is the main one: `main`, `main-app`, `maincontainer`.
pub(super) fn says_main(name: &str) -> bool {
    knowledge::words(name).iter().any(|word| word.starts_with("main") && word.len() < 9 && word != "mainnet")
}
