//! The rule `incomplete-member-list`.

use crate::k8s::Object;
use crate::lint::member_list::{is_list, list_fault, lists_in};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A list of Pods in a file of a ConfigMap (`leaves:`, `SHARDS=`) that leaves out some Pods of the StatefulSet, or
    /// names one twice.
    ///
    /// ## Why it matters
    /// Data is spread over all Pods of the StatefulSet. Data on a Pod that is missing from the list is never found.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: search}
    /// data:
    ///   LEAVES: leaf-0.leaf:8080,leaf-1.leaf:8080
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: leaf}
    /// spec:
    ///   serviceName: leaf
    ///   replicas: 3
    ///   selector: {matchLabels: {app: leaf}}
    ///   template:
    ///     metadata: {labels: {app: leaf}}
    ///     spec: {containers: [{name: leaf, image: "registry.example.com/leaf:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: search}
    /// data:
    ///   LEAVES: leaf-0.leaf:8080,leaf-1.leaf:8080,leaf-2.leaf:8080
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: leaf}
    /// spec:
    ///   serviceName: leaf
    ///   replicas: 3
    ///   selector: {matchLabels: {app: leaf}}
    ///   template:
    ///     metadata: {labels: {app: leaf}}
    ///     spec: {containers: [{name: leaf, image: "registry.example.com/leaf:1.0"}]}
    /// ```
    "incomplete-member-list", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::ConfigMap(map) = object.manifest.object() else { return };
    let context = object.context();
    for (key, text) in map.data.iter().flatten() {
        let lists = if is_list(key) { vec![text.as_str()] } else { lists_in(text) };
        let place = || FieldPath::default().field("data").key(key);
        for (message, help) in lists.into_iter().filter_map(|list| list_fault(list, &context)) {
            out.at(place(), message).help(help);
        }
    }
}
