//! Times in variables and options.

use super::view::PodView;
use crate::k8s::Container;
use crate::yaml::FieldPath;

/// A setting that is a time.
pub(super) struct Time {
    /// The words of its name.
    pub(super) words: Vec<String>,
    /// In seconds.
    pub(super) seconds: f64,
    /// The place that says it.
    pub(super) place: FieldPath,
}

/// Returns the times that variables and options of a container say.
pub(super) fn times(container: &Container<'_>, pod: &PodView<'_>) -> Vec<Time> {
    let mut times = Vec::new();
    let mut add = |name: &str, value: &str, place: &FieldPath| {
        let words = words(name);
        let in_json = value.split_once("\"visibility_timeout\"").and_then(|(_, rest)| {
            let number = rest.trim_start_matches([':', ' ']);
            number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        });
        if let Some(seconds) = in_json {
            times.push(Time { words: vec!["visibility".into(), "timeout".into()], seconds, place: place.clone() });
        } else if let Some(seconds) = seconds(value) {
            times.push(Time { words, seconds, place: place.clone() });
        }
    };
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let place = container.path.clone().field("env").index(at).field("value");
        add(&variable.name, variable.value.as_deref().unwrap_or_default(), &place);
    }
    let Some((_, member)) = pod.member(container) else { return times };
    let is_laravel = member.command.words.iter().any(|word| word.contains("queue:work"));
    let is_celery = member.command.words.iter().any(|word| word.contains("celery"));
    for option in member.command.options() {
        let name = match option.name {
            "--timeout" if is_laravel => "job-timeout",
            "--time-limit" if is_celery => "task-timeout",
            "--time-limit" | "--timeout" => continue,
            name => name,
        };
        add(name, option.value.unwrap_or_default(), &member.command.place_of(option.at, &member.path));
    }
    times
}

/// Returns the words of a name, the unit left out; nothing for milliseconds.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let mut words: Vec<String> = words.collect();
    if words.last().is_some_and(|last| matches!(last.as_str(), "seconds" | "secs" | "sec" | "s")) {
        words.pop();
    }
    words
}

/// Reads a time: `15`, `15s`, `1m`, `500ms`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 = digits.parse().ok()?;
    let unit = match &text[digits.len()..] {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Some(number * unit)
}
