//! Helm charts: the command that renders one, and the template that an object was rendered from.

use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::error::RenderError;
use super::program::{argument, output};
use crate::files::{self, Size};
use crate::yaml::{self, Kind, Node};

/// The file that makes a folder a chart.
pub(super) const FILE: &str = "Chart.yaml";

/// The release that a chart is rendered for, as `helm template` calls it where nobody says.
const RELEASE: &str = "release-name";

/// The comment that Helm puts above each object that it renders, with the template's name behind it.
const SOURCE: &str = "# Source: ";

/// The file with the schema of a chart's values.
const SCHEMA: &str = "values.schema.json";

/// The end of the name that `helm package` gives a chart.
const PACKED: &str = ".tgz";

/// Returns true if a path is that of a packed chart, and not of a folder.
pub(super) fn is_packed(path: &Path) -> bool {
    path.to_str().is_some_and(|name| name.ends_with(PACKED)) && files::is_plain_file(path)
}

/// Returns the file that stands for a chart.
pub(super) fn file(chart: &Path) -> PathBuf {
    if is_packed(chart) { chart.to_owned() } else { chart.join(FILE) }
}

/// Renders a chart with its custom resource definitions, which `helm install` creates too. `kubernetes` is the release
/// that the templates see, such as `1.36`.
pub(super) fn render(chart: &Path, values: &[PathBuf], kubernetes: &str) -> Result<Vec<u8>, RenderError> {
    let mut command = Command::new("helm");
    command.env("HELM_NO_PLUGINS", "1").args(["template", RELEASE]).arg(argument(chart));
    command.args(["--include-crds", "--kube-version"]).arg(format!("{kubernetes}.0"));
    // The schema of a packed chart is not read, and Helm would fetch what it refers to.
    if is_packed(chart) || has_remote_schema(chart) {
        command.arg("--skip-schema-validation");
    }
    let values = values.iter().flat_map(|path| ["--values".as_ref(), path.as_os_str()]);
    let name = format!("helm template {RELEASE} {}", chart.display());
    let printed = output(command.args(values), &name)?;
    printed.ok_or_else(|| RenderError::NoProgram(file(chart).display().to_string(), "`helm`"))
}

/// Returns true if Helm would fetch a part of the schema of a chart's values, or of those of a chart inside it.
fn has_remote_schema(folder: &Path) -> bool {
    let schemas = files::walk(folder, |path| path.file_name() == Some(SCHEMA.as_ref())).files;
    schemas.iter().any(|schema| {
        let text = files::text(&schema.path, Size::MANIFEST).map(Arc::new);
        let documents = text.map(|text| yaml::parse(&text).documents).unwrap_or_default();
        documents.iter().filter_map(|document| document.tree.as_ref().ok()).any(|tree| names_remote(tree.root()))
    })
}

/// Returns true if a schema refers to one of another machine.
fn names_remote(root: Node<'_>) -> bool {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.is_alias() {
            continue;
        }
        let is_remote = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        if node.get("$ref").and_then(Node::as_str).is_some_and(is_remote) {
            return true;
        }
        match node.kind() {
            Kind::Mapping => open.extend(node.entries().map(|entry| entry.value)),
            Kind::Sequence => open.extend(node.items()),
            Kind::Scalar => {}
        }
    }
    false
}

/// Returns the template that a comment of Helm names, as a path in the chart; the first part of the name is the chart's.
pub fn template_named(line: &str) -> Option<&Path> {
    let (_, inner) = line.strip_prefix(SOURCE)?.trim_end().split_once('/')?;
    let path = Path::new(inner);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}
