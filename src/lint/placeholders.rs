//! Placeholders such as `${IMAGE}` and what SOPS has encrypted, which another program fills in before a manifest is
//! applied: what is wrong with them as they stand means nothing. Those that people fill in are called what they are.

use std::collections::HashSet;

use super::finding::Finding;
use super::left_out::{number, take_out};
use super::results::Note;
use super::rule::Category;
use super::text::Text;
use crate::k8s;
use crate::source::Span;
use crate::yaml::Segment;

/// The rule about variables that nobody replaces: alone it does not tell that somebody does.
const OF_VARIABLES: &str = "unexpanded-variable";

/// The rules about a value that is not what its field takes.
pub(super) const OF_VALUES: [&str; 4] = ["invalid-value", "unsupported-value", "wrong-type", "too-long"];

/// The characters that begin a value that SOPS has encrypted.
const ENCRYPTED: &str = "ENC[AES256_GCM,";

/// The field in which SOPS keeps what it needs to decrypt a file.
const OF_SOPS: &str = "sops";

/// Takes findings about values out of those of a text that another program fills in, and says so once.
pub(super) fn set_aside(text: &impl Text, findings: &mut Vec<Finding>) -> Vec<Note> {
    let is_template = !text.is_named() && is_called_template(text.name());
    let open = |finding: &&Finding| OF_VALUES.contains(&finding.rule.id) && unfilled(finding).is_some();
    let open: HashSet<Span> = findings.iter().filter(open).map(|finding| finding.place.span).collect();
    let notes = [decrypted_later(findings), filled_in_later(findings, is_template)];
    // A name that is not filled in leads nowhere yet.
    findings.retain(|finding| finding.rule.category != Category::References || !open.contains(&finding.place.span));
    findings.iter_mut().for_each(say_what_is_unfilled);
    notes.into_iter().flatten().map(|message| Note { file: text.name().to_owned(), message }).collect()
}

fn decrypted_later(findings: &mut Vec<Finding>) -> Option<String> {
    let what = take_out(findings, is_encrypted)?;
    Some(format!(
        "{what} about what SOPS has encrypted left out; decrypt it first, as in `sops -d FILE | podpat lint -`"
    ))
}

fn is_encrypted(finding: &Finding) -> bool {
    let is_field = || finding.rule.id == "unknown-field" && finding.place.path.to_string() == OF_SOPS;
    let text = finding.place.source.get(finding.place.span).unwrap_or_default();
    let is_value = || text.trim_start_matches(['"', '\'']).starts_with(ENCRYPTED);
    finding.rule.category == Category::Validity && (is_value() || is_field())
}

/// Returns true if a file says by its name that something is filled in: `web.template.yaml`, `service-template.yaml`.
fn is_called_template(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.split(['.', '-', '_']).any(|word| matches!(word, "template" | "tmpl" | "tpl"))
}

/// Takes out what is wrong with values that hold placeholders; in a template also those that people fill in.
fn filled_in_later(findings: &mut Vec<Finding>, is_template: bool) -> Option<String> {
    let of_people = |finding: &Finding| {
        is_template
            && (OF_VALUES.contains(&finding.rule.id) || is_of_image(finding))
            && open_in_template(finding).is_some()
    };
    let is_filled_in = findings
        .iter()
        .any(|finding| finding.rule.id != OF_VARIABLES && placeholder(finding).is_some() || of_people(finding));
    if !is_filled_in {
        return None;
    }
    let (mut first, mut count) = (None::<(usize, String)>, 0);
    findings.retain(|finding| {
        let for_people = || open_in_template(finding).filter(|_| of_people(finding));
        let Some(placeholder) = placeholder(finding).or_else(for_people) else { return true };
        let at = finding.place.span.start;
        if first.as_ref().is_none_or(|(first, _)| at < *first) {
            first = Some((at, format!("`{placeholder}` in line {}", finding.place.start().line)));
        }
        count += 1;
        false
    });
    let (_, example) = first?;
    let what = number(count);
    if example.starts_with("`(") {
        return Some(format!("{what} about expressions of chainsaw such as {example} left out"));
    }
    let how = match &example[1..] {
        text if text.starts_with("{{") => ", as in `helm template CHART | podpat lint -`",
        text if text.starts_with('$') && k8s::is_of_shell(text) => ", as in `envsubst < FILE | podpat lint -`",
        _ => "",
    };
    Some(format!("{what} about placeholders such as {example} left out; fill them in first{how}"))
}

/// The placeholder in the text that a finding points at. Only what is wrong with a value of a field is about it: scripts
/// and configurations have variables of their own.
fn placeholder(finding: &Finding) -> Option<&str> {
    let is_of_value = matches!(finding.rule.category, Category::Validity | Category::Images | Category::References);
    let text = finding.place.source.get(finding.place.span)?;
    if !is_of_value && finding.rule.id != OF_VARIABLES && !is_placeholder(finding, text) {
        return None;
    }
    let is_value = OF_VALUES.contains(&finding.rule.id) || is_of_image(finding);
    let of_template = || of_template(text).filter(|_| is_value);
    let of_chainsaw = || of_chainsaw(text).filter(|_| is_value);
    let between = || k8s::between_percents(text).filter(|_| is_value);
    let variable = |text| str::match_indices(text, '$').find_map(|(at, _)| k8s::placeholder(&text[at..]));
    // A value that follows from another one stands nowhere.
    let derived = || variable(&finding.message).filter(|_| OF_VALUES.contains(&finding.rule.id));
    let of_program = || of_program(text).filter(|_| finding.rule.id == "invalid-value");
    variable(text).or_else(of_template).or_else(of_chainsaw).or_else(between).or_else(of_program).or_else(derived)
}

/// Returns true if a field of an object has a placeholder for its value, and nothing else: no rule knows more of it. Files in
/// ConfigMaps have variables of their own.
fn is_placeholder(finding: &Finding, text: &str) -> bool {
    let value = text.trim_matches(['"', '\'']);
    let is_field = finding.place.path.segments().first().is_some_and(|first| *first == Segment::Field("spec".into()));
    is_field && k8s::placeholder(value).is_some_and(|whole| whole.len() == value.len())
}

/// The placeholder for people in a file that is called a template: there `service_name` and an empty text are some, too.
fn open_in_template(finding: &Finding) -> Option<&str> {
    let text = finding.place.source.get(finding.place.span)?;
    let value = text.trim_matches(['"', '\'']);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name =
        value.contains('_') && value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.chars().all(is_word);
    unfilled(finding).or_else(|| (is_name || value.is_empty()).then_some(text))
}

fn is_of_image(finding: &Finding) -> bool {
    finding.rule.category == Category::Images
}

/// The placeholder `{{ … }}` of a template engine in a text.
fn of_template(text: &str) -> Option<&str> {
    let start = text.find("{{")?;
    let length = text[start..].find("}}")? + "}}".len();
    Some(&text[start..start + length]).filter(|whole| !whole.contains('\n'))
}

/// The expression that a value is to chainsaw, such as `($namespace)` or `(join('-', [$namespace, 'web']))`.
fn of_chainsaw(text: &str) -> Option<&str> {
    let value = text.trim_matches(['"', '\'']);
    (value.starts_with('(') && value.ends_with(')') && value.contains('$') && !value.contains('\n')).then_some(value)
}

/// The placeholder of a program for deploying that a value is, or has in it: `<path:vault/data/db#password>` of the Vault
/// plug-in of Argo CD, `$admin_password`, the `{}` that a name is formatted with.
fn of_program(text: &str) -> Option<&str> {
    let value = text.trim_matches(['"', '\'']);
    let is_path = value.starts_with("<path:") && value.ends_with('>') && value.contains('#');
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let is_variable = value.strip_prefix('$').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.contains('_') && name.chars().all(is_word)
    });
    let gap = value.find("{}").filter(|&at| at > 0 && !value.starts_with(['{', '[']));
    if is_path || is_variable { Some(value) } else { gap.map(|at| &value[at..at + "{}".len()]) }
}

/// Asks for the value where a placeholder stands in its place. The API server refuses it as it is, and no other spelling
/// of the placeholder would be right.
fn say_what_is_unfilled(finding: &mut Finding) {
    if !OF_VALUES.contains(&finding.rule.id) {
        return;
    }
    let help = unfilled(finding).map(|text| format!("write the value that the placeholder `{text}` stands for"));
    if help.is_some() {
        (finding.help, finding.fix) = (help, None);
    }
}

/// The placeholder for people in the text that a finding points at.
fn unfilled(finding: &Finding) -> Option<&str> {
    let text = finding.place.source.get(finding.place.span)?;
    k8s::unfilled(text).filter(|_| !text.contains('\n'))
}
