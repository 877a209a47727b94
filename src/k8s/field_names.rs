//! The names of the fields that parts of an object have, learnt from the types of `k8s-openapi`.

use std::sync::LazyLock;

use k8s_openapi::api::apps::v1::{DaemonSetSpec, DeploymentSpec, StatefulSetSpec};
use k8s_openapi::api::batch::v1::{CronJobSpec, JobSpec};
use k8s_openapi::api::core::v1::{Container, PodSpec, ServiceSpec};
use serde::de::DeserializeOwned;

use super::formats::ApiTypes;
use crate::yaml::{self, FieldPath, Segment};

/// Declares a function for each type, which returns the names of its fields.
macro_rules! field_names {
    ($($(#[$about:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$about])*
        pub fn $name() -> &'static [&'static str] {
            static NAMES: LazyLock<&[&str]> = LazyLock::new(of::<$type>);
            &NAMES
        }
    )*};
}

field_names! {
    /// The fields of a container.
    of_container: Container;
    /// The fields of a pod spec.
    of_pod_spec: PodSpec;
    /// The fields of a Service's spec.
    of_service_spec: ServiceSpec;
    /// The fields of a Deployment's spec.
    of_deployment_spec: DeploymentSpec;
    /// The fields of a StatefulSet's spec.
    of_stateful_set_spec: StatefulSetSpec;
    /// The fields of a DaemonSet's spec.
    of_daemon_set_spec: DaemonSetSpec;
    /// The fields of a Job's spec.
    of_job_spec: JobSpec;
    /// The fields of a CronJob's spec.
    of_cron_job_spec: CronJobSpec;
}

/// A part of an object that has fields of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A container.
    Container,
    /// A pod spec.
    PodSpec,
    /// The spec of a Service.
    ServiceSpec,
}

/// Returns the fields below a part of an object, by the way from there; nothing for what has none.
pub fn below(part: Part, path: &FieldPath) -> &'static [&'static str] {
    let structs = match part {
        Part::Container => yaml::outline::<Container>(&ApiTypes),
        Part::PodSpec => yaml::outline::<PodSpec>(&ApiTypes),
        Part::ServiceSpec => yaml::outline::<ServiceSpec>(&ApiTypes),
    };
    let is_same = |(known, step): (&Segment<'_>, &Segment<'_>)| match (known, step) {
        (Segment::Index(_), Segment::Index(_)) => true,
        // The value of any key of a map.
        (Segment::Key(any), Segment::Field(_) | Segment::Key(_)) if any.is_empty() => true,
        (Segment::Field(known), Segment::Field(step) | Segment::Key(step)) => known == step,
        _ => false,
    };
    let fits = |known: &FieldPath| {
        let (known, steps) = (known.segments(), path.segments());
        known.len() == steps.len() && known.iter().zip(steps).all(is_same)
    };
    structs.into_iter().find(|known| fits(&known.path)).map(|known| known.fields).unwrap_or_default()
}

/// The fields of a type.
fn of<T: DeserializeOwned>() -> &'static [&'static str] {
    yaml::outline::<T>(&ApiTypes).first().map(|whole| whole.fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{FieldPath, Segment};

    #[test]
    fn fields_are_those_of_the_types() {
        let names = super::of_container();
        assert!(["name", "image", "envFrom", "restartPolicy"].iter().all(|name| names.contains(name)), "{names:?}");
        assert!(super::of_pod_spec().contains(&"topologySpreadConstraints"));
        assert!(super::of_cron_job_spec().contains(&"jobTemplate"));
        let probe =
            FieldPath::default().field("livenessProbe.httpGet").join(Segment::Field("httpHeaders".into())).index(3);
        assert_eq!(super::below(super::Part::Container, &probe), ["name", "value"]);
        assert!(super::below(super::Part::PodSpec, &FieldPath::default().field("nonsense")).is_empty());
    }
}
