//! The mounts of one container: no two at one path, and none where nothing can be mounted.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::Place;
use crate::pattern::problem::Problems;

/// One mount of a volume.
#[derive(Clone, Debug)]
pub(crate) struct Mount {
    /// The volume's name.
    pub volume: String,
    /// The path it is mounted at.
    pub at: String,
    /// True if the container may not write.
    pub read_only: bool,
    /// `subPath` and the like, where only a part of the volume is meant.
    pub part: Map<String, Json>,
    /// The place in the description that asks for it.
    pub place: Place,
}

impl Mount {
    /// In the API's words.
    pub(crate) fn to_json(&self) -> Json {
        let mut mount = json!({"name": self.volume, "mountPath": self.at});
        if let Some(mount) = mount.as_object_mut() {
            mount.extend(self.part.clone());
            mount.extend(self.read_only.then(|| ("readOnly".to_owned(), true.into())));
        }
        mount
    }
}

/// A mount that podpat makes, or one in the user's own words.
struct Seen<'a> {
    /// The names of the folders on the way, so that a folder sorts before what lies in it.
    steps: Vec<&'a str>,
    at: &'a str,
    volume: &'a str,
    place: Option<&'a Place>,
    ours: bool,
    read_only: bool,
}

impl<'a> Seen<'a> {
    fn new(at: &'a str, volume: &'a str, place: Option<&'a Place>) -> Self {
        let at = at.trim_end_matches('/');
        Self { steps: at.split('/').collect(), at, volume, place, ours: false, read_only: false }
    }

    fn of_user(mount: &'a Sourced) -> Option<Self> {
        let text = |key: &str| mount.value[key].as_str();
        Some(Self::new(text("mountPath")?, text("name")?, mount.item.as_ref().map(|item| &item.place)))
    }

    fn of_ours(mount: &'a Mount) -> Self {
        let read_only = mount.read_only;
        Self { ours: true, read_only, ..Self::new(&mount.at, &mount.volume, Some(&mount.place)) }
    }

    fn holds(&self, other: &Self) -> bool {
        other.steps.starts_with(&self.steps)
    }
}

/// Refuses mounts of `container` that stand in each other's way. Where the user's own words alone are at fault, the
/// validity check says so; where the outer volume is the user's, it may have the inner folder.
pub(crate) fn check(container: &str, of_user: &[&Sourced], ours: &[Mount], problems: &mut Problems) {
    let mut all: Vec<Seen<'_>> = of_user.iter().filter_map(|mount| Seen::of_user(mount)).collect();
    all.extend(ours.iter().map(Seen::of_ours));
    all.sort_by(|a, b| a.steps.cmp(&b.steps));
    let mut around: Vec<&Seen<'_>> = Vec::new();
    for mount in &all {
        while around.last().is_some_and(|outer| !outer.holds(mount)) {
            around.pop();
        }
        if let Some(outer) = around.last().filter(|outer| outer.ours || mount.ours) {
            let place = mount.place.filter(|_| mount.ours).or(outer.place);
            if let Some(place) = place {
                stand_apart(container, outer, mount, place, problems);
            }
        }
        around.push(mount);
    }
}

fn stand_apart(container: &str, outer: &Seen<'_>, mount: &Seen<'_>, place: &Place, problems: &mut Problems) {
    if outer.steps == mount.steps {
        let message = format!("`{container}` would have two volumes at `{}`", mount.at);
        let label = format!("`{}` and `{}`", outer.volume, mount.volume);
        problems.add(place, message, label, "choose another folder for one of them".to_owned());
    } else if outer.ours && outer.read_only {
        let message = format!("`{container}` cannot have a volume at `{}`", mount.at);
        let label = format!("`{}` is read-only to it, and has no such folder", outer.at);
        problems.add(place, message, label, format!("choose a folder that is not in `{}`", outer.at));
    }
}
