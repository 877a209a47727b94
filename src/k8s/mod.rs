//! Documents become typed objects: which kind a document is, its type from `k8s-openapi`, where the pod spec stands
//! in each kind, and containers with their kind of slot.

mod custom_workload;
pub mod field_names;
mod field_suggestion;
mod formats;
pub mod image;
mod input;
mod invalid_utf8;
mod kept;
mod label_selector;
mod manifest;
pub(crate) mod name_fields;
mod object;
mod other_files;
mod pieces;
mod pod;
mod probe;
pub mod quantity;
mod quantity_parts;
mod read;
mod security;
mod stored;
pub mod strategic_merge;
mod target;
mod template;

pub use image::Image;
pub use input::{InputReader, renders};
pub use kept::Kept;
pub use label_selector::selects;
pub use manifest::{Identity, Manifest};
pub use object::Object;
pub use other_files::OtherFile;
pub(crate) use pod::as_container;
pub use pod::{Container, Pod, Slot, TEMPLATES};
pub use probe::Asked;
pub use read::{Stray, Why, read};
pub use security::DEFAULT_CAPABILITIES;
pub use stored::Controller;
pub use target::TargetPort;
pub(crate) use template::{between_percents, is_of_shell, placeholder, unfilled};
