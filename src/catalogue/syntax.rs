//! The languages of configuration files that catalogue entries hold.

/// The language of a configuration file, and so how a value is written in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Syntax {
    /// YAML, and JSON, which is YAML: values are written as JSON.
    Yaml,
    /// nginx: words and double-quoted strings.
    Nginx,
    /// HAProxy: words and single-quoted strings.
    Haproxy,
    /// TOML: basic strings, numbers, booleans, arrays and inline tables.
    Toml,
    /// A POSIX shell: words and single-quoted strings.
    Shell,
    /// HCL 2: quoted strings, numbers, booleans, lists and objects.
    Hcl,
    /// Java's `.properties`: values with the escapes of that format.
    Properties,
    /// `ini`: values without line breaks, without blanks at either end, and without anything that begins a comment.
    Ini,
    /// Lines that end with a value, such as patterns of files: values without line breaks, and without blanks at either end.
    Lines,
    /// A language podpat knows no quotes of, such as VCL: words that hold no special character, and nothing else.
    Plain,
}

impl Syntax {
    const ALL: [Self; 10] = [
        Self::Yaml,
        Self::Nginx,
        Self::Haproxy,
        Self::Toml,
        Self::Shell,
        Self::Hcl,
        Self::Properties,
        Self::Ini,
        Self::Lines,
        Self::Plain,
    ];

    /// The word in a catalogue entry.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Toml => "toml",
            Self::Shell => "shell",
            Self::Hcl => "hcl",
            Self::Properties => "properties",
            Self::Ini => "ini",
            Self::Lines => "lines",
            Self::Plain => "plain",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|syntax| syntax.name() == name)
    }
}
