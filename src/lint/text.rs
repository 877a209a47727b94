//! The texts that a run judges, as its caller has them.

use super::settings::Settings;
use crate::source::{NotText, Source};

/// A text that is to be judged.
pub trait Text: Sync {
    /// Returns its name in messages.
    fn name(&self) -> &str;
    /// Returns true if the user named this very text; what is no manifest is then judged and not passed over.
    fn is_named(&self) -> bool;
    /// Returns the settings of its rules.
    fn settings(&self) -> &Settings;
    /// About how many bytes it has.
    fn size(&self) -> u64;
    /// The text, or that its bytes are none; `None` if they cannot be had, which the text itself keeps in mind.
    fn read(&self) -> Option<Result<Source, NotText>>;
}
