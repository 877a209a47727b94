//! The catalogue of reusable containers: entries as data files, the ones podpat ships and those of a user. Knows nothing
//! of descriptions, nor of what is made of an entry.

mod entry;
mod entry_check;
mod parameter;
mod reader;
mod syntax;

pub use entry::{
    Bind, Config, Entry, File, Fronts, MainSettings, Pattern, Port, Protocol, Resources, Scrape, Share, Side, Volume,
};
pub use parameter::{Parameter, Type};
pub use reader::{Catalogue, CatalogueError, Links, Listed, Origin, PatternFolder};
pub use syntax::Syntax;
