//! `--cluster` reads what one `kubectl get` prints. A stand-in of that name notes its arguments and prints a recorded list.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Runs the real program with a stand-in for kubectl that runs a script.
fn with_kubectl(script: &str, args: &[&str]) -> (Output, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("kubectl");
    fs::write(
        &program,
        format!("#!/bin/sh\nfolder='{}'\necho \"$@\" >> \"$folder/asked\"\n{script}\n", folder.path().display()),
    )
    .expect("a script");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
    fs::write(folder.path().join("list.json"), recorded()).expect("a file");
    let output = run(args, &format!("{}:/usr/bin:/bin", folder.path().display()));
    (output, fs::read_to_string(folder.path().join("asked")).unwrap_or_default())
}

fn run(args: &[&str], path: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
    command.args(args).env("PATH", path).current_dir(Path::new("/"));
    command.output().expect("podpat runs")
}

/// Objects as a cluster returns them: two Pods of one ReplicaSet and a static one, with what the control plane fills in.
fn recorded() -> String {
    let owner = |kind: &str, version: &str| json!([{"apiVersion": version, "kind": kind, "name": "web-5d9f", "uid": "9c2f", "controller": true, "blockOwnerDeletion": true}]);
    let token = json!({"name": "kube-api-access-x7k2p", "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]}}]}});
    let mount = json!([{"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "kube-api-access-x7k2p", "readOnly": true}]);
    let pod = |name: &str, owners: Value| {
        json!({"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": name, "namespace": "shop", "uid": name, "resourceVersion": "81", "generateName": "web-5d9f-",
                "creationTimestamp": "2026-03-04T11:02:53Z", "labels": {"app": "web", "pod-template-hash": "5d9f"},
                "ownerReferences": owners, "managedFields": [{"manager": "kubelet", "operation": "Update"}]},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.27", "imagePullPolicy": "IfNotPresent", "resources": {},
                    "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File", "volumeMounts": mount}],
                "volumes": [token, {"name": "old", "emptyDir": {}}], "nodeName": "a", "serviceAccountName": "default",
                "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
                "securityContext": {}, "terminationGracePeriodSeconds": 30, "enableServiceLinks": true,
                "preemptionPolicy": "PreemptLowerPriority", "priority": 0},
            "status": {"phase": "Running", "podIP": "10.0.0.1", "somethingNew": true}})
    };
    let items = [
        pod("web-1", owner("ReplicaSet", "apps/v1")),
        pod("web-2", owner("ReplicaSet", "apps/v1")),
        pod("etcd-a", owner("Node", "v1")),
    ];
    json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}).to_string()
}

const PRINT: &str = "cat \"$folder/list.json\"";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn one_line_is_asked_and_pods_are_judged_once_an_owner() {
    let (ran, asked) = with_kubectl(PRINT, &["lint", "--cluster", "-o", "json"]);
    assert_eq!(asked.lines().count(), 1, "{asked}");
    assert!(asked.starts_with("get pods,deployments.apps,") && asked.trim_end().ends_with(" -A -o json"), "{asked}");
    assert!(!asked.contains("secrets"), "{asked}");
    let found: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let rules: Vec<&str> =
        found["findings"].as_array().expect("findings").iter().filter_map(|it| it["rule"].as_str()).collect();
    assert_eq!((ran.status.code(), rules), (Some(1), vec!["unused-volume"]), "{}", text(&ran.stderr));
    assert_eq!((&found["summary"]["objects"], &found["findings"][0]["file"]), (&json!(3), &json!("cluster")));
    let (_, asked) =
        with_kubectl(PRINT, &["inspect", "--cluster", "-n", "shop", "--context", "test", "--kubeconfig", "/tmp/k"]);
    assert!(asked.trim_end().ends_with(" -n shop -o json --context test --kubeconfig /tmp/k"), "{asked}");
}

#[test]
fn places_in_a_cluster_are_objects() {
    let (ran, _) = with_kubectl(PRINT, &["lint", "--cluster", "-o", "short"]);
    let line = text(&ran.stdout);
    assert!(line.starts_with("Pod shop/web-1 spec.volumes[1]: ") && line.contains(" unused-volume "), "{line}");
    let (ran, _) = with_kubectl(PRINT, &["lint", "--cluster"]);
    let shown = text(&ran.stdout);
    assert!(shown.contains("\n  in Pod shop/web-1 spec.volumes[1]\n") && !shown.contains("cluster:1"), "{shown}");
}

#[test]
fn pods_of_an_owner_are_shown_once_with_their_number() {
    let (ran, _) = with_kubectl(PRINT, &["inspect", "--cluster", "-o", "json"]);
    let shown: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let replicas: Vec<&Value> = shown["pods"].as_array().expect("pods").iter().map(|pod| &pod["replicas"]).collect();
    assert_eq!(replicas, [&json!(2), &json!(1)], "{shown}");
}

#[test]
fn kubectl_that_is_missing_or_fails_is_an_error() {
    for verb in ["lint", "inspect"] {
        let ran = run(&[verb, "--cluster"], "/no/such/folder");
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(2), 0));
        assert!(text(&ran.stderr).contains("`kubectl` is not installed"), "{}", text(&ran.stderr));
        let (ran, _) = with_kubectl("echo 'error: You must be logged in' >&2; exit 1", &[verb, "--cluster"]);
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(2), 0));
        let words = text(&ran.stderr);
        assert!(words.contains("`kubectl get` failed: error: You must be logged in"), "{words}");
        let logged = "E1130 16:03:37.570402    8578 memcache.go:265] \\\"Unhandled Error\\\" err=\\\"no answer\\\"";
        let script =
            format!("for i in 1 2 3; do echo \"{logged}\" >&2; done; echo 'The connection was refused' >&2; exit 1");
        let (ran, _) = with_kubectl(&script, &[verb, "--cluster"]);
        let words = text(&ran.stderr);
        assert!(words.contains("`kubectl get` failed: The connection was refused"), "{words}");
        let script = format!("echo \"{logged}\" >&2; exit 1");
        let (ran, _) = with_kubectl(&script, &[verb, "--cluster"]);
        let words = text(&ran.stderr);
        assert!(words.contains("no answer"), "nothing but a log: {words}");
    }
    // What kubectl could read is judged, and what it could not is said.
    let (ran, _) = with_kubectl(
        &format!("{PRINT}; echo 'Error: roles is forbidden' >&2; exit 1"),
        &["lint", "--cluster", "-oshort"],
    );
    assert_eq!((ran.status.code(), text(&ran.stdout).lines().count()), (Some(2), 1));
    assert!(text(&ran.stderr).contains("roles is forbidden"), "{}", text(&ran.stderr));
    for args in
        [&["lint", "/dev/null", "--namespace", "shop"][..], &["lint", "--context", "test"], &["lint", "-", "--cluster"]]
    {
        let ran = run(args, "/usr/bin");
        let words = text(&ran.stderr);
        assert!(ran.status.code() == Some(2) && words.contains("Usage: podpat lint"), "{words}");
    }
}
