//! Integration tests, one binary.

mod add;
mod apiserver;
#[cfg(unix)]
mod attack_files;
#[cfg(unix)]
mod attack_limits;
mod attack_repositories;
mod attack_terminal;
#[cfg(unix)]
mod attack_writes;
mod baseline;
mod book;
mod browser;
mod calling;
mod catalogue;
mod catalogue_page;
#[cfg(unix)]
mod chaos;
mod circles;
mod cluster;
mod completions;
mod composition;
mod config;
mod config_files;
mod configuration;
mod conformance;
mod corpus;
mod decode;
mod direct;
mod doc_comments;
mod edit;
mod edit_formats;
mod escaping;
mod evidence;
mod fixes;
mod formats;
mod generate;
mod harness;
mod helm;
mod helpers;
mod hostile;
mod hostile_lint;
mod hostile_verbs;
mod inspect;
#[cfg(unix)]
mod krm;
mod kustomize;
mod layers;
mod lint;
mod lsp;
mod man;
mod many_descriptions;
mod metamorphic;
mod mutations;
mod operator_tests;
mod other_files;
mod package;
mod patches;
mod peers;
#[cfg(unix)]
mod pipelines;
mod places;
mod pod_security;
mod policies;
#[cfg(unix)]
mod programs;
mod published;
mod recipes;
mod reference;
mod remove;
mod render;
mod report_pages;
mod review;
mod rework_input;
mod rules;
mod schema;
mod services;
mod several_pods;
mod several_pods_faults;
mod several_pods_mistakes;
mod several_pods_variants;
#[cfg(unix)]
mod shells;
mod since;
mod split;
mod stored;
mod streams;
mod suppressions;
mod terminal;
mod user_patterns;
mod validity;
#[cfg(unix)]
mod vendor;
mod volumes;
#[cfg(feature = "webhook")]
mod webhook;
mod yaml;
