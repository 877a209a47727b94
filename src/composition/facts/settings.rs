//! What the manifest gives a container from outside its image: environment values and files, those of ConfigMaps in
//! the same input included.

use std::borrow::Cow;
use std::collections::HashMap;

use k8s_openapi::api::core::v1 as core;

use super::context::Context;
use crate::yaml::{PathBuf, Segment};

/// One environment variable whose value is known.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, `$(OTHER)` put in where the other is known.
    pub value: Cow<'a, str>,
    /// Where the value stands in the Pod's object; for `envFrom`, the reference.
    pub place: PathBuf,
}

/// A file that a ConfigMap of the input puts into a container.
#[derive(Clone, Debug)]
pub struct ConfigFile<'a> {
    /// Full path in the container.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// The ConfigMap.
    pub config_map: &'a str,
    /// The key in it.
    pub key: &'a str,
    /// The volume mount, in the Pod's object.
    pub place: PathBuf,
}

/// Values and files that a container is given.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// Environment variables with known values, in order; a later one of the same name replaces an earlier one.
    pub variables: Vec<Variable<'a>>,
    /// Files from ConfigMaps of the input.
    pub files: Vec<ConfigFile<'a>>,
}

impl<'a> Settings<'a> {
    /// Collects what the container at `path` is given. `volumes` are those of its Pod by name, `room` how many bytes
    /// of ConfigMaps may still be looked at.
    pub fn of(
        spec: &'a core::Container,
        path: &PathBuf,
        volumes: &HashMap<&str, &'a core::Volume>,
        context: &Context<'a>,
        room: &mut usize,
    ) -> Self {
        let mut files = Vec::new();
        for (at, mount) in spec.volume_mounts.iter().flatten().enumerate() {
            let Some(volume) = volumes.get(mount.name.as_str()) else { continue };
            let place = path.clone().join(field("volumeMounts")).join(Segment::Index(at));
            mounted(mount, volume, context, &place, room, &mut files);
        }
        Self { variables: variables(spec, path, context), files }
    }

    /// The value of a variable.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.variables.iter().rev().find(|variable| variable.name == name).map(|variable| variable.value.as_ref())
    }
}

fn field(name: &str) -> Segment<'_> {
    Segment::Field(name.into())
}

fn variables<'a>(spec: &'a core::Container, path: &PathBuf, context: &Context<'a>) -> Vec<Variable<'a>> {
    let mut variables = Vec::new();
    for (at, from) in spec.env_from.iter().flatten().enumerate() {
        let Some(reference) = &from.config_map_ref else { continue };
        let Some(map) = context.config_map(&reference.name) else { continue };
        let place = path.clone().join(field("envFrom")).join(Segment::Index(at));
        variables.extend(map.data.iter().flatten().map(|(name, value)| Variable {
            name,
            value: value.as_str().into(),
            place: place.clone(),
        }));
    }
    let mut known: HashMap<&str, Cow<'a, str>> = HashMap::new();
    let mut room = 1_usize << 18;
    for (at, variable) in spec.env.iter().flatten().enumerate() {
        let place = path.clone().join(field("env")).join(Segment::Index(at));
        let reference = variable.value_from.as_ref().and_then(|from| from.config_map_key_ref.as_ref());
        let (value, place) = match (&variable.value, reference) {
            (Some(value), _) => {
                let value = super::command::expanded(value, &|name| known.get(name).cloned(), &mut room);
                (Cow::Owned(value), place.join(field("value")))
            }
            (None, Some(reference)) => {
                let data = context.config_map(&reference.name).and_then(|map| map.data.as_ref());
                let Some(value) = data.and_then(|data| data.get(&reference.key)) else { continue };
                (value.as_str().into(), place.join(field("valueFrom")))
            }
            (None, None) => continue,
        };
        known.insert(&variable.name, value.clone());
        variables.push(Variable { name: &variable.name, value, place });
    }
    variables
}

/// Adds the files of ConfigMaps of the input that one mount brings.
fn mounted<'a>(
    mount: &core::VolumeMount,
    volume: &'a core::Volume,
    context: &Context<'a>,
    place: &PathBuf,
    room: &mut usize,
    files: &mut Vec<ConfigFile<'a>>,
) {
    let direct = volume.config_map.iter().map(|source| (source.name.as_str(), source.items.as_ref()));
    let projected = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
    let projected = projected.filter_map(|source| source.config_map.as_ref());
    let projected = projected.map(|source| (source.name.as_str(), source.items.as_ref()));
    for (config_map, items) in direct.chain(projected) {
        let Some(data) = context.config_map(config_map).and_then(|map| map.data.as_ref()) else { continue };
        let entries: Vec<(&str, &str, &str)> = match items {
            None => data.iter().map(|(key, text)| (key.as_str(), key.as_str(), text.as_str())).collect(),
            Some(items) => items
                .iter()
                .filter_map(|item| Some((item.key.as_str(), item.path.as_str(), data.get(&item.key)?.as_str())))
                .collect(),
        };
        for (key, file, text) in entries {
            let path = match mount.sub_path.as_deref() {
                None => format!("{}/{file}", mount.mount_path.trim_end_matches('/')),
                Some(sub) if sub == file => mount.mount_path.clone(),
                Some(_) => continue,
            };
            let Some(left) = room.checked_sub(text.len() + 64) else { return };
            *room = left;
            files.push(ConfigFile { path, text, config_map, key, place: place.clone() });
        }
    }
}
