//! Defaults fit the schema they stand in: type, allowed values, required and known fields, limits.
//! `structuraldefaulting.ValidateDefaults`; patterns and rules are not judged.

use serde_json::Value as Json;

use super::{Schema, SchemaOrBool, items, kind, limits, property, values};
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// Judges the defaults of the schema of a whole object.
pub(super) fn check(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    check_schema(schema, true, path, errors);
}

fn check_schema(schema: &Schema, is_object: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(default) = schema.default.as_ref().filter(|default| !default.0.is_null()) {
        let own = path.field("default");
        if has_unknown(schema, &default.0) {
            let help = "describe its fields under `properties`, or take them out";
            errors.invalid(&own, "default", "has fields that the schema has not", help);
        }
        for name in ["apiVersion", "kind"].into_iter().filter(|name| is_object && default.0.get(name).is_none()) {
            errors.required(&own.field(name), format!("add `{name}`: the default is a whole object"));
        }
        check_value(schema, &default.0, &own, errors);
    }
    if let Some(schema) = items(schema) {
        check_schema(schema, is_object_within(schema), &path.field("items"), errors);
    }
    for (name, field) in schema.properties.iter().flatten() {
        // What the server fills itself is judged by its own types.
        if !is_object_within(schema) {
            check_schema(field, is_object_within(field), &path.field("properties").key(name), errors);
        }
    }
}

fn is_object_within(schema: &Schema) -> bool {
    schema.x_kubernetes_embedded_resource == Some(true)
}

/// Returns true if pruning would take something away.
fn has_unknown(schema: &Schema, value: &Json) -> bool {
    if schema.x_kubernetes_preserve_unknown_fields == Some(true) || is_object_within(schema) {
        return false;
    }
    match value {
        Json::Object(fields) => fields.iter().any(|(name, value)| match (property(schema, name), values(schema)) {
            (Some(schema), _) | (None, Some(schema)) => has_unknown(schema, value),
            (None, None) => schema.additional_properties != Some(SchemaOrBool::Bool(true)),
        }),
        Json::Array(entries) => items(schema).is_some_and(|schema| entries.iter().any(|it| has_unknown(schema, it))),
        _ => false,
    }
}

fn check_value(schema: &Schema, value: &Json, path: &Path<'_>, errors: &mut FieldErrors) {
    let fits = match value {
        _ if kind(schema).is_empty() => true,
        Json::Null => schema.nullable == Some(true),
        Json::Bool(_) => kind(schema) == "boolean",
        Json::String(_) => kind(schema) == "string",
        Json::Array(_) => kind(schema) == "array",
        Json::Object(_) => kind(schema) == "object",
        Json::Number(number) => match kind(schema) {
            "integer" => number.as_f64().is_some_and(|number| number.fract() == 0.0),
            other => other == "number",
        },
    };
    if !fits {
        let help = format!("write a value of the type `{}`, or mend `type`", kind(schema));
        errors.invalid(path, value, "is of another type than the field", help);
        return;
    }
    if let Some(allowed) =
        schema.enum_.as_ref().filter(|allowed| !allowed.is_empty() && !allowed.iter().any(|it| it.0 == *value))
    {
        let list = allowed.iter().map(|it| format!("`{}`", it.0)).collect::<Vec<_>>().join(", ");
        errors.invalid(path, value, "is none of the values of `enum`", format!("write one of {list}"));
    }
    limits::check(schema, value, path, errors);
    match value {
        Json::Object(fields) => {
            for name in schema.required.iter().flatten().filter(|name| !fields.contains_key(*name)) {
                // Defaults of the parts are filled in before.
                if property(schema, name).is_none_or(|field| field.default.is_none()) {
                    errors.required(&path.field(name), format!("add `{name}`, which the schema requires"));
                }
            }
            for (name, value) in fields {
                if let Some(schema) = property(schema, name).or(values(schema)) {
                    check_value(schema, value, &path.field(name), errors);
                }
            }
        }
        Json::Array(entries) => {
            for (index, value) in entries.iter().enumerate() {
                if let Some(schema) = items(schema) {
                    check_value(schema, value, &path.index(index), errors);
                }
            }
        }
        _ => {}
    }
}
