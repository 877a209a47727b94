//! Pods wherever they stand: the spec and template metadata of any workload, and its containers with the slot each
//! was written in. Rules see containers only through here, so that none forgets native sidecars or init containers.

use std::borrow::Cow;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::object::Object;
use crate::yaml::FieldPath;

/// The list of the pod spec that a container stands in, and with it the way it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// `initContainers`, runs to its end before the next one.
    Init,
    /// `initContainers` with `restartPolicy: Always`: a native sidecar (KEP-753).
    Sidecar,
    /// `containers`.
    App,
    /// `ephemeralContainers`: a debugging guest.
    Ephemeral,
}

impl Slot {
    /// The field of the pod spec that holds such containers.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Init | Self::Sidecar => "initContainers",
            Self::App => "containers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }

    /// Returns true if the container runs beside the others for as long as the Pod serves.
    pub const fn is_long_running(self) -> bool {
        matches!(self, Self::Sidecar | Self::App)
    }
}

/// One container of a Pod.
#[derive(Clone, Debug)]
pub struct Container<'a> {
    /// The place where it was written.
    pub slot: Slot,
    /// Its place in that list, from 0.
    pub index: usize,
    /// The spec; an ephemeral container is given in the same shape.
    pub spec: Cow<'a, core::Container>,
    /// Path of the container in the object: `spec.template.spec.containers[0]`.
    pub path: FieldPath,
}

impl Container<'_> {
    /// The container's name; empty where it has none.
    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// The image reference as written; empty where there is none.
    pub fn image(&self) -> &str {
        self.spec.image.as_deref().unwrap_or_default()
    }
}

/// The fields that lead from an object to its pod template, in the kinds that have one.
pub const TEMPLATES: [&[&str]; 3] =
    [&["template"], &["spec", "template"], &["spec", "jobTemplate", "spec", "template"]];

/// Returns where the objects of a kind keep their Pod or pod template, as fields from the object; `None` for kinds
/// without one.
pub(super) fn template_in(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "Pod" => &[],
        "PodTemplate" => TEMPLATES[0],
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" => TEMPLATES[1],
        "CronJob" => TEMPLATES[2],
        _ => return None,
    })
}

/// A pod spec in any object that has one.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    /// Kind of the object that holds it: `Pod`, `Deployment`, `CronJob` …
    pub kind: &'a str,
    /// Metadata of the Pod or of the pod template, where labels for Services and scrape annotations stand.
    pub metadata: Option<&'a ObjectMeta>,
    /// The spec itself.
    pub spec: &'a core::PodSpec,
    /// Path of the spec in the object: `spec`, `spec.template.spec`, `spec.jobTemplate.spec.template.spec`.
    pub path: &'static str,
}

impl<'a> Pod<'a> {
    /// Returns true if the Pod runs to completion: a Job makes it, at once, by the clock or by the length of a queue.
    pub fn is_job(&self) -> bool {
        matches!(self.kind, "Job" | "CronJob" | "ScaledJob")
    }

    /// The pod spec of an object; `None` for kinds without one, and where it is absent.
    pub(super) fn of(object: &'a Object, kind: &'a str) -> Option<Self> {
        const TEMPLATE: &str = "spec.template.spec";
        let (template, path) = match object {
            Object::Pod(pod) => {
                return Some(Pod { kind, metadata: Some(&pod.metadata), spec: pod.spec.as_ref()?, path: "spec" });
            }
            Object::PodTemplate(it) => (it.template.as_ref()?, "template.spec"),
            Object::Deployment(it) => (&it.spec.as_ref()?.template, TEMPLATE),
            Object::StatefulSet(it) => (&it.spec.as_ref()?.template, TEMPLATE),
            Object::DaemonSet(it) => (&it.spec.as_ref()?.template, TEMPLATE),
            Object::ReplicaSet(it) => (it.spec.as_ref()?.template.as_ref()?, TEMPLATE),
            Object::ReplicationController(it) => (it.spec.as_ref()?.template.as_ref()?, TEMPLATE),
            Object::Job(it) => (&it.spec.as_ref()?.template, TEMPLATE),
            Object::CronJob(it) => {
                let job = it.spec.job_template.spec.as_ref()?;
                (&job.template, "spec.jobTemplate.spec.template.spec")
            }
            _ => return None,
        };
        Self::of_template(template, kind, path)
    }

    /// The pod spec of a template; `path` is that of the spec.
    pub(super) fn of_template(template: &'a core::PodTemplateSpec, kind: &'a str, path: &'static str) -> Option<Self> {
        Some(Pod { kind, metadata: template.metadata.as_ref(), spec: template.spec.as_ref()?, path })
    }

    /// The path of the spec, to be continued.
    pub fn path(&self) -> FieldPath {
        FieldPath::default().field(self.path)
    }

    /// The number of its containers.
    pub fn size(&self) -> usize {
        let init = self.spec.init_containers.as_ref().map_or(0, Vec::len);
        init + self.spec.containers.len() + self.spec.ephemeral_containers.as_ref().map_or(0, Vec::len)
    }

    /// Every container, init containers first, in file order.
    pub fn containers(&self) -> Vec<Container<'a>> {
        let (spec, own) = (self.spec, self.path());
        let init = spec.init_containers.iter().flatten().map(|c| {
            let native = c.restart_policy.as_deref() == Some("Always");
            (if native { Slot::Sidecar } else { Slot::Init }, Cow::Borrowed(c))
        });
        let app = spec.containers.iter().map(|c| (Slot::App, Cow::Borrowed(c)));
        let ephemeral =
            spec.ephemeral_containers.iter().flatten().map(|c| (Slot::Ephemeral, Cow::Owned(as_container(c))));
        init.enumerate()
            .chain(app.enumerate())
            .chain(ephemeral.enumerate())
            .map(|(index, (slot, spec))| {
                let path = own.clone().field(slot.field()).index(index);
                Container { slot, index, spec, path }
            })
            .collect()
    }
}

/// An ephemeral container in the shape of an ordinary one, less `targetContainerName`.
pub(crate) fn as_container(c: &core::EphemeralContainer) -> core::Container {
    let c = c.clone();
    core::Container {
        name: c.name,
        image: c.image,
        image_pull_policy: c.image_pull_policy,
        command: c.command,
        args: c.args,
        working_dir: c.working_dir,
        env: c.env,
        env_from: c.env_from,
        ports: c.ports,
        volume_mounts: c.volume_mounts,
        volume_devices: c.volume_devices,
        resources: c.resources,
        lifecycle: c.lifecycle,
        liveness_probe: c.liveness_probe,
        readiness_probe: c.readiness_probe,
        startup_probe: c.startup_probe,
        security_context: c.security_context,
        restart_policy: c.restart_policy,
        stdin: c.stdin,
        stdin_once: c.stdin_once,
        tty: c.tty,
        termination_message_path: c.termination_message_path,
        termination_message_policy: c.termination_message_policy,
        ..core::Container::default()
    }
}
