//! The rules that a configuration, a section of it, or the command line selects, and their settings.

use crate::lint::{Rule, Selector, Setting, Settings, Severity};
use crate::validity::Release;

/// Rules selected and tuned.
#[derive(Clone, Debug, Default)]
pub struct RuleSelection {
    /// Run these. In a configuration or on the command line: these alone; in a section for some files: these too.
    pub select: Option<Vec<Selector>>,
    /// Run these too.
    pub extend: Vec<Selector>,
    /// Do not run these.
    pub ignore: Vec<Selector>,
    /// Give these another severity, or leave them out; of several that cover a rule the last counts.
    pub severity: Vec<(Selector, Option<Severity>)>,
    /// Judge for this release of Kubernetes.
    pub release: Option<Release>,
    /// Tune these.
    pub numbers: Vec<(&'static Rule, &'static Setting, u64)>,
}

impl RuleSelection {
    /// Returns the settings that this selection alone comes to.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::of(self.select.as_deref().unwrap_or(&[Selector::Default]));
        settings.select(&self.extend);
        self.tune(&mut settings);
        settings
    }

    /// Changes settings for the files of a section.
    pub fn adjust(&self, settings: &mut Settings) {
        settings.select(self.select.as_deref().unwrap_or_default());
        settings.select(&self.extend);
        self.tune(settings);
    }

    /// Returns this selection with what another one says besides, which counts more: rules that it selects are neither
    /// ignored nor off.
    pub(super) fn extended_by(mut self, own: Self) -> Self {
        if own.select.is_some() {
            self.extend.clear();
            self.ignore.clear();
            self.severity.retain(|(_, severity)| severity.is_some());
        }
        self.extend.extend(own.extend);
        self.ignore.extend(own.ignore);
        self.severity.extend(own.severity);
        self.numbers.extend(own.numbers);
        Self { select: own.select.or(self.select), release: own.release.or(self.release), ..self }
    }

    fn tune(&self, settings: &mut Settings) {
        settings.ignore(&self.ignore);
        if let Some(release) = self.release {
            settings.set_release(release);
        }
        settings.set_severities(&self.severity);
        for &(rule, setting, value) in &self.numbers {
            settings.set_number(rule, setting, value);
        }
    }
}
