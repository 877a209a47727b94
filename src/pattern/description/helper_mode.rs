//! The way in which helpers run beside main.

use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Place, SpannedValue};
use crate::pattern::problem::Problems;

/// The way helper containers run beside main.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelperMode {
    /// As native sidecars: init containers that go on running (Kubernetes 1.29 and later).
    Native,
    /// As plain containers.
    Classic,
}

impl HelperMode {
    /// The word in a description and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Classic => "classic",
        }
    }
}

/// Reads `native` or `classic`.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<(HelperMode, Place)> {
    let helpers = match fields::text(item, "`helpers`", problems)? {
        "native" => HelperMode::Native,
        "classic" => HelperMode::Classic,
        _ => {
            let help = "write `native` (init containers that go on running) or `classic` (plain containers)";
            fields::not_a_word(item, "`helpers`", &["native", "classic"], help, problems);
            return None;
        }
    };
    Some((helpers, item.place.clone()))
}
