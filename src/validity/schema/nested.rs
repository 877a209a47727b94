//! Schemas below `allOf`, `anyOf`, `oneOf` and `not`: they narrow down what stands outside and describe nothing
//! themselves.

use super::{Schema, SchemaOrBool, is_filled, items, kind, pattern, property, said, values};
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// The two ways of saying that a value is a number or text, in which types may be named.
#[derive(Clone, Copy, Default)]
pub(super) struct Skip {
    any_of: bool,
    first_all_of: bool,
}

impl Skip {
    pub(super) fn of(schema: &Schema) -> Self {
        let first = schema.all_of.as_ref().and_then(|parts| parts.first());
        Self { any_of: is_number_or_text(schema), first_all_of: first.is_some_and(is_number_or_text) }
    }
}

/// `anyOf: [{type: integer}, {type: string}]`
fn is_number_or_text(schema: &Schema) -> bool {
    let is_only = |part: &Schema, wanted: &str| {
        kind(part) == wanted && said(part) == Schema { type_: Some(wanted.to_owned()), ..Schema::default() }
    };
    matches!(schema.any_of.as_deref(), Some([number, text]) if is_only(number, "integer") && is_only(text, "string"))
}

/// The parts of a schema. `validateValueValidation`.
pub(super) fn check_parts(schema: &Schema, skip: Skip, path: &Path<'_>, errors: &mut FieldErrors) {
    for (name, parts) in [("anyOf", &schema.any_of), ("allOf", &schema.all_of), ("oneOf", &schema.one_of)] {
        let list = path.field(name);
        for (index, part) in parts.iter().flatten().enumerate().filter(|_| name != "anyOf" || !skip.any_of) {
            let any_of = name == "allOf" && index == 0 && skip.first_all_of;
            check(part, Skip { any_of, first_all_of: false }, &list.index(index), errors);
        }
    }
    if let Some(part) = &schema.not {
        check(part, Skip::default(), &path.field("not"), errors);
    }
}

/// `validateNestedValueValidation`.
fn check(schema: &Schema, skip: Skip, path: &Path<'_>, errors: &mut FieldErrors) {
    check_parts(schema, skip, path, errors);
    pattern::check(schema, path, errors);
    if let Some(schema) = items(schema) {
        check(schema, Skip::default(), &path.field("items"), errors);
    }
    for (name, schema) in schema.properties.iter().flatten() {
        check(schema, Skip::default(), &path.field("properties").key(name), errors);
    }
    let is_text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let has_others = schema.additional_properties.as_ref().is_some_and(|it| *it != SchemaOrBool::Bool(false));
    let outside = [
        ("type", !kind(schema).is_empty()),
        ("additionalProperties", has_others),
        ("default", schema.default.is_some()),
        ("title", is_text(&schema.title)),
        ("description", is_text(&schema.description)),
        ("nullable", schema.nullable == Some(true)),
        ("x-kubernetes-preserve-unknown-fields", schema.x_kubernetes_preserve_unknown_fields == Some(true)),
        ("x-kubernetes-embedded-resource", schema.x_kubernetes_embedded_resource == Some(true)),
        ("x-kubernetes-int-or-string", schema.x_kubernetes_int_or_string == Some(true)),
        ("x-kubernetes-list-map-keys", is_filled(schema.x_kubernetes_list_map_keys.as_deref())),
        ("x-kubernetes-list-type", schema.x_kubernetes_list_type.is_some()),
        ("x-kubernetes-map-type", schema.x_kubernetes_map_type.is_some()),
        ("x-kubernetes-validations", is_filled(schema.x_kubernetes_validations.as_deref())),
    ];
    for (name, _) in outside.into_iter().filter(|(_, is_set)| *is_set) {
        let why = format!("`{name}` cannot stand below `allOf`, `anyOf`, `oneOf` or `not`");
        let help = format!("move `{name}` out, to the field it belongs to: below stand conditions only");
        errors.forbidden(&path.field(name), why, help);
    }
    if property(schema, "metadata").is_some() {
        let help = "take `metadata` out here";
        errors.forbidden(&path.field("properties").key("metadata"), "no condition may speak of `metadata`", help);
    }
}

/// Checks that fields in conditions on the whole object are described outside of them.
/// `validateStructuralCompleteness`.
pub(super) fn check_complete(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    parts(schema).for_each(|part| check_described(part, Some(schema), path, errors));
}

fn parts(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let lists = [&schema.all_of, &schema.any_of, &schema.one_of];
    schema.not.as_deref().into_iter().chain(lists.into_iter().flatten().flatten())
}

fn check_described(part: &Schema, outside: Option<&Schema>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(outside) = outside else {
        errors.required(path, "describe it here: a condition further up speaks of it");
        return;
    };
    parts(part).for_each(|part| check_described(part, Some(outside), path, errors));
    if let Some(part) = items(part) {
        check_described(part, items(outside), &path.field("items"), errors);
    }
    for (name, part) in part.properties.iter().flatten() {
        check_described(part, property(outside, name), &path.field("properties").key(name), errors);
    }
    if let Some(part) = values(part) {
        check_described(part, values(outside), &path.field("additionalProperties"), errors);
    }
}
