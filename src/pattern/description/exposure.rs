//! Access to a workload from outside: an Ingress, and a NetworkPolicy.

use serde_json::Value as Json;

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// An Ingress a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct Ingress {
    /// The whole of it.
    pub item: SpannedValue,
    /// The host name; every host, unless given.
    pub host: Option<String>,
    /// The path; everything, unless given.
    pub path: String,
    /// The controller that serves it.
    pub class: Option<String>,
    /// The Secret with the certificate.
    pub tls_secret: Option<String>,
    /// Its annotations.
    pub annotations: Option<SpannedValue>,
}

/// A NetworkPolicy a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct NetworkPolicy {
    /// The place where it was asked for.
    pub place: Place,
    /// The peers that may reach the front, in the API's words; everybody, unless given.
    pub from: Option<SpannedValue>,
    /// The peers that may reach the metrics of adapters; everybody, unless given.
    pub metrics_from: Option<SpannedValue>,
}

/// Reads `{host, path, ingressClassName, tlsSecret, annotations}`.
pub(crate) fn read_ingress(item: &SpannedValue, problems: &mut Problems) -> Option<Ingress> {
    let mut fields = Fields::of(item, "`ingress`", "write `ingress: {host: shop.example.com}`", problems)?;
    let mut text = |key: &'static str| {
        let item = fields.take(key)?;
        fields::text(item, &format!("`ingress.{key}`"), problems).map(str::to_owned)
    };
    let host = text("host");
    let path = text("path").unwrap_or_else(|| "/".to_owned());
    let class = text("ingressClassName");
    let tls_secret = text("tlsSecret");
    let annotations = fields.take("annotations").cloned();
    fields.refuse_others([], problems);
    Some(Ingress { item: item.clone(), host, path, class, tls_secret, annotations })
}

/// Reads `true` or `{from: […], metricsFrom: […]}`.
pub(crate) fn read_network_policy(item: &SpannedValue, problems: &mut Problems) -> Option<NetworkPolicy> {
    let place = item.place.clone();
    if let Value::Scalar { json: Json::Bool(wanted), .. } = item.value {
        return wanted.then_some(NetworkPolicy { place, from: None, metrics_from: None });
    }
    let expected = "write `true`, or `{from: [{podSelector: {…}}]}`";
    let mut fields = Fields::of(item, "`networkPolicy`", expected, problems)?;
    let from = fields.take("from").cloned();
    let metrics_from = fields.take("metricsFrom").cloned();
    fields.refuse_others([], problems);
    Some(NetworkPolicy { place, from, metrics_from })
}
