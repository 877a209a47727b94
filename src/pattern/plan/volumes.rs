//! Volumes and who mounts them: a folder shared between main and helpers is one volume, written by one side.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::catalogue::Side;
use crate::k8s::quantity::Quantity;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::{Place, SpannedValue};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::mounts::{self, Mount};
use crate::pattern::plan::resolved_helper::{HelperShare, ResolvedHelper};
use crate::pattern::problem::Problems;
use crate::wording::in_words;
use crate::yaml::COMMENT;

/// The fields of a mount that pick a part of a volume.
const PARTS: [&str; 2] = ["subPath", "subPathExpr"];

/// The volumes of a Pod and the mounts of each container.
#[derive(Debug, Default)]
pub(crate) struct Volumes {
    /// `spec.volumes`.
    pub list: Vec<Json>,
    mounts: BTreeMap<String, Vec<Mount>>,
    names: BTreeSet<String>,
    shared: Vec<Shared>,
    /// Volumes by helper and name in its entry.
    by_key: BTreeMap<(String, String), String>,
}

/// The reason why a folder cannot be used as a helper means to: the message, the label and the help.
type Claimed = (String, String, &'static str);

/// A volume at one path of main.
#[derive(Debug, Default)]
struct Shared {
    path: String,
    volume: String,
    /// `subPath` and the like of main's own mount.
    part: Map<String, Json>,
    /// The containers that write; nobody for a ConfigMap, unknown for a volume of the user's own.
    writers: BTreeSet<String>,
    /// The helper that renames or deletes what others write, and the one that keeps a lock.
    rotator: Option<String>,
    lock: Option<String>,
    /// The containers that read.
    readers: Vec<String>,
    /// The place where it stands in `spec.volumes`, and what is in it; nothing for a volume of the user's own.
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
                if !volume.at.is_empty() {
                    volumes.mount(&helper.instance, &volume.name, &volume.at, volume.read_only, place);
                }
                if let Some(at) = &volume.main {
                    volumes.mount(&main, &volume.name, at, volume.read_only, place);
                }
                volumes.by_key.insert((helper.instance.clone(), volume.key.clone()), volume.name.clone());
            }
            if let Some((at, _)) = &helper.files {
                let name = volumes.unique(&format!("{}-config", helper.instance), &helper.instance);
                let source = json!({"configMap": {"name": description.config_map_name(&helper.instance)}});
                volumes.add(&name, source.as_object().unwrap_or(&Map::new()), None);
                volumes.mount(&helper.instance, &name, at, true, place);
                volumes.by_key.insert((helper.instance.clone(), "config".to_owned()), name);
            }
            for preparation in &helper.preparations {
                for (key, at) in &preparation.mounts {
                    let Some(name) = volumes.by_key.get(&(helper.instance.clone(), key.clone())).cloned() else {
                        continue;
                    };
                    volumes.mount(&preparation.name, &name, at, key == "config", place);
                }
            }
        }
        volumes.say_who_shares();
        // What is wrong already would be told once more: two containers of one name seem to mount all twice.
        if problems.is_empty() {
            volumes.check(description, helpers, &main, problems);
        }
        volumes
    }

    /// The mounts of a container, as in the Kubernetes API.
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
                self.shared.push(Shared { path, volume, part, ..Shared::default() });
            }
        }
        self.names.extend(declared_volumes(description));
    }

    fn share(&mut self, helper: &ResolvedHelper, share: &HelperShare, main: &str, problems: &mut Problems) {
        if [&share.main, &share.helper].iter().any(|at| at.trim_end_matches('/').is_empty()) {
            let message = "`path` asks for a volume at `/`, which would hide the whole image";
            let help = "name a folder below another one, such as `/var/log/app`".to_owned();
            problems.add(&share.place, message, "the root folder", help);
            return;
        }
        let writers = match share.writer {
            Some(Side::Main) => vec![main],
            Some(Side::Helper) => vec![helper.instance.as_str()],
            Some(Side::Both) => vec![main, helper.instance.as_str()],
            None => Vec::new(),
        };
        let writers: BTreeSet<String> = writers.into_iter().map(str::to_owned).collect();
        let known = self.shared.iter().position(|shared| shared.path == share.main);
        let at = known.unwrap_or_else(|| self.open(helper, share, &writers, main));
        if let Err((message, label, help)) = self.claim(at, helper, share, main) {
            problems.add(&share.place, message, label, help.to_owned());
            return;
        }
        if let Err((message, label)) = self.join(at, share, &writers, main) {
            let help =
                "give each a folder of its own: a shared volume has one writer, or shows one ConfigMap".to_owned();
            problems.add(&share.place, message, label, help);
            return;
        }
        let shared = &mut self.shared[at];
        if !writers.contains(&helper.instance) {
            shared.readers.push(helper.instance.clone());
        }
        let volume = shared.volume.clone();
        let mount = Mount {
            volume: volume.clone(),
            at: share.helper.clone(),
            read_only: !writers.contains(&helper.instance),
            part: shared.part.clone(),
            place: share.place.clone(),
        };
        self.mounts.entry(helper.instance.clone()).or_default().push(mount);
        self.by_key.insert((helper.instance.clone(), share.name.clone()), volume);
    }

    /// A new volume at a path of main.
    fn open(&mut self, helper: &ResolvedHelper, share: &HelperShare, writers: &BTreeSet<String>, main: &str) -> usize {
        let volume = self.unique(&share.name, &helper.instance);
        let made = Some((self.list.len(), share.about.clone()));
        self.add(&volume, &share.source, None);
        let main_writes = writers.contains(main);
        self.mount(main, &volume, &share.main, !main_writes, &share.place);
        let readers = if main_writes { Vec::new() } else { vec![main.to_owned()] };
        let (path, writers) = (share.main.clone(), writers.clone());
        self.shared.push(Shared { path, volume, writers, readers, made, ..Shared::default() });
        self.shared.len() - 1
    }

    /// Notes what a helper does in a folder that no other may do there; why not, where another does already.
    fn claim(&mut self, at: usize, helper: &ResolvedHelper, share: &HelperShare, main: &str) -> Result<(), Claimed> {
        let shared = &mut self.shared[at];
        let others = shared.writers.iter().find(|writer| **writer != helper.instance).map(String::as_str);
        let owner = if shared.made.is_none() { Some(main) } else { others };
        if let Some(owner) = owner.filter(|_| share.clears) {
            let message = format!("`{}` would delete what `{owner}` keeps in `{}`", helper.instance, share.main);
            let label = "it deletes files there that it does not know".to_owned();
            return Err((message, label, "choose a folder in which no other container keeps files"));
        }
        for (claims, holder, does) in [
            (share.rotates, &mut shared.rotator, "renames and deletes files"),
            (share.locks, &mut shared.lock, "keeps a lock"),
        ] {
            if let Some(other) = holder.replace(helper.instance.clone()).filter(|_| claims) {
                let message = format!("`{other}` {does} in `{}` already", share.main);
                return Err((message, "the second one".to_owned(), "give each a folder of its own"));
            }
            if !claims {
                *holder = None;
            }
        }
        Ok(())
    }

    /// One more container at a volume; why not, where it means another volume or other writers. Of two sizes the
    /// larger one is meant: nobody is to be stopped by what another needs.
    fn join(
        &mut self,
        at: usize,
        share: &HelperShare,
        writers: &BTreeSet<String>,
        main: &str,
    ) -> Result<(), (String, &'static str)> {
        let shared = &mut self.shared[at];
        let agree = shared.writers.is_subset(writers) || writers.is_subset(&shared.writers);
        let two_writers = || {
            let names: Vec<String> = shared.writers.union(writers).map(|name| format!("`{name}`")).collect();
            (format!("two containers would write `{}`: {}", share.main, in_words(&names)), "the second writer")
        };
        let Some((made, _)) = shared.made else {
            // Whether main writes to a volume of the user's own is the user's to say.
            let helpers: BTreeSet<String> = writers.iter().filter(|writer| *writer != main).cloned().collect();
            let others = shared.writers.iter().any(|other| !helpers.contains(other)) && !helpers.is_empty();
            if others {
                return Err(two_writers());
            }
            shared.writers.extend(helpers);
            return Ok(());
        };
        let volume = &mut self.list[made];
        let same_map = volume.get("configMap") == share.source.get("configMap");
        if !agree {
            return Err(two_writers());
        }
        if shared.writers.is_empty() != writers.is_empty() || !same_map {
            let message = format!("`{main}` would have two volumes at `{}`", share.main);
            return Err((message, "another volume than that of a helper before"));
        }
        shared.writers.extend(writers.iter().cloned());
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
            let verb = |count: usize, word: &str| if count == 1 { format!("{word}s") } else { word.to_owned() };
            let writers = in_words(&shared.writers.iter().cloned().collect::<Vec<_>>());
            let write = verb(shared.writers.len(), "write");
            let read = verb(shared.readers.len(), "read");
            let comment = match (shared.writers.len(), shared.readers.len()) {
                (0, _) => format!("{about}: {readers} {read}"),
                (_, 0) => format!("{about}: {writers} {write}"),
                _ => format!("{about}: {writers} {write}, {readers} {read}"),
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

/// The names of volumes that the user declares.
fn declared_volumes(description: &Description) -> Vec<String> {
    let patched = description.patch.as_ref().and_then(|patch| patch.get("volumes"));
    let in_pod = description.pod.iter().find(|field| field.key == "volumes").map(|field| &field.item);
    let claims = description.spec.iter().find(|field| field.key == "volumeClaimTemplates").map(|field| &field.item);
    let lists = [patched, in_pod, claims].into_iter().flatten().map(SpannedValue::to_json);
    let volumes = lists.flat_map(|list| list.as_array().cloned().unwrap_or_default());
    let name = |volume: Json| volume["name"].as_str().or(volume["metadata"]["name"].as_str()).map(str::to_owned);
    volumes.filter_map(name).collect()
}
