//! A workload that is taken apart, and what is known of it.

use super::parts::{self, Part};
use super::refusal::SplitError;
use crate::composition::{Composition, Context, Member};
use crate::k8s::{Manifest, Object, Pod, Slot};
use crate::pattern::Kind;
use crate::rework::target::{Wanted, Workload};
use crate::validity::content;
use crate::wording::listed;
use crate::yaml::{FieldPath, Node, Segment};

/// The most containers that are taken apart; no Pod of a cluster has as many.
const MOST_CONTAINERS: usize = 100;

/// Decisions that only a user can make.
#[derive(Clone, Debug, Default)]
pub struct SplitOptions {
    /// Containers, each with the name of the workload that it moves to.
    pub names: Vec<(String, String)>,
    /// The size of a claim for data.
    pub storage: Option<String>,
    /// True if no files have to pass through volumes that several mount.
    pub separates_volumes: bool,
}

/// A workload that is taken apart.
pub(super) struct Case<'a> {
    pub(super) manifests: &'a [Manifest],
    pub(super) manifest: &'a Manifest,
    pub(super) kind: Kind,
    pub(super) pod: Pod<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) composition: Composition,
    pub(super) options: &'a SplitOptions,
    /// The workloads that come out; the first keeps the name.
    pub(super) parts: Vec<Part>,
    /// The part of each container.
    part_of: Vec<usize>,
}

impl<'a> Case<'a> {
    /// Decides which containers go where.
    pub(super) fn of(
        manifests: &'a [Manifest],
        workload: &Workload<'a>,
        pod: Pod<'a>,
        (context, composition): (&'a Context<'a>, Composition),
        (wanted, options): (&Wanted, &'a SplitOptions),
    ) -> Result<Self, SplitError> {
        let shown = workload.to_string();
        check(&shown, &composition)?;
        let groups = parts::of_members(&pod, &composition);
        let templates = claim_templates(workload.manifest);
        let stays = match &wanted.container {
            Some(name) => groups[found(&shown, &composition, name)?],
            None => None,
        };
        let stays = stays.unwrap_or_else(|| parts::staying(&templates, &pod, &composition, &groups));
        // The part that stays comes first, with all of which nobody can tell what it is for.
        let ranked = |group: Option<usize>| match group.unwrap_or(stays) {
            own if own == stays => 0,
            own if own < stays => own + 1,
            own => own,
        };
        let part_of: Vec<usize> = groups.iter().map(|group| ranked(*group)).collect();
        let mut case = Self {
            manifests,
            manifest: workload.manifest,
            kind: workload.kind,
            pod,
            context,
            composition,
            options,
            parts: Vec::new(),
            part_of,
        };
        let own: Vec<Option<usize>> = case.part_of.iter().copied().map(Some).collect();
        for at in 0..case.composition.groups.len() {
            let lead = parts::leader(&case.composition, &own, at);
            let name = if at == 0 { case.name().to_owned() } else { case.name_of_part(&shown, at, lead)? };
            let keeps_data = parts::keeps_data(&case.composition.members[lead]);
            let uses_templates = parts::uses_templates(&templates, &pod, &own, at);
            let kind = if at == 0 { case.kind } else { parts::kind_of(case.kind, &pod, keeps_data, uses_templates) };
            case.parts.push(Part { lead, name, kind, keeps_data });
        }
        Ok(case)
    }

    /// Returns the name of the workload.
    pub(super) fn name(&self) -> &'a str {
        self.manifest.identity.name.as_deref().unwrap_or_default()
    }

    /// Returns the workload as users name it: `deployment/shop`.
    pub(super) fn shown(&self) -> String {
        Workload { manifest: self.manifest, kind: self.kind }.to_string()
    }

    /// Returns the path of the pod spec in the object.
    pub(super) fn pod_path(&self) -> FieldPath {
        FieldPath::default().field(self.kind.pod_path())
    }

    /// Returns a path of the object as it goes on from the pod spec.
    pub(super) fn within_spec(&self, path: &FieldPath) -> FieldPath {
        FieldPath::new(path.segments().iter().skip(self.pod_path().segments().len()).cloned())
    }

    /// Returns the node of the Pod's metadata.
    pub(super) fn pod_metadata(&self) -> Option<Node<'a>> {
        self.manifest.pod_node()?.get("metadata")
    }

    /// Returns the names of the volumes that a container mounts.
    pub(super) fn volumes_of(&self, member: usize) -> Vec<&'a str> {
        let lists = ["volumeMounts", "volumeDevices"];
        let node = self.container(member);
        let mounts = node.into_iter().flat_map(|node| lists.iter().filter_map(move |list| node.get(list)));
        mounts.flat_map(Node::items).filter_map(|mount| Some(mount.get("name")?.text())).collect()
    }

    /// Returns the node of the pod spec.
    pub(super) fn spec(&self) -> Option<Node<'a>> {
        self.manifest.node().at(&self.pod_path())
    }

    /// Returns the node of a container.
    pub(super) fn container(&self, member: usize) -> Option<Node<'a>> {
        self.manifest.node().at(&self.composition.members[member].path)
    }

    pub(super) fn member(&self, index: usize) -> &Member {
        &self.composition.members[index]
    }

    /// Returns the part that a container belongs to.
    pub(super) fn part_of(&self, member: usize) -> usize {
        self.part_of[member]
    }

    /// Returns the containers of a part, by index.
    pub(super) fn members_of(&self, part: usize) -> impl Iterator<Item = usize> + Clone {
        (0..self.part_of.len()).filter(move |&member| self.part_of[member] == part)
    }

    /// Returns the name of the container that a part is there for.
    pub(super) fn lead(&self, part: usize) -> &str {
        &self.member(self.parts[part].lead).name
    }

    /// Returns the other objects of the input in the namespace of the workload.
    pub(super) fn others(&self) -> impl Iterator<Item = &'a Manifest> + use<'a> {
        let own = self.manifest;
        let home = |manifest: &Manifest| manifest.identity.namespace.clone().unwrap_or_else(|| "default".to_owned());
        let namespace = home(own);
        self.manifests.iter().filter(move |other| !std::ptr::eq(*other, own) && home(other) == namespace)
    }

    /// Returns whether the input has an object of a kind and name in the namespace.
    pub(super) fn has(&self, kind: &str, name: &str) -> bool {
        let mut all = self.others().chain([self.manifest]);
        all.any(|other| other.identity.kind == kind && other.identity.name.as_deref() == Some(name))
    }

    /// Returns the names of the claims that the StatefulSet makes for each Pod.
    pub(super) fn claim_templates(&self) -> Vec<&str> {
        claim_templates(self.manifest)
    }

    /// Returns the name of the workload that a part moves to.
    fn name_of_part(&self, shown: &str, part: usize, lead: usize) -> Result<String, SplitError> {
        let mut given: Vec<(&String, &String)> = Vec::new();
        for (container, name) in &self.options.names {
            if self.part_of[found(shown, &self.composition, container)?] == part {
                given.push((container, name));
            }
        }
        if let [(one, first), (other, second), ..] = given[..]
            && first != second
        {
            return Err(SplitError::TwoNames(one.clone(), other.clone()));
        }
        let (own, lead) = (self.name(), &self.member(lead).name);
        let name = match given.first() {
            Some((_, name)) => (*name).clone(),
            None if lead.strip_prefix(own).is_some_and(|rest| rest.starts_with('-')) => lead.clone(),
            None => format!("{own}-{lead}"),
        };
        if let Some(error) = content::dns_1035_label(&name) {
            return Err(SplitError::NotAName(name, error.why.to_string(), lead.clone(), error.help.to_string()));
        }
        if let Some(other) = self.parts.iter().find(|other| other.name == name) {
            let lead = lead.clone();
            return Err(SplitError::Taken(other.kind.name().to_owned(), name, lead));
        }
        Ok(name)
    }
}

/// Returns the names of the claims that a StatefulSet makes for each Pod.
pub(super) fn claim_templates(manifest: &Manifest) -> Vec<&str> {
    let Object::StatefulSet(set) = manifest.object() else { return Vec::new() };
    let templates = set.spec.as_ref().and_then(|spec| spec.volume_claim_templates.as_deref()).unwrap_or_default();
    templates.iter().filter_map(|claim| claim.metadata.name.as_deref()).collect()
}

/// Fails if there is nothing to take apart, or no way to tell one container from another.
fn check(shown: &str, composition: &Composition) -> Result<(), SplitError> {
    let members = &composition.members;
    if members.len() > MOST_CONTAINERS {
        return Err(SplitError::TooMany(shown.to_owned(), members.len(), MOST_CONTAINERS));
    }
    for (at, member) in members.iter().enumerate() {
        let what = match member.name.as_str() {
            "" => "a container without a name".to_owned(),
            name if members[..at].iter().any(|other| other.name == name) => format!("two containers `{name}`"),
            _ => continue,
        };
        return Err(SplitError::Ambiguous(shown.to_owned(), what));
    }
    if members.iter().filter(|member| member.is_long_running()).count() < 2 {
        return Err(SplitError::Single(shown.to_owned()));
    }
    if composition.separation.is_none() || composition.groups.len() < 2 {
        return Err(SplitError::Together(shown.to_owned(), coupling(composition)));
    }
    Ok(())
}

/// Returns in words what couples the containers of a Pod, as `inspect` sees it.
fn coupling(composition: &Composition) -> String {
    let members = &composition.members;
    let running = |index: usize| members[index].is_long_running();
    let link = composition.links.iter().find(|link| running(link.from) && running(link.to));
    if let Some(link) = link {
        let (from, to) = (&members[link.from].name, &members[link.to].name);
        return format!("{} of `{from}` with `{to}`: {}", link.via, link.detail);
    }
    let of_role = |member: &&Member| member.role.is_helper() && member.slot != Slot::Ephemeral;
    match members.iter().find(of_role) {
        Some(helper) => format!("`{}` is taken for a helper ({})", helper.name, helper.role.as_str()),
        None => "nothing says that they are independent services".to_owned(),
    }
}

/// Returns the container of a name.
fn found(shown: &str, composition: &Composition, name: &str) -> Result<usize, SplitError> {
    let names: Vec<&str> = composition.members.iter().map(|member| member.name.as_str()).collect();
    let at = names.iter().position(|other| *other == name);
    at.ok_or_else(|| SplitError::NoContainer(shown.to_owned(), name.to_owned(), listed(&names)))
}

/// Returns a path continued by a field of any name.
pub(super) fn below(path: &FieldPath, name: &str) -> FieldPath {
    path.clone().join(Segment::Field(name.into()))
}
