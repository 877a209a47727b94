//! Every kind that podpat types, and its dispatch on `apiVersion` and `kind`.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use k8s_openapi::Resource;
use k8s_openapi::api::{
    admissionregistration::v1 as admission, apps::v1 as apps, autoscaling, batch::v1 as batch,
    certificates::v1 as certificates, coordination::v1 as coordination, core::v1 as core, discovery::v1 as discovery,
    events::v1 as events, flowcontrol::v1 as flowcontrol, networking::v1 as networking, node::v1 as node,
    policy::v1 as policy, rbac::v1 as rbac, resource::v1 as resource, scheduling::v1 as scheduling,
    storage::v1 as storage,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1 as apiextensions;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1 as apiregistration;

use super::formats::ApiTypes;
use crate::yaml::{Node, Problem, Struct, decode_with, outline};

type ByField = HashMap<&'static str, Vec<Arc<Struct>>>;

fn by_field(structs: Vec<Struct>) -> ByField {
    let mut by_field = ByField::new();
    for it in structs.into_iter().map(Arc::new) {
        for &field in it.fields {
            by_field.entry(field).or_default().push(Arc::clone(&it));
        }
    }
    by_field
}

macro_rules! kinds {
    ($($variant:ident($type:ty),)*) => {
        /// An object by its kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Object {
            $(
                #[doc = concat!("`", stringify!($type), "`")]
                $variant(Box<$type>),
            )*
            /// A kind podpat has no type for: a custom resource, or another version of the API; or an object that
            /// could not be typed at all.
            Unknown,
        }

        impl Object {
            /// Every `apiVersion` and `kind` there is a type for.
            pub const KINDS: &'static [(&'static str, &'static str)] =
                &[$((<$type>::API_VERSION, <$type>::KIND),)*];

            /// The object of a node, and what is wrong in it.
            pub(super) fn decode(api_version: &str, kind: &str, node: Node<'_>) -> (Self, Vec<Problem>) {
                $(if kind == <$type>::KIND && api_version == <$type>::API_VERSION {
                    let decoded = decode_with::<Box<$type>>(node, &ApiTypes);
                    return (decoded.value.map_or(Self::Unknown, Self::$variant), decoded.problems);
                })*
                (Self::Unknown, Vec::new())
            }

            /// The structs of a kind's objects that have a field; none for unknown kinds. Explored once a process.
            pub(super) fn structs_with(field: &str, api_version: &str, kind: &str) -> &'static [Arc<Struct>] {
                $(if kind == <$type>::KIND && api_version == <$type>::API_VERSION {
                    static OUTLINE: OnceLock<ByField> = OnceLock::new();
                    let by_field = OUTLINE.get_or_init(|| by_field(outline::<Box<$type>>(&ApiTypes)));
                    return by_field.get(field).map_or(&[], Vec::as_slice);
                })*
                &[]
            }

            /// The object's metadata; `None` for unknown kinds.
            pub fn metadata(&self) -> Option<&ObjectMeta> {
                match self {
                    $(Self::$variant(object) => Some(&object.metadata),)*
                    Self::Unknown => None,
                }
            }
        }
    };
}

kinds! {
    Pod(core::Pod),
    Deployment(apps::Deployment),
    Service(core::Service),
    ConfigMap(core::ConfigMap),
    Secret(core::Secret),
    ServiceAccount(core::ServiceAccount),
    StatefulSet(apps::StatefulSet),
    DaemonSet(apps::DaemonSet),
    ReplicaSet(apps::ReplicaSet),
    ReplicationController(core::ReplicationController),
    Job(batch::Job),
    CronJob(batch::CronJob),
    PodTemplate(core::PodTemplate),
    ControllerRevision(apps::ControllerRevision),
    PersistentVolumeClaim(core::PersistentVolumeClaim),
    PersistentVolume(core::PersistentVolume),
    Namespace(core::Namespace),
    Node(core::Node),
    LimitRange(core::LimitRange),
    ResourceQuota(core::ResourceQuota),
    Endpoints(core::Endpoints),
    Event(core::Event),
    EventV1(events::Event),
    Role(rbac::Role),
    RoleBinding(rbac::RoleBinding),
    ClusterRole(rbac::ClusterRole),
    ClusterRoleBinding(rbac::ClusterRoleBinding),
    HorizontalPodAutoscaler(autoscaling::v2::HorizontalPodAutoscaler),
    HorizontalPodAutoscalerV1(autoscaling::v1::HorizontalPodAutoscaler),
    PodDisruptionBudget(policy::PodDisruptionBudget),
    Ingress(networking::Ingress),
    IngressClass(networking::IngressClass),
    NetworkPolicy(networking::NetworkPolicy),
    IPAddress(networking::IPAddress),
    ServiceCIDR(networking::ServiceCIDR),
    Lease(coordination::Lease),
    PriorityClass(scheduling::PriorityClass),
    StorageClass(storage::StorageClass),
    CSIDriver(storage::CSIDriver),
    CSINode(storage::CSINode),
    CSIStorageCapacity(storage::CSIStorageCapacity),
    VolumeAttachment(storage::VolumeAttachment),
    VolumeAttributesClass(storage::VolumeAttributesClass),
    EndpointSlice(discovery::EndpointSlice),
    RuntimeClass(node::RuntimeClass),
    FlowSchema(flowcontrol::FlowSchema),
    PriorityLevelConfiguration(flowcontrol::PriorityLevelConfiguration),
    CertificateSigningRequest(certificates::CertificateSigningRequest),
    MutatingWebhookConfiguration(admission::MutatingWebhookConfiguration),
    ValidatingWebhookConfiguration(admission::ValidatingWebhookConfiguration),
    MutatingAdmissionPolicy(admission::MutatingAdmissionPolicy),
    MutatingAdmissionPolicyBinding(admission::MutatingAdmissionPolicyBinding),
    ValidatingAdmissionPolicy(admission::ValidatingAdmissionPolicy),
    ValidatingAdmissionPolicyBinding(admission::ValidatingAdmissionPolicyBinding),
    DeviceClass(resource::DeviceClass),
    ResourceClaim(resource::ResourceClaim),
    ResourceClaimTemplate(resource::ResourceClaimTemplate),
    ResourceSlice(resource::ResourceSlice),
    CustomResourceDefinition(apiextensions::CustomResourceDefinition),
    APIService(apiregistration::APIService),
}
