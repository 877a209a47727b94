//! The way down to nodes, one after the other in the order of the text: each search goes on where the last one ended,
//! so that all of them together cost one walk.

use super::node::{Children, Kind, Node};
use super::path::{FieldPath, Segment};
use super::tree::NodeId;

/// Keeps the nodes on the way to where the last search ended.
pub(super) struct PathCursor<'t> {
    way: Vec<Step<'t>>,
}

/// A node, the child of it that was reached, and those behind.
struct Step<'t> {
    node: Node<'t>,
    reached: Option<Segment<'t>>,
    index: usize,
    rest: Children<'t>,
}

impl<'t> Step<'t> {
    fn new(node: Node<'t>) -> Self {
        Self { node, reached: None, index: 0, rest: node.children(node.kind() != Kind::Scalar) }
    }

    /// The next child, with the key before it where there is one.
    fn next(&mut self) -> Option<Node<'t>> {
        let first = self.rest.next()?;
        let (segment, child) = match self.node.kind() {
            Kind::Sequence => (Segment::Index(self.index), first),
            _ => (Segment::Field(first.key_name().unwrap_or_default()), self.rest.next()?),
        };
        self.index += 1;
        self.reached = Some(segment);
        Some(child)
    }
}

impl<'t> PathCursor<'t> {
    /// Searches below a node.
    pub(super) fn from(node: Node<'t>) -> Self {
        Self { way: vec![Step::new(node)] }
    }

    /// The way from the first node to one below it; ids have to ascend. Aliases are left aside.
    pub(super) fn to(&mut self, id: NodeId) -> FieldPath {
        while self.way.len() > 1 && self.way.last().is_some_and(|step| !step.node.holds(id)) {
            self.way.pop();
        }
        while let Some(step) = self.way.last_mut().filter(|step| step.node.id != id) {
            let child = std::iter::from_fn(|| step.next()).find(|child| child.holds(id));
            let Some(child) = child else { break };
            self.way.push(Step::new(child));
        }
        let inner = self.way.len() - 1;
        FieldPath::new(self.way[..inner].iter().filter_map(|step| step.reached.clone()))
    }
}
