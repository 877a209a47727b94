//! What a clause says of one container, and the ledger that clauses write to.

use super::Clause;
use crate::composition::knowledge::Function;
use crate::composition::lifetime::Idle;
use crate::composition::role::Role;

/// What is claimed of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::composition) enum Claim {
    /// It helps another container.
    Helper { role: Role, function: Option<Function> },
    /// It is a service or application of its own.
    Main { function: Option<Function> },
    /// Hints at a role do not count.
    Unknown,
    /// It does nothing.
    Idle(Idle),
    /// As a helper it stands between its neighbours and the outside.
    FacesOutside,
    /// As a helper of which nothing else is known it has this role and function.
    Does(Role, Function),
    /// It is, or is not, what the Pod exists for.
    Purpose,
}

/// One claim with its reason.
#[derive(Clone, Debug)]
pub(in crate::composition) struct Evidence {
    /// Which clause makes it.
    pub(in crate::composition) clause: Clause,
    /// The container it is about, by index.
    pub(in crate::composition) container: usize,
    /// What it claims.
    pub(in crate::composition) claim: Claim,
    /// Why, as a sentence about the container: `its name, "log-agent", hints at it`.
    pub(in crate::composition) reason: String,
}

/// The evidence about the containers of a Pod. Clauses that are switched off leave nothing in it.
#[derive(Debug, Default)]
pub(in crate::composition) struct Ledger<'o> {
    off: &'o [Clause],
    list: Vec<Evidence>,
}

impl<'o> Ledger<'o> {
    pub(in crate::composition) const fn without(off: &'o [Clause]) -> Self {
        Self { off, list: Vec::new() }
    }

    /// Whether a clause is heard.
    pub(in crate::composition) fn hears(&self, clause: Clause) -> bool {
        !self.off.contains(&clause)
    }

    /// Notes a claim about a container.
    pub(super) fn claim(&mut self, clause: Clause, container: usize, claim: Claim, reason: impl Into<String>) {
        if self.hears(clause) {
            self.list.push(Evidence { clause, container, claim, reason: reason.into() });
        }
    }

    /// Notes that a container is a helper.
    pub(super) fn helper(
        &mut self,
        clause: Clause,
        container: usize,
        role: Role,
        function: impl Into<Option<Function>>,
        reason: impl Into<String>,
    ) {
        self.claim(clause, container, Claim::Helper { role, function: function.into() }, reason);
    }

    /// Returns everything noted so far.
    pub(in crate::composition) fn all(&self) -> &[Evidence] {
        &self.list
    }
}
