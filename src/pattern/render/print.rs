//! A plan as text: one template a kind says how its objects print, and every value goes in as a value.

use include_dir::{Dir, include_dir};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context};
use serde_json::{Map, Value as Json};

use crate::pattern::plan::objects::{Plan, PlannedObject, is_cluster_wide, rank};
use crate::pattern::plan::planned::Planned;
use crate::yaml::{self, COMMENT};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// One object as text.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace, where it is said and the kind has one.
    pub namespace: Option<String>,
    /// A YAML document without `---`, with a line break at its end.
    pub text: String,
}

/// One object as text, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The object.
    pub rendered: Rendered,
    /// The index of the description it belongs to.
    pub planned: usize,
    /// The index among the objects beside the workload; `None` for the workload itself.
    pub object: Option<usize>,
}

/// The objects of all plans, in the order in which they need each other.
///
/// # Errors
/// Fails if a template is wrong, which is podpat's own mistake.
pub(crate) fn print(planned: &[Planned]) -> Result<Vec<Document>, Error> {
    let environment = environment()?;
    let mut documents = Vec::new();
    for (at, planned) in planned.iter().enumerate() {
        let plan = Value::from(Serde(&planned.plan));
        for (index, object) in planned.plan.objects.iter().enumerate() {
            let rendered = Rendered {
                kind: object.kind.clone(),
                name: object.name.clone(),
                namespace: planned.plan.namespace.clone().filter(|_| !is_cluster_wide(&object.kind)),
                text: fill(
                    &environment,
                    "object",
                    context!(plan => plan.clone(), object => of_object(&planned.plan, object)),
                )?,
            };
            documents.push(Document { rendered, planned: at, object: Some(index) });
        }
        let kind = planned.plan.workload.kind;
        let text = fill(&environment, &kind.to_lowercase(), context!(plan))?;
        let (name, namespace) = (planned.plan.name.clone(), planned.plan.namespace.clone());
        let rendered = Rendered { kind: kind.to_owned(), name, namespace, text };
        documents.push(Document { rendered, planned: at, object: None });
    }
    documents.sort_by_key(|document| rank(&document.rendered.kind));
    Ok(documents)
}

/// An object with the labels and the namespace of all.
fn of_object(plan: &Plan, object: &PlannedObject) -> Value {
    let mut whole = object.clone();
    whole.labels = plan.labels.iter().chain(&object.labels).map(|(key, value)| (key.clone(), value.clone())).collect();
    let namespace = plan.namespace.as_ref().filter(|_| !is_cluster_wide(&object.kind));
    context!(namespace, ..Value::from(Serde(&whole)))
}

fn fill(environment: &Environment<'_>, template: &str, values: Value) -> Result<String, Error> {
    let text = environment.get_template(&format!("{template}.yaml.j2"))?.render(values)?;
    Ok(format!("{}\n", text.trim_end_matches('\n')))
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("yaml".into()));
    environment.set_formatter(write_scalar);
    environment.add_filter("block", |value: &Value, indent: usize| Ok(safe(yaml::after_key(&json(value)?, indent))));
    environment.add_filter("fields", fields);
    environment.add_filter("indent", indent);
    environment.add_filter("comment", comment);
    environment.add_filter("without", without);
    let partials = TEMPLATES.get_dir("partials").into_iter().flat_map(Dir::files);
    for file in TEMPLATES.files().chain(partials) {
        let text = file.contents_utf8().unwrap_or_default();
        environment.add_template_owned(file.path().display().to_string().replace('\\', "/"), text)?;
    }
    Ok(environment)
}

/// A hole holds one scalar; collections go through `block` or `fields`.
fn write_scalar(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_safe() || value.is_undefined() {
        return Ok(write!(out, "{value}")?);
    }
    let text = yaml::document(&json(value)?);
    Ok(out.write_str(text.trim_end_matches('\n'))?)
}

fn json(value: &Value) -> Result<Json, Error> {
    serde_json::to_value(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}

/// The fields of a mapping as lines: those named first, in that order, then the rest.
fn fields(value: &Value, first: Vec<String>) -> Result<Value, Error> {
    let Json::Object(mut map) = json(value)? else {
        return Err(Error::new(ErrorKind::InvalidOperation, "only a mapping has fields"));
    };
    let mut ordered = Map::new();
    for key in first {
        if let Some(value) = map.shift_remove(&key) {
            ordered.insert(key, value);
        }
    }
    ordered.extend(map);
    Ok(safe(yaml::document(&Json::Object(ordered)).trim_end_matches('\n').to_owned()))
}

/// The comment of a mapping, as lines of its own.
fn comment(value: &Value) -> Result<Value, Error> {
    let json = json(value)?;
    let text = json.get(COMMENT).and_then(Json::as_str).unwrap_or_default();
    Ok(safe(text.lines().flat_map(|line| ["# ", line, "\n"]).collect()))
}

/// A mapping less some of its keys.
fn without(value: &Value, keys: Vec<String>) -> Result<Value, Error> {
    let Json::Object(mut map) = json(value)? else { return Ok(Value::UNDEFINED) };
    map.retain(|key, _| !keys.contains(key));
    Ok(Value::from(Serde(map)))
}

/// Every line but the first moved to the right; empty lines stay empty.
fn indent(value: &Value, width: usize) -> Value {
    let pad = " ".repeat(width);
    let text = value.to_string();
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
    }
    safe(out)
}
