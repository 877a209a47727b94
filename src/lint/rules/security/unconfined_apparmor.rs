//! The rule `unconfined-apparmor`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod or container that takes off the AppArmor profile of the container runtime, as a field or as an annotation.
    ///
    /// ## Why it matters
    /// On nodes with AppArmor the profile of the runtime keeps programs from mounting, from writing to `/proc` and from
    /// touching other processes. `Unconfined` takes all of that away.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {appArmorProfile: {type: Unconfined}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {appArmorProfile: {type: RuntimeDefault}}
    /// ```
    "unconfined-apparmor", Warning, Security, Check::Pod(check), off
}

/// The annotation of one container, before the name of that container.
const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let profiles = pod.security_fields(
        "appArmorProfile",
        |of_pod| of_pod.app_armor_profile.as_ref(),
        |own| own.app_armor_profile.as_ref(),
    );
    for (place, profile) in profiles {
        let kind = &profile.type_;
        if kind != "RuntimeDefault" && kind != "Localhost" {
            out.at(place.field("type"), format!("the AppArmor profile is `{kind}`"))
                .help("write `RuntimeDefault`, or `Localhost` with a profile of the node");
        }
    }
    let annotations = pod.pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    for (key, value) in annotations.into_iter().flatten() {
        let is_allowed = value.is_empty() || value == "runtime/default" || value.starts_with("localhost/");
        if key.starts_with(ANNOTATION) && !is_allowed {
            out.at(pod.metadata_path().field("annotations").key(key), format!("the AppArmor profile is `{value}`"))
                .help("remove the annotation, or write `runtime/default`");
        }
    }
}
