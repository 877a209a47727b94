//! Reads a JSON Schema at a place in a document: the keys that a mapping may have there, and the values. Documents are
//! judged elsewhere; this is about those that are not written yet.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::yaml::{FieldPath, Segment};

/// References that lead to references, at most.
const MOST_REFERENCES: usize = 8;

/// The schemas that hold for a place.
pub(super) struct Applicable<'s> {
    schema: &'s Json,
    all: Vec<&'s Json>,
    /// Those of them that hold whatever else is written.
    sure: Vec<&'s Json>,
    /// Keys that a mapping does not have yet, with which other schemas would hold for it.
    openers: Vec<(&'s str, &'s Json)>,
}

/// Returns the schemas that hold for a place of a document.
pub(super) fn at<'s>(schema: &'s Json, document: &Json, path: &FieldPath) -> Applicable<'s> {
    let mut here = Applicable { schema, all: Vec::new(), sure: Vec::new(), openers: Vec::new() };
    here.add(schema, document, true);
    let mut value = document;
    for segment in path.segments() {
        value = match segment {
            Segment::Index(index) => &value[*index],
            Segment::Field(name) | Segment::Key(name) => value.get(name.as_ref()).unwrap_or(&Json::Null),
        };
        let below = here.below(segment);
        here = Applicable { schema, all: Vec::new(), sure: Vec::new(), openers: Vec::new() };
        for below in below {
            here.add(below, value, true);
        }
    }
    here
}

impl<'s> Applicable<'s> {
    fn add(&mut self, schema: &'s Json, value: &Json, is_sure: bool) {
        let schema = self.resolved(schema);
        if !is_type(schema, value) {
            return;
        }
        self.all.push(schema);
        self.sure.extend(is_sure.then_some(schema));
        for (key, is_sure) in [("allOf", is_sure), ("anyOf", false)] {
            schema[key].as_array().into_iter().flatten().for_each(|part| self.add(part, value, is_sure));
        }
        let Some(condition) = schema.get("if") else { return };
        // Of what is not written yet, nobody knows which it will be.
        let (then, otherwise) = match value {
            Json::Null => (true, true),
            _ => (self.holds(condition, value), !self.holds(condition, value)),
        };
        if then {
            self.add(&schema["then"], value, is_sure);
        }
        if otherwise {
            self.add(&schema["else"], value, is_sure);
            let missing = condition["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
            let then = &self.resolved(&schema["then"])["properties"];
            let missing = missing.filter(|key| value.get(key).is_none());
            self.openers.extend(missing.filter_map(|key| Some((key, then.get(key)?))));
        }
    }

    fn resolved(&self, mut schema: &'s Json) -> &'s Json {
        for _ in 0..MOST_REFERENCES {
            let Some(pointer) = schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) else { break };
            schema = self.schema.pointer(pointer).unwrap_or(&Json::Null);
        }
        schema
    }

    /// Returns true if a value is what a condition asks for.
    fn holds(&self, condition: &'s Json, value: &Json) -> bool {
        let condition = self.resolved(condition);
        let list = |key: &str| condition[key].as_array();
        let has = |key: &Json| key.as_str().is_some_and(|key| value.get(key).is_some());
        let properties = condition["properties"].as_object();
        is_type(condition, value)
            && condition.get("const").is_none_or(|known| known == value)
            && list("enum").is_none_or(|known| known.contains(value))
            && list("required").is_none_or(|keys| keys.iter().all(has))
            && list("allOf").is_none_or(|parts| parts.iter().all(|part| self.holds(part, value)))
            && list("anyOf").is_none_or(|parts| parts.iter().any(|part| self.holds(part, value)))
            && condition.get("not").is_none_or(|part| !self.holds(part, value))
            && properties.is_none_or(|all| {
                all.iter().all(|(key, part)| value.get(key).is_none_or(|value| self.holds(part, value)))
            })
    }

    fn below(&self, segment: &Segment<'_>) -> Vec<&'s Json> {
        let below = |schema: &'s Json| match segment {
            Segment::Index(_) => schema.get("items"),
            Segment::Field(name) | Segment::Key(name) => {
                let own = schema["properties"].get(name.as_ref());
                own.or_else(|| schema.get("additionalProperties").filter(|other| other.is_object()))
            }
        };
        let opened = self.openers.iter().filter(|(key, _)| matches!(segment, Segment::Field(name) if name == key));
        self.all.iter().filter_map(|schema| below(schema)).chain(opened.map(|(_, schema)| *schema)).collect()
    }

    /// Returns the keys that a mapping may have, each with the first schema that says something of it.
    pub(super) fn keys(&self) -> IndexMap<&'s str, &'s Json> {
        let own = self.all.iter().filter_map(|schema| schema["properties"].as_object()).flatten();
        let own: Vec<(&str, &Json)> = own.map(|(key, schema)| (key.as_str(), self.resolved(schema))).collect();
        let named = self.all.iter().map(|schema| self.resolved(&schema["propertyNames"]));
        let named = named.filter_map(|names| names["enum"].as_array()).flatten().filter_map(Json::as_str);
        let mut keys: IndexMap<&str, &Json> = IndexMap::new();
        for &(key, schema) in self.openers.iter().chain(&own) {
            let known = keys.entry(key).or_insert(schema);
            if known.get("description").is_none() {
                *known = schema;
            }
        }
        keys.extend(named.map(|name| (name, &Json::Null)));
        keys.retain(|key, _| !own.iter().any(|(other, schema)| other == key && **schema == Json::Bool(false)));
        keys
    }

    /// Returns true if a mapping has to have a key.
    pub(super) fn requires(&self, key: &str) -> bool {
        let required = self.sure.iter().filter_map(|schema| schema["required"].as_array()).flatten();
        required.into_iter().any(|required| required == key)
    }

    /// Returns the values, where they are few.
    pub(super) fn values(&self) -> Vec<&'s Json> {
        const BOTH: [&Json; 2] = [&Json::Bool(true), &Json::Bool(false)];
        let mut values: Vec<&Json> = Vec::new();
        for schema in &self.all {
            let listed = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
            let both = BOTH.into_iter().filter(|_| types(schema).any(|word| word == "boolean"));
            for value in listed.chain(both) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values
    }

    /// Returns what is said of the place.
    pub(super) fn description(&self) -> Option<&'s str> {
        self.all.iter().find_map(|schema| schema["description"].as_str())
    }
}

/// The names of types that a schema lists.
fn types(schema: &Json) -> impl Iterator<Item = &str> {
    let listed = schema["type"].as_array().into_iter().flatten();
    listed.chain(schema.get("type")).filter_map(Json::as_str)
}

/// Returns true if a value, where there is one already, has a type that a schema allows.
fn is_type(schema: &Json, value: &Json) -> bool {
    let name = match value {
        Json::Null => return true,
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let mut all = types(schema).peekable();
    !schema.is_boolean()
        && (all.peek().is_none() || all.any(|word| word == name || (word, name) == ("integer", "number")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_hold_for_what_is_written_so_far() {
        let schema = json!({
            "properties": {
                "kind": {"enum": ["a", "b"]},
                "on": {"type": "boolean"},
                "helper": {"if": {"type": "array"}, "then": {"items": {"$ref": "#/$defs/one"}}, "else": {"$ref": "#/$defs/one"}},
            },
            "anyOf": [{"required": ["on"]}, {"required": ["helper"]}],
            "required": ["kind"],
            "allOf": [{"if": {"properties": {"kind": {"const": "b"}}, "required": ["kind"]}, "then": {"properties": {"on": false}}}],
            "$defs": {"one": {
                "if": {"type": "string"},
                "then": {"enum": ["x", "y"]},
                "else": {
                    "if": {"required": ["use"]},
                    "then": {"properties": {"use": {"enum": ["x", "z"]}, "port": {"description": "a port"}}},
                    "else": {"properties": {"image": {}}},
                },
            }},
        });
        let keys = |document: Json, path: FieldPath| {
            let keys: Vec<String> = at(&schema, &document, &path).keys().into_keys().map(str::to_owned).collect();
            keys.join(" ")
        };
        let helper = || FieldPath::default().field("helper");
        assert_eq!(keys(json!({}), FieldPath::default()), "kind on helper");
        assert_eq!(keys(json!({"kind": "b"}), FieldPath::default()), "kind helper", "what does not fit is left out");
        assert_eq!(keys(json!({"helper": {}}), helper()), "use image", "what leads to another schema is offered");
        assert_eq!(keys(json!({"helper": {"use": "x"}}), helper()), "use port");
        assert_eq!(keys(json!({"helper": [{"use": "x"}]}), helper().index(0)), "use port");
        let values = |document: Json, path: FieldPath| json!(at(&schema, &document, &path).values());
        assert_eq!(values(json!({"helper": null}), helper()), json!(["x", "y"]));
        assert_eq!(values(json!({"helper": {"use": null}}), helper().field("use")), json!(["x", "z"]));
        assert_eq!(values(json!({"on": null}), FieldPath::default().field("on")), json!([true, false]));
        let root = at(&schema, &json!({}), &FieldPath::default());
        assert_eq!((root.requires("kind"), root.requires("on")), (true, false));
        let port = at(&schema, &json!({"helper": {"use": "x", "port": 1}}), &helper().field("port"));
        assert_eq!(port.description(), Some("a port"));
    }
}
