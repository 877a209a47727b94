//! The admission policies of `podpat export vap`, evaluated on every fixture and held against the rules themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::sync::Arc;

use cel::{Context, Env, Program, Value as Cel, extensions};
use podpat::{Release, Selector, Settings};
use serde_json::{Value, json};

use crate::harness::{Folder, podpat, podpat_on};

/// A configuration that lets all rules run.
const ALL: &str = "select: [all]\n";

/// One exported policy, compiled.
struct Policy {
    variables: Vec<(String, Program)>,
    validations: Vec<(String, Program, Option<Program>)>,
}

impl Policy {
    fn read(policy: &Value, env: &Env) -> Self {
        let compile = |text: &Value| env.compile(text.as_str().expect("a text")).expect("an expression");
        let list = |field: &str| policy["spec"][field].as_array().expect("a list").iter();
        Self {
            variables: list("variables")
                .map(|it| (it["name"].as_str().expect("a name").to_owned(), compile(&it["expression"])))
                .collect(),
            validations: list("validations")
                .map(|it| {
                    let rule = it["message"].as_str().expect("a message").split(": ").nth(1).expect("a rule");
                    (rule.to_owned(), compile(&it["expression"]), it.get("messageExpression").map(compile))
                })
                .collect(),
        }
    }

    /// Returns the rules that find something in an object, each with its message.
    fn findings(&self, object: &Value, env: &Arc<Env>) -> BTreeMap<String, String> {
        let mut variables: BTreeMap<String, Cel> = BTreeMap::new();
        let context = |variables: &BTreeMap<String, Cel>| {
            let mut context = Context::with_env(Arc::clone(env));
            context.add_variable("object", object).expect("an object");
            context.add_variable_from_value(
                "variables",
                Cel::from(variables.clone().into_iter().collect::<HashMap<_, _>>()),
            );
            context
        };
        for (name, program) in &self.variables {
            let value = program.execute(&context(&variables)).unwrap_or_else(|error| panic!("{name}: {error}"));
            variables.insert(name.clone(), value);
        }
        let context = context(&variables);
        let run = |program: &Program| program.execute(&context).expect("a value");
        let failed = self.validations.iter().filter(|(_, sound, _)| run(sound) != Cel::Bool(true));
        failed
            .map(|(rule, _, message)| {
                let message = message.as_ref().map_or(String::new(), |it| match run(it) {
                    Cel::String(text) => text.to_string(),
                    other => panic!("{rule}: {other:?} is no message"),
                });
                (rule.clone(), message)
            })
            .collect()
    }
}

/// An evaluator with the libraries that an API server has.
fn env() -> Arc<Env> {
    let mut env = Env::stdlib().with_optional_support(true);
    env.add_extension(extensions::strings).expect("strings");
    Arc::new(env)
}

fn policies(env: &Env) -> Vec<Policy> {
    let folder = Folder::new();
    folder.write("all.yaml", ALL);
    let ran = podpat(["export", "vap", "--config", &folder.name("all.yaml")]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let objects = documents(&ran.out);
    let policies = objects.iter().filter(|it| it["kind"] == "ValidatingAdmissionPolicy");
    policies.map(|policy| Policy::read(policy, env)).collect()
}

fn documents(text: &str) -> Vec<Value> {
    use serde::Deserialize;
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map_while(|document| Value::deserialize(document).ok()).collect()
}

/// Returns the objects that a server would take, which are the only ones that a policy sees.
fn admitted() -> Vec<(String, Value)> {
    let mut objects = Vec::new();
    let folders = ["rules", "corpus"].map(|name| format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR")));
    let files = folders.iter().flat_map(ignore::Walk::new).map(|entry| entry.expect("an entry").into_path());
    for file in files.filter(|file| file.extension().is_some_and(|it| it == "yaml")) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        for object in documents(&text) {
            let is_workload = [
                "Pod",
                "PodTemplate",
                "ReplicationController",
                "Deployment",
                "ReplicaSet",
                "StatefulSet",
                "DaemonSet",
                "Job",
                "CronJob",
            ]
            .iter()
            .any(|kind| object["kind"] == *kind);
            if is_workload && podpat::validate("it", &object.to_string(), Release::LATEST).findings.is_empty() {
                objects.push((file.display().to_string(), without_nulls(object)));
            }
        }
    }
    objects
}

/// Returns a value as a server stores it.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Evaluates the policies on the fixtures of the rules that they say, and on every `step`th other object.
fn hold_policies_against_rules(step: usize) {
    let env = env();
    let policies = policies(&env);
    let said: BTreeSet<&str> =
        policies.iter().flat_map(|policy| policy.validations.iter().map(|(rule, ..)| rule.as_str())).collect();
    assert!(said.len() >= 7, "{said:?}");
    let settings = Settings::of(&said.iter().map(|rule| rule.parse().expect("a rule")).collect::<Vec<Selector>>());
    let objects = admitted();
    assert!(objects.len() > 300, "{}", objects.len());
    let mut hits: BTreeMap<String, usize> = BTreeMap::new();
    let is_fixture = |file: &str| said.iter().any(|rule| file.contains(&format!("/tests/rules/{rule}/")));
    let tried = objects.into_iter().enumerate().filter(|(at, (file, _))| at % step == 0 || is_fixture(file));
    for (_, (file, object)) in tried {
        let found: BTreeMap<String, String> =
            policies.iter().flat_map(|policy| policy.findings(&object, &env)).collect();
        let wanted = podpat::lint("it", &object.to_string(), &settings);
        let wanted: BTreeSet<&str> = wanted.findings.iter().map(|finding| finding.rule.id).collect();
        let got: BTreeSet<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(got, wanted, "{file}: {object}");
        for rule in got {
            *hits.entry(rule.to_owned()).or_default() += 1;
        }
    }
    let silent: Vec<&&str> = said.iter().filter(|rule| !hits.contains_key(**rule)).collect();
    assert!(silent.is_empty(), "no fixture shows {silent:?}");
}

#[test]
fn policies_find_what_the_rules_find() {
    hold_policies_against_rules(12);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn policies_find_what_the_rules_find_in_every_object() {
    hold_policies_against_rules(1);
}

#[test]
fn annotations_silence_policies() {
    let env = env();
    let policies = policies(&env);
    let pod = |ignore: &str| {
        json!({"kind": "Pod", "metadata": {"annotations": {"podpat.dev/ignore": ignore}},
            "spec": {"containers": [{"name": "app", "image": "shop:1"}], "volumes": [{"name": "data"}]}})
    };
    let deployment = |ignore: &str| json!({"kind": "Deployment", "metadata": {}, "spec": {"template": pod(ignore)}});
    let found = |object: &Value| policies.iter().any(|policy| !policy.findings(object, &env).is_empty());
    for ignore in ["unused-volume", "composition", "all", "latest-image, unused-volume"] {
        assert!(!found(&pod(ignore)), "{ignore}");
        assert!(!found(&deployment(ignore)), "{ignore}");
    }
    for ignore in ["", "latest-image", "unused-volumes", "reliability"] {
        assert!(found(&pod(ignore)), "{ignore}");
        assert!(found(&deployment(ignore)), "{ignore}");
    }
}

#[test]
fn messages_name_the_containers() {
    let env = env();
    let probe = json!({"httpGet": {"port": "web"}});
    let object = json!({"kind": "Pod", "metadata": {}, "spec": {"containers": [
        {"name": "app", "image": "shop:1", "readinessProbe": probe}, {"name": "log", "image": "log:1"}]}});
    let messages: Vec<String> =
        policies(&env).iter().flat_map(|policy| policy.findings(&object, &env).into_values()).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn the_exported_policies_are_sound() {
    let ran = podpat(["export", "vap"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lint = podpat_on(&ran.out, ["lint", "-", "--no-config", "--select", "all", "--fail-on", "info"]);
    assert_eq!(lint.code, 0, "{}", lint.out);
    insta::assert_snapshot!(ran.out);
    let ran = podpat(["export", "vap", "--deny-label", "not a label=x"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}
