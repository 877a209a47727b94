//! Settings of a rule that users may change: a declared name, a default and a sentence, read by the rule through the
//! sink.

/// One thing about a rule that `.podpat.yaml` can set, under `rules: {<rule>: {<name>: <number>}}`.
#[derive(Debug)]
pub struct Setting {
    /// The key in the configuration.
    pub name: &'static str,
    /// The value when nobody says otherwise.
    pub default: u64,
    /// A description for `podpat explain`.
    pub help: &'static str,
}
