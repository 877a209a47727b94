//! Admission: what `podpat review` answers.

use std::sync::Arc;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use podpat::internals::k8s;
use podpat::internals::lint::{Severity, rules};
use podpat::internals::source::Source;
use podpat::{ReviewError, Settings, review};
use serde_json::{Value, json};

use crate::harness::podpat_on;

/// A Deployment with a probe of a port that is not there, an error, and a volume that nobody mounts, a warning.
fn faulty() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "shop", "namespace": "shop", "uid": "5d0c"},
        "spec": {"selector": {"matchLabels": {"app": "shop"}}, "template": {
            "metadata": {"labels": {"app": "shop"}},
            "spec": {
                "containers": [{"name": "web", "image": "nginx:1.27", "ports": [{"name": "web", "containerPort": 80}],
                    "readinessProbe": {"httpGet": {"port": "http"}}}],
                "volumes": [{"name": "old", "emptyDir": {}}]}}}})
}

fn request(operation: &str, object: &Value, old_object: &Value) -> Value {
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "0bf2", "name": "shop", "namespace": "shop", "operation": operation,
        "kind": {"group": "apps", "version": "v1", "kind": "Deployment"}, "object": object, "oldObject": old_object}})
}

fn answer(request: &Value, deny: Option<Severity>) -> Value {
    let answer = review(request.to_string().as_bytes(), &Settings::default(), deny).expect("an answer");
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(answer["apiVersion"], "admission.k8s.io/v1");
    assert_eq!(answer["kind"], "AdmissionReview");
    assert_eq!(answer["response"]["uid"], request["request"]["uid"]);
    answer["response"].clone()
}

fn warnings(response: &Value) -> Vec<&str> {
    response["warnings"].as_array().into_iter().flatten().map(|warning| warning.as_str().expect("a text")).collect()
}

#[test]
fn findings_are_warnings_worst_first() {
    let response = answer(&request("CREATE", &faulty(), &Value::Null), None);
    assert_eq!(response["allowed"], true);
    let port = "dangling-probe-port: `web` declares no port `http` \
                (spec.template.spec.containers[0].readinessProbe.httpGet.port)";
    let volume = "unused-volume: no container mounts the volume `old` (spec.template.spec.volumes[0])";
    assert_eq!(warnings(&response), [port, volume]);
}

#[test]
fn a_refusal_names_the_fields_and_only_what_is_severe_enough() {
    let response = answer(&request("CREATE", &faulty(), &Value::Null), Some(Severity::Error));
    assert_eq!(response["allowed"], false);
    let status = &response["status"];
    assert_eq!((&status["code"], &status["reason"]), (&json!(422), &json!("Invalid")));
    let causes = status["details"]["causes"].as_array().expect("causes");
    assert_eq!(causes.len(), 1, "the unused volume is a warning");
    assert_eq!(causes[0]["field"], "spec.template.spec.containers[0].readinessProbe.httpGet.port");
    assert_eq!(warnings(&response).len(), 2, "warnings go with it");
    let both = answer(&request("CREATE", &faulty(), &Value::Null), Some(Severity::Warning));
    assert_eq!(both["status"]["details"]["causes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_update_is_refused_for_what_is_new_only() {
    let (old, mut new) = (faulty(), faulty());
    new["spec"]["template"]["spec"]["containers"][0]["image"] = "nginx:1.29.1".into();
    let response = answer(&request("UPDATE", &new, &old), Some(Severity::Warning));
    assert_eq!(response["allowed"], true, "{response}");
    assert_eq!(warnings(&response).len(), 2, "old faults are still told");
    new["spec"]["template"]["spec"]["volumes"] =
        json!([{"name": "older", "emptyDir": {}}, {"name": "old", "emptyDir": {}}]);
    let response = answer(&request("UPDATE", &new, &old), Some(Severity::Warning));
    let causes = response["status"]["details"]["causes"].as_array().expect("causes");
    assert_eq!(causes.len(), 1, "{response}");
    assert_eq!(causes[0]["field"], "spec.template.spec.volumes[0]");
}

#[test]
fn what_a_built_in_controller_made_is_let_through() {
    let owned = |api_version: &str, kind: &str, controller: bool| {
        let mut object = faulty();
        object["metadata"]["ownerReferences"] = json!([
            {"apiVersion": api_version, "kind": kind, "name": "shop-7d4b9", "uid": "9a", "controller": controller}]);
        warnings(&answer(&request("CREATE", &object, &Value::Null), Some(Severity::Error))).len()
    };
    for (api_version, kind) in
        [("apps/v1", "ReplicaSet"), ("batch/v1", "Job"), ("v1", "ReplicationController"), ("v1", "Node")]
    {
        assert_eq!(owned(api_version, kind, true), 0, "{kind}");
    }
    assert_eq!(owned("core.strimzi.io/v1beta2", "StrimziPodSet", true), 2, "nobody judged a template of it");
    assert_eq!(owned("jobset.x-k8s.io/v1alpha2", "JobSet", true), 2);
    assert_eq!(owned("apps/v1", "ReplicaSet", false), 2, "an owner that is no controller");
}

#[test]
fn an_object_that_leaves_its_controller_is_refused_for_nothing_old() {
    let (new, mut old) = (faulty(), faulty());
    old["metadata"]["ownerReferences"] = json!([
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "shop-7d4b9", "uid": "9a", "controller": true}]);
    let response = answer(&request("UPDATE", &new, &old), Some(Severity::Warning));
    assert_eq!(response["allowed"], true, "{response}");
}

#[test]
fn nothing_is_stored_on_delete() {
    let response = answer(&request("DELETE", &Value::Null, &faulty()), Some(Severity::Error));
    assert_eq!(response, json!({"uid": "0bf2", "allowed": true}));
}

#[test]
fn warnings_stay_within_what_an_api_server_passes_on() {
    let mut object = faulty();
    let volumes: Vec<Value> =
        (0..100).map(|at| json!({"name": format!("{}{at}", "v".repeat(50)), "emptyDir": {}})).collect();
    object["spec"]["template"]["spec"]["volumes"] = volumes.into();
    object["spec"]["template"]["spec"]["containers"][0]["name"] = "n\u{7}\u{202e}é".repeat(2000).into();
    let response = answer(&request("CREATE", &object, &Value::Null), Some(Severity::Error));
    let warnings = warnings(&response);
    assert!(warnings.iter().all(|warning| warning.len() <= 250 && !warning.contains(char::is_control)));
    assert!(warnings.iter().map(|warning| warning.len()).sum::<usize>() <= 3800);
    let more =
        warnings.last().and_then(|last| last.strip_prefix("podpat: ")).and_then(|last| last.strip_suffix(" more"));
    let more: usize = more.and_then(|more| more.parse().ok()).expect("how many more there are");
    assert_eq!(warnings.len() - 1 + more, 101);
}

#[test]
fn a_refusal_names_the_first_hundred_faults_and_counts_the_rest() {
    let mut object = faulty();
    let volumes: Vec<Value> = (0..3000).map(|at| json!({"name": format!("v{at}"), "emptyDir": {}})).collect();
    object["spec"]["template"]["spec"]["volumes"] = volumes.into();
    let response = answer(&request("CREATE", &object, &Value::Null), Some(Severity::Warning));
    let status = &response["status"];
    assert_eq!(status["details"]["causes"].as_array().map(Vec::len), Some(100));
    let message = status["message"].as_str().expect("a message");
    assert!(message.ends_with("; podpat: 2901 more"), "{}", &message[message.len() - 60..]);
    assert!(response.to_string().len() < 60_000, "{}", response.to_string().len());
}

/// The requests that create the objects of a fixture, each by itself.
fn requests(text: &str) -> Vec<Value> {
    let read = k8s::read(&Arc::new(Source::new("fixture", text)));
    let objects = read.manifests.iter().map(|manifest| manifest.node().to_json());
    objects.map(|object| request("CREATE", &object, &Value::Null)).collect()
}

#[test]
fn a_review_says_what_lint_says_of_the_object_alone() {
    let mut settings = Settings::default();
    settings.keep_for_admission();
    let mut reviewed: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules::all() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(rule.id);
        for fixture in ["ok.yaml", "bad.yaml"] {
            for request in requests(&fs::read_to_string(folder.join(fixture)).expect("a fixture")) {
                let object = request["request"]["object"].to_string();
                let findings = podpat::lint("request", &object, &settings).findings;
                let response = answer(&request, Some(Severity::Error));
                let told = warnings(&response);
                if !told.last().is_some_and(|last| last.starts_with("podpat: ")) {
                    assert_eq!(told.len(), findings.len(), "{} {fixture}: {told:?}", rule.id);
                }
                let is_refused = findings.iter().any(|finding| finding.severity == Severity::Error);
                assert_eq!(response["allowed"], !is_refused, "{} {fixture}", rule.id);
                for finding in &findings {
                    *reviewed.entry(finding.rule.id).or_default() += 1;
                }
            }
        }
    }
    assert!(reviewed.len() > 30, "rules that hold for an object alone: {reviewed:?}");
    let is_moot = |id: &&&str| ["validity", "hygiene"].contains(&rules::find(id).expect("a rule").category.as_str());
    assert_eq!(reviewed.keys().find(is_moot), None);
    assert_eq!(reviewed.keys().find(|id| !rules::find(id).expect("a rule").alone), None);
}

/// What a Kubernetes 1.36 API server sent for objects of eight kinds, created in dry runs and updated.
const RECORDED: &str = include_str!("review/recorded.jsonl");

#[test]
fn recorded_requests_are_answered() {
    let answers = RECORDED.lines().map(|line| {
        let review: Value = serde_json::from_str(line).expect("JSON");
        let (request, response) = (&review["request"], answer(&review, Some(Severity::Error)));
        assert_eq!(response["uid"], request["uid"]);
        json!({"operation": request["operation"], "kind": request["kind"]["kind"], "allowed": response["allowed"],
            "status": response["status"], "warnings": response["warnings"]})
    });
    insta::assert_json_snapshot!(answers.collect::<Vec<_>>());
}

#[test]
fn what_is_no_request_is_an_error() {
    let whole = request("CREATE", &faulty(), &Value::Null).to_string();
    let settings = Settings::default();
    let ask = |body: &[u8]| review(body, &settings, None);
    for at in 0..whole.len() {
        assert!(matches!(ask(&whole.as_bytes()[..at]), Err(ReviewError::Malformed(_))), "cut at {at}");
    }
    assert!(matches!(ask(b"\xff\xfe{}"), Err(ReviewError::Malformed(_))));
    let beta = whole.replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1");
    assert!(matches!(ask(beta.as_bytes()), Err(ReviewError::WrongKind { .. })));
    let answer = br#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {}}"#;
    assert!(matches!(ask(answer), Err(ReviewError::NoRequest)));
    let empty = request("CREATE", &json!({}), &Value::Null).to_string();
    ask(empty.as_bytes()).expect("an object that is empty is for the server to refuse");
}

#[test]
fn the_verb_reads_standard_input_and_a_refusal_is_no_failure() {
    let ran = podpat_on(request("CREATE", &faulty(), &Value::Null).to_string(), ["review", "--deny", "error"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.json()["response"]["allowed"], false);
    let ran = podpat_on("kind: Pod", ["review"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("this is no AdmissionReview"), "{}", ran.err);
}
