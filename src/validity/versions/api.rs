//! APIs that a release does not serve, or not yet, and what stands in for them.
//!
//! Source: the Deprecated API Migration Guide of kubernetes.io, and `api-machinery` lifecycle tags in
//! `k8s.io/api/*/types.go` (`+k8s:prerelease-lifecycle-gen`).

use super::Release;
use crate::validity::{FieldErrors, Meant, Reason};
use crate::yaml::{Path, nearest};

/// Some kinds of one version of an API: from when to when it is served, and what to write instead.
struct Api {
    version: &'static str,
    /// None stands for every kind.
    kinds: &'static [&'static str],
    /// The first release that serves it; 0 for those before 1.25.
    since: u8,
    /// The first release that does not serve it any more.
    gone: Option<u8>,
    /// The version to write instead and the first release that serves it.
    instead: Option<(&'static str, &'static str)>,
}

/// An API that is gone.
const fn gone(
    version: &'static str,
    kinds: &'static [&'static str],
    gone: u8,
    instead: (&'static str, &'static str),
) -> Api {
    Api { version, kinds, since: 0, gone: Some(gone), instead: Some(instead) }
}

/// An API that came after 1.25.
const fn came(
    version: &'static str,
    kinds: &'static [&'static str],
    since: u8,
    gone: Option<u8>,
    instead: Option<(&'static str, &'static str)>,
) -> Api {
    Api { version, kinds, since, gone, instead }
}

const APPS: (&str, &str) = ("apps/v1", "1.9");
const HPA: (&str, &str) = ("autoscaling/v2", "1.23");
const FLOW: (&str, &str) = ("flowcontrol.apiserver.k8s.io/v1", "1.29");
const ADMISSION: (&str, &str) = ("admissionregistration.k8s.io/v1", "1.16");
const POLICIES: [&str; 2] = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];
const MUTATING: [&str; 2] = ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"];
const ADDRESSES: [&str; 2] = ["IPAddress", "ServiceCIDR"];
const CLAIMS: [&str; 4] = ["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"];

#[rustfmt::skip]
static APIS: [Api; 56] = [
    gone("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 16, APPS),
    gone("extensions/v1beta1", &["NetworkPolicy"], 16, ("networking.k8s.io/v1", "1.8")),
    gone("extensions/v1beta1", &["Ingress"], 22, ("networking.k8s.io/v1", "1.19")),
    Api { version: "extensions/v1beta1", kinds: &["PodSecurityPolicy"], since: 0, gone: Some(16), instead: None },
    gone("apps/v1beta1", &[], 16, APPS),
    gone("apps/v1beta2", &[], 16, APPS),
    gone("admissionregistration.k8s.io/v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], 22, ADMISSION),
    gone("apiextensions.k8s.io/v1beta1", &[], 22, ("apiextensions.k8s.io/v1", "1.16")),
    gone("apiregistration.k8s.io/v1beta1", &[], 22, ("apiregistration.k8s.io/v1", "1.10")),
    gone("authentication.k8s.io/v1beta1", &["TokenReview"], 22, ("authentication.k8s.io/v1", "1.6")),
    gone("authorization.k8s.io/v1beta1", &[], 22, ("authorization.k8s.io/v1", "1.6")),
    gone("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 22, ("certificates.k8s.io/v1", "1.19")),
    gone("coordination.k8s.io/v1beta1", &["Lease"], 22, ("coordination.k8s.io/v1", "1.14")),
    gone("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], 22, ("networking.k8s.io/v1", "1.19")),
    gone("rbac.authorization.k8s.io/v1alpha1", &[], 23, ("rbac.authorization.k8s.io/v1", "1.8")),
    gone("rbac.authorization.k8s.io/v1beta1", &[], 22, ("rbac.authorization.k8s.io/v1", "1.8")),
    gone("scheduling.k8s.io/v1alpha1", &["PriorityClass"], 23, ("scheduling.k8s.io/v1", "1.14")),
    gone("scheduling.k8s.io/v1beta1", &[], 22, ("scheduling.k8s.io/v1", "1.14")),
    gone("storage.k8s.io/v1beta1", &["CSIDriver"], 22, ("storage.k8s.io/v1", "1.19")),
    gone("storage.k8s.io/v1beta1", &["CSINode"], 22, ("storage.k8s.io/v1", "1.17")),
    gone("storage.k8s.io/v1beta1", &["StorageClass"], 22, ("storage.k8s.io/v1", "1.6")),
    gone("storage.k8s.io/v1beta1", &["VolumeAttachment"], 22, ("storage.k8s.io/v1", "1.13")),
    gone("storage.k8s.io/v1alpha1", &["VolumeAttachment"], 24, ("storage.k8s.io/v1", "1.13")),
    Api { version: "settings.k8s.io/v1alpha1", kinds: &["PodPreset"], since: 0, gone: Some(20), instead: None },
    gone("batch/v2alpha1", &["CronJob"], 21, ("batch/v1", "1.21")),
    gone("batch/v1beta1", &["CronJob"], 25, ("batch/v1", "1.21")),
    gone("discovery.k8s.io/v1beta1", &[], 25, ("discovery.k8s.io/v1", "1.21")),
    gone("events.k8s.io/v1beta1", &[], 25, ("events.k8s.io/v1", "1.19")),
    gone("autoscaling/v2beta1", &[], 25, HPA),
    gone("autoscaling/v2beta2", &[], 26, HPA),
    gone("policy/v1beta1", &["PodDisruptionBudget"], 25, ("policy/v1", "1.21")),
    Api { version: "policy/v1beta1", kinds: &["PodSecurityPolicy"], since: 0, gone: Some(25), instead: None },
    gone("node.k8s.io/v1alpha1", &[], 24, ("node.k8s.io/v1", "1.20")),
    gone("node.k8s.io/v1beta1", &[], 25, ("node.k8s.io/v1", "1.20")),
    gone("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 27, ("storage.k8s.io/v1", "1.24")),
    gone("flowcontrol.apiserver.k8s.io/v1beta1", &[], 26, FLOW),
    gone("flowcontrol.apiserver.k8s.io/v1beta2", &[], 29, FLOW),
    came("flowcontrol.apiserver.k8s.io/v1beta3", &[], 26, Some(32), Some(FLOW)),
    came("flowcontrol.apiserver.k8s.io/v1", &[], 29, None, Some(("flowcontrol.apiserver.k8s.io/v1beta3", "1.26"))),
    came("admissionregistration.k8s.io/v1alpha1", &POLICIES, 26, Some(32), Some(("admissionregistration.k8s.io/v1", "1.30"))),
    came("admissionregistration.k8s.io/v1beta1", &POLICIES, 28, Some(34), Some(("admissionregistration.k8s.io/v1", "1.30"))),
    came("admissionregistration.k8s.io/v1", &POLICIES, 30, None, Some(("admissionregistration.k8s.io/v1beta1", "1.28"))),
    came("admissionregistration.k8s.io/v1alpha1", &MUTATING, 32, None, None),
    came("admissionregistration.k8s.io/v1beta1", &MUTATING, 34, None, None),
    came("admissionregistration.k8s.io/v1", &MUTATING, 36, None, Some(("admissionregistration.k8s.io/v1beta1", "1.34"))),
    came("networking.k8s.io/v1alpha1", &ADDRESSES, 27, Some(34), Some(("networking.k8s.io/v1", "1.33"))),
    came("networking.k8s.io/v1beta1", &ADDRESSES, 31, None, None),
    came("networking.k8s.io/v1", &ADDRESSES, 33, None, Some(("networking.k8s.io/v1beta1", "1.31"))),
    came("storage.k8s.io/v1alpha1", &["VolumeAttributesClass"], 29, Some(35), Some(("storage.k8s.io/v1", "1.34"))),
    came("storage.k8s.io/v1beta1", &["VolumeAttributesClass"], 31, None, None),
    came("storage.k8s.io/v1", &["VolumeAttributesClass"], 34, None, Some(("storage.k8s.io/v1beta1", "1.31"))),
    came("resource.k8s.io/v1alpha2", &[], 26, Some(32), Some(("resource.k8s.io/v1", "1.34"))),
    came("resource.k8s.io/v1alpha3", &CLAIMS, 31, Some(34), Some(("resource.k8s.io/v1", "1.34"))),
    came("resource.k8s.io/v1beta1", &CLAIMS, 32, None, None),
    came("resource.k8s.io/v1beta2", &CLAIMS, 33, None, None),
    came("resource.k8s.io/v1", &CLAIMS, 34, None, Some(("resource.k8s.io/v1beta1", "1.32"))),
];

/// Groups of Kubernetes itself with a dot in their names; custom resources add to none of them.
const GROUPS: [&str; 16] = [
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Returns true if no custom resource can be in a group: their groups have a dot in their names
/// (`ValidateCustomResourceDefinitionSpec`).
fn is_own_group(group: &str) -> bool {
    !group.contains('.') || GROUPS.contains(&group)
}

/// Kinds that other programs read under an API version of Kubernetes: a kubeconfig, a template of OpenShift.
const OF_OTHERS: [(&str, &str); 2] = [("v1", "Config"), ("v1", "Template")];

/// Checks whether the release serves a kind, and whether podpat has a type for it. `known` lists `apiVersion` and
/// `kind` of those that have one.
pub(in crate::validity) fn check_api(
    api_version: &str,
    kind: &str,
    release: Release,
    known: &[(&'static str, &'static str)],
    errors: &mut FieldErrors,
) {
    let path = Path::ROOT.field("apiVersion");
    if let Some(api) = APIS.iter().find(|api| api.covers(api_version, kind)) {
        if let Some(release_gone) = api.gone.map(Release::minor).filter(|&gone| gone <= release) {
            let message = format!("`{kind}` of `{api_version}` was removed in Kubernetes {release_gone}");
            let meant = api.instead.map(|(instead, _)| Meant::value(instead, true));
            errors.push(Reason::RemovedApi, &path, message, api.replacement()).meant = meant;
            return;
        }
        let since = Release::minor(api.since);
        if since > release {
            let message =
                format!("`{kind}` of `{api_version}` is there since Kubernetes {since}, and this is {release}");
            let older = api.instead.map(|(instead, _)| format!("use Kubernetes {since} or newer, or `{instead}`"));
            let help = older.unwrap_or_else(|| format!("use Kubernetes {since} or newer"));
            errors.push(Reason::RemovedApi, &path, message, help);
            return;
        }
        if !known.contains(&(api_version, kind)) {
            not_judged(api_version, kind, errors);
            return;
        }
    }
    if !known.contains(&(api_version, kind)) {
        unknown(api_version, kind, known, errors);
    }
}

impl Api {
    fn covers(&self, api_version: &str, kind: &str) -> bool {
        self.version == api_version && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }

    fn replacement(&self) -> String {
        match self.instead {
            Some((instead, since)) => format!("write `apiVersion: {instead}` (since {since}), and check the fields that changed"),
            None => match self.kinds {
                ["PodPreset"] => "set what it set in the pod templates themselves, or with an admission webhook".to_owned(),
                _ => "label the namespaces for Pod Security Admission, such as `pod-security.kubernetes.io/enforce: baseline`".to_owned(),
            },
        }
    }
}

/// A kind that podpat has no type for: a misspelt one of Kubernetes itself, or one that cannot be judged.
fn unknown(api_version: &str, kind: &str, known: &[(&'static str, &'static str)], errors: &mut FieldErrors) {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let same_kind = known.iter().find(|(_, name)| *name == kind).map(|&(version, _)| version);
    let same_version = known.iter().filter(|(version, _)| *version == api_version).map(|&(_, kind)| kind);
    let meant = match (same_kind, nearest(kind, same_version)) {
        (Some(version), _) => Some(("apiVersion", format!("did you mean `apiVersion: {version}`?"))),
        (None, Some(near)) => Some(("kind", format!("did you mean `kind: {near}`?"))),
        (None, None) => None,
    };
    let is_ours = is_own_group(group) && !OF_OTHERS.contains(&(api_version, kind));
    if let Some((field, help)) = meant.filter(|_| is_ours) {
        let message = format!("there is no `{kind}` in `{api_version}`");
        errors.push(Reason::NotSupported, &Path::ROOT.field(field), message, help);
        return;
    }
    not_judged(api_version, kind, errors);
}

/// Notes a kind that a server may have, and that podpat has no type for.
fn not_judged(api_version: &str, kind: &str, errors: &mut FieldErrors) {
    let message = format!("podpat does not know `{kind}` of `{api_version}`, so it was not checked");
    let help = "to have it checked, run `kubectl apply --dry-run=server` on a cluster that has this type";
    errors.push(Reason::UnknownApi, &Path::ROOT.field("kind"), message, help);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(api_version: &str, kind: &str, release: &str) -> String {
        let mut errors = FieldErrors::default();
        let known = [("apps/v1", "Deployment"), ("networking.k8s.io/v1", "Ingress"), ("batch/v1", "CronJob")];
        check_api(api_version, kind, release.parse().expect("a release"), &known, &mut errors);
        let lines = errors.into_vec().into_iter();
        let lines: Vec<_> = lines.map(|f| format!("{}: {}; {}", f.reason.id(), f.message, f.help)).collect();
        lines.join(
            "
",
        )
    }

    #[test]
    fn apis_of_releases() {
        assert_eq!(verdict("apps/v1", "Deployment", "1.25"), "");
        let cases = [
            ("extensions/v1beta1", "Deployment", "1.36"),
            ("extensions/v1beta1", "Ingress", "1.25"),
            ("policy/v1beta1", "PodSecurityPolicy", "1.25"),
            ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.25"),
            ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.26"),
            ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "1.28"),
            ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", "1.31"),
            ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", "1.36"),
            ("storage.k8s.io/v1alpha1", "VolumeAttributesClass", "1.34"),
            ("storage.k8s.io/v1alpha1", "VolumeAttributesClass", "1.35"),
            ("resource.k8s.io/v1alpha3", "ResourceClaim", "1.33"),
            ("resource.k8s.io/v1alpha3", "ResourceClaim", "1.34"),
            ("apps/v1", "Deploymnt", "1.36"),
            ("v1", "Deployment", "1.36"),
            ("app/v1", "Deployment", "1.36"),
            ("v1", "Config", "1.36"),
            ("example.com/v1", "Deployment", "1.36"),
        ];
        let lines: Vec<_> = cases.iter().map(|(version, kind, release)| verdict(version, kind, release)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn no_api_is_listed_twice() {
        for (at, api) in APIS.iter().enumerate() {
            let kinds = if api.kinds.is_empty() { &["Any"] } else { api.kinds };
            let first = |kind: &&&str| APIS.iter().position(|other| other.covers(api.version, kind)) == Some(at);
            assert!(kinds.iter().all(|kind| first(&kind)), "{}", api.version);
        }
    }
}
