//! Text edits at spans, applied and proved: a change of what a document says becomes edits of its text that keep every
//! other byte, or is refused with a reason. Knows nothing of Kubernetes objects.

mod apply;
mod block;
mod change;
mod comments;
mod draft;
mod excerpt;
mod expected;
mod flow;
mod layout;
mod line_comments;
mod lines;
mod place;
mod plan;
mod proof;
mod refused;
mod scalar;
mod undo;

pub use apply::{Edit, apply};
pub use change::{Change, Spot};
pub use draft::Draft;
pub use excerpt::excerpt;
pub use line_comments::{commentable, items_with_comments, line_comments};
pub use plan::plan;
pub use proof::prove;
pub use refused::Refused;
pub use undo::written;
