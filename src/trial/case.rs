//! The descriptions that an entry is tried with.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::catalogue::{Entry, Pattern, Type};
use crate::k8s::field_names;
use crate::pattern::{HelperMode, Kind};
use crate::source::Source;
use crate::yaml;

/// The image of main in what is tried.
const IMAGE: &str = "registry.example.com/app:1.0";

/// A description, and what is looked at besides what every Pod promises.
#[derive(Debug)]
pub(super) struct Case {
    /// The words of messages: `in a CronJob with no more than it needs`.
    pub(super) what: String,
    pub(super) description: String,
    pub(super) mode: Option<HelperMode>,
    /// The number of containers of the entry.
    pub(super) count: usize,
    pub(super) aspect: Aspect,
}

/// The things that are looked at in a case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Aspect {
    /// The promises of every Pod and of the pattern.
    Promises,
    /// The same, and that a port has the number that was chosen.
    Port(String, u16),
    /// The same, and that Services lead to the helper in front of main.
    Front,
    /// The same, and that nothing in it is advised against and `inspect` tells its role.
    Example,
    /// That it is generated and valid.
    Valid,
}

impl Case {
    fn new(what: impl Into<String>, description: impl ToString, aspect: Aspect) -> Self {
        Self { what: what.into(), description: description.to_string(), mode: None, count: 1, aspect }
    }
}

/// Returns the cases of an entry, or the parameter that is required and shows no example.
pub(super) fn cases(entry: &Entry) -> Result<Vec<Case>, String> {
    let aspect = if Pattern::LISTED.contains(&entry.pattern) { Aspect::Example } else { Aspect::Valid };
    let mut cases = vec![Case::new("as its example has it", &entry.example, aspect)];
    if !Pattern::LISTED.contains(&entry.pattern) {
        return Ok(cases);
    }
    let helper = with_required(entry)?;
    let beside_port = json!({"image": IMAGE, "ports": [8080]});
    for kind in Kind::ALL {
        for main in [json!(IMAGE), beside_port.clone()] {
            if main.is_string() && needs_port(entry) {
                continue;
            }
            let what = format!("in a {} with no more than it needs", kind.name());
            cases.push(Case::new(what, least(kind, &main, entry.pattern, json!(helper)), Aspect::Promises));
        }
        let what = format!("as its example has it, in a {}", kind.name());
        cases.extend(example_in(entry, kind).map(|example| Case::new(what, example, Aspect::Promises)));
    }
    let plain = least(Kind::Deployment, &beside_port, entry.pattern, json!(helper));
    let plain = Case::new("as a plain container", plain, Aspect::Promises);
    cases.push(Case { mode: Some(HelperMode::Classic), ..plain });
    let both =
        least(Kind::Pod, &with_fixed(entry, &beside_port), entry.pattern, json!([helper, second(entry, &helper)]));
    cases.push(Case { count: 2, ..Case::new("twice in one Pod", both, Aspect::Promises) });
    cases.extend(ports(entry, &helper, &beside_port));
    if entry.fronts.is_some() {
        let mut front =
            least(Kind::StatefulSet, &json!({"image": IMAGE, "ports": ["http:8080"]}), entry.pattern, json!(helper));
        front["service"] = true.into();
        cases.push(Case::new("behind a Service", front, Aspect::Front));
    }
    Ok(cases)
}

/// Returns a helper with the parameters it requires, as their examples show them.
///
/// # Errors
/// The parameter that shows no example.
pub fn with_required(entry: &Entry) -> Result<Map<String, Json>, String> {
    let mut helper = Map::from_iter([("use".to_owned(), json!(entry.name))]);
    for (name, parameter) in entry.parameters.iter().filter(|(_, parameter)| parameter.required) {
        helper.insert(name.clone(), parameter.example.clone().ok_or_else(|| name.clone())?);
    }
    Ok(helper)
}

/// Returns the same helper with a folder and variables of its own.
fn second(entry: &Entry, helper: &Map<String, Json>) -> Map<String, Json> {
    let mut second = helper.clone();
    if let Some(path) = helper.get("path").and_then(Json::as_str) {
        second.insert("path".to_owned(), format!("/srv/second{path}").into());
    }
    for name in entry.parameters.iter().filter(|(_, it)| it.kind == Type::Variable).map(|(name, _)| name) {
        second.insert(name.clone(), format!("SECOND_{}", name.to_uppercase()).into());
    }
    second
}

/// Returns a main that has the variables itself which two helpers cannot both set.
fn with_fixed(entry: &Entry, main: &Json) -> Json {
    let mut main = main.clone();
    let names = entry.main.fixed.iter().filter(|name| !name.contains("{{"));
    let env: Map<String, Json> = names.map(|name| (name.clone(), "of main".into())).collect();
    if !env.is_empty() {
        main["env"] = env.into();
    }
    main
}

/// Returns the least a user can write to get helpers in a workload of a kind.
fn least(kind: Kind, main: &Json, pattern: Pattern, helpers: Json) -> Json {
    let mut description = json!({"name": "demo", "kind": kind.name(), "main": main, pattern.key(): helpers});
    if kind == Kind::CronJob {
        description["schedule"] = json!("0 3 * * *");
    }
    description
}

/// Returns true if the entry passes something on to main's port.
pub fn needs_port(entry: &Entry) -> bool {
    let stands_in = |default: &Json| default.as_str() == Some("{{ main.port }}");
    entry.fronts.is_some() || entry.parameters.values().any(|it| it.default.as_ref().is_some_and(stands_in))
}

/// Returns the example as another kind of workload. Fields of the example's own kind are not those of another.
fn example_in(entry: &Entry, kind: Kind) -> Option<Json> {
    let mut example = example(entry)?;
    let kept = ["name", "namespace", "main", "sidecar", "ambassador", "adapter", "init", "service"];
    let fields = example.as_object_mut()?;
    fields.retain(|key, _| kept.contains(&key.as_str()) || field_names::of_pod_spec().contains(&key.as_str()));
    fields.insert("kind".to_owned(), kind.name().into());
    if kind == Kind::CronJob {
        fields.insert("schedule".to_owned(), "0 3 * * *".into());
    }
    Some(example)
}

/// Returns the example as a value, where it is YAML.
fn example(entry: &Entry) -> Option<Json> {
    let source = Arc::new(Source::new("the example", entry.example.as_str()));
    let stream = yaml::parse(&source);
    Some(stream.documents.first()?.tree.as_ref().ok()?.root().to_json())
}

/// Returns a case for each port that a parameter sets.
fn ports(entry: &Entry, helper: &Map<String, Json>, main: &Json) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, (name, port)) in entry.ports.iter().enumerate() {
        let (Some(parameter), Ok(at)) = (&port.parameter, u16::try_from(at)) else { continue };
        let number = 17_000 + at;
        let mut helper = helper.clone();
        helper.insert(parameter.clone(), number.into());
        let description = least(Kind::Pod, main, entry.pattern, json!(helper));
        cases.push(Case::new(format!("with `{parameter}: {number}`"), description, Aspect::Port(name.clone(), number)));
    }
    cases
}

/// Returns the example of an entry with one parameter of its helper set, and what that one needs; nothing where the
/// example is no description.
pub fn description(entry: &Entry, name: &str, value: Json) -> Option<Json> {
    let mut description = example(entry)?;
    let helpers = description.get_mut(entry.pattern.key())?;
    let helper = if helpers.is_array() { helpers.get_mut(0)? } else { helpers };
    if helper.is_string() {
        *helper = json!({"use": entry.name});
    }
    let needed = entry.parameters.get(name).and_then(|parameter| parameter.only_with.as_ref());
    if let Some((needed, example)) = needed.and_then(|it| Some((it, entry.parameters.get(it)?.example.clone()?))) {
        helper.as_object_mut()?.insert(needed.clone(), example);
    }
    helper.as_object_mut()?.insert(name.to_owned(), value);
    Some(description)
}
