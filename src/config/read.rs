//! From the text of a configuration to its meaning. Every key and word that means nothing is a mistake with its place
//! and the nearest one that does.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value as Json;

use super::config_error::{ConfigError, LISTED, Mistake};
use super::file::{Config, NamedFile, Section};
use super::keys;
use super::pattern_source::{PatternSource, check_address, check_path, check_reference};
use super::rule_selection::RuleSelection;
use crate::files::Patterns;
use crate::lint::{Rule, Selector, Severity, UnknownSelector, rules};
use crate::pattern::is_registry;
use crate::source::{Source, Span};
use crate::yaml::{self, Kind, Node, Scalar, nearest};

/// Entries of `paths`: each is asked about each file.
const MOST_SECTIONS: usize = 100;

/// Entries of `patterns`: each is a repository that is fetched.
const MOST_SOURCES: usize = 50;

impl Config {
    /// Reads a configuration whose patterns are relative to `folder`; those that it extends are left aside.
    pub fn parse(source: &Arc<Source>, folder: &Path) -> Result<Self, ConfigError> {
        let stream = yaml::parse(source);
        let mut reader = Reader { source, folder, mistakes: Vec::new() };
        let mut config = Config::default();
        for (at, document) in stream.documents.iter().enumerate() {
            match &document.tree {
                Err(error) => reader.mistake(error.span, error.message.clone(), error.help.clone()),
                Ok(_) if at > 0 => reader.mistake(
                    document.span,
                    "a configuration is one document",
                    "put everything into the first document",
                ),
                Ok(tree) => config = reader.root(tree.root()),
            }
        }
        let trees = stream.documents.iter().filter_map(|document| document.tree.as_ref().ok());
        for twice in trees.flat_map(|tree| tree.root().duplicates()) {
            reader.mistake(twice.key, "duplicate key", "write each key once");
        }
        if reader.mistakes.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::new("configuration", source, reader.mistakes))
        }
    }
}

/// A severity; `None` for `off`.
struct Level(Option<Severity>);

impl FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if word == "off" {
            return Ok(Self(None));
        }
        let severity = word.parse().map_err(|_| {
            format!("`{word}` is not a severity; write `error`, `warning`, `info`, or `off` to leave the rule out")
        })?;
        Ok(Self(Some(severity)))
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    folder: &'a Path,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Mistake { span, message: message.into(), help: help.into() });
    }

    fn root(&mut self, root: Node<'_>) -> Config {
        let mut config = Config { base: self.selection(root, &keys::at_top()), ..Config::default() };
        if let Some(node) = root.get("failOn") {
            config.fail_on = self.word(node);
        }
        if let Some(node) = root.get("exclude") {
            config.exclude.push(self.patterns(node));
        }
        let extends = root.get("extends").map(items).unwrap_or_default();
        config.extends = extends.into_iter().filter_map(|node| self.file(node)).collect();
        if let Some(node) = root.get("baseline") {
            config.baseline = self.file(node);
        }
        config.pattern_sources = self.sources(root.get("patterns").map(items).unwrap_or_default());
        config.registry = root.get("registry").filter(|node| !node.is_null()).and_then(|node| self.registry(node));
        let sections = root.get("paths").map(items).unwrap_or_default();
        if let Some(node) = sections.get(MOST_SECTIONS) {
            let message = format!("`paths` has more than {MOST_SECTIONS} entries");
            self.mistake(node.span(), message, "put files for which the same holds into one entry");
            return config;
        }
        for node in sections {
            let selection = self.selection(node, &keys::in_paths());
            match node.get("files") {
                Some(files) => config.sections.push(Section { files: self.patterns(files), selection }),
                None => self.mistake(
                    node.span(),
                    "this entry has no `files`",
                    "say which files it is for, as in `files: [\"legacy/**\"]`",
                ),
            }
        }
        config
    }

    /// Returns the selection of rules in a mapping; other keys are only checked for their names.
    fn selection(&mut self, node: Node<'_>, keys: &[&str]) -> RuleSelection {
        let mut selection = RuleSelection::default();
        for (name, span, value) in self.fields(node) {
            match &*name {
                // With all of its items in comments it selects nothing in particular.
                "select" => selection.select = (!value.is_null()).then(|| self.words(value)),
                "extendSelect" => selection.extend = self.words(value),
                "ignore" => selection.ignore = self.words(value),
                "severity" => self.severities(value, &mut selection),
                "rules" => self.rules(value, &mut selection),
                "kubernetesVersion" => selection.release = self.word(value),
                key if keys.contains(&key) => {}
                key => self.unknown(span, "key", key, keys),
            }
        }
        selection
    }

    fn severities(&mut self, node: Node<'_>, selection: &mut RuleSelection) {
        for (name, span, value) in self.fields(node) {
            let selector =
                name.parse().map_err(|error: UnknownSelector| self.wrong_word(span, &error.to_string())).ok();
            if let (Some(selector), Some(Level(severity))) = (selector, self.word(value)) {
                selection.severity.push((selector, severity));
            }
        }
    }

    fn rules(&mut self, node: Node<'_>, selection: &mut RuleSelection) {
        for (name, span, value) in self.fields(node) {
            match rules::find(&name) {
                Some(rule) => self.settings(rule, value, selection),
                None => self.unknown(span, "rule", &name, &rules::all().iter().map(|rule| rule.id).collect::<Vec<_>>()),
            }
        }
    }

    fn settings(&mut self, rule: &'static Rule, node: Node<'_>, selection: &mut RuleSelection) {
        for (name, span, value) in self.fields(node) {
            let Some(setting) = rule.settings.iter().find(|setting| setting.name == name) else {
                let known: Vec<_> = rule.settings.iter().map(|setting| setting.name).collect();
                self.unknown(span, &format!("setting of `{}`:", rule.id), &name, &known);
                continue;
            };
            match value.scalar() {
                Scalar::Int(number) if number >= 0 => selection.numbers.push((rule, setting, number.unsigned_abs())),
                _ => self.mistake(
                    value.span(),
                    format!("`{name}` takes a number"),
                    format!("write `{name}: {}`", setting.default),
                ),
            }
        }
    }

    /// Returns the repositories with catalogue entries.
    fn sources(&mut self, nodes: Vec<Node<'_>>) -> Vec<PatternSource> {
        if let Some(node) = nodes.get(MOST_SOURCES) {
            let message = format!("`patterns` has more than {MOST_SOURCES} entries");
            self.mistake(node.span(), message, "put entries of several repositories into one");
            return Vec::new();
        }
        let mut sources: Vec<PatternSource> = Vec::new();
        for node in nodes {
            for (name, span, _) in self.fields(node) {
                if !keys::SOURCE.contains(&name.as_str()) {
                    self.unknown(span, "key", &name, &keys::SOURCE);
                }
            }
            let git = self.checked(node, "git", check_address);
            let reference = self.checked(node, "ref", check_reference);
            let path = node.get("path").map_or(Some(String::new()), |_| self.checked(node, "path", check_path));
            let (Some(git), Some(reference), Some(path)) = (git, reference, path) else { continue };
            if sources.iter().any(|source| source.git == git && source.path == path) {
                self.mistake(node.span(), format!("`{git}` is there twice"), "name each folder of a repository once");
                continue;
            }
            sources.push(PatternSource { git, reference, path });
        }
        sources
    }

    /// Returns the mirrors of catalogue images: one of all, or one of each registry.
    fn registry(&mut self, node: Node<'_>) -> Option<Json> {
        let hosts: Vec<Node<'_>> = match node.kind() {
            Kind::Mapping => self.fields(node).into_iter().map(|(_, _, value)| value).collect(),
            _ => vec![node],
        };
        let count = self.mistakes.len();
        for host in hosts {
            if host.kind() != Kind::Scalar || !is_registry(host.text()) {
                let help = "write a host, and a path where it has one: `registry.example.com/mirror`";
                self.mistake(host.span(), "this is no registry", help);
            }
        }
        (self.mistakes.len() == count).then(|| node.to_json())
    }

    /// Returns the text at a key that has to be there.
    fn checked(&mut self, node: Node<'_>, key: &str, check: fn(&str) -> Result<(), String>) -> Option<String> {
        let Some(value) = node.get(key) else {
            self.mistake(node.span(), format!("this entry has no `{key}`"), SOURCE);
            return None;
        };
        if value.kind() != Kind::Scalar || value.is_null() {
            self.mistake(value.span(), format!("`{key}` takes a text"), SOURCE);
            return None;
        }
        let text = value.text();
        match check(text) {
            Ok(()) => Some(text.to_owned()),
            Err(help) => {
                self.mistake(value.span(), format!("podpat does not fetch from this `{key}`"), help);
                None
            }
        }
    }

    fn patterns(&mut self, node: Node<'_>) -> Patterns {
        let (mut texts, mut spans) = (Vec::new(), Vec::new());
        for item in items(node) {
            match item.as_str() {
                Some(text) => {
                    texts.push(text);
                    spans.push(item.span());
                }
                None => self.mistake(item.span(), "a pattern must be a string", PATTERN),
            }
        }
        let (patterns, wrong) = Patterns::new(self.folder, texts);
        for (at, message) in wrong {
            self.mistake(spans.get(at).copied().unwrap_or_else(|| node.span()), message, PATTERN);
        }
        patterns
    }

    /// The name of a file, relative to the configuration.
    fn file(&mut self, node: Node<'_>) -> Option<NamedFile> {
        let Some(name) = node.as_str().filter(|name| !name.is_empty()) else {
            self.mistake(node.span(), "expected the path of a file", "write a path relative to this file");
            return None;
        };
        Some(NamedFile {
            name: name.to_owned(),
            path: self.folder.join(name),
            source: Arc::clone(self.source),
            span: node.span(),
        })
    }

    /// A list of selectors, or one of them.
    fn words(&mut self, node: Node<'_>) -> Vec<Selector> {
        let mut selectors = Vec::new();
        for item in items(node) {
            // To look for the nearest word takes time, and no more mistakes are listed.
            if self.mistakes.len() > LISTED {
                break;
            }
            selectors.extend(self.word::<Selector>(item));
        }
        selectors
    }

    /// A word that parses.
    fn word<T: FromStr<Err: std::fmt::Display>>(&mut self, node: Node<'_>) -> Option<T> {
        if node.kind() != Kind::Scalar {
            self.mistake(node.span(), "expected a single value", "write one value, without brackets or braces");
            return None;
        }
        node.text().parse().map_err(|error: T::Err| self.wrong_word(node.span(), &error.to_string())).ok()
    }

    /// Adds a mistake in a word, from its error: what is wrong, and after a semicolon what would be right.
    fn wrong_word(&mut self, span: Span, error: &str) {
        let (message, help) = error.split_once("; ").unwrap_or((error, LIST));
        self.mistake(span, message, help);
    }

    fn fields<'t>(&mut self, node: Node<'t>) -> Vec<(String, Span, Node<'t>)> {
        if node.kind() != Kind::Mapping && !node.is_null() {
            self.mistake(node.span(), "expected a mapping", "write `key: value`");
        }
        node.entries().map(|entry| (entry.name.into_owned(), entry.key.span(), entry.value)).collect()
    }

    fn unknown(&mut self, span: Span, what: &str, name: &str, known: &[&str]) {
        // To look for the nearest word takes time, and no more mistakes are listed.
        if self.mistakes.len() > LISTED {
            return self.mistake(span, format!("unknown {what} `{name}`"), LIST);
        }
        let list = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "remove it: there are none".to_owned(),
            None if known.len() > 12 => LIST.to_owned(),
            None => format!("write one of {}", list()),
        };
        self.mistake(span, format!("unknown {what} `{name}`"), help);
    }
}

/// The elements of a list; anything else is a list of one.
fn items(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        Kind::Sequence => node.items().collect(),
        _ if node.is_null() => Vec::new(),
        _ => vec![node],
    }
}

const LIST: &str = "`podpat rules` lists the rules, their categories and severities";
const SOURCE: &str = "write `- {git: https://HOST/PATH, ref: BRANCH-OR-TAG, path: FOLDER}`";
const PATTERN: &str = "write patterns as in .gitignore: `legacy/**`, `*.gen.yaml`";
