//! Kustomizations and charts as users name them, and the commands that render them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::chart;
use super::error::RenderError;
use super::kustomization;
use super::program::{argument, output};
use crate::files;

/// A folder or packed chart that is rendered before its objects are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renderable {
    /// A kustomization, by its folder.
    Kustomization(PathBuf),
    /// A Helm chart, by its folder or, where it is packed, by its file.
    Chart(PathBuf),
}

/// The objects of a kustomization or chart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rendered {
    /// The file that stands for all: the kustomization, `Chart.yaml`, or the packed chart.
    pub file: PathBuf,
    /// The objects, as documents.
    pub bytes: Vec<u8>,
    /// The files that the objects come from.
    pub origins: Origins,
}

/// The files that rendered objects come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// The files with objects of a kustomization and of those it includes.
    Files(Vec<PathBuf>),
    /// The templates of the chart in this folder; comments in what was rendered name them. Those of a packed chart cannot
    /// be read.
    Templates(PathBuf),
}

impl Renderable {
    /// Returns what there is to render where a user names a path: a folder, or the file that makes it what it is.
    pub fn at(path: &Path) -> Option<Self> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if files::is_folder(path) {
            let kustomization = kustomization::in_folder(path).map(|_| Self::Kustomization(path.to_owned()));
            let is_chart = files::is_plain_file(&path.join(chart::FILE));
            return kustomization.or_else(|| is_chart.then(|| Self::Chart(path.to_owned())));
        }
        if !files::is_plain_file(path) {
            return None;
        }
        match name {
            chart::FILE => Some(Self::Chart(parent(path))),
            _ if chart::is_packed(path) => Some(Self::Chart(path.to_owned())),
            _ if kustomization::FILE_NAMES.contains(&name) => Some(Self::Kustomization(parent(path))),
            _ => None,
        }
    }

    /// Returns its folder, or the one that a packed chart is in.
    pub fn folder(&self) -> PathBuf {
        match self {
            Self::Chart(file) if chart::is_packed(file) => parent(file),
            Self::Kustomization(folder) | Self::Chart(folder) => folder.clone(),
        }
    }

    /// Renders it. `values` are files with the values of a chart; `kubernetes` is the release that its templates see, such
    /// as `1.36`.
    ///
    /// # Errors
    /// Fails if there is no program for it, if it would have to fetch something, or if it fails.
    pub fn render(&self, values: &[PathBuf], kubernetes: &str) -> Result<Rendered, RenderError> {
        match self {
            Self::Kustomization(folder) => {
                let origins = Origins::Files(kustomization::sources(folder)?);
                let argument = argument(folder);
                let file = kustomization::in_folder(folder).unwrap_or_else(|| folder.clone());
                let mut found = None;
                for (program, verb) in [("kubectl", "kustomize"), ("kustomize", "build")] {
                    let name = format!("{program} {verb} {}", folder.display());
                    found = output(Command::new(program).arg(verb).arg(&argument), &name)?;
                    if found.is_some() {
                        break;
                    }
                }
                let none = || RenderError::NoProgram(file.display().to_string(), "`kubectl` (or `kustomize`)");
                Ok(Rendered { bytes: found.ok_or_else(none)?, file, origins })
            }
            Self::Chart(chart) => {
                let bytes = chart::render(chart, values, kubernetes)?;
                Ok(Rendered { file: chart::file(chart), bytes, origins: Origins::Templates(chart.clone()) })
            }
        }
    }
}

/// Returns the folder that a file is in.
fn parent(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new(".")).to_owned()
}
