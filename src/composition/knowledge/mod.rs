//! Knowledge of software that runs in containers: what it is, what it listens on, which files it
//! touches, when it ends. Data in the YAML files beside this one; one look-up for everybody: [`of_image`].

mod catalogue;
pub mod file_programs;
mod function;
mod hint;
mod own;
pub mod program_ports;
mod software;
mod table;
mod words;

use serde::de::DeserializeOwned;

pub use catalogue::of_script;
pub use function::{Function, FunctionTrait};
pub use hint::{Hint, of_name};
pub use own::{Knowledge, KnownSoftware};
pub use software::{FileSettings, FileUse, Software, SoftwareKind, Stale};
pub use table::{is_port_of_store, of_image, of_program, port_of_name, port_of_scheme};
pub(super) use words::words;
pub use words::{WordList, is_placeholder};

/// One of the files here, as the build made JSON of it.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}
use file;

/// Reads the entries of one of the files here. They are part of the program, and a test reads them all: what cannot
/// be read gives nothing rather than a panic.
fn read<T: DeserializeOwned>(text: &str) -> Vec<T> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for text in table::FILES {
            serde_json::from_str::<Vec<Software>>(text).map(|_| ()).expect("software");
        }
        serde_json::from_str::<Vec<Hint>>(file!("names")).map(|_| ()).expect("names");
    }
}
