//! The whole way: what was typed, the description, the plan, the text, and the check before anybody sees it.

use super::assemble;
use super::catalogue::Catalogue;
use super::check;
use super::description::{Description, Helpers};
use super::problem::{Problem, Problems};
use super::render::{self, Rendered};
use super::resolve;
use super::source::Wanted;
use crate::validity::Release;

/// The first release on which native sidecars are on by default (KEP-753).
const NATIVE_SINCE: Release = Release::minor(29);

/// What is meant by one run of `podpat generate`.
#[derive(Debug)]
pub struct Request {
    /// The description.
    pub wanted: Wanted,
    /// How helpers run, when a flag says so.
    pub helpers: Option<Helpers>,
    /// The release of Kubernetes to generate for.
    pub kubernetes: Release,
}

/// The objects of a description.
#[derive(Debug)]
pub struct Generated {
    /// One line that says what it is.
    pub about: String,
    /// The objects, in the order in which they need each other.
    pub objects: Vec<Rendered>,
    /// What the user has to know besides.
    pub notes: Vec<String>,
    /// What lint would advise against, and the user's own words caused.
    pub advice: Vec<Problem>,
}

/// Makes Kubernetes objects of a description.
///
/// # Errors
/// The mistakes in the description, all of them; or podpat's own, and then it says so.
pub fn generate(request: &Request, catalogue: &Catalogue) -> miette::Result<Generated> {
    let mut problems = Problems::default();
    let Some(item) = request.wanted.read(&mut problems) else { return problems.or_bug() };
    let Some(description) = Description::read(&item, &mut problems) else { return problems.or_bug() };
    let wired = resolve::resolve(&description, catalogue, &mut problems)?;
    let helpers = helpers(request, &description, &mut problems);
    let plan = assemble::assemble(&description, &wired, helpers, &mut problems);
    let (plan, description) = problems.or((plan, description))?;
    let objects = render::render(&plan).map_err(check::Bug::template)?;
    let advice = check::check(&plan, &objects, &description, &wired, request.kubernetes)?;
    Ok(Generated { about: plan.about, objects, notes: plan.notes, advice: advice.into_advice() })
}

/// How helpers run: as the flag says, or the description, or as the version allows.
fn helpers(request: &Request, description: &Description, problems: &mut Problems) -> Helpers {
    let said = request.helpers.or(description.helpers.as_ref().map(|(helpers, _)| *helpers));
    let native = request.kubernetes >= NATIVE_SINCE;
    let helpers = said.unwrap_or(if native { Helpers::Native } else { Helpers::Classic });
    let place = match (&description.helpers, description.helping.first()) {
        (Some((_, place)), _) => place,
        (None, Some(helper)) => &helper.place,
        (None, None) => &description.name.place,
    };
    if helpers == Helpers::Native && !native {
        let message = format!("Kubernetes {} has no native sidecars", request.kubernetes);
        let help = "write `helpers: classic`, or generate for 1.29 or later".to_owned();
        problems.add(place, message, "native helpers are asked for", help);
    }
    if helpers == Helpers::Classic && description.kind.ends() && !description.helping.is_empty() {
        let kind = description.kind.name();
        let message = format!("a {kind} with plain helper containers never completes");
        let help = match said {
            Some(_) => "leave helpers native: those end when main does".to_owned(),
            None => "generate for 1.29 or later, whose native helpers end when main does".to_owned(),
        };
        problems.add(place, message, "classic helpers go on running", help);
    }
    helpers
}
