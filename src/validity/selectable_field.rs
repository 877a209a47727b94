//! Fields by which custom resources can be selected: `selectableFields` of a definition.
//!
//! Source: `ValidateCustomResourceSelectableFields` in `pkg/apis/apiextensions/validation/validation.go`.

use std::collections::HashSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrBool, SelectableField,
};

use super::FieldErrors;
use crate::yaml::Path;

const MOST: usize = 8;

/// Checks that each path leads to a text, number or truth value of the schema, and that none is there twice.
pub(super) fn check(
    fields: &[SelectableField],
    schema: Option<&JSONSchemaProps>,
    list: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if fields.len() > MOST {
        errors.too_many(list, fields.len(), MOST);
    }
    let mut seen = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let path = list.index(index);
        let (at, text) = (path.field("jsonPath"), field.json_path.as_str());
        if !errors.present(&at, text, "write where the value stands, such as `.spec.colour`") {
            continue;
        }
        match target(text, schema) {
            Target::Value => {
                if !seen.insert(text) {
                    errors.duplicate(&at, text, "list each field once");
                }
            }
            Target::Metadata => {
                errors.invalid(&at, text, "is in the metadata", "write a field of the spec or status");
            }
            Target::Other => {
                let help = "write the path of a field whose type is `string`, `integer` or `boolean`";
                errors.invalid(&at, text, "leads to a field of another type", help);
            }
            Target::Nothing => {
                errors.invalid(&at, text, "leads to no field of the schema", "write it like `.spec.colour`");
            }
            Target::Unknown => {}
        }
    }
}

/// The kind of field that a path leads to.
enum Target {
    /// A text, a whole number or a truth value.
    Value,
    /// A field of the metadata.
    Metadata,
    /// A field that is none of these.
    Other,
    /// No field of the schema.
    Nothing,
    /// It has brackets, or leads through a map: only the server can tell.
    Unknown,
}

fn target(text: &str, schema: Option<&JSONSchemaProps>) -> Target {
    let Some(mut schema) = schema else { return Target::Unknown };
    if text.contains(['[', '\'', '"', '\\']) {
        return Target::Unknown;
    }
    let Some(steps) = text.strip_prefix('.') else { return Target::Nothing };
    if steps == "metadata" || steps.starts_with("metadata.") {
        return Target::Metadata;
    }
    for step in steps.split('.') {
        let Some(field) = schema.properties.as_ref().and_then(|fields| fields.get(step)) else {
            let is_map = matches!(schema.additional_properties, Some(JSONSchemaPropsOrBool::Schema(_)));
            return if is_map { Target::Unknown } else { Target::Nothing };
        };
        schema = field;
    }
    match schema.type_.as_deref() {
        Some("string" | "integer" | "boolean") => Target::Value,
        _ => Target::Other,
    }
}
