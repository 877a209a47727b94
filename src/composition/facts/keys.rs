//! The keys of ConfigMaps and Secrets of one name, which are looked up and not collected: many Pods ask for them.

use k8s_openapi::api::core::v1::Secret;

use super::config_map::IndexedConfigMap;

/// Objects of one name that are asked; of more nothing is known, and nobody has them.
const MOST_VARIANTS: usize = 64;

/// The keys that objects of one name have.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a>(Objects<'a>);

#[derive(Clone, Copy, Debug)]
enum Objects<'a> {
    ConfigMaps(&'a [IndexedConfigMap<'a>]),
    Secrets(&'a [&'a Secret]),
}

impl<'a> Keys<'a> {
    pub(super) fn of_config_maps(maps: &'a [IndexedConfigMap<'a>]) -> Option<Self> {
        (maps.len() <= MOST_VARIANTS).then_some(Self(Objects::ConfigMaps(maps)))
    }

    pub(super) fn of_secrets(secrets: &'a [&'a Secret]) -> Option<Self> {
        (secrets.len() <= MOST_VARIANTS).then_some(Self(Objects::Secrets(secrets)))
    }

    /// Returns true if one of the objects has a key.
    pub fn contains(&self, key: &str) -> bool {
        let (text, bytes) = match self.0 {
            Objects::ConfigMaps(maps) => (
                maps.iter().any(|of| of.map.data.as_ref().is_some_and(|data| data.contains_key(key))),
                maps.iter().any(|of| of.map.binary_data.as_ref().is_some_and(|data| data.contains_key(key))),
            ),
            Objects::Secrets(secrets) => (
                secrets.iter().any(|of| of.string_data.as_ref().is_some_and(|data| data.contains_key(key))),
                secrets.iter().any(|of| of.data.as_ref().is_some_and(|data| data.contains_key(key))),
            ),
        };
        text || bytes
    }

    /// Returns the keys, those of the first object first.
    pub fn names(&self) -> Box<dyn Iterator<Item = &'a str> + 'a> {
        match self.0 {
            Objects::ConfigMaps(maps) => Box::new(maps.iter().map(|of| of.map).flat_map(|map| {
                let data = map.data.iter().flat_map(|data| data.keys());
                data.chain(map.binary_data.iter().flat_map(|data| data.keys())).map(String::as_str)
            })),
            Objects::Secrets(secrets) => Box::new(secrets.iter().flat_map(|secret| {
                let data = secret.data.iter().flat_map(|data| data.keys());
                data.chain(secret.string_data.iter().flat_map(|data| data.keys())).map(String::as_str)
            })),
        }
    }
}
