//! Helm itself, in its third and its fourth version: charts that are rendered before they are judged, and podpat as a
//! post-renderer.

#![cfg(unix)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::harness::Folder;

/// The folders of Helm 3 and Helm 4; tests are skipped where one is missing.
fn helms() -> Vec<PathBuf> {
    let folders = ["helm3", "helm4"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci").join(name));
    let (there, missing): (Vec<_>, Vec<_>) = folders.into_iter().partition(|folder| folder.join("helm").is_file());
    for folder in missing {
        eprintln!("skipped: `{}` has no Helm (`.ci/helm` puts it there)", folder.display());
    }
    there
}

/// Runs a program where Helm and podpat are found, with Helm's own files in the folder.
fn run(program: &str, args: &[&str], helm: &Path, folder: &Folder) -> Output {
    let own = Path::new(env!("CARGO_BIN_EXE_podpat")).parent().expect("a folder");
    let mut command = Command::new(if program == "podpat" { own.join(program) } else { helm.join(program) });
    command.env("PATH", format!("{}:{}:/usr/bin:/bin", helm.display(), own.display()));
    for home in ["CONFIG", "DATA", "CACHE"] {
        command.env(format!("HELM_{home}_HOME"), folder.at("home").join(home));
    }
    command.env_remove("KUBECONFIG").args(args).current_dir(folder.path()).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The rule, file and line of each finding, and whether it is about what was rendered alone.
fn places(output: &Output) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)));
    let findings = json["findings"].as_array().expect("findings").iter();
    findings.map(|it| json!([it["rule"], it["file"], it["span"]["start"]["line"], it["rendered"]])).collect()
}

const WEB: &str = r#"{{- if .Values.replicas }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "shop.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "shop.labels" . | nindent 8 }}
    spec:
      serviceAccountName: shop
      containers:
      {{- range .Values.names }}
        - name: {{ . }}
          image: "{{ $.Values.image.name }}:{{ $.Values.image.tag | default $.Chart.AppVersion }}"
          resourcez: {}
      {{- end }}
        - name: log
          image: busybox:1.36
          volumeMounts:
            - name: {{ .Values.volume | quote }}
              mountPath: /data
          {{- include "shop.wrong" . | nindent 10 }}
{{- end }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
{{- if lookup "v1" "Secret" .Release.Namespace "shop" }}
wrong: true
{{- end }}
"#;

const HELPERS: &str = r#"{{- define "shop.labels" -}}
app: shop
release: {{ .Release.Name }}
{{- end -}}
{{- define "shop.wrong" -}}
imagePullPolice: Always
{{- end -}}
"#;

const HOOK: &str = "\
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {helm.sh/hook: pre-install}
spec:
  template:
    spec:
      restartPolicy: Always
      containers: [{name: migrate, image: {{ .Values.image.name }}:1}]
";

/// A chart with a chart in it, a library, a hook, notes and a custom resource definition.
fn shop() -> Folder {
    let dependencies = "dependencies:\n- {name: part, version: 1.0.0, repository: 'https://example.com'}\n- {name: own, version: 1.0.0}\n";
    let chart = format!("apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: '2.0'\n{dependencies}");
    Folder::with(&[
        ("c/Chart.yaml", &*chart),
        ("c/Chart.lock", "dependencies:\n- {name: part, version: 1.0.0}\n"),
        ("c/values.yaml", "replicas: 2\nnames: [a, b]\nimage: {name: nginx}\nvolume: gone\n"),
        ("c/templates/_helpers.tpl", HELPERS),
        ("c/templates/NOTES.txt", "{{ .Release.Name }} is there\n"),
        ("c/templates/web.yaml", WEB),
        ("c/templates/hook.yaml", HOOK),
        (
            "c/crds/crd.yaml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.b.c}\nspec: {group: b.c, names: {kind: A, plural: as}, scope: Namespaced, versions: []}\n",
        ),
        ("c/charts/part/Chart.yaml", "apiVersion: v2\nname: part\nversion: 1.0.0\n"),
        ("c/charts/part/templates/a.yaml", "{{ include \"own.service\" . }}\n  ports: [{port: http}]\n"),
        ("c/charts/own/Chart.yaml", "apiVersion: v2\nname: own\nversion: 1.0.0\ntype: library\n"),
        (
            "c/charts/own/templates/_service.tpl",
            "{{- define \"own.service\" }}\napiVersion: v1\nkind: Service\nmetadata: {name: part}\nspec:{{ end }}\n",
        ),
        ("more.yaml", "volume: other\nreplicas: 0\n"),
    ])
}

#[test]
fn findings_of_charts_are_led_back_to_their_templates() {
    let shop = shop();
    for helm in helms() {
        let ran = run("podpat", &["lint", "--select=validity", "-o=json", "--render=auto", "c"], &helm, &shop);
        let expected = json!([
            // What it is inside of comes from the library.
            ["wrong-type", "c/charts/part/templates/a.yaml", null, true],
            ["invalid-value", "c/crds/crd.yaml", 4, null],
            ["invalid-value", "c/crds/crd.yaml", 4, null],
            ["missing-field", "c/templates/hook.yaml", 9, null],
            // Two containers are made of this line.
            ["unknown-field", "c/templates/web.yaml", 24, null],
            // Made by a helper in this item.
            ["unknown-field", "c/templates/web.yaml", 26, null],
            ["unresolved-reference", "c/templates/web.yaml", 29, null],
        ]);
        assert_eq!(json!(places(&ran)), expected, "{}: {}", helm.display(), text(&ran.stderr));
        // Values of a file in the place of the chart's own.
        let args = ["lint", "--select=unknown-field", "-o=json", "--render=auto", "--values=more.yaml", "c/Chart.yaml"];
        assert_eq!(places(&run("podpat", &args, &helm, &shop)), Vec::<Value>::new());
        let args = ["inspect", "-o=json", "--render=auto", "c"];
        let pods: Value = serde_json::from_slice(&run("podpat", &args, &helm, &shop).stdout).expect("JSON");
        let names = pods["pods"].as_array().expect("Pods").iter().map(|pod| &pod["object"]["name"]);
        assert_eq!(names.collect::<Vec<_>>(), ["release-name-web", "migrate"]);
        // The line of a template, as people read it.
        let ran = run("podpat", &["lint", "--select=unresolved-reference", "--render=auto", "c"], &helm, &shop);
        let shown = text(&ran.stdout);
        assert!(
            shown.contains("c/templates/web.yaml:29:15") && shown.contains("{{ .Values.volume | quote }}"),
            "{shown}"
        );
    }
}

#[test]
fn packed_charts_are_rendered_and_keep_their_findings() {
    let shop = shop();
    for helm in helms() {
        let packed = run("helm", &["package", "c", "-d", "packed"], &helm, &shop);
        assert!(packed.status.success(), "{}", text(&packed.stderr));
        let chart = "packed/shop-1.0.0.tgz";
        let ran =
            run("podpat", &["lint", "--select=unresolved-reference", "-o=json", "--render=auto", chart], &helm, &shop);
        assert_eq!(json!(places(&ran)), json!([["unresolved-reference", chart, null, true]]), "{}", text(&ran.stderr));
        let ran = run("podpat", &["lint", chart], &helm, &shop);
        let said = text(&ran.stderr);
        assert!(ran.stdout.is_empty() && said.contains("this is a gzip archive, as a packed Helm chart is"), "{said}");
        let ran = run("podpat", &["add", "--sidecar=git-sync,repo=https://a.b/c,path=/d", chart], &helm, &shop);
        let said = text(&ran.stderr);
        assert!(ran.status.code() == Some(2) && said.contains("`packed/shop-1.0.0.tgz` is a Helm chart"), "{said}");
    }
}

#[test]
fn charts_see_the_release_of_kubernetes_that_is_judged_for() {
    let template = "{{- if semverCompare \"<1.30-0\" .Capabilities.KubeVersion.Version }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatas: {}\n{{- end }}\n";
    let files = [
        ("c/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\nkubeVersion: '>=1.27'\n"),
        ("c/templates/a.yaml", template),
        ("old/.podpat.yaml", "kubernetesVersion: '1.28'\n"),
    ];
    let folder = Folder::with(&files);
    for (name, text) in &files[..2] {
        folder.write(name.replace("c/", "old/c/"), text);
    }
    for helm in helms() {
        let lint = |flags: &[&str]| {
            let args = [&["lint", "-o=short", "--render=auto"], flags].concat();
            let ran = run("podpat", &args, &helm, &folder);
            (ran.status.code(), text(&ran.stdout), text(&ran.stderr))
        };
        let (code, _, err) = lint(&["c"]);
        assert!(code == Some(2) && err.contains("c: nothing is rendered of this"), "{err}");
        let (code, out, _) = lint(&["c", "--kubernetes-version=1.29"]);
        assert!(code == Some(1) && out.starts_with("c/templates/a.yaml:5:1: error unknown-field"), "{out}");
        assert_eq!(lint(&["old/c"]).1, out.replace("c/t", "old/c/t"));
        let (code, _, err) = lint(&["c", "--kubernetes-version=1.26"]);
        assert!(code == Some(2) && err.contains("kubeVersion"), "{err}");
    }
}

#[test]
fn helm_says_why_a_chart_cannot_be_rendered() {
    let chart = "apiVersion: v2\nname: a\nversion: 1.0.0\n";
    let table = [
        ("a template that fails", "", "{{ fail \"set a name\" }}", "", "set a name"),
        ("no YAML", "", "a: [", "", "error converting YAML to JSON"),
        ("a library", "type: library\n", "a: b", "", "library charts are not installable"),
        (
            "no dependency",
            "dependencies: [{name: gone, version: 1.0.0}]\n",
            "a: b",
            "",
            "missing in charts/ directory: gone",
        ),
        ("values", "", "a: b", r#"{"required": ["name"]}"#, "name"),
    ];
    for helm in helms() {
        for (what, more, template, schema, reason) in &table {
            let folder = Folder::with(&[
                ("c/Chart.yaml", &*format!("{chart}{more}")),
                ("c/templates/a.yaml", template),
                ("c/values.schema.json", if schema.is_empty() { "{}" } else { schema }),
            ]);
            let ran = run("podpat", &["lint", "--render=auto", "c"], &helm, &folder);
            let err = text(&ran.stderr).replace("\n  │ ", " ");
            assert_eq!((ran.status.code(), &*text(&ran.stdout)), (Some(2), ""), "{what}: {err}");
            assert!(err.contains("`helm template release-name c` failed: ") && err.contains(reason), "{what}: {err}");
            assert!(!err.contains("rror: "), "{what}: {err}");
        }
    }
}

#[test]
fn no_schema_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it waits for nobody");
    let address = format!("http://{}/a.json", listener.local_addr().expect("an address"));
    let folder = Folder::with(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("c/values.yaml", "a: 1\n"),
        ("c/values.schema.json", &*format!(r#"{{"properties": {{"a": {{"allOf": [{{"$ref": "{address}"}}]}}}}}}"#)),
        ("c/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
    ]);
    for helm in helms() {
        let ran = run("podpat", &["lint", "--render=auto", "c"], &helm, &folder);
        assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
        assert!(listener.accept().is_err(), "Helm connected to {address}");
        // Helm alone would: it waits for an answer, and gets none.
        let mut alone = Command::new(helm.join("helm"))
            .args(["template", "./c"])
            .current_dir(folder.path())
            .spawn()
            .expect("it runs");
        let connected = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            listener.accept().is_ok()
        });
        assert!(connected, "nothing would have been fetched");
        alone.kill().and_then(|()| alone.wait()).expect("it ends");
    }
}

/// A chart with nginx, and with what a value says.
const NGINX: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      # Kept.
      - name: web
        image: nginx:1.27
        {{- toYaml .Values.more | nindent 8 }}
";

#[test]
fn podpat_is_a_post_renderer() {
    let folder = Folder::with(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("c/values.yaml", "more: {workingDir: /srv}\n"),
        ("wrong.yaml", "more: {workingDirectory: {}}\n"),
        ("c/templates/web.yaml", NGINX),
        (
            "c/templates/hook.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: hook\n  annotations: {helm.sh/hook: test}\nspec: {containers: [{name: a, image: 'busybox:1'}]}\n",
        ),
    ]);
    let plugin = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/helm").display().to_string();
    for helm in helms() {
        let is_fourth = helm.ends_with("helm4");
        if is_fourth {
            let ran = run("helm", &["plugin", "install", &plugin], &helm, &folder);
            assert!(ran.status.success(), "{}", text(&ran.stderr));
        }
        let rendered = |more: &[&str], args: &[&str]| {
            let args = args.iter().map(|arg| format!("--post-renderer-args={arg}"));
            let args: Vec<String> = more.iter().map(ToString::to_string).chain(args).collect();
            let all: Vec<&str> = ["template", "r", "./c", "--post-renderer=podpat"]
                .into_iter()
                .chain(args.iter().map(String::as_str))
                .collect();
            run("helm", &all, &helm, &folder)
        };
        let add = ["add", "-", "--to=deploy/web", "--sidecar=fluent-bit,path=/var/log/nginx"];
        let ran = rendered(&[], &add);
        let out = text(&ran.stdout);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        // The ConfigMap of the helper comes along.
        assert!(out.contains("- name: fluent-bit") && out.contains("kind: ConfigMap"), "{out}");
        assert!(out.contains("name: hook") && out.contains("# Kept."), "{out}");
        // What stops a release. Helm 4 does not show what its plugins say.
        let says = |ran: &Output, words: &str| {
            assert_eq!(
                (ran.status.success(), &*text(&ran.stdout)),
                (false, ""),
                "{}: {}",
                helm.display(),
                text(&ran.stderr)
            );
            assert!(is_fourth || text(&ran.stderr).contains(words), "{}", text(&ran.stderr));
        };
        says(
            &rendered(&[], &["add", "-", "--to=deploy/gone", "--adapter=nginx-exporter"]),
            "there is no Deployment `gone`",
        );
        let lint = ["lint", "--fix", "--select=validity", "-"];
        let ran = rendered(&[], &lint);
        assert!(ran.status.success() && text(&ran.stdout).contains("workingDir: /srv"), "{}", text(&ran.stderr));
        says(&rendered(&["--values=wrong.yaml"], &lint), "workingDirectory");
    }
}
