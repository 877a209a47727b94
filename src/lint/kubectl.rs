//! The rights that the `kubectl` commands of a script need.

use crate::composition::{Joint, Member, Step};

/// The rights that a container needs on one kind of object.
pub(super) struct Need {
    pub(super) group: &'static str,
    pub(super) resource: &'static str,
    pub(super) verbs: &'static [&'static str],
    /// The one object that it works on, where that is known.
    pub(super) name: Option<String>,
    /// The namespace of the objects, where it is another than that of the Pod.
    pub(super) within: Option<String>,
    /// The reason for the right, as a clause.
    pub(super) why: &'static str,
}

/// Options of kubectl whose value is the next word.
const WITH_VALUE: [&str; 12] =
    ["-n", "--namespace", "-o", "--output", "-l", "--selector", "-f", "--filename", "-p", "--patch", "--type", "-c"];

/// A resource: its group, its name, and the words that mean it.
type Resource = (&'static str, &'static str, &'static [&'static str]);

const RESOURCES: [Resource; 6] = [
    ("coordination.k8s.io", "leases", &["lease", "leases", "lease.coordination.k8s.io", "leases.coordination.k8s.io"]),
    ("", "configmaps", &["cm", "configmap", "configmaps"]),
    ("", "secrets", &["secret", "secrets"]),
    ("", "pods", &["po", "pod", "pods"]),
    ("apps", "deployments", &["deploy", "deployment", "deployments", "deployment.apps", "deployments.apps"]),
    ("batch", "jobs", &["job", "jobs"]),
];

/// Returns what the commands of a container's script need; those that may fail need nothing.
pub(super) fn needs(member: &Member) -> Vec<Need> {
    let runs = |step: &&Step| step.program() == "kubectl" && step.joint != Some(Joint::Or);
    member.command.steps.iter().filter(runs).filter_map(need).collect()
}

fn need(step: &Step) -> Option<Need> {
    let arguments = step.arguments();
    let other_account = ["--kubeconfig", "--token", "--context", "--as", "-A", "--all-namespaces", "--dry-run"];
    if arguments.iter().any(|word| other_account.contains(&word.split('=').next().unwrap_or_default())) {
        return None;
    }
    let mut plain = Vec::new();
    let mut within = None;
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word) {
            let value = words.next();
            within = within.or(value.filter(|_| matches!(word, "-n" | "--namespace")));
        } else if let Some(namespace) = word.strip_prefix("--namespace=").or_else(|| word.strip_prefix("-n=")) {
            within = Some(namespace);
        } else if !word.starts_with('-') {
            plain.push(word);
        }
    }
    let (verb, target) = (plain.first()?, plain.get(1)?);
    let (word, name) =
        target.split_once('/').map_or((*target, plain.get(2).copied()), |(kind, name)| (kind, Some(name)));
    let (group, resource, _) = RESOURCES.iter().find(|(_, _, words)| words.contains(&word))?;
    let verbs: &[&str] = match (*verb, name) {
        ("get", None) => &["list"],
        ("get" | "describe", Some(_)) => &["get"],
        ("patch" | "annotate" | "label", Some(_)) => &["get", "patch"],
        ("edit" | "replace", Some(_)) => &["get", "update"],
        ("delete", Some(_)) => &["delete"],
        ("create", _) => &["create"],
        _ => return None,
    };
    let is_plain =
        |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    // A namespace that the script works out may be any.
    if within.is_some_and(|namespace| !is_plain(&namespace)) {
        return None;
    }
    Some(Need {
        group,
        resource,
        verbs,
        name: name.filter(is_plain).map(str::to_owned),
        within: within.map(str::to_owned),
        why: "runs kubectl",
    })
}
