//! The configuration files of every entry, with every parameter given in turn, read by a parser of their language that
//! is not podpat's: the language's own program where there is one. Whether programs like what they read is for
//! `programs` to say.

use std::fs;
use std::path::Path;
use std::process::Command;

use podpat::internals::catalogue::{Catalogue, Entry, Parameter, Syntax, Type};
use podpat::internals::trial;
use serde_json::{Value as Json, json};

use crate::catalogue::HELPERS;
use crate::harness::{Folder, podpat_on};

/// Values that the parameter takes, of each kind that templates may tell apart.
fn values(parameter: &Parameter) -> Vec<Json> {
    match (&parameter.example, parameter.kind) {
        (Some(example), _) => vec![example.clone()],
        (None, Type::Bool) => vec![json!(true), json!(false)],
        (None, Type::Choice) => parameter.values.iter().map(|value| json!(value)).collect(),
        (None, Type::Int) => vec![parameter.least.clone().unwrap_or(json!(1))],
        (None, Type::Port) => vec![json!(17_000)],
        (None, Type::Duration) => vec![json!("1m30s")],
        (None, Type::Quantity) => vec![json!("64Mi")],
        (None, Type::Path) => vec![json!("/srv/some/place")],
        (None, Type::Variable) => vec![json!("SOME_NAME")],
        (None, Type::Name) => vec![json!("some-name")],
        (None, Type::Map) => vec![json!({"a b": ["c: d", {"#e": null}]})],
        (None, Type::String | Type::Text) => vec![json!("yes"), json!("a-b")],
        (None, _) => Vec::new(),
    }
}

/// The texts of an entry's files, as its example has them and with every `step`th value of a parameter, and what was
/// given.
fn files(entry: &Entry, step: usize) -> Vec<(String, Syntax, String)> {
    let mut asked = vec![("its example".to_owned(), entry.example.clone())];
    let parameters = entry.all_parameters().into_iter();
    let given = parameters.flat_map(|(name, parameter)| {
        values(&parameter).into_iter().map(move |value| (name.clone(), value)).collect::<Vec<_>>()
    });
    for (name, value) in given.step_by(step) {
        asked.push((
            format!("{name}: {value}"),
            trial::description(entry, &name, value).expect("an example").to_string(),
        ));
    }
    let of = |(given, asked): &(String, String)| {
        let ran = podpat_on(asked, ["generate", "-", "-o", "json"]);
        assert_eq!(ran.code, 0, "{} with {given}: {}", entry.name, ran.err);
        let objects = ran.json();
        let text = |name: &String| objects["items"].as_array()?.iter().find_map(|it| it["data"][name].as_str());
        let files = entry.config.iter().flat_map(|config| &config.files);
        let files = files.filter_map(|(name, file)| {
            let what = format!("{name} of {} with {given}", entry.name);
            let text = text(name);
            assert!(text.is_some() || file.when.is_some(), "no ConfigMap has {what}");
            Some((what, file.syntax?, text?.to_owned()))
        });
        files.collect::<Vec<_>>()
    };
    asked.iter().flat_map(of).collect()
}

/// What a parser has against a text; nothing where there is no parser on this machine.
fn complaint(syntax: Syntax, text: &str, folder: &Path) -> Option<String> {
    let path = folder.join("file");
    fs::write(&path, text).expect("written");
    match syntax {
        Syntax::Yaml => match serde_yaml::from_str::<serde_yaml::Value>(text) {
            Ok(value) => (!value.is_mapping()).then(|| format!("{value:?}")),
            Err(error) => Some(error.to_string()),
        },
        Syntax::Toml => toml::from_str::<toml::Table>(text).err().map(|error| error.to_string()),
        Syntax::Shell => said_by(Command::new("sh").arg("-n").arg(path), &[]),
        // Everything but files and hosts is as it is in the container.
        Syntax::Nginx => {
            said_by(Command::new("nginx").arg("-t").arg("-c").arg(path), &["No such file", "host not found"])
        }
        Syntax::Haproxy => {
            let excused = ["could not resolve", "No such file"];
            said_by(Command::new("haproxy").arg("-c").arg("-f").arg(path), &excused)
        }
        Syntax::Plain | Syntax::Lines | Syntax::Hcl | Syntax::Properties | Syntax::Ini => None,
    }
}

/// The words of a program that fails, unless they are about what is not here.
fn said_by(command: &mut Command, excused: &[&str]) -> Option<String> {
    // Where it is not installed, `programs` says so.
    let output = command.output().ok().filter(|output| !output.status.success())?;
    let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (!excused.iter().any(|excuse| words.contains(excuse))).then_some(words)
}

fn try_parameters(step: usize) {
    let folder = Folder::new();
    let catalogue = Catalogue::built_in();
    let entries = catalogue.files().iter().map(|listed| listed.read().expect("the catalogue reads"));
    let entries = entries.filter(|entry| HELPERS.contains(&entry.pattern));
    for (what, syntax, text) in entries.flat_map(|entry| files(&entry, step)) {
        let complaint = complaint(syntax, &text, folder.path());
        assert!(complaint.is_none(), "{what}: {}\n{text}", complaint.unwrap_or_default());
    }
}

#[test]
fn every_configuration_file_is_of_its_language() {
    try_parameters(8);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_parameter_is_taken_and_every_configuration_file_is_of_its_language() {
    try_parameters(1);
}

#[test]
fn what_is_not_of_its_language_is_seen() {
    let folder = Folder::new();
    for (syntax, text) in [
        (Syntax::Yaml, "a: b: c\n"),
        (Syntax::Yaml, "a: 1\na: 2\n"),
        (Syntax::Yaml, "just words\n"),
        (Syntax::Toml, "a = b\n"),
        (Syntax::Shell, "if true; do\n"),
    ] {
        assert!(complaint(syntax, text, folder.path()).is_some(), "{text}");
    }
    if Command::new("nginx").arg("-v").output().is_ok() {
        for text in ["events {} http { server { listen 80 }", "events {} http { sever {} }"] {
            assert!(complaint(Syntax::Nginx, text, folder.path()).is_some(), "{text}");
        }
    }
}
