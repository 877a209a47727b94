//! The whole trial of one entry.

use std::sync::Arc;

use super::case::{Aspect, Case, cases};
use super::check::Check;
use super::failure::{Failure, Failures};
use super::hostile::{self, Extent, Hostile};
use super::made::{self, Made};

use crate::catalogue::{Catalogue, Entry, Pattern};
use crate::composition::ObjectIndex;
use crate::composition::knowledge::Knowledge;
use crate::inspection::Inspection;
use crate::lint::Settings;
use crate::pattern::Mistakes;
use crate::source::Source;

/// The results of a trial.
#[derive(Debug)]
pub struct Report {
    /// The number of descriptions that were generated.
    pub cases: usize,
    /// The promises that the entry does not keep, and other faults.
    pub failures: Vec<Failure>,
}

/// Tries an entry that was read from `source`. Its example may use other entries of the catalogue.
pub fn run(entry: &Arc<Entry>, source: &Arc<Source>, catalogue: &Catalogue, extent: Extent) -> Report {
    let mut failures = Failures::of(Arc::clone(source));
    let cases = match cases(entry) {
        Ok(cases) => cases,
        Err(parameter) => {
            let message = format!("`{parameter}` is required and shows no `example`");
            let help = "add one: messages and editors show it, and the trial needs it";
            failures.add("a value to try is missing", &["parameters", &parameter], message, help);
            return Report { cases: 0, failures: failures.into_sorted() };
        }
    };
    for (name, port) in &entry.ports {
        if port.parameter.is_none() && Pattern::LISTED.contains(&entry.pattern) {
            let message = format!("no parameter sets the port `{name}`");
            let help = "name one with `parameter`: in some Pod the number is taken";
            failures.add("its number cannot be chosen", &["ports", name], message, help);
        }
    }
    for case in &cases {
        try_case(entry, case, catalogue, &mut failures);
    }
    let mut count = cases.len();
    if failures.is_empty() {
        count += hostile::try_all(&Hostile::of(entry, catalogue), extent, &mut failures);
    }
    Report { cases: count, failures: failures.into_sorted() }
}

fn try_case(entry: &Entry, case: &Case, catalogue: &Catalogue, failures: &mut Failures) {
    let generated = match made::generate("the trial", case, catalogue) {
        Ok(generated) => generated,
        Err(report) => return report_error(entry, case, report, failures),
    };
    let again = made::generate("the trial", case, catalogue);
    if again.is_ok_and(|again| made::text(&again) != made::text(&generated)) {
        failures.add(&case.what, &["container"], "it comes out otherwise the second time".to_owned(), "");
    }
    let made = Made::of(generated);
    if case.aspect != Aspect::Valid {
        Check { entry, case, made: &made, failures }.promises();
    }
    if case.aspect == Aspect::Example {
        example(entry, case, &made, failures);
    }
}

/// Says what is wrong where nothing is generated.
fn report_error(entry: &Entry, case: &Case, report: miette::Report, failures: &mut Failures) {
    let steps: &[&str] =
        if matches!(case.aspect, Aspect::Example | Aspect::Valid) { &["example"] } else { &["container"] };
    let Ok(Mistakes(mistakes)) = report.downcast::<Mistakes>().map_err(|report| {
        failures.add(&case.what, steps, format!("{report}"), "");
    }) else {
        return;
    };
    for mistake in mistakes {
        if let Some(fault) = mistake.template() {
            failures.add_in_template(&case.what, fault);
            continue;
        }
        let help = miette::Diagnostic::help(&mistake).map(|help| help.to_string()).unwrap_or_default();
        let line = mistake.place().map(|(source, span)| source.position(span.start).line);
        let message = match line {
            Some(line) if steps == ["example"] => format!("line {line} of the example: {}", mistake.message()),
            _ => mistake.message().to_owned(),
        };
        let named = entry.parameters.keys().find(|name| mistake.message().contains(&format!("`{name}`")));
        match named {
            Some(name) if steps != ["example"] => failures.add(&case.what, &["parameters", name], message, &help),
            _ => failures.add(&case.what, steps, message, &help),
        }
    }
}

/// An example is what people copy: nothing in it is advised against, and what it is can be seen.
fn example(entry: &Entry, case: &Case, made: &Made, failures: &mut Failures) {
    for advice in &made.generated.advice {
        failures.add(&case.what, &["example"], format!("lint says of it: {}", advice.message()), "");
    }
    for note in made.generated.notes.iter().filter(|note| note.contains("looks like a credential")) {
        failures.add(&case.what, &["example"], note.clone(), "show the form with `secret`");
    }
    let found = crate::library::lint("the output", &made.text, &Settings::default());
    for finding in &found.findings {
        let message = format!("lint says of what it makes: {} ({})", finding.message, finding.rule.id);
        failures.add(&case.what, &["example"], message, finding.help.as_deref().unwrap_or_default());
    }
    let wanted = entry.pattern.name();
    for (name, role) in roles(entry, made) {
        let is_own = made.containers_of(entry).iter().any(|container| container.name == name);
        if is_own && role != wanted {
            let message = format!("`podpat inspect` takes `{name}` for {role}");
            failures.add(
                &case.what,
                &["pattern"],
                message,
                "its image, name, ports and mounts speak of another pattern",
            );
        }
    }
}

/// Returns the containers and their roles, as `inspect` tells them where it knows the entry.
fn roles(entry: &Entry, made: &Made) -> Vec<(String, &'static str)> {
    let objects = made.manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let knowledge = Knowledge::with(std::slice::from_ref(entry));
    let index = ObjectIndex::of(objects.map(|manifest| ("the output", manifest.object()))).with_knowledge(&knowledge);
    let mut inspection = Inspection::default();
    made.manifests.iter().for_each(|manifest| inspection.add(manifest, &index));
    let pods = inspection.into_pods(Vec::new());
    let members = pods.first().map(|pod| pod.composition.members.as_slice()).unwrap_or_default();
    members.iter().map(|member| (member.name.clone(), member.role.as_str())).collect()
}
