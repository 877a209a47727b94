//! Manifests as a company has them: apps of a Deployment, a Service and a ConfigMap each; every fourth Pod has a helper,
//! and some have what linters complain of. The same text on every machine.

use std::fmt::Write;

/// What an app is called, and the language its container is written in.
const APPS: [(&str, &str); 7] = [
    ("billing", "jvm"),
    ("catalog", "go"),
    ("checkout", "node"),
    ("identity", "go"),
    ("orders", "jvm"),
    ("search", "rust"),
    ("shipping", "python"),
];

/// The objects of that many apps, three an app, each as a text of its own.
pub fn objects(apps: usize) -> Vec<String> {
    (0..apps).flat_map(|app| [deployment(app), service(app), config_map(app)]).collect()
}

fn name(app: usize) -> String {
    format!("{}-{app}", APPS[app % APPS.len()].0)
}

fn head(api_version: &str, kind: &str, app: usize) -> String {
    let (name, language) = (name(app), APPS[app % APPS.len()].1);
    format!(
        "apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: team-{}\n  labels:\n    \
         app.kubernetes.io/name: {name}\n    app.kubernetes.io/part-of: shop\n    app.kubernetes.io/managed-by: Helm\n    \
         example.com/language: {language}\n",
        app % 12
    )
}

fn deployment(app: usize) -> String {
    let name = name(app);
    let mut text = head("apps/v1", "Deployment", app);
    let replicas = 1 + app % 5;
    let _ = write!(
        text,
        r#"spec:
  replicas: {replicas}
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  strategy:
    type: RollingUpdate
    rollingUpdate: {{maxSurge: 1, maxUnavailable: 0}}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/part-of: shop
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: {name}
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile: {{type: RuntimeDefault}}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: {name}
      containers:
        - name: app
          # Built by the release pipeline.
          image: registry.example.com/shop/{name}:2.{}.{}
          args: ["--listen=:8080", "--config=/etc/app/app.yaml", "--log-format=json"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: POD_NAME
              valueFrom: {{fieldRef: {{fieldPath: metadata.name}}}}
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef: {{name: {name}-database, key: url}}
            - name: CACHE_ADDRESS
              value: redis.shop.svc:6379
"#,
        app % 10,
        app % 7,
    );
    limits(app, &mut text);
    text.push_str(
        r"          volumeMounts:
            - {name: config, mountPath: /etc/app, readOnly: true}
            - {name: logs, mountPath: /var/log/app}
            - {name: tmp, mountPath: /tmp}
",
    );
    helper(app, &mut text);
    let _ = write!(
        text,
        r"      volumes:
        - name: config
          configMap: {{name: {name}}}
        - name: logs
          emptyDir: {{sizeLimit: 512Mi}}
        - name: tmp
          emptyDir: {{}}
"
    );
    text
}

/// What one in three forgets.
fn limits(app: usize, text: &mut String) {
    if app % 3 == 2 {
        return;
    }
    text.push_str(
        r#"          resources:
            requests: {cpu: 250m, memory: 256Mi}
            limits: {memory: 512Mi}
          readinessProbe:
            httpGet: {path: /readyz, port: http}
            periodSeconds: 5
          livenessProbe:
            httpGet: {path: /livez, port: http}
            periodSeconds: 10
            failureThreshold: 6
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: ["ALL"]}
"#,
    );
}

fn helper(app: usize, text: &mut String) {
    text.push_str(match app % 8 {
        0 => {
            r"        - name: log-shipper
          image: fluent/fluent-bit:4.0.3
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 128Mi}
          volumeMounts:
            - {name: logs, mountPath: /var/log/app, readOnly: true}
"
        }
        4 => {
            r#"        - name: cloud-sql-proxy
          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0
          args: ["--structured-logs", "--port=5432", "shop:europe-west1:main"]
"#
        }
        _ => "",
    });
}

fn service(app: usize) -> String {
    let name = name(app);
    let mut text = head("v1", "Service", app);
    let _ = write!(
        text,
        "spec:\n  type: ClusterIP\n  selector:\n    app.kubernetes.io/name: {name}\n  ports:\n    - name: http\n      port: 80\n      \
         targetPort: http\n    - name: metrics\n      port: 9090\n      targetPort: metrics\n"
    );
    text
}

fn config_map(app: usize) -> String {
    let name = name(app);
    let mut text = head("v1", "ConfigMap", app);
    let _ = write!(
        text,
        "data:\n  app.yaml: |\n    listen: :8080\n    metrics: :9090\n    cache:\n      address: redis.shop.svc:6379\n      ttl: {}s\n",
        app % 90
    );
    for feature in 0..80 {
        let _ = writeln!(text, "    features.{name}.{feature}: {}", (app + feature).is_multiple_of(2));
    }
    text
}
