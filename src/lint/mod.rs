//! What is wrong with manifests: rules, the walk that shows them every object, and what they find. Knows neither
//! files nor forms of output.

mod amounts;
mod api_rights;
mod deferred;
mod duplicate;
mod excerpts;
mod finding;
mod memory;
mod options;
mod owned;
mod parallel;
mod peers;
mod place;
mod preset;
mod read;
mod results;
pub(crate) mod rule;
pub mod rules;
mod run;
mod settings;
mod sink;
mod slip;
mod suppress;
mod text;
mod validity;
mod view;
mod walk;
mod workload;

pub use finding::{Finding, Related};
pub use memory::Resources;
pub use options::Setting;
pub(crate) use owned::OwnedObjects;
pub use parallel::Progress;
pub use peers::{Peer, PeerCheck};
pub use place::Place;
pub use preset::Preset;
pub use results::{Note, Results};
pub use rule::{Category, Cel, Check, HEADINGS, Rule, Severity};
pub use run::run;
pub use settings::{Selector, Settings, UnknownSelector};
pub use sink::{FindingBuilder, RunSink, Sink, Target};
pub use text::Text;
pub use view::{ObjectView, PodView, RunView};
pub use workload::{HostPort, Workload};
