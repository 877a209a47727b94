//! The flags that name helpers, which `generate` and `add` share.

use super::candidates;
use crate::catalogue::Pattern;

/// Flags that name helpers.
#[derive(Debug, clap::Args)]
pub(super) struct HelperArgs {
    /// Add a sidecar from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…", add = candidates::helper(Pattern::Sidecar))]
    sidecar: Vec<String>,

    /// Add an ambassador from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…", add = candidates::helper(Pattern::Ambassador))]
    ambassador: Vec<String>,

    /// Add an adapter from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…", add = candidates::helper(Pattern::Adapter))]
    adapter: Vec<String>,

    /// Add a container from the catalogue that runs before main
    #[arg(long, value_name = "NAME,KEY=VALUE,…", add = candidates::helper(Pattern::Init))]
    init: Vec<String>,

    /// Elect a leader among the Pods, with optional settings such as `serve=leader`
    #[arg(long, value_name = "KEY=VALUE,…", num_args = 0..=1, default_missing_value = "true")]
    election: Option<String>,
}

impl HelperArgs {
    /// Returns the helpers by the key of a description that each stands for, in the order in which a Pod lists them.
    pub(super) fn helpers(&self) -> Vec<(&'static str, String)> {
        let lists = [
            ("sidecar", &self.sidecar),
            ("ambassador", &self.ambassador),
            ("adapter", &self.adapter),
            ("init", &self.init),
        ];
        lists.into_iter().flat_map(|(key, texts)| texts.iter().map(move |text| (key, text.clone()))).collect()
    }

    /// Returns what is said of an election, as a key of a description and its text.
    pub(super) fn election(&self) -> Option<(&'static str, String)> {
        Some(("election", self.election.clone()?))
    }
}
