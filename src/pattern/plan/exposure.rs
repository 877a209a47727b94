//! Access to the Pods: an Ingress to their Service, and a NetworkPolicy that closes all but the front.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::exposure::NetworkPolicy;
use crate::pattern::description::spanned_value::{SpannedValue, to_map};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::service_ports;
use crate::pattern::problem::Problems;

/// Adds the Ingress and the NetworkPolicy that a description asks for.
pub(crate) fn add(plan: &mut Plan, description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) {
    ingress(plan, description, problems);
    if let Some(policy) = &description.network_policy {
        let front = service_ports::front_ports(description, helpers);
        if let Some(from) = policy.from.as_ref().filter(|_| front.is_empty()) {
            let help =
                "add `ports: [8080]` to `main`, or write `networkPolicy: true`, which closes every port".to_owned();
            problems.add(&from.place, "the NetworkPolicy has no port to open", "main has no `ports`", help);
        }
        let scraped = helpers.iter().filter_map(|helper| Some(i64::from(helper.scrape.as_ref()?.number)));
        let metrics = scraped.map(|number| (number, "TCP".to_owned())).collect();
        plan.objects.push(network_policy(
            plan,
            policy,
            [(front, policy.from.as_ref()), (metrics, policy.metrics_from.as_ref())],
        ));
    }
}

/// Ports with their protocols, and the peers they are opened to; everybody where none are said.
type Opened<'a> = (Vec<(i64, String)>, Option<&'a SpannedValue>);

/// Returns a NetworkPolicy that opens some ports, each to some peers or to everybody, and closes all others.
fn network_policy(plan: &Plan, policy: &NetworkPolicy, open: [Opened<'_>; 2]) -> PlannedObject {
    let comment = "closes all ports except those meant for other Pods";
    let mut object = PlannedObject::new("networking.k8s.io/v1", "NetworkPolicy", plan.name.clone(), comment);
    let mut rules = Vec::new();
    // A rule without ports would open them all.
    for (ports, from) in open.into_iter().filter(|(ports, _)| !ports.is_empty()) {
        let port = |(number, protocol)| json!({"port": number, "protocol": protocol});
        let mut rule = Map::new();
        if let Some(from) = from {
            rule.insert("from".to_owned(), from.to_json());
            object.is_written(&["spec", "ingress", &rules.len().to_string(), "from"], from);
        }
        rule.insert("ports".to_owned(), ports.into_iter().map(port).collect());
        rules.push(Json::Object(rule));
    }
    let mut spec = Map::new();
    spec.insert("podSelector".to_owned(), json!({"matchLabels": plan.selector}));
    spec.insert("policyTypes".to_owned(), json!(["Ingress"]));
    if !rules.is_empty() {
        spec.insert("ingress".to_owned(), rules.into());
    }
    object.with("spec", spec).at(&policy.place)
}

fn ingress(plan: &mut Plan, description: &Description, problems: &mut Problems) {
    let Some(ingress) = &description.ingress else { return };
    let services = plan.objects.iter().filter(|object| object.kind == "Service");
    let mut with_port = services
        .filter_map(|service| Some((service.name.clone(), service.body["spec"]["ports"].get(0)?["port"].clone())));
    let Some((service, port)) = with_port.next() else {
        let help = "add `ports: [8080]` to `main`".to_owned();
        problems.add(&ingress.item.place, "the Ingress has no port to lead to", "main has no `ports`", help);
        return;
    };
    let backend = json!({"service": {"name": service, "port": {"number": port}}});
    let http = json!({"paths": [{"path": ingress.path, "pathType": "Prefix", "backend": backend}]});
    let mut rule = Map::new();
    rule.extend(ingress.host.iter().map(|host| ("host".to_owned(), host.as_str().into())));
    rule.insert("http".to_owned(), http);
    let mut spec = Map::new();
    spec.extend(ingress.class.iter().map(|class| ("ingressClassName".to_owned(), class.as_str().into())));
    if let Some(secret) = &ingress.tls_secret {
        let hosts: Vec<&str> = ingress.host.iter().map(String::as_str).collect();
        spec.insert("tls".to_owned(), json!([{"hosts": hosts, "secretName": secret}]));
    }
    spec.insert("rules".to_owned(), json!([rule]));
    let mut object = PlannedObject::new(
        "networking.k8s.io/v1",
        "Ingress",
        plan.name.clone(),
        "lets in requests from outside the cluster",
    )
    .with("spec", spec)
    .at(&ingress.item.place);
    object.annotations = to_map(ingress.annotations.as_ref());
    for (key, steps) in [
        ("host", ["spec", "rules", "0", "host"].as_slice()),
        ("path", &["spec", "rules", "0", "http", "paths", "0", "path"]),
        ("tlsSecret", &["spec", "tls", "0", "secretName"]),
        ("ingressClassName", &["spec", "ingressClassName"]),
        ("annotations", &["metadata", "annotations"]),
    ] {
        if let Some(item) = ingress.item.get(key) {
            object.is_written(steps, item);
        }
    }
    plan.objects.push(object);
}
