//! Settings that a manifest gives a container: environment values and files, those of ConfigMaps in
//! the same input included.

use std::borrow::Cow;
use std::collections::HashMap;

use k8s_openapi::api::core::v1 as core;

use super::config_map::{IndexedConfigMap, TextFacts};
use super::context::Context;
use super::endpoint::Origin;
use super::written_file::WrittenFile;
use crate::yaml::{FieldPath, Segment};

/// One environment variable whose value is known.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, `$(OTHER)` put in where the other is known.
    pub value: Cow<'a, str>,
    /// The place of the value in the Pod's object; for `envFrom`, that of the reference.
    pub place: FieldPath,
}

/// A file that a container finds: from a ConfigMap of the input, or written by a script of the Pod.
#[derive(Clone, Debug)]
pub struct ConfigFile<'a> {
    /// Full path in the container.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// The ConfigMap and its key, or the script that writes the file.
    pub origin: Origin,
    /// The facts in the text.
    pub facts: &'a TextFacts,
    /// The volume mount, in the Pod's object.
    pub place: FieldPath,
}

impl<'a> ConfigFile<'a> {
    /// Returns a file that a script of the Pod writes, as a container with a mount finds it.
    fn written(file: &'a WrittenFile, mount: &core::VolumeMount, place: &FieldPath) -> Option<Self> {
        let path = file.path_through(mount)?;
        let origin = Origin::WrittenFile(path.clone());
        Some(Self { path, text: file.text(), origin, facts: file.facts(), place: place.clone() })
    }
}

/// Values and files that a container is given.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// Environment variables with known values, in order: those of `env`, and those of ConfigMaps that could hold a port
    /// or an address. A later one of the same name replaces an earlier one.
    pub variables: Vec<Variable<'a>>,
    /// Files from ConfigMaps of the input.
    pub files: Vec<ConfigFile<'a>>,
    /// The index of each variable in `env`.
    named: HashMap<&'a str, usize>,
    /// The ConfigMaps of `envFrom`, in order.
    config_maps: Vec<&'a IndexedConfigMap<'a>>,
}

impl<'a> Settings<'a> {
    /// Collects what the container at `path` is given. `volumes` are those of its Pod by name, `room` how many bytes
    /// of ConfigMaps may still be looked at.
    pub fn of(
        spec: &'a core::Container,
        path: &FieldPath,
        volumes: &HashMap<&str, &'a core::Volume>,
        context: &Context<'a>,
        written: &'a [WrittenFile],
        room: &mut usize,
    ) -> Self {
        let mut settings = Self::default();
        for (at, mount) in spec.volume_mounts.iter().flatten().enumerate() {
            let Some(volume) = volumes.get(mount.name.as_str()) else { continue };
            let place = path.clone().join(field("volumeMounts")).join(Segment::Index(at));
            mounted(mount, volume, context, &place, room, &mut settings.files);
            settings.files.extend(written.iter().filter_map(|file| ConfigFile::written(file, mount, &place)));
        }
        settings.read_config_maps(spec, path, context);
        settings.read_variables(spec, path, context);
        settings
    }

    /// Returns the value of a variable.
    pub fn value(&self, name: &str) -> Option<&str> {
        match self.named.get(name) {
            Some(&at) => self.variables.get(at).map(|variable| variable.value.as_ref()),
            None => self.config_maps.iter().rev().find_map(|config_map| config_map.value(name)),
        }
    }

    fn read_config_maps(&mut self, spec: &'a core::Container, path: &FieldPath, context: &Context<'a>) {
        for (at, from) in spec.env_from.iter().flatten().enumerate() {
            let Some(reference) = &from.config_map_ref else { continue };
            let Some(config_map) = context.indexed_config_map(&reference.name) else { continue };
            let place = path.clone().join(field("envFrom")).join(Segment::Index(at));
            let variables = config_map.telling_variables();
            self.variables.extend(variables.map(|(name, value)| Variable {
                name,
                value: value.into(),
                place: place.clone(),
            }));
            self.config_maps.push(config_map);
        }
    }

    fn read_variables(&mut self, spec: &'a core::Container, path: &FieldPath, context: &Context<'a>) {
        let mut room = 1_usize << 18;
        for (at, variable) in spec.env.iter().flatten().enumerate() {
            let place = path.clone().join(field("env")).join(Segment::Index(at));
            let reference = variable.value_from.as_ref().and_then(|from| from.config_map_key_ref.as_ref());
            let (value, place) = match (&variable.value, reference) {
                (Some(value), _) => {
                    let known = |name: &str| self.variables.get(*self.named.get(name)?).map(|known| &*known.value);
                    (Cow::Owned(super::command::expanded(value, &known, &mut room)), place.join(field("value")))
                }
                (None, Some(reference)) => {
                    let config_map = context.indexed_config_map(&reference.name);
                    let Some(value) = config_map.and_then(|map| map.value(&reference.key)) else { continue };
                    (Cow::Borrowed(value), place.join(field("valueFrom")))
                }
                (None, None) => continue,
            };
            self.named.insert(&variable.name, self.variables.len());
            self.variables.push(Variable { name: &variable.name, value, place });
        }
    }
}

fn field(name: &str) -> Segment<'_> {
    Segment::Field(name.into())
}

/// The share of a Pod's budget that one file of a ConfigMap takes, besides its bytes.
const FILE_COST: usize = 1 << 10;

/// Adds the files of ConfigMaps of the input that one mount brings.
fn mounted<'a>(
    mount: &core::VolumeMount,
    volume: &'a core::Volume,
    context: &Context<'a>,
    place: &FieldPath,
    room: &mut usize,
    files: &mut Vec<ConfigFile<'a>>,
) {
    let direct = volume.config_map.iter().map(|source| (source.name.as_str(), source.items.as_ref()));
    let projected = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
    let projected = projected.filter_map(|source| source.config_map.as_ref());
    let projected = projected.map(|source| (source.name.as_str(), source.items.as_ref()));
    for (config_map, items) in direct.chain(projected) {
        let Some(indexed) = context.indexed_config_map(config_map) else { continue };
        let only = mount.sub_path.as_deref().filter(|_| items.is_none());
        let only = only.and_then(|key| indexed.map.data.as_ref()?.get_key_value(key));
        let all = indexed.map.data.iter().flatten().filter(|_| items.is_none() && mount.sub_path.is_none());
        let named = items.into_iter().flatten().map(|item| (item.key.as_str(), item.path.as_str()));
        let keys = only.into_iter().chain(all).map(|(key, _)| (key.as_str(), key.as_str()));
        for (key, file) in keys.chain(named) {
            let path = match mount.sub_path.as_deref() {
                None => format!("{}/{file}", mount.mount_path.trim_end_matches('/')),
                Some(sub) if sub == file => mount.mount_path.clone(),
                Some(_) => continue,
            };
            let (Some(text), Some(facts)) = (indexed.value(key), indexed.text_facts(key)) else { continue };
            let Some(left) = room.checked_sub(FILE_COST) else { return };
            *room = left;
            let origin = Origin::File { config_map: config_map.to_owned(), key: key.to_owned() };
            files.push(ConfigFile { path, text, origin, facts, place: place.clone() });
        }
    }
}
