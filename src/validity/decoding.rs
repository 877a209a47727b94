//! Faults that strict decoding sees in an object: unknown fields, wrong types, duplicate keys, texts that are not of
//! their format. These errors know their bytes.
//!
//! Source: `k8s.io/apimachinery/pkg/runtime/serializer/json`, `sigs.k8s.io/json`.

use super::field_error::{FieldError, FieldErrors, Reason};
use super::meant::Meant;
use crate::k8s::Manifest;
use crate::yaml::{Duplicate, FieldPath, Problem, Segment, What, nearest};

/// The unknown fields of one object for which it is looked up what was meant: so many more are no slips of the pen.
const SLIPS: usize = 200;

/// Adds what decoding found in an object.
pub fn check(manifest: &Manifest, errors: &mut FieldErrors) {
    for duplicate in manifest.node().duplicates() {
        errors.add(repeated(duplicate));
    }
    let mut unknown = 0;
    for problem in manifest.problems().iter().filter(|problem| !is_lax(problem)) {
        let help = match &problem.what {
            What::UnknownField { name, known, .. } => {
                unknown += 1;
                let home = || home(manifest, problem, name, known).unwrap_or_else(|| problem.help());
                if unknown > SLIPS { "remove it, or move it to where it belongs".to_owned() } else { home() }
            }
            _ => problem.help(),
        };
        errors.add(FieldError { meant: Meant::of(manifest, problem), ..fault(problem, help) });
    }
}

/// Returns true if an unknown field stands where the server does not look for any: in schemas that may be something
/// else than a mapping. `UnmarshalJSON` of `JSONSchemaPropsOrArray` and its like.
fn is_lax(problem: &Problem) -> bool {
    const UNIONS: [&str; 4] = ["items", "additionalItems", "additionalProperties", "dependencies"];
    let names = problem.path.segments().iter().map(|segment| match segment {
        Segment::Field(name) => name.as_ref(),
        _ => "",
    });
    let mut in_schema = names.skip_while(|&name| name != "openAPIV3Schema");
    matches!(problem.what, What::UnknownField { .. }) && in_schema.any(|name| UNIONS.contains(&name))
}

fn repeated(duplicate: Duplicate) -> FieldError {
    let last = duplicate.path.segments().last().cloned();
    let name = FieldPath::new(last).to_string();
    FieldError {
        reason: Reason::DuplicateKey,
        place: None,
        span: Some(duplicate.key),
        related: Some((duplicate.first, "it is already here")),
        message: format!("the key `{name}` appears twice in one mapping, and only the last one counts"),
        help: "remove one of the two".to_owned(),
        path: duplicate.path,
        meant: None,
        more: 0,
    }
}

/// Help for a field that exists, and not here: a name that is misspelt by a letter comes first.
fn home(manifest: &Manifest, problem: &Problem, name: &str, known: &[&str]) -> Option<String> {
    let near = nearest(name, known.iter().copied());
    let slip = near.is_some_and(|near| strsim::damerau_levenshtein(&near.to_lowercase(), &name.to_lowercase()) <= 1);
    if slip {
        return None;
    }
    let home = manifest.suggest_place(&problem.path)?;
    Some(match near {
        Some(near) => format!("move it to `{home}`, or did you mean `{near}`?"),
        None => format!("move it to `{home}`"),
    })
}

fn fault(problem: &Problem, help: String) -> FieldError {
    let path = match &problem.what {
        // The field itself, although it is not there.
        What::MissingField { name } => problem.path.clone().join(Segment::Field((*name).into())),
        _ => problem.path.clone(),
    };
    FieldError {
        reason: reason(&problem.what),
        path,
        place: None,
        span: Some(problem.span),
        related: None,
        message: problem.message(),
        help,
        meant: None,
        more: problem.more,
    }
}

const fn reason(what: &What) -> Reason {
    match what {
        What::UnknownField { .. } => Reason::UnknownField,
        What::MissingField { .. } => Reason::Required,
        What::UnknownVariant { .. } => Reason::NotSupported,
        What::WrongType { .. } => Reason::TypeInvalid,
        What::OutOfRange { .. } | What::Malformed { .. } | What::Other(_) => Reason::Invalid,
        What::TooBig => Reason::TooMany,
    }
}
