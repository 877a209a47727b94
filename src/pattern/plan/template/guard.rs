//! What a template may be: short, shallow, made of a few tags, and unable to double a text. Entries of a repository may
//! be hostile, and steps alone do not bound what one step does.

/// Bytes of one template.
const LARGEST: usize = 64 << 10;

/// Words and signs of one expression or tag: each may nest once.
const MOST_TOKENS: usize = 400;

/// Assignments of one template, and texts joined in each: together they bound what texts grow to.
const MOST_ASSIGNMENTS: usize = 4;
const MOST_JOINS: usize = 4;

/// The tags there are.
const TAGS: [&str; 11] = ["if", "elif", "else", "endif", "for", "endfor", "set", "macro", "endmacro", "raw", "endraw"];

/// Checks a template before it is read.
///
/// # Errors
/// The end of a message that begins with "the template …": the fault.
pub(crate) fn check(template: &str) -> Result<(), String> {
    if template.len() > LARGEST {
        return Err(format!("is longer than {} KiB", LARGEST >> 10));
    }
    let (mut assignments, mut macros) = (0, 0_usize);
    for block in blocks(template) {
        let tokens = tokens(block.text);
        if tokens.len() > MOST_TOKENS {
            return Err("has an expression that is too long".to_owned());
        }
        if !block.is_tag {
            continue;
        }
        let tag = tokens.iter().find(|token| **token != "-" && **token != "+").copied().unwrap_or_default();
        if !TAGS.contains(&tag) {
            return Err(format!("may not use `{tag}`; it may use {}", TAGS.join(", ")));
        }
        match tag {
            "set" => {
                assignments += 1;
                let joins = tokens.iter().filter(|token| matches!(**token, "~" | "+" | "*")).count();
                if joins > MOST_JOINS || !tokens.contains(&"=") {
                    return Err("assigns more than a few joined texts".to_owned());
                }
            }
            "macro" => macros += 1,
            "endmacro" => macros = macros.saturating_sub(1),
            "for" if macros > 0 => return Err("has a loop in a macro".to_owned()),
            _ => {}
        }
    }
    if assignments > MOST_ASSIGNMENTS {
        return Err(format!("has more than {MOST_ASSIGNMENTS} assignments"));
    }
    calls_no_macro_in_a_macro(template)
}

/// Checks an expression that stands for itself.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_expression(expression: &str) -> Result<(), String> {
    if tokens(expression).len() > MOST_TOKENS { Err("has an expression that is too long".to_owned()) } else { Ok(()) }
}

/// A macro that calls another, or itself, could double a text at each call.
fn calls_no_macro_in_a_macro(template: &str) -> Result<(), String> {
    let mut is_inside = false;
    for block in blocks(template) {
        let tokens = tokens(block.text);
        match tokens.iter().find(|token| **token != "-") {
            Some(&"macro") if block.is_tag => is_inside = true,
            Some(&"endmacro") if block.is_tag => is_inside = false,
            _ if is_inside => {
                // A filter or a test has `|` or `is` before its name; anything else with arguments is a call.
                let calls = |window: &[&str]| {
                    window[2] == "(" && !is_operator(window[1]) && !matches!(window[0], "|" | "is" | "not")
                };
                let begins = tokens.get(1) == Some(&"(") && !is_operator(tokens[0]);
                if begins || tokens.windows(3).any(calls) {
                    return Err("has a call in a macro".to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns true if a token is no name of something that can be called.
fn is_operator(token: &str) -> bool {
    !token.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'))
        || matches!(token, "if" | "elif" | "in" | "and" | "or" | "not" | "else")
}

/// A `{{ … }}` or `{% … %}`.
struct Block<'a> {
    text: &'a str,
    is_tag: bool,
}

fn blocks(template: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let at = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min()?;
        let is_tag = rest[at..].starts_with("{%");
        let inside = &rest[at + 2..];
        let end = inside.find(if is_tag { "%}" } else { "}}" }).unwrap_or(inside.len());
        rest = inside.get(end + 2..).unwrap_or_default();
        Some(Block { text: &inside[..end], is_tag })
    })
}

/// Words, signs and whole string literals.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if c == '"' || c == '\'' {
            let mut escaped = false;
            for (at, next) in chars.by_ref() {
                end = at + next.len_utf8();
                if next == c && !escaped {
                    break;
                }
                escaped = next == '\\' && !escaped;
            }
        } else if is_word(c) {
            while let Some((at, next)) = chars.next_if(|(_, next)| is_word(*next)) {
                end = at + next.len_utf8();
            }
        } else if c.is_whitespace() {
            continue;
        }
        tokens.push(&text[start..end]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_could_grow_without_end_is_refused() {
        let refused = [
            ("nesting", format!("{{{{ {}1 }}}}", "-".repeat(5000))),
            ("negation", format!("{{{{ {}a }}}}", "not ".repeat(5000))),
            ("other tags", "{% include 'x' %}".to_owned()),
            ("a block of text", "{% set a %}x{% endset %}".to_owned()),
            ("a macro that calls itself", "{% macro m(a) %}{{ m(a ~ a) }}{% endmacro %}{{ m('x') }}".to_owned()),
            ("a macro that calls another name", "{% macro m(f) %}{{ f(f) }}{% endmacro %}{{ m(m) }}".to_owned()),
            ("a loop in a macro", "{% macro m() %}{% for a in b %}x{% endfor %}{% endmacro %}".to_owned()),
            ("doubling", "{% set a = 'x' %}".to_owned() + &"{% set a = a ~ a %}".repeat(5)),
            ("length", "x".repeat(100_000)),
        ];
        for (what, template) in refused {
            assert!(check(&template).is_err(), "{what}");
        }
        for template in [
            "{%- if a %}{{ a | join(', ') }}{% endif %}",
            "{% macro m(a) %}{{ a | replace('x', 'y') }}{% endmacro %}{{ m('(') }}",
        ] {
            assert_eq!(check(template), Ok(()), "{template}");
        }
    }
}
