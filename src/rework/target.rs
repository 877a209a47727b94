//! The workload, and the container in it, that are to be changed.

use std::fmt;
use std::str::FromStr;

use crate::composition::{Context, ObjectIndex, Role, analyse};
use crate::k8s::{Container, Manifest, Slot};
use crate::pattern::Kind;
use crate::wording::listed;

/// A workload as users name it: `deploy/shop`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    kind: Kind,
    name: String,
}

/// Names of kinds as kubectl knows them, besides those of the API.
const SHORT: [(&str, Kind); 6] = [
    ("po", Kind::Pod),
    ("deploy", Kind::Deployment),
    ("sts", Kind::StatefulSet),
    ("ds", Kind::DaemonSet),
    ("job", Kind::Job),
    ("cj", Kind::CronJob),
];

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, name) = text.split_once('/').ok_or("write KIND/NAME, such as `deploy/shop`")?;
        let word = word.to_lowercase();
        let short = SHORT.iter().find(|(short, _)| *short == word).map(|(_, kind)| *kind);
        let long = || Kind::ALL.into_iter().find(|kind| kind.name().to_lowercase() == word.trim_end_matches('s'));
        let kind = short.or_else(long).ok_or_else(|| {
            format!("`{word}` is no kind of workload; write one of {}", listed(&Kind::ALL.map(Kind::name)))
        })?;
        Ok(Self { kind, name: name.to_owned() })
    }
}

/// The workload and the container that a user names, as far as they are named.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The workload.
    pub to: Option<Target>,
    /// The main container.
    pub container: Option<String>,
}

/// A workload or a container that cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum TargetError {
    /// No workload at all.
    #[error("there is no workload in {0}")]
    #[diagnostic(help("name a manifest of a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob"))]
    None(String),
    /// Several, and none was named.
    #[error("there are several workloads: {0}")]
    #[diagnostic(help("select one with `--to KIND/NAME`, such as `--to {1}`"))]
    Several(String, String),
    /// Not the one that was named.
    #[error("there is no {0} `{1}`")]
    #[diagnostic(help("the workloads are {2}"))]
    Unknown(&'static str, String, String),
    /// Several containers, and none is known to be main.
    #[error("podpat cannot tell which container of `{0}` is main: {1}")]
    #[diagnostic(help("select the one that the helpers are for with `-c NAME`"))]
    Unclear(String, String),
    /// Not the container that was named.
    #[error("`{0}` has no container `{1}`")]
    #[diagnostic(help("its containers are {2}"))]
    NoContainer(String, String, String),
    /// A name is needed for what is made besides.
    #[error("the workload has no `metadata.name`")]
    #[diagnostic(help("give it a name: objects that helpers need are named after it"))]
    NoName,
}

/// A workload that is meant.
pub(super) struct Workload<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) kind: Kind,
}

impl fmt::Display for Workload<'_> {
    /// Writes the workload as a [`Target`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.manifest.identity.name.as_deref().unwrap_or_default();
        write!(f, "{}/{name}", self.kind.name().to_lowercase())
    }
}

/// Returns the kind of a workload.
pub(super) fn kind_of(manifest: &Manifest) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.name() == manifest.identity.kind)
}

/// Returns the workloads among some objects.
pub(super) fn workloads(manifests: &[Manifest]) -> Vec<Workload<'_>> {
    let with_pods = manifests.iter().filter(|manifest| manifest.pod_node().is_some());
    with_pods.filter_map(|manifest| Some(Workload { manifest, kind: kind_of(manifest)? })).collect()
}

/// Returns the workload that is meant among some objects.
pub(super) fn find<'a>(manifests: &'a [Manifest], wanted: &Wanted) -> Result<Workload<'a>, TargetError> {
    let workloads = workloads(manifests);
    let shown: Vec<String> = workloads.iter().map(ToString::to_string).collect();
    let all = || listed(&shown.iter().map(String::as_str).collect::<Vec<_>>());
    let found = match &wanted.to {
        Some(Target { kind, name: asked }) => {
            let is_asked = |it: &Workload<'_>| it.kind == *kind && it.manifest.identity.name.as_deref() == Some(asked);
            workloads
                .into_iter()
                .find(is_asked)
                .ok_or_else(|| TargetError::Unknown(kind.name(), asked.clone(), all()))?
        }
        None => {
            let mut workloads = workloads.into_iter();
            match (workloads.next(), workloads.next()) {
                (None, _) => {
                    let file = match manifests.first().map(|manifest| manifest.source.name()) {
                        Some(name) if manifests.iter().all(|other| other.source.name() == name) => format!("`{name}`"),
                        _ => "the input".to_owned(),
                    };
                    return Err(TargetError::None(file));
                }
                (Some(one), None) => one,
                _ => return Err(TargetError::Several(all(), shown[0].clone())),
            }
        }
    };
    if found.manifest.identity.name.is_none() { Err(TargetError::NoName) } else { Ok(found) }
}

/// Returns the name of the main container: the one that was named, the only one, or the one that does the work.
pub(super) fn main_of(workload: &Workload<'_>, manifests: &[Manifest], wanted: &Wanted) -> Result<String, TargetError> {
    let manifest = workload.manifest;
    let name = manifest.identity.name.clone().unwrap_or_default();
    let Some(pod) = manifest.pod() else { return Err(TargetError::None(format!("`{name}`"))) };
    let containers = pod.containers();
    let names: Vec<&str> = containers.iter().filter(|it| it.slot == Slot::App).map(Container::name).collect();
    match (&wanted.container, &names[..]) {
        (Some(asked), names) if names.contains(&asked.as_str()) => return Ok(asked.clone()),
        (Some(asked), names) => return Err(TargetError::NoContainer(name, asked.clone(), listed(names))),
        (None, [one]) => return Ok((*one).to_owned()),
        _ => {}
    }
    let known = manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let objects = ObjectIndex::of(known.map(|manifest| (manifest.source.name(), manifest.object())));
    let composition = analyse(&pod, &Context::of(manifest, &objects));
    let mains: Vec<&str> = composition.with_role(Role::Main).map(|member| member.name.as_str()).collect();
    match &mains[..] {
        [one] => Ok((*one).to_owned()),
        [] => Err(TargetError::Unclear(name, format!("it has {}", listed(&names)))),
        several => Err(TargetError::Unclear(name, format!("{} each do work of their own", listed(several)))),
    }
}
