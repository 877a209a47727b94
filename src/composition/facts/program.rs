//! Programs that any system has, and that say nothing of what a container is for.

/// Programs that neither serve nor change anything worth the name.
const INERT: [&str; 35] = [
    "sleep", "echo", "printf", "date", "true", ":", "wait", "trap", "exit", "hostname", "set", "pause", "id", "env",
    "whoami", "uname", "ls", "pwd", "cd", "export", "test", "[", "false", "break", "continue", "uptime", "touch", "rm",
    "mkdir", "cat", "yes", "read", "let", "shift", "tail",
];

/// Programs that come to an end by themselves.
const ENDING: [&str; 66] = [
    "echo",
    "printf",
    "date",
    "true",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "touch",
    "chown",
    "chmod",
    "ln",
    "cat",
    "ls",
    "sed",
    "awk",
    "grep",
    "wget",
    "curl",
    "git",
    "tar",
    "unzip",
    "gzip",
    "mysql",
    "psql",
    "mongo",
    "mongosh",
    "redis-cli",
    "mysqldump",
    "pg_dump",
    "kubectl",
    "helm",
    "aws",
    "gsutil",
    "az",
    "gcloud",
    "sysctl",
    "iptables",
    "test",
    "[",
    "hostname",
    "find",
    "nc",
    "nslookup",
    "dig",
    "ping",
    "openssl",
    "head",
    "sort",
    "wc",
    "jq",
    "envsubst",
    "install",
    "modprobe",
    "mount",
    "umount",
    "sleep",
    "expr",
    "id",
    "env",
    "dd",
    "seq",
    "tr",
    "cut",
    "perl",
    "bc",
];

/// Whether a program neither serves nor changes anything worth the name.
pub(crate) fn is_inert(program: &str) -> bool {
    INERT.contains(&program)
}

/// Whether a program comes to an end by itself.
pub(crate) fn ends(program: &str) -> bool {
    ENDING.contains(&program)
}

/// Whether a program belongs to any system and says nothing of what a container is for.
pub(crate) fn is_plain(program: &str) -> bool {
    is_inert(program)
        || ends(program)
        || program.contains('=')
        || matches!(program, "tee" | "ps" | "kill" | "watch" | "." | "source")
}
