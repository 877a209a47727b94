//! YAML as Kubernetes reads it: a tree with byte spans, go-yaml's meaning of scalars, paths and a decoder for any
//! serde type. Knows nothing of Kubernetes objects and imports only `source`.

mod block_list;
mod check;
mod comment;
mod decode;
mod depth;
mod direct;
mod events;
mod go_yaml;
mod json;
mod lookup;
mod merge;
mod node;
mod part;
mod parts;
mod patch;
mod path;
mod path_cursor;
mod print;
mod quote;
mod resolve;
mod scan;
mod search;
mod separators;
mod split;
mod stream;
mod suggest;
mod syntax;
mod tabs;
mod tag;
mod tree;

pub use comment::Comment;
pub use decode::{Formats, KEPT, Problem, Reading, Shape, Spanned, Struct, What, decode, decode_with, outline};
pub use depth::{MAX_DEPTH, STACK};
pub use node::{Duplicate, Entry, Kind, Node};
pub use part::{Content, Items, ListKind, Part, PartSizes, TooLarge};
pub use parts::Parts;
pub use path::{FieldPath, Path, Segment};
pub use print::{COMMENT, Layout, after_key, document, without_comments};
pub use quote::{double_quoted, quote};
pub use resolve::Scalar;
pub use stream::{Chunks, Document, Readers, Stream, chunks, chunks_from, parse, parse_with_comments, piece, values};
pub use suggest::nearest;
pub use syntax::SyntaxError;
pub use tree::{NodeId, Tree};
