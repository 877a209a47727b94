//! The rule `incomplete-member-list`.

use std::borrow::Cow;

use crate::composition::lists_members;
use crate::k8s::Object;
use crate::lint::member_list::{cache_fault, list_fault, lists_in};
use crate::lint::rule::rule;
use crate::lint::shard_count::{NamedNumber, count_fault, numbers_in};
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A list of Pods in a ConfigMap (`leaves:`, `SHARDS=`, the servers of a memcached client) that leaves out some Pods of
    /// the StatefulSet, or names one twice; or the number of its Pods (`shards: 2`) beside a template of their addresses
    /// (`leaf-{}.leaf`).
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
    let place = |key: &str| FieldPath::default().field("data").key(key);
    for (key, text) in map.data.iter().flatten() {
        let lists = if lists_members(key) { vec![Cow::Borrowed(text.as_str())] } else { lists_in(text) };
        let mut faults: Vec<_> = lists.iter().filter_map(|list| list_fault(list, &context)).collect();
        if faults.is_empty() {
            faults.extend(cache_fault(text, &context));
        }
        for (message, help) in faults {
            out.at(place(key), message).help(help);
        }
    }
    let texts = || map.data.iter().flatten();
    let numbers = texts().flat_map(|(key, text)| match text.trim().parse() {
        Ok(number) => vec![NamedNumber { name: key, number, place: key }],
        Err(_) => numbers_in(text, &key),
    });
    if let Some((key, message, help)) = count_fault(texts().map(|(_, text)| text), numbers.collect(), &context) {
        out.at(place(key), message).help(help);
    }
}
