//! What is generally known of software that runs in containers: what it is, what it listens on, which files it
//! touches, when it ends. Data in the YAML files beside this one; one look-up for everybody: [`of_image`].

mod hint;
mod software;
mod table;

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::source::Source;
use crate::yaml;

pub use hint::{Hint, of_name};
pub use software::{Files, Kind, Software, Stale};
pub(super) use table::words;
pub use table::{of_image, of_program};

/// Reads the entries of one of the files here. They are part of the program, and a test reads them all: what cannot
/// be read gives nothing rather than a panic.
fn read<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let stream = yaml::parse(&Arc::new(Source::new("knowledge", text)));
    let trees = stream.documents.into_iter().filter_map(|document| document.tree.ok());
    trees.filter_map(|tree| yaml::decode::<Vec<T>>(tree.root()).value).flatten().collect()
}
