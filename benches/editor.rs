//! How long an editor waits: from a change to its diagnostics, and for answers, in a file of 2,000 lines.
//! `cargo bench --bench editor`.

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use self::editor::Editor;

#[path = "../tests/lsp/editor.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod editor;

/// Lines of a file.
const LINES: usize = 2000;

/// Changes, and questions of each kind.
const TIMES: usize = 20;

/// A Deployment with a Service.
const MANIFEST: &str = "\
apiVersion: v1
kind: Service
metadata: {name: shop-N}
spec:
  selector: {app: shop-N}
  ports: [{name: http, port: 80, targetPort: web}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-N
spec:
  replicas: 2
  selector: {matchLabels: {app: shop-N}}
  template:
    metadata: {labels: {app: shop-N}}
    spec:
      volumes:
      - name: data
        emptyDir: {}
      containers:
      - name: app
        image: registry.example.com/shop:1.4
        ports: [{name: web, containerPort: 8080}]
        env:
        - {name: REDIS_HOST, value: '127.0.0.1:6379'}
        volumeMounts:
        - {name: data, mountPath: /data}
      - name: redis-proxy
        image: haproxy:3.0
        ports: [{containerPort: 6379}]
---
";

/// A description with helpers.
const DESCRIPTION: &str = "\
name: web-N
main:
  image: nginx:1.27
  ports: [80]
  resources: {cpu: 10m, memory: 64Mi}
sidecar:
- use: git-sync
  repo: https://git.example.com/a.git
  path: /srv/www
adapter:
- use: nginx-exporter
---
";

fn main() {
    for (name, part) in [("shop.yaml", MANIFEST), ("web.podpat.yaml", DESCRIPTION)] {
        let count = LINES / part.lines().count();
        let text: String = (0..count).map(|number| part.replace('N', &number.to_string())).collect();
        measure(name, &text);
    }
}

fn measure(name: &str, text: &str) {
    let (mut editor, uri) = (Editor::start(), format!("file:///{name}"));
    editor.open(&uri, text);
    editor.diagnostics(&uri);
    let middle = json!({"line": LINES / 2, "character": 0});
    let changes = (0..TIMES).map(|_| {
        timed(|| {
            editor.change(&uri, json!([{"range": {"start": middle, "end": middle}, "text": "# x\n"}]));
            editor.diagnostics(&uri);
        })
    });
    tell(name, "from a change to diagnostics", changes.collect());
    for method in ["hover", "completion", "definition", "codeAction"] {
        let times = (0..TIMES).map(|at| {
            let place = json!({"line": at * LINES / TIMES, "character": 8});
            let mut params = json!({"textDocument": {"uri": uri}});
            if method == "codeAction" {
                params["range"] = json!({"start": place, "end": place});
                params["context"] = json!({"diagnostics": []});
            } else {
                params["position"] = place;
            }
            timed(|| drop::<Json>(editor.request(&format!("textDocument/{method}"), params).expect("an answer")))
        });
        tell(name, method, times.collect());
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn tell(name: &str, what: &str, mut times: Vec<Duration>) {
    times.sort();
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{name}: {what}: {median:.1?} (median), {most:.1?} (most)");
}
