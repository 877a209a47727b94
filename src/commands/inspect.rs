//! `podpat inspect`: what Pods are made of.

use super::flag::explained;
use super::inputs::{self, InputArgs};
use crate::commands::Streams;
use crate::composition::knowledge::Knowledge;
use crate::composition::{ObjectIndex, ScaledObject};
use crate::inspection::Inspection;
use crate::intake::{InputError, Intake, Text};
use crate::k8s::{InputReader, Manifest, Object, Stray};
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
    let Intake { texts, knowledge, notes, mut errors } = args.inputs.collect("inspect", streams)?;
    for note in notes {
        streams.note(shown!("{}: {}\n", note.file, note.message));
    }
    let texts: Vec<Text> = texts.into_iter().map(|configured| configured.text).collect();
    let pods = inspected(&texts, &knowledge, streams, &mut errors);
    if pods.is_empty() && errors.is_empty() {
        return Err(NoPod(args.inputs.listed()).into());
    }
    if !pods.is_empty() {
        inspect::write(&pods, args.output, streams.out()).map_err(WriteError::from)?;
    }
    inputs::conclude(Outcome::Clean, errors)
}

/// The objects of a text, kept for the second look.
enum Pods {
    None,
    Kept(Vec<Manifest>),
    ReadAgain,
}

/// Analyses the Pods of the texts. All are read once for what their Services, ConfigMaps and other objects say of them.
fn inspected(
    texts: &[Text],
    knowledge: &Knowledge,
    streams: &mut Streams<'_>,
    errors: &mut Vec<InputError>,
) -> Vec<Inspected> {
    let (mut context, mut pods, mut kept): (Vec<(&str, Object)>, _, _) = (Vec::new(), Vec::new(), 0);
    let mut scalers = Vec::new();
    for text in texts {
        let Some(mut reader) = read(text, errors) else {
            pods.push(Pods::None);
            continue;
        };
        let bytes = reader.source().text().len();
        let (mut manifests, mut has_pods) = (Vec::new(), false);
        while let Some(read) = reader.next() {
            note(&reader, &read.strays, streams);
            for manifest in read.manifests {
                scalers.extend(ScaledObject::of(&manifest));
                if manifest.pod_node().is_some() {
                    has_pods = true;
                    manifests.extend((kept + bytes <= KEPT).then(|| manifest.untyped()));
                }
                context.extend(ObjectIndex::takes(&manifest).then(|| (text.name.as_str(), manifest.into_object())));
            }
        }
        if let Some(note) = reader.template_note("inspect") {
            streams.note(shown!("{}: {}\n", text.name, note));
        }
        kept += if manifests.is_empty() { 0 } else { bytes };
        pods.push(match (has_pods, manifests.is_empty()) {
            (false, _) => Pods::None,
            (true, true) => Pods::ReadAgain,
            (true, false) => Pods::Kept(manifests),
        });
    }
    let objects = ObjectIndex::of(context.iter().map(|(name, object)| (*name, object))).with_knowledge(knowledge);
    let mut inspection = Inspection::default();
    for (text, pods) in texts.iter().zip(pods) {
        // Typed for this only.
        match pods {
            Pods::None => {}
            Pods::Kept(manifests) => manifests.iter().for_each(|manifest| inspection.add(manifest, &objects)),
            Pods::ReadAgain => {
                let read = read(text, errors).into_iter().flatten();
                read.flat_map(|read| read.manifests).for_each(|manifest| inspection.add(&manifest, &objects));
            }
        }
    }
    inspection.into_pods(scalers)
}

fn read(text: &Text, errors: &mut Vec<InputError>) -> Option<InputReader> {
    match text.read() {
        Ok(read) => Some(InputReader::open(&text.name, read, text.named, None)),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Notes what is no object.
fn note(reader: &InputReader, strays: &[Stray], streams: &mut Streams<'_>) {
    let source = reader.source();
    for stray in strays {
        let line = source.position(stray.span.start).line;
        streams.note(shown!("{}:{}: {}\n", source.name(), line, stray.why.message()));
    }
}
