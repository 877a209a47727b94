//! ResourceClaim, ResourceClaimTemplate, DeviceClass.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::resource::v1::{
    DeviceClaim, DeviceClass, DeviceRequest, DeviceSelector, DeviceToleration, OpaqueDeviceConfiguration,
    ResourceClaim, ResourceClaimTemplate,
};

use crate::validity::content::{Environment, Type};
use crate::validity::metadata::{self, Scope};
use crate::validity::pod::volume::local;
use crate::validity::{FieldErrors, content, resource_name};
use crate::yaml::Path;

/// Entries of `requests`, `constraints`, `config` and `selectors`.
const MOST: usize = 32;
const MOST_ALTERNATIVES: usize = 8;
/// Bytes of the parameters for a driver, as JSON.
const PARAMETERS_LIMIT: usize = 10 * 1024;
/// Bytes of a CEL expression.
const EXPRESSION_LIMIT: usize = 10 * 1024;

/// The names of requests, each with those of its alternatives.
type RequestNames<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// `ValidateResourceClaim`.
pub(in crate::validity) fn check_claim(object: &ResourceClaim, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    let spec = Path::ROOT.field("spec");
    check_devices(object.spec.devices.as_ref(), &spec.field("devices"), errors);
}

/// `ValidateResourceClaimTemplate`.
pub(in crate::validity) fn check_template(object: &ResourceClaimTemplate, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    let path = Path::ROOT.field("spec");
    if let Some(meta) = &object.spec.metadata {
        metadata::check_claim_template(meta, &path.field("metadata"), errors);
    }
    let spec = path.field("spec");
    check_devices(object.spec.spec.devices.as_ref(), &spec.field("devices"), errors);
}

/// `ValidateDeviceClass`.
pub(in crate::validity) fn check_class(object: &DeviceClass, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let (spec, path) = (&object.spec, Path::ROOT.field("spec"));
    check_selectors(spec.selectors.as_deref().unwrap_or_default(), &path.field("selectors"), errors);
    let config = spec.config.as_deref().unwrap_or_default();
    let list = path.field("config");
    if !errors.is_over(&list, config.len(), MOST) {
        for (index, entry) in config.iter().enumerate() {
            check_opaque(entry.opaque.as_ref(), &list.index(index), errors);
        }
    }
    if let Some(name) = spec.extended_resource_name.as_deref().filter(|name| !resource_name::is_extended(name)) {
        let at = path.field("extendedResourceName");
        errors.invalid(&at, name, "is no name of an extended resource", "write it like `example.com/gpu`");
    }
}

/// Notes a list that is too long, of which the server looks at no entry.
/// `validateDeviceClaim`.
fn check_devices(devices: Option<&DeviceClaim>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(devices) = devices else { return };
    let requests = devices.requests.as_deref().unwrap_or_default();
    let names = request_names(requests);
    check_requests(requests, &path.field("requests"), errors);
    let (list, constraints) = (path.field("constraints"), devices.constraints.as_deref().unwrap_or_default());
    if !errors.is_over(&list, constraints.len(), MOST) {
        for (index, constraint) in constraints.iter().enumerate() {
            let path = list.index(index);
            let requests = constraint.requests.as_deref().unwrap_or_default();
            check_references(requests, &names, &path.field("requests"), errors);
            match (&constraint.match_attribute, &constraint.distinct_attribute) {
                (Some(name), _) => check_full_name(name, &path.field("matchAttribute"), errors),
                (None, Some(name)) => check_full_name(name, &path.field("distinctAttribute"), errors),
                (None, None) => {
                    errors.required(&path, "add `matchAttribute` or `distinctAttribute`");
                }
            }
        }
    }
    let (list, config) = (path.field("config"), devices.config.as_deref().unwrap_or_default());
    if !errors.is_over(&list, config.len(), MOST) {
        for (index, entry) in config.iter().enumerate() {
            let path = list.index(index);
            let requests = entry.requests.as_deref().unwrap_or_default();
            check_references(requests, &names, &path.field("requests"), errors);
            check_opaque(entry.opaque.as_ref(), &path, errors);
        }
    }
}

fn request_names(requests: &[DeviceRequest]) -> RequestNames<'_> {
    requests
        .iter()
        .map(|request| {
            let names = request.first_available.iter().flatten().map(|alternative| alternative.name.as_str());
            (request.name.as_str(), names.collect())
        })
        .collect()
}

fn check_requests(requests: &[DeviceRequest], list: &Path<'_>, errors: &mut FieldErrors) {
    if errors.is_over(list, requests.len(), MOST) {
        return;
    }
    let mut names = BTreeSet::new();
    for (index, request) in requests.iter().enumerate() {
        let path = list.index(index);
        check_request(request, &path, errors);
        if !names.insert(&request.name) {
            errors.duplicate(&path, &request.name, "give each request a name of its own").at(&path.field("name"));
        }
    }
}

/// The fields that `exactly` and an entry of `firstAvailable` have in common.
struct Wanted<'a> {
    class: &'a str,
    selectors: &'a [DeviceSelector],
    mode: Option<&'a str>,
    count: Option<i64>,
    tolerations: &'a [DeviceToleration],
}

/// `validateDeviceRequest`.
fn check_request(request: &DeviceRequest, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.content(&path.field("name"), &request.name, content::dns_label(&request.name));
    let alternatives = request.first_available.as_deref().unwrap_or_default();
    match (&request.exactly, alternatives) {
        (None, []) => {
            errors.required(path, "add `exactly` or `firstAvailable`");
        }
        (Some(exactly), []) => {
            let wanted = Wanted {
                class: &exactly.device_class_name,
                selectors: exactly.selectors.as_deref().unwrap_or_default(),
                mode: exactly.allocation_mode.as_deref(),
                count: exactly.count,
                tolerations: exactly.tolerations.as_deref().unwrap_or_default(),
            };
            check_wanted(&wanted, &path.field("exactly"), errors);
        }
        (Some(_), _) => {
            errors.invalid(path, &request.name, "says `exactly` and `firstAvailable`", "keep one of the two");
        }
        (None, alternatives) => {
            let list = path.field("firstAvailable");
            if errors.is_over(&list, alternatives.len(), MOST_ALTERNATIVES) {
                return;
            }
            let mut names = BTreeSet::new();
            for (index, alternative) in alternatives.iter().enumerate() {
                let path = list.index(index);
                errors.content(&path.field("name"), &alternative.name, content::dns_label(&alternative.name));
                let wanted = Wanted {
                    class: &alternative.device_class_name,
                    selectors: alternative.selectors.as_deref().unwrap_or_default(),
                    mode: alternative.allocation_mode.as_deref(),
                    count: alternative.count,
                    tolerations: alternative.tolerations.as_deref().unwrap_or_default(),
                };
                check_wanted(&wanted, &path, errors);
                if !names.insert(&alternative.name) {
                    let help = "give each alternative a name of its own";
                    errors.duplicate(&path, &alternative.name, help).at(&path.field("name"));
                }
            }
        }
    }
}

/// `validateExactDeviceRequest`, after defaults: one device, counted exactly.
fn check_wanted(wanted: &Wanted<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let class = path.field("deviceClassName");
    if errors.present(&class, wanted.class, "write the name of a DeviceClass") {
        errors.content(&class, wanted.class, content::dns_subdomain(wanted.class));
    }
    check_selectors(wanted.selectors, &path.field("selectors"), errors);
    let count = path.field("count");
    match (wanted.mode.filter(|mode| !mode.is_empty()), wanted.count.unwrap_or_default()) {
        (None | Some("All" | "ExactCount"), 0) => {}
        (Some("All"), number) => {
            errors.invalid(&count, number, "does not go with `allocationMode: All`", "take `count` out");
        }
        (None | Some("ExactCount"), number) => {
            errors.content(&count, number, content::positive(number));
        }
        (Some(mode), _) => {
            errors.not_supported(&path.field("allocationMode"), mode, &["All", "ExactCount"]);
        }
    }
    let list = path.field("tolerations");
    for (index, toleration) in wanted.tolerations.iter().enumerate() {
        check_toleration(toleration, &list.index(index), errors);
    }
}

/// `validateDeviceToleration`; `Equal` is the default operator.
fn check_toleration(toleration: &DeviceToleration, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(key) = toleration.key.as_deref().filter(|key| !key.is_empty()) {
        errors.content(&path.field("key"), key, content::qualified_name(key));
    }
    let value = toleration.value.as_deref().unwrap_or_default();
    let at = path.field("value");
    match toleration.operator.as_deref().filter(|operator| !operator.is_empty()).unwrap_or("Equal") {
        "Exists" if !value.is_empty() => {
            errors.invalid(&at, value, "does not go with `operator: Exists`", "take the value out");
        }
        "Exists" => {}
        "Equal" => {
            errors.content(&at, value, content::label_value(value));
        }
        other => {
            errors.not_supported(&path.field("operator"), other, &["Equal", "Exists"]);
        }
    }
    if let Some(effect) = toleration.effect.as_deref().filter(|effect| !effect.is_empty()) {
        errors.supported(&path.field("effect"), effect, &["NoExecute", "NoSchedule", "None"]);
    }
}

/// `validateSelectorSlice`.
fn check_selectors(selectors: &[DeviceSelector], list: &Path<'_>, errors: &mut FieldErrors) {
    if errors.is_over(list, selectors.len(), MOST) {
        return;
    }
    for (index, selector) in selectors.iter().enumerate() {
        let path = list.index(index);
        let cel = path.field("cel");
        match &selector.cel {
            None => {
                errors.required(&cel, "add `cel: {expression: …}`");
            }
            Some(own) if own.expression.len() > EXPRESSION_LIMIT => {
                errors.too_long(&cel.field("expression"), EXPRESSION_LIMIT);
            }
            Some(own) => {
                let environment = Environment {
                    variables: &["device"],
                    dynamic: &[],
                    messages: &[],
                    composed: &[],
                    results: &[Type::Bool],
                };
                let error = content::cel_expression(&own.expression, &environment);
                errors.content(&cel.field("expression"), &own.expression, error);
            }
        }
    }
}

/// `validateRequestNameRef` of a list without duplicates.
fn check_references(references: &[String], names: &RequestNames<'_>, list: &Path<'_>, errors: &mut FieldErrors) {
    if errors.is_over(list, references.len(), MOST) {
        return;
    }
    let mut seen = BTreeSet::new();
    for (index, reference) in references.iter().enumerate() {
        let path = list.index(index);
        let steps: Vec<&str> = reference.split('/').collect();
        if steps.len() <= 2 {
            for step in &steps {
                errors.content(&path, step, content::dns_label(step));
            }
        }
        let known = match steps.as_slice() {
            [request] => names.contains_key(request),
            [request, alternative] => names.get(request).is_some_and(|inner| inner.contains(alternative)),
            _ => false,
        };
        if !known {
            let help = "write the name of a request, or `REQUEST/ALTERNATIVE`";
            errors.invalid(&path, reference, "is no request of the claim", help);
        }
        if !seen.insert(reference) {
            errors.duplicate(&path, reference, "list each request once");
        }
    }
}

/// `validateDeviceConfiguration`.
fn check_opaque(opaque: Option<&OpaqueDeviceConfiguration>, path: &Path<'_>, errors: &mut FieldErrors) {
    let path = path.field("opaque");
    let Some(opaque) = opaque else {
        errors.required(&path, "add `opaque: {driver: …, parameters: …}`");
        return;
    };
    local::csi_driver(&opaque.driver, &path.field("driver"), errors);
    let (at, parameters) = (path.field("parameters"), &opaque.parameters.0);
    if parameters.is_null() {
        errors.required(&at, "add a mapping with the parameters of the driver");
    } else if !parameters.is_object() {
        errors.invalid(&at, parameters, "is no mapping", "write a mapping");
    } else if parameters.to_string().len() > PARAMETERS_LIMIT {
        errors.too_long(&at, PARAMETERS_LIMIT);
    }
}

/// A name of an attribute with its domain. `validateFullyQualifiedName`.
fn check_full_name(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    super::slice::check_qualified_name(name, path, errors);
    if !name.contains('/') {
        errors.invalid(path, name, "has no domain", "write it like `gpu.example.com/model`");
    }
}
