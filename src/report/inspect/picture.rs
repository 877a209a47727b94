//! What every drawn form shows, laid out once: each group with its main containers, their helpers, and what links
//! them; and what is to be said in words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use textwrap::core::display_width;

use super::Inspected;
use crate::composition::{Composition, Link, Member, PortEvidence, Protocol, Role, Unrelated, Via};
use crate::k8s::Slot;

/// A Pod, ready to draw.
pub(super) struct Drawing<'a> {
    /// `Deployment shop/web`
    pub(super) title: String,
    /// The patterns.
    pub(super) patterns: Vec<&'static str>,
    /// Containers that run before the others.
    pub(super) before: Vec<&'a Member>,
    /// Containers that belong together.
    pub(super) groups: Vec<Group<'a>>,
    /// What is to be said in words, a sentence an entry.
    pub(super) sentences: Vec<String>,
}

/// Containers that belong together.
pub(super) struct Group<'a> {
    /// What the group is about, with the helpers of each.
    pub(super) mains: Vec<Main<'a>>,
}

/// A main container with its helpers.
pub(super) struct Main<'a> {
    pub(super) member: &'a Member,
    pub(super) helpers: Vec<Helper<'a>>,
}

/// A helper and what links it to its main container.
pub(super) struct Helper<'a> {
    pub(super) member: &'a Member,
    /// Arrows, the most telling first; none where nothing links the two.
    pub(super) arrows: Vec<Arrow>,
}

impl Helper<'_> {
    /// Whether it comes before its main container in the flow of things: it writes what main reads, passes requests on
    /// to it, asks it. Drawings show such helpers at main's left, and what main itself feeds or asks at its right.
    pub(super) fn comes_before(&self) -> bool {
        self.arrows.first().is_some_and(|arrow| arrow.inward && arrow.flows)
    }
}

/// One link, seen from the main container.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// A few words: `volume html`, `localhost:5432`.
    pub(super) label: String,
    /// Whether it points at the main container.
    pub(super) inward: bool,
    /// Whether something flows; nothing does where only the software or the name tells that the two belong together.
    pub(super) flows: bool,
}

/// A link in a few words.
pub(super) fn label(link: &Link, composition: &Composition) -> String {
    let volume =
        link.volume.and_then(|at| composition.volumes.get(at)).map(|volume| volume.name.as_str()).unwrap_or_default();
    match (link.via, link.port) {
        (Via::SharedVolume, _) => format!("volume {volume}"),
        (Via::SharedHostPath, _) => format!("hostPath {volume}"),
        (Via::Localhost | Via::LocalhostConfigMap, Some(port)) => format!("localhost:{port}"),
        (Via::Localhost | Via::LocalhostConfigMap, None) => "localhost".to_owned(),
        (Via::ProbePort, Some(port)) => format!("probes :{port}"),
        (Via::ProbePort, None) => "probes it".to_owned(),
        (Via::ProcessNamespace, _) => "same processes".to_owned(),
        (Via::Ipc, _) => "shared memory".to_owned(),
        (Via::LifecycleHook, _) => "hook".to_owned(),
        (Via::HelperImage, _) => "made for it".to_owned(),
        (Via::HelperName, _) => "by its name".to_owned(),
    }
}

/// `sidecar · git-sync`, `native sidecar`, `main`.
pub(super) fn caption(member: &Member) -> String {
    let native = if member.slot == Slot::Sidecar { "native " } else { "" };
    match &member.function {
        Some(function) => format!("{native}{} · {function}", member.role),
        None => format!("{native}{}", member.role),
    }
}

/// The caption in one piece where that fits into so many columns, else what it is and what it does.
pub(super) fn captions(member: &Member, width: usize) -> Vec<String> {
    let caption = caption(member);
    if display_width(&caption) <= width {
        return vec![caption];
    }
    caption.split(" · ").map(str::to_owned).collect()
}

/// The TCP ports a container is known to listen on: `port 80`, `ports 80, 443 …`.
pub(super) fn ports(member: &Member) -> Option<String> {
    let known = member.ports.iter().filter(|listen| listen.evidence != PortEvidence::Maybe && !listen.ambiguous);
    let numbers: BTreeSet<u16> =
        known.filter(|listen| listen.protocol == Protocol::Tcp).map(|listen| listen.port).collect();
    let shown: Vec<String> = numbers.iter().take(4).map(u16::to_string).collect();
    let more = if numbers.len() > shown.len() { " …" } else { "" };
    match shown.as_slice() {
        [] => None,
        [port] => Some(format!("port {port}")),
        ports => Some(format!("ports {}{more}", ports.join(", "))),
    }
}

impl<'a> Drawing<'a> {
    pub(super) fn of(pod: &'a Inspected) -> Self {
        let composition = &pod.composition;
        let members = &composition.members;
        let object = &pod.object;
        let name = object.name.as_deref().unwrap_or("(no name)");
        let title = match &object.namespace {
            Some(namespace) => format!("{} {namespace}/{name}", object.kind),
            None => format!("{} {name}", object.kind),
        };
        let before = members.iter().filter(|member| member.slot == Slot::Init).collect();
        let groups: Vec<Group<'a>> = composition.groups.iter().map(|group| grouped(group, composition)).collect();
        let patterns = composition.patterns.iter().map(|pattern| pattern.as_str()).collect();
        Self { title, patterns, before, groups, sentences: sentences(composition) }
    }
}

fn grouped<'a>(group: &[usize], composition: &'a Composition) -> Group<'a> {
    let members = &composition.members;
    let centres: Vec<usize> = group.iter().copied().filter(|&index| members[index].role == Role::Main).collect();
    let centres = if centres.is_empty() { group.iter().copied().take(1).collect() } else { centres };
    let mut mains: Vec<Main<'a>> =
        centres.iter().map(|&index| Main { member: &members[index], helpers: Vec::new() }).collect();
    for &index in group.iter().filter(|index| !centres.contains(index)) {
        let linked = |centre: &usize| composition.links.iter().any(|link| joins(link, index, *centre));
        let home = centres.iter().position(linked).unwrap_or(0);
        let arrows = arrows(index, centres[home], composition);
        mains[home].helpers.push(Helper { member: &members[index], arrows });
    }
    Group { mains }
}

fn joins(link: &Link, one: usize, other: usize) -> bool {
    (link.from, link.to) == (one, other) || (link.from, link.to) == (other, one)
}

fn arrows(helper: usize, main: usize, composition: &Composition) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for link in composition.links.iter().filter(|link| joins(link, helper, main)) {
        let flows = !matches!(link.via, Via::HelperImage | Via::HelperName | Via::ProcessNamespace);
        let arrow = Arrow { label: label(link, composition), inward: link.to == main, flows };
        if !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// What a drawing does not show: which groups are strangers and why that matters, and links that no arrow shows.
fn sentences(composition: &Composition) -> Vec<String> {
    let members = &composition.members;
    let names =
        |group: &[usize]| group.iter().map(|&index| members[index].name.as_str()).collect::<Vec<_>>().join(", ");
    let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
    let mut sentences = Vec::new();
    if let Some(kind) = composition.unrelated() {
        let groups: Vec<String> = composition.groups.iter().map(|group| names(group)).collect();
        let count = match groups.len() {
            2 => "two".to_owned(),
            3 => "three".to_owned(),
            count => count.to_string(),
        };
        let mut text = format!("{count} groups should be Pods of their own: {}", groups.join(" | "));
        let why = match kind {
            Unrelated::AppDatabase => "an application and the server it keeps its data in",
            Unrelated::FrontendBackend => "a front end and a back end",
            Unrelated::DuplicateService => "the same server twice",
            Unrelated::IndependentServices => "services that have nothing to do with each other",
        };
        // Writing to a String cannot fail.
        let _ = write!(text, " ({why})");
        sentences.push(text);
        let across: Vec<&Link> = composition
            .links
            .iter()
            .filter(|link| {
                group_of(link.from).is_some() && group_of(link.to).is_some() && group_of(link.from) != group_of(link.to)
            })
            .collect();
        if let Some(link) = across.first() {
            let (from, to) = (&members[link.from].name, &members[link.to].name);
            sentences.push(format!("what couples them a Service could do as well: {from} to {to}, {}", link.detail));
        }
    }
    let centres = |index: usize| members[index].role == Role::Main;
    let among = composition.links.iter().filter(|link| {
        let (from, to) = (link.from, link.to);
        let together = group_of(from).is_some() && group_of(from) == group_of(to);
        // Between main and its helper there is an arrow.
        together && centres(from) == centres(to)
    });
    sentences.extend(among.take(8).map(|link| {
        format!(
            "{} and {} are linked too: {}",
            members[link.from].name,
            members[link.to].name,
            label(link, composition)
        )
    }));
    sentences
}
