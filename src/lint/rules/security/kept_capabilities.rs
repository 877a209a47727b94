//! The rule `kept-capabilities`.

use crate::k8s::Container;
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

/// The capabilities that container runtimes give by default.
///
/// Source: `pkg/cri/opts/spec_linux_opts.go` of containerd, and the defaults of Docker.
const DEFAULTS: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let dropped = container.security().and_then(|own| own.capabilities.as_ref()?.drop.as_deref()).unwrap_or_default();
    let drops = |name: &str| dropped.iter().any(|own| own.trim_start_matches("CAP_").eq_ignore_ascii_case(name));
    if pod.pod.is_windows() || drops("ALL") {
        return;
    }
    let kept: Vec<&str> = DEFAULTS.into_iter().filter(|name| !drops(name)).collect();
    if let Some(first) = kept.first() {
        let others = if kept.len() > 1 { " and others" } else { "" };
        let message = format!("`{}` keeps the capability `{first}`{others}", container.name());
        out.at(container.security_path("capabilities.drop"), message)
            .help("write `capabilities: {drop: [ALL]}`, and add what the program needs");
    }
}
