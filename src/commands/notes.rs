//! Notes on standard error: many of one kind are told once.

use std::collections::HashMap;

use crate::commands::Streams;
use crate::lint::Note;
use crate::terminal::shown;

/// The number of notes of one kind that are told one by one.
const MOST: usize = 3;

/// Tells the notes, in their order. Of a kind that there are many of, the first is told with the number of the others,
/// unless the user wants to know them all.
pub(super) fn tell<'a>(notes: impl IntoIterator<Item = &'a Note>, all: bool, streams: &mut Streams<'_>) {
    let notes: Vec<&Note> = notes.into_iter().collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for note in &notes {
        *counts.entry(kind(&note.message)).or_default() += 1;
    }
    for note in notes {
        let count = counts.get_mut(&kind(&note.message)).map_or(0, std::mem::take);
        // The first of many takes the count, and leaves none for the others.
        match count {
            0 => {}
            more if more > MOST && !all => {
                let others = more - 1;
                streams.note(shown!(
                    "{}: {}; the same in {} other files, which `-v` names\n",
                    note.file,
                    note.message,
                    others
                ));
            }
            more => {
                streams.note(shown!("{}: {}\n", note.file, note.message));
                counts.insert(kind(&note.message), more);
            }
        }
    }
}

/// The message without what differs from file to file: numbers, and what stands in backquotes.
fn kind(message: &str) -> String {
    let plain = message.split('`').step_by(2).flat_map(str::chars);
    plain.filter(|c| !c.is_ascii_digit()).collect::<String>().replace("a finding", " findings")
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn kinds_of_notes() {
        assert_eq!(kind("12 findings about `a` in line 3"), kind("a finding about `bc` in line 14"));
        assert_ne!(kind("a finding about `a`"), kind("a patch about `a`"));
    }
}
