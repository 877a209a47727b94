//! The words of a user, read into what they mean: one file a part of the description. Nothing is looked up in the
//! catalogue here.

pub(in crate::pattern) mod account;
pub(in crate::pattern) mod address;
pub(in crate::pattern) mod availability;
pub(in crate::pattern) mod bounds;
pub(in crate::pattern) mod container;
pub(in crate::pattern) mod custom_helper;
pub(in crate::pattern) mod duration;
pub(in crate::pattern) mod exposure;
pub(in crate::pattern) mod fields;
pub(in crate::pattern) mod formats;
pub(in crate::pattern) mod helper;
pub(in crate::pattern) mod helper_mode;
pub(in crate::pattern) mod image;
pub(in crate::pattern) mod input;
pub(in crate::pattern) mod kind;
pub(in crate::pattern) mod main_container;
pub(in crate::pattern) mod monitor;
pub(in crate::pattern) mod name;
pub(in crate::pattern) mod parameter_value;
pub(in crate::pattern) mod patch;
pub(in crate::pattern) mod refused_fields;
pub(in crate::pattern) mod registry;
pub(in crate::pattern) mod secret_key;
pub(in crate::pattern) mod service;
pub(in crate::pattern) mod several_pods;
pub(in crate::pattern) mod share;
pub(in crate::pattern) mod spanned_value;
pub(in crate::pattern) mod workload;

pub use helper_mode::HelperMode;
pub use input::Input;
pub use kind::Kind;
pub use registry::is_registry;
