//! A script as it is read once, whoever runs it: its commands, the functions it defines, and the addresses it names.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use super::endpoint::Endpoint;
use super::step::Step;
use super::{endpoint_text, shell};

/// A script.
#[derive(Debug)]
pub struct Script {
    /// Its text.
    pub text: String,
    /// Its simple commands in order.
    pub steps: Arc<[Step]>,
    /// The names of the functions that it defines.
    pub functions: HashSet<String>,
    endpoints: OnceLock<Vec<Endpoint>>,
}

impl Script {
    /// Reads a script.
    pub fn read(text: &str) -> Self {
        Self::read_first(text, shell::MOST_STEPS)
    }

    /// Reads so many commands of a script.
    pub(super) fn read_first(text: &str, most: usize) -> Self {
        Self {
            text: text.to_owned(),
            steps: shell::steps(text, most).into(),
            functions: functions(text),
            endpoints: OnceLock::new(),
        }
    }

    /// Returns the addresses that it connects to, without a place.
    pub(super) fn endpoints(&self) -> &[Endpoint] {
        self.endpoints.get_or_init(|| endpoint_text::of_script(&self.text, &self.steps))
    }
}

/// Returns the names before `()`.
fn functions(text: &str) -> HashSet<String> {
    let names = text.match_indices("()").map(|(at, _)| {
        let before = text[..at].trim_end_matches(' ');
        let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')));
        &before[start.map_or(0, |start| start + before[start..].chars().next().map_or(1, char::len_utf8))..]
    });
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
