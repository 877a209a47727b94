//! Keys of maps, names of variables and headers.

use super::form::{FormatError, key_inside, named, too_long};

/// The name of an HTTP header. `IsHTTPHeaderName`.
pub fn http_header_name(text: &str) -> Option<FormatError> {
    let sound = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (!sound).then(|| FormatError::new("is not an HTTP header name", "use letters, digits and `-`, such as `X-Header`"))
}

/// The name of an environment variable: printable ASCII without `=`. `IsRelaxedEnvVarName`.
pub fn env_var_name(text: &str) -> Option<FormatError> {
    const HELP: &str = "use printable ASCII characters other than `=`, such as `LOG_LEVEL`";
    if text.is_empty() {
        return Some(FormatError::new("is empty", HELP));
    }
    let culprit = text.chars().find(|&c| !matches!(c, ' '..='~') || c == '=')?;
    Some(FormatError::new(format!("contains {}", named(culprit)), HELP))
}

const LIMIT: usize = 253;

/// A key of a ConfigMap or Secret, at most 253 bytes. `IsConfigMapKey`.
pub fn config_map_key(text: &str) -> Option<FormatError> {
    const HELP: &str = "use letters, digits, `-`, `_` and `.`, such as `app.conf`";
    if text.is_empty() {
        return Some(FormatError::new("is empty", HELP));
    }
    if text.len() > LIMIT {
        return Some(too_long(text, LIMIT));
    }
    if let Some(culprit) = text.chars().find(|&c| !key_inside(c)) {
        return Some(FormatError::new(format!("contains {}", named(culprit)), HELP));
    }
    if text == "." {
        return Some(FormatError::new("is the name of a folder", HELP));
    }
    text.starts_with("..").then(|| FormatError::new("begins with `..`", HELP))
}

/// An identifier of the C language. `IsCIdentifier`.
pub fn c_identifier(text: &str) -> Option<FormatError> {
    let sound = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (!sound).then(|| {
        FormatError::new("is not an identifier", "use letters, digits and `_`, no digit first, such as `MY_NAME`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for sound in ["a", ".a", "A_b.c-1", "-", "_"] {
            assert_eq!(config_map_key(sound), None, "{sound}");
        }
        for bad in ["", ".", "..", "..a", "a/b", "a b", "é", &"a".repeat(254)] {
            assert!(config_map_key(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn variables_and_headers() {
        for sound in ["A", "a b", "1", "-", "~"] {
            assert_eq!(env_var_name(sound), None, "{sound}");
        }
        for bad in ["", "A=B", "é", "\n", "\u{7f}"] {
            assert!(env_var_name(bad).is_some(), "{bad}");
        }
        assert!(http_header_name("X-Header").is_none() && http_header_name("X_Header").is_some());
        assert!(c_identifier("_a1").is_none() && c_identifier("1a").is_some() && c_identifier("").is_some());
    }
}
