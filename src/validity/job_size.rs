//! The number of Pods of a Job.

use k8s_openapi::api::batch::v1::JobSpec;

/// The number of Pods that a Job runs in all, and at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobSize {
    pub(super) completions: Option<i32>,
    pub(super) parallelism: Option<i32>,
}

impl JobSize {
    /// As written: nothing is filled in for the Jobs of a CronJob.
    pub(super) fn written(spec: &JobSpec) -> Self {
        Self { completions: spec.completions, parallelism: spec.parallelism }
    }

    /// `SetDefaults_Job`: one Pod, where nothing is said at all.
    pub(super) fn with_defaults(spec: &JobSpec) -> Self {
        match Self::written(spec) {
            Self { completions: None, parallelism: None } => Self { completions: Some(1), parallelism: Some(1) },
            Self { completions, parallelism } => Self { completions, parallelism: parallelism.or(Some(1)) },
        }
    }
}
