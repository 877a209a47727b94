//! The rule `undropped-capabilities`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that does not drop all capabilities.
    ///
    /// ## Why it matters
    /// By default, a container has fourteen capabilities. Few programs need any of them, but an attacker can use them:
    /// `NET_RAW` to forge packets, `DAC_OVERRIDE` to read every file of the container.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL]}}
    /// ```
    "undropped-capabilities", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.is_windows() || drops_all(container) {
        return;
    }
    let name = container.name();
    let message = format!("`{name}` keeps the capabilities that containers have by default");
    out.at(container.security_path("capabilities.drop"), message)
        .help("write `capabilities: {drop: [ALL]}`, and add what the program needs")
        .fix(Repair::to_review(
            "drop all capabilities",
            [Change::append(container.security_path("capabilities.drop"), "ALL")],
        ));
}

/// Returns true if a container drops all capabilities. Runtimes read the word in any letters.
fn drops_all(container: &Container<'_>) -> bool {
    ["ALL", "all", "All"].iter().any(|word| container.drops_capability(word))
}
