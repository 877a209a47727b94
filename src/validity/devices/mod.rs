//! Devices that Pods share: what is asked for (claims, templates, classes) and what drivers offer (slices).
//!
//! Source: `pkg/apis/resource/validation/validation.go`. CEL expressions are only looked at, and request policies of
//! capacities are not compared.

mod claim;
mod slice;

pub(super) use claim::{check_claim, check_class, check_template};
pub(super) use slice::check_slice;
