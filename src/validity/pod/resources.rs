//! Resources that containers ask for and are held to.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Container, ResourceClaim, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use super::pod_defaults::PodDefaults;
use crate::validity::quantity::Quantity;
use crate::validity::resource_name::{check_for_container, is_huge_pages, is_whole, may_be_overcommitted};
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

/// Amounts by resource, as the server sees them: with defaults, in thousandths.
pub(super) type Amounts<'a> = BTreeMap<&'a str, Quantity>;

/// Requests and limits, with the names of claims.
pub(super) struct Requirements<'a> {
    pub(super) limits: Amounts<'a>,
    pub(super) requests: Amounts<'a>,
    pub(super) claims: &'a [ResourceClaim],
    /// The limits as written: what stands there may be a default of a request.
    written: Option<&'a BTreeMap<String, Written>>,
}

/// Judges the name of a resource.
type NameTest = fn(&str, &Path<'_>, &mut FieldErrors);

/// `ValidateResourceQuantityValue`.
fn check_quantity(name: &str, amount: &Quantity, path: &Path<'_>, errors: &mut FieldErrors) {
    if amount.is_negative() {
        errors.invalid(path, amount.text(), "is negative", "write an amount of 0 or more");
    } else if is_whole(name) && !amount.is_integer() {
        let why = format!("is not a whole number, and `{name}` comes in whole ones only");
        errors.invalid(path, amount.text(), why, "write a whole number");
    }
}

/// The amounts that can be read; the others are errors of decoding.
pub(super) fn amounts(list: Option<&BTreeMap<String, Written>>) -> Amounts<'_> {
    let listed = list.into_iter().flatten();
    listed.filter_map(|(name, written)| Some((name.as_str(), Quantity::parse(&written.0).ok()?))).collect()
}

/// Returns what the container asks for, unrounded; in a Pod the limit is the default of the request. `SetDefaults_Pod`.
pub(super) fn requests_of(resources: &ResourceRequirements, is_pod: bool) -> Amounts<'_> {
    let mut requests = amounts(resources.requests.as_ref());
    if is_pod {
        for (name, limit) in amounts(resources.limits.as_ref()) {
            requests.entry(name).or_insert(limit);
        }
    }
    requests
}

/// `SetDefaults_ResourceList`.
pub(super) fn in_milli(amounts: Amounts<'_>) -> Amounts<'_> {
    amounts.into_iter().map(|(name, amount)| (name, amount.in_milli())).collect()
}

/// `ValidateContainerResourceRequirements` of a container.
pub(super) fn check_container(
    container: &Container,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let Some(resources) = &container.resources else { return };
    // Ephemeral containers get no defaults, but they are refused anyhow.
    let requirements = Requirements {
        limits: in_milli(amounts(resources.limits.as_ref())),
        requests: in_milli(requests_of(resources, defaults.is_pod)),
        claims: resources.claims.as_deref().unwrap_or_default(),
        written: resources.requests.as_ref(),
    };
    requirements.check(check_for_container, defaults, path, errors);
}

/// `validateOverhead`, which takes it for limits.
pub(in crate::validity) fn check_overhead(
    overhead: &BTreeMap<String, Written>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let limits = in_milli(amounts(Some(overhead)));
    let requirements = Requirements { limits, requests: Amounts::new(), claims: &[], written: None };
    let before = errors.len();
    requirements.check_limits(check_for_container, path, errors);
    requirements.check_company(path, errors);
    errors.move_places(before, &path.field("limits"), path);
}

impl<'a> Requirements<'a> {
    /// Those of the whole Pod.
    pub(super) fn of_pod(limits: Amounts<'a>, requests: Amounts<'a>, written: &'a ResourceRequirements) -> Self {
        let claims = written.claims.as_deref().unwrap_or_default();
        Self { limits, requests, claims, written: written.requests.as_ref() }
    }

    /// `validateResourceRequirements`.
    pub(super) fn check(&self, test: NameTest, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
        self.check_limits(test, path, errors);
        self.check_requests(test, path, errors);
        self.check_company(path, errors);
        check_claims(self.claims, defaults, &path.field("claims"), errors);
    }

    fn check_limits(&self, test: NameTest, path: &Path<'_>, errors: &mut FieldErrors) {
        let list = path.field("limits");
        for (name, amount) in &self.limits {
            let path = list.key(name);
            test(name, &path, errors);
            check_amount(name, amount, &path, errors);
        }
    }

    /// The server names the list where request and limit do not go together.
    fn check_requests(&self, test: NameTest, path: &Path<'_>, errors: &mut FieldErrors) {
        let (list, limits) = (path.field("requests"), path.field("limits"));
        for (name, amount) in &self.requests {
            let before = errors.len();
            let path = list.key(name);
            test(name, &path, errors);
            check_amount(name, amount, &path, errors);
            match self.limits.get(name) {
                Some(limit) if amount > limit => {
                    let why = format!("is more than the limit of {name}, {}", limit.text());
                    let help = "lower the request, or raise the limit";
                    errors.invalid(&list, amount.text(), why, help).at(&path);
                }
                Some(limit) if amount != limit && !may_be_overcommitted(name) => {
                    let why = format!("is not the limit of {name}, {}", limit.text());
                    let help = "make request and limit the same, or leave the request out";
                    errors.invalid(&list, amount.text(), why, help).at(&path);
                }
                None if !may_be_overcommitted(name) => {
                    let fault = errors.required(&limits, format!("add a limit of `{name}` as high as the request"));
                    fault.message = format!("`{name}` is requested and has no limit");
                    fault.at(&path);
                }
                _ => {}
            }
            if !self.written.is_some_and(|written| written.contains_key(*name)) {
                // The request is a default that the limit brought about.
                errors.move_places(before, &list, &limits);
            }
        }
    }

    /// Huge pages come with cpu or memory.
    fn check_company(&self, path: &Path<'_>, errors: &mut FieldErrors) {
        let names = || self.limits.keys().chain(self.requests.keys());
        if names().any(|name| is_huge_pages(name)) && !names().any(|name| matches!(*name, "cpu" | "memory")) {
            let why = "huge pages are asked for, and neither cpu nor memory";
            errors.forbidden(path, why, "add `cpu` or `memory` beside them");
        }
    }
}

/// `validateResourceQuantityHugePageValue` beside what holds for all resources. `IsHugePageResourceValueDivisible`.
fn check_amount(name: &str, amount: &Quantity, path: &Path<'_>, errors: &mut FieldErrors) {
    check_quantity(name, amount, path, errors);
    let Some(size) = name.strip_prefix("hugepages-") else { return };
    match Quantity::parse(size) {
        Ok(size) if !size.is_negative() && !size.is_zero() && size.is_integer() => {
            // Go's int64 overflows to 0 for a size beyond it.
            if amount.value().checked_rem(size.value()) != Some(0) {
                let why = format!("is not a multiple of the page size of `{name}`");
                errors.invalid(path, amount.text(), why, "ask for whole pages");
            }
        }
        _ => {
            let help = "write a page size, such as `hugepages-2Mi` or `hugepages-1Gi`";
            errors.invalid(path, name, "names no size of pages", help);
        }
    }
}

/// `validateResourceClaimNames`.
fn check_claims(claims: &[ResourceClaim], defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let path = path.index(index);
        if claim.name.is_empty() {
            let help = "name one of the Pod's `resourceClaims`";
            errors.push(Reason::Required, &path, "`name` is required", help).at(&path.field("name"));
            continue;
        }
        if !note_claim(claim, &mut seen, &path, errors) {
            errors.duplicate(&path, &claim.name, "list each claim or request of a claim once");
        }
        if !defaults.claims.contains(claim.name.as_str()) {
            let help = "add a claim of that name to the Pod's `resourceClaims`";
            errors.not_found(&path, &claim.name, "resource claim", help).at(&path.field("name"));
        }
    }
}

/// Returns true if this claim, or this request of it, was not listed before.
fn note_claim(claim: &ResourceClaim, seen: &mut BTreeSet<String>, path: &Path<'_>, errors: &mut FieldErrors) -> bool {
    if seen.contains(&claim.name) {
        return false;
    }
    match claim.request.as_deref().filter(|request| !request.is_empty()) {
        Some(request) => {
            errors.content(&path.field("request"), request, content::dns_label(request));
            seen.insert(format!("{}/{request}", claim.name))
        }
        None => {
            let part = format!("{}/", claim.name);
            let overlaps = seen.range(part.clone()..).next().is_some_and(|key| key.starts_with(&part));
            seen.insert(claim.name.clone()) && !overlaps
        }
    }
}
