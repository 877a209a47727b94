//! The Services of a plan: in front of main, for the names of a StatefulSet's Pods, and for several adapters.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::kind::Kind;
use crate::pattern::description::workload::{Description, Service as Asked};
use crate::pattern::plan::objects::{Plan, Service};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;

/// Adds the Services that a description asks for or its kind needs.
pub(crate) fn add(plan: &mut Plan, description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) {
    if let Some(asked) = &description.service {
        plan.services.extend(in_front(description, asked, helpers, problems));
    }
    if description.kind == Kind::StatefulSet && !plan.workload.spec.contains_key("serviceName") {
        let name = format!("{}-headless", plan.name);
        plan.workload.spec.insert("serviceName".to_owned(), name.clone().into());
        plan.services.push(headless(name, description, helpers));
    }
    let adapters: Vec<&ResolvedHelper> = helpers.iter().filter(|helper| helper.scrape.is_some()).collect();
    if adapters.len() > 1 {
        plan.services.push(metrics(format!("{}-metrics", plan.name), &adapters));
    }
}

/// The Service in front of main, or in front of the helper that stands in front of main.
fn in_front(
    description: &Description,
    asked: &Asked,
    helpers: &[ResolvedHelper],
    problems: &mut Problems,
) -> Option<Service> {
    let name = asked.name.as_ref().unwrap_or(&description.name).value.clone();
    let mut spec: Map<String, Json> =
        asked.spec.iter().map(|entry| (entry.key.clone(), entry.item.to_json())).collect();
    let (ports, comment) = match fronting(helpers) {
        Some((helper, port, number)) => {
            let ports = vec![front_port(port, asked.port.unwrap_or(i64::from(number)))];
            (ports, format!("leads to {}, which stands in front of main", helper.instance))
        }
        None => (main_ports(description, asked.port), "leads to main".to_owned()),
    };
    if !spec.contains_key("ports") {
        if ports.is_empty() && spec.get("type") != Some(&Json::from("ExternalName")) {
            let help = "add `ports: [8080]` to `main`".to_owned();
            problems.add(&asked.place, "the Service has no port to lead to", "main has no `ports`", help);
            return None;
        }
        spec.insert("ports".to_owned(), Json::Array(ports));
    }
    Some(Service { name, comment, spec })
}

/// The helper that stands in front of all others and main, its port, and the Service's port for it.
fn fronting(helpers: &[ResolvedHelper]) -> Option<(&ResolvedHelper, &str, u16)> {
    helpers.iter().find_map(|helper| helper.fronts.as_ref().map(|(port, number)| (helper, port.as_str(), *number)))
}

fn front_port(name: &str, number: i64) -> Json {
    json!({"name": name, "port": number, "targetPort": name})
}

fn main_ports(description: &Description, first: Option<i64>) -> Vec<Json> {
    let ports = &description.main.ports;
    let port = |(at, port): (usize, &crate::pattern::description::container::Sourced)| {
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

fn headless(name: String, description: &Description, helpers: &[ResolvedHelper]) -> Service {
    let mut spec = Map::new();
    spec.insert("clusterIP".to_owned(), "None".into());
    let ports = match fronting(helpers) {
        Some((_, port, number)) => vec![front_port(port, i64::from(number))],
        None => main_ports(description, None),
    };
    if !ports.is_empty() {
        spec.insert("ports".to_owned(), Json::Array(ports));
    }
    Service { name, comment: "gives each Pod of the StatefulSet a name".to_owned(), spec }
}

/// Annotations lead to one port of a Pod only; several adapters are found through a Service.
fn metrics(name: String, adapters: &[&ResolvedHelper]) -> Service {
    let mut spec = Map::new();
    spec.insert("clusterIP".to_owned(), "None".into());
    let ports = adapters.iter().filter_map(|helper| {
        let scrape = helper.scrape.as_ref()?;
        Some(json!({"name": helper.instance, "port": scrape.number, "targetPort": scrape.number}))
    });
    spec.insert("ports".to_owned(), ports.collect());
    Service { name, comment: "the metrics of every adapter, for a ServiceMonitor".to_owned(), spec }
}
