//! `podpat patterns`: what the catalogue has, and what one container of it takes.

use clap::{Subcommand, ValueEnum};
use serde_json::{Value as Json, json};

use super::candidates;
use super::catalogue::{self, Folders};
use super::{patterns_check, patterns_new, patterns_sync};
use crate::catalogue::{Bind, Catalogue, CatalogueError, Entry, Origin, Parameter, Pattern, Port, Side, Tested};
use crate::commands::Streams;
use crate::outcome::Outcome;
use crate::terminal::{Style, Text, filled, json, shown};
use crate::wording::either;

/// Flags of `podpat patterns`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,

    /// Output format
    #[arg(short, long, value_enum, default_value_t = ListForm::Text)]
    output: ListForm,

    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print one container: when to use it, its parameters, and an example
    Show {
        /// Name of the container
        #[arg(add = candidates::entries())]
        name: String,

        /// Output format
        #[arg(short, long, value_enum, default_value_t = ShowForm::Text)]
        output: ShowForm,
    },
    /// Create a container of your own from a working skeleton
    New(patterns_new::Args),
    /// Test containers of your own in the way podpat tests those it ships
    Check(patterns_check::Args),
    /// Fetch containers from the Git repositories in `.podpat.yaml`, and lock their commits
    Sync(patterns_sync::Args),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListForm {
    /// For people
    Text,
    /// For scripts
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShowForm {
    /// For people
    Text,
    /// The catalogue file, as a start for your own
    Yaml,
}

/// There is no such container.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the catalogue has no `{name}`")]
#[diagnostic(help("{help}"))]
struct Unknown {
    name: String,
    help: String,
}

/// Lists the catalogue, or shows one container of it.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    match &args.verb {
        Some(Verb::New(new)) => return patterns_new::run(new, streams),
        Some(Verb::Check(check)) => return patterns_check::run(check, &args.folders, streams),
        Some(Verb::Sync(sync)) => return patterns_sync::run(sync, streams),
        _ => {}
    }
    let catalogue = catalogue::load(&args.folders, streams)?;
    let style = streams.out().style();
    match &args.verb {
        None => match args.output {
            ListForm::Text => streams.print(list(&read_all(&catalogue)?, style))?,
            ListForm::Json => streams.print_encoded(list_json(&read_all(&catalogue)?))?,
        },
        Some(Verb::Show { name, output }) => {
            let listed = catalogue.get(name).ok_or_else(|| unknown(name, &catalogue))?;
            streams.print(match output {
                ShowForm::Text => show(&listed.read()?, &listed.origin, style),
                ShowForm::Yaml => Text::lines(listed.text()?.text()),
            })?;
        }
        Some(_) => {}
    }
    Ok(Outcome::Clean)
}

fn unknown(name: &str, catalogue: &Catalogue) -> Unknown {
    let help = match &catalogue.like(name)[..] {
        [] => "`podpat patterns` lists them all".to_owned(),
        like => format!("did you mean {}? `podpat patterns` lists them all", either(like)),
    };
    Unknown { name: name.to_owned(), help }
}

type Read<'a> = (Entry, &'a Origin);

fn read_all(catalogue: &Catalogue) -> Result<Vec<Read<'_>>, CatalogueError> {
    catalogue.files().iter().map(|listed| Ok((listed.read()?, &listed.origin))).collect()
}

fn list(entries: &[Read<'_>], style: Style) -> Text {
    let width = entries.iter().map(|(entry, _)| entry.name.len()).max().unwrap_or_default();
    let mut text = Text::new();
    for pattern in Pattern::ALL {
        let of_pattern: Vec<_> = entries.iter().filter(|(entry, _)| entry.pattern == pattern).collect();
        if of_pattern.is_empty() {
            continue;
        }
        text += shown!("{} ({})\n", plural(pattern), about(pattern));
        for (entry, origin) in of_pattern {
            let summary = match origin {
                Origin::BuiltIn => entry.summary.clone(),
                Origin::File(path) => format!("{} ({})", entry.summary, path.display()),
            };
            text += row(&entry.name, width, &summary, style);
        }
        text += "\n";
    }
    text += "`podpat patterns show NAME` prints one with its parameters and an example.\n";
    text
}

const fn plural(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sidecar => "Sidecars",
        Pattern::Ambassador => "Ambassadors",
        Pattern::Adapter => "Adapters",
        Pattern::LeaderElection => "Leader election",
        Pattern::WorkQueue => "Work queues",
        Pattern::ScatterGather => "Scatter/gather",
        Pattern::Init => "Init containers",
    }
}

const fn about(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sidecar => "extend main: share its files or its network",
        Pattern::Ambassador => "main connects to localhost, they connect to the world",
        Pattern::Adapter => "show main to the outside in a uniform shape",
        Pattern::LeaderElection => "says which of several Pods leads",
        Pattern::WorkQueue => "hands the items of a queue to main",
        Pattern::ScatterGather => "asks all leaves, and has main merge their answers",
        Pattern::Init => "run to their end before main starts",
    }
}

/// A name, and a text that goes on under itself.
fn row(name: &str, width: usize, text: &str, style: Style) -> Text {
    let first = format!("  {name:width$}  ");
    filled(text, style.width, &first, &" ".repeat(width + 4))
}

fn list_json(entries: &[Read<'_>]) -> String {
    let entry = |(entry, origin): &Read<'_>| {
        let origin = match origin {
            Origin::BuiltIn => Json::from("built-in"),
            Origin::File(path) => Json::from(path.display().to_string()),
        };
        let parameters = entry.all_parameters().into_iter().map(|(name, parameter)| {
            json!({"name": name, "type": parameter.kind.name(), "required": parameter.required,
                "default": parameter.default, "help": parameter.help})
        });
        json!({"name": entry.name, "pattern": entry.pattern.name(), "summary": entry.summary,
            "image": entry.image, "origin": origin, "parameters": parameters.collect::<Vec<_>>()})
    };
    let patterns: Vec<Json> = entries.iter().map(entry).collect();
    json::text(&json!({"version": 1, "patterns": patterns}))
}

fn show(entry: &Entry, origin: &Origin, style: Style) -> Text {
    let mut text = shown!("{} ({})\n", entry.name, entry.pattern.name());
    text += filled(&entry.summary, style.width, "", "");
    text += "\n";
    text += filled(&format!("Use it when: {}", lower_first(&entry.use_when)), style.width, "", "");
    text += filled(&format!("Not when: {}", lower_first(&entry.not_when)), style.width, "", "");
    text += texts("Image", &[entry.image.clone(), entry.verified.clone()], style);
    text += texts("Tested with", &tested(entry), style);
    text += section("Parameters", &parameters(entry), style);
    text += section("Ports", &ports(entry), style);
    text += section("Main gets", &gives(entry), style);
    let demands: Vec<_> = entry.demands.iter().map(|demand| (String::new(), holes(demand))).collect();
    text += section("Your part", &demands, style);
    text += "\nExample (save it, and run `podpat generate FILE`)\n";
    text += entry.example.lines().map(|line| shown!("  {}\n", line)).collect::<Text>();
    text += texts("Facts from", &entry.sources, style);
    if let Origin::File(path) = origin {
        text += shown!("\nFrom {}\n", path.display());
    }
    text
}

/// The programs that an entry was tested with: `PgBouncer 1.18: queries`.
fn tested(entry: &Entry) -> Vec<String> {
    let row = |it: &Tested| {
        let what = it.what.as_ref().map(|what| format!(": {what}")).unwrap_or_default();
        format!("{} {}{what}", it.program, it.version)
    };
    entry.tested.iter().map(row).collect()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// A heading and its rows; nothing where there are none.
fn section(heading: &'static str, rows: &[(String, String)], style: Style) -> Text {
    if rows.is_empty() {
        return Text::new();
    }
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Text = rows.iter().map(|(name, text)| row(name, width, text, style)).collect();
    shown!("\n{}\n{}", heading, lines)
}

/// A heading and texts below it; nothing where there are none.
fn texts(heading: &'static str, texts: &[String], style: Style) -> Text {
    if texts.is_empty() {
        return Text::new();
    }
    let lines: Text = texts.iter().map(|text| filled(text, style.width, "  ", "  ")).collect();
    shown!("\n{}\n{}", heading, lines)
}

fn parameters(entry: &Entry) -> Vec<(String, String)> {
    let row = |(name, parameter): (String, Parameter)| {
        let text = format!("{}, {}. {}", parameter.form(), parameter.presence(), parameter.help);
        (name, text)
    };
    entry.all_parameters().into_iter().map(row).collect()
}

fn ports(entry: &Entry) -> Vec<(String, String)> {
    let row = |(name, port): (&String, &Port)| {
        let bind = match port.bind {
            Bind::Loopback => "on 127.0.0.1",
            Bind::Pod => "on the Pod's address",
        };
        (format!("{} {name}", port.number), format!("{bind}. {}", port.help))
    };
    entry.ports.iter().map(row).collect()
}

fn gives(entry: &Entry) -> Vec<(String, String)> {
    let numbered = |text: &str| {
        entry.ports.iter().fold(text.to_owned(), |text, (name, port)| {
            let number = port.number.to_string();
            text.replace(&format!("{{{{ ports.{name} }}}}"), &number)
                .replace(&format!("{{{{ ports[\"{name}\"] }}}}"), &number)
        })
    };
    let env = entry.main.env.iter().map(|(name, value)| (hole(name), hole(&numbered(value))));
    let shares = entry.shares.values().map(|share| {
        let how = if share.writer == Some(Side::Main) { "which main writes" } else { "read-only" };
        ("a volume".to_owned(), format!("{}, {how}", share.about))
    });
    env.chain(shares).collect()
}

/// A sentence with the names of parameters in the place of its expressions, and without the condition that it stands under.
fn holes(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{%") {
        said += before;
        rest = after.split_once("%}").map_or("", |(_, after)| after);
    }
    said += rest;
    said.replace("{{ ", "`").replace(" }}", "`")
}

/// A text that is one expression, in words: the value of a parameter.
fn hole(text: &str) -> String {
    match text.strip_prefix("{{ ").and_then(|rest| rest.strip_suffix(" }}")) {
        Some(name) => format!("(`{name}`)"),
        None => text.to_owned(),
    }
}
