//! What the containers of a Pod are to each other: roles, links with their evidence, patterns, and groups that have
//! nothing to do with each other. Works on typed specs; knows neither files, rules nor reports.

mod analyse;
mod connections;
mod decide;
mod evidence;
mod facts;
pub mod knowledge;
mod pattern_connections;
mod role;

use facts::{command, context, lifetime, link, member, port, program, step, volume};

pub use crate::k8s::Image;
pub use analyse::{Composition, analyse, analyse_without};
pub use command::Command;
pub use connections::{ConnectedPod, Connection, ConnectionKind, End, ServicePorts, connections};
pub use context::Context;
pub use decide::Separation;
pub use evidence::{Clause, Unrelated};
pub use facts::address::{Found, is_loopback, loopback, remote as remote_addresses};
pub use facts::config_map::ConfigTexts;
pub use facts::endpoint::{Endpoint, Origin};
pub use facts::keys::Keys;
pub use facts::network::{Answer, Network};
pub use facts::object_index::ObjectIndex;
pub use facts::pod_address::{PodAddress, addresses_in, lists_members, pod_addresses};
pub use facts::pod_template::{PodTemplate, pod_templates, templates_in};
pub use facts::probe::Probed;
pub use facts::rbac::WrittenRole;
pub use facts::scaled_object::{ScaledObject, Trigger};
pub use facts::selector_index::MOST_SELECTED;
pub use facts::workload_facts::ContainerFacts;
pub use facts::workload_pods::WorkloadPods;
pub use lifetime::{Idle, Lifetime};
pub use link::{Link, Via};
pub use member::{Member, Reason};
pub use pattern_connections::{pattern_connections, patterns_with_others};
pub use port::{ListenPort, PortEvidence, Protocol, Scope};
pub use role::{Pattern, Role};
pub use step::{Joint, Step};
pub use volume::{Mount, Volume, VolumeKind};
