//! The rule `unconfined-apparmor`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Pod or container that disables the AppArmor profile of the container runtime, by a field or an annotation.
    ///
    /// ## Why it matters
    /// On nodes with AppArmor, the runtime's profile prevents programs from mounting file systems, writing to `/proc`
    /// and interfering with other processes. `Unconfined` removes this protection.
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
    "unconfined-apparmor", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

/// The annotation of one container, before the name of that container.
const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let profiles = pod.security_fields(
        "appArmorProfile",
        |of_pod| of_pod.app_armor_profile.as_ref(),
        |own| own.app_armor_profile.as_ref(),
    );
    let is_confined = |kind: &str| kind == "RuntimeDefault" || kind == "Localhost";
    let profiles = profiles.into_iter().filter(|(_, profile)| !is_confined(&profile.type_));
    let profiles: Vec<_> = profiles.map(|(place, profile)| (place.field("type"), &profile.type_)).collect();
    let annotations = pod.pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    let is_allowed = |value: &str| value.is_empty() || value == "runtime/default" || value.starts_with("localhost/");
    let annotations = annotations.into_iter().flatten();
    let annotations = annotations.filter(|(key, value)| key.starts_with(ANNOTATION) && !is_allowed(value));
    let annotations: Vec<_> =
        annotations.map(|(key, value)| (pod.metadata_path().field("annotations").key(key), value)).collect();
    // The server refuses annotations and fields that do not agree.
    let fields = profiles.iter().map(|(place, _)| Change::Set(place.clone(), "RuntimeDefault".into()));
    let keys = annotations.iter().map(|(place, _)| Change::Set(place.clone(), "runtime/default".into()));
    let changes: Vec<Change> = fields.chain(keys).collect();
    let repair = || Repair::to_review("use the profile of the container runtime", changes.clone());
    for (place, kind) in profiles {
        out.at(place, format!("the AppArmor profile is `{kind}`"))
            .help("write `RuntimeDefault`, or `Localhost` with a profile of the node")
            .fix(repair());
    }
    for (place, value) in annotations {
        out.at(place, format!("the AppArmor profile is `{value}`"))
            .help("remove the annotation, or write `runtime/default`")
            .fix(repair());
    }
}
