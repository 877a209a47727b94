//! What the containers of a Pod are to each other: roles, links with their evidence, patterns, and groups that have
//! nothing to do with each other. Works on typed specs; knows neither files, rules nor reports.

mod address;
mod analyse;
mod bonds;
mod command;
mod deed;
mod duty;
mod files;
mod fronting;
mod groups;
mod image;
pub mod knowledge;
mod lifetime;
mod link;
mod listen;
mod listen_file;
mod listening;
mod mains;
mod member;
mod network;
mod pattern;
mod program;
mod rights;
mod role;
mod seeming;
mod settings;
mod shell;
mod step;
mod surroundings;
mod target;
mod tier;
mod volume;

pub use analyse::{Composition, analyse};
pub use command::{Command, Opt};
pub use image::Image;
pub use lifetime::{Idle, Lifetime};
pub use link::{Link, Via};
pub use listen::{Known, Listen, Protocol, Scope};
pub use member::{Member, Probed};
pub use network::{Answer, Network};
pub use role::{Pattern, Role};
pub use step::{Joint, Step};
pub use surroundings::{Inventory, Surroundings};
pub use target::{Target, Written};
pub use tier::Unrelated;
pub use volume::{Mount, Stuff, Volume};
