//! The text of a `ResourceList`, in and out.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::source::Source;
use crate::yaml;

/// The API group of resource lists.
const GROUP: &str = "config.kubernetes.io/";

/// The API version of `functionConfig`.
const VERSION: &str = "podpat.dev/v1alpha1";

/// The reason why a function cannot run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum KrmError {
    /// The text is not one document of YAML.
    #[error("standard input is no `ResourceList`: {0}")]
    #[diagnostic(help("kustomize and kpt write one; `podpat krm --help` shows how to name podpat as a function"))]
    NotAList(String),
    /// There is nothing that says what to do.
    #[error("the `ResourceList` has no `functionConfig` of {VERSION}")]
    #[diagnostic(help("give it one of kind `Description`, `Helpers` or `Lint`, with a `spec`"))]
    NoConfig,
    /// The `functionConfig` is of another kind.
    #[error("`{0}` is no function of podpat")]
    #[diagnostic(help("write `kind: Description`, `kind: Helpers` or `kind: Lint`"))]
    UnknownKind(String),
}

/// A resource list, and what its `functionConfig` asks for.
#[derive(Debug)]
pub(super) struct ResourceList {
    list: Map<String, Value>,
    pub(super) items: Vec<Value>,
    pub(super) config: FunctionConfig,
}

/// The `functionConfig`: it says what podpat is asked for.
#[derive(Debug)]
pub(super) struct FunctionConfig {
    pub(super) kind: String,
    /// The text of the `spec`: a description, helpers, or a configuration.
    pub(super) spec: Arc<Source>,
    annotations: Value,
}

impl FunctionConfig {
    /// Returns an annotation of podpat's own.
    pub(super) fn annotation(&self, name: &str) -> Option<&str> {
        self.annotations[format!("podpat.dev/{name}")].as_str()
    }
}

/// Returns true if a text begins like a resource list, as kustomize and kpt write it.
pub fn is_resource_list(text: &str) -> bool {
    let is_kind = |line: &str| line.trim().trim_matches(['{', '}', '"']).replace([' ', '"'], "") == "kind:ResourceList";
    text.lines().take(5).flat_map(|line| line.split(',')).any(is_kind)
}

impl ResourceList {
    /// Reads a list.
    ///
    /// # Errors
    /// Fails if the text is no list, or does not say what to do.
    pub(super) fn read(source: &Arc<Source>) -> Result<Self, KrmError> {
        let mut documents = yaml::parse(source).documents.into_iter();
        let tree = documents.next().ok_or_else(|| KrmError::NotAList("it is empty".to_owned()))?.tree;
        let tree = tree.map_err(|error| KrmError::NotAList(error.message.clone()))?;
        let Value::Object(mut list) = tree.root().to_json() else {
            return Err(KrmError::NotAList("it is no mapping".to_owned()));
        };
        let text = |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
        let version = list.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
        if list.get("kind") != Some(&json!("ResourceList")) || !version.starts_with(GROUP) {
            return Err(KrmError::NotAList(format!("its kind is not `ResourceList` of `{GROUP}v1`")));
        }
        let items = match list.remove("items") {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) => Vec::new(),
            Some(_) => return Err(KrmError::NotAList("its `items` are no list".to_owned())),
        };
        let config = list.get("functionConfig").filter(|it| text(it, "apiVersion") == VERSION);
        let config = config.ok_or(KrmError::NoConfig)?;
        let config = FunctionConfig {
            kind: text(config, "kind"),
            spec: Arc::new(Source::new("functionConfig", yaml::document(&config["spec"]))),
            annotations: config["metadata"]["annotations"].clone(),
        };
        Ok(Self { list, items, config })
    }

    /// Returns the list as text, with results where there are any.
    pub(super) fn write(mut self, results: Vec<Value>) -> String {
        self.list.insert("items".to_owned(), self.items.into());
        if !results.is_empty() {
            self.list.insert("results".to_owned(), results.into());
        }
        yaml::document(&Value::Object(self.list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_lists_are_told_by_their_beginning() {
        let table = [
            ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n", true),
            ("kind: \"ResourceList\"\n", true),
            ("{\"apiVersion\":\"config.kubernetes.io/v1\",\"kind\":\"ResourceList\"}", true),
            ("apiVersion: v1\nkind: List\n", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_resource_list(text), expected, "{text}");
        }
    }
}
