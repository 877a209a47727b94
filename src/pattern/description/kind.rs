//! The kinds of workload a description can become.

use crate::k8s::field_names;
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;

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

/// Fields of a workload's spec that podpat writes, or that a description says in its own words.
const NOT_TAKEN_OVER: [&str; 4] = ["selector", "template", "jobTemplate", "manualSelector"];

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
    pub fn fields(self) -> impl Iterator<Item = &'static str> + Clone {
        let (own, of_jobs): (&[&str], &[&str]) = match self {
            Self::Pod => (&[], &[]),
            Self::Deployment => (field_names::of_deployment_spec(), &[]),
            Self::StatefulSet => (field_names::of_stateful_set_spec(), &[]),
            Self::DaemonSet => (field_names::of_daemon_set_spec(), &[]),
            Self::Job => (field_names::of_job_spec(), &[]),
            Self::CronJob => (field_names::of_cron_job_spec(), field_names::of_job_spec()),
        };
        own.iter().chain(of_jobs).copied().filter(|field| !NOT_TAKEN_OVER.contains(field))
    }

    /// Returns true if it has a field of a workload's spec.
    pub fn has(self, field: &str) -> bool {
        self.fields().any(|known| known == field)
    }

    /// Returns true if a field of [`Kind::fields`] belongs to the Jobs of a CronJob rather than to the CronJob.
    pub fn is_of_job(self, field: &str) -> bool {
        self == Self::CronJob && !field_names::of_cron_job_spec().contains(&field)
    }

    /// Returns where the pod spec stands in an object of this kind.
    pub const fn pod_path(self) -> &'static str {
        match self {
            Self::Pod => "spec",
            Self::CronJob => "spec.jobTemplate.spec.template.spec",
            _ => "spec.template.spec",
        }
    }

    /// Returns true if its Pods run to an end.
    pub const fn ends(self) -> bool {
        matches!(self, Self::Job | Self::CronJob)
    }

    /// Reads the value of `kind:`.
    pub fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        let text = fields::text(item, "`kind`", problems)?;
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == text);
        if kind.is_none() {
            let names = Self::ALL.map(Self::name);
            fields::not_a_choice(item, "`kind`", &names, problems);
        }
        kind
    }
}
