//! The whole way from names to configured texts.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::configured::{Configurations, ConfiguredText};
use super::error::InputError;
use super::kustomize;
use super::names::{Limits, NamedTexts, Rendering, Stream};
use super::operator_tests;
use crate::composition::knowledge::Knowledge;
use crate::config::Config;
use crate::lint::Note;
use crate::rendering::Origins;
use crate::validity::Release;

/// The source of configuration.
#[derive(Clone, Debug, Default)]
pub enum Configuration {
    /// From the `.podpat.yaml` nearest to each text.
    #[default]
    Nearest,
    /// From here, for every text.
    Fixed(Arc<Config>),
}

/// The input to read, with its configuration and limits.
#[derive(Debug)]
pub struct Request<'a> {
    /// Files, folders, or `-`.
    pub names: Vec<&'a Path>,
    /// The name of the stream in messages.
    pub stream: &'static str,
    /// The source of configuration.
    pub configuration: Configuration,
    /// The knowledge of software.
    pub knowledge: Knowledge,
    /// The limits on what is read.
    pub limits: Limits,
    /// The files with the values of charts, where kustomizations and charts that are named are to be rendered.
    pub render: Option<&'a [PathBuf]>,
    /// The release of Kubernetes that is judged for, whatever the configuration says.
    pub release: Option<Release>,
    /// The file that standard input is, where the user says so.
    pub stdin_filename: Option<&'a Path>,
    /// True if there may be nothing to read: what was named is then taken like what a folder holds.
    pub if_any: bool,
    /// True if the user wants to know what was passed over.
    pub verbose: bool,
    /// The verb that asks, for hints such as `helm template CHART | podpat lint -`.
    pub verb: &'static str,
}

/// The texts to read. One that could not be read does not hide the others.
#[derive(Debug, Default)]
pub struct Intake<'a> {
    /// The texts, sorted by name.
    pub texts: Vec<ConfiguredText<'a>>,
    /// The knowledge of the software in them.
    pub knowledge: Knowledge,
    /// Notes on what was passed over, with the reason.
    pub notes: Vec<Note>,
    /// The errors of texts that could not be read.
    pub errors: Vec<InputError>,
    /// The files that the objects of rendered texts come from, by the names of the texts.
    pub origins: BTreeMap<String, Origins>,
}

/// Finds the texts that were named, without the patches of kustomizations, without what tests of operators only compare,
/// and without what configuration excludes.
///
/// # Errors
/// Fails if a configuration cannot be used.
pub fn collect<'a>(request: Request<'_>, stream: Box<dyn Read + Send + 'a>) -> miette::Result<Intake<'a>> {
    let stream = Stream { name: request.stream, content: stream, filename: request.stdin_filename };
    let fixed = match request.configuration {
        Configuration::Nearest => None,
        Configuration::Fixed(config) => Some(config),
    };
    let mut configurations = Configurations::new(fixed);
    let mut kubernetes =
        |folder: &Path| request.release.unwrap_or_else(|| configurations.release_for(folder)).to_string();
    let rendering = request.render.map(|values| Rendering { values, kubernetes: &mut kubernetes });
    let NamedTexts { mut texts, mut notes, mut errors, unseen, origins } =
        NamedTexts::find(request.names, stream, request.limits, rendering);
    notes.extend(unseen.into_iter().filter(|_| request.verbose));
    errors.retain(|error| !(request.if_any && matches!(error, InputError::NoManifests(_))));
    notes.extend(kustomize::set_aside(&mut texts, request.verb));
    notes.extend(operator_tests::set_aside(&mut texts));
    let configured = texts.into_iter().map(|text| configurations.apply(text));
    let mut texts: Vec<ConfiguredText<'a>> = configured.filter_map(Result::transpose).collect::<miette::Result<_>>()?;
    for configured in &mut texts {
        configured.text.named &= !request.if_any;
    }
    notes.extend(configurations.notes);
    Ok(Intake { texts, knowledge: request.knowledge, notes, errors, origins })
}
