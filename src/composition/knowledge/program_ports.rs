//! The ports that programs open by their own arguments.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The options by which a program is told its port. `programs.yaml` explains the fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the file, and says a thing of its own")]
pub struct ProgramPort {
    programs: Vec<String>,
    /// The port that is opened unless told otherwise.
    pub port: Option<u16>,
    /// True if the last argument may be the port, or host and port.
    pub positional: bool,
    /// Options that say the port.
    pub port_options: Vec<String>,
    /// Options that say the interface.
    pub host_options: Vec<String>,
    /// Options that say both.
    pub address_options: Vec<String>,
    /// Environment variables that say both.
    pub address_variables: Vec<String>,
    /// Environment variables that say the port.
    pub port_variables: Vec<String>,
    /// Environment variables that say the interface.
    pub host_variables: Vec<String>,
    /// True if the interface is 127.0.0.1 unless told otherwise.
    pub loopback: bool,
    /// True if the interface may be given several times, as words behind each other.
    pub several_hosts: bool,
    /// True if all this holds only where the manifest replaces the entry point of the image, which says otherwise.
    pub if_command: bool,
    /// An option that has to be among the arguments.
    pub if_option: Option<String>,
    /// Folders with settings: where something is mounted below one, nothing is known of the port.
    pub unless_mounted: Vec<String>,
    /// A letter that has to be among the switches.
    pub if_letter: Option<char>,
    /// Options with which nothing is known of the port.
    pub unless: Vec<String>,
    /// Environment variables with which nothing is known of the port.
    pub unless_variables: Vec<String>,
}

/// Returns how a program, by its name and what may be its verb, is told where to listen.
pub fn of<'w>(program: &str, verbs: impl IntoIterator<Item = &'w str>) -> Option<&'static ProgramPort> {
    let by_program = table();
    let with_verb = verbs.into_iter().find_map(|verb| by_program.get(&format!("{program} {verb}")));
    with_verb.or_else(|| by_program.get(program))
}

fn table() -> &'static HashMap<String, ProgramPort> {
    static TABLE: OnceLock<HashMap<String, ProgramPort>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let all = super::read::<ProgramPort>(super::file!("programs"));
        all.into_iter()
            .flat_map(|entry| entry.programs.clone().into_iter().map(move |program| (program, entry.clone())))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        serde_json::from_str::<Vec<ProgramPort>>(super::super::file!("programs")).expect("programs");
        assert_eq!(of("flask", ["run"]).and_then(|found| found.port), Some(5000));
        assert!(of("flask", ["shell"]).is_none());
    }
}
