//! `docs/catalogue.md` is made of the entries.

use std::fs;
use std::path::Path;

use podpat::internals::catalogue::{Entry, Parameter, Pattern, Type};

use crate::catalogue::entries;

const HEADINGS: [(Pattern, &str); 7] = [
    (Pattern::Sidecar, "Sidecars"),
    (Pattern::Ambassador, "Ambassadors"),
    (Pattern::Adapter, "Adapters"),
    (Pattern::Init, "Init containers"),
    (Pattern::LeaderElection, "Leader election"),
    (Pattern::WorkQueue, "Work queues"),
    (Pattern::ScatterGather, "Scatter/gather"),
];

const HEAD: &str = "# The catalogue\n\n<!-- written by `just bless` from `patterns/` -->\n\n\
    Every container that podpat ships, with its parameters and a complete description. `podpat patterns show NAME` prints the\n\
    same in a terminal. You can [add containers of your own](own-entries.md).\n\n\
    Besides the parameters listed here, every container takes `name`, `image`, `main`, and the fields of a Kubernetes\n\
    container, as [descriptions](description.md#helpers-from-the-catalogue) explains.\n";

#[test]
fn the_page_says_what_the_entries_say() {
    let entries = entries();
    let mut page = HEAD.to_owned();
    for (pattern, heading) in HEADINGS {
        page += &format!("\n## {heading}\n");
        for (entry, _) in entries.iter().filter(|(entry, _)| entry.pattern == pattern) {
            page += &section(entry);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue.md");
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::write(&path, page).expect("writes");
    } else {
        let there = fs::read_to_string(&path).expect("the page");
        assert!(there == page, "docs/catalogue.md is out of date: run `just bless`");
    }
}

fn section(entry: &Entry) -> String {
    let Entry { name, summary, use_when, not_when, image, example, .. } = entry;
    let rows: String = entry.all_parameters().iter().map(|(name, parameter)| row(name, parameter)).collect();
    let table = if rows.is_empty() {
        String::new()
    } else {
        format!("\n| parameter | type | description |\n|---|---|---|\n{rows}")
    };
    let (use_when, not_when) = (use_when.trim_end(), not_when.trim_end());
    format!(
        "\n### {name}\n\n{}\n\nUse it when: {use_when}\n\nNot when: {not_when}\n\nImage: `{image}`\n{table}\n```yaml\n{example}```\n",
        summary.trim_end()
    )
}

fn row(name: &str, parameter: &Parameter) -> String {
    let kind = match (&parameter.values[..], parameter.of) {
        ([], None) => parameter.kind.name().to_owned(),
        ([], Some(of)) => format!("list of {}", of.name()),
        (values, of) => {
            let other = of.filter(|_| parameter.kind == Type::Choice).map(|of| format!("a {}", of.name()));
            values.iter().map(|value| format!("`{value}`")).chain(other).collect::<Vec<_>>().join(" or ")
        }
    };
    let state = match &parameter.default {
        _ if parameter.required => ", required".to_owned(),
        Some(default) if !default.to_string().contains("{{") => format!(", default `{default}`"),
        _ => String::new(),
    };
    let help = parameter.help.trim_end().replace('|', "\\|");
    format!("| `{name}` | {kind}{} | {help} |\n", state.replace('|', "\\|"))
}
