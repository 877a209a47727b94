//! The difference of two texts, as `diff -u` shows it.

use std::path::Path;
use std::time::Duration;

use similar::TextDiff;

use crate::terminal::Text;

/// The most time that is spent on looking for the shortest difference of two files.
const PATIENCE: Duration = Duration::from_secs(2);

/// A difference as `diff -u` shows it; `None` is a file that is not there, or should not be.
pub(super) fn difference(path: &Path, before: Option<&[u8]>, after: Option<&str>) -> Text {
    let text = before.map(String::from_utf8_lossy).unwrap_or_default();
    let name = |is_there: bool| if is_there { path.display().to_string() } else { "/dev/null".to_owned() };
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(&*text, after.unwrap_or_default());
    let (old, new) = (name(before.is_some()), name(after.is_some()));
    Text::lines(&diff.unified_diff().context_radius(3).header(&old, &new).to_string())
}
