//! The pictures of the book are what `podpat inspect` draws of the descriptions beside them.

use super::{compare, markdown, pages, text};
use crate::harness::podpat_on;

#[test]
fn pictures_are_drawn_from_the_descriptions_beside_them() {
    let mut drawn = 0;
    for page in pages() {
        for block in markdown::read(&text(&page)).blocks {
            let Some(("picture", name)) = block.marker.as_ref().map(|(word, name)| (word.as_str(), name)) else {
                continue;
            };
            let generated = podpat_on(&block.text, ["generate", "-"]);
            assert_eq!(generated.code, 0, "{page}, {name}: {}", generated.err);
            let picture = podpat_on(generated.out, ["inspect", "-o", "svg", "-"]);
            assert_eq!(picture.code, 0, "{page}, {name}: {}", picture.err);
            compare(&format!("docs/pictures/{name}.svg"), &picture.out);
            drawn += 1;
        }
    }
    assert!(drawn >= 6, "a picture for each pattern, not {drawn}");
}
