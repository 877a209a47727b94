//! Any bytes become text or are refused; any text becomes trees or errors whose places lie in the text.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::internals::source::Source;
use podpat::internals::yaml::{self, Stream};

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("-", bytes.to_vec()) else { return };
    let source = Arc::new(source);
    let stream = yaml::parse(&source);
    let with = yaml::parse_with_comments(&source);
    assert_eq!(format!("{:?}", stream.documents), format!("{:?}", with.documents));
    are_no_values(&source, &with);
    for document in stream.documents {
        match document.tree {
            Ok(tree) => {
                let json = tree.root().to_json();
                let text = json.to_string();
                // What podpat makes of its own JSON is the same again.
                let again = yaml::parse(&Arc::new(Source::new("-", text)));
                if let [document] = &again.documents[..]
                    && json.is_object()
                {
                    let tree = document.tree.as_ref().expect("JSON is read");
                    assert_eq!(tree.root().to_json(), json);
                }
                let duplicates = tree.root().duplicates();
                duplicates.for_each(|twice| assert!(source.text().get(twice.key.start..twice.key.end).is_some()));
            }
            Err(error) => assert!(source.text().get(error.span.start..error.span.end).is_some(), "{error:?}"),
        }
    }
});

/// Asserts that no value changes when the texts of all comments do.
fn are_no_values(source: &Arc<Source>, stream: &Stream) {
    let mut text = source.text().to_owned();
    for comment in &stream.comments {
        assert!(source.slice(comment.span).starts_with('#'));
        text.replace_range(comment.span.start + 1..comment.span.end, &"x".repeat(comment.span.len() - 1));
    }
    let again = yaml::parse(&Arc::new(Source::new("-", text)));
    assert_eq!(stream.documents.len(), again.documents.len());
    for (one, other) in stream.documents.iter().zip(&again.documents) {
        match (&one.tree, &other.tree) {
            (Ok(one), Ok(other)) => assert_eq!(one.root().to_json(), other.root().to_json()),
            (one, other) => assert_eq!(one.is_ok(), other.is_ok()),
        }
    }
}
