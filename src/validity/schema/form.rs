//! Each schema on its own. `ValidateCustomResourceDefinitionOpenAPISchema` and `specStandardValidatorV3`.

use std::collections::HashSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::ValidationRule;

use super::{OneOrMany, Schema, SchemaOrBool, SchemaOrNames, is_filled, items, kind, property, values};
use crate::validity::FieldErrors;
use crate::validity::content::{self, Environment, Type};
use crate::yaml::Path;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
const MAP_TYPES: [&str; 2] = ["atomic", "granular"];
const LIST_TYPES: [&str; 3] = ["atomic", "set", "map"];
const REASONS: [&str; 4] = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
/// Fields of every object, which the server knows.
const OWN: [&str; 3] = ["metadata", "kind", "apiVersion"];

/// The surroundings of a schema.
#[derive(Clone, Copy)]
pub(super) struct Around {
    is_root: bool,
    /// True if it is part of an object's `metadata`, `kind` or `apiVersion`.
    in_own: bool,
    takes_defaults: bool,
}

impl Around {
    pub(super) const ROOT: Self = Self { is_root: true, in_own: false, takes_defaults: true };
}

pub(super) fn check(schema: &Schema, around: Around, path: &Path<'_>, errors: &mut FieldErrors) {
    check_fields(schema, around, path, errors);
    check_map(schema, path, errors);
    check_list(schema, path, errors);
    check_set(schema, path, errors);
    check_keys(schema, path, errors);
    let rules = path.field("x-kubernetes-validations");
    for (index, rule) in schema.x_kubernetes_validations.iter().flatten().enumerate() {
        check_rule(rule, &rules.index(index), errors);
    }
    let below = Around { is_root: false, ..around };
    check_properties(schema, around, path, errors);
    let entries = path.field("items");
    match &schema.items {
        Some(OneOrMany::Schema(schema)) => check(schema, below, &entries, errors),
        Some(OneOrMany::Schemas(schemas)) => check_each(schemas, below, &entries, errors),
        None => {}
    }
    if let Some(schema) = &schema.not {
        check(schema, below, &path.field("not"), errors);
    }
    for (name, parts) in [("allOf", &schema.all_of), ("oneOf", &schema.one_of), ("anyOf", &schema.any_of)] {
        check_each(parts.as_deref().unwrap_or_default(), below, &path.field(name), errors);
    }
    for (name, schema) in schema.definitions.iter().flatten() {
        check(schema, below, &path.field("definitions").key(name), errors);
    }
    for (name, schema) in schema.dependencies.iter().flatten() {
        if let SchemaOrNames::Schema(schema) = schema {
            check(schema, below, &path.field("dependencies").key(name), errors);
        }
    }
}

fn check_each(schemas: &[Schema], around: Around, path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, schema) in schemas.iter().enumerate() {
        check(schema, around, &path.index(index), errors);
    }
}

fn check_properties(schema: &Schema, around: Around, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("properties");
    let is_object = around.is_root || schema.x_kubernetes_embedded_resource == Some(true);
    for (name, schema) in schema.properties.iter().flatten() {
        let is_own = is_object && OWN.contains(&name.as_str());
        let below = Around {
            is_root: false,
            in_own: around.in_own || is_own,
            takes_defaults: around.takes_defaults && !(around.is_root && is_own),
        };
        check(schema, below, &list.key(name), errors);
    }
    let Some(others) = &schema.additional_properties else { return };
    let own = path.field("additionalProperties");
    if schema.properties.as_ref().is_some_and(|all| !all.is_empty()) && !matches!(others, SchemaOrBool::Bool(true)) {
        let help = "take one of the two out: `properties` for known keys, `additionalProperties` for free ones";
        errors.forbidden(&own, "`additionalProperties` and `properties` do not go together", help);
    }
    if let Some(schema) = values(schema) {
        let takes_defaults = around.takes_defaults && !around.in_own;
        check(schema, Around { is_root: false, takes_defaults, ..around }, &own, errors);
    }
}

/// Fields that schemas of custom resources do not have, or not with these values.
fn check_fields(schema: &Schema, around: Around, path: &Path<'_>, errors: &mut FieldErrors) {
    let own = path.field("type");
    if !kind(schema).is_empty() {
        errors.supported(&own, kind(schema), &TYPES);
    }
    if kind(schema) == "null" {
        errors.forbidden(&own, "there is no type `null`", "write the type of the value, and `nullable: true`");
    }
    if schema.default.is_some() && !around.takes_defaults {
        let help = "take `default` out: the server fills these fields itself";
        errors.forbidden(
            &path.field("default"),
            "there are no defaults within `metadata`, `kind` and `apiVersion`",
            help,
        );
    }
    let odd = [
        ("id", schema.id.as_ref().is_some_and(|id| !id.is_empty())),
        ("additionalItems", schema.additional_items.is_some()),
        ("patternProperties", schema.pattern_properties.as_ref().is_some_and(|all| !all.is_empty())),
        ("definitions", schema.definitions.as_ref().is_some_and(|all| !all.is_empty())),
        ("dependencies", schema.dependencies.is_some()),
        ("$ref", schema.ref_path.is_some()),
    ];
    for (name, _) in odd.into_iter().filter(|(_, is_set)| *is_set) {
        let help = "take it out: each schema is written out in full";
        errors.forbidden(&path.field(name), format!("schemas of custom resources have no `{name}`"), help);
    }
    if matches!(&schema.items, Some(OneOrMany::Schemas(all)) if !all.is_empty()) {
        let help = "write one schema for all entries";
        errors.forbidden(&path.field("items"), "`items` is one schema, not a list of them", help);
    }
    if around.in_own && schema.x_kubernetes_embedded_resource == Some(true) {
        let why = "there are no objects within `metadata`, `kind` and `apiVersion`";
        errors.forbidden(&path.field("x-kubernetes-embedded-resource"), why, "take it out");
    }
    if schema.unique_items == Some(true) {
        let help = "write `x-kubernetes-list-type: set`, or take `uniqueItems` out";
        errors.forbidden(&path.field("uniqueItems"), "the server does not compare all entries with each other", help);
    }
    if schema.x_kubernetes_preserve_unknown_fields == Some(false) {
        let help = "take it out; fields that no schema describes are dropped anyway";
        errors.invalid(&path.field("x-kubernetes-preserve-unknown-fields"), false, "cannot be said", help);
    }
}

/// A field that only one type of schema has.
fn goes_with(schema: &Schema, wanted: &str, name: &str, path: &Path<'_>, errors: &mut FieldErrors) -> bool {
    let (own, help) = (path.field("type"), format!("write `type: {wanted}`, or take `{name}` out"));
    match kind(schema) {
        "" => {
            errors.required(&own, help);
        }
        other if other != wanted => {
            errors.invalid(&own, other, format_args!("does not go with `{name}`"), help);
        }
        _ => return true,
    }
    false
}

fn check_map(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(map) = schema.x_kubernetes_map_type.as_deref() else { return };
    goes_with(schema, "object", "x-kubernetes-map-type", path, errors);
    errors.supported(&path.field("x-kubernetes-map-type"), map, &MAP_TYPES);
}

fn check_list(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let own = path.field("x-kubernetes-list-type");
    if let Some(list) = schema.x_kubernetes_list_type.as_deref() {
        if goes_with(schema, "array", "x-kubernetes-list-type", path, errors) && list == "set" {
            check_entries_of_set(schema, path, errors);
        }
        errors.supported(&own, list, &LIST_TYPES);
    }
    let help = "write `x-kubernetes-list-type: map`, or take `x-kubernetes-list-map-keys` out";
    match schema.x_kubernetes_list_type.as_deref() {
        _ if !is_filled(schema.x_kubernetes_list_map_keys.as_deref()) => {}
        None => {
            errors.required(&own, help);
        }
        Some(other) if other != "map" => {
            errors.invalid(&own, other, "does not go with `x-kubernetes-list-map-keys`", help);
        }
        Some(_) => {}
    }
}

/// Entries of a set are compared whole.
fn check_entries_of_set(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let (list, Some(entry)) = (path.field("items"), items(schema)) else { return };
    let (name, own) = match kind(entry) {
        "array" => ("x-kubernetes-list-type", entry.x_kubernetes_list_type.as_deref().or(Some("atomic"))),
        "object" => ("x-kubernetes-map-type", entry.x_kubernetes_map_type.as_deref()),
        _ => return,
    };
    if own != Some("atomic") {
        let help = format!("write `{name}: atomic` below `items`");
        errors.invalid(
            &list.field(name),
            own.unwrap_or_default(),
            "does not go with a set: its entries are whole",
            help,
        );
    }
}

/// Entries of sets and maps are there. `validateMapListKeysMapSet`.
fn check_set(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("items");
    let (Some(of @ ("set" | "map")), Some(entry)) = (schema.x_kubernetes_list_type.as_deref(), items(schema)) else {
        return;
    };
    if entry.nullable == Some(true) {
        let why = format!("the entries of a {of} cannot be null");
        errors.forbidden(&list.field("nullable"), why, "take `nullable` out");
    }
    let (keys, fields) = (schema.x_kubernetes_list_map_keys.iter().flatten(), list.field("properties"));
    for name in keys.filter(|_| of == "map") {
        let Some(field) = property(entry, name) else { continue };
        let own = fields.key(name);
        if field.default.is_none() && !entry.required.iter().flatten().any(|required| required == name) {
            let help =
                format!("add `{name}` to `items.required`, or give it a `default`: entries are told apart by it");
            errors.required(&own.field("default"), help);
        }
        if field.nullable == Some(true) {
            let help = "take `nullable` out";
            errors.forbidden(&own.field("nullable"), "entries are told apart by it, so it cannot be null", help);
        }
    }
}

/// Checks the keys by which the entries of a map are told apart.
fn check_keys(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    if schema.x_kubernetes_list_type.as_deref() != Some("map") {
        return;
    }
    let (own, list) = (path.field("x-kubernetes-list-map-keys"), path.field("items"));
    if !is_filled(schema.x_kubernetes_list_map_keys.as_deref()) {
        errors.required(&own, "name the fields by which entries are told apart, such as `[name]`");
    }
    let Some(entry) = items(schema) else {
        match schema.items {
            None => errors.required(&list, "describe the entries: `type: object` and their `properties`"),
            Some(_) => errors.invalid(&list, "items", "is a list of schemas", "write one schema for all entries"),
        };
        return;
    };
    if kind(entry) != "object" {
        let help = "write `type: object` below `items`";
        errors.invalid(&list.field("type"), kind(entry), "cannot be told apart by keys", help);
        return;
    }
    let (mut seen, fields) = (HashSet::new(), list.field("properties"));
    for name in schema.x_kubernetes_list_map_keys.iter().flatten() {
        match property(entry, name).map(kind) {
            None => {
                let help = format!("add `{name}` to `items.properties`, or take it out here");
                errors.invalid(&own, name, "is no property of the entries", help);
            }
            Some(other @ ("array" | "object")) => {
                let help = "tell entries apart by text, a number or a boolean";
                errors.invalid(&fields.key(name).field("type"), other, "cannot be compared", help);
            }
            Some(_) => {}
        }
        if !seen.insert(name) {
            errors.invalid(&own, name, "is there already", "take one of the two out");
        }
    }
}

/// An expression about a value and what it was before.
fn check_expression(expression: &str, result: Type, path: &Path<'_>, errors: &mut FieldErrors) {
    if !expression.trim().is_empty() {
        let environment = Environment {
            variables: &["self", "oldSelf"],
            dynamic: &[],
            messages: &[],
            composed: &[],
            results: &[result],
        };
        errors.content(path, expression, content::cel_expression(expression, &environment));
    }
}

/// A rule in CEL.
fn check_rule(rule: &ValidationRule, path: &Path<'_>, errors: &mut FieldErrors) {
    let has_breaks = |text: &str| text.contains(['\n', '\r']);
    let is_blank = |text: &str| !text.is_empty() && text.trim().is_empty();
    let message = rule.message.as_deref().unwrap_or_default();
    let own = path.field("message");
    if rule.rule.trim().is_empty() {
        errors.required(&path.field("rule"), "write an expression, such as `self.minReplicas <= self.replicas`");
    } else if is_blank(message) {
        errors.invalid(&own, message, "is blank", "say what would be right, or take `message` out");
    } else if has_breaks(message.trim()) {
        errors.invalid(&own, message, "has several lines", "write it on one line");
    } else if has_breaks(rule.rule.trim()) && message.is_empty() {
        errors.required(&own, "say what would be right: a rule of several lines cannot speak for itself");
    }
    check_expression(&rule.rule, Type::Bool, &path.field("rule"), errors);
    let (expression, own) = (rule.message_expression.as_deref().unwrap_or_default(), path.field("messageExpression"));
    if is_blank(expression) {
        errors.required(&own, "write an expression, or take `messageExpression` out");
    }
    check_expression(expression, Type::Text, &own, errors);
    if let Some(reason) = rule.reason.as_deref() {
        errors.supported(&path.field("reason"), reason, &REASONS);
    }
    let (text, own) = (rule.field_path.as_deref().unwrap_or_default(), path.field("fieldPath"));
    if is_blank(text) {
        errors.invalid(&own, text, "is blank", "write a path such as `.spec.replicas`, or take `fieldPath` out");
    }
    if has_breaks(text) {
        errors.invalid(&own, text, "has several lines", "write a path such as `.spec.replicas`");
    }
}
