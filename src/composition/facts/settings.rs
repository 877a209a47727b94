//! Settings that a manifest gives a container: environment values and files, those of ConfigMaps in
//! the same input included.

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;
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
    /// ConfigMaps of the input that are mounted.
    mounts: Vec<ConfigMount<'a>>,
    /// The folders and files that anything is mounted at.
    mount_paths: Vec<&'a str>,
    /// Files that scripts of the Pod write.
    written: Vec<ConfigFile<'a>>,
    /// The number of files of mounted ConfigMaps that are looked through.
    most_files: usize,
    /// The index of each variable in `env`.
    named: HashMap<&'a str, usize>,
    /// The ConfigMaps of `envFrom`, in order.
    config_maps: Vec<&'a IndexedConfigMap<'a>>,
}

impl<'a> Settings<'a> {
    /// Collects what the container at `path` is given. `volumes` are those of its Pod by name, `room` how many files of
    /// ConfigMaps may still be looked through.
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
            settings.mount_paths.push(&mount.mount_path);
            let Some(volume) = volumes.get(mount.name.as_str()) else { continue };
            let place = path.clone().join(field("volumeMounts")).join(Segment::Index(at));
            settings.mounts.extend(mounted(mount, volume, context, &place));
            settings.written.extend(written.iter().filter_map(|file| ConfigFile::written(file, mount, &place)));
        }
        settings.most_files = settings.mounts.iter().map(ConfigMount::size).sum::<usize>().min(*room);
        *room -= settings.most_files;
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

    /// Returns the file at a path of the container.
    pub fn file(&self, path: &str) -> Option<ConfigFile<'a>> {
        let mounted = self.mounts.iter().find_map(|mount| mount.file(path));
        mounted.or_else(|| self.written.iter().find(|file| file.path == path).cloned())
    }

    /// Returns true if anything is mounted below one of some folders.
    pub fn mounts_below(&self, folders: &[String]) -> bool {
        self.mount_paths.iter().any(|path| folders.iter().any(|folder| path.starts_with(folder.as_str())))
    }

    /// Returns the files that may say which addresses the container connects to.
    pub fn files_with_endpoints(&self) -> impl Iterator<Item = ConfigFile<'a>> {
        let mounted = self.mounts.iter().flat_map(|mount| mount.files(IndexedConfigMap::keys_with_endpoints));
        mounted.take(self.most_files).chain(self.written.iter().cloned())
    }

    /// Returns the files, at paths that begin with one of some others, that may say which ports the container listens on.
    pub fn files_with_ports(&self, paths: &[String]) -> impl Iterator<Item = ConfigFile<'a>> {
        let mounts = self.mounts.iter().filter(|mount| mount.meets(paths));
        let mounted = mounts.flat_map(|mount| mount.files(IndexedConfigMap::keys_with_ports)).take(self.most_files);
        let all = mounted.chain(self.written.iter().cloned());
        all.filter(|file| paths.iter().any(|path| file.path.starts_with(path.as_str())))
    }

    /// Returns the files of mounted ConfigMaps at paths that begin with one of some others.
    pub fn files_below(&self, paths: &[String]) -> impl Iterator<Item = ConfigFile<'a>> {
        let mounts = self.mounts.iter().filter(|mount| !paths.is_empty() && mount.meets(paths));
        let files = mounts.flat_map(|mount| mount.files(IndexedConfigMap::keys));
        files.filter(|file| paths.iter().any(|path| file.path.starts_with(path.as_str())))
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

/// A ConfigMap of the input, as a container finds its files.
#[derive(Clone, Debug)]
struct ConfigMount<'a> {
    name: &'a str,
    map: &'a IndexedConfigMap<'a>,
    /// The folder that each key is a file of, where no files are listed.
    folder: &'a str,
    /// The listed files: keys by path.
    listed: Option<IndexMap<String, &'a str>>,
    /// The volume mount, in the Pod's object.
    place: FieldPath,
}

impl<'a> ConfigMount<'a> {
    /// Returns the file at a path.
    fn file(&self, path: &str) -> Option<ConfigFile<'a>> {
        let key = match &self.listed {
            Some(listed) => listed.get(path)?,
            None => path.strip_prefix(self.folder)?.strip_prefix('/')?,
        };
        self.file_of_key(path.to_owned(), key)
    }

    /// Returns the files of those keys that the ConfigMap has something to say of; the listed ones, whatever they say.
    fn files(&self, keys: fn(&'a IndexedConfigMap<'a>) -> &'a [String]) -> impl Iterator<Item = ConfigFile<'a>> {
        let keys = if self.listed.is_none() { keys(self.map) } else { &[] };
        let all = keys.iter().map(|key| (format!("{}/{key}", self.folder), key.as_str()));
        let listed = self.listed.iter().flatten().map(|(path, key)| (path.clone(), *key));
        all.chain(listed).filter_map(|(path, key)| self.file_of_key(path, key))
    }

    /// Returns how many files are looked through, for addresses and for ports.
    fn size(&self) -> usize {
        let told = || self.map.keys_with_endpoints().len().max(self.map.keys_with_ports().len());
        self.listed.as_ref().map_or_else(told, IndexMap::len)
    }

    /// Returns true if one of the files may be at a path that begins with one of some others.
    fn meets(&self, paths: &[String]) -> bool {
        let is_near = |path: &String| self.folder.starts_with(path.as_str()) || path.starts_with(self.folder);
        self.listed.is_some() || paths.iter().any(is_near)
    }

    fn file_of_key(&self, path: String, key: &str) -> Option<ConfigFile<'a>> {
        let (text, facts) = (self.map.value(key)?, self.map.text_facts(key)?);
        let origin = Origin::File { config_map: self.name.to_owned(), key: key.to_owned() };
        Some(ConfigFile { path, text, origin, facts, place: self.place.clone() })
    }
}

/// Returns the ConfigMaps of the input that one mount brings.
fn mounted<'a>(
    mount: &'a core::VolumeMount,
    volume: &'a core::Volume,
    context: &Context<'a>,
    place: &FieldPath,
) -> impl Iterator<Item = ConfigMount<'a>> {
    let direct = volume.config_map.iter().map(|source| (source.name.as_str(), source.items.as_ref()));
    let projected = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
    let projected = projected.filter_map(|source| source.config_map.as_ref());
    let projected = projected.map(|source| (source.name.as_str(), source.items.as_ref()));
    direct.chain(projected).filter_map(move |(name, items)| {
        let map = context.indexed_config_map(name)?;
        let folder = mount.mount_path.trim_end_matches('/');
        let named = items.map(|items| items.iter().map(|item| (item.path.as_str(), item.key.as_str())));
        let listed = match (mount.sub_path.as_deref(), named) {
            (None, None) => None,
            (None, Some(named)) => Some(named.map(|(file, key)| (format!("{folder}/{file}"), key)).collect()),
            (Some(sub), None) => Some(IndexMap::from([(mount.mount_path.clone(), sub)])),
            (Some(sub), Some(mut named)) => {
                let found = named.find(|(file, _)| *file == sub);
                Some(found.map(|(_, key)| (mount.mount_path.clone(), key)).into_iter().collect())
            }
        };
        Some(ConfigMount { name, map, folder, listed, place: place.clone() })
    })
}
