//! `podpat rules`: every rule there is.

use serde::Serialize;

use crate::commands::Streams;
use crate::lint::{Category, Rule, rules};
use crate::outcome::Outcome;
use crate::terminal::{Text, json, shown};

/// Flags of `podpat rules`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Output format
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
    match args.output {
        Form::Table => streams.print(table())?,
        Form::Json => streams.print_encoded(json::text(&rows()))?,
    }
    Ok(Outcome::Clean)
}

fn table() -> Text {
    let width = rules::all().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let row = |rule: &&Rule| {
        let on = if rule.on { "" } else { " (when selected)" };
        shown!("  {}  {}{}\n", format_args!("{:width$}", rule.id), rule.severity, on)
    };
    let section = |category: Category| {
        let rows: Text = rules::all().iter().filter(|rule| rule.category == category).map(row).collect();
        if rows.is_empty() { rows } else { shown!("{}\n{}", category, rows) }
    };
    let sections: Text = Category::ALL.into_iter().map(section).collect();
    shown!("{}\n`podpat explain RULE` says what a rule catches and why.\n", sections)
}

fn rows() -> Vec<Row<'static>> {
    let tunables = |rule: &Rule| {
        rule.settings.iter().map(|s| Tunable { name: s.name, default: s.default, help: s.help }).collect::<Vec<_>>()
    };
    rules::all()
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
        .collect()
}
