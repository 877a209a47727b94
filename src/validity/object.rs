//! Which check judges which kind.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::{
    Faults, address_objects, admission_policy, api_service, autoscaling, claim, config, content, controllers, cron,
    custom_resource, devices, endpoints, flow_control, ingress, job, lease, limit_range, networking, node,
    persistent_volume, pod, policy, priority, quota, rbac, runtime_class, service, statefulset, storage, webhook,
};
use crate::k8s::{Manifest, Object};
use crate::yaml::Path;

/// Judges an object that was decoded, defaults applied. A kind without a check of its own is judged by its metadata.
pub(super) fn check(manifest: &Manifest, faults: &mut Faults) {
    let selector = || has_selector(manifest);
    match manifest.object() {
        Object::Pod(object) => pod::check(object, faults),
        Object::Deployment(object) => controllers::check_deployment(object, selector(), faults),
        Object::ReplicaSet(object) => controllers::check_replica_set(object, selector(), faults),
        Object::DaemonSet(object) => controllers::check_daemon_set(object, selector(), faults),
        Object::ReplicationController(object) => controllers::check_replication_controller(object, faults),
        Object::StatefulSet(object) => statefulset::check_stateful_set(object, selector(), faults),
        Object::Job(object) => job::check_job(object, faults),
        Object::CronJob(object) => cron::check_cron_job(object, faults),
        Object::Service(object) => service::check_service(object, faults),
        Object::Endpoints(object) => endpoints::check_endpoints(object, faults),
        Object::EndpointSlice(object) => endpoints::check_endpoint_slice(object, faults),
        Object::Ingress(object) => ingress::check_ingress(object, faults),
        Object::IngressClass(object) => ingress::check_ingress_class(object, faults),
        Object::NetworkPolicy(object) => networking::check_network_policy(object, faults),
        Object::ConfigMap(object) => config::check_config_map(object, faults),
        Object::Secret(object) => config::check_secret(object, faults),
        Object::ServiceAccount(object) => config::check_service_account(object, faults),
        Object::Namespace(object) => config::check_namespace(object, faults),
        Object::PodTemplate(object) => controllers::check_pod_template(object, faults),
        Object::PersistentVolumeClaim(object) => claim::check_claim(object, faults),
        _ => check_others(manifest.object(), faults),
    }
}

fn check_others(object: &Object, faults: &mut Faults) {
    match object {
        Object::PersistentVolume(object) => persistent_volume::check_persistent_volume(object, faults),
        Object::StorageClass(object) => storage::check_storage_class(object, faults),
        Object::CSIDriver(object) => storage::check_csi_driver(object, faults),
        Object::CSIStorageCapacity(object) => storage::check_csi_storage_capacity(object, faults),
        Object::VolumeAttributesClass(object) => storage::check_volume_attributes_class(object, faults),
        Object::LimitRange(object) => limit_range::check_limit_range(object, faults),
        Object::ResourceQuota(object) => quota::check_resource_quota(object, faults),
        Object::PriorityClass(object) => priority::check_priority_class(object, faults),
        Object::Role(object) => rbac::check_role(object, faults),
        Object::ClusterRole(object) => rbac::check_cluster_role(object, faults),
        Object::RoleBinding(object) => rbac::check_role_binding(object, faults),
        Object::ClusterRoleBinding(object) => rbac::check_cluster_role_binding(object, faults),
        Object::HorizontalPodAutoscaler(object) => autoscaling::check_v2(object, faults),
        Object::HorizontalPodAutoscalerV1(object) => autoscaling::check_v1(object, faults),
        Object::PodDisruptionBudget(object) => policy::check_pod_disruption_budget(object, faults),
        Object::MutatingWebhookConfiguration(object) => webhook::check_mutating(object, faults),
        Object::ValidatingWebhookConfiguration(object) => webhook::check_validating(object, faults),
        Object::RuntimeClass(object) => runtime_class::check_runtime_class(object, faults),
        Object::VolumeAttachment(object) => storage::check_volume_attachment(object, faults),
        Object::Lease(object) => lease::check_lease(object, faults),
        Object::CustomResourceDefinition(object) => custom_resource::check_definition(object, faults),
        Object::APIService(object) => api_service::check_api_service(object, faults),
        other => check_cluster_kinds(other, faults),
    }
}

/// The kinds that only administrators of a cluster write.
fn check_cluster_kinds(object: &Object, faults: &mut Faults) {
    match object {
        Object::ValidatingAdmissionPolicy(object) => admission_policy::check_validating(object, faults),
        Object::ValidatingAdmissionPolicyBinding(object) => admission_policy::check_validating_binding(object, faults),
        Object::MutatingAdmissionPolicy(object) => admission_policy::check_mutating(object, faults),
        Object::MutatingAdmissionPolicyBinding(object) => admission_policy::check_mutating_binding(object, faults),
        Object::FlowSchema(object) => flow_control::check_flow_schema(object, faults),
        Object::PriorityLevelConfiguration(object) => flow_control::check_priority_level(object, faults),
        Object::IPAddress(object) => address_objects::check_ip_address(object, faults),
        Object::ServiceCIDR(object) => address_objects::check_service_cidr(object, faults),
        Object::Node(object) => node::check_node(object, faults),
        Object::CSINode(object) => node::check_csi_node(object, faults),
        Object::ResourceClaim(object) => devices::check_claim(object, faults),
        Object::ResourceClaimTemplate(object) => devices::check_template(object, faults),
        Object::DeviceClass(object) => devices::check_class(object, faults),
        Object::ResourceSlice(object) => devices::check_slice(object, faults),
        other => other.metadata().into_iter().for_each(|metadata| check_any_metadata(metadata, faults)),
    }
}

/// What holds for the metadata of every kind: a name that can stand in a URL. `rest.BeforeCreate`.
fn check_any_metadata(metadata: &ObjectMeta, faults: &mut Faults) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Cluster, content::path_segment, &path, faults);
}

/// Whether `spec.selector` was written; its type has no nothing.
fn has_selector(manifest: &Manifest) -> bool {
    let selector = manifest.node().get("spec").and_then(|spec| spec.get("selector"));
    selector.is_some_and(|selector| !selector.is_null())
}
