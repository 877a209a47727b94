//! `podpat explain`: the page of one rule, for a terminal.

use crate::commands::{Streams, markdown};
use crate::lint::{Rule, Setting, rules};
use crate::outcome::Outcome;
use crate::yaml::nearest;

/// Flags of `podpat explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule, as findings show it
    #[arg(value_name = "RULE")]
    rule: String,
}

/// There is no such rule.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is no rule `{id}`")]
struct UnknownRule {
    id: String,
    #[help]
    help: String,
}

/// Prints the page.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let rule = rules::find(&args.rule).ok_or_else(|| unknown(&args.rule))?;
    let page = markdown::render(&page(rule), streams.out().style());
    streams.print(page)?;
    Ok(Outcome::Clean)
}

fn unknown(id: &str) -> UnknownRule {
    let help = match nearest(id, rules::all().iter().map(|rule| rule.id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`podpat rules` lists them".to_owned(),
    };
    UnknownRule { id: id.to_owned(), help }
}

/// The page: what the rule says of itself, and how to live with it.
fn page(rule: &Rule) -> String {
    let on = if rule.on { "on by default" } else { "runs when selected" };
    let setting = |setting: &&Setting| format!("- `{}` ({}): {}\n", setting.name, setting.default, setting.help);
    let settings = match rule.settings {
        [] => String::new(),
        settings => format!("## Settings\n{}\n", settings.iter().map(setting).collect::<String>()),
    };
    let Rule { id, severity, category, .. } = rule;
    format!(
        "# {id}\n\n{severity}, {category}, {on}\n\n{}\n{settings}## To allow it once\n```yaml\n# podpat: ignore[{id}] the reason\n```\n",
        rule.page()
    )
}
