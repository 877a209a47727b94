//! The editor's side: a server of the Language Server Protocol on two streams. It holds the texts that an editor has open,
//! judges each as `podpat lint` and `podpat generate` would, and answers what an editor asks about a place in one. Knows
//! nothing of flags.

mod action;
mod addition;
mod answer;
mod completion;
mod composed;
mod cursor;
mod definition;
mod document;
mod fault;
mod hover;
mod judge;
mod known;
mod message;
mod page;
mod rule_word;
mod schema;
mod server;
mod session;
mod target;
mod text;
mod uri;

pub use known::Surroundings;
pub use server::serve;
pub use session::Ended;
