//! The catalogue of a folder, and the software that its entries name. They are read once for a folder, and again after
//! something was saved.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::catalogue::{Catalogue, Entry, Listed};
use crate::composition::knowledge::Knowledge;
use crate::pattern;

/// The catalogue as seen from a folder, and what its entries say of software.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The knowledge of software.
    pub knowledge: Knowledge,
}

/// Reads the surroundings of a folder.
pub(super) type Load<'a> = dyn Fn(&Path) -> miette::Result<Surroundings> + Sync + 'a;

/// The surroundings of the texts of a folder, and what follows from them.
pub(super) struct Known {
    pub(super) surroundings: Surroundings,
    /// The reason why they are those of podpat alone.
    pub(super) error: Option<(String, Option<String>)>,
    entries: OnceLock<Vec<Entry>>,
    schema: OnceLock<Json>,
}

impl Known {
    pub(super) fn of(folder: &Path, load: &Load<'_>) -> Self {
        let (surroundings, error) = match load(folder) {
            Ok(surroundings) => (surroundings, None),
            Err(report) => {
                let alone = Surroundings { catalogue: Catalogue::built_in(), knowledge: Knowledge::default() };
                (alone, Some((report.to_string(), report.help().map(|help| help.to_string()))))
            }
        };
        Self { surroundings, error, entries: OnceLock::new(), schema: OnceLock::new() }
    }

    /// Returns the entries that can be read.
    pub(super) fn entries(&self) -> &[Entry] {
        let files = || self.surroundings.catalogue.files();
        self.entries.get_or_init(|| files().iter().filter_map(|listed: &Listed| listed.read().ok()).collect())
    }

    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name == name)
    }

    /// Returns the schema of descriptions.
    pub(super) fn schema(&self) -> &Json {
        self.schema.get_or_init(|| pattern::schema_of(self.entries()))
    }
}
