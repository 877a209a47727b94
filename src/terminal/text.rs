//! Text that may be shown to people. It is made of podpat's own words and of foreign text made visible; there is no way
//! in for raw foreign text.

use std::fmt::{self, Display, Write as _};
use std::ops::AddAssign;

use super::visible::{visible, visible_lines};

/// Text that a terminal shows as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Returns an empty text.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Returns foreign text on one line; line breaks in it are made visible.
    pub fn line(foreign: impl Display) -> Self {
        Self(visible(&foreign.to_string()).into_owned())
    }

    /// Returns foreign text with its own line breaks.
    pub fn lines(foreign: &str) -> Self {
        Self(visible_lines(foreign).into_owned())
    }

    /// Takes what podpat drew itself, of parts made visible before.
    pub(super) const fn drawn(text: String) -> Self {
        Self(text)
    }

    /// Returns what [`shown!`] put together.
    #[doc(hidden)]
    pub fn from_items(items: fmt::Arguments<'_>) -> Self {
        Self(items.to_string())
    }

    /// Returns the text for a writer, or for measuring.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether there is no text.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends a text.
    pub fn push(&mut self, text: impl Into<Self>) {
        self.0.push_str(&text.into().0);
    }

    /// Returns the text with exactly one line break at its end.
    pub fn closed(mut self) -> Self {
        self.0.truncate(self.0.trim_end().len());
        self.0.push('\n');
        self
    }
}

/// podpat's own words.
impl From<&'static str> for Text {
    fn from(own: &'static str) -> Self {
        Self(own.to_owned())
    }
}

impl<T: Into<Text>> AddAssign<T> for Text {
    fn add_assign(&mut self, text: T) {
        self.push(text);
    }
}

impl<T: Into<Text>> FromIterator<T> for Text {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::new();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// Writes an argument of `shown!`: [`Text`] as it is, everything else on one line and made visible. `Text` has no
/// `Display`, so that it cannot be mistaken for foreign text, nor put into any.
pub trait Shown {
    /// Writes the argument.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Display + ?Sized> Shown for T {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write!(text, "{self}")?;
        f.pad(&visible(&text))
    }
}

impl Shown for Text {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Shown for &Text {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// An argument of [`shown!`].
#[doc(hidden)]
pub struct Item<'a, T: Shown + ?Sized>(pub &'a T);

impl<T: Shown + ?Sized> Display for Item<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)
    }
}

/// Puts a [`Text`] together as `format!` does. Arguments that are no `Text` are foreign and made visible. Variables
/// cannot be named within the braces, as they would come in unseen.
macro_rules! shown {
    ($form:literal $(, $item:expr)* $(,)?) => {
        $crate::terminal::Text::from_items(format_args!(concat!($form), $($crate::terminal::Item(&$item)),*))
    };
}
pub(crate) use shown;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_arguments_are_visible_and_texts_stay() {
        let own = Text::from("a\n");
        let name = "b\u{1b}\n".to_owned();
        assert_eq!(shown!("{}{} {:>3} {}", own, name, 7, 'c').as_str(), "a\nb\\x1b\\n   7 c");
    }
}
