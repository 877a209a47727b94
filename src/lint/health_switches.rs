//! Programs that open their health endpoint to the kubelet only if they are configured to.

/// The setting that opens the health endpoint of a program.
pub(super) struct Switch {
    /// The id of the program.
    pub(super) software: &'static str,
    /// The first major version that it holds for.
    pub(super) since: u32,
    /// The port that it is about, where the program has others.
    pub(super) port: Option<u16>,
    /// Texts of its command line, variables or configuration that open it, in lower case.
    pub(super) signs: &'static [&'static str],
    /// A text without which it is open on the loopback interface alone.
    pub(super) address: Option<&'static str>,
    /// The help text: the setting that opens it.
    pub(super) help: &'static str,
}

/// The programs.
pub(super) const SWITCHES: [Switch; 3] = [
    Switch {
        software: "fluent-bit",
        since: 0,
        port: None,
        signs: &[
            "http_server on",
            "http_server: on",
            "http_server: true",
            "http_server true",
            "-h ",
            "--http",
            "http_port",
        ],
        address: None,
        help: "set `HTTP_Server On` and `HTTP_Port` in its SERVICE section",
    },
    Switch {
        software: "cloud-sql-proxy",
        since: 2,
        port: None,
        signs: &["health-check", "health_check", "config-file", "config_file"],
        address: Some("address"),
        help: "add `--health-check` and `--http-address=0.0.0.0`",
    },
    Switch {
        software: "caddy",
        since: 0,
        port: Some(2019),
        signs: &[""],
        address: Some("admin"),
        help: "probe a port that it serves, or set `admin 0.0.0.0:2019` in the Caddyfile",
    },
];
