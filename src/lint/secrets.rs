//! Names of variables and keys that hold secrets, and values that are some. Knows nothing of objects.

use super::name_words;

/// Words of names that hold secrets, in small letters.
const SECRETS: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "bearer",
    "apikey",
    "api key",
    "access key",
    "private key",
    "secret key",
    "encryption key",
];

/// Words that end the names of what is about a secret and is none.
const ABOUT: [&str; 34] = [
    "address",
    "algorithm",
    "class",
    "count",
    "dir",
    "directory",
    "duration",
    "enabled",
    "endpoint",
    "expiration",
    "expiry",
    "file",
    "folder",
    "format",
    "host",
    "id",
    "issuer",
    "key",
    "length",
    "limit",
    "location",
    "mode",
    "name",
    "namespace",
    "path",
    "policy",
    "prefix",
    "provider",
    "ref",
    "timeout",
    "ttl",
    "type",
    "uri",
    "url",
];

/// Returns true if something of that name is a secret: `DB_PASSWORD`, `githubToken`, and not `DB_PASSWORD_FILE`.
pub(super) fn is_name(name: &str) -> bool {
    let words = name_words::words(name);
    let text = format!(" {} ", words.join(" "));
    let holds = SECRETS.iter().any(|secret| text.contains(&format!(" {secret} ")));
    let last = words.last().map(String::as_str).unwrap_or_default();
    // A key that is a secret is named in full: `access key`, or after the cloud it is for.
    let of_cloud = words.first().is_some_and(|first| matches!(first.as_str(), "aws" | "azure" | "oci"));
    if of_cloud && (last == "key" || text.ends_with(" key content ")) {
        return true;
    }
    let is_key = last == "key" && SECRETS.iter().any(|secret| text.ends_with(&format!(" {secret} ")));
    holds && (is_key || !ABOUT.contains(&last))
}

/// Returns true if a value may be a secret: it is no path, address, switch or number, and is not put together from others.
pub(super) fn may_be_value(value: &str) -> bool {
    let value = value.trim();
    let is_path = value.contains('/') && !value.contains(' ') && value.len() < 100 || value.starts_with('.');
    let is_switch =
        matches!(value.to_ascii_lowercase().as_str(), "" | "true" | "false" | "yes" | "no" | "on" | "off" | "none");
    let is_number = value.len() < 6 && value.chars().all(|c| c.is_ascii_digit());
    !is_path && !is_switch && !is_number && !value.contains("$(") && !value.contains("${") && !value.contains("{{")
}

/// Returns true if a value is a private key, or a token whose form tells that it is one.
pub(super) fn is_key(value: &str) -> bool {
    let is_pem = value.contains("-BEGIN ") && value.contains("PRIVATE KEY-");
    let is_word =
        |rest: &str, least: usize| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').count() >= least;
    let tokens = [("ghp_", 36), ("github_pat_", 40), ("glpat-", 20), ("xoxb-", 10), ("AKIA", 16)];
    is_pem
        || tokens
            .iter()
            .any(|(start, least)| value.trim().strip_prefix(start).is_some_and(|rest| is_word(rest, *least)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        for name in [
            "DB_PASSWORD",
            "githubToken",
            "AWS_SECRET_ACCESS_KEY",
            "client-secret",
            "API_KEY",
            "AZURE_BATCH_KEY",
            "OCI_CLI_KEY_CONTENT",
            "secret",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "DB_PASSWORD_FILE",
            "TOKEN_URL",
            "SECRET_NAME",
            "AWS_ACCESS_KEY_ID",
            "MAX_TOKENS",
            "TOKENIZER",
            "SSH_KEY_PATH",
            "LOG_LEVEL",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn values_that_cannot_be_secrets_are_left_alone() {
        for value in ["s3cr3t", "changeme", "correct horse battery staple"] {
            assert!(may_be_value(value), "{value}");
        }
        for value in
            ["", "true", "/run/secrets/db", "https://example.com/token", "$(PASSWORD)", "4096", "var/run/token"]
        {
            assert!(!may_be_value(value), "{value}");
        }
        assert!(is_key("-----BEGIN RSA PRIVATE KEY-----\nMIIE") && !is_key("-----BEGIN CERTIFICATE-----"));
        assert!(is_key("ghp_0123456789abcdefghijklmnopqrstuvwxyz") && !is_key("ghp_"));
    }
}
