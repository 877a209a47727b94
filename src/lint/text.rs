//! The texts that a run judges, as its caller has them.

use std::io::Read;

use super::settings::Settings;

/// A text that is to be judged.
pub trait Text: Sync {
    /// Returns its name in messages.
    fn name(&self) -> &str;
    /// Returns true if the user named this very text; what is no manifest is then judged and not passed over.
    fn is_named(&self) -> bool;
    /// Returns the settings of its rules.
    fn settings(&self) -> &Settings;
    /// Returns about how many bytes it has; `None` where nobody knows before it was read.
    fn size(&self) -> Option<u64>;
    /// Returns its bytes, from the first; `None` if they cannot be had. The text itself keeps in mind why, also where
    /// they end too early.
    fn open(&self) -> Option<Box<dyn Read + Send + '_>>;
    /// Returns the folder of the kustomization that takes it as a resource, and fills in what it leaves out.
    fn kustomization(&self) -> Option<&str> {
        None
    }
    /// Returns true if it can be opened again.
    fn can_be_opened_again(&self) -> bool {
        true
    }
    /// Is told that an object, by the line it begins on, is too large, and that nothing was read from there on.
    fn note_too_large(&self, _line: usize) {}
}
