//! LimitRange: the least, the most and the usual amounts of a namespace.
//!
//! Source: `pkg/apis/core/validation/validation.go`, defaults of `pkg/apis/core/v1/defaults.go`.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{LimitRange, LimitRangeItem};
use k8s_openapi::apimachinery::pkg::api::resource;

use super::metadata::{self, Scope};
use super::quantity::Quantity;
use super::{FieldErrors, content, resource_name};
use crate::yaml::Path;

/// Beyond this an amount in thousandths does not fit into an int64. `MaxMilliValue`.
const MAX_MILLI_VALUE: i64 = i64::MAX / 1000;

/// `ValidateLimitRange`. The server makes up a name where there is none.
pub(super) fn check_limit_range(object: &LimitRange, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    let mut metadata = object.metadata.clone();
    let name = |text: Option<&String>| text.is_some_and(|text| !text.is_empty());
    if !name(metadata.name.as_ref()) && !name(metadata.generate_name.as_ref()) {
        metadata.name = Some("made-up".to_owned());
    }
    metadata::check(&metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&metadata, &meta, errors);
    let list = Path::ROOT.field("spec.limits");
    let mut seen = BTreeSet::new();
    for (index, limit) in object.spec.iter().flat_map(|spec| &spec.limits).enumerate() {
        let path = list.index(index);
        check_type(&limit.type_, &path.field("type"), errors);
        if !seen.insert(limit.type_.as_str()) {
            errors.duplicate(&path.field("type"), &limit.type_, "put the limits of one type into one entry");
        }
        check_item(limit, &path, errors);
    }
}

/// `validateLimitRangeTypeName`.
fn check_type(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if errors.content(path, name, content::qualified_name(name)).is_some() {
        return;
    }
    if !name.contains('/') && !matches!(name, "Pod" | "Container" | "PersistentVolumeClaim") {
        let help = "write `Container`, `Pod` or `PersistentVolumeClaim`";
        errors.invalid(path, name, "is not a type of limits", help);
    }
}

type Amounts = BTreeMap<String, Quantity>;

/// Amounts as the server compares them: rounded up to thousandths.
fn amounts(list: Option<&BTreeMap<String, resource::Quantity>>) -> Amounts {
    let read = |(name, amount): (&String, &resource::Quantity)| {
        Some((name.clone(), Quantity::parse(&amount.0).ok()?.in_milli()))
    };
    list.into_iter().flatten().filter_map(read).collect()
}

/// The five lists of one entry, with defaults applied.
struct Limits {
    least: Amounts,
    most: Amounts,
    usual: Amounts,
    usual_request: Amounts,
    ratio: Amounts,
}

impl Limits {
    /// `SetDefaults_LimitRangeItem`: for containers the most is the usual limit, and the usual limit, or else the
    /// least, the usual request.
    fn with_defaults(limit: &LimitRangeItem) -> Self {
        let mut limits = Self {
            least: amounts(limit.min.as_ref()),
            most: amounts(limit.max.as_ref()),
            usual: amounts(limit.default.as_ref()),
            usual_request: amounts(limit.default_request.as_ref()),
            ratio: amounts(limit.max_limit_request_ratio.as_ref()),
        };
        match limit.type_.as_str() {
            "Container" => {
                fill(&mut limits.usual, &limits.most);
                fill(&mut limits.usual_request, &limits.usual);
                fill(&mut limits.usual_request, &limits.least);
            }
            // Pods have no usual amounts; that they are written is a fault of its own.
            "Pod" => (limits.usual, limits.usual_request) = (Amounts::new(), Amounts::new()),
            _ => {}
        }
        limits
    }
}

fn fill(to: &mut Amounts, from: &Amounts) {
    for (name, amount) in from {
        to.entry(name.clone()).or_insert_with(|| amount.clone());
    }
}

fn check_item(limit: &LimitRangeItem, path: &Path<'_>, errors: &mut FieldErrors) {
    check_names(limit, path, errors);
    let limits = Limits::with_defaults(limit);
    check_filled_names(limit, &limits, path, errors);
    if limit.type_ == "PersistentVolumeClaim" {
        let storage = |amounts: &Amounts| amounts.contains_key("storage");
        if !storage(&limits.least) && !storage(&limits.most) {
            let help = "give the least or the most, such as `max: {storage: 10Gi}`";
            errors.required(&path.field("limits"), help).at(path);
        }
    }
    let lists = [&limits.least, &limits.most, &limits.usual, &limits.usual_request, &limits.ratio];
    let names: BTreeSet<&String> = lists.into_iter().flat_map(BTreeMap::keys).collect();
    for name in names {
        check_order(&limits, name, path, errors);
        check_ratio(&limits, name, path, errors);
        check_overcommitment(&limits, name, path, errors);
    }
}

/// The names of resources in every list; those of containers are stricter.
fn check_names(limit: &LimitRangeItem, path: &Path<'_>, errors: &mut FieldErrors) {
    let of_pods = limit.type_ == "Pod";
    let lists = [
        ("max", &limit.max),
        ("min", &limit.min),
        ("default", &limit.default),
        ("defaultRequest", &limit.default_request),
        ("maxLimitRequestRatio", &limit.max_limit_request_ratio),
    ];
    for (field, list) in lists {
        let Some(list) = list.as_ref().filter(|list| !list.is_empty()) else { continue };
        let at = path.field(field);
        if of_pods && field.starts_with("default") {
            let help = format!("move `{field}` to an entry with `type: Container`");
            errors.forbidden(&at, "a Pod has no usual amounts of its own", help);
            continue;
        }
        for name in list.keys() {
            match limit.type_.as_str() {
                "Pod" | "Container" => resource_name::check_for_container(name, &at.key(name), errors),
                _ => {
                    resource_name::check(name, &at.key(name), errors);
                }
            }
        }
    }
}

/// The names that defaults take over from another list, where they stand.
fn check_filled_names(limit: &LimitRangeItem, limits: &Limits, path: &Path<'_>, errors: &mut FieldErrors) {
    if limit.type_ != "Container" {
        return;
    }
    let lists =
        [("default", &limit.default, &limits.usual), ("defaultRequest", &limit.default_request, &limits.usual_request)];
    for (field, written, filled) in lists {
        let is_written = |list: &Option<BTreeMap<String, _>>, name: &String| {
            list.as_ref().is_some_and(|list| list.contains_key(name))
        };
        for name in filled.keys().filter(|name| !is_written(written, name)) {
            let sources = [("default", &limit.default), ("max", &limit.max), ("min", &limit.min)];
            let source = sources.into_iter().find(|(_, list)| is_written(list, name)).map_or(field, |(field, _)| field);
            let before = errors.len();
            let key = path.field(field);
            resource_name::check_for_container(name, &key.key(name), errors);
            errors.move_places(before, &key, &path.field(source));
        }
    }
}

/// Least, usual request, usual limit, most: none may be above a later one.
fn check_order(limits: &Limits, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let lists = [
        ("min", &limits.least),
        ("defaultRequest", &limits.usual_request),
        ("default", &limits.usual),
        ("max", &limits.most),
    ];
    // Pairs as the server compares them: lower, upper, and the one of the two that it names.
    for (lower, upper, named) in [(0, 3, 0), (0, 1, 1), (1, 3, 1), (1, 2, 1), (0, 2, 2), (2, 3, 2)] {
        let ((low, lower), (high, upper), (field, _)) = (lists[lower], lists[upper], lists[named]);
        let (Some(lower), Some(upper)) = (lower.get(name), upper.get(name)) else { continue };
        if lower > upper {
            let value = if field == low { lower } else { upper };
            let why = format!("makes `{low}` ({}) more than `{high}` ({})", lower.text(), upper.text());
            let help = format!("let `{low}` of `{name}` be at most `{high}`");
            errors.invalid(&path.field(field).key(name), value.text(), why, help);
        }
    }
}

/// A ratio of limit to request: at least one, and no more than the most over the least.
fn check_ratio(limits: &Limits, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(ratio) = limits.ratio.get(name) else { return };
    let list = path.field("maxLimitRequestRatio");
    if *ratio < Quantity::from_int(1) {
        errors.invalid(
            &list.key(name),
            ratio.text(),
            "is less than 1",
            "use 1 or more: a limit is not below its request",
        );
    }
    let (Some(least), Some(most)) = (limits.least.get(name), limits.most.get(name)) else { return };
    let small = [ratio, least, most].into_iter().all(|amount| amount.value() < MAX_MILLI_VALUE);
    let (value, limit) = if small {
        (as_float(ratio.milli()) / 1000.0, as_float(most.milli()) / as_float(least.milli()))
    } else {
        (as_float(ratio.value()), as_float(most.value()) / as_float(least.value()))
    };
    if value > limit {
        let why = format!("is more than `max` over `min`, which is {limit:.2}");
        errors.invalid(&list.key(name), ratio.text(), why, format!("use at most {limit:.2}"));
    }
}

/// As Go converts an int64: to the nearest.
#[expect(clippy::cast_precision_loss, reason = "the server loses it too")]
const fn as_float(value: i64) -> f64 {
    value as f64
}

/// Devices and huge pages cannot be promised twice.
fn check_overcommitment(limits: &Limits, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let (Some(usual), Some(request)) = (limits.usual.get(name), limits.usual_request.get(name)) else { return };
    if !resource_name::may_be_overcommitted(name) && usual != request {
        let why = format!("is not the same as `default`, which is {}", usual.text());
        let help = format!("write the same amount of `{name}` in both");
        errors.invalid(&path.field("defaultRequest").key(name), request.text(), why, help);
    }
}
