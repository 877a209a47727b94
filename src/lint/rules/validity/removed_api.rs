//! The rule `removed-api`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// An API version that the selected Kubernetes release (`--kubernetes-version`) no longer serves, or does not
    /// serve yet.
    ///
    /// ## Why it matters
    /// The API server reports that there is no such kind.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: policy/v1beta1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: example
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: example}}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: example
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: example}}
    /// ```
    "removed-api", Error, Validity, Check::Engine, fixable(Fixable::Safe)
}
