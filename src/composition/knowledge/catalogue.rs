//! What the entries of the catalogue say of their images, where no table knows them.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::software::Software;
use crate::composition::Image;

/// What one entry says.
#[derive(Debug, Deserialize)]
struct Known {
    name: String,
    pattern: String,
    image: String,
    ports: Vec<u16>,
    scraped: bool,
}

/// Returns the helper that an image of the catalogue is for, by the last two components of its name.
pub(super) fn of_image(image: &Image) -> Option<&'static Software> {
    static TABLE: OnceLock<HashMap<String, Software>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let known = super::read::<Known>(super::file!("catalogue"));
        known.iter().filter_map(|known| Some((by_name(&known.image), software(known)?))).collect()
    });
    table.get(&image.qualified_base().to_lowercase())
}

fn by_name(image: &str) -> String {
    Image::parse(image).qualified_base().to_lowercase()
}

/// Returns the entry as the tables of software would say it.
fn software(known: &Known) -> Option<Software> {
    let (kind, by_pattern) = match known.pattern.as_str() {
        "init" => ("task", "batch"),
        "scatter-gather" => ("app", "app"),
        "ambassador" => ("ambassador", "proxy"),
        "adapter" if known.scraped => ("adapter", "metrics-exporter"),
        "adapter" => ("adapter", "format-adapter"),
        pattern => (pattern, "helper"),
    };
    let function = super::of_name(&known.name).and_then(|hint| hint.function).unwrap_or_else(|| by_pattern.to_owned());
    let entry = serde_json::json!({
        "id": known.name,
        "kind": kind,
        "function": function,
        "only": [by_name(&known.image)],
        "ports": known.ports,
    });
    serde_json::from_value(entry).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_catalogue_is_known() {
        let known = serde_json::from_str::<Vec<Known>>(super::super::file!("catalogue")).expect("entries");
        assert!(known.len() > 10);
        for entry in known {
            let image = Image::parse(&entry.image);
            assert!(super::super::of_image(&image, None).is_some(), "{} is not known by {}", entry.name, entry.image);
            assert!(software(&entry).is_some(), "{} is no software", entry.name);
        }
        let own = Known {
            name: "shop-stats".to_owned(),
            pattern: "adapter".to_owned(),
            image: "registry.example.com/team/stats:1".to_owned(),
            ports: vec![9102],
            scraped: true,
        };
        assert_eq!(software(&own).map(|software| software.function), Some("metrics-exporter".to_owned()));
    }
}
