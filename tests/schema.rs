//! The JSON Schema of descriptions: it takes what podpat takes, and editors see what is wrong.

use jsonschema::Validator;
use podpat::internals::catalogue::Catalogue;
use podpat::internals::trial;
use serde_json::Value as Json;

use crate::catalogue::HELPERS;
use crate::harness::{podpat, podpat_on};

fn schema() -> Validator {
    jsonschema::validator_for(&podpat(["schema"]).json()).expect("a schema")
}

fn read(text: &str) -> Json {
    serde_yaml::from_str(text).expect("YAML")
}

#[test]
fn every_example_and_every_default_is_taken() {
    let schema = schema();
    for listed in Catalogue::built_in().files() {
        let entry = listed.read().expect("an entry");
        let example = read(&entry.example);
        assert!(schema.is_valid(&example), "the example of {}", entry.name);
        if !HELPERS.contains(&entry.pattern) {
            continue;
        }
        for (name, parameter) in entry.all_parameters() {
            let values = [&parameter.default, &parameter.example].into_iter().flatten();
            for value in values.filter(|value| !value.to_string().contains("{{")) {
                let description = trial::description(&entry, &name, value.clone()).expect("an example");
                assert!(schema.is_valid(&description), "{}: {name}: {value}", entry.name);
            }
            let without = trial::description(&entry, &name, Json::Null).expect("an example");
            assert!(!schema.is_valid(&without), "{}: {name} is nothing", entry.name);
        }
    }
}

#[test]
fn what_podpat_takes_is_taken() {
    let schema = schema();
    for text in [
        "{name: a, main: 'app:1'}",
        "{name: a, main: {image: 'app:1', ports: [80, 'http:8080', {name: x, port: 90, protocol: UDP}], health: /x}, service: true}",
        "{name: a, main: {image: 'app:1', ports: [80]}, service: {port: 80, type: NodePort}}",
        "{name: a, main: 'app:1', adapter: statsd-exporter}",
        "{name: a, main: 'app:1', adapter: [statsd-exporter, {use: statsd-exporter, port: 9200, name: second}]}",
        "{name: a, main: 'app:1', kind: CronJob, schedule: '0 3 * * *', labels: {a: b}, annotations: {a: b}}",
        "{name: a, main: 'app:1', ambassador: {use: tcp, servers: 'a:80', main: {env: {A: b}}, resources: {cpu: 1}}}",
        "{name: a, main: 'app:1', ambassador: {use: tcp, servers: {statefulSet: a, replicas: 3, port: 80}}}",
        "{name: a, main: 'app:1', sidecar: {name: s, image: 's:1', share: {path: /a/b, writer: main}, args: [x]}}",
        "{name: a, main: 'app:1', sidecar: {name: s, image: 's:1', share: [{path: /a/b, at: /b, writer: helper, size: 1Gi}]}}",
        "{name: a, main: 'app:1', ambassador: {name: q, image: 'q:1', listen: 5672, main: {env: {Q: '127.0.0.1:5672'}}}}",
        "{name: a, main: 'app:1', adapter: {name: q, image: 'q:1', reads: {path: /a/b}, exposes: 9102}}",
        "{name: a, main: 'app:1', adapter: {name: q, image: 'q:1', reads: {port: 80}, exposes: {port: 9102, path: /m}}}",
        "{name: a, main: 'app:1', patch: {hostNetwork: false}, helpers: native, namespace: b}",
    ] {
        let ran = podpat_on(text, ["generate", "-"]);
        assert_eq!(ran.code, 0, "{text}: {}", ran.err);
        let errors: Vec<String> = schema.iter_errors(&read(text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
    }
}

/// A mistake in a helper is one mismatch, whatever other entries there are.
#[test]
fn one_mistake_is_one_mismatch() {
    let schema = schema();
    for text in [
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, dept: 1}}",
        "{name: a, main: 'app:1', sidecar: [{use: git-sync, repo: 'https://a/b', path: /a/b/c, depth: deep}]}",
        "{name: a, main: 'app:1', adapter: nginx-exportr}",
        "{name: a, main: 'app:1', replicas: 3}",
        "{name: a, main: 'app:1', kind: Pod, replicas: 3}",
        "{name: a, main: 'app:1', kind: CronJob}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'a', path: /a/b/c}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, size: 1mb}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, period: '10'}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, sshSecret: A_B}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, webhook: 'ftp://a'}}",
        "{name: a, main: 'app:1', ambassador: {use: socat, server: 'a b'}}",
        "{name: a, main: 'app:1', ambassador: {use: socat, server: 'a:1', variable: 1-A}}",
        "{name: a, main: 'app:1', init: {use: wait-for, servers: 'a:1', urls: 'https://a'}}",
    ] {
        let errors: Vec<String> = schema.iter_errors(&read(text)).map(|error| error.to_string()).collect();
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert_eq!(podpat_on(text, ["generate", "-"]).code, 2, "{text}");
    }
}

#[test]
fn what_is_wrong_is_refused() {
    let schema = schema();
    for text in [
        "{}",
        "{name: a}",
        "{main: 'app:1'}",
        "{name: a, main: 'app:1', replica: 3}",
        "{name: a, main: [app:1]}",
        "{name: a, main: {ports: [80]}}",
        "{name: a, main: {image: 'app:1', port: 80}}",
        "{name: a, main: {image: 'app:1', ports: [80800]}}",
        "{name: a, main: 'app:1', kind: deployment}",
        "{name: a, main: 'app:1', kind: Deployment, replicas: many}",
        "{name: a, main: 'app:1', helpers: sidecar}",
        "{name: a, main: 'app:1', service: {prt: 80}}",
        "{name: a, main: 'app:1', sidecar: git-snyc}",
        "{name: a, main: 'app:1', sidecar: git-sync}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, path: /a/b/c}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: a}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, depth: deep}}",
        "{name: a, main: 'app:1', sidecar: {use: git-sync, repo: 'https://a/b', path: /a/b/c, dept: 1}}",
        "{name: a, main: 'app:1', adapter: git-sync}",
        "{name: a, main: 'app:1', ambassador: {use: tcp, servers: 'a:80', balance: best}}",
        "{name: a, main: 'app:1', sidecar: {name: s, image: 's:1', share: {path: /a/b}}}",
        "{name: a, main: 'app:1', sidecar: {name: s, image: 's:1', listen: 80}}",
        "{name: a, main: 'app:1', ambassador: {name: s, image: 's:1'}}",
        "{name: a, main: 'app:1', ambassador: {name: s, image: 's:1', listen: 80}}",
        "{name: a, main: 'app:1', adapter: {name: s, image: 's:1'}}",
        "{name: a, main: 'app:1', sidecar: {image: 's:1'}}",
    ] {
        assert_eq!(podpat_on(text, ["generate", "-"]).code, 2, "{text}");
        assert!(!schema.is_valid(&read(text)), "{text}");
    }
}
