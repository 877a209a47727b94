//! The whole way from names to configured texts.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::configured::{Configurations, ConfiguredText};
use super::error::InputError;
use super::kustomize;
use super::names::{Limits, NamedTexts};
use crate::composition::knowledge::Knowledge;
use crate::config::Config;
use crate::lint::Note;

/// Where configuration comes from.
#[derive(Clone, Debug, Default)]
pub enum Configuration {
    /// From the `.podpat.yaml` nearest to each text.
    #[default]
    Nearest,
    /// From here, for every text.
    Fixed(Arc<Config>),
}

/// What is to be read.
#[derive(Debug)]
pub struct Request<'a> {
    /// Files, folders, or `-`.
    pub names: Vec<&'a Path>,
    /// Where configuration comes from.
    pub configuration: Configuration,
    /// What is known of software.
    pub knowledge: Knowledge,
    /// How much is read.
    pub limits: Limits,
    /// The verb that asks, for hints such as `helm template CHART | podpat lint -`.
    pub verb: &'static str,
}

/// What there is to read. None of what could not be had hides the rest.
#[derive(Debug, Default)]
pub struct Intake {
    /// The texts, sorted by name.
    pub texts: Vec<ConfiguredText>,
    /// What is known of the software in them.
    pub knowledge: Knowledge,
    /// What was passed over, and why.
    pub notes: Vec<Note>,
    /// What could not be had.
    pub errors: Vec<InputError>,
}

/// Finds the texts that were named, without the patches of kustomizations and without what configuration excludes.
///
/// # Errors
/// Where a configuration cannot be used.
pub fn collect(request: Request<'_>, stdin: &mut dyn Read) -> miette::Result<Intake> {
    let found = NamedTexts::find(request.names, stdin, request.limits);
    let (mut texts, mut notes) = (found.texts, found.notes);
    notes.extend(kustomize::set_aside(&mut texts, request.verb));
    let fixed = match request.configuration {
        Configuration::Nearest => None,
        Configuration::Fixed(config) => Some(config),
    };
    let mut configurations = Configurations::new(fixed);
    let configured = texts.into_iter().map(|text| configurations.apply(text));
    let texts = configured.filter_map(Result::transpose).collect::<miette::Result<_>>()?;
    notes.extend(configurations.notes);
    Ok(Intake { texts, knowledge: request.knowledge, notes, errors: found.errors })
}
