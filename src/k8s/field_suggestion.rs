//! Suggests where a misplaced field belongs, from the fields of the Kubernetes types.

use super::manifest::Manifest;
use super::object::Object;
use crate::yaml::{FieldPath, Segment};

/// The greatest distance of a suggestion, in fields up and down: the containers of a CronJob are four below its `spec`.
const MAX_DISTANCE: usize = 5;

impl Manifest {
    /// Returns the path at which the field at `path`, which is misplaced, would be valid: in the nearest struct of this
    /// kind of object that has a field of that name. Fields of containers are preferred to others at the same distance
    /// and to those one step nearer, so that `resources` is suggested for a container before it is for a Pod.
    pub fn suggest_place(&self, path: &FieldPath) -> Option<FieldPath> {
        let (Segment::Field(name), place) = (path.segments().last()?, path.parent()?) else { return None };
        let structs = Object::structs_with(name, &self.identity.api_version, &self.identity.kind);
        let candidates =
            structs.iter().filter(|it| !is_written_by_server(&it.path) && self.has_branch(&place, &it.path));
        let ranked = candidates.map(|it| {
            let containers = it.path.segments().iter().any(|segment| *segment == Segment::Field("containers".into()));
            let distance = distance(&place, &it.path);
            (distance, (distance - usize::from(containers && distance > 0), !containers, it.path.segments().len()), it)
        });
        let (_, _, nearest) =
            ranked.filter(|&(distance, ..)| distance <= MAX_DISTANCE).min_by_key(|&(_, rank, _)| rank)?;
        let nearest = &nearest.path;
        let shared = common(&place, nearest);
        let segments = place.segments()[..shared].iter().chain(&nearest.segments()[shared..]).cloned();
        Some(FieldPath::new(segments).join(Segment::Field(name.clone())))
    }

    /// Returns true if the way from one path to another goes up or down only, or down into a field that is there: of the
    /// sources of a volume, nobody means another one than he wrote.
    fn has_branch(&self, from: &FieldPath, to: &FieldPath) -> bool {
        let shared = common(from, to);
        let Some(Segment::Field(branch)) = to.segments().get(shared).filter(|_| shared < from.segments().len()) else {
            return true;
        };
        let above = FieldPath::new(from.segments()[..shared].iter().cloned());
        self.node().at(&above).is_none_or(|above| above.get(branch).is_some())
    }
}

/// Returns whether the server, not the user, writes the fields below a path.
fn is_written_by_server(path: &FieldPath) -> bool {
    let field = |at: usize| path.segments().get(at).map(|segment| FieldPath::new([segment.clone()]).to_string());
    match field(0).as_deref() {
        Some("status") => true,
        Some("metadata") => matches!(field(1).as_deref(), Some("managedFields" | "ownerReferences")),
        _ => false,
    }
}

/// Returns the number of steps that both paths begin with; indices of lists are not compared.
fn common(one: &FieldPath, other: &FieldPath) -> usize {
    let same = |(one, other): &(&Segment<'_>, &Segment<'_>)| {
        one == other || matches!((one, other), (Segment::Index(_), Segment::Index(_)))
    };
    one.segments().iter().zip(other.segments()).take_while(same).count()
}

/// Returns the number of fields from one path up and down to the other; entries of lists and maps do not count.
fn distance(from: &FieldPath, to: &FieldPath) -> usize {
    let shared = common(from, to);
    let fields = |path: &FieldPath| {
        path.segments()[shared..].iter().filter(|segment| matches!(segment, Segment::Field(_))).count()
    };
    fields(from) + fields(to)
}
