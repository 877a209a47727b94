//! Which check judges which kind.

use super::fault::Faults;
use crate::k8s::Object;

/// Judges an object that was decoded. Kinds without a check of their own are judged by their decoding alone.
pub fn check(_object: &Object, _faults: &mut Faults) {}
