//! The claims of a store that moves out: an empty volume with its data becomes one, and so does a folder that no volume
//! is mounted at.

use serde_json::{Map, Value, json};

use super::case::{Case, below};
use crate::composition::knowledge::Software;
use crate::composition::{Volume, VolumeKind};
use crate::edit::{Change, items_with_comments};
use crate::pattern::Kind;
use crate::yaml::{COMMENT, FieldPath, Node};

/// The size of a claim where nothing tells it.
const SIZE: &str = "1Gi";

/// The folder of a claim that the data is in: file systems have files of their own at the top.
const SUB_PATH: &str = "data";

/// Words of paths at which nothing is kept.
const PASSING: [&str; 8] = ["tmp", "run", "cache", "log", "logs", "shm", "temp", "scratch"];

/// The claims of a part.
#[derive(Default)]
pub(super) struct Claims {
    /// The claim templates of the StatefulSet.
    pub(super) templates: Vec<Value>,
    /// The changes of the pod spec that go with them; paths begin at the spec.
    pub(super) changes: Vec<Change>,
    /// The volumes that they take the place of.
    pub(super) replaced: Vec<String>,
    /// Notes for the user.
    pub(super) notes: Vec<String>,
}

impl Claims {
    /// Returns the claims of a part.
    pub(super) fn of(case: &Case<'_>, part: usize) -> Self {
        let mut claims = Self::default();
        claims.take_over(case, part);
        let Some(own) = case.parts.get(part).filter(|own| own.kind == Kind::StatefulSet && own.keeps_data) else {
            return claims;
        };
        let member = case.member(own.lead);
        let software = member.software().or_else(|| member.image_software());
        let folders = software.map(|software| software.data.clone()).unwrap_or_default();
        let mut is_kept = !claims.templates.is_empty();
        for volume in &case.composition.volumes {
            let mut mounts = volume.mounts.iter().filter(|mount| mount.member == own.lead && !mount.read_only);
            if !mounts.any(|mount| is_data(&mount.path, &folders)) {
                continue;
            }
            match volume.kind {
                VolumeKind::EmptyDir => is_kept |= claims.replace(case, part, volume),
                VolumeKind::Injected => {}
                _ => is_kept = true,
            }
        }
        if !is_kept {
            claims.keep(case, part, software);
        }
        claims
    }

    /// Takes over the claim templates that the containers of a part mount.
    fn take_over(&mut self, case: &Case<'_>, part: usize) {
        let mounted: Vec<&str> = case.members_of(part).flat_map(|member| case.volumes_of(member)).collect();
        let templates = case.manifest.node().get("spec").and_then(|spec| spec.get("volumeClaimTemplates"));
        for template in templates.into_iter().flat_map(items_with_comments) {
            let name = template["metadata"]["name"].as_str().unwrap_or_default();
            if mounted.contains(&name) {
                self.notes.push(format!(
                    "the data of `{}` is in the claims `{name}-{}-…`; the new Pods look for it in `{name}-{}-…`",
                    case.lead(part),
                    case.name(),
                    case.parts[part].name
                ));
                self.templates.push(template);
            }
        }
    }

    /// Puts a claim in the place of an empty volume.
    fn replace(&mut self, case: &Case<'_>, part: usize, volume: &Volume) -> bool {
        let declared = volume.place.as_ref().and_then(|place| case.manifest.node().at(place));
        let Some(source) = declared else { return false };
        let source = source.get("emptyDir");
        if source.and_then(|source| source.get("medium")).is_some_and(|medium| medium.text() == "Memory") {
            return false;
        }
        let limit = source.and_then(|source| source.get("sizeLimit")).map(|limit| limit.text().to_owned());
        self.templates.push(template(case, part, &volume.name, limit));
        self.replaced.push(volume.name.clone());
        let own = || volume.mounts.iter().filter(|mount| case.part_of(mount.member) == part);
        let node = |path: &FieldPath, field: &str| case.manifest.node().at(path).and_then(|node| node.get(field));
        if own().all(|mount| mount.sub_path.is_empty() && node(&mount.place, "subPathExpr").is_none()) {
            for mount in own() {
                let path = case.within_spec(&mount.place);
                self.changes.push(Change::insert(path, "subPath", SUB_PATH));
            }
        }
        true
    }

    /// Adds a claim at the folder in which a store keeps its data.
    fn keep(&mut self, case: &Case<'_>, part: usize, software: Option<&Software>) {
        let lead = case.parts[part].lead;
        let (path, name) = (case.within_spec(&case.member(lead).path), case.lead(part));
        let Some(folder) = software.and_then(|software| self.folder(case, lead, software)) else {
            let note = format!("it is not known where `{name}` stores its data: mount a claim there");
            self.changes.push(Change::Comment(path, note.clone()));
            self.notes.push(note);
            return;
        };
        let known = |name: &str| case.composition.volumes.iter().any(|volume| volume.name == name);
        let claim = if known(SUB_PATH) { format!("{name}-data") } else { SUB_PATH.to_owned() };
        let mount = json!({"name": claim, "mountPath": folder, "subPath": SUB_PATH});
        self.changes.push(Change::append(path.field("volumeMounts"), mount));
        self.templates.push(template(case, part, &claim, None));
    }

    /// Returns the folder in which a container keeps its data, and sets the variable that says so, where software needs it.
    fn folder(&mut self, case: &Case<'_>, lead: usize, software: &Software) -> Option<String> {
        let member = case.member(lead);
        let vendor = |folder: &&String| folder.starts_with("/bitnami/");
        let is_vendor = member.image.as_str().contains("bitnami");
        let own = software.data.iter().find(|folder| vendor(folder) == is_vendor).or(software.data.first()).cloned();
        if is_vendor {
            return own;
        }
        if let Some((variable, folder)) = &software.data_variable {
            let env = case.container(lead).and_then(|container| container.get("env"));
            let is_it = |item: &Node<'_>| item.get("name").is_some_and(|name| name.text() == variable);
            if let Some(known) = env.into_iter().flat_map(Node::items).find(is_it) {
                return known.get("value").and_then(Node::as_str).map(str::to_owned);
            }
            let path = case.within_spec(&member.path).field("env");
            self.changes.push(Change::append(path, json!({"name": variable, "value": folder})));
            return Some(folder.clone());
        }
        own
    }
}

/// Returns whether what lies at a path is data that has to be kept. `folders` are those in which the software keeps its
/// data, none where that is not known.
fn is_data(path: &str, folders: &[String]) -> bool {
    if folders.is_empty() {
        return !path.split('/').any(|word| PASSING.contains(&word));
    }
    let is_within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    folders.iter().any(|folder| is_within(path, folder) || is_within(folder, path))
}

fn template(case: &Case<'_>, part: usize, name: &str, limit: Option<String>) -> Value {
    let mut template = Map::new();
    let asked = case.options.storage.clone().or(limit);
    if asked.is_none() {
        let lead = case.lead(part);
        let comment = format!("the size is a guess, as nothing says how much `{lead}` needs: set it with --storage");
        template.insert(COMMENT.to_owned(), comment.into());
    }
    template.insert("metadata".to_owned(), json!({"name": name}));
    let size = asked.unwrap_or_else(|| SIZE.to_owned());
    let spec = json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}});
    template.insert("spec".to_owned(), spec);
    Value::Object(template)
}

/// Returns the change that lets the user of a Pod write to its claims, where the Pod says who it runs as.
pub(super) fn group(case: &Case<'_>, part: usize, claims: &Claims) -> Option<Change> {
    if claims.replaced.is_empty() && claims.changes.is_empty() {
        return None;
    }
    let spec = case.pod.spec.security_context.as_ref();
    let uid = case.member(case.parts[part].lead).uid.filter(|&uid| uid > 0)?;
    let is_said = spec.is_some_and(|context| context.fs_group.is_some());
    (!is_said).then(|| Change::Set(below(&FieldPath::default().field("securityContext"), "fsGroup"), uid.into()))
}
