//! The Services of a description: in front of main, or of a helper that is named.

use crate::k8s::field_names;
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::name;
use crate::pattern::description::spanned_value::{Field, Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// A Service a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// The place where it was asked for.
    pub place: Place,
    /// Its name; the workload's, unless given.
    pub name: Option<Spanned<String>>,
    /// Its port; main's first one, unless given.
    pub port: Option<i64>,
    /// The container it leads to; the one in front, unless given.
    pub to: Option<Spanned<String>>,
    /// Its annotations.
    pub annotations: Option<SpannedValue>,
    /// Fields of its spec, as in the Kubernetes API.
    pub spec: Vec<Field>,
}

/// The fields of a Service's spec that are taken over in the API's own words.
pub(crate) fn api_fields() -> impl Iterator<Item = &'static str> + Clone {
    field_names::of_service_spec().iter().copied().filter(|field| *field != "selector")
}

/// Reads `true`, a mapping or a list of mappings.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Vec<Service> {
    let is_list = matches!(item.value, Value::List(_));
    let services = fields::one_or_many(item).iter().filter_map(|item| read_one(item, is_list, problems));
    services.collect()
}

fn read_one(item: &SpannedValue, is_in_list: bool, problems: &mut Problems) -> Option<Service> {
    if let Value::Scalar { json, .. } = &item.value
        && let Some(wanted) = json.as_bool()
        && !is_in_list
    {
        return wanted.then(|| Service::at(item.place.clone()));
    }
    let mut fields = Fields::of(item, "`service`", "write `true`, or a mapping such as `{port: 80}`", problems)?;
    let name = fields.take("name").and_then(|item| name::name(item, "`service.name`", problems));
    let port = fields.take("port").and_then(|item| fields::whole(item, "`service.port`", 1, 65535, problems));
    let to = fields.take("to").and_then(|item| name::label(item, "`service.to`", problems));
    let annotations = fields.take("annotations").filter(|item| is_mapping(item, problems)).cloned();
    for key in ["targetPort", "nodePort", "protocol", "appProtocol"] {
        if let Some(field) = fields.take_field(key) {
            let value = field.item.to_json();
            let help = format!("write `ports: [{{port: 80, {key}: {value}}}]`, or `to: NAME` to lead to a helper");
            problems.add(&field.place, format!("`{key}` belongs to a port"), "there is no port here", help);
        }
    }
    fields.refuse_others(api_fields(), problems);
    let spec = fields.rest().filter(|entry| api_fields().any(|field| field == entry.key)).cloned().collect();
    Some(Service { place: item.place.clone(), name, port, to, annotations, spec })
}

fn is_mapping(item: &SpannedValue, problems: &mut Problems) -> bool {
    Fields::of(item, "`service.annotations`", "write a mapping, such as `{team: shop}`", problems).is_some()
}

impl Service {
    /// A Service of which nothing else is said.
    pub(crate) const fn at(place: Place) -> Self {
        Self { place, name: None, port: None, to: None, annotations: None, spec: Vec::new() }
    }
}
