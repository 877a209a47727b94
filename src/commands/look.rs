//! The Pods of texts, by two looks at them: the first at what Services, ConfigMaps and other objects say of Pods, the second
//! at the Pods themselves. `inspect` shows them, and reports of `lint` draw them.

use crate::commands::lint_inputs::{LintInput, LintInputs};
use crate::composition::knowledge::Knowledge;
use crate::composition::{ObjectIndex, ScaledObject};
use crate::inspection::Inspection;
use crate::intake::InputError;
use crate::k8s::{InputReader, Kept, Manifest, Object};
use crate::lint::{Resources, Text as _};
use crate::report::inspect::Inspected;
use crate::terminal::{Text, shown};

/// Bytes of text whose objects are kept between the two looks; other texts are read again.
const KEPT: usize = 2 << 20;

/// The Pods of some texts, and what is to be said of them.
#[derive(Default)]
pub(super) struct Look {
    /// The Pods, in the order of the texts.
    pub(super) pods: Vec<Inspected>,
    /// Notes on what is no object, and on what was passed over.
    pub(super) notes: Vec<Text>,
    /// The texts that were not read to their end, with the reason.
    pub(super) errors: Vec<InputError>,
}

/// The objects of a text, kept for the second look.
#[derive(Default)]
enum Pods {
    #[default]
    None,
    Kept(Vec<Kept>),
    ReadAgain,
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

impl Look {
    /// Analyses the Pods of the texts, within some memory; `verb` is the one that asks.
    pub(super) fn at(inputs: &LintInputs<'_>, knowledge: &Knowledge, resources: Resources, verb: &'static str) -> Self {
        let (mut look, mut seen, mut inspection) = (Self::default(), Seen::default(), Inspection::default());
        let first = |input| look.first(input, &resources, verb, &mut seen, &mut inspection);
        let pods: Vec<Pods> = inputs.as_slice().iter().map(first).collect();
        let Seen { context, scalers, count, .. } = seen;
        let objects = ObjectIndex::of(context.iter().map(|(name, object)| (*name, object)));
        let objects = objects.with_knowledge(knowledge).with_pod_count(count);
        for (input, pods) in inputs.as_slice().iter().zip(pods) {
            // Typed for this only.
            match pods {
                Pods::None => {}
                Pods::Kept(pods) => {
                    pods.iter().filter_map(Kept::read).for_each(|manifest| inspection.add(&manifest, &objects));
                }
                Pods::ReadAgain => {
                    let read = open(input, &resources).into_iter().flatten();
                    read.flat_map(|read| read.manifests).for_each(|manifest| inspection.add(&manifest, &objects));
                }
            }
        }
        look.pods = inspection.into_pods(scalers);
        look
    }

    /// Reads a text for what its objects say of others, and keeps its Pods as far as there is memory for them.
    fn first<'t>(
        &mut self,
        input: &'t LintInput<'_>,
        resources: &Resources,
        verb: &'static str,
        seen: &mut Seen<'t>,
        inspection: &mut Inspection,
    ) -> Pods {
        let Some(mut reader) = open(input, resources) else { return Pods::None };
        let mut pods = Pods::None;
        while let Some(read) = reader.next() {
            for stray in &read.strays {
                let line = reader.source().position(stray.span.start).line;
                self.notes.push(shown!("{}:{}: {}\n", input.name(), line, stray.why.message()));
            }
            for manifest in read.manifests {
                pods = seen.see(manifest, input, resources, pods, inspection);
            }
            if seen.is_too_much(input, resources) {
                self.errors.push(InputError::TooManyObjects(input.name().to_owned(), resources.memory));
                break;
            }
        }
        self.notes.extend(reader.notes(verb).into_iter().map(|note| shown!("{}: {}\n", input.name(), note)));
        if reader.is_named_description() {
            self.errors.push(InputError::Description(input.name().to_owned(), verb));
        }
        if let Some(object) = reader.too_large() {
            input.note_too_large(object.line);
        }
        seen.short += match &pods {
            Pods::Kept(_) if reader.source().is_whole() => reader.source().text().len(),
            _ => 0,
        };
        pods
    }
}

fn open<'t>(input: &'t LintInput<'_>, resources: &Resources) -> Option<InputReader<'t>> {
    Some(InputReader::open(input.name(), input.open()?, resources.sizes(), input.is_named(), None))
}

impl<'t> Seen<'t> {
    /// Takes note of an object; returns the Pods that are kept, with its own if it has one.
    fn see(
        &mut self,
        manifest: Manifest,
        input: &'t LintInput<'_>,
        resources: &Resources,
        mut pods: Pods,
        inspection: &mut Inspection,
    ) -> Pods {
        self.scalers.extend(ScaledObject::of(&manifest));
        self.count += usize::from(manifest.pod_node().is_some());
        if manifest.pod_node().is_some() && inspection.count(&manifest) {
            pods = self.keep(pods, &manifest, input.can_be_opened_again(), resources);
        }
        if ObjectIndex::takes(&manifest) {
            self.context_bytes += manifest.node().span().len();
            self.context.push((input.name(), manifest.into_object()));
        }
        pods
    }

    fn keep(&mut self, pods: Pods, manifest: &Manifest, is_lasting: bool, resources: &Resources) -> Pods {
        let kept = manifest.keep();
        let fits = if manifest.source.is_whole() {
            self.short + manifest.source.text().len() <= KEPT
        } else {
            self.long += kept.size();
            self.long <= resources.kept().length()
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

    /// Returns true if there is no memory for more.
    fn is_too_much(&self, input: &LintInput<'_>, resources: &Resources) -> bool {
        let limit = resources.kept().length();
        self.long > limit && !input.can_be_opened_again() || self.context_bytes > limit
    }
}
