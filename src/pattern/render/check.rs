//! The check before anything is printed: what was rendered is read back and judged as any manifest is. What is found
//! goes back to the words of the description that caused it; where there are none, it is podpat's own mistake.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::lint::{self, Category, Resources, Settings, Severity};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::Plan;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::{Bug, Problems};
use crate::pattern::render::print::Rendered;
use crate::pattern::render::source_map::trace;
use crate::source::{NotText, Source};
use crate::validity::Release;
use crate::{k8s, yaml};

/// What was rendered, as lint takes texts.
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

    fn size(&self) -> u64 {
        self.text.len() as u64
    }

    fn read(&self) -> Option<Result<Source, NotText>> {
        Some(Ok(Source::new(self.name(), self.text.as_str())))
    }
}

/// Judges what was rendered, as `podpat lint` would, and gives back the opinions that the user's own words caused:
/// what the API server refuses is a mistake, what podpat merely advises against is not.
///
/// # Errors
/// Mistakes in the description that only show in the whole, or podpat's own.
pub(crate) fn check(
    plan: &Plan,
    objects: &[Rendered],
    description: &Description,
    helpers: &[ResolvedHelper],
    release: Release,
) -> miette::Result<Problems> {
    let documents: Vec<&str> = objects.iter().map(|object| object.text.as_str()).collect();
    let mut settings = Settings::default();
    settings.set_release(release);
    let printed = Printed { text: documents.join("---\n"), settings };
    same_objects(plan, objects, description, &printed)?;
    let mut mistakes = Problems::default();
    let mut advice = Problems::default();
    let mut said = HashSet::new();
    let results = lint::run(std::slice::from_ref(&printed), Resources::default(), &mut |_, _| {});
    for finding in results.findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
        let object = objects.get(finding.document);
        let place = object.and_then(|object| trace(plan, object, description, helpers, finding.place.path.segments()));
        // A patch may take away what something else needs.
        let place = place.or(description.patch.as_ref().map(|patch| &patch.place));
        let Some(place) = place else {
            let what = format!("{}: {} ({})", finding.place.path, finding.message, finding.rule.id);
            return Err(Bug::of(what).into());
        };
        // One word may become many fields.
        if !said.insert((std::ptr::from_ref(place), &finding.message)) {
            continue;
        }
        let told = if finding.rule.category == Category::Validity { &mut mistakes } else { &mut advice };
        let label = format!("becomes `{}`", finding.place.path);
        told.add(place, finding.message.clone(), label, finding.help.clone());
    }
    mistakes.or(advice)
}

/// What is read back has to be what was meant: as many objects, and the pod spec to the last value.
fn same_objects(plan: &Plan, objects: &[Rendered], description: &Description, printed: &Printed) -> Result<(), Bug> {
    let read = k8s::read(&Arc::new(Source::new("the output", printed.text.as_str())));
    let whole = match read.manifests.last() {
        Some(workload) if read.manifests.len() == objects.len() => workload.node().to_json(),
        _ => return Err(Bug::of("the objects do not read back one by one")),
    };
    let pod = description.kind.pod_path().split('.').try_fold(&whole, |value: &Json, step| value.get(step));
    if pod == Some(&yaml::without_comments(&plan.workload.pod)) {
        return Ok(());
    }
    Err(Bug::of("the pod spec does not read back as it was meant"))
}
