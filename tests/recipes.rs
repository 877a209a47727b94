//! The recipes of the documentation: each generates as it stands, nobody advises against it, and it has what it is for.

use std::path::Path;

use crate::harness::podpat_on;

/// Lines of the output that a recipe is for, by its heading.
const EXPECTED: &[(&str, &[&str])] = &[
    (
        "A web site from Git, with a Service and an Ingress",
        &["- --root=/git/.git-sync", "kind: Ingress", "secretName: www-tls"],
    ),
    (
        "A Java server: metrics by JMX, logs to Elasticsearch over TLS",
        &["tls.ca_file: /etc/fluent-bit-ca/ca.crt", "- name: JAVA_TOOL_OPTIONS", "name: shop-logs"],
    ),
    ("Redis with a password and TLS", &["trusted_ca: {filename: \"/etc/envoy-ca/ca.crt\"}", "key: password"]),
    ("Memory that two containers share", &["medium: Memory", "sizeLimit: 256Mi"]),
    ("A web application firewall in front of main", &["# sends traffic to modsecurity, which runs in front of main"]),
    ("A private repository by SSH", &["- --ssh-key-file=/etc/git-ssh/ssh", "- --ref=main"]),
    (
        "A private repository as a GitHub App",
        &["- --github-app-private-key-file=/etc/git-app/private-key", "- name: GITSYNC_GITHUB_APP_INSTALLATION_ID"],
    ),
    (
        "A part of a repository, and a program after each update",
        &[
            "!/dags/old/",
            "- --sparse-checkout-file=/etc/git-sync/sparse-checkout",
            "- --exechook-command=./tools/after-sync",
            "- --submodules=off",
        ],
    ),
    // Neither a root nor a link of git-sync may be a folder in which main keeps other files.
    (
        "Files from Git in a volume that main has already",
        &["- --root=/git/.git-sync", "- --link=/git/site", "- name: data"],
    ),
    ("A Job that reads files from Git", &["kind: Job", "restartPolicy: Always"]),
    ("Logs to S3", &["sizeLimit: 1Gi", "serviceAccountName: shop-logs", "mountPath: /tmp"]),
    (
        "Logs to Loki, with exceptions as one entry",
        &["multiline.parser: java", "parser: level", "http_passwd: ${TOKEN}"],
    ),
    ("Logs to Kafka with SASL", &["rdkafka.sasl.password: ${PASSWORD}"]),
    ("Logs to two stores", &["- name: opensearch", "- name: cloudwatch_logs"]),
    (
        "Logs to a store that asks for a client certificate",
        &["tls.crt_file: /etc/fluent-bit-certificate/tls.crt", "secretName: shop-logs-client"],
    ),
    (
        "Logs to S3 by Vector",
        &["secret_access_key: SECRET[pod.key]", "- --graceful-shutdown-limit-secs=20", "type: prometheus_exporter"],
    ),
    (
        "TLS with a certificate of cert-manager",
        &[
            "listen 8443 ssl http2;",
            "proxy_max_temp_file_size 0;",
            "# sends traffic to nginx-tls, which runs in front of main",
        ],
    ),
    ("TLS that asks clients for certificates", &["ssl_verify_client on;", "secretName: shop-clients"]),
    (
        "TLS, then a login, then main",
        &["server 127.0.0.1:4180 max_fails=0;", "\"upstreams\" = [\"http://127.0.0.1:8080/\"]"],
    ),
    (
        "A login with GitHub, for members of an organization",
        &["\"provider\" = \"github\"", "\"github_org\" = \"acme\"", "\"github_team\" = \"web\""],
    ),
    (
        "A login with sessions in Redis, and tokens for main",
        &[
            "\"session_store_type\" = \"redis\"",
            "\"pass_access_token\" = true",
            "- name: OAUTH2_PROXY_REDIS_PASSWORD",
            "\"cookie_expire\" = \"12h\"",
        ],
    ),
    (
        "A rate limiter of your own in front of main",
        &["targetPort: front", "# sends traffic to limiter, which runs in front of main"],
    ),
    ("A cache in front of main", &["- default=malloc,64M", "# sends traffic to varnish, which runs in front of main"]),
    (
        "PHP-FPM behind nginx, with the metrics of both",
        &[
            "# sends traffic to nginx, which runs in front of main",
            "- --phpfpm.scrape-uri=tcp://127.0.0.1:9000/status",
            "name: wordpress-metrics",
        ],
    ),
    ("Metrics for those who may read them", &["kind: ClusterRole", "- tokenreviews", "prometheus.io/scheme: https"]),
    (
        "Cloud SQL by its private address, with IAM",
        &["- --private-ip", "- --auto-iam-authn", "iam.gke.io/gcp-service-account: shop@acme.iam.gserviceaccount.com"],
    ),
    (
        "Two Cloud SQL databases, and a migration before main",
        &["- --port=5432", "- --port=3306", "- name: REPORTS_DB_PORT", "- name: migrate"],
    ),
    (
        "Cloud SQL from another cluster, through Private Service Connect",
        &["- --psc", "- --credentials-file=/etc/cloud-sql-proxy/credentials.json"],
    ),
    (
        "PgBouncer to a server that is verified",
        &["server_tls_sslmode = verify-full", "server_tls_ca_file = /etc/pgbouncer-ca/ca.crt"],
    ),
    (
        "PgBouncer for users that only the server knows",
        &[
            "auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1",
            "%include /etc/pgbouncer-config/settings.ini",
        ],
    ),
    ("Redis with Sentinel", &["tcp-check expect string role:master"]),
    (
        "memcached shards, both sides",
        &["serviceName: memcached-headless", "- \"memcached-0.memcached-headless:11211:1 shard-0\""],
    ),
    (
        "A service on localhost, wherever its servers are",
        &[
            "- name: ORDERS_ADDRESS",
            "- name: STOCK_URL",
            "- certificate_chain: {filename: /etc/envoy-certificate/tls.crt}",
        ],
    ),
    (
        "A PostgreSQL server with backups and metrics",
        &["- name: RESTIC_REPOSITORY", "- name: postgres-exporter", "- name: PGPASSWORD"],
    ),
    ("SQLite that is replicated to a bucket", &["kind: StatefulSet", "- name: litestream"]),
    ("Secrets of Vault as files", &["serviceAccountName: shop", "- vault"]),
    ("Pods that an injector changes", &["dapr.io/app-id: shop", "sidecar.istio.io/inject: \"true\""]),
    ("Certificates of SPIFFE", &["driver: csi.spiffe.io", "cert_dir = \"/certificates\""]),
    ("A VPN for all of the Pod", &["- NET_ADMIN"]),
    ("Dashboards of Grafana from ConfigMaps", &["kind: RoleBinding", "serviceAccountName: grafana"]),
    ("Prometheus that follows its configuration", &["- --reload-url=http://127.0.0.1:9090/-/reload"]),
    ("StatsD with mappings, as histograms", &["observer_type: histogram", "- --statsd.listen-udp=127.0.0.1:8125"]),
    ("JMX of Kafka", &["- name: KAFKA_JMX_OPTS", "\"lowercaseOutputName\": true"]),
    (
        "JSON behind a password, as metrics",
        &["credentials_file: /etc/json-exporter-token/token", "kubernetes.io/metadata.name: monitoring"],
    ),
    ("Telemetry to a vendor, a tenth of it", &["- --config=/etc/otelcol/settings.yaml", "sampling_percentage: 10"]),
    ("Policies on localhost", &["- --addr=127.0.0.1:8181"]),
    ("Log files that are rotated and shown", &["- name: logrotate", "- name: log-tail"]),
    ("A container of your own that writes where main does", &["mountPath: /data"]),
    ("A site from a bucket", &["name: media-s3"]),
    ("A tailnet", &["key: authkey"]),
    ("An SSH tunnel", &["defaultMode: 256"]),
    ("A leaf of NATS", &["listen: 127.0.0.1:4222"]),
    ("A server that reloads on a signal", &["shareProcessNamespace: true", "value: USR2"]),
];

/// The recipes by their headings, without the page's last words and what is no description.
fn recipes() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let sections = page.split("\n## ").skip(1).filter(|section| !section.contains("<!-- file:"));
    let recipe = |section: &str| {
        let (heading, rest) = section.split_once('\n')?;
        let (_, rest) = rest.split_once("```yaml\n")?;
        Some((heading.to_owned(), rest.split_once("```").expect("an end").0.to_owned()))
    };
    sections.filter_map(recipe).collect()
}

#[test]
fn each_has_what_it_is_for() {
    let mut faults = Vec::new();
    let recipes = recipes();
    for (heading, description) in &recipes {
        let ran = podpat_on(description, ["generate", "-"]);
        if ran.code != 0 || ran.err.lines().any(|line| !line.starts_with("note: ")) {
            faults.push(format!("{heading}: {}", ran.err));
        }
        let lines: Vec<&str> = ran.out.lines().map(str::trim).collect();
        match EXPECTED.iter().find(|(of, _)| of == heading) {
            Some((_, expected)) => {
                let missing = expected.iter().filter(|line| !lines.contains(line));
                faults.extend(missing.map(|line| format!("{heading}: no line `{line}` in\n{}", ran.out)));
            }
            None => faults.push(format!("{heading}: nothing is expected of it")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(recipes.len(), EXPECTED.len(), "recipes that are gone");
}
