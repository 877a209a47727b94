//! Reports that people look at: Markdown for pull requests, and pages for browsers. Nothing foreign is read as markup, and
//! sizes are bounded.

use crate::harness::{Folder, podpat, podpat_on};

/// Faults of several rules in two objects, one of them a Pod with a helper.
const SHOP: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: app
    imge: nginx
    env:
    - {name: REDIS_HOST, value: '127.0.0.1:6379'}
  - name: redis-proxy
    image: haproxy:3.0
    ports:
    - {containerPort: 6379}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  prots: [{port: 80}]
";

/// Names that would be markup, if anything let them.
const MARKUP: &str = r"</script><img src=x onerror=alert(1)>@team #1 ``` | **x** [a](http://a.example) <!-- </details>";

fn hostile() -> String {
    let name = MARKUP.replace('\'', "''");
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: '{name}'}}\nspec:\n  '{name}': 1\n  containers:\n  - {{name: '{name}', image: '{name}'}}\n  \
         - {{name: b, imge: '{name}'}}\n"
    )
}

fn lint(format: &str, text: &str) -> String {
    let ran = podpat_on(text, ["lint", "-", "--no-config", "--format", format]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    ran.out
}

#[test]
fn markdown_has_counts_tables_details_and_pictures() {
    let out = podpat_on(SHOP, ["lint", "-", "--no-config", "--format=markdown", "--select=validity"]).out;
    insta::with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("report-markdown", out);
    });
    assert!(out.starts_with("## podpat: "), "{out}");
    assert!(out.contains("-    imge: nginx\n+    image: nginx\n"), "{out}");
    assert!(out.contains("```mermaid\nflowchart LR\n") && out.contains("redis-proxy"), "{out}");
}

#[test]
fn markdown_of_nothing_says_so() {
    let clean = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let out = podpat_on(clean, ["lint", "-", "--no-config", "--format=markdown"]).out;
    assert_eq!(out, "## podpat: nothing found\n\n1 object in 1 file\n");
}

#[test]
fn nothing_foreign_is_markup_in_markdown() {
    let out = lint("markdown", &hostile());
    let mut fence = None;
    for line in out.lines() {
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => fence = Some(&line[..line.len() - line.trim_start_matches('`').len()]),
            None => {
                let own = ["<details>", "<summary>", "<code>", "</code>", "</summary>", "</details>"];
                let html = own.iter().fold(without_code(line), |line, element| line.replace(element, ""));
                assert!(!html.contains('<'), "{line}");
                // Outside of blocks, what is left without its code has nothing of the name.
                let prose: String = without_code(line);
                for sign in ["<img", "</script", "@team", "#1 ", "](", "http://", "<!--"] {
                    assert!(!prose.contains(sign), "{sign} in {line}");
                }
                let bars = line.replace("\\|", "").matches('|').count();
                assert!(!line.starts_with('|') || bars == 6, "{line}");
            }
        }
    }
    assert_eq!(fence, None);
    assert_eq!(out.matches("<details>").count(), out.lines().filter(|line| *line == "</details>").count());
}

/// A line of Markdown without its code, as the spec reads code: from a run of backquotes to the next one of its length.
fn without_code(line: &str) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some(start) = rest.find('`') {
        out.push_str(&rest[..start]);
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let after = &rest[start + run..];
        let mut from = 0;
        let end = loop {
            let Some(at) = after[from..].find('`').map(|at| from + at) else { break None };
            let other = after[at..].len() - after[at..].trim_start_matches('`').len();
            if other == run {
                break Some(at + run);
            }
            from = at + other;
        };
        rest = end.map_or(after, |end| &after[end..]);
    }
    out + rest
}

#[test]
fn markdown_is_bounded_and_counts_what_is_left_out() {
    let many: String = (0..150).map(|at| format!("---\n{}", SHOP.replace("shop", &format!("shop-{at}")))).collect();
    for (flag, most) in
        [(None, 64 << 10), (Some("--max-report-size=4KiB"), 4 << 10), (Some("--max-report-size=1MiB"), 1 << 20)]
    {
        let args = ["lint", "-", "--no-config", "--format=markdown"].into_iter().chain(flag);
        let out = podpat_on(&many, args).out;
        assert!(out.len() <= most, "{} of {most}", out.len());
        let rows = out.lines().filter(|line| line.starts_with("| **error**") || line.starts_with("| warning")).count();
        assert!(rows > 8, "{rows}");
        if most < 1 << 20 {
            assert!(out.len() > most / 3, "{} of {most}", out.len());
            assert!(out.contains("\n> Left out, as this report may have ") && out.contains(" findings"), "{flag:?}");
        }
        assert_eq!(out.matches("<details>").count(), out.matches("</details>").count());
    }
    let json = podpat_on(&many, ["lint", "-", "--no-config", "--format=json"]).json();
    let all = json["findings"].as_array().expect("a list").len();
    let out = podpat_on(&many, ["lint", "-", "--no-config", "--format=markdown", "--max-report-size=4KiB"]).out;
    let rows = out.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| severity")).count();
    let left_out = format!("{} findings", all - rows);
    assert!(out.contains(&left_out), "{left_out}: {out}");
    assert_eq!(podpat(["lint", "-", "--max-report-size=1KiB"]).code, 2);
}

#[test]
fn a_page_is_one_file_with_a_policy() {
    for out in [lint("html", SHOP), podpat_on(SHOP, ["inspect", "-o", "html", "-"]).out] {
        assert!(out.starts_with("<!doctype html>\n<html lang=\"en\">\n"), "{out}");
        assert!(out.contains("default-src &#x27;none&#x27;; style-src &#x27;sha256-"), "{out}");
        for outside in ["http://", "https://", "src=", "url(http", "@import", "style=\""] {
            assert!(!out.contains(outside), "{outside}");
        }
        assert!(out.contains("<svg class=\"picture\"") && out.contains(">redis-proxy</text>"), "{out}");
    }
}

#[test]
fn a_page_shows_source_fix_and_rule() {
    let out = lint("html", SHOP);
    assert!(out.contains("data-n=\"7\">    <mark>imge</mark>: nginx\n"), "{out}");
    assert!(out.contains("<span class=\"added\">+    image: nginx\n"), "{out}");
    assert!(
        out.contains("<a href=\"#rule-unknown-field\">") && out.contains("<div id=\"rule-unknown-field\""),
        "{out}"
    );
}

#[test]
fn nothing_foreign_is_markup_in_a_page() {
    for out in [lint("html", &hostile()), podpat_on(hostile(), ["inspect", "-o", "html", "-"]).out] {
        assert_eq!(out.matches("<script>").count(), 1);
        assert_eq!(out.matches("</script>").count(), 1);
        assert!(!out.contains("<img") && !out.contains("<!--"), "{out}");
        assert!(out.contains("&lt;img src=x onerror=alert(1)&gt;"), "{out}");
    }
}

#[test]
fn a_page_of_a_hundred_findings_is_small() {
    let many: String = (0..40).map(|at| format!("---\n{}", SHOP.replace("shop", &format!("shop-{at}")))).collect();
    let json = podpat_on(&many, ["lint", "-", "--no-config", "--format=json"]).json();
    let count = json["findings"].as_array().expect("a list").len();
    let out = lint("html", &many);
    assert_eq!(out.matches("<article ").count(), count);
    assert!(count >= 100 && out.len() < 200_000 * count / 100, "{} bytes for {count}", out.len());
}

#[cfg(unix)]
#[test]
fn what_was_rendered_is_drawn_beside_findings_in_its_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[
        ("shop/kustomization.yaml", "resources: [pod.yaml]\n"),
        ("shop/pod.yaml", SHOP),
        ("bin/kustomize", "#!/bin/sh\ncat \"$(dirname \"$0\")/../shop/pod.yaml\"\n"),
    ]);
    std::fs::set_permissions(folder.at("bin/kustomize"), std::fs::Permissions::from_mode(0o755)).expect("a program");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_podpat"))
        .args(["lint", "--no-config", "--render=auto", "--format=markdown", &folder.name("shop")])
        .env("PATH", format!("{}:/usr/bin:/bin", folder.name("bin")))
        .output()
        .expect("podpat runs");
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(out.contains("```mermaid") && out.contains("redis-proxy"), "{out}{}", String::from_utf8_lossy(&ran.stderr));
}
