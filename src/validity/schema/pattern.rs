//! Regular expressions as the server reads them: RE2, which never looks around or back.

use super::Schema;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// Refuses what other languages have and RE2 has not; what else may be wrong with a pattern is not judged.
pub(super) fn check(schema: &Schema, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(pattern) = schema.pattern.as_deref() else { return };
    if let Some(part) = foreign(pattern) {
        let why = format!("holds `{part}`, which the server does not know");
        let help = "write it without looking ahead, behind or back: patterns are RE2";
        errors.invalid(&path.field("pattern"), pattern, why, help);
    }
}

fn foreign(pattern: &str) -> Option<&str> {
    let mut in_class = false;
    let mut chars = pattern.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = &pattern[at..];
        match c {
            '\\' => match chars.next() {
                Some((end, '1'..='9')) if !in_class => return pattern.get(at..=end),
                Some((_, 'Q')) => return None,
                _ => {}
            },
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let around = ["(?=", "(?!", "(?<=", "(?<!", "(?>"];
                if let Some(sign) = around.into_iter().find(|sign| rest.starts_with(sign)) {
                    return rest.get(..sign.len());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_re2_does_not_know() {
        let cases = [
            ("^[a-z]+$", None),
            ("(?i)a(?:b)(?P<n>c)(?<m>d)", None),
            ("a(?=b)", Some("(?=")),
            ("^(?!-)", Some("(?!")),
            ("(?<=a)b", Some("(?<=")),
            (r"(a)\1", Some(r"\1")),
            (r"\(?=", None),
            ("[(?=]", None),
            (r"[\]](?!x)", Some("(?!")),
            (r"\", None),
        ];
        for (pattern, part) in cases {
            assert_eq!(foreign(pattern), part, "{pattern}");
        }
    }
}
