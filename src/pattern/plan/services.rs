//! The Services of a plan: in front of main or of a helper, and for the names of a StatefulSet's Pods.

use serde_json::{Map, Value as Json};

use crate::pattern::description::kind::Kind;
use crate::pattern::description::service::Service;
use crate::pattern::description::spanned_value::{Spanned, to_map};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::service_ports::{self, Listed, Target};
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
    let (targets, comment) = led_to(description, asked, helpers, problems)?;
    let is_name = spec.get("type") == Some(&Json::from("ExternalName"));
    let is_headless = spec.get("clusterIP") == Some(&Json::from("None"));
    match asked.spec.iter().find(|field| field.key == "ports") {
        Some(_) if is_name || is_headless => {}
        Some(field) => {
            let listed =
                Listed { field, targets: &targets, others: other_ports(description, helpers, asked.to.as_ref()) };
            spec.insert("ports".to_owned(), listed.with_targets(problems));
        }
        None if targets.is_empty() && !is_name => {
            let help = "add `ports: [8080]` to `main`".to_owned();
            problems.add(&asked.place, "the Service has no port to lead to", "main has no `ports`", help);
            return None;
        }
        None => {
            spec.insert("ports".to_owned(), service_ports::ports(&targets, asked.port).into());
        }
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

/// Returns the ports of the Pod to which the Service can lead besides those of the container it leads to. Main's first
/// port is not one of them where a helper stands in front of it.
fn other_ports(description: &Description, helpers: &[ResolvedHelper], to: Option<&Spanned<String>>) -> Vec<i64> {
    let is_fronted = to.is_none() && service_ports::fronting(helpers).is_some();
    let of_main = service_ports::of_main(description).into_iter().skip(usize::from(is_fronted));
    let of_helpers = helpers.iter().filter(|helper| helper.fronts.is_none()).flat_map(service_ports::of_helper);
    of_main.chain(of_helpers).map(|target| target.number()).collect()
}

/// Returns the ports that a Service can lead to, and the comment that says of which container they are.
fn led_to(
    description: &Description,
    asked: &Service,
    helpers: &[ResolvedHelper],
    problems: &mut Problems,
) -> Option<(Vec<Target>, String)> {
    Some(match &asked.to {
        Some(to) if to.value != description.main_name() => {
            let helper = helpers.iter().find(|helper| helper.instance == to.value);
            let Some(helper) = helper else {
                let help = format!("name one of {}", listed(&names(&description.main_name(), helpers)));
                problems.add(&to.place, format!("there is no container `{}`", to.value), "no such container", help);
                return None;
            };
            (service_ports::of_helper(helper), format!("sends traffic to {}", helper.instance))
        }
        None => match service_ports::fronting(helpers) {
            Some((helper, front)) => {
                let targets = vec![service_ports::of_front(helper, front)];
                (targets, format!("sends traffic to {}, which runs in front of main", helper.instance))
            }
            None => (service_ports::of_main(description), "sends traffic to main".to_owned()),
        },
        Some(_) => (service_ports::of_main(description), "sends traffic to main".to_owned()),
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

/// The Service that gives the Pods of a StatefulSet their names, whether they are ready or not: peers find each other
/// before they are.
fn headless(plan: &Plan, name: String, description: &Description, helpers: &[ResolvedHelper]) -> PlannedObject {
    let mut spec = Map::new();
    spec.insert("clusterIP".to_owned(), "None".into());
    spec.insert("publishNotReadyAddresses".to_owned(), true.into());
    let targets = match service_ports::fronting(helpers) {
        Some((helper, front)) => vec![service_ports::of_front(helper, front)],
        None => service_ports::of_main(description),
    };
    if !targets.is_empty() {
        spec.insert("ports".to_owned(), service_ports::ports(&targets, None).into());
    }
    spec.insert("selector".to_owned(), Json::Object(plan.selector.clone()));
    PlannedObject::new("v1", "Service", name, "gives each Pod of the StatefulSet a DNS name").with("spec", spec)
}
