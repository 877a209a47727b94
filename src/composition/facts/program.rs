//! Programs that any system has, and that say nothing of what a container is for.

use crate::composition::knowledge::WordList;

/// Returns whether a program neither serves nor changes anything worth the name.
pub(crate) fn is_inert(program: &str) -> bool {
    WordList::Inert.holds(program)
}

/// Returns whether a program comes to an end by itself.
pub(crate) fn ends(program: &str) -> bool {
    WordList::Ending.holds(program)
}

/// Returns whether a program belongs to any system and says nothing of what a container is for.
pub(crate) fn is_plain(program: &str) -> bool {
    let lists = [WordList::SystemPrograms, WordList::WatchesNetwork];
    is_inert(program) || ends(program) || program.contains('=') || lists.into_iter().any(|list| list.holds(program))
}
