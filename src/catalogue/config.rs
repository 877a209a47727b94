//! The configuration files of a catalogue entry.

use indexmap::IndexMap;
use serde::Deserialize;

use super::syntax::Syntax;

/// The configuration files of a helper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The folder they are mounted in.
    pub at: String,
    /// The files by name.
    pub files: IndexMap<String, File>,
}

/// One configuration file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// Its language, in which values are written. A `script` and a `raw` text have none.
    #[serde(default)]
    pub syntax: Option<Syntax>,
    /// The template of its text.
    #[serde(default)]
    pub content: String,
    /// `true` where `content` is no template and is taken as it stands.
    #[serde(default)]
    pub raw: bool,
    /// The file beside the entry that is taken as it stands, in place of `content`.
    #[serde(default)]
    pub script: Option<String>,
    /// Marks in whose place the program itself puts something else (`${`), so that no value may bring them in:
    /// templates, of which those that come to nothing are left out.
    #[serde(default)]
    pub expands: Vec<String>,
    /// An expression that decides whether there is such a file.
    #[serde(default)]
    pub when: Option<String>,
}
