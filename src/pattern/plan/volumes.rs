//! Volumes and who mounts them: a folder shared between main and helpers is one volume, written by one side.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::catalogue::Side;
use crate::k8s::quantity::Quantity;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::Place;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::mounts::{self, Mount};
use crate::pattern::plan::resolved_helper::{HelperShare, ResolvedHelper};
use crate::pattern::problem::Problems;
use crate::wording::in_words;
use crate::yaml::COMMENT;

/// What picks a part of a volume in a mount.
const PARTS: [&str; 2] = ["subPath", "subPathExpr"];

/// The volumes of a Pod and the mounts of each container.
#[derive(Debug, Default)]
pub(crate) struct Volumes {
    /// `spec.volumes`.
    pub list: Vec<Json>,
    mounts: BTreeMap<String, Vec<Mount>>,
    names: BTreeSet<String>,
    shared: Vec<Shared>,
}

/// A volume at one path of main.
#[derive(Debug)]
struct Shared {
    path: String,
    volume: String,
    /// `subPath` and the like of main's own mount.
    part: Map<String, Json>,
    /// The container that writes; nobody for a ConfigMap, unknown for a volume of the user's own.
    writer: Option<String>,
    /// The containers that read.
    readers: Vec<String>,
    /// Where it stands in `spec.volumes`, and what is in it; nothing for a volume of the user's own.
    made: Option<(usize, String)>,
}

impl Volumes {
    /// The volumes that the helpers of a description need.
    pub(crate) fn of(description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) -> Self {
        let mut volumes = Self::default();
        volumes.take_over(description);
        let main = description.main_name();
        for helper in helpers {
            let place = helper.shares.first().map_or(&helper.place, |share| &share.place);
            for share in &helper.shares {
                volumes.share(helper, share, &main, problems);
            }
            for volume in &helper.volumes {
                volumes.add(&volume.name, &volume.source, volume.about.as_deref());
                volumes.mount(&helper.instance, &volume.name, &volume.at, volume.read_only, place);
            }
            if let Some((at, _)) = &helper.files {
                let name = volumes.unique(&format!("{}-config", helper.instance), &helper.instance);
                let source = json!({"configMap": {"name": description.config_map_name(&helper.instance)}});
                volumes.add(&name, source.as_object().unwrap_or(&Map::new()), None);
                volumes.mount(&helper.instance, &name, at, true, place);
            }
        }
        volumes.say_who_shares();
        // What is wrong already would be told once more: two containers of one name seem to mount all twice.
        if problems.is_empty() {
            volumes.check(description, helpers, &main, problems);
        }
        volumes
    }

    /// The mounts of a container, in the API's words.
    pub(crate) fn mounts_of(&self, container: &str) -> Vec<Json> {
        self.mounts.get(container).into_iter().flatten().map(Mount::to_json).collect()
    }

    /// Volumes that main mounts already, by the user's own words: a helper that shares such a path joins them.
    fn take_over(&mut self, description: &Description) {
        for mount in &description.main.mounts {
            let text = |key: &str| mount.value[key].as_str().map(|text| text.trim_end_matches('/').to_owned());
            if let (Some(path), Some(volume)) = (text("mountPath"), text("name")) {
                self.names.insert(volume.clone());
                let part = PARTS.iter().filter_map(|key| Some(((*key).to_owned(), mount.value.get(key)?.clone())));
                let part = part.collect();
                self.shared.push(Shared { path, volume, part, writer: None, readers: Vec::new(), made: None });
            }
        }
        let patched = description
            .patch
            .as_ref()
            .and_then(|patch| patch.get("volumes"))
            .map(crate::pattern::description::spanned_value::SpannedValue::to_json);
        for volume in patched.iter().filter_map(Json::as_array).flatten() {
            self.names.extend(volume["name"].as_str().map(str::to_owned));
        }
    }

    fn share(&mut self, helper: &ResolvedHelper, share: &HelperShare, main: &str, problems: &mut Problems) {
        let writer = match share.writer {
            Some(Side::Main) => Some(main),
            Some(Side::Helper) => Some(helper.instance.as_str()),
            None => None,
        };
        let known = self.shared.iter().position(|shared| shared.path == share.main);
        let at = known.unwrap_or_else(|| self.open(helper, share, writer, main));
        if share.clears && self.shared[at].made.is_none() {
            let message = format!("`{}` would delete what `{main}` keeps in `{}`", helper.instance, share.main);
            let help = "choose a folder in which `main` mounts no volume".to_owned();
            problems.add(&share.place, message, "it deletes files there that it does not know", help);
            return;
        }
        if let Err((message, label)) = self.join(at, share, writer, main) {
            let help =
                "give each a folder of its own: a shared volume has one writer, or shows one ConfigMap".to_owned();
            problems.add(&share.place, message, label, help);
            return;
        }
        let shared = &mut self.shared[at];
        if writer != Some(&helper.instance) {
            shared.readers.push(helper.instance.clone());
        }
        let mount = Mount {
            volume: shared.volume.clone(),
            at: share.helper.clone(),
            read_only: share.writer != Some(Side::Helper),
            part: shared.part.clone(),
            place: share.place.clone(),
        };
        self.mounts.entry(helper.instance.clone()).or_default().push(mount);
    }

    /// A new volume at a path of main.
    fn open(&mut self, helper: &ResolvedHelper, share: &HelperShare, writer: Option<&str>, main: &str) -> usize {
        let volume = self.unique(&share.name, &helper.instance);
        let made = Some((self.list.len(), share.about.clone()));
        self.add(&volume, &share.source, None);
        let main_writes = share.writer == Some(Side::Main);
        self.mount(main, &volume, &share.main, !main_writes, &share.place);
        let readers = if main_writes { Vec::new() } else { vec![main.to_owned()] };
        let (path, part, writer) = (share.main.clone(), Map::new(), writer.map(str::to_owned));
        self.shared.push(Shared { path, volume, part, writer, readers, made });
        self.shared.len() - 1
    }

    /// One more container at a volume; why not, where it means another volume or another writer. Of two sizes the
    /// larger one is meant: nobody is to be stopped by what another needs.
    fn join(
        &mut self,
        at: usize,
        share: &HelperShare,
        writer: Option<&str>,
        main: &str,
    ) -> Result<(), (String, &'static str)> {
        let shared = &mut self.shared[at];
        let two_writers = |one: &str, other: &str| {
            (format!("two containers would write `{}`: `{one}` and `{other}`", share.main), "the second writer")
        };
        let Some((made, _)) = shared.made else {
            // Whether main writes to a volume of the user's own is the user's to say.
            let Some(writer) = writer.filter(|writer| *writer != main) else { return Ok(()) };
            return match shared.writer.replace(writer.to_owned()) {
                Some(other) if other != writer => Err(two_writers(&other, writer)),
                _ => Ok(()),
            };
        };
        let volume = &mut self.list[made];
        let same_map = volume.get("configMap") == share.source.get("configMap");
        match (shared.writer.as_deref(), writer) {
            (Some(one), Some(other)) if one != other => return Err(two_writers(one, other)),
            (one, other) if one != other || !same_map => {
                let message = format!("`{main}` would have two volumes at `{}`", share.main);
                return Err((message, "another volume than that of a helper before"));
            }
            _ => {}
        }
        let size = |source: Option<&Json>| source.and_then(|it| Quantity::parse(it["sizeLimit"].as_str()?).ok());
        let larger = share.source.get("emptyDir").filter(|it| size(Some(it)) > size(volume.get("emptyDir")));
        if let Some(larger) = larger {
            volume["emptyDir"] = larger.clone();
        }
        Ok(())
    }

    /// The comments above shared volumes.
    fn say_who_shares(&mut self) {
        for shared in &self.shared {
            let Some((at, about)) = &shared.made else { continue };
            let readers = in_words(&shared.readers);
            let comment = match (&shared.writer, shared.readers.len()) {
                (Some(writer), 1) => format!("{about}: {writer} writes, {readers} reads"),
                (Some(writer), _) => format!("{about}: {writer} writes, {readers} read"),
                (None, _) => format!("{about}: {readers} read"),
            };
            if let Some(volume) = self.list[*at].as_object_mut() {
                volume.insert(COMMENT.to_owned(), comment.into());
            }
        }
    }

    /// Looks at what each container mounts, beside what the user says of its mounts.
    fn check(&self, description: &Description, helpers: &[ResolvedHelper], main: &str, problems: &mut Problems) {
        let ours = |container: &str| self.mounts.get(container).map(Vec::as_slice).unwrap_or_default();
        let given = helpers.iter().flat_map(|helper| &helper.main_mounts);
        let of_main: Vec<&Sourced> = description.main.mounts.iter().chain(given).collect();
        mounts::check(main, &of_main, ours(main), problems);
        for helper in helpers {
            let of_helper: Vec<&Sourced> = helper.mounts.iter().collect();
            mounts::check(&helper.instance, &of_helper, ours(&helper.instance), problems);
        }
    }

    fn unique(&mut self, name: &str, instance: &str) -> String {
        let own = format!("{instance}-{name}");
        let numbered = (2..).map(|n| format!("{own}-{n}"));
        let mut names = [name.to_owned(), own.clone()].into_iter().chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or(own);
        self.names.insert(name.clone());
        name
    }

    fn add(&mut self, name: &str, source: &Map<String, Json>, comment: Option<&str>) {
        let mut volume = Map::new();
        volume.extend(comment.map(|comment| (COMMENT.to_owned(), comment.into())));
        volume.insert("name".to_owned(), name.into());
        volume.extend(source.clone());
        self.names.insert(name.to_owned());
        self.list.push(Json::Object(volume));
    }

    fn mount(&mut self, container: &str, volume: &str, at: &str, read_only: bool, place: &Place) {
        let mount =
            Mount { volume: volume.to_owned(), at: at.to_owned(), read_only, part: Map::new(), place: place.clone() };
        self.mounts.entry(container.to_owned()).or_default().push(mount);
    }
}

/// An `emptyDir`; without a size it may fill the node's disk, so there always is one.
pub(crate) fn empty_dir(size: Option<&str>) -> Json {
    json!({"emptyDir": {"sizeLimit": size.unwrap_or("1Gi")}})
}
