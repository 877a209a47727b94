//! Volumes and who mounts them: a folder shared between main and helpers is one volume, written by one side.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::assemble::config_map_name;
use super::description::Description;
use super::entry::Side;
use super::problem::Problems;
use super::resolve;
use super::wired::{Wired, WiredShare};
use crate::yaml::COMMENT;

/// The volumes of a Pod and the mounts of each container.
#[derive(Debug, Default)]
pub(super) struct Volumes {
    /// `spec.volumes`.
    pub list: Vec<Json>,
    /// Main's mounts.
    pub main: Vec<Json>,
    /// The mounts of helpers, by the name of the container.
    pub helpers: BTreeMap<String, Vec<Json>>,
    names: BTreeSet<String>,
    shared: Vec<Shared>,
}

/// A volume at one path of main.
#[derive(Debug)]
struct Shared {
    path: String,
    volume: String,
    /// The container that writes; nobody for a ConfigMap, unknown for a volume of the user's own.
    writer: Option<String>,
    of_user: bool,
}

impl Volumes {
    /// The volumes that the helpers of a description need.
    pub(super) fn of(description: &Description, wired: &[Wired], problems: &mut Problems) -> Self {
        let mut volumes = Self::default();
        volumes.take_over(description);
        let main = resolve::main_name(description);
        for helper in wired {
            for share in &helper.shares {
                volumes.share(helper, share, &main, problems);
            }
            for volume in &helper.volumes {
                volumes.add(&volume.name, &volume.source, volume.about.clone());
                volumes.mount(&helper.instance, &volume.name, &volume.at, volume.read_only);
            }
            if let Some((at, _)) = &helper.files {
                let name = volumes.unique(&format!("{}-config", helper.instance), &helper.instance);
                let source = json!({"configMap": {"name": config_map_name(description, &helper.instance)}});
                volumes.add(&name, source.as_object().unwrap_or(&Map::new()), None);
                volumes.mount(&helper.instance, &name, at, true);
            }
        }
        volumes
    }

    /// Volumes that main mounts already, by the user's own words: a helper that shares such a path joins them.
    fn take_over(&mut self, description: &Description) {
        for mount in &description.main.mounts {
            let text = |key: &str| mount.value[key].as_str().map(|text| text.trim_end_matches('/').to_owned());
            if let (Some(path), Some(volume)) = (text("mountPath"), text("name")) {
                self.names.insert(volume.clone());
                self.shared.push(Shared { path, volume, writer: None, of_user: true });
            }
        }
        let patched = description.patch.as_ref().and_then(|patch| patch.get("volumes")).map(super::item::Item::to_json);
        for volume in patched.iter().filter_map(Json::as_array).flatten() {
            self.names.extend(volume["name"].as_str().map(str::to_owned));
        }
    }

    fn share(&mut self, helper: &Wired, share: &WiredShare, main: &str, problems: &mut Problems) {
        let writes = share.writer == Some(Side::Helper);
        let known = self.shared.iter().position(|shared| shared.path == share.main);
        if let Some(at) = known {
            let shared = &self.shared[at];
            let clash = match &shared.writer {
                _ if shared.of_user => None,
                Some(writer) if writes => Some(writer.clone()),
                _ => None,
            };
            if let Some(writer) = clash {
                let message =
                    format!("two containers would write `{}`: `{writer}` and `{}`", share.main, helper.instance);
                let help = "give each a folder of its own: a shared volume has one writer".to_owned();
                problems.add(&helper.place, message, "the second writer", help);
                return;
            }
            let volume = shared.volume.clone();
            self.mount(&helper.instance, &volume, &share.helper, !writes);
            return;
        }
        let name = self.unique(&share.name, &helper.instance);
        let writer = match share.writer {
            Some(Side::Main) => Some(main.to_owned()),
            Some(Side::Helper) => Some(helper.instance.clone()),
            None => None,
        };
        let reader = if writes { main } else { helper.instance.as_str() };
        let comment = match &writer {
            Some(writer) => format!("{}: {writer} writes, {reader} reads", share.about),
            None => format!("{}: {main} and {reader} read", share.about),
        };
        self.add(&name, &share.source, Some(comment));
        self.main.push(mount(&name, &share.main, share.writer != Some(Side::Main)));
        self.mount(&helper.instance, &name, &share.helper, !writes);
        self.shared.push(Shared { path: share.main.clone(), volume: name, writer, of_user: false });
    }

    fn unique(&mut self, name: &str, instance: &str) -> String {
        let own = format!("{instance}-{name}");
        let numbered = (2..).map(|n| format!("{own}-{n}"));
        let mut names = [name.to_owned(), own.clone()].into_iter().chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or(own);
        self.names.insert(name.clone());
        name
    }

    fn add(&mut self, name: &str, source: &Map<String, Json>, comment: Option<String>) {
        let mut volume = Map::new();
        volume.extend(comment.map(|comment| (COMMENT.to_owned(), comment.into())));
        volume.insert("name".to_owned(), name.into());
        volume.extend(source.clone());
        self.names.insert(name.to_owned());
        self.list.push(Json::Object(volume));
    }

    fn mount(&mut self, container: &str, volume: &str, at: &str, read_only: bool) {
        self.helpers.entry(container.to_owned()).or_default().push(mount(volume, at, read_only));
    }
}

fn mount(volume: &str, at: &str, read_only: bool) -> Json {
    let mut mount = json!({"name": volume, "mountPath": at});
    if read_only {
        mount["readOnly"] = true.into();
    }
    mount
}
