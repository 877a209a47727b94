//! The number of Pods: a disruption budget, and a number that follows the load.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::kind::Kind;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::problem::Problems;

/// Adds what a description says of its number of Pods.
pub(crate) fn add(plan: &mut Plan, description: &Description, problems: &mut Problems) {
    if let Some(budget) = &description.disruption_budget {
        let mut spec = Map::new();
        match &budget.bound {
            Some(bound) => spec.insert(bound.key.clone(), bound.item.to_json()),
            None => spec.insert("maxUnavailable".to_owned(), 1.into()),
        };
        spec.insert("selector".to_owned(), json!({"matchLabels": plan.selector}));
        let comment = "limits how many Pods are evicted at once when nodes are drained";
        let mut object = PlannedObject::new("policy/v1", "PodDisruptionBudget", plan.name.clone(), comment)
            .with("spec", spec)
            .at(&budget.place);
        if let Some(bound) = &budget.bound {
            object.is_written(&["spec", &bound.key], &bound.item);
        }
        plan.objects.push(object);
    }
    autoscale(plan, description, problems);
    scale_by_queue(plan, description);
}

/// As many workers as there are unfinished items, by KEDA.
fn scale_by_queue(plan: &mut Plan, description: &Description) {
    let Some(scale) = &description.scale else { return };
    let trigger = json!({
        "type": "redis-streams",
        // Without a group, the length of the stream counts what is in work as well.
        "metadata": {"address": scale.address, "stream": scale.stream, "streamLength": "1"},
    });
    let spec = json!({
        "scaleTargetRef": {"name": plan.name},
        "minReplicaCount": scale.min,
        "maxReplicaCount": scale.max,
        "pollingInterval": 10,
        "cooldownPeriod": 60,
        "triggers": [trigger],
    });
    let comment = "scales the workers with the number of unfinished items; needs KEDA";
    let object = PlannedObject::new("keda.sh/v1alpha1", "ScaledObject", plan.name.clone(), comment);
    plan.objects.push(object.with("spec", spec).at(&scale.place));
}

fn autoscale(plan: &mut Plan, description: &Description, problems: &mut Problems) {
    let Some(autoscale) = &description.autoscale else { return };
    if !matches!(description.kind, Kind::Deployment | Kind::StatefulSet) {
        let message = format!("a {} has no number of replicas to change", description.kind.name());
        let help = "write `kind: Deployment` or `kind: StatefulSet`, or leave it out".to_owned();
        problems.add(&autoscale.place, message, "nothing to scale", help);
        return;
    }
    if let Some(replicas) = description.spec.iter().find(|field| field.key == "replicas") {
        let help = "leave it out: `minReplicas` is the number to begin with".to_owned();
        problems.add(&replicas.place, "`replicas` beside `autoscale`", "each apply would undo the scaling", help);
    }
    // A share of the request of main: helpers do not blur it.
    let target = json!({"type": "Utilization", "averageUtilization": autoscale.cpu});
    let metric = json!({
        "type": "ContainerResource",
        "containerResource": {"name": "cpu", "container": description.main_name(), "target": target},
    });
    let spec = json!({
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": description.kind.name(), "name": plan.name},
        "minReplicas": autoscale.min,
        "maxReplicas": autoscale.max,
        "metrics": [metric],
    });
    let requests = description.main.field("resources").map(|resources| &resources.value["requests"]["cpu"]);
    if requests.is_none_or(Json::is_null) {
        let help = "add `resources: {cpu: 250m}` to `main`".to_owned();
        problems.add(&autoscale.place, "main requests no CPU", "no request to take a percentage of", help);
    }
    let comment = "adds and removes Pods according to the CPU usage of main";
    let object = PlannedObject::new("autoscaling/v2", "HorizontalPodAutoscaler", plan.name.clone(), comment);
    plan.objects.push(object.with("spec", spec).at(&autoscale.place));
}
