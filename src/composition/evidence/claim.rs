//! A claim of a clause about one container, and the ledger that clauses write to.

use super::Clause;
use crate::composition::knowledge::Function;
use crate::composition::lifetime::Idle;
use crate::composition::link::Link;
use crate::composition::role::Role;
use crate::yaml::FieldPath;

/// A claim about a container.
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
    /// The clause that makes it.
    pub(in crate::composition) clause: Clause,
    /// The container it is about, by index.
    pub(in crate::composition) container: usize,
    /// The claim.
    pub(in crate::composition) claim: Claim,
    /// Why, as a sentence about the container: `its name, "log-agent", hints at it`.
    pub(in crate::composition) reason: String,
    /// The field it stands in, where that is another than the clause says.
    pub(in crate::composition) at: Option<FieldPath>,
}

/// A sentence that says why, and the field it rests on where that is known.
#[derive(Debug)]
pub(in crate::composition) struct Because {
    pub(super) words: String,
    pub(super) at: Option<FieldPath>,
}

impl Because {
    /// Returns a sentence about a link, which rests on the field that says the address.
    pub(super) fn of_link(link: &Link, words: String) -> Self {
        Self { words, at: Some(link.place.clone()) }
    }
}

impl<T: Into<String>> From<T> for Because {
    fn from(words: T) -> Self {
        Self { words: words.into(), at: None }
    }
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

    /// Returns true if a clause is heard.
    pub(in crate::composition) fn hears(&self, clause: Clause) -> bool {
        !self.off.contains(&clause)
    }

    /// Notes a claim about a container.
    pub(super) fn claim(&mut self, clause: Clause, container: usize, claim: Claim, reason: impl Into<Because>) {
        if self.hears(clause) {
            let Because { words: reason, at } = reason.into();
            self.list.push(Evidence { clause, container, claim, reason, at });
        }
    }

    /// Notes that a container is a helper.
    pub(super) fn helper(
        &mut self,
        clause: Clause,
        container: usize,
        role: Role,
        function: impl Into<Option<Function>>,
        reason: impl Into<Because>,
    ) {
        self.claim(clause, container, Claim::Helper { role, function: function.into() }, reason);
    }

    /// Returns everything noted so far.
    pub(in crate::composition) fn all(&self) -> &[Evidence] {
        &self.list
    }
}
