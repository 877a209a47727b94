//! CustomResourceDefinition: group, names, versions, how they are converted. Their schemas are judged in `schema`.
//!
//! Source: `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go` and `v1/defaults.go`. The server
//! keeps what all versions have in common beside them, and names it there: `spec.subresources`.

use std::collections::HashSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceColumnDefinition as Column, CustomResourceConversion, CustomResourceDefinition,
    CustomResourceDefinitionNames, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion as Version,
    CustomResourceSubresources, WebhookConversion,
};

use super::content::{self, FormatError};
use super::metadata::{self, Scope};
use super::{FieldErrors, Reason, schema, selectable_field, webhook};
use crate::yaml::Path;

const SCOPES: [&str; 2] = ["Cluster", "Namespaced"];
const STRATEGIES: [&str; 2] = ["None", "Webhook"];
const REVIEWS: [&str; 2] = ["v1", "v1beta1"];
const COLUMN_TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS: [&str; 8] = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const APPROVED: &str = "api-approved.kubernetes.io";
/// The longest warning of a deprecated version, in bytes.
const WARNING: usize = 256;

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

/// `validateCustomResourceDefinitionVersion`, and the schema that has to be there.
fn check_version(version: &Version, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.content(&path.field("name"), &version.name, content::dns_1035_label(&version.name));
    if version.schema.as_ref().is_none_or(|schema| schema.open_api_v3_schema.is_none()) {
        let help = "describe the objects, or write `type: object` and `x-kubernetes-preserve-unknown-fields: true`";
        errors.required(&path.field("schema").field("openAPIV3Schema"), help);
    }
    let Some(text) = version.deprecation_warning.as_deref() else { return };
    let warning = path.field("deprecationWarning");
    if version.deprecated != Some(true) {
        errors.invalid(&warning, text, "goes with `deprecated: true` only", "add `deprecated: true`");
    } else if text.is_empty() || text.len() > WARNING || text.contains(char::is_control) {
        let help = "write one line of at most 256 bytes";
        errors.invalid(&warning, text, "is empty, too long or not printable", help);
    }
}

/// Checks fields that the server names beside the versions where all versions have the same, and in each version
/// otherwise.
fn check_shared(versions: &[Version], path: &Path<'_>, list: &Path<'_>, errors: &mut FieldErrors) {
    let Some(first) = versions.first() else { return };
    let columns = |version: &Version| version.additional_printer_columns.clone().unwrap_or_default();
    let same_columns = versions.iter().all(|version| columns(version) == columns(first));
    let same_fields = versions.iter().all(|version| version.selectable_fields == first.selectable_fields);
    let same_parts = versions.iter().all(|version| version.subresources == first.subresources);
    let same_schema = versions.iter().all(|version| version.schema == first.schema);
    let any_status = versions.iter().any(has_own_status);
    for (index, version) in versions.iter().enumerate() {
        let own = list.index(index);
        let mut check = |is_shared: bool, names: [&str; 2], check: &dyn Fn(&Path<'_>, &mut FieldErrors)| {
            let (holder, name) = if is_shared { (path, names[0]) } else { (&own, names[1]) };
            let (field, before) = (holder.field(name), errors.len());
            if index == 0 || !is_shared {
                check(&field, errors);
                errors.move_places(before, &field, &own.field(names[1]));
            }
        };
        check(same_columns, ["additionalPrinterColumns"; 2], &|field, errors| {
            for (at, column) in columns(version).iter().enumerate() {
                check_column(column, &field.index(at), errors);
            }
        });
        check(same_parts, ["subresources"; 2], &|field, errors| {
            if let Some(subresources) = &version.subresources {
                check_subresources(subresources, field, errors);
            }
        });
        check(false, ["subresources"; 2], &|field, errors| {
            check_status_fields(version, &field.field("status"), errors);
        });
        check(same_fields, ["selectableFields"; 2], &|field, errors| {
            let schema = version.schema.as_ref().and_then(|schema| schema.open_api_v3_schema.as_ref());
            selectable_field::check(version.selectable_fields.as_deref().unwrap_or_default(), schema, field, errors);
        });
        check(same_schema, ["validation", "schema"], &|field, errors| {
            if let Some(schema) = version.schema.as_ref().and_then(|schema| schema.open_api_v3_schema.as_ref()) {
                let has_status = if same_schema { any_status } else { has_own_status(version) };
                schema::check(schema, has_status, &field.field("openAPIV3Schema"), errors);
            }
        });
    }
}

fn has_own_status(version: &Version) -> bool {
    version.subresources.as_ref().is_some_and(|subresources| subresources.status.is_some())
}

/// Strict decoding: the status has no fields.
fn check_status_fields(version: &Version, path: &Path<'_>, errors: &mut FieldErrors) {
    let status = version.subresources.as_ref().and_then(|subresources| subresources.status.as_ref());
    for name in status.and_then(|status| status.0.as_object()).into_iter().flat_map(|status| status.keys()) {
        let message = format!("there is no field `{name}` here");
        let help = "write `status: {}`; the schema says what the status is";
        errors.push(Reason::UnknownField, &path.field(name), message, help);
    }
}

/// `ValidateCustomResourceColumnDefinition`. The server writes `JSONPath`.
fn check_column(column: &Column, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("name"), &column.name, "name the column");
    let kind = path.field("type");
    if errors.present(&kind, &column.type_, "write one of `string`, `integer`, `number`, `boolean`, `date`")
        && !COLUMN_TYPES.contains(&column.type_.as_str())
    {
        let help = "write one of `string`, `integer`, `number`, `boolean`, `date`";
        errors.invalid(&kind, &column.type_, "is no type of a column", help);
    }
    let format = column.format.as_deref().unwrap_or_default();
    if !format.is_empty() && !COLUMN_FORMATS.contains(&format) {
        let help = format!("write one of `{}`", COLUMN_FORMATS.join("`, `"));
        errors.invalid(&path.field("format"), format, "is no format of a column", help);
    }
    let before = errors.len();
    let (server, own) = (path.field("JSONPath"), path.field("jsonPath"));
    if errors.present(&server, &column.json_path, "write where the value stands, such as `.spec.replicas`") {
        errors.content(&server, &column.json_path, simple_path(&column.json_path));
    }
    errors.move_places(before, &server, &own);
}

/// `validateSimpleJSONPath`.
fn simple_path(text: &str) -> Option<FormatError> {
    (!text.starts_with('.')).then(|| FormatError::new("does not begin with a dot", "write it like `.spec.replicas`"))
}

/// `ValidateCustomResourceDefinitionSubresources`.
fn check_subresources(subresources: &CustomResourceSubresources, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(scale) = &subresources.scale else { return };
    let path = path.field("scale");
    let fields = [
        ("specReplicasPath", scale.spec_replicas_path.as_str(), &[".spec."][..], true),
        ("statusReplicasPath", &scale.status_replicas_path, &[".status."], true),
        ("labelSelectorPath", scale.label_selector_path.as_deref().unwrap_or_default(), &[".spec.", ".status."], false),
    ];
    for (field, text, roots, is_required) in fields {
        let path = path.field(field);
        let help = format!("write a path below `{}`", roots.join("` or `"));
        match text {
            "" if is_required => {
                errors.required(&path, help);
            }
            "" => {}
            text if !roots.iter().any(|root| text.starts_with(root)) => {
                errors.invalid(&path, text, "leads somewhere else", help);
            }
            _ => {}
        }
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
