//! The names in an expression of CEL: those that it may use, and the types of what they stand for.

use super::super::form::FormatError;
use super::macros::{FUNCTIONS, MACROS, METHODS, NAMESPACES, RESERVED, TYPES};
use super::{Environment, Parsed, Type};

/// The names that are known at a place of an expression.
pub(super) struct Scope<'a> {
    environment: &'a Environment<'a>,
    /// The variables of the macros around.
    pub(super) own: Vec<&'a str>,
}

impl<'a> Scope<'a> {
    pub(super) const fn of(environment: &'a Environment<'a>) -> Self {
        Self { environment, own: Vec::new() }
    }

    /// Returns the type of a word that begins a value.
    pub(super) fn of_name(&self, name: &str) -> Parsed<Type> {
        if RESERVED.contains(&name) {
            return Err(Some(FormatError::new(format!("uses `{name}`, a reserved word"), "use another name")));
        }
        let is_dynamic = self.environment.dynamic.contains(&name) && !self.own.contains(&name);
        Ok(if is_dynamic { Type::Dynamic } else { Type::Unknown })
    }

    /// Checks the name that a value begins with, once the value is used as it is: it has to be declared.
    pub(super) fn check_used(&self, name: Option<&str>) -> Parsed<()> {
        let Some(name) = name else { return Ok(()) };
        let is_known = self.own.contains(&name)
            || self.environment.variables.contains(&name)
            || self.environment.messages.contains(&name)
            || TYPES.contains(&name)
            || NAMESPACES.contains(&name);
        if is_known { Ok(()) } else { Err(Some(self.undeclared(name))) }
    }

    /// Checks the name of a message whose fields are given.
    pub(super) fn check_message(&self, name: &str) -> Parsed<()> {
        let is_known = self.environment.messages.contains(&name) || NAMESPACES.contains(&name);
        if is_known { Ok(()) } else { Err(Some(self.undeclared(name))) }
    }

    /// Checks a field of `variables`, where these are the ones that a policy declares.
    pub(super) fn check_composed(&self, field: &str) -> Parsed<()> {
        let is_composed = self.environment.variables.contains(&"variables") && !self.own.contains(&"variables");
        if !is_composed || self.environment.composed.contains(&field) {
            return Ok(());
        }
        let help = "write the name of a variable that stands before, under `variables`";
        Err(Some(FormatError::new(format!("uses the variable `{field}`, which is not there"), help)))
    }

    fn undeclared(&self, name: &str) -> FormatError {
        let names = self.environment.variables.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = if names.is_empty() { "write a value in its place".to_owned() } else { format!("use {names}") };
        FormatError::new(format!("names `{name}`, which is not declared"), help)
    }
}

/// Returns the type that a function gives which is called on a value, or on a namespace.
pub(super) fn of_method(value: Option<&str>, function: &str) -> Parsed<Type> {
    let is_namespace = value.is_some_and(|name| NAMESPACES.contains(&name));
    if !is_namespace && !METHODS.contains(&function) && !MACROS.iter().any(|own| own.name == function) {
        return Err(Some(no_function(function, "use a function of CEL, such as `startsWith`")));
    }
    Ok(match function {
        "startsWith" | "endsWith" | "contains" | "matches" | "all" | "exists" | "exists_one" | "existsOne" => {
            Type::Bool
        }
        "size" => Type::Number,
        "lowerAscii" | "upperAscii" | "trim" => Type::Text,
        _ => Type::Unknown,
    })
}

/// Returns the type that a function gives which is called by itself.
pub(super) fn of_function(name: &str) -> Parsed<Type> {
    if !FUNCTIONS.contains(&name) {
        return Err(Some(no_function(name, "use a function of CEL, such as `size`")));
    }
    Ok(match name {
        "bool" | "matches" | "isURL" | "isIP" | "isCIDR" | "isQuantity" | "isSemver" => Type::Bool,
        "size" | "int" | "uint" | "double" => Type::Number,
        "string" => Type::Text,
        "bytes" => Type::Bytes,
        _ => Type::Unknown,
    })
}

fn no_function(name: &str, help: &'static str) -> FormatError {
    FormatError::new(format!("calls `{name}`, which is no function"), help)
}
