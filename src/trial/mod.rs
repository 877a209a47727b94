//! The trial of a catalogue entry: it is generated in every kind of workload, alone and twice, as its example has it and
//! with hostile values, and what comes out is held against what its pattern promises. Knows no files and prints nothing.

mod case;
mod check;
mod containers;
mod failure;
mod hostile;
mod made;
mod pod;
mod promise;
mod run;

pub use case::{description, needs_port, with_required};
pub use hostile::{Extent, Hostile, VALUES};
pub use run::{Report, run};
