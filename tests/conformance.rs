//! podpat's verdicts against those of a real API server; `conformance/README.md` says where these come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::Arc;

use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::validity::{self, FieldError, Reason, Release};
use serde::Deserialize;

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/disagreements.txt");

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Validation,
    Decoding,
    Admission,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    manifest: String,
    verdict: Verdict,
    #[serde(default)]
    causes: Vec<(String, String, String)>,
    #[serde(default)]
    message: String,
}

fn cases() -> Vec<Case> {
    let packed = [&include_bytes!("conformance/cases.jsonl.gz")[..], include_bytes!("conformance/further.jsonl.gz")];
    let mut text = String::new();
    for packed in packed {
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("the cases unpack");
    }
    text.lines().map(|line| serde_json::from_str(line).expect("a case is JSON")).collect()
}

/// The texts of all cases.
pub(crate) fn manifests() -> Vec<String> {
    cases().into_iter().map(|case| case.manifest).collect()
}

/// What podpat holds against a case.
fn judge(case: &Case) -> Vec<FieldError> {
    let read = k8s::read(&Arc::new(Source::new(case.name.as_str(), case.manifest.as_str())));
    assert!(read.strays.is_empty(), "{}: {:?}", case.name, read.strays);
    read.manifests.iter().flat_map(|manifest| validity::validate(manifest, Release::LATEST)).collect()
}

/// A path without brackets and quotes: `a[0].b['c']` is `a.0.b.c`.
fn plain(path: &str) -> String {
    let dots = path.replace(['[', ']', '\'', '"'], ".");
    dots.split('.').filter(|step| !step.is_empty()).collect::<Vec<_>>().join(".")
}

/// Whether one of podpat's paths is the server's field, its parent where the field is missing there, or below it.
fn named(field: &str, paths: &BTreeSet<String>) -> bool {
    let field = plain(field);
    let parent = field.rsplit_once('.').map(|(parent, _)| parent);
    let below = format!("{field}.");
    paths.iter().any(|path| *path == field || Some(path.as_str()) == parent || path.starts_with(&below))
}

/// The fields a decoding message names: `unknown field "spec.x"`, `Go struct field Pod.spec.x of type`.
fn fields_of(message: &str) -> Vec<String> {
    let quoted = message.split("unknown field \"").skip(1).filter_map(|rest| rest.split('"').next());
    let typed = message.split("Go struct field ").skip(1).filter_map(|rest| rest.split(" of type").next());
    let typed = typed.filter_map(|field| field.split_once('.')).map(|(_, field)| without_embedded(field));
    quoted.map(str::to_owned).chain(typed).map(|field| without_indices(&plain(&field))).collect()
}

/// Go's decoder names the structs embedded: `spec.volumes.VolumeSource.emptyDir`.
fn without_embedded(path: &str) -> String {
    path.split('.').filter(|step| !step.starts_with(|c: char| c.is_ascii_uppercase())).collect::<Vec<_>>().join(".")
}

/// Go's decoder leaves list indices out of its paths.
fn without_indices(path: &str) -> String {
    let steps = path.split('.').filter(|step| !step.bytes().all(|b| b.is_ascii_digit()));
    steps.collect::<Vec<_>>().join(".")
}

/// What is different, in a few words; `None` where podpat agrees.
fn disagreement(case: &Case, faults: &[FieldError]) -> Option<String> {
    let paths: BTreeSet<_> = faults.iter().map(|fault| plain(&fault.path.to_string())).collect();
    let decoded = |fault: &&FieldError| fault.span.is_some();
    match case.verdict {
        Verdict::Accept => faults.first().map(|fault| format!("refused: {}: {}", fault.path, fault.message)),
        _ if faults.is_empty() => Some("accepted".to_owned()),
        Verdict::Admission => None,
        Verdict::Decoding => {
            let fields = fields_of(&case.message);
            let paths: BTreeSet<_> = paths.iter().map(|path| without_indices(path)).collect();
            let lost: Vec<_> = fields.into_iter().filter(|field| !named(field, &paths)).collect();
            (!lost.is_empty()).then(|| format!("not named: {}", lost.join(", ")))
        }
        Verdict::Validation => {
            if let Some(fault) = faults.iter().find(decoded) {
                return Some(format!("decoding: {}: {}", fault.path, fault.message));
            }
            let fields: BTreeSet<_> = case.causes.iter().map(|(_, field, _)| field).collect();
            let lost: Vec<_> = fields.into_iter().filter(|field| !named(field, &paths)).cloned().collect();
            (!lost.is_empty()).then(|| format!("not named: {}", lost.join(", ")))
        }
    }
}

/// Names and reasons of the committed list.
fn known() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(LIST).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}

fn bless(found: &BTreeMap<String, String>, known: &BTreeMap<String, String>) {
    let mut text = String::from("# Cases that podpat judges otherwise than the API server: name, tab, why.\n");
    for (name, what) in found {
        let _ = writeln!(text, "{name}\t{}", known.get(name).unwrap_or(what));
    }
    std::fs::write(LIST, text).expect("the list can be written");
}

/// Judges every `step`th case, and says how the verdicts compare with the server's and with the list.
fn compare(step: usize) {
    let mut classes: BTreeMap<Verdict, (usize, usize)> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for case in cases().into_iter().step_by(step) {
        let faults = judge(&case);
        let different = disagreement(&case, &faults);
        let (agreed, all) = classes.entry(case.verdict).or_default();
        *agreed += usize::from(different.is_none());
        *all += 1;
        found.extend(different.map(|what| (case.name.clone(), what)));
    }
    for (verdict, (agreed, all)) in &classes {
        println!("{verdict:?}: {agreed} of {all}");
    }
    let known = known();
    if std::env::var("CONFORMANCE").is_ok_and(|value| value == "bless") {
        return bless(&found, &known);
    }
    let news: Vec<_> = found.iter().filter(|(name, _)| !known.contains_key(*name)).collect();
    let gone: Vec<_> = known.keys().filter(|name| step == 1 && !found.contains_key(*name)).collect();
    for (name, what) in &news {
        println!("  {name}: {what}");
    }
    assert!(news.is_empty(), "{} cases are judged otherwise and not in {LIST}", news.len());
    assert!(gone.is_empty(), "these agree now: take them out of {LIST}: {gone:#?}");
}

#[test]
fn judges_as_the_server_does() {
    compare(5);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn judges_every_case_as_the_server_does() {
    compare(1);
}

/// Every reason that the server gives has a rule of its own.
#[test]
fn every_reason_of_the_server_has_a_rule() {
    let known: BTreeMap<_, _> = [
        ("FieldValueRequired", Reason::Required),
        ("FieldValueInvalid", Reason::Invalid),
        ("FieldValueDuplicate", Reason::Duplicate),
        ("FieldValueNotSupported", Reason::NotSupported),
        ("FieldValueForbidden", Reason::Forbidden),
        ("FieldValueNotFound", Reason::NotFound),
        ("FieldValueTooLong", Reason::TooLong),
        ("FieldValueTooMany", Reason::TooMany),
        ("FieldValueTypeInvalid", Reason::TypeInvalid),
    ]
    .into();
    let reasons: BTreeSet<_> = cases().into_iter().flat_map(|case| case.causes).map(|(reason, ..)| reason).collect();
    let missing: Vec<_> = reasons.iter().filter(|reason| !known.contains_key(reason.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let rules: BTreeSet<_> = known.values().map(|reason| reason.id()).collect();
    assert_eq!(rules.len(), known.len());
}
