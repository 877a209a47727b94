//! The check of each kind.

use super::{
    FieldErrors, address_objects, admission_policy, admission_policy_binding, api_service, autoscaling, certificate,
    claim, config, controllers, cron, custom_resource, devices, endpoints, event, flow_control, ingress, job, lease,
    limit_range, metadata, networking, node, persistent_volume, pod, policy, priority, quota, rbac, runtime_class,
    service, statefulset, storage, webhook,
};
use crate::k8s::{Manifest, Object};

/// Judges an object that was decoded, defaults applied. A kind without a check of its own is judged by its metadata.
pub(super) fn check(manifest: &Manifest, errors: &mut FieldErrors) {
    let selector = || has_selector(manifest);
    match manifest.object() {
        Object::Pod(object) => pod::check(object, errors),
        Object::Deployment(object) => controllers::check_deployment(object, selector(), errors),
        Object::ReplicaSet(object) => controllers::check_replica_set(object, selector(), errors),
        Object::DaemonSet(object) => controllers::check_daemon_set(object, selector(), errors),
        Object::ReplicationController(object) => controllers::check_replication_controller(object, errors),
        Object::StatefulSet(object) => statefulset::check_stateful_set(object, selector(), errors),
        Object::Job(object) => job::check_job(object, errors),
        Object::CronJob(object) => cron::check_cron_job(object, errors),
        Object::Service(object) => service::check_service(object, errors),
        Object::Endpoints(object) => endpoints::check_endpoints(object, errors),
        Object::EndpointSlice(object) => endpoints::check_endpoint_slice(object, errors),
        Object::Ingress(object) => ingress::check_ingress(object, errors),
        Object::IngressClass(object) => ingress::check_ingress_class(object, errors),
        Object::NetworkPolicy(object) => networking::check_network_policy(object, errors),
        Object::ConfigMap(object) => config::check_config_map(object, errors),
        Object::Secret(object) => config::check_secret(object, errors),
        Object::ServiceAccount(object) => config::check_service_account(object, errors),
        Object::Namespace(object) => config::check_namespace(object, errors),
        Object::PodTemplate(object) => controllers::check_pod_template(object, errors),
        Object::PersistentVolumeClaim(object) => claim::check_claim(object, errors),
        _ => check_others(manifest.object(), errors),
    }
}

fn check_others(object: &Object, errors: &mut FieldErrors) {
    match object {
        Object::PersistentVolume(object) => persistent_volume::check_persistent_volume(object, errors),
        Object::StorageClass(object) => storage::check_storage_class(object, errors),
        Object::CSIDriver(object) => storage::check_csi_driver(object, errors),
        Object::CSIStorageCapacity(object) => storage::check_csi_storage_capacity(object, errors),
        Object::VolumeAttributesClass(object) => storage::check_volume_attributes_class(object, errors),
        Object::LimitRange(object) => limit_range::check_limit_range(object, errors),
        Object::ResourceQuota(object) => quota::check_resource_quota(object, errors),
        Object::PriorityClass(object) => priority::check_priority_class(object, errors),
        Object::Role(object) => rbac::check_role(object, errors),
        Object::ClusterRole(object) => rbac::check_cluster_role(object, errors),
        Object::RoleBinding(object) => rbac::check_role_binding(object, errors),
        Object::ClusterRoleBinding(object) => rbac::check_cluster_role_binding(object, errors),
        Object::HorizontalPodAutoscaler(object) => autoscaling::check_v2(object, errors),
        Object::HorizontalPodAutoscalerV1(object) => autoscaling::check_v1(object, errors),
        Object::PodDisruptionBudget(object) => policy::check_pod_disruption_budget(object, errors),
        Object::MutatingWebhookConfiguration(object) => webhook::check_mutating(object, errors),
        Object::ValidatingWebhookConfiguration(object) => webhook::check_validating(object, errors),
        Object::RuntimeClass(object) => runtime_class::check_runtime_class(object, errors),
        Object::VolumeAttachment(object) => storage::check_volume_attachment(object, errors),
        Object::Lease(object) => lease::check_lease(object, errors),
        Object::CustomResourceDefinition(object) => custom_resource::check_definition(object, errors),
        Object::APIService(object) => api_service::check_api_service(object, errors),
        other => check_cluster_kinds(other, errors),
    }
}

/// The kinds that only administrators of a cluster write.
fn check_cluster_kinds(object: &Object, errors: &mut FieldErrors) {
    match object {
        Object::ValidatingAdmissionPolicy(object) => admission_policy::check_validating(object, errors),
        Object::ValidatingAdmissionPolicyBinding(object) => admission_policy_binding::check_validating(object, errors),
        Object::MutatingAdmissionPolicy(object) => admission_policy::check_mutating(object, errors),
        Object::MutatingAdmissionPolicyBinding(object) => admission_policy_binding::check_mutating(object, errors),
        Object::FlowSchema(object) => flow_control::check_flow_schema(object, errors),
        Object::PriorityLevelConfiguration(object) => flow_control::check_priority_level(object, errors),
        Object::IPAddress(object) => address_objects::check_ip_address(object, errors),
        Object::ServiceCIDR(object) => address_objects::check_service_cidr(object, errors),
        Object::Node(object) => node::check_node(object, errors),
        Object::CSINode(object) => node::check_csi_node(object, errors),
        Object::ResourceClaim(object) => devices::check_claim(object, errors),
        Object::ResourceClaimTemplate(object) => devices::check_template(object, errors),
        Object::DeviceClass(object) => devices::check_class(object, errors),
        Object::ResourceSlice(object) => devices::check_slice(object, errors),
        Object::CertificateSigningRequest(object) => certificate::check_request(object, errors),
        Object::ControllerRevision(object) => controllers::check_revision(object, errors),
        Object::Event(object) => event::check_event(object, errors),
        Object::EventV1(object) => event::check_event_v1(object, errors),
        other => other.metadata().into_iter().for_each(|metadata| metadata::check_before_create(metadata, errors)),
    }
}

/// Returns true if `spec.selector` was written; its type has no nothing.
fn has_selector(manifest: &Manifest) -> bool {
    let selector = manifest.node().get("spec").and_then(|spec| spec.get("selector"));
    selector.is_some_and(|selector| !selector.is_null())
}
