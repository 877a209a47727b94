//! YAML as Kubernetes reads it: a tree with byte spans, go-yaml's meaning of scalars, paths and a decoder for any
//! serde type. Knows nothing of Kubernetes objects and imports only `source`.

mod path;
mod suggest;

pub use path::{Path, PathBuf, Segment};
pub use suggest::nearest;
