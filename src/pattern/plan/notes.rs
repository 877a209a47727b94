//! Notes for the user beside the objects: what helpers ask for, and what was decided for them.

use crate::catalogue::Pattern;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::monitor::MonitorKind;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::credentials;
use crate::pattern::plan::custom;
use crate::pattern::plan::patched;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::wording::in_words;

/// The notes of a description, one sentence each.
pub(crate) fn of(description: &Description, helpers: &[ResolvedHelper], mode: HelperMode) -> Vec<String> {
    let mut notes = Vec::new();
    for helper in helpers {
        notes.extend(helper.demands.iter().map(|demand| format!("{}: {demand}", helper.instance)));
        notes.extend(helper.main_env.iter().filter_map(|given| kept(description, helper, given)));
    }
    notes.extend(patched::notes(description, helpers));
    notes.extend(ends_before_its_front(description, helpers, mode));
    notes.extend(nothing_to_monitor(description, helpers));
    notes.extend(defaults_of_custom_helpers(helpers));
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
    let name = given.value["name"].as_str().filter(|name| !helper.main_env_appended.contains_key(*name))?;
    let value = given.value["value"].as_str()?;
    let own = description.main.env.iter().find(|own| own.value["name"] == name)?;
    let message = format!("{}: main's own `{name}` is kept; the helper would set it to `{value}`", helper.instance);
    (own.value["value"] != value).then_some(message)
}

/// Returns the note about limits and capabilities of containers whose image podpat does not know.
fn defaults_of_custom_helpers(helpers: &[ResolvedHelper]) -> Option<String> {
    let unsaid = |field: &'static str| {
        let custom = helpers.iter().filter(|helper| helper.is_custom);
        custom.filter_map(move |helper| {
            let default = helper.rest.get(field).filter(|value| value.item.is_none())?;
            Some((helper.instance.as_str(), &default.value))
        })
    };
    let limits: Vec<(&str, &str)> = unsaid("resources")
        .filter_map(|(name, resources)| Some((name, resources["limits"]["memory"].as_str()?)))
        .collect();
    let mut imposed = Vec::new();
    imposed.extend((!limits.is_empty()).then(|| format!("{} (`resources: {{}}` for none)", limits_in_words(&limits))));
    let capabilities = "no capabilities (`securityContext: {}` for the image's own)";
    imposed.extend(unsaid("securityContext").next().map(|_| capabilities.to_owned()));
    (!imposed.is_empty()).then(|| format!("helpers of your own get {}", imposed.join(" and ")))
}

/// Returns the memory limits of helpers: the usual one, and those that have room for memory that is shared with main.
fn limits_in_words(limits: &[(&str, &str)]) -> String {
    let (usual, larger): (Vec<_>, Vec<_>) = limits.iter().partition(|(_, limit)| *limit == custom::MEMORY_LIMIT);
    let usual = (!usual.is_empty()).then(|| format!("a memory limit of {}", custom::MEMORY_LIMIT));
    let larger = larger.into_iter().map(|(name, limit)| {
        format!("a memory limit of {limit} for `{name}`, which has to hold the memory it shares with main")
    });
    in_words(&usual.into_iter().chain(larger).collect::<Vec<_>>())
}
