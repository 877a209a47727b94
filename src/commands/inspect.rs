//! `podpat inspect`: what Pods are made of.

use super::flag::explained;
use super::inputs::{self, InputArgs};
use super::lint_inputs::LintInputs;
use super::look::Look;
use super::notes;
use crate::commands::Streams;
use crate::config::RuleSelection;
use crate::intake::Intake;
use crate::outcome::Outcome;
use crate::report::inspect::{self, InspectFormat};
use crate::terminal::WriteError;

/// Flags of `podpat inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Output format
    #[arg(short, long, value_name = "FORM", default_value = "text", value_parser = explained::<InspectFormat>(InspectFormat::ALL.map(|form| (form.as_str(), form.help()))))]
    output: InspectFormat,
}

/// There is nothing to look at.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is no Pod in {0}")]
#[diagnostic(help("name a file with a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob"))]
struct NoPod(String);

/// Looks at what was named and shows it.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let Intake { texts, knowledge, notes, errors, .. } = args.inputs.collect("inspect", None, streams)?;
    notes::tell(&notes, args.inputs.is_verbose(), streams);
    let inputs = LintInputs::new(texts, errors, &RuleSelection::default(), false);
    let look = Look::at(&inputs, &knowledge, args.inputs.resources(1), "inspect");
    look.notes.into_iter().for_each(|note| streams.note(note));
    inputs.note_all(look.errors);
    let (pods, errors) = (look.pods, inputs.errors());
    if pods.is_empty() && errors.is_empty() && !args.inputs.may_be_empty() {
        return Err(NoPod(args.inputs.listed()).into());
    }
    if !pods.is_empty() || errors.is_empty() {
        inspect::write(&pods, args.output, streams.out()).map_err(WriteError::from)?;
    }
    inputs::conclude(Outcome::Clean, errors)
}
