//! The items that podpat's own tests, benchmarks and fuzz targets use beside the documented functions of the library. Nobody
//! else may use them: they can change at any time.

pub mod catalogue {
    pub use crate::catalogue::{
        Catalogue, Entry, Links, Listed, Parameter, Pattern, PatternFolder, Syntax, Type, skeleton,
    };
}

pub mod cli {
    pub use crate::cli::{Cli, run};
}

pub mod commands {
    pub use crate::commands::Streams;
}

pub mod composition {
    pub use crate::composition::{Clause, Composition, Context, ObjectIndex, analyse_without, knowledge};
}

pub mod config {
    pub use crate::config::{Config, RuleSelection, keys};
}

pub mod edit {
    pub use crate::edit::{Change, Draft, Edit, Refused, Spot, apply, plan, prove};
}

pub mod files {
    pub use crate::files::{Size, digest, overwrite};
}

pub mod k8s {
    pub use crate::k8s::{Container, Manifest, read};
}

pub mod lint {
    pub use crate::lint::{
        Category, Check, Fixable, HEADINGS, Peer, PeerCheck, PodView, Preset, Resources, Results, Rule, Selector,
        Settings, Severity, Sink, Text, rules, run,
    };
}

pub mod pattern {
    pub use crate::pattern::{Generated, HelperFlags, Input, Mistakes, Request, generate};
}

pub mod report {
    pub use crate::report::{Format, Report, inspect, write};
}

pub mod rework {
    pub use crate::rework::{Wanted, add, remove};
}

pub mod source {
    pub use crate::source::Source;
}

pub mod terminal {
    pub use crate::terminal::{Output, Style, is_hidden};
}

pub mod trial {
    pub use crate::trial::{Extent, Hostile, VALUES, description, needs_port, run, with_required};
}

pub mod validity {
    pub use crate::validity::{FieldError, Reason, Release, validate};
}

#[cfg(feature = "webhook")]
pub mod webhook {
    pub use crate::webhook::{CertificateFiles, Server, ServerConfig};
}

pub mod yaml {
    pub use crate::yaml::{
        COMMENT, Document, FieldPath, KEPT, Kind, Node, Path, Readers, Segment, Spanned, Stream, What, chunks, decode,
        double_quoted, parse, parse_with_comments, quote, values,
    };
}
