//! The rule `default-account-token`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A ServiceAccount `default` without `automountServiceAccountToken: false`.
    ///
    /// ## Why it matters
    /// Every Pod of the namespace that names no account gets its token, whether it uses the API or not.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: default, namespace: shop}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: default, namespace: shop}
    /// automountServiceAccountToken: false
    /// ```
    "default-account-token", Info, Security, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::ServiceAccount(account) = object.manifest.object() else { return };
    let is_default = account.metadata.name.as_deref() == Some("default");
    if is_default && account.automount_service_account_token != Some(false) {
        let place = FieldPath::default().field("automountServiceAccountToken");
        out.at(place, "Pods that name no account get the token of this one")
            .help("write `automountServiceAccountToken: false`");
    }
}
