//! The values that a shell may complete an argument to: entries of the catalogue with their parameters, rules, releases, kinds.
//! Only completion asks for them; what an argument may be is for its parser to say.

use std::ffi::OsStr;

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use super::catalogue::{self, Folders};
use crate::catalogue::{Catalogue, Entry, Pattern};
use crate::lint::{Category, Peer, Preset, rules};
use crate::pattern::Kind;
use crate::terminal::is_hidden;
use crate::validity::Release;

/// Returns the completer of a flag that takes a helper of a pattern: `NAME,KEY=VALUE,…`.
pub(super) fn helper(pattern: Pattern) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| typed.to_str().map_or_else(Vec::new, |typed| helpers(pattern, typed)))
}

/// Returns the names of the catalogue.
pub(super) fn entries() -> ArgValueCandidates {
    ArgValueCandidates::new(|| read_all().into_iter().map(|entry| described(&entry.name, &entry.summary)).collect())
}

/// Returns rules, categories and presets, as `--select` takes them.
pub(super) fn selectors() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let categories = Category::ALL.map(|category| described(category.as_str(), "Every rule of the category"));
        let presets = Preset::ALL.map(|preset| described(preset.as_str(), "Preset"));
        let own = [described("default", "The rules that run when nothing is selected"), described("all", "Every rule")];
        own.into_iter().chain(presets).chain(categories).chain(rule_ids()).collect()
    })
}

/// Returns rules, and the checks of other linters that have one here.
pub(super) fn explained() -> ArgValueCandidates {
    ArgValueCandidates::new(|| rule_ids().chain(Peer::names().map(CompletionCandidate::new)).collect())
}

/// Returns releases of Kubernetes, the latest first.
pub(super) fn releases() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        Release::all().rev().map(|release| CompletionCandidate::new(release.to_string())).collect()
    })
}

/// Returns kinds of workloads.
pub(super) fn kinds() -> ArgValueCandidates {
    ArgValueCandidates::new(|| Vec::from(Kind::ALL.map(|kind| CompletionCandidate::new(kind.name()))))
}

fn rule_ids() -> impl Iterator<Item = CompletionCandidate> {
    rules::all().iter().map(|rule| described(rule.id, &rule.summary()))
}

/// Returns a value with its help, which shells show beside it.
fn described(value: &str, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(help.to_owned().into()))
}

/// Reads the catalogue as far as it can be read. A name that a terminal would obey is left out.
fn read_all() -> Vec<Entry> {
    let catalogue =
        catalogue::load_with_notes(&Folders::default()).map_or_else(|_| Catalogue::built_in(), |(all, _)| all);
    let entries = catalogue.files().iter().filter_map(|listed| listed.read().ok());
    entries.filter(|entry| !entry.name.contains(is_hidden)).collect()
}

/// Completes a helper as far as it was typed: its name, then parameter after parameter.
fn helpers(pattern: Pattern, typed: &str) -> Vec<CompletionCandidate> {
    let entries = read_all().into_iter().filter(|entry| entry.pattern == pattern);
    let Some((name, parameters)) = typed.split_once(',') else {
        let fitting = entries.filter(|entry| entry.name.starts_with(typed));
        return fitting.map(|entry| described(&entry.name, &entry.summary)).collect();
    };
    let (before, last) = parameters.rsplit_once(',').map_or(("", parameters), |(before, last)| (before, last));
    let start = &typed[..typed.len() - last.len()];
    let given: Vec<&str> = before.split(',').filter_map(|one| one.split('=').next()).collect();
    entries.filter(|entry| entry.name == name).flat_map(|entry| parameter(&entry, start, last, &given)).collect()
}

/// Completes the last parameter: its key, or its value where there are few.
fn parameter(entry: &Entry, start: &str, last: &str, given: &[&str]) -> Vec<CompletionCandidate> {
    let parameters = entry.all_parameters();
    if let Some((key, value)) = last.split_once('=') {
        let values = parameters.get(key).map(|parameter| parameter.values.clone()).unwrap_or_default();
        let fitting = values.into_iter().filter(|known| known.starts_with(value));
        return fitting.map(|known| CompletionCandidate::new(format!("{start}{key}={known}"))).collect();
    }
    let fitting = parameters.iter().filter(|(key, _)| key.starts_with(last) && !given.contains(&key.as_str()));
    fitting.map(|(key, parameter)| described(&format!("{start}{key}="), &parameter.help)).collect()
}
