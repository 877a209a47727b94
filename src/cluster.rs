//! The objects of a live cluster, as `kubectl get` prints them. kubectl is run once, for the kinds that rules look at; it
//! changes nothing, and nobody else talks to the cluster.

use std::ffi::OsString;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

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
        command.args(self.arguments()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KubectlError::Missing,
            _ => KubectlError::Refused(error.to_string()),
        })?;
        // Warnings may be many, and would be waited for.
        let words = child.stderr.take().map(|err| thread::spawn(|| last_words(err)));
        let out = child.stdout.take().map(|out| BufReader::with_capacity(1 << 16, out));
        Ok(Objects { child, out, words })
    }
}

/// The output of kubectl.
pub struct Objects {
    child: Child,
    out: Option<BufReader<ChildStdout>>,
    words: Option<JoinHandle<String>>,
}

impl Read for Objects {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(out) = &mut self.out else { return Ok(0) };
        let count = out.read(into)?;
        if count > 0 || into.is_empty() {
            return Ok(count);
        }
        self.out = None;
        let words = self.words.take().and_then(|words| words.join().ok()).unwrap_or_default();
        match self.child.wait()? {
            status if status.success() => Ok(0),
            _ if words.is_empty() => Err(io::Error::other("`kubectl get` failed and did not say why")),
            _ => Err(io::Error::other(format!("`kubectl get` failed: {words}"))),
        }
    }
}

impl Drop for Objects {
    /// Ends kubectl where its output was not read to the end.
    fn drop(&mut self) {
        if self.out.take().is_some() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// Returns the end of what is read, which is read to its end.
fn last_words(mut from: impl Read) -> String {
    let (mut kept, mut block) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = from.read(&mut block) {
        kept.extend_from_slice(&block[..count]);
        let surplus = kept.len().saturating_sub(LONGEST);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}
