//! Any bytes become text or are refused; any text becomes trees or errors whose places lie in the text.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::source::Source;
use podpat::yaml;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("-", bytes.to_vec()) else { return };
    let source = Arc::new(source);
    let stream = yaml::parse(&source);
    let with = yaml::parse_with_comments(&source);
    // The reader of comments may put an error in other words, and at the same place.
    assert_eq!(stream.documents.len(), with.documents.len());
    for (one, other) in stream.documents.iter().zip(&with.documents) {
        match (&one.tree, &other.tree) {
            (Err(one), Err(other)) => assert_eq!(one.span, other.span),
            _ => assert_eq!(format!("{one:?}"), format!("{other:?}")),
        }
    }
    for comment in &with.comments {
        assert!(source.slice(comment.span).starts_with('#'));
    }
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
