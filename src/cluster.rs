//! The objects of a live cluster, as `kubectl get` prints them. kubectl is run once, for the kinds that rules look at; it
//! changes nothing, and nobody else talks to the cluster.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use crate::programs::Running;

/// The kinds that are asked for: workloads and Pods, and what rules hold against them. Secrets are not needed.
const KINDS: &str = "pods,deployments.apps,replicasets.apps,statefulsets.apps,daemonsets.apps,replicationcontrollers,jobs.batch,cronjobs.batch,services,configmaps,serviceaccounts,persistentvolumeclaims,limitranges,roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,clusterroles.rbac.authorization.k8s.io,clusterrolebindings.rbac.authorization.k8s.io,ingresses.networking.k8s.io,networkpolicies.networking.k8s.io,horizontalpodautoscalers.autoscaling,poddisruptionbudgets.policy";

/// The most bytes of what kubectl says of an error.
const LONGEST: usize = 2000;

/// The cluster, and the part of it, that is meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cluster<'a> {
    /// A context of the kubeconfig; the current one where there is none.
    pub context: Option<&'a str>,
    /// One namespace; all where there is none.
    pub namespace: Option<&'a str>,
    /// A kubeconfig other than kubectl's own choice.
    pub kubeconfig: Option<&'a Path>,
}

/// The reason why kubectl cannot be asked.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum KubectlError {
    /// There is no such program.
    #[error("`kubectl` is not installed, or not on the PATH")]
    #[diagnostic(help(
        "install it, or pipe its output from where it is: `kubectl get pods,deployments,services,configmaps -A -o json | podpat lint -`"
    ))]
    Missing,
    /// The system refuses.
    #[error("`kubectl` cannot be run: {0}")]
    Refused(String),
}

impl Cluster<'_> {
    /// Returns the arguments for kubectl.
    fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["get".into(), KINDS.into()];
        match self.namespace {
            Some(namespace) => arguments.extend(["-n".into(), namespace.into()]),
            None => arguments.push("-A".into()),
        }
        arguments.extend(["-o".into(), "json".into()]);
        arguments.extend(self.context.into_iter().flat_map(|context| ["--context".into(), context.into()]));
        arguments.extend(self.kubeconfig.into_iter().flat_map(|path| ["--kubeconfig".into(), path.into()]));
        arguments
    }

    /// Runs kubectl; its output is to be read to the end.
    ///
    /// # Errors
    /// Fails if it cannot be run. If it fails itself, reading ends with an error of its words.
    pub fn objects(&self) -> Result<Objects, KubectlError> {
        let mut command = Command::new("kubectl");
        let running = Running::start(command.args(self.arguments())).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KubectlError::Missing,
            _ => KubectlError::Refused(error.to_string()),
        })?;
        Ok(Objects(Some(running)))
    }
}

/// The output of kubectl, until it was read to its end.
pub struct Objects(Option<Running>);

impl Read for Objects {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(running) = &mut self.0 else { return Ok(0) };
        let count = running.read(into)?;
        if count > 0 || into.is_empty() {
            return Ok(count);
        }
        let words = running.end()?;
        self.0 = None;
        match words {
            None => Ok(0),
            Some(words) if words.is_empty() => Err(io::Error::other("`kubectl get` failed and did not say why")),
            Some(words) => {
                let words = for_users(&words);
                let last = &words[words.ceil_char_boundary(words.len().saturating_sub(LONGEST))..];
                Err(io::Error::other(format!("`kubectl get` failed: {last}")))
            }
        }
    }
}

/// Returns the lines that kubectl writes for its users, without those of its log: `E1130 16:03:37.570402 …`.
fn for_users(words: &str) -> String {
    let is_logged = |line: &&str| {
        let date = line.strip_prefix(['I', 'W', 'E', 'F']).and_then(|line| line.split_once(' '));
        date.is_some_and(|(date, _)| date.len() == 4 && date.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let lines: Vec<&str> = words.lines().filter(|line| !is_logged(line)).collect();
    if lines.is_empty() { words.to_owned() } else { lines.join("\n") }
}
