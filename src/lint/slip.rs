//! Slips of the keyboard: names that differ by one, and names that belong to a series.

/// Returns true if two words differ by what a hand does wrong, and not by what tells one thing from the next: a
/// number, or a letter that stands alone.
pub(super) fn is_slip(written: &str, meant: &str) -> bool {
    if written.eq_ignore_ascii_case(meant) {
        return true;
    }
    if written.len().min(meant.len()) < 4 || !is_one_edit(written, meant) {
        return false;
    }
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let (ours, theirs) = (words(written), words(meant));
    let letter =
        ours.len() == theirs.len() && ours.iter().zip(&theirs).any(|(a, b)| a != b && (a.len() < 2 || b.len() < 2));
    ours != theirs && !letter
}

/// Returns true if one edit makes one text of the other: a character that is inserted, deleted or changed, or two
/// neighbours that are exchanged.
fn is_one_edit(one: &str, other: &str) -> bool {
    // Most texts differ in their lengths or at both ends, and are told apart without looking at all of them.
    let (mut ours, mut theirs) = (one.chars(), other.chars());
    let (mut a, mut b) = (ours.next(), theirs.next());
    while a.is_some() && a == b {
        (a, b) = (ours.next(), theirs.next());
    }
    let (Some(first), Some(second)) = (a, b) else {
        // One goes on where the other ends: by one character.
        return a.or(b).is_some() && ours.next().or(theirs.next()).is_none();
    };
    let (ours, theirs) = (ours.as_str(), theirs.as_str());
    ours == theirs
        || ours.strip_prefix(second) == Some(theirs)
        || theirs.strip_prefix(first) == Some(ours)
        || ours.strip_prefix(second).is_some_and(|ours| theirs.strip_prefix(first) == Some(ours))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_one_edit, is_slip};

    proptest! {
        #[test]
        fn one_edit_is_a_distance_of_one(one in "[abé]{0,5}", other in "[abé]{0,5}") {
            prop_assert_eq!(is_one_edit(&one, &other), strsim::damerau_levenshtein(&one, &other) == 1);
        }
    }

    #[test]
    fn slips_are_told_from_names_of_a_series() {
        let slips = [
            ("memecache", "memcache"),
            ("demo-app", "demp-app"),
            ("MyApp", "myapp"),
            ("ckaO1", "cka01"),
            ("forntend", "frontend"),
        ];
        let others = [
            ("web-v1", "web-v2"),
            ("web1", "web2"),
            ("node-a", "node-b"),
            ("web", "wem"),
            ("front", "back"),
            ("v10", "v11"),
            ("app", "app2"),
            ("node-1", "node-17"),
            ("data-lh", "data1-lh"),
        ];
        for (written, meant) in slips {
            assert!(is_slip(written, meant), "{written} {meant}");
        }
        for (written, meant) in others {
            assert!(!is_slip(written, meant), "{written} {meant}");
        }
    }
}
