//! Notes for the user beside the objects: what helpers ask for, and what was decided for them.

use crate::catalogue::Pattern;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper::From;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::monitor::MonitorKind;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::credentials;
use crate::pattern::plan::resolved_helper::ResolvedHelper;

/// The notes of a description, one sentence each.
pub(crate) fn of(description: &Description, helpers: &[ResolvedHelper], mode: HelperMode) -> Vec<String> {
    let mut notes = Vec::new();
    for helper in helpers {
        notes.extend(helper.demands.iter().map(|demand| format!("{}: {demand}", helper.instance)));
        notes.extend(helper.main_env.iter().filter_map(|given| kept(description, helper, given)));
    }
    notes.extend(ends_before_its_front(description, helpers, mode));
    notes.extend(nothing_to_monitor(description, helpers));
    notes.extend(defaults_of_custom_helpers(description));
    notes.extend(credentials::notes(description));
    notes
}

/// A native sidecar in front of main ends after main, while requests still arrive.
fn ends_before_its_front(description: &Description, helpers: &[ResolvedHelper], mode: HelperMode) -> Option<String> {
    let is_server = matches!(description.kind, Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet);
    let waits = description.main.field("lifecycle").is_some();
    let front = helpers.iter().find(|helper| helper.fronts.is_some() && helper.pattern == Pattern::Sidecar)?;
    (is_server && mode == HelperMode::Native && !waits).then(|| {
        let form =
            "`lifecycle: {preStop: {sleep: {seconds: 5}}}` under `main` makes it wait, on Kubernetes 1.30 and later";
        format!("{}: when a Pod is deleted, main ends while requests still arrive here; {form}", front.instance)
    })
}

/// A monitor that is asked for and leads to nothing.
fn nothing_to_monitor(description: &Description, helpers: &[ResolvedHelper]) -> Option<String> {
    let wants_object = matches!(description.monitor.kind, MonitorKind::PodMonitor | MonitorKind::ServiceMonitor);
    (wants_object && helpers.iter().all(|helper| helper.scrape.is_none())).then(|| {
        "`monitor` has no effect: it tells Prometheus where the metrics of adapters are, and there is no adapter"
            .to_owned()
    })
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
