//! Tabs where Kubernetes' reader (go-yaml v2, `scannerc.go`) wants spaces and YAML 1.2 does not mind: in the
//! indentation of a line, on a line of its own, after `-`.

use memchr::memchr;

use super::syntax::SyntaxError;
use super::tree::{Form, Raw, Tree};
use crate::source::Span;

/// Refuses tabs at the beginning of a token in block context. `text` is the chunk that begins at `base`.
pub(super) fn check(tree: &Tree, text: &str, base: usize) -> Result<(), SyntaxError> {
    if memchr(b'\t', text.as_bytes()).is_none() {
        return Ok(());
    }
    let shields = shields(tree);
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(tab) = leading_tab(line) {
            let at = base + line_start + tab;
            let first = shields.partition_point(|shield| shield.end <= at);
            let shielded = shields.get(first).is_some_and(|shield| shield.start < at);
            if !shielded {
                let help = "indent with spaces";
                return Err(SyntaxError::new(Span::new(at, at + 1), "a tab stands where YAML wants spaces", help));
            }
        }
        line_start += line.len();
    }
    Ok(())
}

/// The first tab of a line before its first token, blanks and `- ` aside.
fn leading_tab(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'\t' => return Some(at),
            b' ' => at += 1,
            b'-' | b'?' if matches!(bytes.get(at + 1), Some(b' ' | b'\t')) => at += 1,
            _ => return None,
        }
    }
}

/// Places where tabs are text or allowed blanks: scalars, and lists and mappings in brackets. Ascending, disjoint.
fn shields(tree: &Tree) -> Vec<Span> {
    let mut shields = Vec::new();
    let mut at = 0;
    while let Some(raw) = tree.nodes.get(at) {
        let span = Span::new(raw.start as usize, raw.end as usize);
        let flow = matches!(tree.source.text().as_bytes().get(span.start), Some(b'[' | b'{'));
        match raw.form {
            Form::Sequence | Form::Mapping | Form::OddMapping if flow => {
                shields.push(span);
                at = raw.next as usize;
            }
            Form::Sequence | Form::Mapping | Form::OddMapping => at += 1,
            _ => {
                shields.push(reach(tree, raw, span));
                at += 1;
            }
        }
    }
    shields
}

/// A scalar's span; a block scalar reaches over the blank lines behind it.
fn reach(tree: &Tree, raw: &Raw, span: Span) -> Span {
    let text = tree.source.text();
    let block = raw.form == Form::TextCopied && matches!(text.as_bytes().get(span.start), Some(b'|' | b'>'));
    if !block {
        return span;
    }
    let rest = text.get(span.end..).unwrap_or_default();
    Span::new(span.start, span.end + (rest.len() - rest.trim_start().len()))
}
