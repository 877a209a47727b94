//! `podpat rules`: every rule there is.

use serde::Serialize;

use crate::commands::Streams;
use crate::lint::{Category, Rule, rules};
use crate::outcome::Outcome;

/// Flags of `podpat rules`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Form of the list
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For people
    Table,
    /// For scripts
    Json,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    category: &'a str,
    severity: &'a str,
    default: bool,
    summary: String,
    settings: Vec<Tunable<'a>>,
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
    let list = match args.output {
        Form::Table => table(),
        Form::Json => json(),
    };
    streams.print(list)?;
    Ok(Outcome::Clean)
}

fn table() -> String {
    let width = rules::all().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let row = |rule: &&Rule| {
        let on = if rule.on { "" } else { " (when selected)" };
        format!("  {:width$}  {}{on}\n", rule.id, rule.severity)
    };
    let section = |category: Category| {
        let rows: String = rules::all().iter().filter(|rule| rule.category == category).map(row).collect();
        if rows.is_empty() { rows } else { format!("{category}\n{rows}") }
    };
    let sections: String = Category::ALL.into_iter().map(section).collect();
    format!("{sections}\n`podpat explain RULE` says what a rule catches and why.\n")
}

fn json() -> String {
    let tunables = |rule: &Rule| {
        rule.settings.iter().map(|s| Tunable { name: s.name, default: s.default, help: s.help }).collect::<Vec<_>>()
    };
    let rows: Vec<Row<'_>> = rules::all()
        .iter()
        .map(|rule| Row {
            id: rule.id,
            category: rule.category.as_str(),
            severity: rule.severity.as_str(),
            default: rule.on,
            summary: rule.summary(),
            settings: tunables(rule),
            docs: rule.page(),
        })
        .collect();
    // Plain data without maps cannot fail to serialize.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}
