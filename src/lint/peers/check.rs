//! One check of another linter, and what looks for the same here.

/// A check of another linter.
#[derive(Clone, Copy, Debug)]
pub struct PeerCheck {
    /// The name that linter gives it.
    pub id: &'static str,
    /// True if that linter runs it by default.
    pub on: bool,
    /// The ids of the rules here that look for the same; none where it is left out.
    pub rules: &'static [&'static str],
    /// The difference, or why it is left out; empty where there is nothing to say.
    pub note: &'static str,
}

impl PeerCheck {
    /// A check that runs by default there.
    pub(super) const fn on(id: &'static str, rules: &'static [&'static str]) -> Self {
        Self { id, on: true, rules, note: "" }
    }

    /// A check that runs only when it is asked for there.
    pub(super) const fn off(id: &'static str, rules: &'static [&'static str]) -> Self {
        Self { id, on: false, rules, note: "" }
    }

    /// A check without a rule here, and why.
    pub(super) const fn left_out(id: &'static str, on: bool, why: &'static str) -> Self {
        Self { id, on, rules: &[], note: why }
    }

    /// The same check with the difference between it and the rules here.
    pub(super) const fn but(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}
