//! The rule `unhardened-container`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without any kernel restrictions: no seccomp profile, no AppArmor profile, no SELinux options, no
    /// dropped capabilities. Windows containers are not reported.
    ///
    /// ## Why it matters
    /// Each of these makes attacks harder. Without any of them, a vulnerability in the program exposes everything that
    /// the container can access.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seccompProfile: {type: RuntimeDefault}}
    /// ```
    "unhardened-container", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !pod.pod.is_windows() && !by_context(container, pod) && !by_annotation(container, pod) {
        out.at(
            container.path.clone().field("securityContext"),
            format!("no kernel restrictions apply to `{}`", container.name()),
        )
        .help("write `seccompProfile: {type: RuntimeDefault}` and `capabilities: {drop: [ALL]}`");
    }
}

/// Returns true if the security context of a container or of its Pod restricts it.
fn by_context(container: &Container<'_>, pod: &PodView<'_>) -> bool {
    let is_profile = |kind: &str| kind != "Unconfined";
    let own = container.security();
    let of_pod = pod.pod.security();
    let own_seccomp = own.and_then(|own| own.seccomp_profile.as_ref());
    let own_apparmor = own.and_then(|own| own.app_armor_profile.as_ref());
    let seccomp = own_seccomp.or_else(|| of_pod?.seccomp_profile.as_ref());
    let apparmor = own_apparmor.or_else(|| of_pod?.app_armor_profile.as_ref());
    let has_selinux = own.is_some_and(|own| own.se_linux_options.is_some())
        || of_pod.is_some_and(|of_pod| of_pod.se_linux_options.is_some());
    let capabilities = own.and_then(|own| own.capabilities.as_ref());
    let drops = capabilities.is_some_and(|own| own.drop.iter().flatten().next().is_some());
    let adds_all = container.added_capabilities().any(|(_, name)| name.eq_ignore_ascii_case("ALL"));
    seccomp.is_some_and(|profile| is_profile(&profile.type_))
        || apparmor.is_some_and(|profile| is_profile(&profile.type_))
        || has_selinux
        || drops && !adds_all
}

/// Returns true if an annotation names an AppArmor profile for a container.
fn by_annotation(container: &Container<'_>, pod: &PodView<'_>) -> bool {
    let annotations = pod.pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    let key = format!("container.apparmor.security.beta.kubernetes.io/{}", container.name());
    annotations.and_then(|annotations| annotations.get(&key)).is_some_and(|profile| profile != "unconfined")
}
