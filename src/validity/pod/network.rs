//! Names of the Pod in the network, and how its containers find those of others.

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

const DNS_POLICIES: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const MOST_NAMESERVERS: usize = 3;
const MOST_SEARCHES: usize = 32;
/// With a space between two.
const LONGEST_SEARCHES: usize = 2048;

/// `validateDNSPolicy`.
pub(super) fn check_dns_policy(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.supported_or_empty(&path.field("dnsPolicy"), defaults.spec.dns_policy.as_deref(), &DNS_POLICIES);
}

/// `validatePodDNSConfig`.
pub(super) fn check_dns_config(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let config = defaults.spec.dns_config.as_ref();
    let nameservers = config.and_then(|config| config.nameservers.as_deref()).unwrap_or_default();
    if defaults.spec.dns_policy.as_deref() == Some("None") && nameservers.is_empty() {
        let help = "add a name server, such as `dnsConfig: {nameservers: [10.96.0.10]}`";
        let fault = match config {
            Some(_) => errors.required(&path.field("nameservers"), help),
            None => errors.required(path, help),
        };
        fault.message.push_str(" with `dnsPolicy: None`");
        return;
    }
    let Some(config) = config else { return };
    let list = path.field("nameservers");
    if nameservers.len() > MOST_NAMESERVERS {
        let why = format!("name servers are more than {MOST_NAMESERVERS}");
        errors.invalid(&list, nameservers.len(), why, "use at most 3");
    }
    for (index, nameserver) in nameservers.iter().enumerate() {
        errors.content(&list.index(index), nameserver, content::legacy_ip(nameserver));
    }
    check_searches(config.searches.as_deref().unwrap_or_default(), &path.field("searches"), errors);
    let list = path.field("options");
    for (index, option) in config.options.iter().flatten().enumerate() {
        if option.name.as_ref().is_none_or(String::is_empty) {
            let path = list.index(index);
            let help = "name the option, such as `name: ndots`";
            errors.push(Reason::Required, &path, "`name` is required", help).at(&path.field("name"));
        }
    }
}

fn check_searches(searches: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if searches.len() > MOST_SEARCHES {
        let why = format!("search domains are more than {MOST_SEARCHES}");
        errors.invalid(path, searches.len(), why, "use at most 32");
    }
    let length = searches.iter().map(|search| search.len() + 1).sum::<usize>().saturating_sub(1);
    if length > LONGEST_SEARCHES {
        let why = format!("bytes of search domains are more than {LONGEST_SEARCHES}");
        errors.invalid(path, length, why, "use fewer or shorter ones");
    }
    for (index, search) in searches.iter().enumerate().filter(|(_, search)| *search != ".") {
        let domain = search.strip_suffix('.').unwrap_or(search);
        errors.content(&path.index(index), domain, content::dns_subdomain_with_underscore(domain));
    }
}

/// `ValidateHostAliases`.
pub(super) fn check_host_aliases(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, alias) in defaults.spec.host_aliases.iter().flatten().enumerate() {
        let path = path.index(index);
        errors.content(&path.field("ip"), &alias.ip, content::legacy_ip(&alias.ip));
        let list = path.field("hostnames");
        for (index, name) in alias.hostnames.iter().flatten().enumerate() {
            errors.content(&list.index(index), name, content::dns_subdomain(name));
        }
    }
}

/// `validatePodHostName`.
pub(super) fn check_hostname_override(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(name) = defaults.spec.hostname_override.as_deref() else { return };
    let path = path.field("hostnameOverride");
    if defaults.spec.set_hostname_as_fqdn == Some(true) {
        let why = "`hostnameOverride` does not go together with `setHostnameAsFQDN`";
        errors.forbidden(&path, why, "take one of the two out");
    }
    if defaults.host_network() {
        let why = "a Pod on the node's network has the node's host name";
        errors.forbidden(&path, why, "take `hostnameOverride` or `hostNetwork` out");
    }
    if name.len() > 64 {
        errors.too_long(&path, 64);
    }
    errors.content(&path, name, content::dns_subdomain(name));
}
