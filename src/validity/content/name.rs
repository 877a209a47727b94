//! Names of objects, labels and ports.

use super::form::{
    Form, FormatError, alphanumeric, key_inside, label_inside, lower, lower_or_digit, named, subdomain_inside, too_long,
};

const LABEL: Form = Form {
    inside: label_inside,
    first: lower_or_digit,
    last: lower_or_digit,
    limit: 63,
    alphabet: "lower-case letters, digits and `-`",
    ends: "and end with a lower-case letter or a digit",
    example: "my-name",
};
const LABEL_1035: Form =
    Form { first: lower, ends: "with a lower-case letter and end with a letter or a digit", ..LABEL };
const SUBDOMAIN: Form = Form {
    inside: subdomain_inside,
    limit: 253,
    alphabet: "lower-case letters, digits, `-` and `.`",
    ends: "and end each part between dots with a lower-case letter or a digit",
    example: "my-name",
    ..LABEL
};
const UNDERSCORE_SUBDOMAIN: Form = Form {
    inside: |c| subdomain_inside(c) || c == '_',
    first: |c| lower_or_digit(c) || c == '_',
    alphabet: "lower-case letters, digits, `_`, `-` and `.`",
    example: "example.com",
    ..SUBDOMAIN
};
const KEY: Form = Form {
    inside: key_inside,
    first: alphanumeric,
    last: alphanumeric,
    limit: 63,
    alphabet: "letters, digits, `-`, `_` and `.`",
    ends: "and end with a letter or a digit",
    example: "my.name",
};

/// A DNS label of RFC 1123, at most 63 bytes. `IsDNS1123Label`.
pub fn dns_label(text: &str) -> Option<FormatError> {
    LABEL.test(text)
}

/// A DNS label of RFC 1035: as [`dns_label`], but a letter comes first. `IsDNS1035Label`.
pub fn dns_1035_label(text: &str) -> Option<FormatError> {
    LABEL_1035.test(text)
}

/// A DNS subdomain of RFC 1123, at most 253 bytes: the name of most objects. `IsDNS1123Subdomain`.
pub fn dns_subdomain(text: &str) -> Option<FormatError> {
    subdomain(text, &SUBDOMAIN)
}

/// As [`dns_subdomain`], with `_` wherever a letter may be but at the end of a part.
/// `IsDNS1123SubdomainWithUnderscore`.
pub fn dns_subdomain_with_underscore(text: &str) -> Option<FormatError> {
    subdomain(text, &UNDERSCORE_SUBDOMAIN).or_else(|| {
        // One underscore may lead a part, and a letter or digit has to follow it.
        let lone = text.split('.').any(|part| part.starts_with('_') && !part[1..].starts_with(lower_or_digit));
        lone.then(|| {
            FormatError::new("has nothing but `_` before a `_` or `-`", "put a letter or a digit after the `_`")
        })
    })
}

fn subdomain(text: &str, form: &Form) -> Option<FormatError> {
    form.test(text).or_else(|| {
        if text.split('.').any(str::is_empty) {
            return Some(FormatError::new(
                "has nothing between two dots",
                "put a name between the dots, or take one out",
            ));
        }
        text.split('.').find_map(|part| form.misspelt(part)).map(|FormatError { why, help }| {
            let why = why.replacen("begins with", "has a part that begins with", 1);
            FormatError::new(why.replacen("ends with", "has a part that ends with", 1), help)
        })
    })
}

/// `*.` and a DNS subdomain. `IsWildcardDNS1123Subdomain`.
pub fn wildcard_subdomain(text: &str) -> Option<FormatError> {
    let Some(rest) = text.strip_prefix("*.") else {
        return Some(FormatError::new("does not begin with `*.`", "write a wildcard such as `*.example.com`"));
    };
    if text.len() > SUBDOMAIN.limit {
        return Some(too_long(text, SUBDOMAIN.limit));
    }
    dns_subdomain(rest)
}

/// A name with an optional DNS prefix: a label key. `IsQualifiedName`, `IsLabelKey`.
pub fn qualified_name(text: &str) -> Option<FormatError> {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    if name.contains('/') {
        return Some(FormatError::new("contains more than one `/`", "write `name` or `example.com/name`"));
    }
    match prefix {
        Some("") => return Some(FormatError::new("has nothing before the `/`", "write `name` or `example.com/name`")),
        Some(prefix) => {
            if let Some(FormatError { why, help }) = dns_subdomain(prefix) {
                let help = format!("before the `/`, {help}");
                return Some(FormatError::new(format!("has a prefix `{prefix}` that {why}"), help));
            }
        }
        None => {}
    }
    if name.is_empty() && prefix.is_some() {
        return Some(FormatError::new("has nothing after the `/`", "write `name` or `example.com/name`"));
    }
    KEY.test(name)
}

/// As [`qualified_name`] with letter case aside: the key of an annotation.
/// `ValidateAnnotations` lowers the key first.
pub fn annotation_key(text: &str) -> Option<FormatError> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return qualified_name(text);
    }
    // Two letters beyond ASCII have an ASCII lower case.
    let low = |c: char| match c {
        '\u{212a}' => 'k',
        '\u{130}' => 'i',
        c => c.to_ascii_lowercase(),
    };
    qualified_name(&text.chars().map(low).collect::<String>())
}

/// The value of a label: empty, or at most 63 bytes in the form of a name. `IsValidLabelValue`.
pub fn label_value(text: &str) -> Option<FormatError> {
    if text.is_empty() { None } else { KEY.test(text) }
}

/// The name of a port, at most 15 bytes, with a letter in it. `IsValidPortName`.
pub fn port_name(text: &str) -> Option<FormatError> {
    const HELP: &str = "use lower-case letters, digits and single `-`, with a letter in it, for example `http-alt`";
    let refuse = |why: String| Some(FormatError::new(why, HELP));
    if text.len() > 15 {
        return Some(FormatError::new(
            format!("is {} bytes long", text.len()),
            "use at most 15 bytes for a port's name",
        ));
    }
    if let Some(culprit) = text.chars().find(|&c| !label_inside(c)) {
        return refuse(format!("contains {}", named(culprit)));
    }
    if !text.contains(lower) {
        return refuse("has no letter".to_owned());
    }
    if text.contains("--") {
        return refuse("contains `--`".to_owned());
    }
    (text.starts_with('-') || text.ends_with('-')).then(|| FormatError::new("begins or ends with `-`", HELP))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(test: fn(&str) -> Option<FormatError>, sound: &[&str], bad: &[&str]) {
        for text in sound {
            assert_eq!(test(text), None, "{text}");
        }
        for text in bad {
            assert!(test(text).is_some(), "{text}");
        }
    }

    #[test]
    fn labels_and_subdomains() {
        let long = "a".repeat(64);
        let longest = "a".repeat(63);
        table(dns_label, &["a", "a-b", "1", "1a", &longest], &["", "A", "a.b", "-a", "a-", "a_b", " a", &long, "ä"]);
        table(dns_1035_label, &["a", "a1", "a-b"], &["", "1a", "-a", "a-", "A"]);
        table(
            dns_subdomain,
            &["a", "a.b", "1.2", "a-b.c", &long, &"a".repeat(253)],
            &["", ".", "a.", ".a", "a..b", "a.-b", "a-.b", "A.b", "a_b", &"a".repeat(254), "a\n"],
        );
        table(
            dns_subdomain_with_underscore,
            &["_a", "a_b", "_a._b", "a__b"],
            &["", "_", "__a", "a_", "_.a", "_-a", "A"],
        );
        table(wildcard_subdomain, &["*.a", "*.a.b"], &["*", "*.", "a", "*.*.a", "*a.b"]);
    }

    #[test]
    fn keys_and_values() {
        let long = "a".repeat(64);
        table(
            qualified_name,
            &["a", "A_b.c-d", "example.com/a", "1/2"],
            &["", "/", "a/", "/a", "a/b/c", "-a", "a-", "A.com/b", "a b", &long, &format!("a/{long}")],
        );
        table(annotation_key, &["A", "Example.COM/a", "\u{212a}"], &["", "a b", "\u{17f}"]);
        table(label_value, &["", "a", "A_b.c-d", "1"], &["-a", "a-", "a/b", " ", &long]);
        table(
            port_name,
            &["a", "1a", "http-alt", "a-1"],
            &["", "1", "-a", "a-", "a--b", "A", "a_b", "aaaaaaaaaaaaaaaa"],
        );
    }

    #[test]
    fn the_error_shows_what_was_meant() {
        let error = |text| dns_label(text).map(|c| format!("`{text}` {}: {}", c.why, c.help)).unwrap_or_default();
        insta::assert_snapshot!(["My_App", "web ", "-x", "", "日本", "a.b"].map(error).join("\n"), @"
        `My_App` contains the capital letter `M`: use lower-case letters, digits and `-`, for example `my-app`
        `web ` contains a space: use lower-case letters, digits and `-`, for example `web`
        `-x` begins with `-`: begin and end with a lower-case letter or a digit, for example `x`
        `` is empty: write a name such as `my-name`
        `日本` contains `日`: use lower-case letters, digits and `-`, for example `my-name`
        `a.b` contains `.`: use lower-case letters, digits and `-`, for example `a-b`
        ");
    }
}
