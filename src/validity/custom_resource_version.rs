//! The versions of a CustomResourceDefinition: columns, subresources, fields to select by. Their schemas are judged in `schema`.
//!
//! Source: `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go`. The server keeps what all versions
//! have in common beside them, and names it there: `spec.subresources`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceColumnDefinition as Column, CustomResourceDefinitionVersion as Version, CustomResourceSubresources,
};

use super::content::{self, FormatError};
use super::{FieldErrors, Reason, schema, selectable_field};
use crate::yaml::Path;

const COLUMN_TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS: [&str; 8] = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
/// The longest warning of a deprecated version, in bytes.
const WARNING: usize = 256;

/// `validateCustomResourceDefinitionVersion`, and the schema that has to be there.
pub(super) fn check_version(version: &Version, path: &Path<'_>, errors: &mut FieldErrors) {
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
pub(super) fn check_shared(versions: &[Version], path: &Path<'_>, list: &Path<'_>, errors: &mut FieldErrors) {
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
