//! The Services of a plan: in front of main or of a helper, and for the names of a StatefulSet's Pods.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::container::Sourced;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::service::Service;
use crate::pattern::description::spanned_value::to_map;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;
use crate::wording::listed;

/// Adds the Services that a description asks for or its kind needs.
pub(crate) fn add(plan: &mut Plan, description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) {
    let mut asked = description.services.clone();
    if let (true, Some(ingress)) = (asked.is_empty(), &description.ingress) {
        asked.push(Service::at(ingress.item.place.clone()));
    }
    for service in &asked {
        let made = in_front(plan, description, service, helpers, problems);
        plan.objects.extend(made);
    }
    if description.kind == Kind::StatefulSet && !plan.workload.spec.contains_key("serviceName") {
        let name = format!("{}-headless", plan.name);
        plan.workload.spec.insert("serviceName".to_owned(), name.clone().into());
        plan.objects.push(headless(plan, name, description, helpers));
    }
}

/// A Service in front of main, of the helper that stands in front of main, or of the helper that it names.
fn in_front(
    plan: &Plan,
    description: &Description,
    asked: &Service,
    helpers: &[ResolvedHelper],
    problems: &mut Problems,
) -> Option<PlannedObject> {
    let name = asked.name.as_ref().unwrap_or(&description.name).value.clone();
    let mut spec: Map<String, Json> =
        asked.spec.iter().map(|entry| (entry.key.clone(), entry.item.to_json())).collect();
    let (ports, comment) = led_to(description, asked, helpers, problems)?;
    let is_name = spec.get("type") == Some(&Json::from("ExternalName"));
    if !spec.contains_key("ports") {
        if ports.is_empty() && !is_name {
            let help = "add `ports: [8080]` to `main`".to_owned();
            problems.add(&asked.place, "the Service has no port to lead to", "main has no `ports`", help);
            return None;
        }
        spec.insert("ports".to_owned(), Json::Array(ports));
    }
    if !is_name {
        let mut selector = plan.selector.clone();
        let besides = helpers.iter().flat_map(|helper| &helper.service_selector);
        selector.extend(besides.map(|(key, value)| (key.clone(), Json::from(value.as_str()))));
        spec.insert("selector".to_owned(), Json::Object(selector));
    }
    let mut object = PlannedObject::new("v1", "Service", name, comment).with("spec", ordered(spec)).at(&asked.place);
    object.annotations = to_map(asked.annotations.as_ref());
    if let Some(item) = &asked.annotations {
        object.is_written(&["metadata", "annotations"], item);
    }
    for field in &asked.spec {
        object.is_written(&["spec", &field.key], &field.item);
    }
    if let Some(name) = &asked.name {
        object.name_place = Some(name.place.clone());
    }
    Some(object)
}

/// Returns the ports of a Service, and the comment that says which container it leads to.
fn led_to(
    description: &Description,
    asked: &Service,
    helpers: &[ResolvedHelper],
    problems: &mut Problems,
) -> Option<(Vec<Json>, String)> {
    Some(match &asked.to {
        Some(to) if to.value != description.main_name() => {
            let helper = helpers.iter().find(|helper| helper.instance == to.value);
            let Some(helper) = helper else {
                let help = format!("name one of {}", listed(&names(&description.main_name(), helpers)));
                problems.add(&to.place, format!("there is no container `{}`", to.value), "no such container", help);
                return None;
            };
            (helper_ports(helper, asked.port), format!("sends traffic to {}", helper.instance))
        }
        None => match fronting(helpers) {
            Some((helper, port, number)) => {
                let ports = vec![front_port(port, asked.port.unwrap_or(i64::from(number)))];
                (ports, format!("sends traffic to {}, which runs in front of main", helper.instance))
            }
            None => (main_ports(description, asked.port), "sends traffic to main".to_owned()),
        },
        Some(_) => (main_ports(description, asked.port), "sends traffic to main".to_owned()),
    })
}

/// The fields of a Service's spec in the order in which a person writes them.
fn ordered(mut spec: Map<String, Json>) -> Map<String, Json> {
    let mut ordered = Map::new();
    for key in ["type", "clusterIP"] {
        ordered.extend(spec.shift_remove_entry(key));
    }
    ordered.extend(spec);
    ordered
}

fn names<'a>(main: &'a str, helpers: &'a [ResolvedHelper]) -> Vec<&'a str> {
    std::iter::once(main).chain(helpers.iter().map(|helper| helper.instance.as_str())).collect()
}

/// The helper that stands in front of all others and main, its port, and the Service's port for it.
fn fronting(helpers: &[ResolvedHelper]) -> Option<(&ResolvedHelper, &str, u16)> {
    helpers.iter().find_map(|helper| helper.fronts.as_ref().map(|(port, number)| (helper, port.as_str(), *number)))
}

/// Returns the ports that stand in front, with their protocols: those that others are meant to reach.
pub(crate) fn front_ports(description: &Description, helpers: &[ResolvedHelper]) -> Vec<(i64, String)> {
    let in_front = fronting(helpers).and_then(|(helper, name, _)| {
        let known = helper.ports.iter().find(|port| port.name == name).map(|port| i64::from(port.number));
        known.or_else(|| helper.declared.iter().find(|it| it.value["name"] == name)?.value["containerPort"].as_i64())
    });
    let of_main = description.main.ports.iter().filter_map(|port| {
        let protocol = port.value["protocol"].as_str().unwrap_or("TCP");
        Some((port.value["containerPort"].as_i64()?, protocol.to_owned()))
    });
    in_front.map_or_else(|| of_main.collect(), |port| vec![(port, "TCP".to_owned())])
}

fn front_port(name: &str, number: i64) -> Json {
    json!({"name": name, "port": number, "targetPort": name})
}

/// The ports of a helper that others can reach.
fn helper_ports(helper: &ResolvedHelper, first: Option<i64>) -> Vec<Json> {
    let known = helper.ports.iter().filter(|port| !port.protocols().is_empty());
    let known = known.map(|port| (Json::from(port.name.clone()), i64::from(port.number)));
    let declared = helper.declared.iter().map(|port| {
        let number = port.value["containerPort"].as_i64().unwrap_or_default();
        let name = port.value["name"].as_str().map_or_else(|| format!("port-{number}"), str::to_owned);
        (Json::from(name), number)
    });
    let port = |(at, (name, number)): (usize, (Json, i64))| {
        let port = if at == 0 { first.unwrap_or(number) } else { number };
        json!({"name": name, "port": port, "targetPort": number})
    };
    known.chain(declared).enumerate().map(port).collect()
}

fn main_ports(description: &Description, first: Option<i64>) -> Vec<Json> {
    let ports = &description.main.ports;
    let port = |(at, port): (usize, &Sourced)| {
        let value = &port.value;
        let number = value["containerPort"].as_i64().unwrap_or_default();
        let name = value["name"].as_str();
        let mut out = Map::new();
        if let Some(name) = name {
            out.insert("name".to_owned(), name.into());
        } else if ports.len() > 1 {
            out.insert("name".to_owned(), format!("port-{number}").into());
        }
        out.insert("port".to_owned(), if at == 0 { first.unwrap_or(number) } else { number }.into());
        out.insert("targetPort".to_owned(), name.map_or(Json::from(number), Json::from));
        if let Some(protocol) = value.get("protocol").filter(|protocol| **protocol != "TCP") {
            out.insert("protocol".to_owned(), protocol.clone());
        }
        Json::Object(out)
    };
    ports.iter().enumerate().map(port).collect()
}

/// The Service that gives the Pods of a StatefulSet their names, whether they are ready or not: peers find each other
/// before they are.
fn headless(plan: &Plan, name: String, description: &Description, helpers: &[ResolvedHelper]) -> PlannedObject {
    let mut spec = Map::new();
    spec.insert("clusterIP".to_owned(), "None".into());
    spec.insert("publishNotReadyAddresses".to_owned(), true.into());
    let ports = match fronting(helpers) {
        Some((_, port, number)) => vec![front_port(port, i64::from(number))],
        None => main_ports(description, None),
    };
    if !ports.is_empty() {
        spec.insert("ports".to_owned(), Json::Array(ports));
    }
    spec.insert("selector".to_owned(), Json::Object(plan.selector.clone()));
    PlannedObject::new("v1", "Service", name, "gives each Pod of the StatefulSet a DNS name").with("spec", spec)
}
