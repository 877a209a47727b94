//! APIService: a version of an API that another server answers.
//!
//! Source: `kube-aggregator/pkg/apis/apiregistration/validation/validation.go`.

use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::{APIService, APIServiceSpec};

use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateAPIService`.
pub(super) fn check_api_service(object: &APIService, errors: &mut FieldErrors) {
    let empty = APIServiceSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let (group, version) = (filled(spec.group.as_ref()), filled(spec.version.as_ref()));
    let meta = Path::ROOT.field("metadata");
    let before = errors.len();
    metadata::check_generic(&object.metadata, Scope::Cluster, content::path_segment, &meta, errors);
    let (name, wanted) = (object.metadata.name.as_deref().unwrap_or_default(), format!("{version}.{group}"));
    if errors.len() == before && name != wanted {
        let help = format!("write `name: {wanted}`, or mend `spec.version` or `spec.group`");
        errors.invalid(&meta.field("name"), name, "is not the version, a dot and the group", help);
    }
    let path = Path::ROOT.field("spec");
    if group.is_empty() && version != "v1" {
        errors.required(&path.field("group"), "name the group of the API");
    } else if !group.is_empty() {
        errors.content(&path.field("group"), group, content::dns_subdomain(group));
    }
    errors.content(&path.field("version"), version, content::dns_1035_label(version));
    let priorities = [
        ("groupPriorityMinimum", spec.group_priority_minimum, 20_000),
        ("versionPriority", spec.version_priority, 1000),
    ];
    for (field, priority, most) in priorities {
        errors.content(&path.field(field), priority, content::in_range(i64::from(priority), 1, most));
    }
    check_server(spec, &path, errors);
}

/// Checks the Service of the API and its certificates. 443 is the default port.
fn check_server(spec: &APIServiceSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let has_bundle = spec.ca_bundle.as_ref().is_some_and(|bundle| !bundle.0.is_empty());
    let skips = spec.insecure_skip_tls_verify == Some(true);
    let skip = path.field("insecureSkipTLSVerify");
    let Some(service) = &spec.service else {
        if has_bundle {
            let help = "name the `service`, or take `caBundle` out";
            errors.invalid(&path.field("caBundle"), "caBundle", "goes with a service only", help);
        }
        if skips {
            let help = "name the `service`, or take this out";
            errors.invalid(&skip, true, "goes with a service only", help);
        }
        return;
    };
    let own = path.field("service");
    errors.present(&own.field("namespace"), filled(service.namespace.as_ref()), "write the namespace of the service");
    errors.present(&own.field("name"), filled(service.name.as_ref()), "write the name of the service");
    let port = service.port.unwrap_or(443);
    errors.content(&own.field("port"), port, content::port_number(port));
    if skips && has_bundle {
        let help = "keep `caBundle`, and take `insecureSkipTLSVerify` out";
        errors.invalid(&skip, true, "stands beside `caBundle`, and only one can be", help);
    }
}

fn filled(text: Option<&String>) -> &str {
    text.map(String::as_str).unwrap_or_default()
}
