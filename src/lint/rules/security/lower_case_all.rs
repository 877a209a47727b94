//! The rule `lower-case-all`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// `ALL` that is not in capital letters among the capabilities that a container drops.
    ///
    /// ## Why it matters
    /// Container runtimes accept `all`. The Pod Security Standards compare exactly: at the Restricted level the Pod is
    /// rejected.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [all]}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL]}}
    /// ```
    "lower-case-all", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let dropped = container.security().and_then(|own| own.capabilities.as_ref()?.drop.as_ref());
    for (at, name) in dropped.into_iter().flatten().enumerate() {
        if name != "ALL" && name.eq_ignore_ascii_case("ALL") && !container.drops_capability("ALL") {
            let place = container.security_path("capabilities.drop").index(at);
            out.at(place, format!("the Pod Security Standards do not take `{name}` for `ALL`")).help("write `ALL`");
        }
    }
}
