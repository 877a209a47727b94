//! `podpat inspect`: what Pods are made of.

use std::collections::HashMap;

use super::flag::explained;
use super::inputs::{self, InputArgs};
use crate::commands::Streams;
use crate::composition::{Context, ObjectIndex, ServicePorts, analyse};
use crate::intake::{InputError, Intake, Text};
use crate::k8s::{self, Identity, InputObjects, Manifest, Object, Pod};
use crate::outcome::Outcome;
use crate::report::inspect::{self, InspectFormat, Inspected};
use crate::terminal::{WriteError, shown};

/// Flags of `podpat inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Output format
    #[arg(short, long, value_name = "FORM", default_value = "text", value_parser = explained::<InspectFormat>(InspectFormat::ALL.map(|form| (form.as_str(), form.help()))))]
    output: InspectFormat,
}

/// There is nothing to look at.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is no Pod in {0}")]
#[diagnostic(help("name a file with a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob"))]
struct NoPod(String);

/// Bytes of text whose objects are kept between the two looks that are taken at them; other texts are read again.
const KEPT: usize = 2 << 20;

/// Looks at what was named and shows it.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let Intake { texts, notes, mut errors } = args.inputs.collect("inspect", streams)?;
    for note in notes {
        streams.note(shown!("{}: {}\n", note.file, note.message));
    }
    let texts: Vec<Text> = texts.into_iter().map(|configured| configured.text).collect();
    let pods = inspected(&texts, streams, &mut errors);
    if pods.is_empty() && errors.is_empty() {
        return Err(NoPod(args.inputs.listed()).into());
    }
    if !pods.is_empty() {
        inspect::write(&pods, args.output, streams.out()).map_err(WriteError::from)?;
    }
    inputs::conclude(Outcome::Clean, errors)
}

/// What a text holds for the second look.
enum Pods {
    None,
    Kept(Vec<Manifest>),
    ReadAgain,
}

/// Analyses the Pods of the texts. All are read once for what their Services, ConfigMaps and other objects say of them.
fn inspected(texts: &[Text], streams: &mut Streams<'_>, errors: &mut Vec<InputError>) -> Vec<Inspected> {
    let (mut context, mut pods, mut kept): (Vec<(&str, Object)>, _, _) = (Vec::new(), Vec::new(), 0);
    for text in texts {
        let Some(objects) = read(text, errors) else {
            pods.push(Pods::None);
            continue;
        };
        note(&objects, streams);
        let bytes = objects.source.text().len();
        let (mut manifests, mut has_pods) = (Vec::new(), false);
        for manifest in objects.read.manifests {
            if manifest.pod_node().is_some() {
                has_pods = true;
                manifests.extend((kept + bytes <= KEPT).then(|| manifest.untyped()));
            }
            context.extend(ObjectIndex::takes(&manifest).then(|| (text.name.as_str(), manifest.into_object())));
        }
        kept += if manifests.is_empty() { 0 } else { bytes };
        pods.push(match (has_pods, manifests.is_empty()) {
            (false, _) => Pods::None,
            (true, true) => Pods::ReadAgain,
            (true, false) => Pods::Kept(manifests),
        });
    }
    let objects = ObjectIndex::of(context.iter().map(|(name, object)| (*name, object)));
    let (mut inspected, mut owners) = (Vec::new(), HashMap::new());
    for (text, pods) in texts.iter().zip(pods) {
        let manifests = match pods {
            Pods::None => Vec::new(),
            Pods::Kept(manifests) => manifests,
            Pods::ReadAgain => read(text, errors).map(|objects| objects.read.manifests).unwrap_or_default(),
        };
        // Typed for this only.
        for manifest in manifests {
            add(&manifest, &objects, &mut inspected, &mut owners);
        }
    }
    inspected
}

/// The place of the first Pod of a controller among the Pods, by namespace and controller.
type Owners = HashMap<(Option<String>, String), usize>;

/// Adds the Pod of an object. Pods of one controller are alike: the first is shown, the others are counted.
fn add(manifest: &Manifest, objects: &ObjectIndex<'_>, inspected: &mut Vec<Inspected>, owners: &mut Owners) {
    let Some(pod) = manifest.pod() else { return };
    let owner = owner(&pod);
    if let Some(owner) = &owner {
        let first = *owners.entry((manifest.identity.namespace.clone(), owner.clone())).or_insert(inspected.len());
        if let Some(first) = inspected.get_mut(first) {
            first.replicas = first.replicas.map(|count| count + 1);
            return;
        }
    }
    inspected.push(inspect(manifest, &pod, objects, owner));
}

fn inspect<'a>(
    manifest: &'a Manifest,
    pod: &Pod<'a>,
    objects: &'a ObjectIndex<'a>,
    owner: Option<String>,
) -> Inspected {
    let context = Context::of(manifest, objects);
    let composition = analyse(pod, &context);
    let services = context.services_to(pod);
    Inspected {
        file: manifest.source.name().to_owned(),
        document: manifest.document,
        object: Identity::clone(&manifest.identity),
        owner,
        replicas: manifest.replicas(),
        services: services.into_iter().filter_map(|service| ServicePorts::of(service, &composition)).collect(),
        composition,
    }
}

/// Returns the controller of a Pod, as a cluster names it: `ReplicaSet web-5d9f`.
fn owner(pod: &Pod<'_>) -> Option<String> {
    let owners = pod.metadata.filter(|_| pod.kind == "Pod")?.owner_references.as_ref()?;
    let owner = owners.iter().find(|owner| owner.controller == Some(true))?;
    Some(format!("{} {}", owner.kind, owner.name))
}

fn read(text: &Text, errors: &mut Vec<InputError>) -> Option<InputObjects> {
    match text.read() {
        Ok(read) => Some(k8s::read_input(&text.name, read, text.named, None)),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Notes what is no object, and what is a template. It hides nothing.
fn note(objects: &InputObjects, streams: &mut Streams<'_>) {
    let name = objects.source.name();
    for stray in &objects.read.strays {
        let line = objects.source.position(stray.span.start).line;
        streams.note(shown!("{}:{}: {}\n", name, line, stray.why.message()));
    }
    if let Some(note) = objects.template_note("inspect") {
        streams.note(shown!("{}: {}\n", name, note));
    }
}
