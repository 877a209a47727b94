//! The rule `kept-capabilities`.

use crate::k8s::{Container, DEFAULT_CAPABILITIES};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that drops neither `ALL` nor each of the capabilities that containers have by default.
    ///
    /// ## Why it matters
    /// Few programs need any of the fourteen, but an attacker can use them. This rule also accepts a list of all
    /// fourteen; `undropped-capabilities` asks for `ALL`, as the Restricted level of the Pod Security Standards does.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [NET_RAW]}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL]}}
    /// ```
    "kept-capabilities", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.is_windows() || container.drops_any_spelling_of("ALL") {
        return;
    }
    let kept: Vec<&str> =
        DEFAULT_CAPABILITIES.into_iter().filter(|name| !container.drops_any_spelling_of(name)).collect();
    if let Some(first) = kept.first() {
        let others = if kept.len() > 1 { " and others" } else { "" };
        let message = format!("`{}` keeps the capability `{first}`{others}", container.name());
        out.at(container.security_path("capabilities.drop"), message)
            .help("write `capabilities: {drop: [ALL]}`, and add what the program needs");
    }
}
