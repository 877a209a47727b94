//! Where a field that stands in the wrong place belongs: the types themselves know.

use super::manifest::Manifest;
use super::object::Object;
use crate::yaml::{PathBuf, Segment};

/// How far away a field's home may be, in fields up and down: the containers of a CronJob are four below its `spec`.
const FAR: usize = 5;

impl Manifest {
    /// Where the field that a path leads to would belong, given that it does not belong there: the nearest struct of
    /// this kind of object that has a field of that name. Containers come before what is as far away, or one nearer:
    /// `resources` is of a container before it is of a Pod.
    pub fn home(&self, path: &PathBuf) -> Option<PathBuf> {
        let (Segment::Field(name), place) = (path.segments().last()?, path.parent()?) else { return None };
        let structs = Object::structs_with(name, &self.identity.api_version, &self.identity.kind);
        let homes = structs.iter().filter(|it| !served(&it.path));
        let ranked = homes.map(|it| {
            let containers = it.path.segments().iter().any(|segment| *segment == Segment::Field("containers".into()));
            let distance = distance(&place, &it.path);
            (distance, (distance - usize::from(containers && distance > 0), !containers, it.path.segments().len()), it)
        });
        let (_, _, home) = ranked.filter(|&(distance, ..)| distance <= FAR).min_by_key(|&(_, rank, _)| rank)?;
        let home = &home.path;
        let shared = common(&place, home);
        let segments = place.segments()[..shared].iter().chain(&home.segments()[shared..]).cloned();
        Some(PathBuf::new(segments).join(Segment::Field(name.clone())))
    }
}

/// Whether the server writes there and people do not.
fn served(path: &PathBuf) -> bool {
    let field = |at: usize| path.segments().get(at).map(|segment| PathBuf::new([segment.clone()]).to_string());
    match field(0).as_deref() {
        Some("status") => true,
        Some("metadata") => matches!(field(1).as_deref(), Some("managedFields" | "ownerReferences")),
        _ => false,
    }
}

/// Steps that both paths begin with, whatever the index.
fn common(one: &PathBuf, other: &PathBuf) -> usize {
    let same = |(one, other): &(&Segment<'_>, &Segment<'_>)| {
        one == other || matches!((one, other), (Segment::Index(_), Segment::Index(_)))
    };
    one.segments().iter().zip(other.segments()).take_while(same).count()
}

/// Fields up from the one path and down to the other; the entries of lists and maps are no distance.
fn distance(from: &PathBuf, to: &PathBuf) -> usize {
    let shared = common(from, to);
    let fields = |path: &PathBuf| {
        path.segments()[shared..].iter().filter(|segment| matches!(segment, Segment::Field(_))).count()
    };
    fields(from) + fields(to)
}
