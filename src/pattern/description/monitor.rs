//! The way in which Prometheus finds the metrics of a description.

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::wording::listed;

/// The way Prometheus finds the metrics.
#[derive(Clone, Debug, Default)]
pub(crate) struct Monitor {
    /// By what.
    pub kind: MonitorKind,
    /// Labels by which a Prometheus picks the monitor.
    pub labels: Option<SpannedValue>,
    /// The time from one scrape to the next.
    pub interval: Option<String>,
}

/// The objects or annotations that lead Prometheus to the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MonitorKind {
    /// Nothing.
    None,
    /// Annotations of the Pods.
    #[default]
    Annotations,
    /// A PodMonitor of the Prometheus operator.
    PodMonitor,
    /// A ServiceMonitor of the Prometheus operator, and a Service for it.
    ServiceMonitor,
}

/// The words of a description.
pub(crate) const WORDS: [(&str, MonitorKind); 4] = [
    ("none", MonitorKind::None),
    ("annotations", MonitorKind::Annotations),
    ("podmonitor", MonitorKind::PodMonitor),
    ("servicemonitor", MonitorKind::ServiceMonitor),
];

/// Reads a word, or `{kind, labels, interval}`.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Monitor> {
    if let Value::Scalar { .. } = item.value {
        return Some(Monitor { kind: read_kind(item, problems)?, ..Monitor::default() });
    }
    let expected = "write `monitor: podmonitor`, or `{kind: podmonitor, labels: {release: prometheus}}`";
    let mut fields = Fields::of(item, "`monitor`", expected, problems)?;
    let kind = fields.take("kind").and_then(|item| read_kind(item, problems));
    let labels = fields.take("labels").cloned();
    let interval = fields.take("interval").and_then(|item| fields::text(item, "`monitor.interval`", problems));
    fields.refuse_others([], problems);
    let kind = kind.or_else(|| item.get("kind").is_none().then_some(MonitorKind::PodMonitor))?;
    Some(Monitor { kind, labels, interval: interval.map(str::to_owned) })
}

fn read_kind(item: &SpannedValue, problems: &mut Problems) -> Option<MonitorKind> {
    let text = fields::text(item, "`monitor`", problems)?.to_lowercase();
    let kind = WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind);
    if kind.is_none() {
        let help = format!("write one of {}", listed(&WORDS.map(|(word, _)| word)));
        problems.add(&item.place, format!("`monitor` is {}", item.described()), "not one of its values", help);
    }
    kind
}
