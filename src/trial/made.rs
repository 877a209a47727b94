//! The objects that were generated in one case, read back.

use std::collections::BTreeMap;
use std::sync::Arc;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::case::Case;
use crate::catalogue::{Catalogue, Entry, Pattern};
use crate::k8s::{self, Manifest, Object, Pod};
use crate::pattern::{self, Generated, Input, Request};
use crate::source::Source;
use crate::validity::Release;

/// The objects of one case, as values and as text.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) generated: Generated,
    pub(super) manifests: Vec<Manifest>,
    pub(super) text: String,
}

/// Generates a description.
pub(super) fn generate(name: &str, case: &Case, catalogue: &Catalogue) -> miette::Result<Generated> {
    let file = Some(Arc::new(Source::new(name, case.description.as_str())));
    let description = Input { file, ..Input::default() };
    let request = Request { description, helpers: case.mode, kubernetes: Release::LATEST };
    pattern::generate(&request, catalogue)
}

/// Returns the objects of an output as one text.
pub(super) fn text(generated: &Generated) -> String {
    generated.objects.iter().map(|object| object.text.as_str()).collect::<Vec<_>>().join("---\n")
}

impl Made {
    pub(super) fn of(generated: Generated) -> Self {
        let text = text(&generated);
        let manifests = k8s::read(&Arc::new(Source::new("the output", text.as_str()))).manifests;
        Self { generated, manifests, text }
    }

    /// Returns the Pod of the workload.
    pub(super) fn pod(&self) -> Option<Pod<'_>> {
        self.manifests.iter().find_map(Manifest::pod)
    }

    /// Returns the environment variables that main is told.
    pub(super) fn main_env(&self) -> BTreeMap<&str, &str> {
        let main = self.pod().and_then(|pod| pod.spec.containers.first());
        let env = main.into_iter().flat_map(|main| main.env.iter().flatten());
        env.filter_map(|env| Some((env.name.as_str(), env.value.as_deref()?))).collect()
    }

    /// Returns the ports that Services lead to.
    pub(super) fn service_targets(&self) -> Vec<&IntOrString> {
        let services = self.manifests.iter().filter_map(|manifest| match manifest.object() {
            Object::Service(service) => service.spec.as_ref(),
            _ => None,
        });
        services.flat_map(|spec| spec.ports.iter().flatten()).filter_map(|port| port.target_port.as_ref()).collect()
    }

    /// Returns the containers of an entry: those that run beside main, or before it.
    pub(super) fn containers_of(&self, entry: &Entry) -> Vec<&core::Container> {
        let Some(pod) = self.pod() else { return Vec::new() };
        let of = |container: &&core::Container| {
            let is_named = container.name == entry.name
                || container.name.strip_prefix(entry.name.as_str()).is_some_and(|rest| {
                    rest.strip_prefix('-').is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
                });
            is_named && (entry.pattern == Pattern::Init || !is_one_shot(pod.spec, container))
        };
        all(pod.spec).filter(of).collect()
    }
}

/// Returns every container of a Pod, in the order in which they start.
pub(super) fn all(spec: &core::PodSpec) -> impl Iterator<Item = &core::Container> {
    spec.init_containers.iter().flatten().chain(&spec.containers)
}

/// Returns true if a container runs to its end before main starts.
pub(super) fn is_one_shot(spec: &core::PodSpec, container: &core::Container) -> bool {
    let mut before = spec.init_containers.iter().flatten().filter(|it| it.restart_policy.is_none());
    before.any(|it| it.name == container.name)
}

/// Returns true if a container declares a port of that number or name.
pub(super) fn declares(container: &core::Container, port: &IntOrString) -> bool {
    container.ports.iter().flatten().any(|declared| match port {
        IntOrString::Int(number) => declared.container_port == *number,
        IntOrString::String(name) => declared.name.as_ref() == Some(name),
    })
}
