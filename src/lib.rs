//! podpat composes Pods from reusable sidecars, ambassadors and adapters, and says what the containers of
//! existing Pods are to each other.
//!
//! Other programs call [`generate`], [`lint`], [`validate`], [`inspect`] and [`review`]; the types listed here are what they take
//! and return. There is no promise of stability yet. The modules are private; podpat's own tests, benchmarks and fuzz
//! targets reach what they need of them through `internals`, which nobody else may use.
//!
//! # Glossary
//!
//! - **manifest**: an object of the Kubernetes API as a text has it.
//! - **workload**: an object that makes Pods, such as a Deployment, or a Pod itself.
//! - **main**: the container that does the work the Pod exists for.
//! - **helper**: any other container of the Pod.
//! - **sidecar**: a helper that extends main: shares files, network or process space with it.
//! - **ambassador**: a helper that stands for the outside world: main connects to localhost, it connects to the world.
//! - **adapter**: a helper that shows main to the outside world in a uniform shape, such as metrics.
//! - **native sidecar**: an init container with `restartPolicy: Always`.
//! - **pattern**: sidecar, ambassador, adapter, leader election, work queue, scatter/gather.
//! - **catalogue**: the reusable helpers that podpat ships and those that a user adds; one of them is an **entry**.
//! - **description**: the short YAML, or flags, that objects are generated from.
//! - **plan**: what a description comes to, before it is printed.
//! - **composition**: what the containers of a Pod are to each other: roles, links, groups.
//! - **link**: how two containers are coupled: volume, localhost address, process namespace, IPC, signal.
//! - **rule**: one kind of fault that `lint` looks for; those of **validity** are what the API server refuses.
//! - **finding**: one fault that a rule found: message, place, help.
//! - **place**: the bytes of a text that something is about, and the field they belong to.
//! - **suppression**: a comment or annotation that silences a rule.
//! - **deferred**: judged when all of the input was read, because other objects matter to it.
//! - **source**: a named text; a **tree** is what YAML makes of one document of it.
//!
//! # From the arguments to the exit code
//!
//! `main` hands the arguments to `cli::main`, which hands each verb its flags and the streams of the process. A verb returns an
//! `Outcome` or an error, and only `cli` makes exit codes of them. Data flows one way:
//!
//! - **lint**: `intake::collect` turns names into texts, each with its configuration. `lint::run` reads every text once, and
//!   judges an object as soon as it is read: by `validity`, then by the rules that `walk::object` shows it to. Objects that
//!   others matter to are deferred. The findings that suppressions leave are sorted; `report::write` prints them, and their
//!   severities make the outcome.
//! - **inspect**: `intake::collect` as for lint. All objects are read once, and those that matter to Pods are put into an
//!   `ObjectIndex`. `composition::analyse` then reads the facts about each Pod, collects evidence from them and decides from
//!   the evidence alone; `report::inspect` draws the result.
//! - **lsp**: each text that an editor has open is judged as `lint` or `generate` would, on a thread of its own; what is
//!   asked about a place is answered from the text as it is, or from the last one that could be read.
//! - **generate**: files and flags become `pattern::Request`s. `pattern::generate_each` reads the description, resolves its
//!   helpers against the catalogue, assembles a plan, renders it, and checks the text with `lint::run`. What is wrong goes
//!   back to the place in the description; otherwise the objects are printed, or written to a folder.
//!
//! # Layers
//!
//! Lowest first; nothing imports upwards, and a test says so:
//! `source`, `wording` → `terminal` → `files`, `programs`, `yaml` → `cluster`, `git`, `k8s`, `rendering` → `catalogue` → `validity`, `composition` →
//! `edit` → `lint` → `pattern` → `rework` → `report` → `inspection` → `library` → `review`, `export`, `config`, `trial` →
//! `webhook`, `intake`, `krm`, `vendor` → `lsp` → `commands` → `cli`.

#![forbid(unsafe_code)]

mod catalogue;
mod cli;
mod cluster;
mod commands;
mod composition;
mod config;
mod edit;
mod export;
mod files;
mod git;
mod inspection;
mod intake;
#[doc(hidden)]
pub mod internals;
mod k8s;
mod krm;
mod library;
mod lint;
mod lsp;
mod outcome;
mod pattern;
mod programs;
mod rendering;
mod report;
mod review;
mod rework;
mod source;
mod terminal;
mod trial;
mod validity;
mod vendor;
#[cfg(feature = "webhook")]
mod webhook;
mod wording;
mod yaml;

#[doc(hidden)]
pub use cli::main;
pub use composition::knowledge::Function;
pub use composition::{
    Composition, Endpoint, Idle, Lifetime, Link, ListenPort, Member, Mount, Origin, Pattern, PortEvidence, Protocol,
    Reason, Role, Scope, Separation, ServicePorts, Trigger, Unrelated, Via, Volume, VolumeKind,
};
pub use k8s::{Identity, Image, Slot};
pub use library::{generate, inspect, lint, validate};
pub use lint::{
    AgainstBaseline, Category, Finding, Fingerprint, Fix, FixEdit, Fixable, KnownFinding, Note, Peer, PeerCheck, Place,
    Preset, Related, Results, Rule, Selector, Setting, Settings, Severity, SinceCommit, UnknownSelector,
};
pub use pattern::{Generated, Mistakes, Problem, Rendered};
pub use report::inspect::Inspected;
pub use review::{ReviewError, review};
pub use source::{NotText, Position, Source, Span};
pub use validity::{Release, UnknownRelease};
pub use yaml::{FieldPath, Segment};
