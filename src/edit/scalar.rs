//! A scalar in the place of another, in the style of the one that was there.

use serde_json::Value;

use crate::yaml::{double_quoted, quote};

/// Returns a scalar, or an empty list or mapping, as it stands in the place of an old one; `old` is the text of that,
/// empty where there was none.
pub(super) fn in_style_of(old: &str, value: &Value, is_in_flow: bool) -> String {
    let Value::String(text) = value else { return value.to_string() };
    match old.as_bytes().first() {
        Some(b'"') => double_quoted(text),
        Some(b'\'') => single_quoted(text),
        _ => plain(text, is_in_flow),
    }
}

/// Returns a text without quotes where every reader takes it for just this text.
pub(super) fn plain(text: &str, is_in_flow: bool) -> String {
    let plain = quote(text);
    // In brackets, Kubernetes' reader ends a plain text at `?` too.
    if is_in_flow && plain.contains([',', '[', ']', '{', '}', '?']) { double_quoted(text) } else { plain }
}

/// Returns a text in single quotes; in double quotes where it cannot stand in single ones.
pub(super) fn single_quoted(text: &str) -> String {
    let double = double_quoted(text);
    let needs_escapes = double[1..double.len() - 1].replace("\\\\", "").replace("\\\"", "").contains('\\');
    if needs_escapes { double } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Returns a literal block scalar of a text with the header and the indentation of another; `None` where its header
/// cannot say it.
pub(super) fn literal(old: &str, text: &str) -> Option<String> {
    let (header, body) = old.split_once('\n')?;
    let indicators = header.split([' ', '#', '\r']).next()?;
    let (is_clipped, is_stripped) = (indicators == "|", indicators == "|-");
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let indent = &first[..first.len() - first.trim_start_matches(' ').len()];
    let bare = text.strip_suffix('\n');
    let fits = if is_clipped { bare.is_some() } else { is_stripped && bare.is_none() };
    let lines = bare.unwrap_or(text);
    let is_plain = !lines.is_empty() && !lines.starts_with([' ', '\n']) && !lines.ends_with('\n');
    if !fits || !is_plain {
        return None;
    }
    let mut out = header.to_owned();
    let line_break = if header.ends_with('\r') { "\r\n" } else { "\n" };
    for line in lines.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend([indent, line]);
        }
        out.extend(line_break.strip_suffix('\n'));
    }
    Some(out.strip_suffix('\r').unwrap_or(&out).to_owned())
}
