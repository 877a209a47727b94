//! The catalogue of reusable containers: entries as data files, the ones podpat ships and those of a user. Knows nothing
//! of descriptions, nor of what is made of an entry.

mod catalogue_error;
mod config;
mod entry;
mod entry_check;
mod locate;
mod parameter;
mod pattern;
mod port;
mod reader;
mod rights;
mod share;
mod skeleton;
mod syntax;

pub use catalogue_error::{CatalogueError, EntryMistake};
pub use entry::{AddedArgs, Entry, Rule, Tested};
pub use entry_check::is_entry_name;
pub use locate::{locate, locate_template};
pub use parameter::{Parameter, Type};
pub use pattern::Pattern;
pub use port::{Bind, Port, Protocol};
pub use reader::{Catalogue, Links, Listed, Origin, PatternFolder};
pub use rights::Preparation;
pub use share::{Share, Side, Volume};
pub use skeleton::skeleton;
pub use syntax::Syntax;
