//! Comments and annotations that silence findings.

use crate::harness::podpat_on;

/// Lines and rules of what is found.
fn found(text: &str) -> Vec<String> {
    let select = "--select=unknown-field,wrong-type,latest-image,unused-suppression";
    let out = podpat_on(text, ["lint", "-", "--no-config", "-o", "short", select]).out;
    out.lines()
        .map(|line| format!("{} {}", line.split(':').nth(1).unwrap_or(""), line.split(' ').nth(2).unwrap_or("")))
        .collect()
}

const HEAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n";

#[test]
fn on_the_line_above_it_and_at_the_head_of_a_document() {
    assert_eq!(
        found(&format!("{HEAD}  x: 1 # podpat: ignore[unknown-field] it is ours\n  y: 1\n")),
        ["6 unknown-field"]
    );
    assert_eq!(
        found(&format!("{HEAD}  # podpat: ignore[unknown-field]\n\n  # more\n  x: 1\n  y: 1\n")),
        ["9 unknown-field"]
    );
    let head = "# podpat: ignore[unknown-field, wrong-type] all of it\n";
    let body = format!("{HEAD}  x: 1\n  hostPID: maybe\n");
    assert_eq!(found(&format!("{head}{body}---\n{body}")), ["13 unknown-field", "14 wrong-type"]);
    assert_eq!(found(&format!("# a licence\n\n---\n# and\n{head}{body}")), [""; 0]);
    assert_eq!(found(&format!("{head}---\n{body}")), [""; 0], "before the first separator");
    assert_eq!(found(&format!("{HEAD}  x: 1 # podpat:ignore[validity]\n")), [""; 0], "a category");
    assert_eq!(found(&format!("{HEAD}  x: '# podpat: ignore[unknown-field]'\n")), ["5 unknown-field"], "no comment");
}

#[test]
fn for_all_of_a_file() {
    let body = format!("{HEAD}  x: 1\n  hostPID: maybe\n");
    let file = "# podpat: ignore-file[unknown-field] generated\n";
    assert_eq!(found(&format!("{body}---\n{body}{file}")), ["6 wrong-type", "13 wrong-type"], "at the end");
    assert_eq!(found(&format!("{file}{body}")), ["7 wrong-type"], "at the head");
    assert_eq!(found(&format!("{file}---\n{body}---\n{body}")).len(), 2, "before the first separator");
    assert_eq!(found(&format!("{HEAD}  x: 1\n{file}  y: 1\n")), [""; 0], "between");
    assert_eq!(found(&format!("{HEAD}  hostPID: true {file}")), ["5 unused-suppression"], "nothing to ignore");
    assert_eq!(found(&format!("{HEAD}  hostPID: true # podpat: ignore-file\n")), ["5 unused-suppression"], "no list");
}

#[test]
fn by_annotations_on_an_object_and_on_its_pod_template() {
    let deployment = |on: &str, template: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a, annotations: {{{on}}}}}\nspec:\n  x: 1\n  template:\n    metadata: {{annotations: {{{template}}}}}\n    spec:\n      y: 1\n"
        )
    };
    let mark = "podpat.dev/ignore: \"unknown-field, wrong-type\"";
    assert_eq!(found(&deployment("", "")), ["5 unknown-field", "9 unknown-field"]);
    assert_eq!(found(&deployment("podpat.dev/ignore: unknown-field", "")), [""; 0]);
    assert_eq!(found(&deployment("", "podpat.dev/ignore: unknown-field")), ["5 unknown-field"]);
    assert_eq!(found(&deployment("", mark)), ["5 unknown-field", "7 unused-suppression"]);
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod, metadata: {{annotations: {{{mark}}}}}, spec: {{x: 1, hostPID: maybe}}}}\n- {{apiVersion: v1, kind: Pod, spec: {{x: 1}}}}\n"
    );
    assert_eq!(found(&list), ["5 unknown-field"]);
}

/// Whether they have anything to be silent about is for the others to say.
#[test]
fn what_other_linters_were_told_holds_here() {
    let pod = |annotation: &str, image: &str| {
        let containers = format!("[{{name: a, image: {image}}}]");
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, annotations: {{{annotation}}}}}\nspec: {{containers: {containers}}}\n"
        )
    };
    let told = ["kube-score/ignore: container-image-tag", "ignore-check.kube-linter.io/latest-tag: nightly"];
    assert_eq!(found(&pod("", "nginx")), ["4 latest-image"]);
    assert_eq!(found(&pod("kube-score/ignore: pod-probes", "nginx")), ["4 latest-image"]);
    for annotation in told {
        assert_eq!(found(&pod(annotation, "nginx")), [""; 0], "{annotation}");
        assert_eq!(found(&pod(annotation, "nginx:1.29")), [""; 0], "{annotation}");
    }
}

#[test]
fn what_suppresses_nothing_is_reported() {
    assert_eq!(found(&format!("{HEAD}  hostPID: true # podpat: ignore[wrong-type]\n")), ["5 unused-suppression"]);
    assert_eq!(found(&format!("{HEAD}  x: 1 # podpat: ignore[unknown-field,wrong-type]\n")), ["5 unused-suppression"]);
    assert_eq!(found(&format!("{HEAD}  hostPID: true # podpat: ignore\n")), ["5 unused-suppression"], "no list");
    assert_eq!(
        found(&format!("{HEAD}  hostPID: true # podpat: ignore[wrong-type\n")),
        ["5 unused-suppression"],
        "not closed"
    );
    assert_eq!(
        found(&format!("{HEAD}  hostPID: true # podpat: ignore[missing-field]\n")),
        [""; 0],
        "its rule does not run"
    );
    assert_eq!(found(&format!("{HEAD}  hostPID: true # about podpat: nothing\n")), [""; 0]);
    // One finding, two suppressions: neither is idle.
    assert_eq!(
        found(&format!("# podpat: ignore[unknown-field]\n{HEAD}  x: 1 # podpat: ignore[unknown-field]\n")),
        [""; 0]
    );
}

#[test]
fn many_comments_cost_no_more_than_their_lines() {
    let many = "# podpat: ignore[wrong-type]\n".repeat(5_000);
    assert_eq!(found(&format!("{HEAD}{many}  hostPID: true\n{many}")).len(), 10_000);
    let fields: String = (0..5_000).map(|at| format!("  f{at}: 1\n")).collect();
    // Of the faults a thousand are listed.
    assert_eq!(found(&format!("{many}{HEAD}{fields}")).len(), 6_000);
    let words = "wrong-type,unknown-field,".repeat(5_000);
    let annotated = format!("metadata: {{annotations: {{podpat.dev/ignore: '{words}'}}}}");
    let text = format!("{HEAD}{fields}").replace("metadata: {name: a}", &annotated);
    assert_eq!(found(&text), vec!["3 unused-suppression"; 5_000], "one of each two is idle");
}
