//! The rule `unknown-service-port`.

use std::collections::HashSet;

use crate::composition::Origin;
use crate::lint::rule::rule;
use crate::lint::service_address::{address_fault, is_expanded};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An address in a variable, an argument or a configuration file that refers to a Service in the input with a port
    /// that the Service does not have, or with a misspelt name of the Service.
    ///
    /// ## Why it matters
    /// A Service forwards only its own ports: connections to other ports time out or are refused, although the server
    /// runs. A misspelt name does not resolve.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: cache}
    /// spec: {selector: {app: cache}, ports: [{port: 6379}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: CACHE_URL, value: "redis://cache:6380"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: cache}
    /// spec: {selector: {app: cache}, ports: [{port: 6379}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: CACHE_URL, value: "redis://cache:6379"}]
    /// ```
    "unknown-service-port", Warning, References, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let mut told: HashSet<(&str, Option<u16>)> = HashSet::new();
    for member in &pod.composition().members {
        let settings = member.endpoints.iter().filter(|endpoint| is_setting(&endpoint.origin));
        for endpoint in settings {
            let Some(host) = endpoint.host.as_deref().filter(|host| !is_expanded(host)) else { continue };
            if told.contains(&(host, endpoint.port)) {
                continue;
            }
            let Some((message, help)) = address_fault(host, endpoint, &context) else { continue };
            told.insert((host, endpoint.port));
            out.at(&endpoint.place, message).help(help);
        }
    }
}

const fn is_setting(origin: &Origin) -> bool {
    matches!(origin, Origin::Variable(_) | Origin::Argument(_) | Origin::File { .. })
}
