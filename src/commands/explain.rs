//! `podpat explain`: the page of one rule, or of what a check of another linter is called here, for a terminal.

use crate::commands::{Streams, candidates, markdown};
use crate::lint::{Peer, PeerCheck, Selector, rule_page, rules};
use crate::outcome::Outcome;
use crate::yaml::nearest;

/// Flags of `podpat explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the rule, or of a check of another linter: `kube-linter/latest-tag`
    #[arg(value_name = "RULE", add = candidates::explained())]
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
    let text = match (rules::find(&args.rule), Peer::find(&args.rule)) {
        (Some(rule), _) => rule_page(rule),
        (None, Some((peer, check))) => translated(peer, check),
        (None, None) => return Err(unknown(&args.rule).into()),
    };
    let page = markdown::render(&text, streams.out().style());
    streams.print(page)?;
    Ok(Outcome::Clean)
}

fn unknown(id: &str) -> UnknownRule {
    let names: Vec<String> = Peer::names().collect();
    let known = rules::all().iter().map(|rule| rule.id);
    let help = match nearest(id, known.chain(names.iter().map(String::as_str))) {
        _ if matches!(id.parse(), Ok(Selector::All | Selector::Default | Selector::Preset(_))) => {
            format!("it is a preset: `podpat rules --preset {id}` lists its rules")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => "`podpat rules` lists them".to_owned(),
    };
    UnknownRule { id: id.to_owned(), help }
}

/// Returns what a check of another linter is called here, with the pages of the rules.
fn translated(peer: Peer, check: &PeerCheck) -> String {
    let name = format!("{}/{}", peer.as_str(), check.id);
    if check.rules.is_empty() {
        return format!("`{name}` has no rule here: {}.\n", check.note);
    }
    let ids: Vec<String> = check.rules.iter().map(|id| format!("`{id}`")).collect();
    let difference = if check.note.is_empty() { String::new() } else { format!(" The difference: {}.", check.note) };
    let pages = check.rules.iter().filter_map(|id| rules::find(id)).map(rule_page);
    let pages: Vec<String> = pages.collect();
    format!("`{name}` is called {} here.{difference}\n\n{}", ids.join(", "), pages.join("\n"))
}
