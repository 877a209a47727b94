//! The whole way: what was typed, the description, the plan, the text, and the check before anybody sees it.

use crate::catalogue::Catalogue;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::input::Input;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::assemble;
use crate::pattern::plan::planned::Planned;
use crate::pattern::plan::resolve;
use crate::pattern::problem::{Bug, Problem, Problems};
use crate::pattern::render::check;
use crate::pattern::render::print::{self, Rendered};
use crate::validity::Release;

/// The first release on which native sidecars are on by default (KEP-753).
const NATIVE_SINCE: Release = Release::minor(29);

/// The input and the options of one run of `podpat generate`.
#[derive(Debug)]
pub struct Request {
    /// The description.
    pub description: Input,
    /// The way helpers run, when a flag says so.
    pub helpers: Option<HelperMode>,
    /// The release of Kubernetes to generate for.
    pub kubernetes: Release,
}

/// The objects of a description.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Generated {
    /// One line that says what it is.
    pub about: String,
    /// The objects, in the order in which they need each other.
    pub objects: Vec<Rendered>,
    /// Notes for the user.
    pub notes: Vec<String>,
    /// Findings of lint that the user's own words caused.
    pub advice: Vec<Problem>,
}

impl Generated {
    /// Adds what comes of another description.
    fn with(mut self, other: Self) -> Self {
        self.objects.extend(other.objects);
        self.notes.extend(other.notes);
        self.advice.extend(other.advice);
        self
    }
}

/// Makes Kubernetes objects of a description; those of several documents are put together.
///
/// # Errors
/// The mistakes in the description, all of them; or podpat's own, and then it says so.
pub fn generate(request: &Request, catalogue: &Catalogue) -> miette::Result<Generated> {
    let each = generate_each(request, catalogue)?;
    Ok(each.into_iter().reduce(Generated::with).unwrap_or_default())
}

/// Makes Kubernetes objects of each document of a description, of which there is at least one.
///
/// # Errors
/// The mistakes in all of them; or podpat's own, and then it says so.
pub fn generate_each(request: &Request, catalogue: &Catalogue) -> miette::Result<Vec<Generated>> {
    let mut problems = Problems::default();
    let items = request.description.read_with(catalogue.registry.as_ref(), &mut problems);
    let mut each = Vec::new();
    for item in &items {
        each.extend(plan(item, request, catalogue, &mut problems)?);
    }
    let each = problems.or(each)?;
    if each.is_empty() {
        return Problems::default().or_bug();
    }
    each.iter().map(|planned| render(planned, request)).collect()
}

/// Plans the workloads of one description; nothing where it cannot be read that far.
fn plan(
    item: &SpannedValue,
    request: &Request,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> miette::Result<Option<Vec<Planned>>> {
    let mut planned = Vec::new();
    for description in Description::read_all(item, request.kubernetes, problems) {
        let mode = helper_mode(request.helpers, request.kubernetes, &description, problems);
        let helpers = resolve::resolve(&description, mode, catalogue, problems)?;
        let plan = assemble::assemble(&description, &helpers, mode, problems);
        planned.push(Planned { description, helpers, plan });
    }
    Ok((!planned.is_empty()).then_some(planned))
}

/// Prints what was planned, and checks it.
fn render(planned: &[Planned], request: &Request) -> miette::Result<Generated> {
    let documents = print::print(planned).map_err(Bug::template)?;
    let advice = check::check(planned, &documents, request.kubernetes)?;
    let about = planned.last().map(|planned| planned.plan.about.clone()).unwrap_or_default();
    let notes = planned.iter().flat_map(|planned| planned.plan.notes.iter().cloned()).collect();
    let objects = documents.into_iter().map(|document| document.rendered).collect();
    Ok(Generated { about, objects, notes, advice: advice.into_advice() })
}

/// Returns how helpers run: as the flag says, or the description, or as the version allows.
pub(super) fn helper_mode(
    flag: Option<HelperMode>,
    kubernetes: Release,
    description: &Description,
    problems: &mut Problems,
) -> HelperMode {
    let said = flag.or(description.helpers.as_ref().map(|(mode, _)| *mode));
    let native = kubernetes >= NATIVE_SINCE;
    let mode = said.unwrap_or(if native { HelperMode::Native } else { HelperMode::Classic });
    let place = match (&description.helpers, description.helping.first()) {
        (Some((_, place)), _) => place,
        (None, Some(helper)) => &helper.place,
        (None, None) => &description.name.place,
    };
    if mode == HelperMode::Native && !native {
        let message = format!("Kubernetes {kubernetes} has no native sidecars");
        let help = "write `helpers: classic`, or generate for 1.29 or later".to_owned();
        problems.add(place, message, "native helpers are asked for", help);
    }
    if mode == HelperMode::Classic && description.kind.ends() && !description.helping.is_empty() {
        let kind = description.kind.name();
        let message = format!("a {kind} with plain helper containers never completes");
        let help = match said {
            Some(_) => "leave helpers native: those end when main does".to_owned(),
            None => "generate for 1.29 or later, whose native helpers end when main does".to_owned(),
        };
        problems.add(place, message, "classic helpers go on running", help);
    }
    mode
}
