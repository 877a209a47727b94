//! The output of a template: no longer than a ConfigMap holds, and every value in the language it stands in.

use std::cell::Cell;
use std::io;

use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Template, Value};
use serde_json::Value as Json;

use crate::catalogue::Syntax;
use crate::pattern::plan::template::failure::Failure;
use crate::pattern::plan::template::language;

/// Bytes one template may write. A ConfigMap holds at most 1 MiB.
const MOST_OUTPUT: usize = 1 << 20;

thread_local! {
    /// Bytes that the template at hand has written, what macros capture included.
    static WRITTEN: Cell<usize> = const { Cell::new(0) };
}

/// Fills a template, no further than a ConfigMap holds.
pub(super) fn render(template: &Template<'_, '_>, values: &Value) -> Result<String, Failure> {
    let mut out = Bounded(Vec::new());
    WRITTEN.set(0);
    match template.render_captured_to(values.clone(), &mut out).map(drop) {
        Err(_) if out.0.len() > MOST_OUTPUT || WRITTEN.get() > MOST_OUTPUT => Err(too_much()),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(String::from_utf8_lossy(&out.0).into_owned()),
    }
}

fn too_much() -> Failure {
    Failure::of_entry("it writes more than a ConfigMap holds")
}

/// Returns a value as JSON, no longer than a ConfigMap holds.
pub(super) fn to_json(value: &Value) -> Result<Json, Failure> {
    let mut out = Bounded(Vec::new());
    serde_json::to_writer(&mut out, value).map_err(|_| too_much())?;
    serde_json::from_slice(&out.0).map_err(|error| Failure::of_entry(error.to_string()))
}

/// Takes what a template writes until it is too much.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend(bytes);
        if self.0.len() > MOST_OUTPUT { Err(io::Error::other("too much")) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts what a value comes to before it is a text, so that no text is made that is too long.
fn count(value: &Value) -> Result<(), Error> {
    let length = match value.as_str() {
        Some(text) => text.len(),
        None => {
            let mut out = Bounded(Vec::new());
            let too_long = |_| Error::new(ErrorKind::InvalidOperation, "a value is too long");
            serde_json::to_writer(&mut out, value).map_err(too_long)?;
            out.0.len()
        }
    };
    WRITTEN.set(WRITTEN.get().saturating_add(length));
    if WRITTEN.get() > MOST_OUTPUT {
        return Err(Error::new(ErrorKind::InvalidOperation, "a value is too long"));
    }
    Ok(())
}

/// Writes the value of an expression in the language of the template, which is the template's name.
pub(super) fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    count(value)?;
    // What comes of an `if` without an `else`; other undefined values do not come this far.
    if value.is_undefined() {
        return Ok(());
    }
    let AutoEscape::Custom(language) = state.auto_escape() else {
        return write!(out, "{value}").map_err(Error::from);
    };
    if value.is_safe() {
        return write!(out, "{value}").map_err(Error::from);
    }
    let written = match Syntax::of_name(language.as_ref()) {
        Some(syntax) => language::write(syntax, value)?,
        None => value.to_string(),
    };
    out.write_str(&written).map_err(Error::from)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;
    use crate::pattern::plan::template::environment::Templates;

    #[test]
    fn each_language_has_its_own_quotes() {
        let values = context!(x => "a; b\" }");
        let file = |syntax| Templates::new().file(syntax, "v {{ x }}\n", &values.clone().into()).expect("fills");
        assert_eq!(file(Syntax::Yaml), "v \"a; b\\\" }\"\n");
        assert_eq!(file(Syntax::Nginx), "v \"a; b\\\" }\"\n");
        assert_eq!(file(Syntax::Haproxy), "v 'a; b\" }'\n");
        assert_eq!(file(Syntax::Toml), "v \"a; b\\\" }\"\n");
        assert_eq!(file(Syntax::Shell), "v 'a; b\" }'\n");
        let refused = [
            (Syntax::Nginx, "$host"),
            (Syntax::Nginx, "a\nb"),
            (Syntax::Haproxy, "it's"),
            (Syntax::Haproxy, "a\nb"),
            (Syntax::Plain, "a b"),
            (Syntax::Plain, ""),
        ];
        for (syntax, value) in refused {
            let failure = Templates::new().file(syntax, "{{ x }}", &context!(x => value).into());
            assert!(matches!(failure, Err(Failure::Value { .. })), "{value:?} {failure:?}");
        }
    }
}
