//! The rule `unknown-config-address`.

use crate::composition::{Endpoint, Origin, addresses_in, remote_addresses};
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::service_address::{address_fault, is_expanded, pod_port_fault};
use crate::lint::{Check, ObjectView, Sink, Target};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A URL in a configuration file of a ConfigMap that refers to a Service in the input with a port that the Service
    /// does not have, or with a misspelt name of the Service; or the address of a Pod of a StatefulSet (`cache-0.cache`) with
    /// a port that its containers do not declare.
    ///
    /// ## Why it matters
    /// A Service forwards only its own ports: connections to other ports time out or are refused, although the server
    /// runs. A misspelt name does not resolve.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: worker}
    /// data:
    ///   worker.yaml: |
    ///     queue: jobs
    ///     broker: redis://broker:6380/0
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: broker}
    /// spec: {selector: {app: broker}, ports: [{port: 6379}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: worker}
    /// data:
    ///   worker.yaml: |
    ///     queue: jobs
    ///     broker: redis://broker:6379/0
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: broker}
    /// spec: {selector: {app: broker}, ports: [{port: 6379}]}
    /// ```
    "unknown-config-address", Warning, References, Check::ObjectInContext(check)
}

/// The most addresses of one ConfigMap that are looked at.
const MOST: usize = 256;

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::ConfigMap(map) = object.manifest.object() else { return };
    let context = object.context();
    let mut room = MOST;
    // What stands alone in a key is a variable, which is judged where it is used.
    for (key, text) in map.data.iter().flatten().filter(|(_, text)| is_configuration(text.trim())) {
        let place = || FieldPath::default().field("data").key(key);
        for address in addresses_in(text).take(MOST) {
            if let Some((message, help)) = pod_port_fault(&address, &context) {
                let span = object.manifest.locate_within(&place(), text, address.part);
                out.at(Target::Bytes(span, place()), message).help(help);
                return;
            }
        }
        for line in text.lines().filter(|line| !is_comment(line) && line.contains("://")) {
            for found in remote_addresses(line).into_iter().filter(|found| found.port_written && found.scheme.is_some())
            {
                room = room.saturating_sub(1);
                let Some(host) = found.host.filter(|host| room > 0 && !is_expanded(host)) else { continue };
                let origin = Origin::File { config_map: context.name.unwrap_or_default().to_owned(), key: key.clone() };
                let (port, port_written, scheme) = (found.port, true, found.scheme);
                let address = Endpoint {
                    host: Some(host.clone()),
                    port,
                    port_written,
                    scheme,
                    origin,
                    place: place(),
                    in_part: false,
                };
                if let Some((message, help)) = address_fault(&host, &address, &context) {
                    out.at(place(), message).help(help);
                    return;
                }
            }
        }
    }
}

/// Returns true if a text is a file rather than a variable: it has lines, or is a document in JSON.
fn is_configuration(text: &str) -> bool {
    text.contains('\n') || text.starts_with(['{', '['])
}

fn is_comment(line: &str) -> bool {
    ["#", "//", ";", "--"].iter().any(|sign| line.trim_start().starts_with(sign))
}
