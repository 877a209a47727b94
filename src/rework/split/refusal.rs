//! The reasons why a workload is not taken apart.

/// A workload that is not taken apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum SplitError {
    /// There is one container that runs.
    #[error("`{0}` has one container that runs: there is nothing to take apart")]
    #[diagnostic(help("`podpat inspect` shows its containers"))]
    Single(String),
    /// A kind that is not taken apart.
    #[error("a {0} is not taken apart, and there is no other workload in the input")]
    #[diagnostic(help("make a Deployment of `{1}` first"))]
    Kind(String, String),
    /// The containers belong together.
    #[error("the containers of `{0}` belong together: {1}")]
    #[diagnostic(help("`podpat inspect` shows what couples them; only unrelated containers are taken apart"))]
    Together(String, String),
    /// None of several workloads has unrelated containers.
    #[error("no workload has unrelated containers: {0}")]
    #[diagnostic(help("`podpat inspect` shows what their containers are to each other"))]
    NoneUnrelated(String),
    /// More containers than any cluster runs in a Pod.
    #[error("`{0}` has {1} containers; at most {2} are taken apart")]
    #[diagnostic(help("take some of them out by hand first"))]
    TooMany(String, usize, usize),
    /// Two containers of one name, or one without a name.
    #[error("`{0}` has {1}: the API server refuses it, and it is unclear what belongs to which container")]
    #[diagnostic(help("give each container a name of its own first"))]
    Ambiguous(String, String),
    /// Files may pass from one part to another.
    #[error("`{0}` and `{1}` share the volume `{2}`: files may pass from one to the other ({3})")]
    #[diagnostic(help(
        "mount different volumes first, or give each its own with `--separate-volumes` if no files have to pass"
    ))]
    SharedVolume(String, String, String, String),
    /// Both mount the claim that the StatefulSet makes for each Pod.
    #[error("`{0}` and `{1}` share the claim `{2}`, which the StatefulSet makes for each of its Pods")]
    #[diagnostic(help("add a claim template for one of them first"))]
    SharedTemplate(String, String, String),
    /// One acts on processes or memory of another.
    #[error("`{0}` and `{1}` need the same Pod: {2}")]
    #[diagnostic(help("processes, signals and shared memory do not reach another Pod"))]
    SharedProcesses(String, String, String),
    /// Localhost is the node.
    #[error("`{0}` uses the network of its node, where `{1}` connects to `{2}` on localhost: {3}")]
    #[diagnostic(help("take `hostNetwork: true` out first, or say the address of a Service"))]
    HostNetwork(String, String, String, String),
    /// A Job's containers need each other.
    #[error("`{0}` runs to its end, and `{1}` connects to `{2}` meanwhile: {3}")]
    #[diagnostic(help(
        "make `{2}` a native sidecar (an init container with `restartPolicy: Always`), which ends with the Job"
    ))]
    Job(String, String, String, String),
    /// No container of that name.
    #[error("`{0}` has no container `{1}`")]
    #[diagnostic(help("its containers are {2}"))]
    NoContainer(String, String, String),
    /// Two names for one part.
    #[error("`{0}` and `{1}` stay together, and have two names")]
    #[diagnostic(help("give `--name` once for each workload"))]
    TwoNames(String, String),
    /// A name that no Service may have.
    #[error("`{0}` {1}")]
    #[diagnostic(help("name the workload of `{2}` with `--name {2}=NAME`: {3}"))]
    NotAName(String, String, String, String),
    /// The name is taken.
    #[error("there is a {0} `{1}` already")]
    #[diagnostic(help("give another name with `--name {2}=NAME`"))]
    Taken(String, String, String),
    /// Every Pod is selected.
    #[error("the selector of `{0}` takes any Pod, the new ones too")]
    #[diagnostic(help("give it a label of its own in `matchLabels`, such as `app: {1}`"))]
    Selector(String, String),
}
