//! `split`: from the objects of the input to texts in which the parts of a workload are workloads of their own.

use std::sync::Arc;

use super::addresses::{self, Addresses};
use super::barriers;
use super::case::{Case, SplitOptions};
use super::claims::Claims;
use super::documents;
use super::drafts::Drafts;
use super::labels::Labels;
use super::neighbours;
use super::open_ports;
use super::pod_changes;
use super::policies::Policies;
use super::refusal::SplitError;
use super::secret_addresses;
use super::services::Services;
use super::workload;
use crate::composition::{Composition, Context, ObjectIndex, analyse};
use crate::edit::{Change, Refused};
use crate::k8s::{self, Manifest};
use crate::pattern::Kind;
use crate::rework::add::Reworked;
use crate::rework::marked::{NotEdited, ObjectPlace};
use crate::rework::target::{TargetError, Wanted, Workload, find, workloads};
use crate::source::Source;
use crate::wording::{in_words, listed};
use crate::yaml::{self, FieldPath, Node};

/// Takes the workload that is meant among those of some texts apart. What stays keeps its bytes; what moves out is moved
/// as text.
///
/// # Errors
/// Fails if the workload cannot be told, its containers belong together or cannot do without a common Pod, or a place of
/// the text cannot be edited.
pub fn split(texts: &[Arc<Source>], wanted: &Wanted, options: &SplitOptions) -> miette::Result<Reworked> {
    let manifests: Vec<Manifest> = texts.iter().flat_map(|text| k8s::read(text).manifests).collect();
    let known = manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let objects = ObjectIndex::of(known.map(|manifest| (manifest.source.name(), manifest.object())));
    let workload = chosen(&manifests, wanted, &objects)?;
    let manifest = workload.manifest;
    let Some(pod) = manifest.pod() else { return Err(TargetError::None(format!("`{workload}`")).into()) };
    let context = Context::of(manifest, &objects);
    let composition = analyse(&pod, &context);
    let case = Case::of(&manifests, &workload, pod, (&context, composition), (wanted, options))?;
    let mut search = addresses::search(&case);
    secret_addresses::find(&mut search);
    let addresses = search.found;
    barriers::check(&case, &addresses)?;
    taken_apart(&case, &addresses, texts)
}

/// Returns the workload that is meant: the one that is named, the only one, or the only one with unrelated containers.
fn chosen<'a>(
    manifests: &'a [Manifest],
    wanted: &Wanted,
    objects: &'a ObjectIndex<'a>,
) -> miette::Result<Workload<'a>> {
    match find(manifests, wanted) {
        Err(TargetError::Several(all, _)) => {
            let composed = |manifest: &'a Manifest| Some(analyse(&manifest.pod()?, &Context::of(manifest, objects)));
            let is_apart = |composition: Composition| composition.separation.is_some();
            let apart = workloads(manifests).into_iter().filter(|it| composed(it.manifest).is_some_and(is_apart));
            let mut apart: Vec<Workload<'_>> = apart.collect();
            let shown: Vec<String> = apart.iter().map(ToString::to_string).collect();
            match (apart.pop(), apart.is_empty()) {
                (None, _) => Err(SplitError::NoneUnrelated(all).into()),
                (Some(one), true) => Ok(one),
                _ => {
                    let names = listed(&shown.iter().map(String::as_str).collect::<Vec<_>>());
                    Err(TargetError::Several(names, shown[0].clone()).into())
                }
            }
        }
        Err(TargetError::None(file)) => match manifests.iter().find(|manifest| manifest.pod_node().is_some()) {
            Some(other) => {
                let name = other.identity.name.clone().unwrap_or_default();
                Err(SplitError::Kind(other.identity.kind.clone(), name).into())
            }
            None => Err(TargetError::None(file).into()),
        },
        other => Ok(other?),
    }
}

/// Makes the texts, once all is decided.
fn taken_apart(case: &Case<'_>, addresses: &Addresses<'_>, texts: &[Arc<Source>]) -> miette::Result<Reworked> {
    let moved = (1..case.parts.len()).map(|part| Labels::of(case, part)).collect::<Result<Vec<_>, _>>()?;
    for part in &case.parts[1..] {
        if case.has(part.kind.name(), &part.name) {
            let lead = case.member(part.lead).name.clone();
            return Err(SplitError::Taken(part.kind.name().to_owned(), part.name.clone(), lead).into());
        }
    }
    let services = Services::of(case, addresses, &moved)?;
    let mut notes = notes(case, addresses, &services);
    let mut drafts = Drafts::new(texts);
    let place = ObjectPlace::of(case.manifest, texts);
    drafts.change(&place, &FieldPath::default(), &of_staying(case, &services))?;
    drafts.change(&place, &case.pod_path(), &pod_changes::of_part(case, 0, addresses, &services, None))?;
    for (manifest, change) in of_others(case, addresses, &services) {
        drafts.change(&ObjectPlace::of(manifest, texts), &FieldPath::default(), &[change])?;
    }
    let mut new = Vec::new();
    for (at, labels) in moved.iter().enumerate() {
        let part = at + 1;
        let claims = Claims::of(case, part);
        notes.extend(claims.notes.iter().cloned());
        let text = of_moving(case, part, (addresses, &services), (labels, &claims)).map_err(|reason| NotEdited {
            path: case.pod_path().to_string(),
            file: case.manifest.source.name().to_owned(),
            reason,
        })?;
        new.push(text);
        new.extend(of_service(case, part, addresses, &services));
    }
    new.extend(of_service(case, 0, addresses, &services));
    let policies = Policies::of(case, addresses, &moved);
    for (manifest, change) in &policies.changes {
        drafts.change(&ObjectPlace::of(manifest, texts), &FieldPath::default(), std::slice::from_ref(change))?;
    }
    let policies = policies.new.iter();
    new.extend(policies.map(|(remark, policy)| format!("# {remark}\n{}", yaml::document(policy))));
    Ok(Reworked { texts: drafts.finish(&place, &new)?, notes })
}

/// Returns the text of a workload that moves out.
fn of_moving(
    case: &Case<'_>,
    part: usize,
    (addresses, services): (&Addresses<'_>, &Services<'_>),
    (labels, claims): (&Labels, &Claims),
) -> Result<String, Refused> {
    let governing = services.governing[part].as_deref();
    let skeleton = workload::skeleton(case, part, labels, claims, governing);
    let path = FieldPath::default().field(case.parts[part].kind.pod_path());
    let changes = pod_changes::of_part(case, part, addresses, services, Some((labels, claims)));
    let text = documents::workload(case, &skeleton, &path, &changes)?;
    Ok(format!("# `{}`, which was in {}\n{text}", case.lead(part), case.shown()))
}

/// Returns the text of the new Service of a part, where it has one.
fn of_service(case: &Case<'_>, part: usize, addresses: &Addresses<'_>, services: &Services<'_>) -> Option<String> {
    let (_, service) = services.new.iter().find(|(own, _)| *own == part)?;
    let comment = unasked(case, part, addresses, services).map(|words| format!("# {words}\n")).unwrap_or_default();
    Some(format!("{comment}{}", yaml::document(service)))
}

/// Returns the remark that nothing says how a part and the one that stays connect, where they do by what they are.
fn unasked(case: &Case<'_>, part: usize, addresses: &Addresses<'_>, services: &Services<'_>) -> Option<String> {
    if part == 0 || !services.is_open(part) || !addresses.is_unasked(case, part) {
        return None;
    }
    let places = [part, 0].into_iter().filter(|&part| services.is_open(part));
    let places: Vec<String> =
        places.map(|part| format!("`{}` is at {}", case.lead(part), services.host(case, part))).collect();
    let (own, first) = (case.lead(part), case.lead(0));
    Some(format!("nothing here says how `{first}` and `{own}` connect: {} now, not on localhost", in_words(&places)))
}

/// Returns the changes of the workload that stays, besides those of its Pod's spec.
fn of_staying(case: &Case<'_>, services: &Services<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut metadata = vec![FieldPath::default().field("metadata")];
    let spec = case.pod_path();
    let template = spec.parent().unwrap_or_default().field("metadata");
    if case.kind != Kind::Pod {
        metadata.push(template.clone());
    }
    for path in metadata {
        let annotations = case.manifest.node().at(&path).and_then(|metadata| metadata.get("annotations"));
        let foreign = annotations.into_iter().flat_map(Node::entries);
        let foreign: Vec<_> = foreign.filter(|it| !workload::holds_for(case, 0, &it.name, it.value)).collect();
        let is_all = annotations.is_some_and(|all| all.len() == foreign.len());
        let path = path.field("annotations");
        if is_all && !foreign.is_empty() {
            changes.push(Change::Remove(path));
        } else {
            changes.extend(foreign.iter().map(|entry| Change::Remove(path.clone().key(&entry.name))));
        }
    }
    for (key, value) in &services.missing {
        changes.push(Change::Set(template.clone().field("labels").key(key), value.clone()));
    }
    let templates = FieldPath::default().field("spec.volumeClaimTemplates");
    let all = case.claim_templates();
    let mounted = |name: &str, part: usize| case.members_of(part).any(|it| case.volumes_of(it).contains(&name));
    let goes = |name: &&str| !mounted(name, 0) && (1..case.parts.len()).any(|part| mounted(name, part));
    let gone: Vec<usize> = all.iter().enumerate().filter(|(_, name)| goes(name)).map(|(at, _)| at).collect();
    if !all.is_empty() && gone.len() == all.len() {
        changes.push(Change::Remove(templates));
    } else {
        changes.extend(gone.into_iter().rev().map(|at| Change::Remove(templates.clone().index(at))));
    }
    changes
}

/// Returns the changes of the other objects of the input.
fn of_others<'a>(case: &Case<'a>, addresses: &Addresses<'a>, services: &Services<'a>) -> Vec<(&'a Manifest, Change)> {
    let mut changes: Vec<(&Manifest, Change)> = Vec::new();
    let is_own = |manifest: &Manifest| std::ptr::eq(manifest, case.manifest);
    // A note is enough for a Secret: a difference would show what is beside the comment.
    let takes_comment = |manifest: &Manifest| !is_own(manifest) && manifest.identity.kind != "Secret";
    for it in addresses.unwritten.iter().filter(|it| takes_comment(it.place.0)) {
        changes.push((it.place.0, Change::Comment(it.place.1.clone(), services.remark(case, it))));
    }
    for text in addresses.texts.iter().filter(|text| !is_own(text.manifest)) {
        changes.push((
            text.manifest,
            Change::Set(text.path.clone(), text.with_hosts(|to| services.host(case, to)).into()),
        ));
    }
    changes.extend(services.changes.iter().cloned());
    changes.extend(neighbours::routes(case, &services.moved));
    changes
}

/// Returns what a user has to know.
fn notes(case: &Case<'_>, addresses: &Addresses<'_>, services: &Services<'_>) -> Vec<String> {
    let mut notes = services.notes.clone();
    for it in &addresses.unwritten {
        notes.push(format!("{}, and {} is left unchanged", services.remark(case, it), it.why));
    }
    for part in 0..case.parts.len() {
        notes.extend(
            pod_changes::probes_of_others(case, part)
                .into_iter()
                .map(|(_, words)| format!("`{}`: {words}", case.lead(part))),
        );
        let ports = case.members_of(part).flat_map(|member| open_ports::of_member(case, member, addresses));
        notes.extend(ports.map(|(_, note)| note));
        notes.extend(unasked(case, part, addresses, services));
    }
    notes.extend(pod_changes::shared_volumes(case).into_iter().map(|(volume, words)| {
        let name = &case.composition.volumes[volume].name;
        format!("the volume `{name}`: {words}")
    }));
    let replicas = case.manifest.replicas().unwrap_or(1);
    let single = case.parts[1..].iter().filter(|part| part.kind == Kind::StatefulSet && case.kind != Kind::StatefulSet);
    for part in single.filter(|_| replicas > 1) {
        let lead = &case.member(part.lead).name;
        notes.push(format!("there were {replicas} of `{lead}`, each with data of its own, and there is one now"));
    }
    notes.extend(neighbours::notes(case));
    notes
}
