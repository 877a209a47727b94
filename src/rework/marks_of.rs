//! All marks of some texts, each with the workload that it belongs to.

use std::sync::Arc;

use super::mark::{Found, marks};
use super::target::kind_of;
use crate::k8s::{self, Manifest};
use crate::source::Source;
use crate::yaml::FieldPath;

/// A mark, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) text: usize,
    pub(super) document: usize,
    /// The path of the object in its document.
    pub(super) object: FieldPath,
    /// The workload with the helper, as `deployment/shop`.
    pub(super) workload: String,
    pub(super) found: Found,
}

impl Located {
    /// Returns true if another mark stands in the same document.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        (self.text, self.document) == (other.text, other.document)
    }
}

/// Returns all marks of some texts, in the order in which they stand there.
pub(super) fn locate(texts: &[Arc<Source>]) -> Vec<Located> {
    let mut all = Vec::new();
    for (text, source) in texts.iter().enumerate() {
        let manifests = k8s::read(source).manifests;
        for document in manifests.chunk_by(|one, two| one.document == two.document) {
            let paths: Vec<FieldPath> = document.iter().map(|manifest| manifest.node().path()).collect();
            for found in marks(document[0].node().tree().root(), &paths) {
                let owner = (0..document.len()).find(|&at| found.is_within(&paths[at]));
                let Some(at) = owner else { continue };
                let workload = found.mark.workload.clone().or_else(|| workload_name(&document[at]));
                all.extend(workload.map(|workload| Located {
                    text,
                    document: document[at].document,
                    object: paths[at].clone(),
                    workload,
                    found,
                }));
            }
        }
    }
    all
}

/// Returns the kind and name of a workload: `deployment/shop`.
pub(super) fn workload_name(manifest: &Manifest) -> Option<String> {
    let name = manifest.identity.name.as_deref()?;
    Some(format!("{}/{name}", kind_of(manifest)?.name().to_lowercase()))
}
