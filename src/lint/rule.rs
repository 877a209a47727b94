//! A rule: plain data with a function pointer, and the macro that turns a documented header into it. Knows
//! nothing of files, flags or output.

use std::fmt;
use std::str::FromStr;

use super::fix::Fixable;
use super::options::Setting;
use super::sink::{RunSink, Sink};
use super::view::{ObjectView, PodView, RunView};
use crate::k8s::Container;

/// The importance of a finding, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; sound manifests may have it.
    Info,
    /// Most likely a fault.
    Warning,
    /// Will not work, or the API server refuses it.
    Error,
}

impl Severity {
    /// Every severity, least first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// The word users read and write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|severity| severity.as_str() == word);
        known.ok_or_else(|| format!("`{word}` is not a severity; write `error`, `warning` or `info`"))
    }
}

/// The subject of a rule. One rule has one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The API server would refuse it.
    Validity,
    /// The containers of a Pod among each other.
    Composition,
    /// Between objects.
    References,
    /// Keeps running when something fails.
    Reliability,
    /// Requests and limits.
    Resources,
    /// Things that an attacker could use.
    Security,
    /// Services, ports, policies.
    Networking,
    /// Image references.
    Images,
    /// Roles and bindings.
    Rbac,
    /// Fields and versions on their way out.
    Deprecation,
    /// Tidiness of the manifests themselves.
    Hygiene,
}

impl Category {
    /// Every category, in the order documentation shows them.
    pub const ALL: [Self; 11] = [
        Self::Validity,
        Self::Composition,
        Self::References,
        Self::Reliability,
        Self::Resources,
        Self::Security,
        Self::Networking,
        Self::Images,
        Self::Rbac,
        Self::Deprecation,
        Self::Hygiene,
    ];

    /// The word users read and write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Validity => "validity",
            Self::Composition => "composition",
            Self::References => "references",
            Self::Reliability => "reliability",
            Self::Resources => "resources",
            Self::Security => "security",
            Self::Networking => "networking",
            Self::Images => "images",
            Self::Rbac => "rbac",
            Self::Deprecation => "deprecation",
            Self::Hygiene => "hygiene",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The headings of a rule's documentation, in order. The last two each hold one block of YAML: the first is what the
/// rule finds, the second what it does not.
pub const HEADINGS: [&str; 4] = ["## What it catches", "## Why it matters", "## Instead of", "## Write"];

/// The part of the input that a rule looks at, with its function. A rule takes the weakest strength that works; the
/// walk does all looping.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One container at a time, whatever list it stands in.
    Container(fn(&Container<'_>, &PodView<'_>, &mut Sink<'_>)),
    /// One Pod or pod template at a time, with what its containers are to each other.
    Pod(fn(&PodView<'_>, &mut Sink<'_>)),
    /// One object at a time, of any kind.
    Object(fn(&ObjectView<'_>, &mut Sink<'_>)),
    /// One object at a time and what stands around it. Has nothing to say where the input is that object alone.
    ObjectInContext(fn(&ObjectView<'_>, &mut Sink<'_>)),
    /// Everything of one run, after all of it was read.
    Run(fn(&RunView<'_>, &mut RunSink<'_>)),
    /// Nothing of its own: reading, validity or suppression reports under this rule's id.
    Engine,
}

/// One rule. Its id is also the file it lives in, its fixtures' folder, and what users write to select, ignore or
/// explain it.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case name of the fault; reads well after "allow".
    pub id: &'static str,
    /// The severity of its findings unless the configuration says otherwise.
    pub severity: Severity,
    /// Its category.
    pub category: Category,
    /// True if it runs when nothing was selected.
    pub on: bool,
    /// True if it holds for an object by itself, where nothing is known of the other objects of the cluster.
    pub alone: bool,
    /// The settings that users may change.
    pub settings: &'static [&'static Setting],
    /// The doc comment of its header as the compiler hands it over; see [`Rule::page`].
    pub(crate) doc_lines: &'static [&'static str],
    /// The function that checks, and what it is shown.
    pub(crate) check: Check,
    /// The kinds of fixes that its findings may have.
    pub fixable: Option<Fixable>,
    /// The same check for an API server that runs no webhook, where it can be said exactly.
    pub(crate) cel: Option<Cel>,
}

/// A check in the Common Expression Language, as validating admission policies have it: true where the rule finds
/// something. `object` is what the server was sent; `podpat export vap` declares the variables.
#[derive(Clone, Copy, Debug)]
pub enum Cel {
    /// Of one container, `c`. `variables.containers` are all of the Pod, `variables.sidecars` the native sidecars.
    Container(&'static str),
    /// Of the Pod, `variables.spec`. `variables.running` are the containers that run side by side.
    Pod(&'static str),
}

impl Rule {
    /// Makes it run only where it is selected.
    #[must_use]
    pub const fn off(mut self) -> Self {
        self.on = false;
        self
    }

    /// Makes it mean nothing where the other objects of the cluster are not seen, as at admission.
    #[must_use]
    pub const fn needs_others(mut self) -> Self {
        self.alone = false;
        self
    }

    /// Says that its findings may have fixes.
    #[must_use]
    pub const fn fixable(mut self, fixable: Fixable) -> Self {
        self.fixable = Some(fixable);
        self
    }

    /// Says its check in the Common Expression Language.
    #[must_use]
    pub const fn cel(mut self, check: Cel) -> Self {
        self.cel = Some(check);
        self
    }

    /// Gives it settings that users may change.
    #[must_use]
    pub const fn settings(mut self, settings: &'static [&'static Setting]) -> Self {
        self.settings = settings;
        self
    }

    /// Its whole documentation, in Markdown, under the headings of [`HEADINGS`].
    pub fn page(&self) -> String {
        self.doc_lines.iter().flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect()
    }

    /// Returns what it catches, in its first sentence.
    pub fn summary(&self) -> String {
        let body = self.doc_lines.iter().skip_while(|line| line.trim() != HEADINGS[0]).skip(1);
        let paragraph: Vec<&str> = body.take_while(|line| !line.is_empty()).map(|line| line.trim()).collect();
        let text = paragraph.join(" ");
        text.split_once(". ").map_or(text.clone(), |(first, _)| format!("{first}."))
    }
}

/// Declares the rule of a file: its doc comment is its documentation, under four fixed headings.
///
/// ```ignore
/// rule! {
///     /// ## What it catches
///     /// …
///     "host-path-between-containers", Warning, Composition, Check::Pod(check)
/// }
/// ```
///
/// After the check may follow what else is true of the rule, each by the method of [`Rule`] of that name: `off`,
/// `needs_others`, `settings(&[&MOST])`, `fixable(Fixable::Safe)`, `cel(Cel::Pod("…"))`.
macro_rules! rule {
    (
        $(#[doc = $line:literal])+
        $id:literal, $severity:ident, $category:ident, $check:expr $(, $trait:ident $(($($value:expr),+))?)*
    ) => {
        #[doc = concat!("The rule `", $id, "`.")]
        pub(crate) static RULE: $crate::lint::Rule = $crate::lint::Rule {
            id: $id,
            severity: $crate::lint::Severity::$severity,
            category: $crate::lint::Category::$category,
            on: true,
            alone: true,
            settings: &[],
            doc_lines: &[$($line),+],
            check: $check,
            fixable: None,
            cel: None,
        }$(.$trait($($($value),+)?))*;
    };
}
pub(crate) use rule;
