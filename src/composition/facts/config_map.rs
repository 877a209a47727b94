//! The facts in the texts of a ConfigMap, read once for all Pods that use it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use k8s_openapi::api::core::v1::ConfigMap;

use super::address::Found;
use super::endpoint_text;
use super::port::Scope;
use super::port_config;
use super::script::Script;

/// So many variables of one ConfigMap are looked at for ports and addresses; nobody has more.
const MOST_VARIABLES: usize = 512;

/// A ConfigMap of the input and what its texts say.
#[derive(Clone, Debug)]
pub struct IndexedConfigMap<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// The ConfigMap.
    pub map: &'a ConfigMap,
    texts: OnceLock<HashMap<String, TextFacts>>,
    variables: OnceLock<Vec<String>>,
}

impl<'a> IndexedConfigMap<'a> {
    pub(super) fn new(file: &'a str, map: &'a ConfigMap) -> Self {
        Self { file, map, texts: OnceLock::new(), variables: OnceLock::new() }
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

/// The facts in one text, each worked out when first asked for.
#[derive(Clone, Debug, Default)]
pub struct TextFacts {
    script: OnceLock<Arc<Script>>,
    endpoints: OnceLock<Vec<Found>>,
    ports: OnceLock<Vec<(Scope, u16)>>,
}

impl TextFacts {
    /// Returns the text read as a script.
    pub(super) fn script(&self, text: &str) -> Arc<Script> {
        Arc::clone(self.script.get_or_init(|| Arc::new(Script::read(text))))
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
