//! Which rules a configuration, a section of it, or the command line selects, and how it tunes them.

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
    /// Give these another severity, in order.
    pub severity: Vec<(Selector, Severity)>,
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

    fn tune(&self, settings: &mut Settings) {
        settings.ignore(&self.ignore);
        if let Some(release) = self.release {
            settings.set_release(release);
        }
        for &(selector, severity) in &self.severity {
            settings.set_severity(selector, severity);
        }
        for &(rule, setting, value) in &self.numbers {
            settings.set_number(rule, setting, value);
        }
    }
}
