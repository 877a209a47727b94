//! Kustomizations and charts as users name them, and the commands that render them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::chart;
use super::error::RenderError;
use super::kustomization;
use super::program::{argument, output};
use crate::files;

/// A folder that is rendered before its objects are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renderable {
    /// A kustomization, by its folder.
    Kustomization(PathBuf),
    /// A Helm chart, by its folder.
    Chart(PathBuf),
}

/// The objects of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rendered {
    /// The file that stands for all: the kustomization, or `Chart.yaml`.
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
    /// The templates of the chart in this folder; comments in what was rendered name them.
    Templates(PathBuf),
}

impl Renderable {
    /// Returns what there is to render where a user names a path: a folder, or the file that makes it what it is.
    pub fn at(path: &Path) -> Option<Self> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let parent =
            || Some(path.parent()?.to_owned()).map(|it| if it == Path::new("") { PathBuf::from(".") } else { it });
        if files::is_folder(path) {
            let kustomization = kustomization::in_folder(path).map(|_| Self::Kustomization(path.to_owned()));
            let is_chart = files::is_plain_file(&path.join(chart::FILE));
            return kustomization.or_else(|| is_chart.then(|| Self::Chart(path.to_owned())));
        }
        if !files::is_plain_file(path) {
            return None;
        }
        match name {
            chart::FILE => Some(Self::Chart(parent()?)),
            _ if kustomization::FILE_NAMES.contains(&name) => Some(Self::Kustomization(parent()?)),
            _ => None,
        }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Kustomization(folder) | Self::Chart(folder) => folder,
        }
    }

    /// Renders it. `values` are files with the values of a chart; `kubernetes` is the release that its templates see, such
    /// as `1.36`.
    ///
    /// # Errors
    /// Fails if there is no program for it, if it would have to fetch something, or if it fails.
    pub fn render(&self, values: &[PathBuf], kubernetes: &str) -> Result<Rendered, RenderError> {
        let folder = self.folder();
        match self {
            Self::Kustomization(_) => {
                let origins = Origins::Files(kustomization::sources(folder)?);
                let argument = argument(folder);
                let file = kustomization::in_folder(folder).unwrap_or_else(|| folder.to_owned());
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
            Self::Chart(_) => {
                let bytes = chart::render(folder, values, kubernetes)?;
                Ok(Rendered { file: folder.join(chart::FILE), bytes, origins: Origins::Templates(folder.to_owned()) })
            }
        }
    }
}
