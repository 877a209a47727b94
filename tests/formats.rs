//! The forms of output: one position of each asserted by hand, escaping, schemas, and that no form changes anything.

use serde_json::Value;

use crate::harness::{Ran, podpat_on};

const FORMATS: [&str; 9] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"];

/// The misspelt field stands in line 6, from column 12 on: `ä` is one column and two bytes.
const POD: &str = "\u{feff}apiVersion: v1\r\nkind: Pod\r\nmetadata: {name: web}\r\nspec:\r\n  containers:\r\n  - {x: \"ä\", imge: nginx, name: app}\r\n";

fn lint(format: &str, text: &str) -> Ran {
    podpat_on(text, ["lint", "-", "--no-config", "--select=unknown-field", "--format", format])
}

#[test]
fn json_is_the_contract() {
    let json = lint("json", POD).json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["summary"], serde_json::json!({"files": 1, "objects": 1, "errors": 2, "warnings": 0, "infos": 0}));
    let finding = &json["findings"][1];
    let expected = serde_json::json!({
        "rule": "unknown-field", "category": "validity", "severity": "error",
        "message": "there is no field `imge` here", "help": "did you mean `image`?",
        "file": "-", "document": 0,
        "object": {"apiVersion": "v1", "kind": "Pod", "namespace": null, "name": "web"},
        "path": "spec.containers[0].imge",
        "span": {
            "start": {"line": 6, "column": 14, "offset": 89},
            "end": {"line": 6, "column": 18, "offset": 93},
        },
        "related": [],
        "fix": {
            "safe": true, "message": "call it `image`",
            "edits": [{
                "file": "-", "text": "image",
                "span": {
                    "start": {"line": 6, "column": 14, "offset": 89},
                    "end": {"line": 6, "column": 18, "offset": 93},
                },
            }],
        },
    });
    assert_eq!(finding, &expected);
    assert_eq!(&POD[89..93], "imge");
    let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
    let order: Vec<&String> = expected.as_object().expect("an object").keys().collect();
    assert_eq!(keys, order);
}

#[test]
fn short_is_one_line_a_finding() {
    let out = lint("short", POD).out;
    assert_eq!(out.lines().count(), 2);
    assert_eq!(out.lines().nth(1), Some("-:6:14: error unknown-field there is no field `imge` here"));
}

#[test]
fn human_underlines_the_place() {
    let out = lint("human", POD).out;
    assert!(out.contains("╭─[-:6:14]"), "{out}");
    assert!(out.ends_with("1 object in 1 file: 2 errors\n"), "{out}");
    assert!(!out.contains('\u{1b}'), "no colour without a terminal");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(podpat_on(POD, ["lint", "-", "--color=always", "--no-config"]).out.contains('\u{1b}'));
}

#[test]
fn github_commands_are_escaped() {
    let out = lint("github", POD).out;
    let line = out.lines().nth(1).expect("a line");
    assert_eq!(
        line,
        "::error file=-,line=6,endLine=6,col=14,endColumn=18,title=unknown-field::there is no field `imge` here%0Adid you mean `image`?"
    );
    let hostile = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {\"a%\\n::b\": 1}\n";
    let out = lint("github", hostile).out;
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains("a%25"), "{out}");
}

#[test]
fn gitlab_fingerprints_stay_when_lines_move() {
    let prints = |text: &str| -> Vec<Value> {
        lint("gitlab", text).json().as_array().expect("a list").iter().map(|item| item["fingerprint"].clone()).collect()
    };
    let json = lint("gitlab", POD).json();
    assert_eq!(json[1]["location"]["lines"]["begin"], 6);
    assert_eq!(json[1]["location"]["positions"]["begin"], serde_json::json!({"line": 6, "column": 14}));
    let moved = POD.replace("spec:", "\r\n# moved\r\nspec:");
    assert_eq!(prints(POD), prints(&moved));
    let all = prints(&format!("{}---\r\n{POD}", POD.trim_start_matches('\u{feff}')));
    let unique: std::collections::BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!((all.len(), unique.len()), (4, 4), "the same fault twice has two fingerprints");
}

#[test]
fn junit_is_xml_whatever_the_manifest_says() {
    let out = lint("junit", POD).out;
    assert!(out.contains(r#"<testsuites name="podpat" tests="2" failures="2" errors="0">"#), "{out}");
    assert!(out.contains(r#"name="unknown-field at 6:14" classname="unknown-field" file="-" line="6""#), "{out}");
    let out = lint("junit", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {\"<&\\\"\\x01]]>\": 1}\n").out;
    assert!(out.contains("&lt;&amp;&quot;\\x01]]&gt;"), "{out}");
    let clean = lint("junit", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n").out;
    assert!(clean.contains(r#"<testcase name="-" classname="podpat"/>"#), "{clean}");
}

#[test]
fn junit_counts_as_failures_what_makes_the_run_fail() {
    let run = |threshold: &str| {
        podpat_on(POD, ["lint", "-", "--no-config", "--select=unknown-field", "-ojunit", "--fail-on", threshold])
    };
    let (fails, passes) = (run("error"), run("never"));
    assert!((fails.code, passes.code) == (1, 0) && fails.out.contains(r#"tests="2" failures="2""#), "{}", fails.out);
    assert_eq!(passes.out.matches(r#"tests="2" failures="0""#).count(), 2, "{}", passes.out);
    assert!(!passes.out.contains("<failure") && passes.out.contains("<system-out>-:6:14: error: there is no field"));
}

#[test]
fn sarif_is_valid_and_lists_every_rule() {
    // The schema has one pattern with a stray bracket, which is no regular expression to this validator.
    let schema = include_str!("schemas/sarif-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for text in [POD, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"] {
        let json = lint("sarif", text).json();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let rules = json["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
        assert_eq!(ids, podpat::internals::lint::rules::all().iter().map(|rule| rule.id).collect::<Vec<_>>());
    }
    let result = &lint("sarif", POD).json()["runs"][0]["results"][1];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &serde_json::json!({"startLine": 6, "startColumn": 14, "endLine": 6, "endColumn": 18}));
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(podpat::internals::lint::rules::all()[index].id, "unknown-field");
}

#[test]
fn no_form_changes_the_exit_code() {
    let clean = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    for format in FORMATS {
        assert_eq!(lint(format, POD).code, 1, "{format}");
        assert_eq!(lint(format, clean).code, 0, "{format}");
        assert_eq!(lint(format, "").code, 2, "{format}");
        assert_eq!(lint(format, "").out, "", "{format}");
    }
}

#[test]
fn a_clean_run_says_what_was_checked() {
    let clean = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    assert_eq!(lint("human", &format!("{clean}---\n{clean}")).out, "2 objects in 1 file, nothing found\n");
    assert_eq!(lint("short", clean).out, "");
}

#[test]
fn nothing_in_a_manifest_steers_the_terminal() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {\"\\e[31mred\\u202e\": 1}\n# \u{202e}\n";
    for format in ["human", "short"] {
        let out = lint(format, text).out;
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{format}: {out:?}");
    }
    let out = lint("human", "a: \u{1b}[31m\n").out;
    assert!(!out.contains('\u{1b}'), "{out:?}");
}

#[test]
fn a_line_of_a_megabyte_is_cut_around_the_place() {
    let fill = "x".repeat(500_000);
    let text = format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"a","annotations":{{"a":"{fill}"}}}},"spec":{{"imge":1}},"z":"{fill}"}}"#
    );
    let out = lint("human", &text).out;
    assert!(out.contains(r#""spec":{"imge":1}"#), "{}", out.len());
    assert!(out.len() < 3000, "{}", out.len());
}
