//! The bounds on a template: short, shallow, made of a few tags, and unable to make much text out of little. Entries
//! of a repository may be hostile, and steps alone do not bound what one step does. Templates are taken apart by
//! minijinja's own lexer, so that what is checked here is what runs.

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// Bytes of one template.
const LARGEST: usize = 64 << 10;

/// Words and signs of one expression or tag: each may nest once.
const MOST_TOKENS: usize = 400;

/// The tags there are.
const TAGS: [&str; 11] = ["if", "elif", "else", "endif", "for", "endfor", "set", "macro", "endmacro", "raw", "endraw"];

/// Filters that make a number.
const MAKE_NUMBERS: [&str; 4] = ["int", "float", "length", "milliseconds"];

/// Returns the syntax that templates are checked and filled in.
pub(super) fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().keep_trailing_newline(true).build().unwrap_or_default()
}

/// Checks a template before it is read. Returns how many times as large as the template and the values together
/// anything can be that it makes with operators; filters have bounds of their own.
///
/// # Errors
/// The end of a message that begins with "the template …": the fault.
pub(crate) fn check(template: &str) -> Result<usize, String> {
    if template.len() > LARGEST {
        return Err(format!("is longer than {} KiB", LARGEST >> 10));
    }
    let (mut assigned, mut written, mut macros, mut loops) = (1_usize, 1, 0_usize, 0_usize);
    let blocks = blocks(template, false);
    for block in &blocks {
        let growth = growth(&block.tokens)?;
        let tag = block.tag();
        if tag != "set" {
            written = written.max(growth);
        }
        if !block.is_tag {
            continue;
        }
        if !TAGS.contains(&tag) {
            return Err(format!("may not use `{tag}`; it may use {}", TAGS.join(", ")));
        }
        match tag {
            "set" if !block.tokens.contains(&"=") => return Err("assigns a block of text".to_owned()),
            // Each assignment may use those before it.
            "set" => assigned = assigned.saturating_mul(growth),
            "macro" => macros += 1,
            "endmacro" => macros = macros.saturating_sub(1),
            "for" if macros > 0 => return Err("has a loop in a macro".to_owned()),
            "for" => loops += 1,
            _ => {}
        }
    }
    if loops > 0 {
        assigns_nothing_anew_in_a_loop(&blocks)?;
    }
    calls_no_macro_in_a_macro(&blocks)?;
    Ok(assigned.saturating_mul(written))
}

/// Checks an expression that stands for itself. Returns what [`check`] does.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_expression(expression: &str) -> Result<usize, String> {
    blocks(expression, true).iter().map(|block| growth(&block.tokens)).try_fold(1, |most, growth| Ok(most.max(growth?)))
}

/// Returns how many times as large as what it is made of an expression can be.
fn growth(tokens: &[&str]) -> Result<usize, String> {
    if tokens.len() > MOST_TOKENS {
        return Err("has an expression that is too long".to_owned());
    }
    let is_number = |token: &&str| token.starts_with(|c: char| c.is_ascii_digit());
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| matches!(**token, "*" | "**")) {
        // A text times a number is as long as one likes.
        let made = at >= 2 && tokens[at - 2] == "|" && MAKE_NUMBERS.contains(&tokens[at - 1]);
        let is_made = made || at >= 1 && is_number(&tokens[at - 1]);
        if *token == "**" || !is_made || !tokens.get(at + 1).is_some_and(is_number) {
            return Err("may multiply a number by a literal alone: `value | int * 2`".to_owned());
        }
    }
    Ok(1 + tokens.iter().filter(|token| matches!(**token, "~" | "+" | "," | "[" | "{")).count())
}

/// Refuses assignments in a loop of what was assigned: that is there in the next turn, and could double each time.
fn assigns_nothing_anew_in_a_loop(blocks: &[Block<'_>]) -> Result<(), String> {
    let (mut depth, mut is_in_a_loop) = (0_usize, false);
    let mut names: Vec<&str> = Vec::new();
    for block in blocks {
        match block.tag() {
            "for" => depth += 1,
            "endfor" => depth = depth.saturating_sub(1),
            "set" => {
                names.extend(block.tokens.iter().take_while(|token| **token != "="));
                is_in_a_loop |= depth > 0;
            }
            _ => {}
        }
    }
    let uses = |tokens: &[&str]| {
        let value = tokens.iter().position(|token| matches!(*token, "=" | "in")).unwrap_or_default();
        let uses = |at: usize| names.contains(&tokens[at]) && tokens[at - 1] != "." && is_word(tokens[at]);
        (value + 1..tokens.len()).any(uses)
    };
    for block in blocks.iter().filter(|_| is_in_a_loop) {
        match block.tag() {
            "for" => depth += 1,
            "endfor" => depth = depth.saturating_sub(1),
            "set" if depth == 0 => continue,
            _ => {}
        }
        if matches!(block.tag(), "for" | "set") && uses(&block.tokens) {
            return Err("assigns, in a loop, what is made of something assigned".to_owned());
        }
    }
    Ok(())
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// A macro that calls another, or itself, could double a text at each call.
fn calls_no_macro_in_a_macro(blocks: &[Block<'_>]) -> Result<(), String> {
    let mut is_inside = false;
    for block in blocks {
        let tokens = &block.tokens;
        match block.tag() {
            "macro" => is_inside = true,
            "endmacro" => is_inside = false,
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

/// A `{{ … }}` or `{% … %}`, as its words, signs and whole string literals.
struct Block<'a> {
    tokens: Vec<&'a str>,
    is_tag: bool,
}

impl<'a> Block<'a> {
    /// Returns the name of the tag; nothing for an expression.
    fn tag(&self) -> &'a str {
        self.tokens.first().copied().filter(|_| self.is_tag).unwrap_or_default()
    }
}

/// Takes a template apart, or a text that is one expression. What the lexer cannot read ends the blocks: minijinja
/// refuses such a template as a whole.
fn blocks(template: &str, is_expression: bool) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    if is_expression {
        blocks.push(Block { tokens: Vec::new(), is_tag: false });
    }
    for (token, span) in tokenize(template, is_expression, syntax()).map_while(Result::ok) {
        match token {
            Token::VariableStart => blocks.push(Block { tokens: Vec::new(), is_tag: false }),
            Token::BlockStart => blocks.push(Block { tokens: Vec::new(), is_tag: true }),
            Token::TemplateData(_) | Token::VariableEnd | Token::BlockEnd => {}
            _ => {
                let range = span.start_offset as usize..span.end_offset as usize;
                let text = template.get(range).unwrap_or_default();
                blocks.last_mut().into_iter().for_each(|block| block.tokens.push(text));
            }
        }
    }
    blocks
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
            ("doubling in a loop", "{% for a in b %}{% set c = c ~ c %}{% endfor %}".to_owned()),
            ("doubling in two turns", "{% for a in b %}{% set c = d ~ d %}{% set d = c %}{% endfor %}".to_owned()),
            (
                "nesting in a loop",
                "{% for a in b %}{% for c in d %}{% set d = [[c]] %}{% endfor %}{% endfor %}".to_owned(),
            ),
            ("a text times a number", "{{ 'x' * 100000000 }}".to_owned()),
            ("a value times a number", "{{ a * 10 }}".to_owned()),
            ("a power", "{{ 2 ** 100 }}".to_owned()),
            ("length", "x".repeat(100_000)),
            ("nesting behind a literal that looks like an end", format!("{{{{ '}}}}' ~ {}1 }}}}", "-".repeat(5000))),
        ];
        for (what, template) in refused {
            assert!(check(&template).is_err(), "{what}");
        }
        for template in [
            "{%- if a %}{{ a | join(', ') }}{% endif %}",
            "{% macro m(a) %}{{ a | replace('x', 'y') }}{% endmacro %}{{ m('(') }}",
            "{% for a in b %}{% set c = a.c ~ d %}{{ c }}{% endfor %}",
            "{{ (lease | milliseconds * 2 // 3) ~ 'ms' }}",
        ] {
            assert!(check(template).is_ok(), "{template}: {:?}", check(template));
        }
        let doubled = "{% set a = 'x' %}".to_owned() + &"{% set a = a ~ a %}".repeat(70);
        assert_eq!(check(&doubled), Ok(usize::MAX));
        // Comments, raw texts and literals hide no tag, whatever they look like.
        for (before, after) in [("{# {{ #}", "{# }} #}"), ("{% raw %}{{{% endraw %}", ""), ("{{ '}}' }}{# {% #}", "")] {
            assert_eq!(check(&format!("{before}{doubled}{after}")), Ok(usize::MAX), "{before}");
        }
        assert_eq!(check(&"{% set a = '%}' and a ~ a %}".repeat(70)), Ok(usize::MAX));
        assert_eq!(check("{% set a = [b, b] %}{{ a ~ a }}"), Ok(6));
    }
}
