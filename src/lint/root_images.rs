//! Images of Docker Hub whose programs run as root unless the manifest says otherwise.

use crate::composition::Image;

/// Docker official images that run as root unless they are told otherwise, or whose user has a name only.
const ROOT: [&str; 47] = [
    "almalinux",
    "alpine",
    "amazoncorretto",
    "amazonlinux",
    "bash",
    "busybox",
    "caddy",
    "cassandra",
    "debian",
    "docker",
    "eclipse-temurin",
    "erlang",
    "fedora",
    "golang",
    "gradle",
    "haproxy",
    "httpd",
    "influxdb",
    "mariadb",
    "maven",
    "memcached",
    "mongo",
    "mysql",
    "nats",
    "neo4j",
    "nginx",
    "node",
    "openjdk",
    "perl",
    "php",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "registry",
    "rockylinux",
    "ruby",
    "rust",
    "telegraf",
    "tomcat",
    "traefik",
    "ubuntu",
    "valkey",
    "varnish",
    "vault",
    "wordpress",
    "zookeeper",
];

/// Returns true if an image is known to run as root.
pub(super) fn runs_as_root(image: &str) -> bool {
    let image = Image::parse(image);
    image.is_official() && ROOT.contains(&image.base()) && !image.tag().contains("unprivileged")
}
