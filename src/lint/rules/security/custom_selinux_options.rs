//! The rule `custom-selinux-options`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::validity::Release;

rule! {
    /// ## What it catches
    /// SELinux options with a `type` that is not one of those for containers, or with any `user` or `role`.
    ///
    /// ## Why it matters
    /// On nodes with SELinux, the type isolates containers from each other and from the node. Types such as `spc_t`
    /// remove this isolation.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seLinuxOptions: {type: spc_t}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seLinuxOptions: {level: "s0:c123,c456"}}
    /// ```
    "custom-selinux-options", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

/// The types that the Baseline level allows.
const TYPES: [&str; 3] = ["container_t", "container_init_t", "container_kvm_t"];

/// The type that it allows besides, and the first release of which it does.
const ENGINE: (&str, Release) = ("container_engine_t", Release::minor(31));

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let options = pod.security_fields(
        "seLinuxOptions",
        |of_pod| of_pod.se_linux_options.as_ref(),
        |own| own.se_linux_options.as_ref(),
    );
    let release = out.release();
    let is_allowed = |name: &str| TYPES.contains(&name) || name == ENGINE.0 && release >= ENGINE.1;
    for (place, options) in options {
        let is_set = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.is_empty());
        if let Some(name) = options.type_.as_deref().filter(|name| !name.is_empty() && !is_allowed(name)) {
            let own = place.clone().field("type");
            out.at(&own, format!("`{name}` is not an SELinux type for containers"))
                .help("remove `type`; the container runtime chooses one")
                .fix(Repair::to_review("remove `type`", [Change::Remove(own.clone())]));
        }
        for (field, value) in [("user", &options.user), ("role", &options.role)] {
            if is_set(value) {
                let own = place.clone().field(field);
                out.at(&own, format!("a container has no SELinux {field} of its own"))
                    .help(format!("remove `{field}`"))
                    .fix(Repair::to_review("remove it", [Change::Remove(own.clone())]));
            }
        }
    }
}
