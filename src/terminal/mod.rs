//! The only door to the terminal. Foreign text (names, values, excerpts, arguments, anything that podpat did not write
//! itself) becomes visible on its way into [`Text`], and people are shown nothing but [`Text`]. Colour and width are
//! decided here, once. Knows nothing of Kubernetes, rules or formats.

mod diagnostic;
mod excerpt;
pub mod json;
mod output;
mod streams;
mod style;
mod text;
mod visible;
mod window;
mod wrap;

pub use diagnostic::drawn;
pub use output::{Output, WriteError};
pub use streams::Streams;
pub use style::{Paint, Style};
#[doc(hidden)]
pub use text::Item;
pub use text::Text;
pub(crate) use text::shown;
pub use visible::{is_hidden, visible, visible_lines};
pub use wrap::{filled, wrapped};
