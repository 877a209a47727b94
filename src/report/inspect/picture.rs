//! What every drawn form shows, laid out once: each group with its main containers, their helpers, and what links
//! them; and what is to be said in words.

use std::fmt::Write as _;

use super::Inspected;
use crate::composition::{Composition, Link, Member, Role, Unrelated, Via};
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

/// One link, seen from the main container.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// A few words: `volume html`, `localhost:5432`.
    pub(super) label: String,
    /// Whether it points at the main container.
    pub(super) inward: bool,
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
        let arrow = Arrow { label: label(link, composition), inward: link.to == main };
        if !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// What a drawing does not show: which groups are strangers and why that matters, and links between helpers.
fn sentences(composition: &Composition) -> Vec<String> {
    let members = &composition.members;
    let names =
        |group: &[usize]| group.iter().map(|&index| members[index].name.as_str()).collect::<Vec<_>>().join(", ");
    let mut sentences = Vec::new();
    if let Some(kind) = composition.unrelated {
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
        let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
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
    let among = composition.links.iter().filter(|link| {
        let helps = |index: usize| members[index].role.is_helper() && members[index].runs_on();
        helps(link.from) && helps(link.to)
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
