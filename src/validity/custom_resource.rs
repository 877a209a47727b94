//! CustomResourceDefinition: group, names, which versions there are, how they are converted.
//!
//! Source: `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go` and `v1/defaults.go`.

use std::collections::HashSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceConversion, CustomResourceDefinition, CustomResourceDefinitionNames, CustomResourceDefinitionSpec,
    CustomResourceDefinitionVersion as Version, WebhookConversion,
};

use super::content::{self, FormatError};
use super::custom_resource_version::{check_shared, check_version};
use super::metadata::{self, Scope};
use super::{FieldErrors, webhook};
use crate::yaml::Path;

const SCOPES: [&str; 2] = ["Cluster", "Namespaced"];
const STRATEGIES: [&str; 2] = ["None", "Webhook"];
const REVIEWS: [&str; 2] = ["v1", "v1beta1"];
const APPROVED: &str = "api-approved.kubernetes.io";

/// `ValidateCustomResourceDefinition`.
pub(super) fn check_definition(object: &CustomResourceDefinition, errors: &mut FieldErrors) {
    let spec = &object.spec;
    let meta = Path::ROOT.field("metadata");
    metadata::check_generic(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let (name, wanted) = (object.metadata.name.as_deref(), format!("{}.{}", spec.names.plural, spec.group));
    if let Some(name) = name.filter(|name| !name.is_empty() && *name != wanted) {
        let help = match (&*spec.names.plural, &*spec.group) {
            ("", _) | (_, "") => "write `spec.names.plural` and `spec.group`".to_owned(),
            _ => format!("write `name: {wanted}`, or mend `spec.names.plural` or `spec.group`"),
        };
        errors.invalid(&meta.field("name"), name, "is not the plural, a dot and the group", help);
    }
    let path = Path::ROOT.field("spec");
    check_spec(spec, &path, errors);
    check_stored(&spec.versions, &path.field("versions"), errors);
    check_approval(object, &meta, errors);
    if spec.preserve_unknown_fields == Some(true) {
        let help = "write `x-kubernetes-preserve-unknown-fields: true` in the schemas instead";
        errors.invalid(&path.field("preserveUnknownFields"), true, "is not allowed any more", help);
    }
}

/// The server notes the first stored version in the status. `ValidateCustomResourceDefinitionStoredVersions`.
fn check_stored(versions: &[Version], list: &Path<'_>, errors: &mut FieldErrors) {
    let status = Path::ROOT.field("status");
    let path = status.field("storedVersions");
    let mut stored = versions.iter().filter(|version| version.storage).map(|version| version.name.as_str());
    let help = "mark exactly one version with `storage: true`";
    if stored.next().is_none() {
        errors.invalid(&path, "[]", "holds no stored version", help).at(list);
    } else if let Some(second) = stored.next() {
        errors.invalid(&path, second, "is stored beside another version", help).at(list);
    }
}

/// Groups of Kubernetes itself say who approved them. `validateAPIApproval`.
fn check_approval(object: &CustomResourceDefinition, meta: &Path<'_>, errors: &mut FieldErrors) {
    let group = object.spec.group.as_str();
    let is_protected = ["k8s.io", "kubernetes.io"]
        .iter()
        .any(|own| group.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    if !is_protected {
        return;
    }
    let annotations = meta.field("annotations");
    let path = annotations.key(APPROVED);
    let annotation = object.metadata.annotations.as_ref().and_then(|all| all.get(APPROVED));
    let help = "write the URL of the approval, or `unapproved, ` and why; or choose a group of your own";
    match annotation.map(String::as_str).unwrap_or_default() {
        "" => {
            errors.required(&path, help).at(meta);
        }
        text if text.starts_with("unapproved") || is_url(text) => {}
        text => {
            errors.invalid(&path, text, "is neither a URL nor a reason that begins with `unapproved`", help);
        }
    }
}

fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !host.is_empty() && !text.contains([' ', '\n'])
    })
}

/// `validateCustomResourceDefinitionSpec`.
fn check_spec(spec: &CustomResourceDefinitionSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let group = path.field("group");
    if errors.present(&group, &spec.group, "name the group, such as `example.com`") {
        let dotless =
            || (!spec.group.contains('.')).then(|| FormatError::new("has no dot", "use a domain: `example.com`"));
        errors.content(&group, &spec.group, content::dns_subdomain(&spec.group).or_else(dotless));
    }
    check_choice(&spec.scope, &SCOPES, &path.field("scope"), errors);
    let list = path.field("versions");
    for (index, version) in spec.versions.iter().enumerate() {
        check_version(version, &list.index(index), errors);
    }
    if let Some(first) = spec.versions.first() {
        let before = errors.len();
        let version = path.field("version");
        errors.content(&version, &first.name, content::dns_1035_label(&first.name));
        errors.move_places(before, &version, &list.index(0).field("name"));
    }
    check_shared(&spec.versions, path, &list, errors);
    check_versions(&spec.versions, &list, errors);
    check_names(&spec.names, &path.field("names"), errors);
    if let Some(conversion) = &spec.conversion {
        check_conversion(conversion, &path.field("conversion"), errors);
    }
}

/// `validateEnumStrings` of a field that has to be there.
fn check_choice(value: &str, allowed: &[&str], path: &Path<'_>, errors: &mut FieldErrors) {
    if errors.present(path, value, &format!("write `{}` or `{}`", allowed[0], allowed[allowed.len() - 1])) {
        errors.supported(path, value, allowed);
    }
}

/// Names are unique, and one version is stored.
fn check_versions(versions: &[Version], list: &Path<'_>, errors: &mut FieldErrors) {
    let mut names = HashSet::new();
    if let Some(twice) = versions.iter().find(|version| !names.insert(version.name.as_str())) {
        errors.invalid(list, &twice.name, "is the name of two versions", "give each version a name of its own");
    }
    let stored = versions.iter().filter(|version| version.storage).count();
    if stored != 1 {
        let why = if stored == 0 { "no version is stored" } else { "more than one version is stored" };
        let help = "mark exactly one version with `storage: true`";
        errors.push(super::Reason::Invalid, list, why, help);
    }
}

/// The names that are there, defaults applied. `ValidateCustomResourceDefinitionNames`.
fn check_names(names: &CustomResourceDefinitionNames, path: &Path<'_>, errors: &mut FieldErrors) {
    let filled = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
    let singular = filled(&names.singular).unwrap_or_else(|| names.kind.to_lowercase());
    let has_kind = !names.kind.is_empty();
    let list = filled(&names.list_kind).or_else(|| has_kind.then(|| format!("{}List", names.kind))).unwrap_or_default();
    let fields = [
        ("plural", names.plural.as_str(), "write it as it stands in URLs, such as `widgets`"),
        ("singular", &singular, "write it in lower case, such as `widget`"),
        ("kind", &names.kind, "write it in camel case, such as `Widget`"),
        ("listKind", &list, "write it in camel case, such as `WidgetList`"),
    ];
    for (field, name, help) in fields {
        let path = path.field(field);
        if errors.present(&path, name, help) {
            let is_kind = field.ends_with("ind");
            let label = if is_kind { name.to_lowercase() } else { name.to_owned() };
            errors.content(&path, name, content::dns_1035_label(&label));
        }
    }
    if has_kind && names.kind == list {
        let help = format!("write `listKind: {}List`", names.kind);
        errors.invalid(&path.field("listKind"), &list, "is the kind as well", help);
    }
    for (field, entries) in [("shortNames", &names.short_names), ("categories", &names.categories)] {
        let list = path.field(field);
        for (index, name) in entries.iter().flatten().enumerate() {
            errors.content(&list.index(index), name, content::dns_1035_label(name));
        }
    }
}

/// `validateCustomResourceConversion`.
fn check_conversion(conversion: &CustomResourceConversion, path: &Path<'_>, errors: &mut FieldErrors) {
    check_choice(&conversion.strategy, &STRATEGIES, &path.field("strategy"), errors);
    let own = path.field("webhook");
    let hook = conversion.webhook.as_ref();
    let (client, reviews) = (path.field("webhookClientConfig"), path.field("conversionReviewVersions"));
    if conversion.strategy == "Webhook" {
        let before = errors.len();
        match hook.and_then(|hook| hook.client_config.as_ref()) {
            None => {
                errors.required(&client, "write under `webhook.clientConfig` where the webhook is");
            }
            Some(config) => {
                let service = config.service.as_ref().map(|service| webhook::Service {
                    namespace: &service.namespace,
                    name: &service.name,
                    path: service.path.as_deref(),
                    port: service.port,
                });
                webhook::check_client(config.url.as_deref(), service, &client, errors);
            }
        }
        errors.move_places(before, &client, &own.field("clientConfig"));
        let before = errors.len();
        check_reviews(hook, &reviews, errors);
        errors.move_places(before, &reviews, &own.field("conversionReviewVersions"));
        return;
    }
    let help = "write `strategy: Webhook`, or take `webhook` out";
    if hook.is_some_and(|hook| hook.client_config.is_some()) {
        errors.forbidden(&client, "a webhook goes with `strategy: Webhook` only", help).at(&own);
    }
    if hook.is_some_and(|hook| !hook.conversion_review_versions.is_empty()) {
        errors.forbidden(&reviews, "versions of reviews go with `strategy: Webhook` only", help).at(&own);
    }
}

/// `validateConversionReviewVersions`.
fn check_reviews(hook: Option<&WebhookConversion>, path: &Path<'_>, errors: &mut FieldErrors) {
    let versions = hook.map(|hook| hook.conversion_review_versions.as_slice()).unwrap_or_default();
    if versions.is_empty() {
        errors.required(path, "write `[v1]`");
        return;
    }
    let mut seen = HashSet::new();
    for (index, version) in versions.iter().enumerate() {
        if seen.insert(version) {
            errors.content(&path.index(index), version, content::dns_1035_label(version));
        } else {
            errors.invalid(&path.index(index), version, "is there already", "take one of the two out");
        }
    }
    if !versions.iter().any(|version| REVIEWS.contains(&version.as_str())) {
        errors.invalid(path, versions.join(", "), "holds no version the server knows", "add `v1`");
    }
}
