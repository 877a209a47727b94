//! The checks of Polaris 10.2.2, and the rules here that look for the same.
//!
//! Source: `pkg/config/checks` of Polaris.

use super::check::PeerCheck;

/// Every check of Polaris 10.2.2, by id.
pub(super) static CHECKS: &[PeerCheck] = &[
    PeerCheck::on("dangerousCapabilities", &["added-capability"]).but("every capability beyond the default ones"),
    PeerCheck::on("hostIPCSet", &["host-ipc"]),
    PeerCheck::on("hostNetworkSet", &["host-network"]),
    PeerCheck::on("hostPIDSet", &["host-pid"]),
    PeerCheck::on("hostPathSet", &["host-path-volume"]),
    PeerCheck::on("hostPortSet", &["host-port"]),
    PeerCheck::on("hostProcess", &["windows-host-process"]).but("init containers count too"),
    PeerCheck::on("insecureCapabilities", &["undropped-capabilities"]).but("`ALL`, not a list of fifteen"),
    PeerCheck::on("pdbDisruptionsIsZero", &["blocking-disruption-budget"]),
    PeerCheck::on("privilegeEscalationAllowed", &["privilege-escalation", "unset-privilege-escalation"]),
    PeerCheck::on("procMount", &["unmasked-proc-mount"]).but("not in a user namespace"),
    PeerCheck::on("readinessProbeMissing", &["missing-readiness-probe"])
        .but("not for helpers and containers that no Service leads to"),
    PeerCheck::on("runAsPrivileged", &["privileged-container"]),
    PeerCheck::on("runAsRootAllowed", &["root-container"]).but("not for Pods with `hostUsers: false`"),
    PeerCheck::on("tagNotSpecified", &["latest-image"]),
];
