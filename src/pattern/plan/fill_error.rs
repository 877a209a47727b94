//! Templates that could not be filled, as mistakes that point at the parameter that is at fault.

use std::cell::Cell;

use serde_json::Value as Json;

use crate::catalogue::{Rule, Side};
use crate::pattern::description::formats::is_path;
use crate::pattern::description::spanned_value::shortened;
use crate::pattern::plan::fill_request::FillRequest;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::template::failure::Failure;
use crate::pattern::problem::{Problems, TemplateFault};

/// Folders of an image that a volume must not take the place of: main's own files are there.
const OCCUPIED: &[&str] = &[
    "",
    "/app",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/run",
];

/// A volume over a folder that main's image needs would hide the program itself.
pub(crate) fn is_occupied(request: FillRequest<'_>, helpers: &ResolvedHelper, problems: &mut Problems) -> bool {
    let Some(share) =
        helpers.shares.iter().find(|share| OCCUPIED.contains(&share.main.as_str()) || !is_path(&share.main))
    else {
        return false;
    };
    let shown = if share.main.is_empty() { "/" } else { &share.main };
    let path = request.given.values.get("path");
    let (what, place) = match path {
        Some((_, item)) => ("`path`".to_owned(), &item.place),
        None => (format!("`{}`", request.entry.name), &request.helper.place),
    };
    let message = format!("{what} would put a volume with {} over `{shown}` in main", share.about);
    let help = match path.and_then(|(path, _)| path.as_str()) {
        Some(path) if share.writer == Some(Side::Helper) => {
            format!("choose a folder deeper down, such as `{}/current`", path.trim_end_matches('/'))
        }
        _ => "choose a folder deeper down, with nothing else in it that main needs".to_owned(),
    };
    problems.add(place, message, "would hide main's own files", help);
    true
}

/// Points at the parameter that is not what another one needs.
pub(crate) fn report_rule(request: FillRequest<'_>, rule: &Rule, problems: &mut Problems) {
    let given = request.given.values.get(&rule.at);
    let place = given.map_or(&request.helper.place, |(_, item)| &item.place);
    problems.add(place, rule.message.clone(), format!("`{}` of `{}`", rule.at, request.entry.name), rule.help.clone());
}

/// Returns the length in bytes of the longest text in `given` that is part of `value`.
fn longest_part(given: &Json, value: &str) -> usize {
    let longest = Cell::new(0);
    holds(given, &|text| {
        if value.contains(text) {
            longest.set(longest.get().max(text.len()));
        }
        false
    });
    longest.get()
}

/// Points at the parameter whose value is at fault.
pub(crate) fn report(request: FillRequest<'_>, failure: &Failure, problems: &mut Problems) {
    let name = &request.entry.name;
    match failure {
        Failure::Value { value, why } => {
            // The parameter that holds the longest part of the value; of equal ones the first.
            let parts = request.given.values.iter().rev().map(|given| (longest_part(&given.1.0, value), given));
            let culprit = parts.filter(|&(length, _)| length > 0).max_by_key(|&(length, _)| length);
            let (message, place) = match culprit {
                Some((_, (parameter, (_, item)))) => {
                    (format!("`{parameter}` cannot be given to `{name}` as it is"), &item.place)
                }
                None => (format!("a value cannot be given to `{name}` as it is"), &request.helper.place),
            };
            problems.add(place, message, why.clone(), "write it without those characters".to_owned());
        }
        Failure::Expanded { mark, by } => {
            let mut given = request.given.values.iter();
            let culprit = given.find(|(_, (given, _))| holds(given, &|text| text.contains(mark.as_str())));
            let (what, place) = culprit
                .map_or(("a value", &request.helper.place), |(parameter, (_, item))| (parameter.as_str(), &item.place));
            let message = format!("`{what}` cannot be given to `{name}` as it is");
            let label = format!("{by} would replace `{mark}` with something else");
            let help = match meaning(request, what, mark) {
                Some(meaning) => format!("write it without `{mark}`, or give what it needs: {meaning}"),
                None => format!("write it without `{mark}`"),
            };
            problems.add(place, message, label, help);
        }
        Failure::Missing(parameter) => {
            let help = request.entry.all_parameters().get(parameter).map(|parameter| parameter.help.clone());
            let help = format!("add `{parameter}`: {}", help.unwrap_or_default());
            let label = format!("no `{parameter}` here");
            problems.add(&request.helper.place, format!("`{name}` needs `{parameter}`"), label, help);
        }
        Failure::Template { what, at } => {
            let line = at.as_ref().map(|at| format!(" in `{}`", shortened(at.text().trim()))).unwrap_or_default();
            let message = format!("the catalogue entry `{name}` cannot be filled: {what}{line}");
            let help = match &request.entry.file {
                Some(file) => format!("mend the entry; `podpat patterns check {}` tries it", file.display()),
                None => "mend the entry's template".to_owned(),
            };
            let fault = at.clone().map(|at| TemplateFault { what: what.clone(), at });
            problems.add_of_template(&request.helper.place, message, help, fault);
        }
    }
}

/// The clause of a parameter's help that says what such a mark is for.
fn meaning(request: FillRequest<'_>, parameter: &str, mark: &str) -> Option<String> {
    let help = &request.entry.parameters.get(parameter)?.help;
    help.trim_end_matches('.').split("; ").find(|clause| clause.contains(mark)).map(str::to_owned)
}

/// Returns true if a text in `value`, key or value, is one that `wanted` says.
fn holds(value: &Json, wanted: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Json::String(text) => wanted(text),
        Json::Array(items) => items.iter().any(|item| holds(item, wanted)),
        Json::Object(entries) => entries.iter().any(|(key, item)| wanted(key) || holds(item, wanted)),
        _ => false,
    }
}
