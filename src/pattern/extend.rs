//! What helpers change in a workload that exists already: the plan of its Pod with them, beside the plan without.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::catalogue::{Catalogue, Pattern};
use crate::k8s::{Container, Manifest, Pod};
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::image;
use crate::pattern::description::input::Input;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::spanned_value::{Field, SpannedValue, Value};
use crate::pattern::description::workload::{Description, Neighbour};
use crate::pattern::generate::helper_mode;
use crate::pattern::plan::assemble::assemble;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::planned::Planned;
use crate::pattern::plan::resolve;
use crate::pattern::problem::{Bug, Problems};
use crate::pattern::render::print::{self, Rendered};
use crate::source::Source;
use crate::validity::Release;
use crate::yaml::Node;

/// Fields of a pod spec that decide how helpers are wired.
const OF_POD: [&str; 8] = [
    "serviceAccountName",
    "automountServiceAccountToken",
    "imagePullSecrets",
    "securityContext",
    "shareProcessNamespace",
    "hostNetwork",
    "os",
    "volumes",
];

/// Fields of a workload's spec that do.
const OF_WORKLOAD: [&str; 2] = ["schedule", "volumeClaimTemplates"];

/// Keys of a description that are about helpers.
const OF_HELPERS: [&str; 7] = ["sidecar", "ambassador", "adapter", "init", "election", "helpers", "registry"];

/// A workload that is there, and its main container.
#[derive(Clone, Copy, Debug)]
pub struct Existing<'a> {
    /// The workload.
    pub manifest: &'a Manifest,
    /// The kind of workload.
    pub kind: Kind,
    /// The name of its main container.
    pub main: &'a str,
}

/// The helpers that are asked for.
#[derive(Debug, Default)]
pub struct HelperFlags {
    /// A file with the helper part of a description.
    pub file: Option<Arc<Source>>,
    /// `sidecar`, `ambassador`, `adapter` or `init`, and `NAME,key=value,…`.
    pub helpers: Vec<(&'static str, String)>,
    /// `election`: `true`, or `key=value,…`.
    pub sections: Vec<(&'static str, String)>,
    /// The way helpers run, when a flag says so.
    pub mode: Option<HelperMode>,
    /// The release of Kubernetes to wire them for.
    pub kubernetes: Release,
}

/// The changes that helpers make, one helper after the other.
#[derive(Debug)]
pub struct Extension {
    /// The steps from the Pod as it is to the Pod with all helpers, one a helper.
    pub stages: Vec<Stage>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// The changes that one helper makes.
#[derive(Debug)]
pub struct Stage {
    /// Its name.
    pub helper: String,
    /// The pod spec as it would be generated without the helper, as far as it matters to helpers.
    pub before: Json,
    /// The pod spec with it, with comments.
    pub after: Json,
    /// Annotations that the Pods get.
    pub pod_annotations: Map<String, Json>,
    /// Labels that the Pods get.
    pub pod_labels: Map<String, Json>,
    /// Objects beside the workload.
    pub objects: Vec<Rendered>,
    /// The name or the number of its port, where it stands in front of main.
    pub front: Option<Json>,
}

/// Plans helpers for a workload that is there.
///
/// # Errors
/// The mistakes in what was asked for, all of them; or podpat's own, and then it says so.
pub fn extend(existing: Existing<'_>, asked: &HelperFlags, catalogue: &Catalogue) -> miette::Result<Extension> {
    let mut problems = Problems::default();
    let input = Input {
        file: asked.file.clone(),
        helpers: asked.helpers.clone(),
        sections: asked.sections.clone(),
        ..Input::default()
    };
    let items = input.read_with(catalogue.registry.as_ref(), &mut problems);
    let Some(mut item) = items.first().and_then(|helpers| described(existing, helpers, &mut problems)) else {
        return problems.or_bug();
    };
    let beside = neighbours(existing);
    let is_there = |name: &str| name == existing.main || beside.iter().any(|other| other.name == name);
    let present = leave_out_present(&mut item, is_there);
    let mut all = Description::read_all(&item, asked.kubernetes, &mut problems);
    let Some(mut description) = all.pop() else { return problems.or_bug() };
    description.beside = beside;
    let mode = helper_mode(asked.mode, asked.kubernetes, &description, &mut problems);
    let helpers = resolve::resolve(&description, mode, catalogue, &mut problems)?;
    let whole = assemble(&description, &helpers, mode, &mut problems);
    let planned = problems.or(Planned { description, helpers, plan: whole })?;
    let mut extension = Extension { stages: stages(&planned, mode)?, notes: planned.plan.notes.clone() };
    let note =
        |name: String| format!("`{name}` is in the Pod already, and was left as it is; `name=…` adds another one");
    extension.notes.extend(present.into_iter().map(note));
    Ok(extension)
}

/// Returns what each helper adds to a plan with those before it, in the order in which their containers start.
fn stages(planned: &Planned, mode: HelperMode) -> miette::Result<Vec<Stage>> {
    let Planned { description, helpers, plan } = planned;
    let documents = print::print(std::slice::from_ref(planned)).map_err(Bug::template)?;
    let mut helpers = helpers.clone();
    let init = plan.workload.pod.get("initContainers").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    helpers.sort_by_key(|helper| init.iter().position(|it| it["name"] == *helper.instance).unwrap_or(init.len()));
    let bare = Description { helping: Vec::new(), ..description.clone() };
    let with = |count: usize| assemble(&bare, &helpers[..count], mode, &mut Problems::default());
    let (mut stages, mut before) = (Vec::new(), with(0));
    for (at, helper) in helpers.iter().enumerate() {
        let after = if at + 1 == helpers.len() { plan.clone() } else { with(at + 1) };
        let is_same = |one: &PlannedObject, two: &PlannedObject| (&one.kind, &one.name) == (&two.kind, &two.name);
        let is_in = |plan: &Plan, object: &PlannedObject| plan.objects.iter().any(|other| is_same(other, object));
        let is_new = |object: &PlannedObject| is_in(&after, object) && !is_in(&before, object);
        let objects = documents.iter().filter(|it| it.object.is_some_and(|at| is_new(&plan.objects[at])));
        stages.push(Stage {
            helper: helper.instance.clone(),
            pod_annotations: new_in(&after.workload.pod_annotations, &before.workload.pod_annotations),
            pod_labels: new_in(&after.pod_labels, &before.pod_labels),
            objects: objects.map(|document| document.rendered.clone()).collect(),
            front: helper.fronts.as_ref().map(|front| front.target.clone()),
            after: after.workload.pod.clone(),
            before: before.workload.pod.clone(),
        });
        before = after;
    }
    Ok(stages)
}

fn new_in(new: &Map<String, Json>, old: &Map<String, Json>) -> Map<String, Json> {
    let added = new.iter().filter(|(key, value)| old.get(*key) != Some(*value));
    added.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Takes out helpers whose containers are in the Pod already, and returns their names.
fn leave_out_present(item: &mut SpannedValue, is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let Value::Map(fields) = &mut item.value else { return Vec::new() };
    let mut present = Vec::new();
    let mut is_new = |name: &str| {
        let is_new = !is_there(name);
        present.extend((!is_new).then(|| name.to_owned()));
        is_new
    };
    let name_of = |helper: &SpannedValue| {
        let said = helper.get("name").or_else(|| helper.get("use")).unwrap_or(helper);
        said.to_json().as_str().map(str::to_owned)
    };
    fields.retain_mut(|field| {
        if field.key == "election" {
            return is_new("elector");
        }
        if !Pattern::LISTED.iter().any(|pattern| pattern.key() == field.key) {
            return true;
        }
        match &mut field.item.value {
            Value::List(list) => {
                list.retain(|helper| name_of(helper).is_none_or(|name| is_new(&name)));
                true
            }
            _ => name_of(&field.item).is_none_or(|name| is_new(&name)),
        }
    });
    present
}

/// Returns the other containers of a workload.
fn neighbours(existing: Existing<'_>) -> Vec<Neighbour> {
    let pod = existing.manifest.pod();
    let containers = pod.iter().flat_map(Pod::containers);
    let of = |container: Container<'_>| Neighbour {
        name: container.name().to_owned(),
        ports: container.spec.ports.clone().unwrap_or_default(),
    };
    containers.filter(|container| container.name() != existing.main).map(of).collect()
}

/// Returns a workload that is there as a description, with helpers besides.
fn described(existing: Existing<'_>, helpers: &SpannedValue, problems: &mut Problems) -> Option<SpannedValue> {
    let manifest = existing.manifest;
    let (node, pod) = (manifest.node(), manifest.pod_node()?.get("spec")?);
    let mut fields = Fields { source: &manifest.source, list: Vec::new() };
    fields.text("kind", existing.kind.name(), node);
    fields.node("name", node.get("metadata").and_then(|it| it.get("name")));
    fields.node("namespace", node.get("metadata").and_then(|it| it.get("namespace")));
    let spec = node.get("spec");
    let selector = spec.and_then(|it| it.get("selector")?.get("matchLabels"));
    fields.node("selector", selector.filter(|_| !existing.kind.ends()));
    for key in OF_WORKLOAD.into_iter().filter(|key| existing.kind.has(key)) {
        fields.node(key, spec.and_then(|it| it.get(key)));
    }
    for key in OF_POD {
        fields.node(key, pod.get(key));
    }
    let main = pod
        .get("containers")
        .and_then(|list| list.items().find(|it| it.get("name").is_some_and(|name| name.text() == existing.main)));
    fields.node("main", main);
    let mut list = fields.list;
    list.iter_mut().filter(|field| field.key == "main").for_each(|field| accept_image(&mut field.item));
    list.extend(helpers_of(helpers, problems)?);
    Some(SpannedValue { place: helpers.place.clone(), value: Value::Map(list) })
}

/// Takes the image of main as it is: where a build or another program fills it in, as in `ko://example.com/app`, it is no
/// image yet.
fn accept_image(main: &mut SpannedValue) {
    let Value::Map(fields) = &mut main.value else { return };
    for field in fields.iter_mut().filter(|field| field.key == "image") {
        let is_reference = |text: &str| image::check(text).is_ok();
        if field.item.to_json().as_str().is_some_and(|text| !text.is_empty() && !is_reference(text)) {
            field.item = SpannedValue::of_text("main", field.item.place.clone());
        }
    }
}

/// Returns the keys that are about helpers, of which there is at least one; others are refused.
fn helpers_of(helpers: &SpannedValue, problems: &mut Problems) -> Option<Vec<Field>> {
    let Value::Map(entries) = &helpers.value else {
        let help = "write `sidecar:`, `ambassador:`, `adapter:` or `init:`, as in a description".to_owned();
        problems.add(&helpers.place, "this is not the helper part of a description", "a mapping is expected", help);
        return None;
    };
    for entry in entries.iter().filter(|entry| !OF_HELPERS.contains(&entry.key.as_str())) {
        let makes_workloads = [Pattern::WorkQueue, Pattern::ScatterGather].iter().any(|it| it.key() == entry.key);
        let (label, help) = if makes_workloads {
            ("this makes workloads of its own", "write a whole description, and run `podpat generate`".to_owned())
        } else {
            let known = OF_HELPERS.join("`, `");
            ("not about helpers", format!("the workload says this itself; helpers are said by `{known}`"))
        };
        problems.add(&entry.place, format!("`{}` cannot be added to a workload", entry.key), label, help);
    }
    problems.is_empty().then(|| entries.clone())
}

/// The fields of a description that a manifest says.
struct Fields<'a> {
    source: &'a Arc<Source>,
    list: Vec<Field>,
}

impl Fields<'_> {
    fn node(&mut self, key: &str, node: Option<Node<'_>>) {
        let mut item = node.filter(|node| !node.is_null()).and_then(|node| SpannedValue::of_node(node, self.source));
        // To the API server, a field that is null is one that is not there.
        if let Some(Value::Map(fields)) = item.as_mut().map(|item| &mut item.value) {
            fields.retain(|field| !field.item.is_null());
        }
        self.list.extend(item.map(|item| Field { key: key.to_owned(), place: item.place.clone(), item }));
    }

    fn text(&mut self, key: &str, text: &str, node: Node<'_>) {
        let place = SpannedValue::of_node(node, self.source).map(|item| item.place.head());
        let item = place.map(|place| SpannedValue::of_text(text, place));
        self.list.extend(item.map(|item| Field { key: key.to_owned(), place: item.place.clone(), item }));
    }
}
