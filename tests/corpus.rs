//! podpat against hand-labelled Pods of real repositories. `just score` prints the figures and every disagreement; the
//! disagreements are a snapshot, so that a change shows what it moved. What the labels mean: `corpus/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::harness::podpat;

/// One labelled Pod.
#[derive(Deserialize)]
struct Label {
    id: String,
    file: String,
    document: u64,
    kind: String,
    name: String,
    containers: Vec<Container>,
    patterns: BTreeSet<String>,
    unrelated_containers: Verdict,
    #[serde(default)]
    defects: Vec<Defect>,
}

#[derive(Deserialize)]
struct Container {
    name: String,
    role: String,
    acts_as: Option<String>,
    #[serde(default)]
    also_acceptable: Vec<String>,
}

#[derive(Deserialize)]
struct Verdict {
    verdict: String,
}

#[derive(Deserialize)]
struct Defect {
    code: String,
    #[serde(default)]
    must_find: bool,
}

/// A label code, and the rules any of which finds it.
const MUST: [(&str, &[&str]); 14] = [
    ("duplicate-container-port", &["port-clash"]),
    ("default-port-clash", &["port-clash"]),
    ("missing-volume", &["unresolved-reference"]),
    ("unused-volume", &["unused-volume"]),
    ("emptydir-mounted-once", &["single-user-shared-volume", "unshared-helper"]),
    ("helper-without-shared-volume", &["unshared-helper"]),
    ("duplicate-container-name", &["duplicate-value"]),
    ("duplicate-port-name", &["port-clash", "duplicate-value", "duplicate-port-name"]),
    ("missing-image", &["missing-field"]),
    ("schema-error", &["unknown-field", "wrong-type", "invalid-value", "missing-field"]),
    ("init-never-ends", &["endless-init-container"]),
    ("job-sidecar-never-ends", &["sidecar-blocks-job"]),
    ("exits-immediately", &["exits-immediately"]),
    ("probe-port-undeclared", &["undeclared-probe-port", "probe-port-undeclared", "dangling-probe-port"]),
];

/// Rules that must not be wrong at all, and the label codes that justify them.
const SURE: [(&str, &[&str]); 3] = [
    ("port-clash", &["duplicate-container-port", "default-port-clash", "duplicate-port-name"]),
    ("unused-volume", &["unused-volume"]),
    ("sidecar-blocks-job", &["job-sidecar-never-ends"]),
];

/// Right and wrong answers, and a line for every wrong one.
#[derive(Default)]
struct Score {
    pods: usize,
    roles: (usize, usize),
    patterns: (usize, usize),
    verdicts: BTreeMap<&'static str, usize>,
    must: (usize, usize),
    false_alarms: usize,
    wrong: Vec<String>,
}

impl Score {
    fn say(&mut self, label: &Label, what: impl Display) {
        self.wrong.push(format!("{} {what}", label.id));
    }

    fn roles(&mut self, label: &Label, pod: &Value) {
        for wanted in &label.containers {
            // Of two containers of one name the later one counts.
            let found = pod["containers"].as_array().into_iter().flatten().rfind(|found| found["name"] == *wanted.name);
            let native = wanted.role == "native-sidecar";
            let role = if native { wanted.acts_as.as_deref().unwrap_or("sidecar") } else { &wanted.role };
            let got = found.map_or("missing", |found| found["role"].as_str().unwrap_or_default());
            let fits = got == role || wanted.also_acceptable.iter().any(|also| also == got);
            let right = fits && (!native || found.is_some_and(|found| found["native_sidecar"] == true));
            *if right { &mut self.roles.0 } else { &mut self.roles.1 } += 1;
            if !right {
                self.say(label, format_args!("role of {}: {role}, said {got}", wanted.name));
            }
        }
    }

    fn patterns(&mut self, label: &Label, pod: &Value) {
        let said = pod["patterns"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let have: BTreeSet<&str> = said.filter(|&name| name != "native-sidecar").collect();
        let want: BTreeSet<&str> =
            label.patterns.iter().map(String::as_str).filter(|&name| name != "native-sidecar").collect();
        let soft = label.containers.iter().any(|container| !container.also_acceptable.is_empty());
        match (want == have, soft) {
            (true, _) => self.patterns.0 += 1,
            (false, false) => self.patterns.1 += 1,
            (false, true) => {}
        }
        if want != have {
            self.say(
                label,
                format_args!("patterns: {want:?}, said {have:?}{}", if soft { " (either will do)" } else { "" }),
            );
        }
    }

    fn verdict(&mut self, label: &Label, fired: &BTreeSet<&str>) {
        let said = fired.contains("unrelated-containers");
        let key = match (label.unrelated_containers.verdict.as_str(), said) {
            ("yes", true) => "true positive",
            ("yes", false) => "false negative",
            ("no", true) => "false positive",
            ("no", false) => "true negative",
            _ => "ambiguous",
        };
        *self.verdicts.entry(key).or_default() += 1;
        if key.starts_with("false") || key == "ambiguous" && said {
            self.say(label, format_args!("unrelated: {key}"));
        }
    }

    fn defects(&mut self, label: &Label, fired: &BTreeSet<&str>) {
        for defect in label.defects.iter().filter(|defect| defect.must_find) {
            let Some((_, rules)) = MUST.iter().find(|(code, _)| *code == defect.code) else { continue };
            let found = rules.iter().any(|rule| fired.contains(rule));
            *if found { &mut self.must.0 } else { &mut self.must.1 } += 1;
            if !found {
                self.say(label, format_args!("missed: {}", defect.code));
            }
        }
        for (rule, codes) in SURE {
            if fired.contains(rule) && !label.defects.iter().any(|defect| codes.contains(&defect.code.as_str())) {
                self.false_alarms += 1;
                self.say(label, format_args!("false alarm: {rule}"));
            }
        }
    }

    fn precision(&self) -> f64 {
        self.rate("true positive", "false positive")
    }

    fn recall(&self) -> f64 {
        self.rate("true positive", "false negative")
    }

    fn rate(&self, right: &str, wrong: &str) -> f64 {
        let count = |key| self.verdicts.get(key).copied().unwrap_or_default();
        share((count(right), count(wrong)))
    }
}

/// Right ones among all.
#[expect(clippy::cast_precision_loss, reason = "a few hundred Pods")]
fn share((right, wrong): (usize, usize)) -> f64 {
    right as f64 / (right + wrong).max(1) as f64
}

impl Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "pods                    {}", self.pods)?;
        writeln!(f, "unrelated, precision    {:.3}", self.precision())?;
        writeln!(f, "unrelated, recall       {:.3}", self.recall())?;
        writeln!(f, "roles                   {:.3}", share(self.roles))?;
        writeln!(f, "pattern sets            {:.3}", share(self.patterns))?;
        writeln!(f, "defects found           {} of {}", self.must.0, self.must.0 + self.must.1)?;
        writeln!(f, "false alarms            {}\n", self.false_alarms)?;
        self.wrong.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The corpus of the project, or another one in the same form.
fn folder() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    env::var_os("PODPAT_CORPUS").map_or_else(own, PathBuf::from)
}

fn scored(folder: &Path) -> Score {
    let labels = std::fs::read_to_string(folder.join("labels.yaml")).expect("labels.yaml");
    let labels: Vec<Label> = serde_yaml::from_str(&labels).expect("labels");
    let mut score = Score { pods: labels.len(), ..Score::default() };
    for label in &labels {
        let file = folder.join(&label.file).display().to_string();
        let inspected = podpat(["inspect", "-o", "json", &file]).json();
        let pods = inspected["pods"].as_array().expect("pods");
        let is_it = |pod: &&Value| pod["object"]["name"] == *label.name && pod["object"]["kind"] == *label.kind;
        let fits = pods.iter().filter(is_it).find(|pod| pod["document"] == label.document || pods.len() == 1);
        let Some(pod) = fits else {
            score.say(label, "not found");
            score.roles.1 += label.containers.len();
            score.patterns.1 += 1;
            continue;
        };
        score.roles(label, pod);
        score.patterns(label, pod);
        let linted = podpat(["lint", "--no-config", "--format=json", "--fail-on=never", "--select=all", &file]).json();
        let findings = linted["findings"].as_array().into_iter().flatten();
        let here = findings.filter(|finding| finding["object"]["name"] == *label.name);
        let fired: BTreeSet<&str> = here.filter_map(|finding| finding["rule"].as_str()).collect();
        score.verdict(label, &fired);
        score.defects(label, &fired);
    }
    score
}

#[test]
fn score() {
    let score = scored(&folder());
    println!("{score}");
    if env::var_os("PODPAT_CORPUS").is_none() {
        insta::assert_snapshot!("disagreements", score.wrong.join("\n"));
        assert!(score.precision() >= 0.97 && score.recall() >= 0.93, "{score}");
        assert!(share(score.roles) >= 0.93 && share(score.patterns) >= 0.88, "{score}");
        assert!(score.must.1 == 0 && score.false_alarms == 0, "{score}");
    }
}
