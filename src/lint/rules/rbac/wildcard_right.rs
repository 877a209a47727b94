//! The rule `wildcard-right`.

use crate::lint::rights;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole with `*` among its API groups, resources or verbs.
    ///
    /// ## Why it matters
    /// It grants not only what exists today but also everything that is added later: new kinds, new verbs, `bind` and
    /// `escalate`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: ["*"]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}
    /// ```
    "wildcard-right", Warning, Rbac, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for (place, rule) in rights::rules(object.manifest.object()) {
        let lists = [
            ("apiGroups", rule.api_groups.as_deref()),
            ("resources", rule.resources.as_deref()),
            ("verbs", Some(rule.verbs.as_slice())),
        ];
        for (field, list) in lists {
            if let Some(at) = list.unwrap_or_default().iter().position(|word| word == "*") {
                out.at(
                    place.clone().field(field).index(at),
                    format!("`*` grants all {field}, including those that are added later"),
                )
                .help(format!("name the {field} that are needed"));
            }
        }
    }
}
