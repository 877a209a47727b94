//! `podpat inspect`: what Pods are made of.

use std::sync::{Mutex, PoisonError};

use super::flag::explained;
use super::inputs::{self, InputArgs};
use crate::commands::Streams;
use crate::composition::knowledge::Knowledge;
use crate::composition::{ObjectIndex, ScaledObject};
use crate::inspection::Inspection;
use crate::intake::{InputError, Intake, Text};
use crate::k8s::{InputReader, Kept, Manifest, Object, Stray};
use crate::lint::Resources;
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
    let Intake { texts, knowledge, notes, errors, .. } = args.inputs.collect("inspect", streams)?;
    for note in notes {
        streams.note(shown!("{}: {}\n", note.file, note.message));
    }
    let texts: Vec<Text<'_>> = texts.into_iter().map(|configured| configured.text).collect();
    let errors = Mutex::new(errors);
    let look = Look { resources: args.inputs.resources(1), errors: &errors };
    let pods = look.inspected(&texts, &knowledge, streams);
    let errors = errors.into_inner().unwrap_or_else(PoisonError::into_inner);
    if pods.is_empty() && errors.is_empty() && !args.inputs.may_be_empty() {
        return Err(NoPod(args.inputs.listed()).into());
    }
    if !pods.is_empty() || errors.is_empty() {
        inspect::write(&pods, args.output, streams.out()).map_err(WriteError::from)?;
    }
    inputs::conclude(Outcome::Clean, errors)
}

/// The objects of a text, kept for the second look.
#[derive(Default)]
enum Pods {
    #[default]
    None,
    Kept(Vec<Kept>),
    ReadAgain,
}

/// The limits on what is looked at, and what went wrong on the way.
struct Look<'a> {
    resources: Resources,
    errors: &'a Mutex<Vec<InputError>>,
}

/// The objects that the first look keeps, and the bytes of text that they take.
#[derive(Default)]
struct Seen<'t> {
    /// Objects that others may refer to, with their files.
    context: Vec<(&'t str, Object)>,
    context_bytes: usize,
    scalers: Vec<ScaledObject>,
    /// The number of Pods.
    count: usize,
    /// Taken by the Pods of short texts.
    short: usize,
    /// Taken by the Pods of long texts.
    long: usize,
}

impl Look<'_> {
    /// Analyses the Pods of the texts. All are read once for what their Services, ConfigMaps and other objects say of them.
    fn inspected(&self, texts: &[Text<'_>], knowledge: &Knowledge, streams: &mut Streams<'_>) -> Vec<Inspected> {
        let (mut seen, mut inspection) = (Seen::default(), Inspection::default());
        let pods: Vec<Pods> =
            texts.iter().map(|text| self.first_look(text, &mut seen, &mut inspection, streams)).collect();
        let Seen { context, scalers, count, .. } = seen;
        let objects = ObjectIndex::of(context.iter().map(|(name, object)| (*name, object)));
        let objects = objects.with_knowledge(knowledge).with_pod_count(count);
        for (text, pods) in texts.iter().zip(pods) {
            // Typed for this only.
            match pods {
                Pods::None => {}
                Pods::Kept(pods) => {
                    pods.iter().filter_map(Kept::read).for_each(|manifest| inspection.add(&manifest, &objects));
                }
                Pods::ReadAgain => {
                    let read = self.open(text).into_iter().flatten();
                    read.flat_map(|read| read.manifests).for_each(|manifest| inspection.add(&manifest, &objects));
                }
            }
        }
        inspection.into_pods(scalers)
    }

    /// Reads a text for what its objects say of others, and keeps its Pods as far as there is memory for them.
    fn first_look<'t>(
        &self,
        text: &'t Text<'_>,
        seen: &mut Seen<'t>,
        inspection: &mut Inspection,
        streams: &mut Streams<'_>,
    ) -> Pods {
        let Some(mut reader) = self.open(text) else { return Pods::None };
        let mut pods = Pods::None;
        while let Some(read) = reader.next() {
            note(&reader, &read.strays, streams);
            for manifest in read.manifests {
                seen.scalers.extend(ScaledObject::of(&manifest));
                seen.count += usize::from(manifest.pod_node().is_some());
                if manifest.pod_node().is_some() && inspection.count(&manifest) {
                    pods = self.keep(pods, &manifest, text.can_be_opened_again(), seen);
                }
                if ObjectIndex::takes(&manifest) {
                    seen.context_bytes += manifest.node().span().len();
                    seen.context.push((text.name.as_str(), manifest.into_object()));
                }
            }
            let limit = self.resources.kept();
            let is_too_much = seen.long > limit.length() && !text.can_be_opened_again();
            if is_too_much || seen.context_bytes > limit.length() {
                self.note(InputError::TooManyObjects(text.name.clone(), self.resources.memory));
                break;
            }
        }
        for note in reader.notes("inspect") {
            streams.note(shown!("{}: {}\n", text.name, note));
        }
        if reader.is_named_description() {
            self.note(InputError::Description(text.name.clone(), "inspect"));
        }
        if let Some(object) = reader.too_large() {
            self.note(text.too_large(object.line));
        }
        seen.short += match &pods {
            Pods::Kept(_) if reader.source().is_whole() => reader.source().text().len(),
            _ => 0,
        };
        pods
    }

    fn keep(&self, pods: Pods, manifest: &Manifest, is_lasting: bool, seen: &mut Seen<'_>) -> Pods {
        let kept = manifest.keep();
        let fits = if manifest.source.is_whole() {
            seen.short + manifest.source.text().len() <= KEPT
        } else {
            seen.long += kept.size();
            seen.long <= self.resources.kept().length()
        };
        match pods {
            Pods::ReadAgain => Pods::ReadAgain,
            _ if !fits && is_lasting => Pods::ReadAgain,
            Pods::None => Pods::Kept(vec![kept]),
            Pods::Kept(mut all) => {
                all.push(kept);
                Pods::Kept(all)
            }
        }
    }

    fn open<'t>(&'t self, text: &'t Text<'_>) -> Option<InputReader<'t>> {
        match text.open(|error| self.note(error)) {
            Ok(from) => Some(InputReader::open(&text.name, from, self.resources.sizes(), text.named, None)),
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    fn note(&self, error: InputError) {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
}

/// Notes what is no object.
fn note(reader: &InputReader<'_>, strays: &[Stray], streams: &mut Streams<'_>) {
    let source = reader.source();
    for stray in strays {
        let line = source.position(stray.span.start).line;
        streams.note(shown!("{}:{}: {}\n", source.name(), line, stray.why.message()));
    }
}
