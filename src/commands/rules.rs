//! `podpat rules`: every rule there is, or those of a preset with what they are called elsewhere.

use serde::Serialize;

use crate::commands::Streams;
use crate::commands::flag::words;
use crate::lint::{Category, Fixable, Peer, Preset, Rule, Selector, rules};
use crate::outcome::Outcome;
use crate::terminal::{Text, json, shown};

/// Flags of `podpat rules`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only the rules of a preset, with the names of the equivalent checks in other linters
    #[arg(long, value_name = "PRESET", value_parser = words::<Selector>(PRESETS))]
    preset: Option<Selector>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

/// The presets, as users write them.
const PRESETS: [&str; 8] =
    ["default", "all", "pss-baseline", "pss-restricted", "kube-linter", "kube-score", "polaris", "checkov"];

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For people
    Table,
    /// For scripts
    Json,
}

/// The list as scripts get it. Fields may be added, never changed.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    category: &'a str,
    severity: &'a str,
    default: bool,
    /// The kinds of fixes that its findings may have.
    fix: Option<&'a str>,
    summary: String,
    settings: Vec<Tunable<'a>>,
    peers: Vec<String>,
    docs: String,
}

#[derive(Serialize)]
struct Tunable<'a> {
    name: &'a str,
    default: u64,
    help: &'a str,
}

/// Prints the list.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let preset = args.preset.unwrap_or(Selector::All);
    match args.output {
        Form::Table => streams.print(table(preset))?,
        Form::Json => streams.print_encoded(json::text(&Document { version: 1, rules: rows(preset) }))?,
    }
    Ok(Outcome::Clean)
}

/// Returns the rules of a preset.
fn selected(preset: Selector) -> impl Iterator<Item = &'static Rule> {
    rules::all().iter().copied().filter(move |rule| preset.covers(rule))
}

/// Returns the linter whose checks a preset stands for.
const fn peer(preset: Selector) -> Option<Peer> {
    match preset {
        Selector::Preset(Preset::Peer(peer)) => Some(peer),
        _ => None,
    }
}

fn table(preset: Selector) -> Text {
    let width = selected(preset).map(|rule| rule.id.len()).max().unwrap_or_default();
    let row = |rule: &'static Rule| {
        let on = if rule.on { "" } else { " (when selected)" };
        let fix = match rule.fixable {
            None => "",
            Some(Fixable::Unsafe) => " (unsafe fix)",
            Some(Fixable::Safe | Fixable::Mixed) => " (fix)",
        };
        let names = peer(preset).map(|peer| twins(peer, rule)).unwrap_or_default();
        shown!("  {}  {}{}{}{}\n", format_args!("{:width$}", rule.id), rule.severity, on, fix, names)
    };
    let section = |category: Category| {
        let rows: Text = selected(preset).filter(|rule| rule.category == category).map(row).collect();
        if rows.is_empty() { rows } else { shown!("{}\n{}", category, rows) }
    };
    let sections: Text = Category::ALL.into_iter().map(section).collect();
    let left_out = peer(preset).map(left_out).unwrap_or_default();
    shown!("{}{}\n`podpat explain RULE` says what a rule catches and why.\n", sections, left_out)
}

/// Returns what another linter calls a rule, to stand behind it.
fn twins(peer: Peer, rule: &Rule) -> String {
    let checks = peer.checks().iter().filter(|check| check.rules.contains(&rule.id));
    format!("  {}", checks.map(|check| check.id).collect::<Vec<_>>().join(", "))
}

/// Returns the checks of another linter that have no rule here.
fn left_out(peer: Peer) -> Text {
    let checks = || peer.checks().iter().filter(|check| check.rules.is_empty());
    let width = checks().map(|check| check.id.len()).max().unwrap_or_default();
    let rows: Text =
        checks().map(|check| shown!("  {}  {}\n", format_args!("{:width$}", check.id), check.note)).collect();
    if rows.is_empty() { rows } else { shown!("left out\n{}", rows) }
}

fn rows(preset: Selector) -> Vec<Row<'static>> {
    let tunables = |rule: &Rule| {
        rule.settings.iter().map(|s| Tunable { name: s.name, default: s.default, help: s.help }).collect::<Vec<_>>()
    };
    selected(preset)
        .map(|rule| Row {
            id: rule.id,
            category: rule.category.as_str(),
            severity: rule.severity.as_str(),
            default: rule.on,
            fix: rule.fixable.map(Fixable::as_str),
            summary: rule.summary(),
            settings: tunables(rule),
            peers: Peer::twins_of(rule.id).collect(),
            docs: rule.page(),
        })
        .collect()
}
