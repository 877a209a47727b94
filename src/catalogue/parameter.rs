//! The typed parameters of catalogue entries: what may be written. Reading what was written is not done here.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::yaml;

/// One parameter of a catalogue entry.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: Type,
    /// `true` if it is required.
    #[serde(default)]
    pub required: bool,
    /// The value if it is not given; without a default, templates get nothing.
    #[serde(default)]
    pub default: Option<Json>,
    /// One sentence for `podpat patterns show`, editors and error messages.
    pub help: String,
    /// Another parameter that this one needs to have an effect.
    #[serde(default)]
    pub only_with: Option<String>,
    /// The allowed values of a `choice`.
    #[serde(default)]
    pub values: Vec<String>,
    /// The type of a list's entries; of a `choice`, the type of what may stand in place of its `values`.
    #[serde(default)]
    pub of: Option<Type>,
    /// The default port of an address.
    #[serde(default)]
    pub port: Option<u16>,
    /// The minimum of an `int`, `number`, `duration` or `quantity`. Durations and quantities must be positive unless this is `0s` or `0`.
    #[serde(default)]
    pub least: Option<Json>,
    /// The maximum of an `int`, `number`, `duration` or `quantity`.
    #[serde(default)]
    pub most: Option<Json>,
    /// The allowed schemes of a `url`; by default `http` and `https`.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// Characters that a text may not hold, because they mean something else to the program.
    #[serde(default)]
    pub refuses: String,
    /// `true` if a `text` is written in the language of the configuration file that it goes into: it stands there as it is,
    /// without quotes.
    #[serde(default)]
    pub verbatim: bool,
    /// The keys that a `map` has to have.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Keys of a `map` that the program knows: one that differs from it in a letter is refused as misspelt.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The values that the program knows, by key of a `map`; each with other words that people write for it. Another
    /// value is an error unless the user sets an image of their own.
    #[serde(default)]
    pub known: IndexMap<String, IndexMap<String, Vec<String>>>,
    /// Other names that people try for it: the error about such a name suggests this parameter.
    #[serde(default)]
    pub meant_by: Vec<String>,
    /// The name it had before, which is still taken for a text.
    #[serde(default)]
    pub formerly: Option<String>,
    /// A value that shows the form, for messages and editors.
    #[serde(default)]
    pub example: Option<Json>,
}

impl Parameter {
    /// Returns what its values are, in a few words: `list of port`, `json | text`.
    pub fn form(&self) -> String {
        let values = self.values.join(" | ");
        match self.of {
            Some(of) if self.kind == Type::Choice => format!("{values} | {}", of.name()),
            Some(_) if !values.is_empty() => format!("list of {values}"),
            Some(of) => format!("list of {}", of.name()),
            None if !values.is_empty() => values,
            None => self.kind.name().to_owned(),
        }
    }

    /// Returns whether it has to be given, and what it is otherwise: `required`, `default 8080`.
    pub fn presence(&self) -> String {
        match &self.default {
            _ if self.required => "required".to_owned(),
            Some(Json::String(text)) if text.contains("{{") => "optional".to_owned(),
            Some(Json::String(text)) => format!("default {}", yaml::quote(text)),
            Some(default) => format!("default {default}"),
            None => "optional".to_owned(),
        }
    }
}

/// The type of a parameter's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    /// A text of one line without control characters, at most 4096 bytes.
    String,
    /// A text of any lines, at most 512 KiB.
    Text,
    /// A whole number.
    Int,
    /// A number, with or without a fraction.
    Number,
    /// `true` or `false`.
    Bool,
    /// A port number, 1 to 65535.
    Port,
    /// An absolute path in a container.
    Path,
    /// The path of a URL, which may have a query: `/healthz`, `/jobs?fast=1`.
    UrlPath,
    /// A URL with scheme and host.
    Url,
    /// A Git repository: a URL or `user@host:path`.
    Repository,
    /// `host:port`; templates get `host`, `port` and `text`.
    Address,
    /// A list of addresses, or the Pods of a StatefulSet; templates get a list of what they get for an address.
    Addresses,
    /// A span of time as Go writes it: `10s`, `1m30s`.
    Duration,
    /// A quantity as Kubernetes writes it: `64Mi`, `250m`.
    Quantity,
    /// A number such as `6`, or a share such as `75%`; templates get a number or a text.
    Share,
    /// The name of an object: a DNS subdomain.
    Name,
    /// The name of an environment variable.
    Variable,
    /// A key of a Secret, as `{name, key}` or `NAME/KEY`; templates get `name` and `key`.
    SecretKey,
    /// A regular expression in the syntax of RE2.
    Regex,
    /// One of `values`, or a value of the type `of`.
    Choice,
    /// A list of `of`; one value may stand without a list around it.
    List,
    /// A mapping of any depth.
    Map,
    /// Any value.
    Any,
}

impl Type {
    /// Returns the name of the type, as messages and `podpat patterns show` have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Text => "text",
            Self::Int => "int",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Port => "port",
            Self::Path => "path",
            Self::UrlPath => "urlPath",
            Self::Url => "url",
            Self::Repository => "repository",
            Self::Address => "address",
            Self::Addresses => "addresses",
            Self::Duration => "duration",
            Self::Quantity => "quantity",
            Self::Share => "share",
            Self::Name => "name",
            Self::Variable => "variable",
            Self::SecretKey => "secretKey",
            Self::Regex => "regex",
            Self::Choice => "choice",
            Self::List => "list",
            Self::Map => "map",
            Self::Any => "any",
        }
    }
}
