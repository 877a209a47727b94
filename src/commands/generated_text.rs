//! Generated objects as text: one stream, or a file for each.

use std::sync::Arc;

use clap::ValueEnum;
use serde_json::{Value as Json, json};

use super::out_dir::OutFile;
use crate::k8s;
use crate::pattern::{Generated, Rendered};
use crate::source::Source;
use crate::terminal::{json, visible};

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// YAML documents
    Yaml,
    /// One JSON `List`
    Json,
}

/// The objects as text: those of each description below a line that says what it is.
pub(super) fn print(generated: &[Generated], form: Form) -> String {
    match form {
        Form::Yaml => {
            let documents = |generated: &Generated| {
                let texts: Vec<&str> = generated.objects.iter().map(|object| object.text.as_str()).collect();
                format!("# {}\n{}", visible(&generated.about), texts.join("---\n"))
            };
            generated.iter().map(documents).collect::<Vec<_>>().join("---\n")
        }
        Form::Json => {
            let objects = generated.iter().flat_map(|generated| &generated.objects);
            let items: Vec<Json> = objects.map(|object| json_of(&object.text)).collect();
            json::text(&json!({"apiVersion": "v1", "kind": "List", "items": items}))
        }
    }
}

/// The object of a document that podpat printed itself.
fn json_of(text: &str) -> Json {
    let read = k8s::read(&Arc::new(Source::new("", text)));
    read.manifests.first().map(|manifest| manifest.node().to_json()).unwrap_or_default()
}

/// A file for each object.
pub(super) fn out_files(generated: &[Generated], form: Form) -> Vec<OutFile> {
    let file = |object: &Rendered| {
        let (extension, text) = match form {
            Form::Yaml => ("yaml", object.text.clone()),
            Form::Json => ("json", json::text(&json_of(&object.text))),
        };
        OutFile { name: format!("{}-{}.{extension}", object.kind.to_lowercase(), object.name), text }
    };
    generated.iter().flat_map(|generated| &generated.objects).map(file).collect()
}
