//! Notes for the user beside the objects: what helpers ask for, and what was decided for them.

use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper::From;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::credentials;
use crate::pattern::plan::resolved_helper::ResolvedHelper;

/// The notes of a description, one sentence each.
pub(crate) fn of(description: &Description, helpers: &[ResolvedHelper]) -> Vec<String> {
    let mut notes = Vec::new();
    for helper in helpers {
        notes.extend(helper.demands.iter().map(|demand| format!("{}: {demand}", helper.instance)));
        notes.extend(helper.main_env.iter().filter_map(|given| kept(description, helper, given)));
    }
    notes.extend(defaults_of_custom_helpers(description));
    notes.extend(credentials::notes(description));
    notes
}

/// A variable of main's own that a helper would set to something else.
fn kept(description: &Description, helper: &ResolvedHelper, given: &Sourced) -> Option<String> {
    let name = given.value["name"].as_str()?;
    let value = given.value["value"].as_str()?;
    let own = description.main.env.iter().find(|own| own.value["name"] == name)?;
    let message = format!("{}: main's own `{name}` is kept; the helper would set it to `{value}`", helper.instance);
    (own.value["value"] != value).then_some(message)
}

/// Returns the security context of containers whose image podpat does not know.
fn defaults_of_custom_helpers(description: &Description) -> Option<String> {
    let unsaid = |field: &str| {
        description.helping.iter().any(|helper| match &helper.from {
            From::Custom(custom) => custom.spec.field(field).is_none(),
            From::Catalogue { .. } => false,
        })
    };
    let imposed: Vec<&str> = [
        ("resources", "a memory limit of 256Mi (`resources: {}` for none)"),
        ("securityContext", "no capabilities (`securityContext: {}` for the image's own)"),
    ]
    .into_iter()
    .filter_map(|(field, what)| unsaid(field).then_some(what))
    .collect();
    (!imposed.is_empty()).then(|| format!("helpers of your own get {}", imposed.join(" and ")))
}
