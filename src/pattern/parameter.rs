//! The typed parameters of catalogue containers: what may be written, and what templates get.

use serde_json::Value as Json;

use super::address;
use super::fields::{self, listed};
use super::form::{is_of, is_printable, without_last_slash};
use super::item::{Item, Value};
use super::problem::Problems;
use crate::yaml;

/// One parameter of a catalogue entry.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// What may be written.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Whether it has to be given.
    #[serde(default)]
    pub required: bool,
    /// What templates get when it is not given; nothing when there is no default.
    #[serde(default)]
    pub default: Option<Json>,
    /// One sentence for `podpat patterns show`, editors and error messages.
    pub help: String,
    /// The parameter without which this one means nothing.
    #[serde(default)]
    pub only_with: Option<String>,
    /// The values a `choice` may have.
    #[serde(default)]
    pub values: Vec<String>,
    /// The type of a list's entries.
    #[serde(default)]
    pub of: Option<Type>,
    /// The port of an address that is written without one.
    #[serde(default)]
    pub port: Option<u16>,
    /// The least `int`.
    #[serde(default)]
    pub least: Option<i64>,
    /// The greatest `int`.
    #[serde(default)]
    pub most: Option<i64>,
    /// Characters that a text may not hold, because they mean something else to the program.
    #[serde(default)]
    pub refuses: String,
    /// The keys that a `map` has to have.
    #[serde(default)]
    pub needs: Vec<String>,
    /// A value that shows the form, for messages and editors.
    #[serde(default)]
    pub example: Option<Json>,
}

/// What a parameter's value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    /// A text of one line without control characters, at most 4096 bytes.
    String,
    /// A text of any lines, at most 512 KiB.
    Text,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A port number, 1 to 65535.
    Port,
    /// An absolute path in a container.
    Path,
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
    /// The name of an object: a DNS subdomain.
    Name,
    /// The name of an environment variable.
    Variable,
    /// One of `values`.
    Choice,
    /// A list of `of`; one value may stand without a list around it.
    List,
    /// A mapping of any depth.
    Map,
    /// Any value.
    Any,
}

impl Type {
    /// What the type is called in messages and in `podpat patterns show`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Text => "text",
            Self::Int => "int",
            Self::Bool => "bool",
            Self::Port => "port",
            Self::Path => "path",
            Self::Url => "url",
            Self::Repository => "repository",
            Self::Address => "address",
            Self::Addresses => "addresses",
            Self::Duration => "duration",
            Self::Quantity => "quantity",
            Self::Name => "name",
            Self::Variable => "variable",
            Self::Choice => "choice",
            Self::List => "list",
            Self::Map => "map",
            Self::Any => "any",
        }
    }

    /// What has to be written, as the end of "write …".
    const fn form(self) -> &'static str {
        match self {
            Self::String => "a text of one line",
            Self::Text => "a text",
            Self::Int => "a whole number",
            Self::Bool => "`true` or `false`",
            Self::Port => "a port number from 1 to 65535",
            Self::Path => "an absolute path such as `/var/log/app`",
            Self::Url => "a URL such as `https://example.com/path`",
            Self::Repository => "a URL such as `https://example.com/app.git`, or `git@example.com:app.git`",
            Self::Address => "a host and a port such as `redis-primary:6379`",
            Self::Addresses => "addresses such as `[a:80, b:80]`, or `{statefulSet: NAME, replicas: 3}`",
            Self::Duration => "a duration such as `10s` or `1m30s`",
            Self::Quantity => "a quantity such as `64Mi` or `250m`",
            Self::Name => "the name of an object: lower-case letters, digits, `-` and `.`",
            Self::Variable => "the name of a variable such as `REDIS_HOST`",
            Self::Choice => "one of its values",
            Self::List => "a list",
            Self::Map => "a mapping",
            Self::Any => "a value",
        }
    }
}

impl Parameter {
    /// The value that templates get for what a user wrote; a mistake is reported against `what`.
    pub fn read(&self, item: &Item, what: &str, problems: &mut Problems) -> Option<Json> {
        match self.kind {
            Type::List => self.read_list(self.of.unwrap_or(Type::String), item, what, problems),
            Type::Addresses => match item.value {
                Value::Map(_) => address::of_stateful_set(item, self.port, what, problems),
                _ => self.read_list(Type::Address, item, what, problems),
            },
            kind => self.read_one(kind, item, what, problems),
        }
    }

    fn read_list(&self, kind: Type, item: &Item, what: &str, problems: &mut Problems) -> Option<Json> {
        let items = fields::one_or_many(item);
        if items.is_empty() {
            let help = format!("give it at least one: {}", self.help);
            problems.add(&item.place, format!("{what} is an empty list"), "no entries", help);
            return None;
        }
        let values: Vec<_> = items.iter().map(|item| self.read_one(kind, item, what, problems)).collect();
        values.into_iter().collect::<Option<Vec<_>>>().map(Json::from)
    }

    fn read_one(&self, kind: Type, item: &Item, what: &str, problems: &mut Problems) -> Option<Json> {
        let value = match (kind, &item.value) {
            (Type::Int, Value::Scalar { json, raw }) => {
                let number = json.as_i64().or_else(|| raw.parse().ok());
                number
                    .filter(|n| (self.least.unwrap_or(i64::MIN)..=self.most.unwrap_or(i64::MAX)).contains(n))
                    .map(Json::from)
            }
            (Type::Port, Value::Scalar { raw, .. }) => raw.parse().ok().filter(|port: &u16| *port > 0).map(Json::from),
            (Type::Bool, Value::Scalar { json, raw }) => json.as_bool().or_else(|| raw.parse().ok()).map(Json::from),
            (Type::Map, Value::Map(_)) if !self.has_needs(item, what, problems) => return None,
            (Type::Map, Value::Map(_)) | (Type::Any, _) => Some(item.to_json()).filter(is_printable),
            (Type::Map, _) | (_, Value::Null | Value::List(_) | Value::Map(_)) => None,
            (Type::Address, Value::Scalar { raw, .. }) => address::read(raw, self.port),
            (Type::Choice, Value::Scalar { raw, .. }) => {
                if !self.values.contains(raw) {
                    self.refuse_choice(raw, item, what, problems);
                    return None;
                }
                Some(Json::from(raw.as_str()))
            }
            (kind, Value::Scalar { raw, .. }) if is_of(kind, raw) => {
                if let Some(culprit) = raw.chars().find(|c| self.refuses.contains(*c)) {
                    let help = format!("write it without `{culprit}`, which means something else to the program");
                    problems.add(
                        &item.place,
                        format!("{what} holds `{culprit}`"),
                        format!("no `{culprit}` here"),
                        help,
                    );
                    return None;
                }
                Some(Json::from(if kind == Type::Path { without_last_slash(raw) } else { raw }))
            }
            (_, Value::Scalar { .. }) => None,
        };
        if value.is_none() {
            let help = self.expected(kind);
            problems.add(
                &item.place,
                format!("{what} is {}", item.described()),
                format!("{} is expected", article(kind)),
                help,
            );
        }
        value
    }

    fn expected(&self, kind: Type) -> String {
        let range = match (kind, self.least, self.most) {
            (Type::Int, Some(least), Some(most)) => format!(" from {least} to {most}"),
            (Type::Int, Some(least), None) => format!(" of at least {least}"),
            (Type::Int, None, Some(most)) => format!(" of at most {most}"),
            _ => String::new(),
        };
        format!("write {}{range}", kind.form())
    }

    /// Whether a mapping has every key it needs; one that is missing is reported.
    fn has_needs(&self, item: &Item, what: &str, problems: &mut Problems) -> bool {
        let is_there = |key: &&String| !matches!(item.get(key).map(|item| &item.value), None | Some(Value::Null));
        let missing = self.needs.iter().find(|key| !is_there(key));
        if let Some(key) = missing {
            let said = item.keys().find(|said| said.eq_ignore_ascii_case(key));
            let example = self.example.as_ref().and_then(|example| example.get(key)).and_then(Json::as_str);
            let help = match (said, example) {
                (Some(said), _) => format!("write `{key}` in place of `{said}`"),
                (None, Some(example)) => format!("add `{key}`, such as `{key}: {example}`"),
                (None, None) => format!("add `{key}`"),
            };
            problems.add(&item.place, format!("{what} has no `{key}`"), "missing here", help);
        }
        missing.is_none()
    }

    fn refuse_choice(&self, raw: &str, item: &Item, what: &str, problems: &mut Problems) {
        let known: Vec<&str> = self.values.iter().map(String::as_str).collect();
        let help = match yaml::nearest(raw, known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`? It takes {}", listed(&known)),
            None => format!("write one of {}", listed(&known)),
        };
        problems.add(&item.place, format!("{what} is {}", item.described()), "not one of its values", help);
    }
}

fn article(kind: Type) -> String {
    match kind {
        Type::Int => "a whole number".to_owned(),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Url => "a URL".to_owned(),
        Type::Variable => "the name of a variable".to_owned(),
        Type::Map => "a mapping".to_owned(),
        Type::Address => "an address".to_owned(),
        Type::Any => "a value".to_owned(),
        Type::Addresses => "a list of addresses".to_owned(),
        Type::Text => "a text of at most 512 KiB without control characters".to_owned(),
        Type::String => "a line of at most 4096 bytes without control characters".to_owned(),
        _ => format!("a {}", kind.name()),
    }
}
