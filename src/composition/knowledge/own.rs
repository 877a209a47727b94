//! The knowledge of one run: podpat's own, and what the entries of a user's catalogue say of their images.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use super::catalogue::{Known, software};
use super::software::Software;
use super::table;
use crate::catalogue::Entry;
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
        let shipped = table::of_image(image, argument);
        let own = if self.own.is_empty() { None } else { self.own.get(&whole_name(image)) };
        // An entry with a stock image brings a script for it: others run something else in that image.
        let stock = |software: &Software| software.kind.is_general() || software.is_named_exactly(image);
        match (own, shipped) {
            (Some(own), shipped) if !shipped.is_some_and(stock) => Some(KnownSoftware::Own(Arc::clone(own))),
            (_, shipped) => shipped.map(KnownSoftware::Shipped),
        }
    }
}

/// Returns the name of an image with its registry, without tag and digest; one of Docker Hub in its short form.
fn whole_name(image: &Image) -> String {
    if image.is_official() {
        return image.base().to_lowercase();
    }
    let registry = if image.registry() == "docker.io" { "" } else { image.registry() };
    format!("{registry}/{}", image.repository()).trim_start_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::knowledge::catalogue::tests::own;

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
