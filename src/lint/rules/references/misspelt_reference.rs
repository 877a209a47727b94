//! The rule `misspelt-reference`.

use crate::composition::MOST_SELECTED;
use crate::edit::Change;
use crate::lint::object_references::{Reference, references};
use crate::lint::rule::rule;
use crate::lint::slip::is_slip;
use crate::lint::{Check, Fixable, ObjectView, Repair, Sink};

rule! {
    /// ## What it catches
    /// The name of an object that the input does not have, while it has one with a nearly identical name: the Service
    /// of an Ingress or StatefulSet, the workload of an autoscaler, the ConfigMap, Secret, claim or service account of
    /// a Pod.
    ///
    /// ## Why it matters
    /// The API server accepts any name. A Pod with such a reference waits forever, an Ingress answers with an error,
    /// and an autoscaler does nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop-config}
    /// data: {LEVEL: info}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       envFrom: [{configMapRef: {name: shop-confg}}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop-config}
    /// data: {LEVEL: info}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       envFrom: [{configMapRef: {name: shop-config}}]
    /// ```
    "misspelt-reference", Warning, References, Check::ObjectInContext(check), fixable(Fixable::Unsafe)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let context = object.context();
    for Reference { kind, name, place } in references(object.manifest) {
        if name.is_empty() || context.has(kind, name) {
            continue;
        }
        let Some(meant) = context.names(kind).iter().take(MOST_SELECTED).find(|other| is_slip(name, other)) else {
            continue;
        };
        let repair = Repair::to_review(format!("write `{meant}`"), [Change::Set(place.clone(), (*meant).into())]);
        out.at(place, format!("the input has no {kind} `{name}`, and one called `{meant}`"))
            .help(format!("write `{meant}` here, or `{name}` there"))
            .fix(repair);
    }
}
