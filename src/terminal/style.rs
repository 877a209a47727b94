//! The abilities of the reader's end: colour and columns, decided once from the terminal and the environment.

use std::ffi::OsString;

use super::text::Text;

/// The colours and columns that the reader's end can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// True if output is coloured.
    pub colour: bool,
    /// Columns to fill at most.
    pub width: usize,
}

/// Columns where nobody says how many there are.
const USUAL: usize = 80;
/// More columns than these make sentences hard to read.
const MOST: usize = 100;
/// Boxes and excerpts need so many.
const LEAST: usize = 40;

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: USUAL }
    }
}

/// The meaning of colours and emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Names and headings.
    Bold,
    /// Text that matters less.
    Dim,
    /// Text that could be typed, and sidecars.
    Cyan,
    /// Adapters, warnings.
    Yellow,
    /// Ambassadors.
    Magenta,
    /// Leader election and work queues.
    Blue,
    /// Nothing.
    Plain,
}

impl Paint {
    const fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Cyan => "36",
            Self::Yellow => "33",
            Self::Magenta => "35",
            Self::Blue => "34",
            Self::Plain => "",
        }
    }
}

impl Style {
    /// Decides on the style of one stream.
    pub fn of(is_terminal: bool, environment: &Environment) -> Self {
        Self { colour: environment.colours(is_terminal), width: environment.width(is_terminal) }
    }

    /// Returns the text in a colour, where colours are wanted.
    pub fn paint(self, paint: Paint, text: impl Into<Text>) -> Text {
        let text = text.into();
        if !self.colour || paint == Paint::Plain || text.is_empty() {
            return text;
        }
        Text::drawn(format!("\u{1b}[{}m{}\u{1b}[0m", paint.code(), text.as_str()))
    }
}

/// The variables of the environment that are about terminals.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `NO_COLOR` (no-color.org): any value but an empty one switches colours off.
    pub no_color: Option<OsString>,
    /// `FORCE_COLOR`: any value switches colours on, `0` and `false` off.
    pub force_color: Option<OsString>,
    /// `CLICOLOR_FORCE` (bixense.com/clicolors): any value but `0` switches colours on.
    pub clicolor_force: Option<OsString>,
    /// `TERM`: `dumb` knows no colours.
    pub term: Option<OsString>,
    /// `COLUMNS`.
    pub columns: Option<OsString>,
    /// The columns of the terminal, as the system tells them.
    pub terminal_columns: Option<usize>,
}

impl Environment {
    /// Reads the environment of the process.
    pub fn of_process() -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR"),
            force_color: set("FORCE_COLOR"),
            clicolor_force: set("CLICOLOR_FORCE"),
            term: set("TERM"),
            columns: set("COLUMNS"),
            terminal_columns: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        }
    }

    fn colours(&self, is_terminal: bool) -> bool {
        if self.no_color.is_some() {
            return false;
        }
        if let Some(force) = &self.force_color {
            return force != "0" && force != "false";
        }
        let forced = self.clicolor_force.as_ref().is_some_and(|force| force != "0");
        forced || is_terminal && self.term.as_ref().is_none_or(|term| term != "dumb")
    }

    fn width(&self, is_terminal: bool) -> usize {
        let said = self.columns.as_ref().and_then(|columns| columns.to_str()?.trim().parse().ok());
        let columns = said.filter(|&columns| columns > 0).or(self.terminal_columns.filter(|_| is_terminal));
        columns.map_or(USUAL, |columns: usize| columns.clamp(LEAST, MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
        Environment {
            no_color: get("NO_COLOR"),
            force_color: get("FORCE_COLOR"),
            clicolor_force: get("CLICOLOR_FORCE"),
            term: get("TERM"),
            columns: get("COLUMNS"),
            terminal_columns: Some(132),
        }
    }

    #[test]
    fn colour_follows_the_environment() {
        type Case = (&'static [(&'static str, &'static str)], bool, bool);
        let table: [Case; 8] = [
            (&[], true, true),
            (&[], false, false),
            (&[("TERM", "dumb")], true, false),
            (&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false),
            (&[("FORCE_COLOR", "1")], false, true),
            (&[("FORCE_COLOR", "0")], true, false),
            (&[("CLICOLOR_FORCE", "1")], false, true),
            (&[("CLICOLOR_FORCE", "0")], false, false),
        ];
        for (pairs, is_terminal, expected) in table {
            assert_eq!(Style::of(is_terminal, &environment(pairs)).colour, expected, "{pairs:?} {is_terminal}");
        }
    }

    #[test]
    fn width_is_what_is_said_within_reason() {
        let width = |pairs: &[(&str, &str)], is_terminal| Style::of(is_terminal, &environment(pairs)).width;
        assert_eq!(width(&[], false), 80);
        assert_eq!(width(&[], true), 100, "of 132");
        assert_eq!(width(&[("COLUMNS", "72")], true), 72);
        assert_eq!(width(&[("COLUMNS", "72")], false), 72);
        assert_eq!(width(&[("COLUMNS", "3")], true), 40);
        assert_eq!(width(&[("COLUMNS", "x")], false), 80);
    }
}
