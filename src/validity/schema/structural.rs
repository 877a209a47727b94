//! Structural schemas: every field and every entry has one type, and conditions stand beside it.
//! `ValidateStructural`.

use std::collections::BTreeMap;

use super::nested::{self, Skip};
use super::{Schema, items, kind, pattern, property, said, values};
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// The level that a schema describes.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    PodDefaults,
    Entry,
    Field,
}

pub(super) fn check(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    check_schema(schema, Level::PodDefaults, path, errors);
    nested::check_complete(schema, path, errors);
}

/// `validateStructuralInvariants`.
fn check_schema(schema: &Schema, level: Level, path: &Path<'_>, errors: &mut FieldErrors) {
    check_type(schema, level, path, errors);
    check_extensions(schema, path, errors);
    check_own(schema, level, path, errors);
    nested::check_parts(schema, Skip::of(schema), path, errors);
    pattern::check(schema, path, errors);
    let entries = path.field("items");
    match items(schema) {
        Some(schema) => check_schema(schema, Level::Entry, &entries, errors),
        None if kind(schema) == "array" => {
            errors.required(&entries, "describe the entries, such as `items: {type: string}`");
        }
        None => {}
    }
    for (name, schema) in schema.properties.iter().flatten() {
        check_schema(schema, Level::Field, &path.field("properties").key(name), errors);
    }
    let others = path.field("additionalProperties");
    if schema.additional_properties.is_some() && level == Level::PodDefaults {
        let help = "describe the fields under `properties`, or write `x-kubernetes-preserve-unknown-fields: true`";
        errors.forbidden(&others, "a whole object has no `additionalProperties`", help);
    }
    if let Some(schema) = values(schema) {
        check_schema(schema, Level::Field, &others, errors);
    }
}

fn check_type(schema: &Schema, level: Level, path: &Path<'_>, errors: &mut FieldErrors) {
    let own = path.field("type");
    let is_object = schema.x_kubernetes_embedded_resource == Some(true);
    let is_free =
        schema.x_kubernetes_int_or_string == Some(true) || schema.x_kubernetes_preserve_unknown_fields == Some(true);
    match kind(schema) {
        "" if is_object || level == Level::PodDefaults && !is_free => {
            errors.required(&own, "write `type: object`");
        }
        "" if !is_free => {
            let what = if level == Level::Entry { "the entries" } else { "the field" };
            errors.required(&own, format!("say what {what} holds: `string`, `integer`, `object` …"));
        }
        other if (is_object || level == Level::PodDefaults) && !["", "object"].contains(&other) => {
            errors.invalid(&own, other, "is not what a whole object is", "write `type: object`");
        }
        _ => {}
    }
}

/// `validateExtensions`, and what an object within another one needs.
fn check_extensions(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let is_object = schema.x_kubernetes_embedded_resource == Some(true);
    let keeps = schema.x_kubernetes_preserve_unknown_fields == Some(true);
    if schema.x_kubernetes_int_or_string == Some(true) {
        let others = [("x-kubernetes-preserve-unknown-fields", keeps), ("x-kubernetes-embedded-resource", is_object)];
        for (name, _) in others.into_iter().filter(|(_, is_set)| *is_set) {
            let why = "does not go with `x-kubernetes-int-or-string`";
            errors.invalid(&path.field(name), true, why, "take one of the two out");
        }
    }
    if !is_object {
        return;
    }
    if schema.additional_properties.is_some() {
        let help = "describe the fields under `properties`, or write `x-kubernetes-preserve-unknown-fields: true`";
        errors.forbidden(&path.field("additionalProperties"), "a whole object has no `additionalProperties`", help);
    }
    if !keeps && schema.properties.as_ref().is_none_or(BTreeMap::is_empty) {
        let help = "describe the object's fields, or write `x-kubernetes-preserve-unknown-fields: true`";
        errors.required(&path.field("properties"), help);
    }
}

/// `kind`, `apiVersion` and `metadata` of objects are the server's own. `validateStructuralMetadataInvariants`.
fn check_own(schema: &Schema, level: Level, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("properties");
    if level != Level::PodDefaults && schema.x_kubernetes_embedded_resource != Some(true) {
        return;
    }
    for (name, wanted) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
        if let Some(other) = property(schema, name).map(kind).filter(|&kind| kind != wanted) {
            let help = format!("write `type: {wanted}`, or take `{name}` out: the server knows it");
            let own = list.key(name);
            errors.invalid(&own.field("type"), other, format_args!("is not what `{name}` is"), help);
        }
    }
    if let Some(metadata) = property(schema, "metadata").filter(|_| level == Level::PodDefaults)
        && says_more_than_names(metadata)
    {
        let help = "write `metadata: {type: object}`; only `name` and `generateName` may be described below it";
        errors.forbidden(&list.key("metadata"), "the server knows what `metadata` holds", help);
    }
}

fn says_more_than_names(metadata: &Schema) -> bool {
    let fields = metadata.properties.as_ref();
    let names_only = fields.is_none_or(|all| all.keys().all(|name| ["name", "generateName"].contains(&name.as_str())));
    let rest = Schema { type_: None, default: None, properties: None, ..said(metadata) };
    !names_only || rest != Schema::default()
}
