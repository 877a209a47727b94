//! The filters, tests and functions of minijinja that templates may use; no others are there.

use std::cell::Cell;

use minijinja::functions::Function;
use minijinja::value::{FunctionArgs, FunctionResult, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters, functions, tests};

/// The longest text that a filter makes, and the largest value that it takes.
pub(super) const LONGEST: usize = 1 << 20;
const LARGEST: usize = 4 << 20;

/// Bytes of values that the filters of one template may look at.
const MOST_WORK: usize = 64 << 20;

thread_local! {
    /// Bytes of values that the filters of the template at hand may still look at.
    static WORK_LEFT: Cell<usize> = const { Cell::new(MOST_WORK) };
}

/// Begins a template.
pub(super) fn begin() {
    WORK_LEFT.set(MOST_WORK);
}

/// Adds a filter, which is called within the work that its template may do. The filter itself has a name that no
/// template can say.
pub(super) fn add<F, R, A>(environment: &mut Environment<'_>, name: &'static str, filter: F)
where
    F: Function<R, A>,
    R: FunctionResult,
    A: for<'a> FunctionArgs<'a>,
{
    let itself = format!("{name} itself");
    environment.add_filter(itself.clone(), filter);
    environment.add_filter(name, move |state: &mut State<'_, '_>, arguments: Rest<ValueOrKwargs>| {
        let arguments = arguments.into_values();
        arguments.iter().try_for_each(charge)?;
        state.apply_filter(&itself, &arguments)
    });
}

fn charge(value: &Value) -> Result<(), Error> {
    let left = WORK_LEFT.get();
    let size = size_within(value, LARGEST.min(left)).ok_or_else(too_long)?;
    WORK_LEFT.set(left - size);
    Ok(())
}

/// Returns about how many bytes a value has; nothing where it has more than so many.
pub(super) fn size_within(value: &Value, most: usize) -> Option<usize> {
    let mut left = most;
    subtract(value, &mut left)?;
    Some(most - left)
}

fn subtract(value: &Value, left: &mut usize) -> Option<()> {
    *left = left.checked_sub(8 + value.as_str().map_or(0, str::len))?;
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter().ok()?.try_for_each(|item| subtract(&item, left)),
        ValueKind::Map => value.try_iter().ok()?.try_for_each(|key| {
            subtract(&key, left)?;
            subtract(&value.get_item(&key).ok()?, left)
        }),
        _ => Some(()),
    }
}

/// Adds the filters of minijinja that are harmless; `replace` and `join` could make a text of any length, and are
/// bounded.
pub(crate) fn add_to(environment: &mut Environment<'_>) {
    add(environment, "replace", replace);
    add(environment, "join", join);
    add(environment, "upper", filters::upper);
    add(environment, "lower", filters::lower);
    add(environment, "trim", filters::trim);
    add(environment, "length", filters::length);
    add(environment, "split", filters::split);
    add(environment, "list", filters::list);
    add(environment, "items", filters::items);
    add(environment, "first", filters::first);
    add(environment, "last", filters::last);
    add(environment, "min", filters::min);
    add(environment, "max", filters::max);
    add(environment, "sort", filters::sort);
    add(environment, "unique", filters::unique);
    add(environment, "default", filters::default);
    add(environment, "int", filters::int);
    add(environment, "float", filters::float);
    add(environment, "string", filters::string);
    add(environment, "bool", filters::bool);
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

pub(super) fn too_long() -> Error {
    Error::new(ErrorKind::InvalidOperation, "a text or a list is too long")
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
