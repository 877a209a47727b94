//! The filters, tests and functions of minijinja that templates may use; no others are there.

use minijinja::{Environment, Error, ErrorKind, Value, filters, functions, tests};

/// The longest text that a filter makes.
const LONGEST: usize = 1 << 20;

/// Adds the filters of minijinja that are harmless; `replace` and `join` could make a text of any length, and are
/// bounded.
pub(crate) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("replace", replace);
    environment.add_filter("join", join);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("length", filters::length);
    environment.add_filter("split", filters::split);
    environment.add_filter("list", filters::list);
    environment.add_filter("items", filters::items);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("min", filters::min);
    environment.add_filter("max", filters::max);
    environment.add_filter("sort", filters::sort);
    environment.add_filter("unique", filters::unique);
    environment.add_filter("default", filters::default);
    environment.add_filter("int", filters::int);
    environment.add_filter("float", filters::float);
    environment.add_filter("string", filters::string);
    environment.add_filter("bool", filters::bool);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("string", tests::is_string);
    environment.add_test("number", tests::is_number);
    environment.add_test("mapping", tests::is_mapping);
    environment.add_test("sequence", tests::is_sequence);
    environment.add_test("startingwith", tests::is_startingwith);
    environment.add_test("endingwith", tests::is_endingwith);
    environment.add_function("range", functions::range);
}

fn too_long() -> Error {
    Error::new(ErrorKind::InvalidOperation, "a text is too long")
}

fn replace(text: &str, from: &str, to: &str) -> Result<String, Error> {
    let count = if from.is_empty() { text.len() + 1 } else { text.matches(from).count() };
    let length = text.len().saturating_add(count.saturating_mul(to.len()));
    if length > LONGEST { Err(too_long()) } else { Ok(text.replace(from, to)) }
}

fn join(value: &Value, with: Option<&str>) -> Result<String, Error> {
    let mut joined = String::new();
    for (at, item) in value.try_iter()?.enumerate() {
        if at > 0 {
            joined.push_str(with.unwrap_or_default());
        }
        match item.as_str() {
            Some(text) => joined.push_str(text),
            None if item.is_number() || item.is_undefined() => joined.push_str(&item.to_string()),
            None => return Err(Error::new(ErrorKind::InvalidOperation, "only texts and numbers can be joined")),
        }
        if joined.len() > LONGEST {
            return Err(too_long());
        }
    }
    Ok(joined)
}
