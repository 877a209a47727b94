//! The objects that run the admission webhook: the server with no rights at all, and the configuration that leads the
//! API server to it.
//!
//! Source: `k8s.io/api/admissionregistration/v1/types.go`; <https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::admission::{match_conditions, name_is_none_of, resources};
use crate::yaml;

/// The name of all objects.
pub const NAME: &str = "podpat";
/// The Secret with the certificate of the server.
pub const SECRET: &str = "podpat-tls";
/// The namespace that the server runs in unless the user names another.
pub const NAMESPACE: &str = "podpat-system";
/// The label, as `KEY=VALUE`, of namespaces in which errors are refused unless the user names another.
pub const DENY_LABEL: &str = "podpat.dev/enforce=error";
/// The port that the server listens on.
const PORT: u16 = 8443;
/// The user that the server runs as, `nonroot` of distroless images.
const USER: u32 = 65532;
/// The party that vouches for the certificate of the server.
#[derive(Clone, Debug)]
pub enum Trust {
    /// These certificates of issuers, PEM. The user makes [`SECRET`] with the server's own.
    Bundle(Vec<u8>),
    /// cert-manager, which issues it and tells the API server.
    CertManager,
}

/// The choices there are.
#[derive(Clone, Debug)]
pub struct WebhookExport {
    /// The image that holds podpat.
    pub image: String,
    /// The namespace that the server runs in.
    pub namespace: String,
    /// The certificate.
    pub trust: Trust,
    /// The label, key and value, of namespaces in which errors are refused.
    pub deny_label: (String, String),
}

impl WebhookExport {
    /// Returns the objects as a YAML stream, in the order in which they need each other.
    pub fn yaml(&self) -> String {
        let texts: Vec<String> = self.objects().iter().map(yaml::document).collect();
        texts.join("---\n")
    }

    fn objects(&self) -> Vec<Value> {
        let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": self.metadata(),
            "automountServiceAccountToken": false});
        let mut objects = vec![self.name_space(), account];
        if matches!(self.trust, Trust::CertManager) {
            objects.extend(self.certificate());
        }
        objects.extend([self.network_policy(), self.disruption_budget(), self.service(), self.deployment()]);
        objects.push(self.configuration());
        objects
    }

    fn metadata(&self) -> Value {
        json!({"name": NAME, "namespace": self.namespace, "labels": labels()})
    }

    fn name_space(&self) -> Value {
        let mut labels = labels();
        labels["pod-security.kubernetes.io/enforce"] = "restricted".into();
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace, "labels": labels}})
    }

    /// Returns an issuer that trusts itself, and the certificate.
    fn certificate(&self) -> [Value; 2] {
        let names = [format!("{NAME}.{}.svc", self.namespace), format!("{NAME}.{}.svc.cluster.local", self.namespace)];
        let issuer = json!({"apiVersion": "cert-manager.io/v1", "kind": "Issuer", "metadata": self.metadata(),
            "spec": {"selfSigned": {}}});
        let certificate = json!({"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": self.metadata(),
            "spec": {"secretName": SECRET, "dnsNames": names, "issuerRef": {"name": NAME, "kind": "Issuer"}}});
        [issuer, certificate]
    }

    /// Returns what lets the API server in, whose address nobody knows, and nothing out.
    fn network_policy(&self) -> Value {
        json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": self.metadata(), "spec": {
            "podSelector": {"matchLabels": labels()},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"ports": [{"port": "https"}]}]}})
    }

    fn disruption_budget(&self) -> Value {
        json!({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": self.metadata(),
            "spec": {"maxUnavailable": 1, "selector": {"matchLabels": labels()}}})
    }

    fn service(&self) -> Value {
        json!({"apiVersion": "v1", "kind": "Service", "metadata": self.metadata(), "spec": {
            "selector": labels(), "ports": [{"name": "https", "port": 443, "targetPort": "https"}]}})
    }

    fn deployment(&self) -> Value {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": self.metadata(), "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels()},
            "template": {"metadata": {"labels": labels()}, "spec": self.pod()}}})
    }

    fn pod(&self) -> Value {
        let spread = json!({"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": labels()}});
        let pod_context = json!({"runAsNonRoot": true, "runAsUser": USER, "runAsGroup": USER, "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"}});
        json!({
            "serviceAccountName": NAME,
            "automountServiceAccountToken": false,
            "securityContext": pod_context,
            "topologySpreadConstraints": [spread],
            "containers": [self.container()],
            "volumes": [{"name": "tls", "secret": {"secretName": SECRET}}]})
    }

    fn container(&self) -> Value {
        let probe = |path: &str, period: u32| {
            json!({"httpGet": {"path": path, "port": "https", "scheme": "HTTPS"},
            "periodSeconds": period})
        };
        json!({
            "name": NAME,
            "image": self.image,
            "args": ["webhook", "--tls-cert=/tls/tls.crt", "--tls-key=/tls/tls.key", format!("--listen=0.0.0.0:{PORT}")],
            "ports": [{"name": "https", "containerPort": PORT}],
            "volumeMounts": [{"name": "tls", "mountPath": "/tls", "readOnly": true}],
            "readinessProbe": probe("/readyz", 5),
            "livenessProbe": probe("/healthz", 20),
            // Until no API server leads here any more.
            "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
            "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}},
            "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                "capabilities": {"drop": ["ALL"]}}})
    }

    fn configuration(&self) -> Value {
        let mut metadata = json!({"name": NAME, "labels": labels()});
        if matches!(self.trust, Trust::CertManager) {
            let from = format!("{}/{NAME}", self.namespace);
            metadata["annotations"] = json!({"cert-manager.io/inject-ca-from": from});
        }
        json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": metadata,
            "webhooks": [self.webhook("warn", "NotIn"), self.webhook("enforce", "In")]})
    }

    /// Returns one of the two webhooks. `operator` says whether it is for the namespaces with the label or for all others.
    fn webhook(&self, verb: &str, operator: &str) -> Value {
        let (key, value) = &self.deny_label;
        let mut client = json!({"service": {"name": NAME, "namespace": self.namespace, "path": format!("/{verb}")}});
        if let Trust::Bundle(pem) = &self.trust {
            client["caBundle"] = STANDARD.encode(pem).into();
        }
        let namespaces = json!([
            name_is_none_of(&[&self.namespace]), {"key": key, "operator": operator, "values": [value]}]);
        json!({
            "name": format!("{verb}.podpat.dev"),
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "failurePolicy": "Ignore",
            "timeoutSeconds": 2,
            "matchPolicy": "Equivalent",
            "clientConfig": client,
            "namespaceSelector": {"matchExpressions": namespaces},
            "matchConditions": match_conditions(),
            "rules": resources()})
    }
}

fn labels() -> Value {
    json!({"app.kubernetes.io/name": NAME, "app.kubernetes.io/component": "webhook"})
}
