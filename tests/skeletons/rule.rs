//! The rule `ID`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// The fault, in one sentence.
    ///
    /// ## Why it matters
    /// What happens then, and to whom.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// command: ["wrong"]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// command: ["right"]
    /// ```
    "ID", Warning, CATEGORY, Check::Container(check)
}

fn check(container: &Container<'_>, _pod: &PodView<'_>, out: &mut Sink<'_>) {
    let fault = container.spec.command.iter().flatten().any(|word| word == "replace this condition");
    if fault {
        out.at(container.path.clone().field("command"), "the fault, naming the thing").help("what would be right");
    }
}
