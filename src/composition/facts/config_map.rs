//! The facts in the texts of a ConfigMap, read once for all Pods that use it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use k8s_openapi::api::core::v1::ConfigMap;

use super::address::Found;
use super::endpoint_text;
use super::port::Scope;
use super::port_config;
use super::script::Script;
use super::workload_pods::folder;

/// So many variables of one ConfigMap are looked at for ports and addresses; nobody has more.
const MOST_VARIABLES: usize = 512;

/// The most bytes of a ConfigMap that are looked through for every Pod that uses it: the scripts of podpat's own containers
/// have up to 50 KiB.
const MOST_TEXT: usize = 64 << 10;

/// The most keys of one ConfigMap that are searched for the configuration of a server.
const MOST_KEYS: usize = 16;

/// A ConfigMap of the input and what its texts say.
#[derive(Clone, Debug)]
pub struct IndexedConfigMap<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// The ConfigMap.
    pub map: &'a ConfigMap,
    /// The bytes of its texts.
    len: usize,
    texts: OnceLock<HashMap<String, TextFacts>>,
    variables: OnceLock<Vec<String>>,
    /// The keys of texts with addresses, and of those with ports.
    with_endpoints: OnceLock<Vec<String>>,
    with_ports: OnceLock<Vec<String>>,
    /// The first keys, whatever their texts say.
    keys: OnceLock<Vec<String>>,
}

impl<'a> IndexedConfigMap<'a> {
    pub(super) fn new(file: &'a str, map: &'a ConfigMap) -> Self {
        let len = map.data.iter().flatten().map(|(_, text)| text.len()).sum();
        let (texts, variables) = (OnceLock::new(), OnceLock::new());
        let (with_endpoints, with_ports, keys) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { file, map, len, texts, variables, with_endpoints, with_ports, keys }
    }

    /// Returns its texts.
    pub(super) fn config_texts(&self) -> ConfigTexts<'a> {
        ConfigTexts { map: self.map, is_long: self.len > MOST_TEXT }
    }

    /// Returns the value of a key.
    pub fn value(&self, key: &str) -> Option<&'a str> {
        self.map.data.as_ref()?.get(key).map(String::as_str)
    }

    /// Returns what the text of a key says, when the key exists.
    pub(super) fn text_facts(&self, key: &str) -> Option<&TextFacts> {
        let keys = || self.map.data.iter().flatten().map(|(key, _)| (key.clone(), TextFacts::default()));
        self.texts.get_or_init(|| keys().collect()).get(key)
    }

    /// Returns the keys of the texts that have addresses to connect to, read as configurations.
    pub(super) fn keys_with_endpoints(&self) -> &[String] {
        self.with_endpoints.get_or_init(|| self.keys_where(|facts, text| !facts.endpoints(text).is_empty()))
    }

    /// Returns the keys of the texts that have ports to listen on, read as configurations.
    pub(super) fn keys_with_ports(&self) -> &[String] {
        self.with_ports.get_or_init(|| self.keys_where(|facts, text| !facts.ports(text).is_empty()))
    }

    /// Returns the first keys.
    pub(super) fn keys(&self) -> &[String] {
        self.keys.get_or_init(|| self.map.data.iter().flatten().map(|(key, _)| key.clone()).take(MOST_KEYS).collect())
    }

    fn keys_where(&self, holds: impl Fn(&TextFacts, &str) -> bool) -> Vec<String> {
        let texts = self.map.data.iter().flatten();
        let held = texts.filter(|(key, text)| self.text_facts(key).is_some_and(|facts| holds(facts, text)));
        held.map(|(key, _)| key.clone()).collect()
    }

    /// Returns the entries that could hold a port or an address when they become environment variables.
    pub(super) fn telling_variables(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let names = self.variables.get_or_init(|| {
            let entries = self.map.data.iter().flatten();
            let telling =
                entries.filter(|(name, value)| endpoint_text::may_tell(name, value)).map(|(name, _)| name.clone());
            telling.take(MOST_VARIABLES).collect()
        });
        let data = self.map.data.as_ref();
        names.iter().filter_map(move |name| {
            let (name, value) = data?.get_key_value(name)?;
            Some((name.as_str(), value.as_str()))
        })
    }
}

/// The texts of a ConfigMap.
#[derive(Clone, Copy, Debug)]
pub struct ConfigTexts<'a> {
    map: &'a ConfigMap,
    is_long: bool,
}

impl<'a> ConfigTexts<'a> {
    /// Returns the texts; `None` where they are so long that no rule looks through them for every Pod.
    pub fn texts(self) -> Option<impl Iterator<Item = &'a str>> {
        (!self.is_long).then(|| self.map.data.iter().flatten().map(|(_, text)| text.as_str()))
    }
}

/// Variants that are held against a file one by one.
const MANY: usize = 32;

/// The ConfigMaps of one namespace and name: variants in folders, or one that stands several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConfigMapVariants<'a> {
    all: Vec<IndexedConfigMap<'a>>,
    /// The last of them below each folder, and of each file, where they are [`MANY`].
    below: HashMap<&'a str, usize>,
    /// The folder that all of them stand in.
    folder: Option<&'a str>,
    is_scattered: bool,
}

impl<'a> ConfigMapVariants<'a> {
    pub(super) fn add(&mut self, file: &'a str, map: &'a ConfigMap) {
        self.is_scattered |= *self.folder.get_or_insert(folder(file)) != folder(file);
        self.all.push(IndexedConfigMap::new(file, map));
        let first = if self.below.is_empty() { 0 } else { self.all.len() - 1 };
        for at in if self.all.len() > MANY { first..self.all.len() } else { 0..0 } {
            let file = self.all[at].file;
            let ends = file.match_indices('/').map(|(end, _)| end).chain([file.len()]);
            self.below.extend(std::iter::once("").chain(ends.map(|end| &file[..end])).map(|path| (path, at)));
        }
    }

    /// Returns all of them, in the order of the input.
    pub(super) fn all(&self) -> &[IndexedConfigMap<'a>] {
        &self.all
    }

    /// Returns true if all of them stand in a folder.
    pub(super) fn are_within(&self, folder: &str) -> bool {
        !self.is_scattered && self.folder == Some(folder)
    }

    /// Returns the last of those that share most folders with a file.
    pub(super) fn nearest_to(&self, file: &str) -> Option<&IndexedConfigMap<'a>> {
        if self.below.is_empty() {
            let shared = |of: &&IndexedConfigMap<'a>| {
                of.file.split('/').zip(file.split('/')).take_while(|(one, two)| one == two).count()
            };
            return self.all.iter().max_by_key(shared);
        }
        let ends = file.match_indices('/').map(|(end, _)| end);
        let paths = std::iter::once(file).chain(ends.rev().map(|end| &file[..end])).chain([""]);
        paths.into_iter().find_map(|path| self.below.get(path)).map(|&at| &self.all[at])
    }
}

/// The facts in one text, each worked out when first asked for.
#[derive(Clone, Debug, Default)]
pub struct TextFacts {
    script: OnceLock<Arc<Script>>,
    endpoints: OnceLock<Vec<Found>>,
    ports: OnceLock<Vec<(Scope, u16)>>,
}

impl TextFacts {
    /// Returns the text read as a script, as far as its first commands; `most` has to be the same each time.
    pub(super) fn script(&self, text: &str, most: usize) -> Arc<Script> {
        Arc::clone(self.script.get_or_init(|| Arc::new(Script::read_first(text, most))))
    }

    /// Returns the addresses that the text, read as a configuration, connects to.
    pub(super) fn endpoints(&self, text: &str) -> &[Found] {
        self.endpoints.get_or_init(|| endpoint_text::of_configuration(text))
    }

    /// Returns the ports that the text, read as a configuration, says to listen on.
    pub(super) fn ports(&self, text: &str) -> &[(Scope, u16)] {
        self.ports.get_or_init(|| port_config::ports(text))
    }
}
