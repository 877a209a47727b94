//! The rule `csr-approval-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that lets its holders approve CertificateSigningRequests.
    ///
    /// ## Why it matters
    /// Whoever may request a certificate and approve it can become any user, with some signers even a member of
    /// `system:masters`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [get, create]}
    /// ```
    "csr-approval-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right {
    groups: &["certificates.k8s.io"],
    resources: &["certificatesigningrequests/approval"],
    verbs: &["update", "patch"],
};

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders create certificates for any user")
            .help("leave it to the controller that checks requests");
    }
}
