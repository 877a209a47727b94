//! The way in which Prometheus finds the metrics of a description.

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

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
    let interval = fields.take("interval").and_then(|item| read_interval(item, problems));
    fields.refuse_others([], problems);
    let kind = kind.or_else(|| item.get("kind").is_none().then_some(MonitorKind::PodMonitor))?;
    if let (MonitorKind::None | MonitorKind::Annotations, Some(field)) =
        (kind, item.get("labels").or_else(|| item.get("interval")))
    {
        let help = "write `kind: podmonitor` or `kind: servicemonitor`, or leave it out".to_owned();
        problems.add(&field.place, "only a monitor has labels and an interval", "has no effect here", help);
    }
    Some(Monitor { kind, labels, interval })
}

/// Reads a duration as Prometheus writes it.
fn read_interval(item: &SpannedValue, problems: &mut Problems) -> Option<String> {
    let text = fields::text(item, "`monitor.interval`", problems)?;
    if is_duration(text) {
        return Some(text.to_owned());
    }
    let help = "write a duration such as `30s` or `1m30s`".to_owned();
    fields::mismatch(item, "`monitor.interval`", "a duration", help, problems);
    None
}

/// Returns true if a text is a duration of Prometheus: whole numbers, each with a unit, the largest first.
fn is_duration(text: &str) -> bool {
    let mut units = ["y", "w", "d", "h", "m", "s", "ms"].iter();
    let mut rest = text;
    while !rest.is_empty() {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let unit: String = behind.chars().take_while(char::is_ascii_alphabetic).collect();
        if behind.len() == rest.len() || !units.any(|known| *known == unit) {
            return false;
        }
        rest = &behind[unit.len()..];
    }
    !text.is_empty()
}

fn read_kind(item: &SpannedValue, problems: &mut Problems) -> Option<MonitorKind> {
    let text = fields::text(item, "`monitor`", problems)?.to_lowercase();
    let kind = WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind);
    if kind.is_none() {
        fields::not_a_choice(item, "`monitor`", &WORDS.map(|(word, _)| word), problems);
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::is_duration;

    #[test]
    fn as_prometheus_reads_them() {
        assert!(["30s", "1m30s", "1d", "500ms", "1h15m"].into_iter().all(is_duration));
        assert!(["", "30", "often", "s", "1s1m", "1.5m", "-1s", "1m 30s"].into_iter().all(|text| !is_duration(text)));
    }
}
