//! The three functions, one for each kind of `functionConfig`: descriptions, helpers and lint.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::report;
use super::resource_list::{KrmError, ResourceList};
use crate::catalogue::Catalogue;
use crate::config::{Config, RuleSelection};
use crate::pattern::{self, HelperFlags, Input, Request};
use crate::rework::{self, Wanted};
use crate::source::Source;
use crate::validity::Release;
use crate::yaml;

/// The list that comes out, and what to say of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The text of a `ResourceList`.
    pub text: String,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// Does what a resource list asks for.
///
/// # Errors
/// Fails if it is no such list, or if its description, helpers or configuration are wrong.
pub fn run(source: &Arc<Source>, catalogue: &Catalogue) -> miette::Result<Answer> {
    let mut list = ResourceList::read(source)?;
    match list.config.kind.as_str() {
        "Description" => {
            let notes = describe(&mut list, catalogue)?;
            Ok(Answer { text: list.write(Vec::new()), notes })
        }
        "Helpers" => {
            let notes = add_helpers(&mut list, catalogue)?;
            Ok(Answer { text: list.write(Vec::new()), notes })
        }
        "Lint" => {
            let settings = Config::parse(&list.config.spec, Path::new(""))?.settings(&[], &RuleSelection::default());
            let results = crate::lint("items", &text_of(&list.items), &settings);
            let results = report::results(&results, &list.items);
            Ok(Answer { text: list.write(results), notes: Vec::new() })
        }
        other => Err(KrmError::UnknownKind(other.to_owned()).into()),
    }
}

/// Adds the objects of a description, each in the place of the one that it is already.
fn describe(list: &mut ResourceList, catalogue: &Catalogue) -> miette::Result<Vec<String>> {
    let description = Input { file: Some(Arc::clone(&list.config.spec)), ..Input::default() };
    let request = Request { description, helpers: None, kubernetes: Release::LATEST };
    let generated = pattern::generate(&request, catalogue)?;
    for object in generated.objects.iter().flat_map(|object| yaml::values(&object.text)) {
        match list.items.iter_mut().find(|item| is_same(item, &object)) {
            Some(item) => *item = object,
            None => list.items.push(object),
        }
    }
    Ok(generated.notes)
}

/// Adds helpers to the workload that is meant.
fn add_helpers(list: &mut ResourceList, catalogue: &Catalogue) -> miette::Result<Vec<String>> {
    let to = list.config.annotation("to").map(str::parse).transpose();
    let to = to.map_err(|error: String| miette::miette!("the annotation `podpat.dev/to` is wrong: {error}"))?;
    let wanted = Wanted { to, container: list.config.annotation("container").map(str::to_owned) };
    let asked = HelperFlags { file: Some(Arc::clone(&list.config.spec)), ..HelperFlags::default() };
    let items = Arc::new(Source::new("items", text_of(&list.items)));
    let added = rework::add(&[items], &wanted, &asked, catalogue)?;
    list.items = added.texts.iter().flat_map(|text| yaml::values(text.text())).collect();
    Ok(added.notes)
}

/// Returns the items as a text of documents.
fn text_of(items: &[Value]) -> String {
    items.iter().map(yaml::document).collect::<Vec<_>>().join("---\n")
}

/// Returns true if two items are the same object.
fn is_same(a: &Value, b: &Value) -> bool {
    let fields = ["/apiVersion", "/kind", "/metadata/namespace", "/metadata/name"];
    fields.iter().all(|field| a.pointer(field).unwrap_or(&Value::Null) == b.pointer(field).unwrap_or(&Value::Null))
}
