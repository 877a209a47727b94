//! The entries of a catalogue as software: which helper runs in their images. Those that podpat ships are looked up here.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::function::Function;
use super::software::Software;
use crate::catalogue::{Entry, Pattern};
use crate::composition::Image;

/// The part of an entry that is knowledge.
#[derive(Debug, Deserialize)]
pub(super) struct Known {
    name: String,
    pattern: Pattern,
    pub(super) image: String,
    ports: Vec<u16>,
    scraped: bool,
    /// The scripts that it runs in an image that anything may run in.
    #[serde(default)]
    scripts: Vec<Script>,
}

/// A script of an entry of the catalogue.
#[derive(Debug, Deserialize)]
struct Script {
    /// The path at which podpat mounts it.
    path: String,
    /// Its first line.
    begins: String,
}

impl Known {
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            pattern: entry.pattern,
            image: entry.image.clone(),
            ports: entry.ports.values().map(|port| port.number).collect(),
            scraped: entry.scrape.is_some(),
            scripts: Vec::new(),
        }
    }
}

/// The entries of podpat's own catalogue, with their software.
fn shipped() -> &'static [(Known, Software)] {
    static SHIPPED: OnceLock<Vec<(Known, Software)>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let known = super::read::<Known>(super::file!("catalogue"));
        known.into_iter().filter_map(|known| software(&known).map(|software| (known, software))).collect()
    })
}

/// Returns the helper that an image of the catalogue is for, by the last two components of its name.
pub(super) fn of_image(image: &Image) -> Option<&'static Software> {
    static TABLE: OnceLock<HashMap<String, &Software>> = OnceLock::new();
    let by_image = |(known, software): &'static (Known, Software)| (by_name(&known.image), software);
    let table = TABLE.get_or_init(|| shipped().iter().map(by_image).collect());
    table.get(&image.qualified_base().to_lowercase()).copied()
}

/// Returns the helper whose script is run, by the script's path, or by its text where that is known.
pub fn of_script(path: &str, text: Option<&str>) -> Option<&'static Software> {
    let first = text.and_then(|text| text.lines().next());
    let is_own = |script: &Script| script.path == path || first == Some(script.begins.as_str());
    shipped().iter().find(|(known, _)| known.scripts.iter().any(is_own)).map(|(_, software)| software)
}

fn by_name(image: &str) -> String {
    Image::parse(image).qualified_base().to_lowercase()
}

/// Returns the entry as the tables of software would say it.
pub(super) fn software(known: &Known) -> Option<Software> {
    let (kind, by_pattern) = match known.pattern {
        Pattern::Init => ("task", Function::Batch),
        Pattern::ScatterGather => ("scatter-gather", Function::ScatterRoot),
        Pattern::WorkQueue => ("work-queue", Function::WorkQueue),
        Pattern::Ambassador => ("ambassador", Function::Proxy),
        Pattern::Adapter if known.scraped => ("adapter", Function::MetricsExporter),
        Pattern::Adapter => ("adapter", Function::FormatAdapter),
        other => (other.name(), Function::Helper),
    };
    let function = super::of_name(&known.name).and_then(|hint| hint.function).unwrap_or(by_pattern);
    let entry = serde_json::json!({
        "id": known.name,
        "kind": kind,
        "function": function.as_str(),
        "only": [by_name(&known.image)],
        "ports": known.ports,
        "scripts": known.scripts.iter().map(|script| &script.path).collect::<Vec<_>>(),
    });
    serde_json::from_value(entry).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::composition::knowledge) fn own() -> Known {
        Known {
            name: "shop-stats".to_owned(),
            pattern: Pattern::Adapter,
            image: "registry.example.com/team/stats:1".to_owned(),
            ports: vec![9102],
            scraped: true,
            scripts: Vec::new(),
        }
    }

    #[test]
    fn every_entry_of_the_catalogue_is_known() {
        let known = serde_json::from_str::<Vec<Known>>(super::super::file!("catalogue")).expect("entries");
        assert!(known.len() > 10);
        for entry in known {
            let image = Image::parse(&entry.image);
            assert!(super::super::of_image(&image, None).is_some(), "{} is not known by {}", entry.name, entry.image);
            assert!(software(&entry).is_some(), "{} is no software", entry.name);
        }
        assert_eq!(software(&own()).map(|software| software.function), Some(Function::MetricsExporter));
    }
}
