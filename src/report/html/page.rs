//! The frame of every page: style, script, policy, filters, and the templates of what stands in between.

use std::io::{self, Write};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, HtmlEscape, Output, State, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::report::inspect::svg_elements::{DARK, HEAD, LIGHT};
use crate::terminal::visible;

/// The templates by name; a hole holds text, never HTML, unless it was drawn here.
const TEMPLATES: [(&str, &str); 4] = [
    ("begin.html", include_str!("begin.html.j2")),
    ("end.html", include_str!("end.html.j2")),
    ("object.html", include_str!("object.html.j2")),
    ("pod.html", include_str!("pod.html.j2")),
];

const SCRIPT: &str = include_str!("page.js");

static STYLE: LazyLock<String> = LazyLock::new(|| {
    let dark = format!("{}.picture{{{DARK}}}", include_str!("dark.css"));
    format!(
        "{}.picture{{{LIGHT}}}\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\
         @media screen{{:root[data-theme=dark]{{{dark}}}}}",
        include_str!("page.css")
    )
});

/// The head of a page.
#[derive(Serialize)]
pub(super) struct Head {
    /// The title, also of the window.
    pub(super) title: String,
    /// A sentence below it.
    pub(super) summary: String,
    /// The word for what the page lists: `finding`.
    pub(super) word: &'static str,
    /// The numbers of the overview, which also filter, with the key that switches each.
    pub(super) levels: Vec<Level>,
    /// The lists to choose from.
    pub(super) choices: Vec<Choice>,
}

/// A number of the overview.
#[derive(Serialize)]
pub(super) struct Level {
    pub(super) name: &'static str,
    pub(super) key: char,
    pub(super) count: usize,
}

/// A list of values to choose one of.
#[derive(Serialize)]
pub(super) struct Choice {
    /// The attribute of the items that has the value: `rule`.
    pub(super) name: &'static str,
    /// The text of the option that chooses nothing.
    pub(super) all: &'static str,
    /// The values, with the number of items that have each.
    pub(super) values: Vec<(String, usize)>,
}

/// A page that is being written, piece by piece: a report of many findings is never whole in memory.
pub(super) struct Page<'o> {
    environment: Environment<'static>,
    out: &'o mut dyn Write,
}

impl<'o> Page<'o> {
    /// Writes everything above the content.
    pub(super) fn begin(head: &Head, out: &'o mut dyn Write) -> io::Result<Self> {
        let mut page = Self { environment: environment().map_err(io::Error::other)?, out };
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            digest(&STYLE),
            digest(SCRIPT)
        );
        let version = env!("CARGO_PKG_VERSION");
        let own = |text: &str| Value::from_safe_string(text.to_owned());
        let (style, arrow) = (own(&STYLE), own(HEAD));
        page.add("begin.html", context! { policy, version, style, arrow, ..Value::from(Serde(head)) })?;
        Ok(page)
    }

    /// Writes a piece of the content.
    pub(super) fn add(&mut self, template: &str, values: Value) -> io::Result<()> {
        let template = self.environment.get_template(template).map_err(io::Error::other)?;
        template.render_captured_to(values, &mut *self.out).map(drop).map_err(io::Error::other)
    }

    /// Writes everything below the content.
    pub(super) fn end(mut self, values: Value) -> io::Result<()> {
        let script = Value::from_safe_string(SCRIPT.to_owned());
        self.add("end.html", context! { script, ..values })
    }
}

/// Returns how a policy names a style or a script.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_text);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("words", words);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// A hole holds text on one line: what hides or steers is made visible, what HTML would read is escaped.
fn write_text(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => {
            minijinja::escape_formatter(out, state, &Value::from(visible(text).into_owned()))
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// Returns a message with what stands in backquotes as code.
fn words(text: &str) -> Value {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return Value::from(text.into_owned());
    }
    let html = parts.iter().enumerate().map(|(at, part)| {
        let part = HtmlEscape(part);
        if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_string() }
    });
    Value::from_safe_string(html.collect())
}
