//! The kinds of workload a description can become.

use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;
use crate::wording::listed;
use crate::yaml;

/// A kind of workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// One Pod, which nothing restarts elsewhere.
    #[default]
    Pod,
    /// Equal replicas that are replaced when they go.
    Deployment,
    /// Replicas with names and volumes of their own.
    StatefulSet,
    /// One a node.
    DaemonSet,
    /// Runs to its end.
    Job,
    /// Runs to its end on a schedule.
    CronJob,
}

const DEPLOYMENT: &[&str] =
    &["replicas", "strategy", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "paused"];
const STATEFUL_SET: &[&str] = &[
    "replicas",
    "serviceName",
    "volumeClaimTemplates",
    "podManagementPolicy",
    "updateStrategy",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
    "revisionHistoryLimit",
    "ordinals",
];
const DAEMON_SET: &[&str] = &["updateStrategy", "minReadySeconds", "revisionHistoryLimit"];
const JOB: &[&str] = &[
    "parallelism",
    "completions",
    "completionMode",
    "backoffLimit",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
    "activeDeadlineSeconds",
    "ttlSecondsAfterFinished",
    "podFailurePolicy",
    "podReplacementPolicy",
    "successPolicy",
    "suspend",
];
const CRON_JOB: &[&str] = &[
    "schedule",
    "timeZone",
    "concurrencyPolicy",
    "startingDeadlineSeconds",
    "successfulJobsHistoryLimit",
    "failedJobsHistoryLimit",
    "suspend",
    "parallelism",
    "completions",
    "completionMode",
    "backoffLimit",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
    "activeDeadlineSeconds",
    "ttlSecondsAfterFinished",
    "podFailurePolicy",
    "podReplacementPolicy",
    "successPolicy",
];

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pod, Self::Deployment, Self::StatefulSet, Self::DaemonSet, Self::Job, Self::CronJob];

    /// The API's name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
        }
    }

    /// The fields of the workload's spec that a description may say at its top level. A CronJob takes those of its
    /// Jobs as well.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Pod => &[],
            Self::Deployment => DEPLOYMENT,
            Self::StatefulSet => STATEFUL_SET,
            Self::DaemonSet => DAEMON_SET,
            Self::Job => JOB,
            Self::CronJob => CRON_JOB,
        }
    }

    /// Whether a field of [`Kind::fields`] belongs to the Jobs of a CronJob rather than to the CronJob.
    pub fn is_of_job(self, field: &str) -> bool {
        self == Self::CronJob && field != "suspend" && JOB.contains(&field)
    }

    /// Where the pod spec stands in an object of this kind.
    pub const fn pod_path(self) -> &'static str {
        match self {
            Self::Pod => "spec",
            Self::CronJob => "spec.jobTemplate.spec.template.spec",
            _ => "spec.template.spec",
        }
    }

    /// Whether its Pods run to an end.
    pub const fn ends(self) -> bool {
        matches!(self, Self::Job | Self::CronJob)
    }

    /// Reads the value of `kind:`.
    pub fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        let text = fields::text(item, "`kind`", problems)?;
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == text);
        if kind.is_none() {
            let names = Self::ALL.map(Self::name);
            let help = match yaml::nearest(text, names) {
                Some(name) => format!("did you mean `{name}`? It is one of {}", listed(&names)),
                None => format!("write one of {}", listed(&names)),
            };
            problems.add(&item.place, format!("`kind` is {}", item.described()), "not a kind podpat generates", help);
        }
        kind
    }
}
