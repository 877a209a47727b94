//! Every clause of evidence has a Pod that is judged wrongly without it: `evidence/ID.yaml`, with a line
//! `# expect: CONTAINER ROLE [FUNCTION]` for each container and `# expect: unrelated KIND` where its containers should
//! not share a Pod.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use podpat::internals::composition::knowledge::Function;
use podpat::internals::composition::{Clause, Composition, Context, ObjectIndex, analyse_without};
use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::yaml::Segment;
use serde::Deserialize;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence")
}

/// Analyses every Pod of several containers in a text, without some clauses.
pub(crate) fn compositions(text: &str, off: &[Clause]) -> Vec<Composition> {
    compositions_of(text, None, off)
}

/// The same of the Pods of objects with one name.
pub(crate) fn compositions_of(text: &str, name: Option<&str>, off: &[Clause]) -> Vec<Composition> {
    let read = k8s::read(&Arc::new(Source::new("-", text.to_owned())));
    let known = read.manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let index = ObjectIndex::of(known.map(|manifest| ("-", manifest.object())));
    let wanted = read.manifests.iter().filter(|manifest| name.is_none() || manifest.identity.name.as_deref() == name);
    let pods = wanted.filter_map(|manifest| {
        let pod = manifest.pod()?;
        Some(analyse_without(&pod, &Context::of(manifest, &index), off))
    });
    pods.filter(|composition| composition.members.len() > 1).collect()
}

/// What the answer for a Pod is, line by line: `NAME ROLE FUNCTION`, and `unrelated KIND`.
pub(crate) fn answers(composition: &Composition) -> Vec<String> {
    let roles = composition
        .members
        .iter()
        .map(|member| format!("{} {} {}", member.name, member.role, member.function.map_or("-", Function::as_str)));
    let unrelated = composition.unrelated().map(|kind| format!("unrelated {}", kind.as_str()));
    roles.chain(unrelated).collect()
}

/// Whether the answers are those that a fixture expects. An expectation without a function takes any.
fn fits(expected: &[&str], answers: &[String]) -> bool {
    let meets = |(expected, answer): (&&str, &String)| {
        *expected == answer || answer.strip_prefix(*expected).is_some_and(|rest| rest.starts_with(' '))
    };
    expected.len() == answers.len() && expected.iter().zip(answers).all(meets)
}

#[test]
fn each_clause_changes_its_fixture() {
    let mut wrong = Vec::new();
    for clause in Clause::ALL {
        let path = folder().join(format!("{}.yaml", clause.id()));
        let Ok(text) = fs::read_to_string(&path) else {
            wrong.push(format!("{} has no fixture", clause.id()));
            continue;
        };
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# expect: ")).collect();
        let judged =
            |off: &[Clause]| compositions(&text, off).first().map(answers).expect("a Pod of several containers");
        let (with, without) = (judged(&[]), judged(&[*clause]));
        if !fits(&expected, &with) {
            wrong.push(format!("{}: expected {expected:?}, found {with:?}", clause.id()));
        }
        if fits(&expected, &without) {
            wrong.push(format!("{} changes nothing: {without:?}", clause.id()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn clauses_and_fixtures_are_the_same_list() {
    let ids: BTreeSet<String> = Clause::ALL.iter().map(|clause| format!("{}.yaml", clause.id())).collect();
    assert_eq!(ids.len(), Clause::ALL.len(), "two clauses have one name");
    let files = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let files: BTreeSet<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(files, ids);
}

/// Returns the value at a path such as `spec.containers[0].args[1]`.
fn value_at<'v>(document: &'v serde_yaml::Value, path: &str) -> Option<&'v serde_yaml::Value> {
    let path = path.replace('[', ".").replace(']', "");
    path.split('.').try_fold(document, |value, step| match step.parse::<usize>() {
        Ok(index) => value.get(index).or_else(|| value.get(step)),
        Err(_) => value.get(step),
    })
}

#[test]
fn evidence_stands_where_it_says() {
    let mut seen = 0;
    for clause in Clause::ALL {
        let text = fs::read_to_string(folder().join(format!("{}.yaml", clause.id()))).expect("a fixture");
        let documents = serde_yaml::Deserializer::from_str(&text);
        let documents = documents.map(|one| serde_yaml::Value::deserialize(one).expect("YAML"));
        let objects: Vec<serde_yaml::Value> =
            documents.flat_map(|one| one["items"].as_sequence().cloned().unwrap_or(vec![one])).collect();
        for member in compositions(&text, &[]).iter().flat_map(|composition| &composition.members) {
            for reason in &member.evidence {
                let path = reason.at.to_string();
                // What a ConfigMap says stands in another document, and its keys hold dots.
                let found = path.contains("data[") || objects.iter().any(|one| value_at(one, &path).is_some());
                assert!(found, "{}: {path} is not there: {}", clause.id(), reason.words);
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn reasons_point_at_what_was_read() {
    let text = fs::read_to_string(folder().join("helper-software.yaml")).expect("a fixture");
    let composition = &compositions(&text, &[])[0];
    let helper = composition.members.iter().find(|member| member.role.is_helper()).expect("a helper");
    assert_eq!(helper.evidence[0].at.segments().last(), Some(&Segment::Field("image".into())));
    let text = fs::read_to_string(folder().join("container-name.yaml")).expect("a fixture");
    let composition = &compositions(&text, &[])[0];
    let helper = composition.members.iter().find(|member| member.role.is_helper()).expect("a helper");
    assert_eq!(helper.evidence[0].at.segments().last(), Some(&Segment::Field("name".into())));
}

#[test]
fn what_was_rejected_reads_as_words() {
    let mut sentences = BTreeSet::new();
    for clause in Clause::ALL {
        let text = fs::read_to_string(folder().join(format!("{}.yaml", clause.id()))).expect("a fixture");
        let members = compositions(&text, &[]).into_iter().flat_map(|composition| composition.members);
        sentences.extend(members.flat_map(|member| member.rejected));
    }
    assert!(sentences.iter().any(|sentence| sentence.contains("one unit with")));
    for sentence in sentences {
        let last = sentence.rsplit(": ").next().unwrap_or_default();
        assert!(!Clause::ALL.iter().any(|clause| clause.id() == last), "{sentence}");
    }
}
