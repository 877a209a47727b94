//! Words that name something that keeps data.

use crate::composition::Image;
use crate::composition::knowledge::{self, WordList};

/// Returns true if a word of a name means something that keeps data: `db`, `redis2`, `mysqlserver`.
pub(super) fn means_store(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    WordList::Store.holds(word)
        || knowledge::of_image(&Image::parse(word), None).is_some_and(|software| software.kind.is_store())
        || WordList::StoreBegins.words().any(|store| word.starts_with(store))
}
