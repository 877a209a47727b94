//! Lexical errors of CEL expressions. Expressions are not compiled: one without such an error may still be refused.
//!
//! Source: the lexical syntax in `doc/langdef.md` of `github.com/google/cel-spec`.

use super::form::{FormatError, named};

/// The characters that begin no token.
const STRANGERS: [char; 7] = ['@', '#', '$', ';', '~', '^', '\\'];

/// The operators that are written with characters which mean nothing alone.
const OPERATORS: [&str; 6] = ["==", "!=", "<=", ">=", "&&", "||"];

/// The names that every expression has.
const BUILT_IN: [&str; 14] = [
    "true",
    "false",
    "null",
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "dyn",
];

/// A CEL expression that has the variables `declared`: characters of no token, strings and brackets that do not end, and
/// an undeclared name that stands alone.
pub fn cel_expression(text: &str, declared: &[&str]) -> Option<FormatError> {
    let code = match without_strings(text) {
        Ok(code) => code,
        Err(error) => return Some(error),
    };
    half_operator(&code).or_else(|| lone_name(&code, declared))
}

/// The text with `""` in the place of each string, and without comments.
fn without_strings(text: &str) -> Result<String, FormatError> {
    let (mut code, mut open) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '/' if rest.starts_with("//") => length = rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                length = string_length(rest, is_raw(&code))
                    .ok_or_else(|| FormatError::new("has a string without an end", "close the string"))?;
                code.push_str("\"\"");
            }
            '(' | '[' | '{' => {
                open.push(c);
                code.push(c);
            }
            ')' | ']' | '}' => {
                let own = open.pop().is_some_and(|open| matches!((open, c), ('(', ')') | ('[', ']') | ('{', '}')));
                own.then_some(())
                    .ok_or_else(|| FormatError::new(format!("has a `{c}` that closes nothing"), BRACKETS))?;
                code.push(c);
            }
            c if STRANGERS.contains(&c) => {
                let help = "write an expression such as `object.spec.replicas <= 5`";
                return Err(FormatError::new(format!("contains {} outside a string", named(c)), help));
            }
            c => code.push(c),
        }
        rest = &rest[length..];
    }
    match open.pop() {
        Some(c) => Err(FormatError::new(format!("has a `{c}` that is not closed"), BRACKETS)),
        None => Ok(code),
    }
}

const BRACKETS: &str = "close every bracket";

/// Returns true if the string that follows is one in which backslashes are themselves: `r"\d"`.
fn is_raw(code: &str) -> bool {
    let start = code.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    matches!(&code[start..], "r" | "R" | "br" | "bR" | "Br" | "BR" | "rb" | "rB" | "Rb" | "RB")
}

/// The bytes of the string that a text begins with; `None` if it has no end.
fn string_length(text: &str, is_raw: bool) -> Option<usize> {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| text.starts_with(quote))?;
    let mut at = quote.len();
    loop {
        let rest = &text[at..];
        if rest.starts_with(quote) {
            return Some(at + quote.len());
        }
        let mut chars = rest.chars();
        let c = chars.next().filter(|c| quote.len() > 1 || !matches!(c, '\n' | '\r'))?;
        at += c.len_utf8();
        if c == '\\' && !is_raw {
            at += chars.next()?.len_utf8();
        }
    }
}

/// An operator of which half is missing: `=` for `==`.
fn half_operator(code: &str) -> Option<FormatError> {
    let plain = OPERATORS.iter().fold(code.to_owned(), |code, operator| code.replace(operator, " "));
    let c = plain.chars().find(|c| matches!(c, '=' | '&' | '|'))?;
    Some(FormatError::new(format!("contains a single `{c}`"), format!("write `{c}{c}`")))
}

/// A name that is not declared, alone or with others between minus signs, as `no-label`.
fn lone_name(code: &str, declared: &[&str]) -> Option<FormatError> {
    let code = code.trim();
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let words: Vec<&str> = code.split('-').collect();
    if !words.iter().all(is_name) {
        return None;
    }
    let unknown = words.iter().find(|word| !declared.contains(word) && !BUILT_IN.contains(word))?;
    let names = declared.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(FormatError::new(format!("names `{unknown}`, which is not declared"), format!("use {names}")))
}

#[cfg(test)]
mod tests {
    use super::cel_expression;

    #[test]
    fn expressions() {
        let table = [
            (r"object.spec.replicas <= 5 && has(object.metadata.labels)", true),
            (r"object.metadata.name.matches(r'^\d+$') // it's @home", true),
            ("'a' + \"it's\" + '''x\n'y' '''", true),
            ("b'a\\'b'", true),
            ("{'a': [1, 2]}['a'].all(x, x > 0) ? true : false", true),
            ("device", true),
            ("device - 1", true),
            ("true", true),
            ("", true),
            ("@sha256:abc", false),
            ("'a", false),
            ("'a\nb'", false),
            ("size(object", false),
            ("size)object(", false),
            ("a = b", false),
            ("a & b", false),
            ("Invalid", false),
            ("no-label", false),
        ];
        for (text, is_sound) in table {
            assert_eq!(cel_expression(text, &["object", "device"]).is_none(), is_sound, "{text}");
        }
    }
}
