//! Schemas of custom resources: each schema on its own, whether all of them together are structural, and their
//! defaults. Rules in CEL are not judged.
//!
//! Source: `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go`
//! (`validateCustomResourceDefinitionValidation`) and `apiextensions-apiserver/pkg/apiserver/schema`.

mod default;
mod form;
mod limits;
mod nested;
mod pattern;
mod structural;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps as Schema, JSONSchemaPropsOrArray as OneOrMany, JSONSchemaPropsOrBool as SchemaOrBool,
    JSONSchemaPropsOrStringArray as SchemaOrNames,
};

use super::FieldErrors;
use crate::yaml::Path;

/// Judges the schema of a whole object, which may have a status of its own.
pub(super) fn check(schema: &Schema, has_status: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    if has_status {
        check_beside_status(schema, path, errors);
    }
    if schema.nullable == Some(true) {
        errors.forbidden(&path.field("nullable"), "a whole object cannot be null", "take `nullable` out");
    }
    let before = errors.len();
    form::check(schema, form::Around::ROOT, path, errors);
    if is_plain(schema) {
        structural::check(schema, path, errors);
        default::check(schema, path, errors);
    } else if errors.len() == before {
        let help = "take `id`, `$schema`, `$ref` and the like out: each schema is written out in full";
        errors.invalid(path, "openAPIV3Schema", "refers to other schemas", help);
    }
}

/// The server judges a status by `properties.status`: what would bind it from outside is refused.
fn check_beside_status(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(other) = schema.type_.as_deref().filter(|kind| !kind.is_empty() && *kind != "object") {
        errors.invalid(&path.field("type"), other, "is not what a whole object is", "write `type: object`");
        return;
    }
    let others = [
        ("enum", schema.enum_.is_some()),
        ("allOf", schema.all_of.is_some()),
        ("anyOf", schema.any_of.is_some()),
        ("oneOf", schema.one_of.is_some()),
        ("not", schema.not.is_some()),
        ("default", schema.default.is_some()),
        ("nullable", schema.nullable == Some(true)),
        ("minProperties", schema.min_properties.is_some()),
        ("maxProperties", schema.max_properties.is_some()),
        ("additionalProperties", schema.additional_properties.is_some()),
        ("x-kubernetes-embedded-resource", schema.x_kubernetes_embedded_resource == Some(true)),
        ("x-kubernetes-int-or-string", schema.x_kubernetes_int_or_string == Some(true)),
        ("x-kubernetes-list-type", schema.x_kubernetes_list_type.is_some()),
        ("x-kubernetes-list-map-keys", schema.x_kubernetes_list_map_keys.is_some()),
        ("x-kubernetes-map-type", schema.x_kubernetes_map_type.is_some()),
    ];
    for (name, _) in others.into_iter().filter(|(_, is_set)| *is_set) {
        let help = format!("move `{name}` below `properties`, or take `subresources.status` out");
        errors
            .invalid(path, name, "cannot bind a whole object that has a status of its own", help)
            .at(&path.field(name));
    }
}

/// Returns true if nothing in a schema refers to other schemas. `validateUnsupportedFields`.
fn is_plain(schema: &Schema) -> bool {
    let has_text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let is_odd = has_text(&schema.id)
        || has_text(&schema.schema)
        || has_text(&schema.ref_path)
        || schema.pattern_properties.as_ref().is_some_and(|all| !all.is_empty())
        || schema.dependencies.as_ref().is_some_and(|all| !all.is_empty())
        || schema.definitions.as_ref().is_some_and(|all| !all.is_empty())
        || schema.additional_items.is_some()
        || matches!(schema.items, Some(OneOrMany::Schemas(_)))
        || schema.x_kubernetes_preserve_unknown_fields == Some(false);
    let parts = [&schema.all_of, &schema.any_of, &schema.one_of].into_iter().flatten().flatten();
    let fields = schema.properties.iter().flat_map(|all| all.values());
    let within = schema.not.as_deref().into_iter().chain(items(schema)).chain(values(schema));
    !is_odd && parts.chain(fields).chain(within).all(is_plain)
}

fn is_filled<T>(list: Option<&[T]>) -> bool {
    list.is_some_and(|list| !list.is_empty())
}

/// The same schema without what says nothing to the server: empty texts, `false`, most empty lists.
fn said(schema: &Schema) -> Schema {
    let list = |list: &Option<Vec<Schema>>| list.clone().filter(|list| !list.is_empty());
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    Schema {
        all_of: list(&schema.all_of),
        any_of: list(&schema.any_of),
        one_of: list(&schema.one_of),
        description: text(&schema.description),
        title: text(&schema.title),
        format: text(&schema.format),
        pattern: text(&schema.pattern),
        type_: text(&schema.type_),
        enum_: schema.enum_.clone().filter(|list| !list.is_empty()),
        nullable: schema.nullable.filter(|&is_set| is_set),
        unique_items: schema.unique_items.filter(|&is_set| is_set),
        exclusive_maximum: schema.exclusive_maximum.filter(|&is_set| is_set),
        exclusive_minimum: schema.exclusive_minimum.filter(|&is_set| is_set),
        x_kubernetes_embedded_resource: schema.x_kubernetes_embedded_resource.filter(|&is_set| is_set),
        x_kubernetes_int_or_string: schema.x_kubernetes_int_or_string.filter(|&is_set| is_set),
        ..schema.clone()
    }
}

fn kind(schema: &Schema) -> &str {
    schema.type_.as_deref().unwrap_or_default()
}

/// The schema of the entries of a list.
fn items(schema: &Schema) -> Option<&Schema> {
    match &schema.items {
        Some(OneOrMany::Schema(schema)) => Some(schema),
        _ => None,
    }
}

/// The schema of the values of a mapping whose keys are free.
fn values(schema: &Schema) -> Option<&Schema> {
    match &schema.additional_properties {
        Some(SchemaOrBool::Schema(schema)) => Some(schema),
        _ => None,
    }
}

/// The schema of one property of an object.
fn property<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    schema.properties.as_ref()?.get(name)
}
