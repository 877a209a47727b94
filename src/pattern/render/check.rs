//! The check before anything is printed: what was rendered is read back and judged as any manifest is. What is found
//! goes back to the words of the description that caused it; where there are none, it is podpat's own mistake.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::composition::knowledge::Knowledge;
use crate::lint::{self, Category, Finding, Resources, Settings, Severity};
use crate::pattern::description::spanned_value::Place;
use crate::pattern::plan::planned::Planned;
use crate::pattern::problem::{Bug, Problems};
use crate::pattern::render::print::Document;
use crate::pattern::render::source_map::trace;
use crate::source::Source;
use crate::validity::Release;
use crate::{k8s, yaml};

/// Findings of one rule whose words are looked for in the description: to look is as long as the description is.
const TRACED: usize = 200;

/// The rendered objects, as lint takes texts.
struct Printed {
    text: String,
    settings: Settings,
}

impl lint::Text for Printed {
    fn name(&self) -> &'static str {
        "the output"
    }

    fn is_named(&self) -> bool {
        true
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn size(&self) -> Option<u64> {
        Some(self.text.len() as u64)
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(self.text.as_bytes()))
    }
}

/// Judges what was rendered, as `podpat lint` would, and gives back the opinions that the user's own words caused:
/// what the API server refuses is a mistake, what podpat merely advises against is not.
///
/// # Errors
/// Mistakes in the description that only show in the whole, or podpat's own.
pub(crate) fn check(planned: &[Planned], documents: &[Document], release: Release) -> miette::Result<Problems> {
    let texts: Vec<&str> = documents.iter().map(|document| document.rendered.text.as_str()).collect();
    let mut settings = Settings::default();
    settings.set_release(release);
    let printed = Printed { text: texts.join("---\n"), settings };
    same_objects(planned, documents, &printed)?;
    let mut mistakes = Problems::default();
    let mut advice = Problems::default();
    let mut said = HashSet::new();
    let mut of_rule: HashMap<&str, usize> = HashMap::new();
    let results =
        lint::run(std::slice::from_ref(&printed), &Knowledge::default(), Resources::default(), &mut |_, _| {});
    for finding in results.findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
        let told = if finding.rule.category == Category::Validity { &mut mistakes } else { &mut advice };
        let of_rule = of_rule.entry(finding.rule.id).or_default();
        *of_rule += 1;
        if *of_rule > TRACED {
            told.add_unlisted();
            continue;
        }
        let place = documents.get(finding.document).and_then(|document| {
            let description = &planned[document.planned].description;
            let place = trace(&planned[document.planned], document.object, finding.place.path.segments());
            // A patch may take away what something else needs, and what is too much is so as a whole.
            let is_size = matches!(finding.rule.id, "too-many" | "too-long");
            let whole = is_size.then_some(&description.name.place);
            place.or(description.patch.as_ref().map(|patch| &patch.place)).or(whole)
        });
        let (place, help) = match (place, of_user(planned, documents, finding)) {
            (Some(place), _) => (place, finding.help.clone()),
            (None, Some((place, help))) => (place, help),
            (None, None) => {
                let what = format!("{}: {} ({})", finding.place.path, finding.message, finding.rule.id);
                return Err(Bug::of(what).into());
            }
        };
        // One word may become many fields.
        if !said.insert((std::ptr::from_ref(place), &finding.message)) {
            continue;
        }
        let label = format!("becomes `{}`", finding.place.path);
        told.add(place, finding.message.clone(), label, help);
    }
    mistakes.or(advice)
}

/// Returns a helper of the user's own, for what no words of a description lead to: an entry that a user added to the
/// catalogue is not in it. Of several, the one that the finding names; and what to do about it.
fn of_user<'p>(
    planned: &'p [Planned],
    documents: &[Document],
    finding: &Finding,
) -> Option<(&'p Place, Option<String>)> {
    let helpers = &planned[documents.get(finding.document)?.planned].helpers;
    let own = helpers.iter().filter(|helper| helper.entry_file.is_some() || helper.is_custom);
    let helper = own.max_by_key(|helper| (finding.message.contains(&helper.instance), Reverse(&helper.instance)))?;
    let help = helper.entry_file.as_ref().map(|file| {
        let file = file.display();
        format!("mend its entry in the catalogue; `podpat patterns check {file}` tries it")
    });
    Some((&helper.place, help.or_else(|| finding.help.clone())))
}

/// Checks that reading the output gives the planned objects: as many, and each pod spec to the last value.
fn same_objects(planned: &[Planned], documents: &[Document], printed: &Printed) -> Result<(), Bug> {
    let read = k8s::read(&Arc::new(Source::new("the output", printed.text.as_str())));
    if read.manifests.len() + read.strays.len() != documents.len() {
        return Err(Bug::of("the objects do not read back one by one"));
    }
    let mut workloads = documents.iter().filter(|document| document.object.is_none());
    let mut manifests = read.manifests.iter();
    workloads.try_for_each(|document| {
        let planned = &planned[document.planned];
        let rendered = &document.rendered;
        let same = |it: &&k8s::Manifest| {
            it.identity.kind == rendered.kind && it.identity.name.as_ref() == Some(&rendered.name)
        };
        let whole = manifests.find(same).map(|manifest| manifest.node().to_json()).unwrap_or_default();
        let steps = planned.description.kind.pod_path().split('.');
        let pod = steps.into_iter().try_fold(&whole, |value: &Json, step| value.get(step));
        if pod == Some(&yaml::without_comments(&planned.plan.workload.pod)) {
            return Ok(());
        }
        Err(Bug::of("the pod spec does not read back as it was meant"))
    })
}
