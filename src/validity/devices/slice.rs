//! ResourceSlice.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::NodeSelector;
use k8s_openapi::api::resource::v1::{
    Counter, CounterSet, Device, DeviceAttribute, DeviceTaint, ResourcePool, ResourceSlice, ResourceSliceSpec,
};

use crate::validity::metadata::{self, Scope};
use crate::validity::pod::volume::local;
use crate::validity::{FieldErrors, content, node_selector};
use crate::yaml::Path;

const MOST_DEVICES: usize = 128;
/// The limit where devices have taints or consume counters.
const MOST_ADVANCED_DEVICES: usize = 64;
const MOST_ATTRIBUTES: usize = 32;
const MOST_COUNTER_SETS: usize = 8;
const MOST_TAINTS: usize = 16;
/// Bytes of the last part of an attribute's name.
const ID_LIMIT: usize = 32;
/// Bytes of a value of an attribute.
const VALUE_LIMIT: usize = 64;
/// Bytes of the name of a pool.
const POOL_LIMIT: usize = 253;

/// `ValidateResourceSlice`.
pub(in crate::validity) fn check_slice(object: &ResourceSlice, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let (spec, path) = (&object.spec, Path::ROOT.field("spec"));
    local::csi_driver(&spec.driver, &path.field("driver"), errors);
    check_pool(&spec.pool, &path.field("pool"), errors);
    check_nodes(spec, &path, errors);
    if spec.shared_counters.is_some() && spec.devices.is_some() {
        errors.invalid(
            &path,
            "sharedCounters",
            "stands beside `devices`",
            "put the counters into a slice of their own",
        );
    }
    check_devices(spec, &path.field("devices"), errors);
    check_counter_sets(spec.shared_counters.as_deref().unwrap_or_default(), &path.field("sharedCounters"), errors);
}

/// `validateResourcePool`.
fn check_pool(pool: &ResourcePool, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = path.field("name");
    if errors.present(&name, &pool.name, "give the pool a name") {
        if pool.name.len() > POOL_LIMIT {
            errors.too_long(&name, POOL_LIMIT);
        }
        for part in pool.name.split('/') {
            errors.content(&name, part, content::dns_subdomain(part));
        }
    }
    let count = pool.resource_slice_count;
    errors.content(&path.field("resourceSliceCount"), count, content::positive(count));
    errors.content(&path.field("generation"), pool.generation, content::not_negative(pool.generation));
}

/// The nodes that reach devices: one of the ways has to be said.
struct Reach<'a> {
    node: Option<&'a str>,
    selector: Option<&'a NodeSelector>,
    all: Option<bool>,
}

impl Reach<'_> {
    /// Checks each way and returns how many of them are said.
    fn check(&self, path: &Path<'_>, errors: &mut FieldErrors) -> usize {
        let mut said = 0;
        if let Some(node) = self.node {
            let at = path.field("nodeName");
            if node.is_empty() {
                errors.invalid(&at, node, "is empty", "write the name of a node, or take `nodeName` out");
            } else {
                said += 1;
                errors.content(&at, node, content::dns_subdomain(node));
            }
        }
        if let Some(selector) = self.selector {
            said += 1;
            node_selector::check(selector, &path.field("nodeSelector"), errors);
        }
        if let Some(all) = self.all {
            said += usize::from(all);
            if !all {
                let at = path.field("allNodes");
                errors.invalid(&at, all, "says nothing", "write `true`, or take `allNodes` out");
            }
        }
        said
    }
}

/// Checks the fields that say which nodes reach the devices of a slice.
fn check_nodes(spec: &ResourceSliceSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let selector = spec.node_selector.as_ref();
    let reach = Reach { node: spec.node_name.as_deref(), selector, all: spec.all_nodes };
    let mut said = reach.check(path, errors);
    if let Some(selector) = selector.filter(|selector| selector.node_selector_terms.len() != 1) {
        let outer = path.field("nodeSelector");
        let count = selector.node_selector_terms.len();
        errors.invalid(&outer.field("nodeSelectorTerms"), count, "terms are not one", "write exactly one term");
    }
    match spec.per_device_node_selection {
        Some(true) => said += 1,
        Some(false) => {
            let at = path.field("perDeviceNodeSelection");
            errors.invalid(&at, false, "says nothing", "write `true`, or take it out");
        }
        None => {}
    }
    let help = "write one of `nodeName`, `nodeSelector`, `allNodes` and `perDeviceNodeSelection`";
    match said {
        0 => {
            errors.required(path, help);
        }
        1 => {}
        _ => {
            errors.invalid(path, "spec", "says in several ways which nodes reach the devices", help);
        }
    }
}

fn check_devices(spec: &ResourceSliceSpec, list: &Path<'_>, errors: &mut FieldErrors) {
    let devices = spec.devices.as_deref().unwrap_or_default();
    let filled = |length: Option<usize>| length.unwrap_or_default() > 0;
    let is_advanced = devices.iter().any(|device| {
        filled(device.taints.as_ref().map(Vec::len)) || filled(device.consumes_counters.as_ref().map(Vec::len))
    });
    if errors.is_over(list, devices.len(), if is_advanced { MOST_ADVANCED_DEVICES } else { MOST_DEVICES }) {
        return;
    }
    let mut names = BTreeSet::new();
    for (index, device) in devices.iter().enumerate() {
        let path = list.index(index);
        check_device(device, spec.per_device_node_selection == Some(true), &path, errors);
        if !names.insert(&device.name) {
            errors.duplicate(&path, &device.name, "give each device a name of its own").at(&path.field("name"));
        }
    }
}

/// `validateDevice`.
fn check_device(device: &Device, selects_nodes: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.content(&path.field("name"), &device.name, content::dns_label(&device.name));
    let count = device.attributes.as_ref().map_or(0, BTreeMap::len) + device.capacity.as_ref().map_or(0, BTreeMap::len);
    if count > MOST_ATTRIBUTES {
        let help = format!("use at most {MOST_ATTRIBUTES} attributes and capacities together");
        errors.invalid(path, count, "attributes and capacities are too many", help);
    }
    let attributes = path.field("attributes");
    for (name, attribute) in device.attributes.iter().flatten() {
        let at = attributes.key(name);
        check_qualified_name(name, &at, errors);
        check_attribute(attribute, &at, errors);
    }
    let capacities = path.field("capacity");
    for (name, capacity) in device.capacity.iter().flatten() {
        let at = capacities.key(name);
        check_qualified_name(name, &at, errors);
        if capacity.request_policy.is_some() && device.allow_multiple_allocations != Some(true) {
            let why = "a request policy is for devices that are allocated several times";
            errors.forbidden(&at.field("requestPolicy"), why, "write `allowMultipleAllocations: true`");
        }
    }
    check_taints(device.taints.as_deref().unwrap_or_default(), &path.field("taints"), errors);
    let reach =
        Reach { node: device.node_name.as_deref(), selector: device.node_selector.as_ref(), all: device.all_nodes };
    let help = "write one of `nodeName`, `nodeSelector` and `allNodes`";
    if selects_nodes {
        match reach.check(path, errors) {
            0 => {
                errors.required(path, help);
            }
            1 => {}
            _ => {
                errors.invalid(path, &device.name, "says in several ways which nodes reach it", help);
            }
        }
    } else if reach.node.is_some() || reach.selector.is_some() || reach.all.is_some() {
        let help = "write `perDeviceNodeSelection: true` in the spec of the slice";
        errors.invalid(path, &device.name, "says by itself which nodes reach it", help);
    }
}

/// `validateDeviceAttribute`. Lists are dropped: their feature gate is off in 1.36.
fn check_attribute(attribute: &DeviceAttribute, path: &Path<'_>, errors: &mut FieldErrors) {
    let said =
        [attribute.bool.is_some(), attribute.int.is_some(), attribute.string.is_some(), attribute.version.is_some()];
    if said.into_iter().filter(|&said| said).count() != 1 {
        let help = "write exactly one of `bool`, `int`, `string` and `version`";
        errors.invalid(path, "attribute", "has no value, or several", help);
    }
    if attribute.string.as_ref().is_some_and(|text| text.len() > VALUE_LIMIT) {
        errors.too_long(&path.field("string"), VALUE_LIMIT);
    }
    if let Some(version) = &attribute.version {
        let at = path.field("version");
        if !is_semantic_version(version) {
            errors.invalid(&at, version, "is no semantic version", "write it like `1.2.3`");
        }
        if version.len() > VALUE_LIMIT {
            errors.too_long(&at, VALUE_LIMIT);
        }
    }
}

/// Returns whether a text is a version as semver.org describes it, such as `1.2.3-rc.1+build.5`.
fn is_semantic_version(text: &str) -> bool {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_digits = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let is_number = |word: &str| is_digits(word) && (word == "0" || !word.starts_with('0'));
    let numbers: Vec<&str> = numbers.split('.').collect();
    numbers.len() == 3
        && numbers.into_iter().all(is_number)
        && pre.is_none_or(|pre| pre.split('.').all(|word| is_word(word) && (!is_digits(word) || is_number(word))))
        && build.is_none_or(|build| build.split('.').all(is_word))
}

/// `validateDeviceTaint`.
fn check_taints(taints: &[DeviceTaint], list: &Path<'_>, errors: &mut FieldErrors) {
    if errors.is_over(list, taints.len(), MOST_TAINTS) {
        return;
    }
    for (index, taint) in taints.iter().enumerate() {
        let path = list.index(index);
        errors.content(&path.field("key"), &taint.key, content::qualified_name(&taint.key));
        if let Some(value) = taint.value.as_deref().filter(|value| !value.is_empty()) {
            errors.content(&path.field("value"), value, content::label_value(value));
        }
        let effect = path.field("effect");
        if errors.present(&effect, &taint.effect, "write `NoSchedule` or `NoExecute`") {
            errors.supported(&effect, &taint.effect, &["NoExecute", "NoSchedule", "None"]);
        }
    }
}

/// `validateCounterSet`.
fn check_counter_sets(sets: &[CounterSet], list: &Path<'_>, errors: &mut FieldErrors) {
    if errors.is_over(list, sets.len(), MOST_COUNTER_SETS) {
        return;
    }
    let mut names = BTreeSet::new();
    for (index, set) in sets.iter().enumerate() {
        let path = list.index(index);
        let name = path.field("name");
        if errors.present(&name, &set.name, "give the counters a name") {
            errors.content(&name, &set.name, content::dns_label(&set.name));
        }
        check_counters(&set.counters, &path.field("counters"), errors);
        if !names.insert(&set.name) {
            errors.duplicate(&path, &set.name, "give each set a name of its own").at(&name);
        }
    }
}

fn check_counters(counters: &BTreeMap<String, Counter>, path: &Path<'_>, errors: &mut FieldErrors) {
    if counters.is_empty() {
        errors.required(path, "add a counter");
    }
    for name in counters.keys() {
        errors.content(&path.key(name), name, content::dns_label(name));
    }
}

/// A name of an attribute, with or without a domain. `validateQualifiedName`.
pub(super) fn check_qualified_name(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let id = match name.split('/').collect::<Vec<_>>().as_slice() {
        [id] => *id,
        [domain, id] => {
            if domain.is_empty() {
                errors.invalid(path, name, "has nothing before `/`", "write it like `gpu.example.com/model`");
            } else {
                local::csi_driver(domain, path, errors);
            }
            if id.is_empty() {
                errors.invalid(path, name, "has nothing after `/`", "write it like `gpu.example.com/model`");
                return;
            }
            id
        }
        // The server lets these pass.
        _ => return,
    };
    if id.len() > ID_LIMIT {
        errors.too_long(path, ID_LIMIT);
    }
    errors.content(path, id, content::c_identifier(id));
}
