//! What the entries of a catalogue say of their images: of podpat's own where no table knows them, and of a user's.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::function::Function;
use super::software::Software;
use crate::catalogue::{Entry, Pattern};
use crate::composition::Image;

/// The knowledge of software: podpat's tables and catalogue, and the entries that a user adds, which win.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// The entries of a user's catalogue, by the whole name of their image.
    own: Arc<HashMap<String, Arc<Software>>>,
}

/// Software of podpat's tables, or of a user's catalogue.
#[derive(Clone, Debug)]
pub enum KnownSoftware {
    /// podpat knows it.
    Shipped(&'static Software),
    /// A user's entry says it.
    Own(Arc<Software>),
}

impl Deref for KnownSoftware {
    type Target = Software;

    fn deref(&self) -> &Software {
        match self {
            Self::Shipped(software) => software,
            Self::Own(software) => software,
        }
    }
}

impl Knowledge {
    /// Returns podpat's own knowledge with what some entries of a catalogue say. Images whose names are templates are
    /// left out.
    pub fn with<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let own = entries.into_iter().filter(|entry| !Image::parse(&entry.image).base().contains(['{', '}']));
        let own = own.filter_map(|entry| {
            let known = Known::of(entry);
            let name = whole_name(&Image::parse(&known.image));
            (!name.is_empty()).then_some(())?;
            Some((name, Arc::new(software(&known)?)))
        });
        Self { own: Arc::new(own.collect()) }
    }

    /// Returns what runs in an image. `argument` is the first argument that is no option.
    pub fn of_image(&self, image: &Image, argument: Option<&str>) -> Option<KnownSoftware> {
        let shipped = super::of_image(image, argument);
        let own = if self.own.is_empty() { None } else { self.own.get(&whole_name(image)) };
        // An entry with a stock image brings a script for it: others run something else in that image.
        let stock = |software: &Software| software.kind.is_general() || software.is_named_exactly(image);
        match (own, shipped) {
            (Some(own), shipped) if !shipped.is_some_and(stock) => Some(KnownSoftware::Own(Arc::clone(own))),
            (_, shipped) => shipped.map(KnownSoftware::Shipped),
        }
    }
}

/// The part of an entry that is knowledge.
#[derive(Debug, Deserialize)]
struct Known {
    name: String,
    pattern: Pattern,
    image: String,
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
    fn of(entry: &Entry) -> Self {
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

/// Returns the name of an image with its registry, without tag and digest; one of Docker Hub in its short form.
fn whole_name(image: &Image) -> String {
    if image.is_official() {
        return image.base().to_lowercase();
    }
    let registry = if image.registry() == "docker.io" { "" } else { image.registry() };
    format!("{registry}/{}", image.repository()).trim_start_matches('/').to_lowercase()
}

/// Returns the entry as the tables of software would say it.
fn software(known: &Known) -> Option<Software> {
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
    });
    serde_json::from_value(entry).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Known {
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

    #[test]
    fn own_entries_are_known_by_the_whole_name_of_their_image() {
        let software = Arc::new(software(&own()).expect("software"));
        let name = whole_name(&Image::parse(&own().image));
        let knowledge = Knowledge { own: Arc::new(HashMap::from([(name, software)])) };
        let id = |image: &str| knowledge.of_image(&Image::parse(image), None).map(|known| known.id.clone());
        assert_eq!(id("registry.example.com/team/stats:2@sha256:ab").as_deref(), Some("shop-stats"));
        assert_eq!(id("registry.example.com/other/stats:1"), None);
        assert_eq!(id("docker.io/library/redis:7").as_deref(), Some("redis"));
    }
}
