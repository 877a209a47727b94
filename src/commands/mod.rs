//! One file a verb: the flags a person may type, and the run from what was meant to what is printed.

pub mod add;
mod baselines;
mod candidates;
mod catalogue;
mod changed_lines;
pub mod completions;
mod descriptions;
mod difference;
pub mod explain;
pub mod export;
mod fixes;
mod flag;
pub mod generate;
mod generated_text;
mod helper_args;
mod inputs;
pub mod inspect;
pub mod krm;
pub mod lint;
mod lint_inputs;
mod look;
pub mod lsp;
mod markdown;
#[doc(hidden)]
pub mod newcomers_flag;
mod notes;
mod out_dir;
mod out_manifest;
mod patch_text;
pub mod patterns;
mod patterns_check;
mod patterns_new;
mod patterns_sync;
mod recording;
pub mod remove;
pub mod review;
mod rework_args;
mod rework_input;
pub mod rules;
pub mod schema;
pub mod split;
pub mod version;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use crate::terminal::Streams;

/// A verb could not do its job, and has said why already.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("podpat could not do that")]
pub struct AlreadyTold;
