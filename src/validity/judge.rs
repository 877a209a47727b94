//! One object before the server: decoding, then validation of what could be decoded.

use super::decoding;
use super::fault::{Fault, Faults};
use super::object;
use crate::k8s::Manifest;
use crate::yaml::PathBuf;

/// Everything the API server would hold against an object. The server stops where decoding fails; podpat goes on, and
/// leaves out what would only be said about the stand-ins that decoding put in.
pub fn judge(manifest: &Manifest) -> Vec<Fault> {
    let mut decoded = Faults::default();
    decoding::check(manifest, &mut decoded);
    let mut validated = Faults::default();
    object::check(&manifest.object, &mut validated);
    let mut faults = decoded.into_vec();
    let stand_ins: Vec<PathBuf> = faults.iter().map(|fault| fault.path.clone()).collect();
    let follows = |fault: &Fault| stand_ins.iter().any(|path| fault.path.segments().starts_with(path.segments()));
    faults.extend(validated.into_vec().into_iter().filter(|fault| !follows(fault)));
    faults
}
