//! The rules that run on a file, their severities and settings: what flags and configuration come to.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::options::Setting;
use super::owned::OwnedObjects;
use super::preset::Preset;
use super::rule::{Category, Check, Rule, Severity};
use super::rules;
use crate::validity::Release;
use crate::yaml::nearest;

/// One word of a `select` or `ignore` list.
#[derive(Clone, Copy, Debug)]
pub enum Selector {
    /// `all`: every rule there is.
    All,
    /// `default`: the rules that run when nothing is selected.
    Default,
    /// The rules that a standard asks for, or that look for what another linter does.
    Preset(Preset),
    /// Every rule of a category.
    Category(Category),
    /// One rule.
    Rule(&'static Rule),
}

impl Selector {
    /// Returns true if the word covers `rule`.
    pub fn covers(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Default => rule.on,
            Self::Preset(preset) => preset.covers(rule.id),
            Self::Category(category) => rule.category == category,
            Self::Rule(one) => one.id == rule.id,
        }
    }

    /// The word itself.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Default => "default",
            Self::Preset(preset) => preset.as_str(),
            Self::Category(category) => category.as_str(),
            Self::Rule(rule) => rule.id,
        }
    }

    /// Every word there is: presets, categories, rule ids.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let categories = categories().map(Category::as_str);
        let presets = Preset::ALL.into_iter().map(Preset::as_str);
        ["all", "default"].into_iter().chain(presets).chain(categories).chain(rules::all().iter().map(|rule| rule.id))
    }
}

/// The categories that have rules: to select another one would be to check nothing.
fn categories() -> impl Iterator<Item = Category> {
    Category::ALL.into_iter().filter(|category| rules::all().iter().any(|rule| rule.category == *category))
}

/// A word that names no rule, category or preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSelector {
    /// The word.
    pub word: String,
    /// The nearest one that does.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule, category or preset `{}`", self.word)?;
        match self.nearest {
            Some(word) => write!(f, "; did you mean `{word}`?"),
            None => f.write_str("; `podpat rules` lists them"),
        }
    }
}

impl std::error::Error for UnknownSelector {}

impl FromStr for Selector {
    type Err = UnknownSelector;

    fn from_str(word: &str) -> Result<Self, UnknownSelector> {
        let category = || categories().find(|category| category.as_str() == word);
        match word {
            "all" => return Ok(Self::All),
            "default" => return Ok(Self::Default),
            _ => {}
        }
        let rule = rules::find(word).map(Self::Rule);
        let preset = || Preset::ALL.into_iter().find(|preset| preset.as_str() == word).map(Self::Preset);
        rule.or_else(|| category().map(Self::Category))
            .or_else(preset)
            .ok_or_else(|| UnknownSelector { word: word.to_owned(), nearest: nearest(word, Self::words()) })
    }
}

/// The rules that run on one file, with their severities and settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For each rule, in the order of [`rules::all`], its severity; `None` where it does not run.
    severities: Vec<Option<Severity>>,
    numbers: BTreeMap<(&'static str, &'static str), u64>,
    release: Release,
    owned: OwnedObjects,
    has_fixes: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&[Selector::Default])
    }
}

/// Returns the severity of a rule where any of `selectors` covers it. What is off by default is a matter of taste: who
/// selects everything is informed of it, who names it, its category or a preset with it is told as it comes.
fn severity_under(selectors: &[Selector], rule: &Rule) -> Option<Severity> {
    let under = |selector: &Selector| match selector {
        Selector::All if !rule.on => Severity::Info,
        _ => rule.severity,
    };
    selectors.iter().filter(|selector| selector.covers(rule)).map(under).max()
}

impl Settings {
    /// The rules that any of `selectors` covers, as they come.
    pub fn of(selectors: &[Selector]) -> Self {
        let severities = rules::all().iter().map(|rule| severity_under(selectors, rule)).collect();
        Self {
            severities,
            numbers: BTreeMap::new(),
            release: Release::LATEST,
            owned: OwnedObjects::default(),
            has_fixes: false,
        }
    }

    /// Runs the rules that any of `selectors` covers too.
    pub fn select(&mut self, selectors: &[Selector]) {
        self.change(selectors, |rule, now| now.max(severity_under(selectors, rule)));
    }

    /// Leaves out the rules that any of `selectors` covers.
    pub fn ignore(&mut self, selectors: &[Selector]) {
        self.change(selectors, |_, _| None);
    }

    /// Leaves out the rules that mean nothing for an object that a server is about to store: what the server judges
    /// itself, what is about the text the object was written in, and what depends on other objects of the cluster.
    pub fn keep_for_admission(&mut self) {
        self.keep_for_one_object();
        self.retain(|rule| !matches!(rule.category, Category::Validity | Category::Hygiene));
    }

    /// Returns the settings for an object of which the others of the input are not known.
    pub(super) fn for_one_object(&self) -> Self {
        let mut settings = self.clone();
        settings.keep_for_one_object();
        settings
    }

    fn keep_for_one_object(&mut self) {
        self.retain(|rule| rule.alone && !matches!(rule.check, Check::ObjectInContext(_) | Check::Run(_)));
    }

    fn retain(&mut self, is_kept: impl Fn(&Rule) -> bool) {
        for (rule, severity) in rules::all().iter().zip(&mut self.severities) {
            *severity = severity.filter(|_| is_kept(rule));
        }
    }

    /// Sets the treatment of objects that built-in controllers made.
    pub(crate) const fn set_owned(&mut self, owned: OwnedObjects) {
        self.owned = owned;
    }

    /// Returns the treatment of objects that built-in controllers made.
    pub(super) const fn owned(&self) -> OwnedObjects {
        self.owned
    }

    /// Gives rules, as far as they run, another severity, or leaves them out. Of several entries that cover a rule the
    /// last counts.
    pub fn set_severities(&mut self, severities: &[(Selector, Option<Severity>)]) {
        for (rule, now) in rules::all().iter().zip(&mut self.severities) {
            let last = severities.iter().rev().find(|(selector, _)| selector.covers(rule));
            *now = now.and_then(|now| last.map_or(Some(now), |(_, severity)| *severity));
        }
    }

    /// Tunes a rule.
    pub fn set_number(&mut self, rule: &'static Rule, setting: &'static Setting, value: u64) {
        self.numbers.insert((rule.id, setting.name), value);
    }

    /// Judges for a release of Kubernetes other than the latest.
    pub fn set_release(&mut self, release: Release) {
        self.release = release;
    }

    /// The release of Kubernetes the manifests are for.
    pub fn release(&self) -> Release {
        self.release
    }

    /// Makes findings have their fixes.
    pub const fn set_fixes(&mut self) {
        self.has_fixes = true;
    }

    /// Returns true if findings have their fixes.
    pub(super) const fn has_fixes(&self) -> bool {
        self.has_fixes
    }

    /// Returns true if the rule runs.
    pub fn runs(&self, rule: &Rule) -> bool {
        self.get(rule).is_some()
    }

    /// Returns how much a finding of the rule matters.
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.get(rule).unwrap_or(rule.severity)
    }

    /// The value of a rule's setting.
    pub fn number(&self, rule: &Rule, setting: &Setting) -> u64 {
        self.numbers.get(&(rule.id, setting.name)).copied().unwrap_or(setting.default)
    }

    /// The rules that run.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        rules::all().iter().zip(&self.severities).filter(|(_, severity)| severity.is_some()).map(|(rule, _)| *rule)
    }

    /// Returns true if any of the rules that run looks at objects or Pods.
    pub(super) fn look_at_objects(&self) -> bool {
        self.rules().any(|rule| !matches!(rule.check, Check::Engine | Check::Run(_)))
    }

    fn get(&self, rule: &Rule) -> Option<Severity> {
        let at = rules::all().binary_search_by(|known| known.id.cmp(rule.id)).ok()?;
        self.severities[at]
    }

    fn change(&mut self, selectors: &[Selector], to: impl Fn(&Rule, Option<Severity>) -> Option<Severity>) {
        for (rule, severity) in rules::all().iter().zip(&mut self.severities) {
            if selectors.iter().any(|selector| selector.covers(rule)) {
                *severity = to(rule, *severity);
            }
        }
    }
}
