//! What other linters check: the page that lists it, the presets, and the way from their names to the rules here.

use std::fs;
use std::path::Path;

use podpat::internals::lint::{Peer, PeerCheck, Preset, rules};

use crate::harness::{podpat, podpat_on};

const START: &str = "<!-- what other linters check: written by `just bless` -->\n";
const END: &str = "<!-- end -->\n";

/// The tables of `docs/peers.md`: a check of another linter a line, and what looks for the same here.
fn tables() -> String {
    let row = |check: &PeerCheck| {
        let ids: Vec<String> = check.rules.iter().map(|id| format!("`{id}`")).collect();
        let on = if check.on { "yes" } else { "no" };
        let rules = if ids.is_empty() { "left out".to_owned() } else { ids.join(", ") };
        format!("| `{}` | {on} | {rules} | {} |\n", check.id, check.note)
    };
    let table = |peer: Peer| {
        let rows: String = peer.checks().iter().map(row).collect();
        format!(
            "## {}\n\n| check | on by default | rule of podpat | difference |\n|---|---|---|---|\n{rows}\n",
            peer.as_str()
        )
    };
    Peer::ALL.into_iter().map(table).collect()
}

#[test]
fn the_page_lists_every_check() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/peers.md");
    let text = fs::read_to_string(&path).expect("docs/peers.md");
    let (head, rest) = text.split_once(START).expect("a place for the tables");
    let (_, tail) = rest.split_once(END).expect("the end of the tables");
    let told = format!("{head}{START}\n{}{END}{tail}", tables());
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::write(&path, told).expect("writes");
    } else {
        assert!(text == told, "docs/peers.md is out of date: run `just bless`");
    }
}

#[test]
fn a_check_of_another_linter_leads_to_the_rules_here() {
    let ran = podpat(["explain", "kube-linter/latest-tag"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("# latest-image") && ran.out.contains("`latest-image` here"), "{}", ran.out);
    let left_out = podpat(["explain", "kube-linter/sorted-keys"]);
    assert!(left_out.code == 0 && left_out.out.contains("has no rule here"), "{}", left_out.out);
    let near = podpat(["explain", "kube-linter/latest-tags"]);
    assert!(near.code == 2 && near.out.is_empty() && near.err.contains("kube-linter/latest-tag"), "{}", near.err);
    let preset = podpat(["explain", "pss-restricted"]);
    assert!(preset.code == 2 && preset.err.contains("podpat rules --preset pss-restricted"), "{}", preset.err);
}

#[test]
fn a_preset_lists_its_rules_with_their_names_elsewhere() {
    for preset in Preset::ALL {
        let ran = podpat(["rules", "--preset", preset.as_str(), "-o", "json"]);
        let json = ran.json();
        let listed: Vec<&str> =
            json["rules"].as_array().expect("rules").iter().filter_map(|row| row["id"].as_str()).collect();
        let covered: Vec<&str> =
            rules::all().iter().filter(|rule| preset.covers(rule.id)).map(|rule| rule.id).collect();
        assert_eq!((&json["version"], listed), (&1.into(), covered), "{}", preset.as_str());
    }
    let ran = podpat(["rules", "--preset", "kube-linter"]);
    assert!(ran.code == 0 && ran.out.contains("  latest-tag\n") && ran.out.contains("left out\n"), "{}", ran.out);
    let json = podpat(["rules", "--preset", "polaris", "-o", "json"]).json();
    let latest =
        json["rules"].as_array().expect("rules").iter().find(|row| row["id"] == "latest-image").expect("latest-image");
    assert!(latest["peers"].as_array().expect("peers").iter().any(|name| name == "polaris/tagNotSpecified"));
}

/// A Pod with an image without a tag and a field that does not exist.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  hostPID: true\n  container: []\n  \
                   containers: [{name: app, image: app}]\n";

fn found(flags: &[&str]) -> Vec<String> {
    let fixed = ["lint", "-", "--no-config", "--format=json", "--fail-on=never"];
    let ran = podpat_on(POD, fixed.iter().chain(flags));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    let findings = json["findings"].as_array().expect("findings");
    findings.iter().filter_map(|finding| finding["rule"].as_str().map(str::to_owned)).collect()
}

#[test]
fn rules_can_be_selected_besides_the_default_ones() {
    assert_eq!(found(&[]), ["unknown-field"]);
    assert_eq!(found(&["--select=pss-baseline"]), ["host-pid"]);
    assert_eq!(found(&["--extend-select=pss-baseline"]), ["host-pid", "unknown-field"]);
    assert_eq!(found(&["--extend-select=pss-baseline", "--ignore=host-pid"]), ["unknown-field"]);
    assert_eq!(
        found(&["--select=validity", "--extend-select=host-pid,latest-image"]),
        ["host-pid", "unknown-field", "latest-image"]
    );
}

#[test]
fn without_any_service_every_server_is_to_say_when_it_is_ready() {
    assert_eq!(found(&["--select=missing-readiness-probe"]), ["missing-readiness-probe"]);
}
