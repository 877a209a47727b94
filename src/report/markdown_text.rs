//! Foreign text in Markdown, as GitHub and GitLab read it: nothing in it becomes a heading, a link, a mention, a picture or
//! HTML. Source: the GitHub Flavored Markdown Spec, and what GitHub makes of `@name` and `#1` outside of code.

use crate::terminal::{visible, visible_lines};

/// Returns a message on one line: what stands in backquotes as code, everything else as prose.
pub(super) fn message(text: &str) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    // A backquote without a partner stands for itself.
    let pairs = parts.len() % 2 == 1;
    let part = |(at, part): (usize, &&str)| match (at % 2 == 1, pairs || at + 1 < parts.len()) {
        (true, true) if !part.trim().is_empty() => code(part),
        (true, _) => prose(&format!("`{part}{}", if pairs { "`" } else { "" })),
        (false, _) => prose(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Returns prose on one line, in which nothing means anything to Markdown.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in visible(text).chars() {
        match c {
            // Mentions and references are looked for in the page, where an entity is the character again.
            '@' | '#' => out.push_str(&format!("&#{};&#8203;", u32::from(c))),
            _ if c.is_ascii_punctuation() && !matches!(c, ',' | '-' | '(' | ')' | ';' | '?' | '%' | '\'' | '=') => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Returns a text on one line as the cell of a table: a bar would end it, also in code.
pub(super) fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Returns a text on one line as code.
pub(super) fn code(text: &str) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        return prose(&text);
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Returns lines as a block of code in a language.
pub(super) fn block(language: &str, text: &str) -> String {
    let text = visible_lines(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_means_anything() {
        assert_eq!(message("there is no field `imge` here"), "there is no field `imge` here");
        assert_eq!(message("`a` and b`"), "&#96;a&#96; and b&#96;".replace("&#96;a&#96;", "`a`"));
        assert_eq!(message("``"), "&#96;&#96;");
        assert_eq!(
            prose("<b>*x* @me #1 http://a.b"),
            "&#60;b&#62;&#42;x&#42; &#64;&#8203;me &#35;&#8203;1 http&#58;&#47;&#47;a&#46;b"
        );
        assert_eq!(cell(&code("a|b")), "`a\\|b`");
        assert_eq!(code("`a``"), "``` `a`` ```");
        assert_eq!(cell(&code("a\n| b")), "`a\\n\\| b`");
        assert_eq!(block("diff", "a\n````\n"), "`````diff\na\n````\n`````\n");
    }
}
