//! Entries that work as they are, for people to fill in.

use super::pattern::Pattern;

/// The name in the skeletons.
const NAME: &str = "my-container";

/// Returns the text of an entry of a name and a pattern. Patterns over several Pods have no skeleton: that of a sidecar is
/// returned.
pub fn skeleton(pattern: Pattern, name: &str) -> String {
    let text = match pattern {
        Pattern::Ambassador => include_str!("skeletons/ambassador.yaml"),
        Pattern::Adapter => include_str!("skeletons/adapter.yaml"),
        Pattern::Init => include_str!("skeletons/init.yaml"),
        _ => include_str!("skeletons/sidecar.yaml"),
    };
    text.replace(NAME, name)
}
