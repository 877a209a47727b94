//! Documents with bytes that are no text: set aside, so that nothing is said of what stands in their place.

use std::collections::BTreeMap;

use super::read::{Read, Stray, Why};
use crate::source::{NotText, Span};
use crate::yaml::SyntaxError;

/// Takes the documents with bytes that are no text out of what was read; the first such byte speaks for each.
pub(super) fn set_aside(wrong: &NotText, read: &mut Read) {
    let NotText::Byte { firsts, .. } = wrong else {
        return read.strays.push(stray(0, Span::default(), wrong.to_string(), wrong));
    };
    let mut broken: BTreeMap<Option<usize>, Stray> = BTreeMap::new();
    for &(offset, byte) in firsts {
        let document = document_at(&read.documents, offset);
        broken.entry(document).or_insert_with(|| {
            let message = format!("the byte 0x{byte:02X} is no character of UTF-8");
            stray(document.unwrap_or_default(), Span::new(offset, offset + 1), message, wrong)
        });
    }
    let Read { manifests, strays, documents, comments, .. } = read;
    manifests.retain(|manifest| !broken.contains_key(&Some(manifest.document)));
    strays.retain(|stray| !broken.contains_key(&Some(stray.document)));
    comments.retain(|comment| !broken.contains_key(&document_at(documents, comment.span.start)));
    strays.extend(broken.into_values());
}

/// Returns the number of the document at an offset; one that holds nothing is counted and not listed. `None` for comments
/// before the first separator, which are no document.
fn document_at(documents: &[(usize, Span)], offset: usize) -> Option<usize> {
    let at = documents.partition_point(|(_, span)| span.end <= offset);
    match documents.get(at) {
        Some((document, span)) if span.start <= offset => Some(*document),
        Some((document, _)) => document.checked_sub(1),
        None => Some(documents.last().map_or(0, |(document, _)| document + 1)),
    }
}

fn stray(document: usize, span: Span, message: String, wrong: &NotText) -> Stray {
    let error = SyntaxError { message, help: wrong.help().to_owned(), span };
    Stray { document, span, why: Why::Syntax(error), keys: Vec::new() }
}
