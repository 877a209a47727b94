//! What lies beside manifests: passed over with a note when it is named, so that hooks may name all that changed.

use crate::harness::{Project, Ran};

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

/// Files that are no manifests, and what they are called.
const OTHERS: [(&str, &str, &str); 19] = [
    ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n", "a Helm chart's own description"),
    ("charts/web/values.yaml", "image: nginx\nspec: {a: b}\n", "a file of Helm values"),
    ("values-prod.yml", "- a\n", "a file of Helm values"),
    (".github/workflows/ci.yml", "name: ci\non: push\njobs: {a: {runs-on: b}}\n", "a workflow of GitHub"),
    ("devfile.yaml", "apiVersion: 1.0.0\nmetadata: {name: a}\nprojects: []\n", "a devfile"),
    ("action.yml", "name: a\ndescription: b\nruns: {using: node20}\n", "an action of GitHub"),
    (".github/dependabot.yml", "version: 2\nupdates: []\n", "a configuration of Dependabot"),
    (".gitlab-ci.yml", "build: {script: make}\n", "a pipeline of GitLab"),
    ("docker-compose.yml", "services: {web: {image: nginx}}\n", "a compose file"),
    ("compose.yaml", "name: shop\nservices: {web: {image: nginx}}\n", "a compose file"),
    (".pre-commit-config.yaml", "repos: []\n", "a configuration of pre-commit"),
    (".pre-commit-hooks.yaml", "- {id: a, name: b, entry: c, language: rust}\n", "a list of pre-commit hooks"),
    ("patch.json", "[{\"op\": \"remove\", \"path\": \"/spec\"}]", "a JSON patch"),
    ("playbook.yml", "- hosts: all\n  tasks: []\n", "a playbook of Ansible"),
    (".podpat.yaml", "select: all\n", "the configuration of podpat"),
    ("known.json", "{\"version\": 1, \"findings\": []}", "a baseline of podpat"),
    ("openapi.yaml", "openapi: 3.1.0\ninfo: {}\npaths: {}\n", "an OpenAPI document"),
    ("package.json", "{\"name\": \"a\", \"version\": \"1.0.0\", \"scripts\": {}}", "a package of npm"),
    ("prometheus.yml", "global: {}\nscrape_configs: []\n", "a configuration of Prometheus"),
];

fn lint(project: &Project, args: &[&str]) -> Ran {
    project.podpat(["lint", "-oshort", "--select=validity,unexpanded-variable"].iter().chain(args))
}

#[test]
fn files_that_are_no_manifests_are_passed_over_with_a_note() {
    let project = Project::new(OTHERS.map(|(name, text, _)| (name, text)));
    project.write("map.yaml", MAP);
    for (name, _, what) in OTHERS {
        let ran = lint(&project, &[name, "map.yaml", "--no-config"]);
        assert_eq!((ran.code, &*ran.out), (0, ""), "{name}");
        assert!(
            ran.err.starts_with(&format!("{name}: skipped: this is {what}, not a manifest")),
            "{name}: {}",
            ran.err
        );
        let ran = lint(&project, &[name, "--no-config"]);
        assert!(ran.code == 2 && ran.err.contains("nothing to check"), "{name}: {}", ran.err);
    }
    let ran = lint(&project, &[".", "--no-config"]);
    assert_eq!((ran.code, &*ran.out, &*ran.err), (0, "", ""), "nobody named them");
}

#[test]
fn manifests_are_manifests_whatever_they_are_called() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {prts: []}\n";
    let project = Project::new([("values.yaml", service), ("Chart.yaml", service), ("compose.yaml", service)]);
    for name in ["values.yaml", "Chart.yaml", "compose.yaml"] {
        assert!(lint(&project, &[name]).out.contains("unknown-field"), "{name}");
    }
    let wrong = [
        ("a.yaml", "apiVersion: v1\nmetadata: {name: a}\nspec: {}\n"),
        ("b.yaml", "kind: Pod\nmetadata: {name: a}\n"),
        ("c.yaml", "just words\n"),
        ("d.yaml", "some: thing\n"),
    ];
    let project = Project::new(wrong);
    for (name, _) in wrong {
        assert_eq!(lint(&project, &[name]).code, 1, "{name} was named as a manifest");
    }
}

#[test]
fn descriptions_lead_to_the_command_that_fits() {
    let description = "name: web\nkind: Deployment\nmain: nginx:1.27\n";
    let project = Project::new([("k8s/web.podpat.yaml", description), ("k8s/map.yaml", MAP)]);
    for verb in ["lint", "inspect"] {
        let ran = project.podpat([verb, "k8s/web.podpat.yaml"]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{verb}");
        insta::assert_snapshot!(format!("description_named_to_{verb}"), ran.err);
    }
    for verb in [&["add", "--adapter=statsd-exporter"][..], &["remove", "statsd-exporter"], &["split"]] {
        let ran = project.podpat(verb.iter().copied().chain(["k8s/web.podpat.yaml"]));
        assert_eq!((ran.code, &*ran.out), (2, ""), "{verb:?}");
        assert!(ran.err.contains("run `podpat generate k8s/web.podpat.yaml`"), "{}", ran.err);
    }
    let ran = lint(&project, &["k8s"]);
    assert_eq!((ran.code, &*ran.out), (0, ""));
    insta::assert_snapshot!("description_in_a_folder", ran.err);
    let ran = lint(&project, &["k8s/web.podpat.yaml", "--if-any"]);
    assert!(ran.code == 0 && ran.err.contains("podpat generate k8s/web.podpat.yaml | podpat lint -"), "{}", ran.err);
    let ran = project.podpat_in("", ["lint", "-"], description);
    assert!(ran.code == 2 && ran.err.contains("`-` is a description of podpat"), "{}", ran.err);
}

#[test]
fn nothing_to_check_is_no_error_if_that_may_be() {
    let project =
        Project::new([("a.yaml", "some: thing\n"), ("b.yaml", "- 1\n"), ("empty/x.txt", ""), ("map.yaml", MAP)]);
    for names in [&["a.yaml"][..], &["a.yaml", "b.yaml"], &["empty"]] {
        assert_ne!(lint(&project, names).code, 0, "{names:?}");
        let ran = lint(&project, &[names, &["--if-any"]].concat());
        assert_eq!((ran.code, &*ran.out, &*ran.err), (0, "", ""), "{names:?}");
    }
    let json = project.podpat(["lint", "--if-any", "a.yaml", "-ojson"]).json();
    assert_eq!(json["summary"]["objects"], 0);
    assert_eq!(lint(&project, &["--if-any", "gone.yaml"]).code, 2, "what is not there was meant");
    project.write("bad.yaml", "apiVersion: [\n");
    assert_eq!(lint(&project, &["--if-any", "bad.yaml"]).code, 1);
    assert_eq!(project.podpat(["inspect", "--if-any", "map.yaml"]).code, 0);
    assert_eq!(project.podpat(["inspect", "map.yaml"]).code, 2);
}

#[test]
fn no_path_is_the_current_folder() {
    let project = Project::new([("k8s/map.yaml", MAP), ("k8s/pod.yaml", "apiVersion: v1\nkind: Pod\n")]);
    let ran = project.podpat_in("k8s", ["lint", "-oshort", "--select=validity"], "a: b");
    assert!(ran.code == 1 && ran.out.starts_with("./pod.yaml:"), "{}", ran.out);
    assert_eq!(project.podpat_in("k8s", ["lint", "--select=images"], "").out, "2 objects in 2 files, nothing found\n");
}

#[test]
fn standard_input_is_the_file_that_the_user_says() {
    let project = Project::new([
        (".podpat.yaml", "select: unknown-field\n"),
        ("k8s/.podpat.yaml", "select: wrong-type\npaths: [{files: old.yaml, ignore: all}]\nexclude: gone.yaml\n"),
    ]);
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {x: 1, hostPID: maybe}\n";
    let lint = |args: &[&str]| project.podpat_in("", ["lint", "-oshort"].iter().chain(args), text);
    assert!(lint(&["-"]).out.starts_with("-:4:8: error unknown-field"));
    for args in [&["-", "--stdin-filename=k8s/new.yaml"][..], &["--stdin-filename=k8s/new.yaml"]] {
        let out = lint(args).out;
        assert!(out.starts_with("k8s/new.yaml:4:23: error wrong-type") && out.lines().count() == 1, "{out}");
    }
    assert_eq!(lint(&["--stdin-filename=k8s/old.yaml"]).out, "");
    assert_eq!(lint(&["--stdin-filename=k8s/gone.yaml"]).code, 2);
    assert_eq!(lint(&["--stdin-filename=k8s/gone.yaml", "--if-any"]).code, 0);
    assert_eq!(lint(&["--stdin-filename=k8s/new.yaml", "--since=main"]).code, 2);
}

#[test]
fn placeholders_are_noted_once() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${NAME}\n  namespace: ${NAMESPACE:=shop}\nspec:\n  replicas: ${REPLICAS}\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - {name: web, image: \"nginx:${TAG}\", args: [\"--to=${HOST}\"], ports: [{containerPort: \"${PORT}\"}]}\n";
    let project = Project::new([("a.yaml", deployment)]);
    let ran = lint(&project, &["a.yaml"]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    insta::assert_snapshot!("placeholders", ran.err);
    project.write("a.yaml", deployment.replace("template:", "templat:"));
    assert!(lint(&project, &["a.yaml"]).out.contains("templat"), "what has no placeholder is judged");
    let variable =
        "apiVersion: v1\nkind: Service\nmetadata: {name: $NAME, namespace: a-$SPACE}\nspec: {ports: [{port: 80}]}\n";
    project.write("a.yaml", variable);
    assert_eq!((lint(&project, &["a.yaml"]).code, &*lint(&project, &["a.yaml"]).out), (0, ""));
    // Alone it is what nobody fills in.
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'a:1', command: [/a, '--to=${HOST}'], env: [{name: HOST, value: b}]}]}\n";
    project.write("a.yaml", pod);
    assert!(lint(&project, &["a.yaml"]).out.contains("unexpanded-variable"));
    // In a flow mapping it is no YAML.
    project.write("a.yaml", format!("{MAP}data: {{port: ${{PORT}}}}\n"));
    let ran = lint(&project, &["a.yaml"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    assert!(ran.err.starts_with("a.yaml: line 4 has a placeholder (`${`), so this is a template"), "{}", ran.err);
    project.write("a.yaml", format!("{MAP}data:\n  run: |\n    echo ${{PORT}}\n  x: [\n"));
    assert!(lint(&project, &["a.yaml"]).out.contains("syntax-error"), "a script has variables of its own");
}

#[test]
fn what_sops_has_encrypted_is_noted_once() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  key: ENC[AES256_GCM,data:DPwN,iv:2s=,tag:x,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:a,iv:b=,tag:c,type:str]\n  version: 3.7.3\n";
    let project = Project::new([("a.yaml", secret)]);
    let ran = lint(&project, &["a.yaml"]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert_eq!(
        ran.err,
        "a.yaml: 2 findings about what SOPS has encrypted left out; decrypt it first, as in `sops -d FILE | podpat lint -`\n"
    );
    project.write("a.yaml", secret.replace("data:\n", "datum:\n"));
    assert!(lint(&project, &["a.yaml"]).out.contains("datum"), "what is not encrypted is judged");
}

#[test]
fn placeholders_that_people_fill_in_are_called_so() {
    let table = [
        ("BUCKET_NAME", Some("BUCKET_NAME")),
        ("web-<revision>", Some("<revision>")),
        ("@NAME@", Some("@NAME@")),
        ("FILLED BY THE OPERATOR", Some("FILLED BY THE OPERATOR")),
        ("YOUR-NAME", Some("YOUR-NAME")),
        ("replace_name", Some("replace_name")),
        ("My_Name", None),
        ("WEB", None),
    ];
    for (name, placeholder) in table {
        let secret = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: '{name}'}}\n");
        let project = Project::new([("a.yaml", &*secret)]);
        let ran = project.podpat(["lint", "-ojson", "--select=validity", "a.yaml"]);
        let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let help = json["findings"][0]["help"].as_str().expect("a help");
        let expected = placeholder.map(|text| format!("write the value that the placeholder `{text}` stands for"));
        assert_eq!(expected.is_some(), help.contains("placeholder"), "{name}: {help}");
        assert!(expected.is_none_or(|expected| expected == help), "{name}: {help}");
    }
}

#[test]
fn statements_of_jinja_make_a_template() {
    let raw = format!("{{% raw %}}\n{MAP}{{% endraw %}}\n");
    let project = Project::new([("a.yaml", &*raw), ("b.yaml", MAP)]);
    project.write("chart/Chart.yaml", "name: a\nversion: %VERSION%\n");
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("line 1 has a placeholder (`{%`), so this is a template"), "{}", ran.err);
}

#[test]
fn statements_of_terraform_make_a_template() {
    let values = "image:\n  tag: ${tag}\n\n%{ if traced }\ntraced: true\n%{ endif }\n";
    let project = Project::new([("a.yaml", values), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("line 4 has a placeholder (`%{`), so this is a template"), "{}", ran.err);
}

#[test]
fn what_git_crypt_has_encrypted_is_passed_over() {
    let project = Project::new([("b.yaml", MAP)]);
    project.write("a.yaml", b"\0GITCRYPT\0\xd1\xc3\n\x9f");
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(lint(&project, &["a.yaml"]).err.contains("`git-crypt unlock` decrypts it"));
}

#[test]
fn a_variable_alone_on_its_line_makes_a_template() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ca.crt: |\n$CERTIFICATE\n";
    let project = Project::new([("a.yaml", text), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
}

#[test]
fn placeholders_in_quotes_are_no_values() {
    let labels = |value: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {{version: {value}}}\n")
    };
    let project = Project::new([("a.yaml", &*labels("'{{ .Chart.Version }}'"))]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("`{{ .Chart.Version }}` in line"), "{}", ran.err);
    // What a quoted key opens it closes, and the placeholder behind it stands bare.
    project.write("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    \"app\": {{ .App }}\n");
    assert!(lint(&project, &["."]).err.contains("so this is a template"));
    project.write("a.yaml", labels("'{ .Chart.Version }'"));
    assert!(lint(&project, &["."]).out.contains("invalid-value"));
}

#[test]
fn a_list_of_nothing_holds_no_object() {
    let project = Project::new([("a.yaml", "apiVersion: v1\nkind: ConfigMapList\nitems:\n"), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
}

#[test]
fn what_is_broken_and_was_never_a_manifest_is_passed_over_in_folders() {
    let settings = "{\n  // comments\n  \"a\": \"b\" \"c\"\n}\n";
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: a\n";
    let project = Project::new([("a.json", settings), ("b.yaml", "owners:\n- @a\n"), ("c.yaml", MAP)]);
    assert_eq!((lint(&project, &["."]).code, &*lint(&project, &["."]).out), (0, ""));
    assert!(lint(&project, &["a.json"]).out.contains("syntax-error"), "somebody named it");
    project.write("d.yaml", broken);
    assert!(lint(&project, &["."]).out.contains("d.yaml"));
    // So is a part of an object, for a program or a page.
    let part = "metadata: {name: a}\nspec: {}\n";
    let apart = Project::new([("a.yaml", part), ("b-patch.yaml", &format!("apiVersion: v1\n{part}")), ("c.yaml", MAP)]);
    assert_eq!(lint(&apart, &["."]).out, "");
}

#[test]
fn folders_of_versions_have_nothing_to_do_with_each_other() {
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: {app: shop}, ports: [{port: 8080}]}\n";
    let guard = "      - name: guard\n        image: quay.io/oauth2-proxy/oauth2-proxy:v7.12.0\n        \
                 args: ['--http-address=0.0.0.0:4180', '--upstream=http://127.0.0.1:8080']\n";
    let shop = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  \
                template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers:\n      - name: shop\n        \
                image: registry.example.com/shop:1.0\n        ports: [{containerPort: 8080}]\n";
    let guarded = format!("{shop}{guard}");
    let project = Project::new([("v1/service.yaml", service), ("v2/shop.yaml", &*guarded)]);
    assert!(lint(&project, &[".", "--extend-select=bypassed-guard"]).out.contains("bypassed-guard"));
    project.write("v1/shop.yaml", shop);
    assert!(!lint(&project, &[".", "--extend-select=bypassed-guard"]).out.contains("bypassed-guard"));
}

#[test]
fn many_notes_of_one_kind_are_told_once() {
    let files: Vec<(String, String)> =
        (0..5).map(|at| (format!("k8s/{at}.yaml"), format!("{MAP}data: {{a: ${{A}}, b: {{{{ b }}}}}}\n"))).collect();
    let project = Project::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    project.write("k8s/map.yaml", MAP);
    let err = lint(&project, &["k8s"]).err;
    assert!(
        err.starts_with("k8s/0.yaml: ") && err.ends_with("; the same in 4 other files, which `-v` names\n"),
        "{err}"
    );
    assert_eq!(err.lines().count(), 1, "{err}");
    assert_eq!(lint(&project, &["k8s", "-v"]).err.lines().count(), 5);
}

#[test]
fn tokens_of_pipelines_make_a_template() {
    let account = |value: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: {value}\n"
        )
    };
    let project = Project::new([("a.yaml", &*account("#{IMAGE}")), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("line 7 has a placeholder (`#{`), so this is a template"), "{}", ran.err);
    project.write("a.yaml", account("#{one of}"));
    assert!(lint(&project, &["."]).out.contains("`image` is required"));
}

#[test]
fn what_was_passed_over_is_counted_when_asked() {
    let project = Project::new([
        ("k8s/map.yaml", MAP),
        ("k8s/.hidden/a.yaml", MAP),
        ("k8s/.b.yaml", MAP),
        ("k8s/.notes.txt", ""),
        ("k8s/.ignore", "gen*\n"),
        ("k8s/gen.yaml", MAP),
        ("k8s/gen/c.yaml", MAP),
        ("k8s/gen.txt", ""),
        ("k8s/testdata/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/test-data/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/testData/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/expected/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/web/__snapshots__/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/web/__TESTS__/d.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/web/web-expected.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("k8s/web/expectations.yaml", MAP),
    ]);
    assert_eq!(lint(&project, &["k8s"]).err, "");
    assert_eq!(
        lint(&project, &["k8s", "-v"]).err,
        "k8s: 2 hidden paths and 2 ignored paths and 7 test data paths skipped; name them to have them read\n"
    );
    for named in ["k8s/testdata", "k8s/expected", "k8s/web/web-expected.yaml"] {
        assert!(lint(&project, &[named]).out.contains("missing-field"), "{named}");
    }
}

#[test]
fn the_hooks_of_this_repository_run() {
    let hooks: serde_json::Value = serde_yaml::from_str(include_str!("../.pre-commit-hooks.yaml")).expect("YAML");
    let project = Project::new(OTHERS.map(|(name, text, _)| (name, text)));
    project.write("bad.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {x: 1}\n");
    let names: Vec<&str> = OTHERS.iter().map(|(name, ..)| *name).collect();
    for hook in hooks.as_array().expect("a list") {
        let entry = hook["entry"].as_str().expect("a command").strip_prefix("podpat ").expect("podpat");
        let run = |names: &[&str]| project.podpat(entry.split(' ').chain(names.iter().copied()));
        let ran = run(&names);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_eq!(run(&[&names[..], &["bad.yaml"]].concat()).code, 1);
    }
}

#[test]
fn expressions_of_ytt_make_a_template() {
    let values = "#@ load(\"@ytt:data\", \"data\")\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: #@ data.values.image\n";
    let project = Project::new([("a.yaml", values), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("line 8 has a placeholder (`#@`), so this is a template"), "{}", ran.err);
    assert!(ran.err.contains("as in `ytt -f FILE | podpat lint -`"), "{}", ran.err);
    // A comment is none.
    project.write("a.yaml", values.replace("image: #@ data", "image: #@data"));
    assert!(lint(&project, &["."]).out.contains("missing-field"));
}

#[test]
fn a_template_is_one_in_all_its_documents() {
    let quoted = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"{{ printf \"%s-a\" .Name }}\"}\n";
    let project = Project::new([("a.yaml", &*format!("{{{{- include \"a\" . -}}}}\n---\n{quoted}")), ("b.yaml", MAP)]);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("so this is a template"), "{}", ran.err);
    // The quotes inside of a placeholder end the text that it stands in.
    project.write("a.yaml", quoted);
    let ran = lint(&project, &["."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    project.write("a.yaml", quoted.replace("{{", "{").replace("}}", "}"));
    assert!(lint(&project, &["."]).out.contains("syntax-error"));
}

#[test]
fn a_value_that_is_a_placeholder_leads_nowhere_yet() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: 'a:1'\n    ports: [{containerPort: 80}]\n    readinessProbe:\n      tcpSocket:\n        port: ${PORT:-5672}\n";
    let project = Project::new([("a.yaml", pod)]);
    let check = || project.podpat(["lint", "-oshort", "--select=validity,dangling-probe-port", "a.yaml"]);
    let ran = check();
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("`${PORT:-5672}` in line 11"), "{}", ran.err);
    project.write("a.yaml", pod.replace("${PORT:-5672}", "web"));
    assert!(check().out.contains("dangling-probe-port"));
    // Names with dots are those of Java and its like.
    project.write(
        "a.yaml",
        pod.replace("metadata: {name: a}", "metadata:\n  name: web-${session.id}").replace("${PORT:-5672}", "80"),
    );
    let ran = check();
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.ends_with("`${session.id}` in line 4 left out; fill them in first\n"), "{}", ran.err);
}

#[test]
fn placeholders_for_people_are_left_out_of_files_called_templates() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: <app>-web}\nspec: {ports: [{port: replace_port}]}\n";
    for name in ["web.template.yaml", "web-template.yaml", "web.yaml.tmpl.yaml"] {
        let project = Project::new([(name, service), ("b.yaml", MAP)]);
        let ran = lint(&project, &["."]);
        assert_eq!((ran.code, &*ran.out), (0, ""), "{name}: {}", ran.err);
        assert!(ran.err.contains("2 findings about placeholders such as `<app>` in line 3 left out"), "{}", ran.err);
        assert_eq!(lint(&project, &[name]).code, 1, "a file that the user named is judged");
    }
    let project = Project::new([("templates.yaml", service)]);
    assert_eq!(lint(&project, &["."]).code, 1);
    // Words joined by `_`, which no name of an object has, and values that are empty.
    let plain =
        "apiVersion: v1\nkind: Service\nmetadata: {name: service_name}\nspec: {externalName: '', type: ExternalName}\n";
    let of = |name: &str| lint(&Project::new([(name, plain), ("b.yaml", MAP)]), &["."]);
    let ran = of("template.yaml");
    assert!(ran.err.contains("finding about placeholders such as `service_name` in line 3 left out"), "{}", ran.err);
    assert!(!ran.out.contains("invalid-value"), "{}", ran.out);
    assert!(of("service.yaml").out.contains("`service_name` contains `_`"));
}

#[test]
fn placeholders_between_percents_are_filled_in_by_programs() {
    let map = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: '{name}'}}\n");
    let of = |name: &str| lint(&Project::new([("a.yaml", &*map(name))]), &["."]);
    let ran = of("jobs-%JOB_ID%");
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("a finding about placeholders such as `%JOB_ID%` in line 3 left out"), "{}", ran.err);
    for name in ["jobs-%20a%20", "50%-60%", "%%"] {
        assert_eq!(of(name).code, 1, "{name}");
    }
}

#[test]
fn notes_scripts_and_lists_of_tasks_are_no_manifests() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let of = |text: &str| lint(&Project::new([("a.yaml", text), ("b.yaml", MAP)]), &["."]);
    let notes = [
        "1. Create a map.\nIt looks like this:\n",
        "# exam\n---\nservices\n\nSee this: page\n",
        "kubectl create -f - <<EOF\nthis: is: wrong\n",
        "- name: Create a map\n  copy:\n    content: |\n      apiVersion: v1\nhandlers: [\n",
    ];
    for text in notes {
        let ran = of(&format!("{text}{object}"));
        assert_eq!((ran.code, &*ran.out), (0, ""), "{text}: {}", ran.err);
    }
    for text in [
        "apiVersion v1\na: b: c\n",
        "apiVersion: v1\na: b: c\n",
        "data: |\nimport os\na: b: c\n",
        "- a: b: c\n",
        "```yaml\n",
    ] {
        let ran = of(&format!("{text}{object}"));
        assert!(ran.out.contains("syntax-error"), "{text}: {}", ran.out);
    }
    let score = "apiVersion: score.dev/v1b1\nmetadata: {name: a}\ncontainers: {web: {image: .}}\n";
    assert_eq!((of(score).code, &*of(score).out), (0, ""));
}

#[test]
fn bare_placeholders_between_percents_make_a_template() {
    let of = |value: &str| {
        let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {value}\n");
        lint(&Project::new([("a.yaml", &*text), ("b.yaml", MAP)]), &["."])
    };
    let ran = of("%NAME%");
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("line 4 has a placeholder (`%`), so this is a template"), "{}", ran.err);
    assert!(of("%name").out.contains("syntax-error"));
}

#[test]
fn placeholders_of_programs_for_deploying_are_left_out() {
    let secret = |value: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata: {{a: '{value}'}}\n");
    let of = |text: &str| lint(&Project::new([("a.yaml", text)]), &["."]);
    for value in ["<path:vault/data/db#password>", "$admin_password64"] {
        let ran = of(&secret(value));
        assert_eq!((ran.code, &*ran.out), (0, ""), "{value}: {}", ran.err);
        assert!(ran.err.contains(&format!("placeholders such as `{value}`")), "{}", ran.err);
    }
    let ran = of("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'web-n{}'}\n");
    assert!(ran.code == 0 && ran.err.contains("placeholders such as `{}`"), "{}{}", ran.out, ran.err);
    for value in ["<path>", "$ecret", "$Not_this"] {
        assert_eq!(of(&secret(value)).code, 1, "{value}");
    }
}
