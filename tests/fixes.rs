//! Fixes of findings: each on every bad fixture of its rule, and `lint --fix` as people call it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use podpat::internals::lint::{Fixable, rules};
use serde_json::Value;

use crate::harness::{Ran, podpat, podpat_on};

fn fixture(id: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(id).join("bad.yaml");
    fs::read_to_string(path).expect("bad.yaml")
}

/// The flags that a fixture asks for in its first line.
fn flags(text: &str) -> Vec<String> {
    let first = text.lines().next().and_then(|line| line.strip_prefix("# podpat lint "));
    first.map(|flags| flags.split_whitespace().map(str::to_owned).collect()).unwrap_or_default()
}

fn lint(text: &str, select: &str, more: &[&str]) -> Ran {
    let mut args: Vec<String> = ["lint", "-", "--no-config", "--fail-on=never"].map(str::to_owned).into();
    args.push(format!("--select={select}"));
    args.extend(flags(text));
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    podpat_on(text, args)
}

fn findings(text: &str, select: &str) -> Vec<Value> {
    let ran = lint(text, select, &["--format=json"]);
    // A text of nothing that the rule looks at.
    if ran.err.contains("there is nothing to check") {
        return Vec::new();
    }
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.json()["findings"].as_array().cloned().expect("findings")
}

/// What tells findings apart wherever they stand.
fn keys(findings: &[Value]) -> HashMap<String, usize> {
    let mut keys = HashMap::new();
    for finding in findings {
        let object = &finding["object"];
        *keys.entry(format!("{} {} {}", finding["rule"], object["kind"], object["name"])).or_default() += 1;
    }
    keys
}

/// The text after the edits of one fix.
fn applied(text: &str, fix: &Value) -> String {
    let offset = |edit: &Value, end: &str| {
        usize::try_from(edit["span"][end]["offset"].as_u64().expect("an offset")).expect("a small one")
    };
    let edits = fix["edits"].as_array().expect("edits").iter().rev();
    let mut text = text.to_owned();
    for edit in edits {
        assert_eq!(edit["file"], "-");
        text.replace_range(offset(edit, "start")..offset(edit, "end"), edit["text"].as_str().expect("a text"));
    }
    text
}

#[test]
fn every_fix_takes_its_finding_away_and_adds_none() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let (id, text) = (rule.id, fixture(rule.id));
        let found = findings(&text, id);
        let fixes: Vec<&Value> = found.iter().filter(|finding| !finding["fix"].is_null()).collect();
        let safe = fixes.iter().filter(|finding| finding["fix"]["safe"] == true).count();
        let told = match (safe, fixes.len() - safe) {
            (0, 0) => None,
            (_, 0) => Some(Fixable::Safe),
            (0, _) => Some(Fixable::Unsafe),
            _ => Some(Fixable::Mixed),
        };
        if told != rule.fixable {
            wrong.push(format!("{id}: says {:?}, and its fixture has {told:?}", rule.fixable));
        }
        let select = format!("default,{id}");
        let everything = keys(&findings(&text, &select));
        for finding in fixes {
            let after = applied(&text, &finding["fix"]);
            let left = findings(&after, id);
            if left.len() >= found.len() {
                wrong.push(format!("{id}: {} is still there in\n{after}", finding["message"]));
            }
            let new = keys(&findings(&after, &select));
            // A suppression without its finding is one too many.
            let is_new = |(key, count): &(&String, &usize)| {
                everything.get(*key).is_none_or(|known| known < count) && !key.contains("unused-suppression")
            };
            wrong.extend(new.iter().filter(is_new).map(|(key, _)| format!("{id}: {} adds {key}", finding["message"])));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixing_twice_is_the_same_as_once() {
    let (mut rules_with_fixes, mut wrong) = (0, Vec::new());
    for rule in rules::all().iter().filter(|rule| rule.fixable.is_some()) {
        let text = fixture(rule.id);
        let once = lint(&text, rule.id, &["--fix", "--unsafe-fixes"]);
        let twice = lint(&once.out, rule.id, &["--fix", "--unsafe-fixes"]);
        rules_with_fixes += 1;
        if once.code != 0 || once.out == text || twice.out != once.out {
            wrong.push(format!("{}: exit {}\n{}=>\n{}", rule.id, once.code, once.out, twice.out));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rules_with_fixes >= 30, "{rules_with_fixes} rules have fixes");
}

#[test]
fn fixing_twice_is_the_same_as_once_with_the_fixes_of_all_rules() {
    fix_twice(20);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn fixing_every_fixture_twice_is_the_same_as_once() {
    fix_twice(1);
}

/// Fixes one in `step` of the fixtures. Fixes of several rules meet in them; one may fit only behind another.
fn fix_twice(step: usize) {
    let mut wrong = Vec::new();
    for rule in rules::all().iter().step_by(step) {
        let text = fixture(rule.id);
        for select in ["default", "all"] {
            let once = lint(&text, select, &["--fix", "--unsafe-fixes"]);
            let twice = lint(&once.out, select, &["--fix", "--unsafe-fixes"]);
            if twice.out != once.out {
                wrong.push(format!("{} with {select}:\n{}=>\n{}", rule.id, once.out, twice.out));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not privileged any more may be told to gain no privileges, which the server refuses before.
#[test]
fn a_fix_that_was_left_out_is_tried_again_behind_others() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx:1.29.1
    securityContext:
      privileged: true
";
    let select = "unset-privilege-escalation,privileged-container,validity";
    let ran = lint(text, select, &["--fix", "--unsafe-fixes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("allowPrivilegeEscalation: false") && !ran.out.contains("privileged: true"),
        "{}",
        ran.out
    );
}

const POD: &str = "\
# kept
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app   # main
      image: nginx:1.29.1
      imagePullpolicy: Always
      env:
        - {name: PORT, value: 8080}
  volumes:
    # of nobody
    - name: spare
      emptyDir: {}
    - name: more
      emptyDir: {}
";

const FIXED: &str = "\
# kept
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app   # main
      image: nginx:1.29.1
      imagePullPolicy: Always
      env:
        - {name: PORT, value: \"8080\"}
  volumes: []
";

#[test]
fn standard_input_comes_out_fixed_and_the_report_beside_it() {
    let ran = podpat_on(POD, ["lint", "-", "--no-config", "--fix"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, FIXED), "{}", ran.err);
    assert!(ran.err.contains("fixed 4 findings in 1 file"), "{}", ran.err);
    let clean = podpat_on(FIXED, ["lint", "-", "--no-config", "--fix"]);
    assert_eq!((clean.code, clean.out.as_str()), (0, FIXED), "{}", clean.err);
}

#[test]
fn a_difference_is_shown_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pod.yaml");
    fs::write(&path, POD).expect("written");
    let name = path.to_str().expect("a name");
    let ran = podpat(["lint", name, "--no-config", "--diff"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("-      imagePullpolicy: Always\n+      imagePullPolicy: Always\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(&path).expect("read"), POD);
    fs::write(&path, FIXED).expect("written");
    let ran = podpat(["lint", name, "--no-config", "--diff"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

#[test]
fn files_are_fixed_in_place_and_what_is_left_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
    fs::write(&first, POD.replace('\n', "\r\n")).expect("written");
    let bad = POD.replace("nginx:1.29.1", "Nginx:1.29.1");
    fs::write(&second, &bad).expect("written");
    let ran = podpat(["lint", folder.path().to_str().expect("a name"), "--no-config", "--fix", "--format=short"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.lines().count() == 1 && ran.out.contains("invalid-image-reference"), "{}", ran.out);
    assert_eq!(fs::read_to_string(&first).expect("read"), FIXED.replace('\n', "\r\n"));
    assert_eq!(fs::read_to_string(&second).expect("read"), FIXED.replace("nginx:1.29.1", "Nginx:1.29.1"));
}

#[test]
fn a_right_is_added_to_the_role_in_another_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = "apiVersion: v1\nkind: Pod\nmetadata: {name: op, namespace: x}\nspec:\n  serviceAccountName: op\n  containers: [{name: op, image: 'op:1.0', args: [--leader-elect]}]\n";
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: op, namespace: x}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: op}\nsubjects: [{kind: ServiceAccount, name: op, namespace: x}]\n";
    let role = |rules: &str| {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: op, namespace: x}}\n{rules}---\n{binding}"
        )
    };
    let leases = "- apiGroups: [coordination.k8s.io]\n  resources: [leases]\n  verbs: [get";
    let all =
        "- apiGroups:\n  - coordination.k8s.io\n  resources:\n  - leases\n  verbs:\n  - get\n  - update\n  - create\n";
    let cases = [
        (
            "verbs of a rule",
            format!("rules:\n{leases}] # reads\n"),
            format!("rules:\n{leases}, update, create] # reads\n"),
        ),
        (
            "a rule beside others",
            "rules:\n- {apiGroups: [''], resources: [pods], verbs: [get]}\n".to_owned(),
            format!("rules:\n- {{apiGroups: [''], resources: [pods], verbs: [get]}}\n{all}"),
        ),
        ("no rules yet", "rules: []\n".to_owned(), format!("rules:\n{all}")),
    ];
    for (what, before, after) in cases {
        let [deployed, rights] = ["app.yaml", "rbac.yaml"].map(|name| folder.path().join(name));
        fs::write(&deployed, app).expect("written");
        fs::write(&rights, role(&before)).expect("written");
        let args = ["lint", folder.path().to_str().expect("a name"), "--no-config", "--select=missing-api-rights"];
        let ran = podpat(args.into_iter().chain(["--format=json"]));
        let finding = &ran.json()["findings"][0];
        assert!(finding["file"].as_str().is_some_and(|file| file.ends_with("app.yaml")), "{what}: {}", ran.out);
        let edit = &finding["fix"]["edits"][0];
        assert!(edit["file"].as_str().is_some_and(|file| file.ends_with("rbac.yaml")), "{what}: {}", ran.out);
        let ran = podpat(args.into_iter().chain(["--fix", "--unsafe-fixes"]));
        assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
        assert_eq!(fs::read_to_string(&rights).expect("read"), role(&after), "{what}");
        assert_eq!(fs::read_to_string(&deployed).expect("read"), app, "{what}");
    }
}

#[test]
fn many_roles_of_a_file_take_its_text_once() {
    let rbac = "apiVersion: rbac.authorization.k8s.io/v1";
    let app = "apiVersion: v1\nkind: Pod\nmetadata: {name: op, namespace: x}\nspec:\n  serviceAccountName: op\n  containers: [{name: op, image: 'op:1.0', args: [--leader-elect]}]\n---\n";
    let bound = format!(
        "{rbac}\nkind: RoleBinding\nmetadata: {{name: op, namespace: x}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: r0}}\nsubjects: [{{kind: ServiceAccount, name: op, namespace: x}}]\n---\n"
    );
    let role = |number| format!("{rbac}\nkind: Role\nmetadata: {{name: r{number}, namespace: x}}\nrules: []\n---\n");
    let text: String = [app.to_owned(), bound].into_iter().chain((0..2_500).map(role)).collect();
    let found = findings(&text, "missing-api-rights");
    assert!(found.len() == 1 && !found[0]["fix"].is_null(), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_link_is_refused_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real.yaml"), folder.path().join("link.yaml"));
    fs::write(&real, POD).expect("written");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
    symlink(&real, &link).expect("a link");
    let ran = podpat(["lint", link.to_str().expect("a name"), "--no-config", "--fix"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("is a link to"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&real).expect("read"), POD);
    let ran = podpat(["lint", real.to_str().expect("a name"), "--no-config", "--fix"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(&real).expect("read"), FIXED);
}

#[test]
fn unsafe_fixes_wait_to_be_asked_for() {
    let text = POD
        .replace("value: 8080", "value: x")
        .replace("imagePullpolicy: Always", "securityContext: {privileged: true}");
    let select = "--select=privileged-container";
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fix", select]);
    assert_eq!((ran.code, ran.out.as_str()), (1, text.as_str()));
    assert!(ran.err.contains("1 more can be fixed with `--unsafe-fixes`"), "{}", ran.err);
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fix", "--unsafe-fixes", select]);
    assert_eq!((ran.code, ran.out), (0, text.replace("{privileged: true}", "{}")));
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--unsafe-fixes", "--format=short", select]);
    assert!(ran.code == 1 && ran.out.contains("privileged-container"), "{}", ran.out);
}

#[test]
fn formats_for_machines_carry_the_edits() {
    let ran = podpat_on(POD, ["lint", "-", "--no-config", "--format=json", "--select=unknown-field"]);
    let fix = &ran.json()["findings"][0]["fix"];
    assert_eq!((&fix["safe"], &fix["message"]), (&Value::Bool(true), &Value::from("call it `imagePullPolicy`")));
    let edit = &fix["edits"][0];
    assert_eq!((&edit["text"], &edit["span"]["start"]["line"]), (&Value::from("imagePullPolicy"), &Value::from(9)));
    let ran = podpat_on(POD, ["lint", "-", "--no-config", "--format=sarif", "--select=unknown-field"]);
    let change = &ran.json()["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "imagePullPolicy");
    assert_eq!(change["replacements"][0]["deletedRegion"]["startLine"], 9);
}

#[test]
fn a_fix_may_uncover_what_was_hidden() {
    let text = POD.replace("  containers:", "  contaners:");
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fix"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, FIXED), "{}", ran.err);
    // What comes to light and cannot be fixed stays, and is told.
    let text = text.replace("nginx:1.29.1", "Nginx:1.29.1");
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fix", "--format=short"]);
    assert_eq!((ran.code, ran.out), (1, FIXED.replace("nginx:1.29.1", "Nginx:1.29.1")));
    assert!(ran.err.contains("invalid-image-reference"), "{}", ran.err);
}

#[test]
fn long_texts_are_fixed_as_well() {
    let padding = "# a line of a long text that says nothing at all, and is there many times\n".repeat(80_000);
    assert!(padding.len() > 5 << 20);
    let ran = podpat_on(format!("{padding}{POD}"), ["lint", "-", "--no-config", "--fix"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out == format!("{padding}{FIXED}"), "{}", ran.err);
}

#[test]
fn a_container_that_blocks_a_job_moves_in_front_and_is_waited_for() {
    let job = "\
apiVersion: batch/v1
kind: Job
metadata: {name: report}
spec:
  template:
    spec:
      restartPolicy: Never
      # what runs
      containers:
        - name: report
          image: registry.example.com/report:2.1
          env: [{name: DB_HOST, value: localhost}]
        - name: db
          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
          args: [--health-check, --http-address=0.0.0.0, \"project:region:db\"]
          readinessProbe: {httpGet: {path: /readiness, port: 9090}}
";
    let ran = podpat_on(job, ["lint", "-", "--no-config", "--fix", "--unsafe-fixes", "--select=sidecar-blocks-job"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!(ran.out);
}
