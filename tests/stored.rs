//! Objects that a server returned are judged as that.

use serde_json::{Value, json};

use crate::harness::podpat_on;

fn lint(objects: &[Value]) -> Value {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    podpat_on(list.to_string(), ["lint", "-", "--no-config", "--format=json"]).json()
}

fn rules(found: &Value) -> Vec<String> {
    let findings = found["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("an id").to_owned()).collect()
}

/// A Job as `kubectl get job -o yaml` prints it.
fn job(uid: &str) -> Value {
    let labels = json!({"batch.kubernetes.io/controller-uid": "edbe28ba", "batch.kubernetes.io/job-name": "report",
        "controller-uid": "edbe28ba", "job-name": "report"});
    json!({"apiVersion": "batch/v1", "kind": "Job",
        "metadata": {"name": "report", "uid": uid, "labels": labels.clone(),
            "managedFields": [{"manager": "kubectl", "operation": "Strange"}]},
        "spec": {"manualSelector": false, "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "edbe28ba"}},
            "template": {"metadata": {"labels": labels}, "spec": {"restartPolicy": "Never",
                "containers": [{"name": "report", "image": "registry.example.com/report:2.1"}]}}},
        "status": {"active": 1, "conditions": [{"type": 1}]}})
}

#[test]
fn a_job_has_its_own_uid_in_its_labels() {
    assert_eq!(rules(&lint(&[job("edbe28ba")])), Vec::<String>::new());
    let others = rules(&lint(&[job("something-else")])).len();
    assert_eq!(others, 3, "two labels and a selector with another uid");
    let written = rules(&lint(&[job("")]));
    assert!(written.len() > 3, "what an author wrote is judged whole: {written:?}");
}

/// A Pod with a volume that nobody mounts.
fn pod(name: &str, owner: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop", "uid": name, "ownerReferences": [owner]},
        "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}], "volumes": [{"name": "old", "emptyDir": {}}]}})
}

fn owner(api_version: &str, kind: &str, name: &str) -> Value {
    json!({"apiVersion": api_version, "kind": kind, "name": name, "uid": name, "controller": true})
}

#[test]
fn pods_are_judged_once_an_owner() {
    let set = owner("apps/v1", "ReplicaSet", "web-7d4b9");
    let pods = [pod("web-1", &set), pod("web-2", &set), pod("web-3", &owner("apps/v1", "ReplicaSet", "api-5f6c8"))];
    let found = lint(&pods);
    assert_eq!(rules(&found), ["unused-volume", "unused-volume"], "one of web, one of api");
    assert_eq!(found["summary"]["objects"], 3, "all are counted");
    let human = podpat_on(json!({"apiVersion": "v1", "kind": "List", "items": pods}).to_string(), ["lint", "-"]).out;
    assert!(human.contains("3 objects in 1 file (1 judged by what made them)"), "{human}");
}

#[test]
fn pods_of_a_workload_that_is_there_are_judged_by_it() {
    let set = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"name": "web-7d4b9", "namespace": "shop", "uid": "web-7d4b9",
            "ownerReferences": [owner("apps/v1", "Deployment", "web")]},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}], "volumes": [{"name": "old", "emptyDir": {}}]}}}});
    let mut deployment = set.clone();
    deployment["kind"] = "Deployment".into();
    deployment["metadata"] = json!({"name": "web", "namespace": "shop", "uid": "web"});
    let pods = [pod("web-1", &owner("apps/v1", "ReplicaSet", "web-7d4b9"))];
    for others in [vec![set.clone()], vec![deployment.clone()], vec![set, deployment]] {
        let all: Vec<Value> = pods.iter().cloned().chain(others).collect();
        assert_eq!(rules(&lint(&all)), ["unused-volume"]);
    }
}

#[test]
fn static_pods_of_a_node_are_not_judged_and_pods_of_other_controllers_are() {
    assert_eq!(rules(&lint(&[pod("etcd-a", &owner("v1", "Node", "a"))])), Vec::<String>::new());
    let kafka = owner("core.strimzi.io/v1beta2", "StrimziPodSet", "kafka");
    assert_eq!(rules(&lint(&[pod("kafka-0", &kafka), pod("kafka-1", &kafka)])).len(), 2);
}
