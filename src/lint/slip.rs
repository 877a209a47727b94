//! Slips of the keyboard: names that differ by one, and names that belong to a series.

/// Returns true if two words differ by what a hand does wrong, and not by what tells one thing from the next: a
/// number, or a letter that stands alone.
pub(super) fn is_slip(written: &str, meant: &str) -> bool {
    let words = |text: &str| text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect::<Vec<_>>();
    let (ours, theirs) = (words(written), words(meant));
    let same_words = ours == theirs;
    let letter =
        ours.len() == theirs.len() && ours.iter().zip(&theirs).any(|(a, b)| a != b && (a.len() < 2 || b.len() < 2));
    written.eq_ignore_ascii_case(meant)
        || !same_words
            && !letter
            && written.len().min(meant.len()) >= 4
            && strsim::damerau_levenshtein(written, meant) == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

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
        ];
        for (written, meant) in slips {
            assert!(is_slip(written, meant), "{written} {meant}");
        }
        for (written, meant) in others {
            assert!(!is_slip(written, meant), "{written} {meant}");
        }
    }
}
