//! The keys of a configuration, each once: the reader, the JSON Schema and the page in `docs/` go by this list.

/// A key of a configuration.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The kind of value.
    pub value: KeyValue,
    /// True if an entry of `paths` may have it as well.
    pub in_paths: bool,
    /// One sentence for editors and the documentation.
    pub help: &'static str,
}

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyValue {
    /// A rule, a category or a preset, or a list of them.
    Selectors,
    /// Rules, categories and presets, each with a severity or `off`.
    Severities,
    /// Rules, each with its settings.
    RuleSettings,
    /// Patterns as in `.gitignore`, or one of them.
    Patterns,
    /// Entries with `files` and other keys.
    Paths,
    /// A severity, or `never`.
    Threshold,
    /// A release of Kubernetes.
    Release,
    /// The path of a file.
    File,
    /// The path of a file, or a list of them.
    Files,
    /// Git repositories, each with a reference and a folder, or one of them.
    Sources,
    /// The host of a registry, or hosts by the registry whose place they take.
    Registry,
}

impl KeyValue {
    /// Returns the kind in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Selectors => "rules, categories, presets",
            Self::Severities => "`rule: severity`, where a rule may be a category or preset",
            Self::RuleSettings => "`rule: {setting: number}`",
            Self::Patterns => "patterns as in `.gitignore`",
            Self::Paths => "list of mappings",
            Self::Threshold => "`error`, `warning`, `info` or `never`",
            Self::Release => "`1.25` to `1.36`",
            Self::File => "path",
            Self::Files => "paths",
            Self::Sources => "list of `{git, ref, path}`",
            Self::Registry => "host, or hosts by registry",
        }
    }
}

/// The key of an entry of `paths` that says which files it is for.
pub const FILES: Key = key("files", KeyValue::Patterns, true, "Files to which the entry applies.");

/// Every key, in the order in which people meet them.
pub const KEYS: [Key; 13] = [
    key("extends", KeyValue::Files, false, "Configurations to start from; settings in this one take precedence."),
    key(
        "select",
        KeyValue::Selectors,
        true,
        "Run these rules instead of the default ones; in `paths`, in addition to the others.",
    ),
    key("extendSelect", KeyValue::Selectors, true, "Run these rules in addition to the others."),
    key("ignore", KeyValue::Selectors, true, "Do not run these rules."),
    key(
        "severity",
        KeyValue::Severities,
        true,
        "Change the severity of findings; `off` disables a rule. The last entry that covers a rule applies.",
    ),
    key("rules", KeyValue::RuleSettings, true, "Settings of rules; `podpat explain RULE` lists them."),
    key("paths", KeyValue::Paths, false, "Settings for some files; later entries take precedence."),
    key(
        "exclude",
        KeyValue::Patterns,
        false,
        "Files that are not checked, even if they are named on the command line.",
    ),
    key(
        "failOn",
        KeyValue::Threshold,
        false,
        "The lowest severity that makes podpat exit with 1; `warning` by default.",
    ),
    key(
        "kubernetesVersion",
        KeyValue::Release,
        true,
        "Kubernetes release that the manifests are for; the latest by default.",
    ),
    key(
        "baseline",
        KeyValue::File,
        false,
        "File with known findings, which are not reported; `podpat lint --write-baseline` writes it.",
    ),
    key(
        "patterns",
        KeyValue::Sources,
        false,
        "Git repositories with catalogue entries, which `podpat patterns sync` fetches.",
    ),
    key(
        "registry",
        KeyValue::Registry,
        false,
        "The mirror of catalogue images for `generate` and `add`, unless a description sets one.",
    ),
];

const fn key(name: &'static str, value: KeyValue, in_paths: bool, help: &'static str) -> Key {
    Key { name, value, in_paths, help }
}

/// The keys of an entry of `patterns`.
pub(super) const SOURCE: [&str; 3] = ["git", "ref", "path"];

/// The names of the keys at the top.
pub(super) fn at_top() -> Vec<&'static str> {
    KEYS.iter().map(|key| key.name).collect()
}

/// The names of the keys of an entry of `paths`.
pub(super) fn in_paths() -> Vec<&'static str> {
    let keys = KEYS.iter().filter(|key| key.in_paths);
    std::iter::once(&FILES).chain(keys).map(|key| key.name).collect()
}
