//! Catalogue entries are data with holes; this fills the holes. What a user wrote goes in as a value and comes out
//! as that value, in whatever language the hole stands, or not at all.

use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde_json::Value as Json;

use crate::catalogue::Syntax;
use crate::pattern::plan::template::builtin;
use crate::pattern::plan::template::filters;
use crate::pattern::plan::template::guard;
use crate::pattern::plan::template::language::{self, Refused};

/// Steps one template may take; the largest entry takes some thousands. Where values are large, so is what one step does,
/// and there are fewer.
const FUEL: u64 = 200_000;
const LEAST_FUEL: u64 = 4_000;
const WORK: u64 = 4 << 30;

/// Bytes of the largest value that a template may make.
const LARGEST_VALUE: usize = 4 << 20;

/// Time that all templates of a run may take together.
const TIME: Duration = Duration::from_secs(5);

/// The key of a mapping that stands only where its expression holds.
const WHEN: &str = "when";

/// Bytes one template may write. A ConfigMap holds at most 1 MiB.
const MOST_OUTPUT: usize = 1 << 20;

/// The reason why a template could not be filled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A user's value cannot be written where it belongs: the value, and why.
    #[error("{why}")]
    Value {
        /// The value as it would have been written.
        value: String,
        /// A clause that says what stands in the way.
        why: String,
    },
    /// A user's value holds what a program that reads it would put something else in the place of.
    #[error("{by} would put something else in the place of `{mark}`")]
    Expanded {
        /// The mark that is replaced: `$(`, `${`.
        mark: String,
        /// The program that replaces it.
        by: String,
    },
    /// A parameter was not given, and what stands in for it comes to nothing.
    #[error("`{0}` is not given")]
    Missing(String),
    /// The template itself is wrong, or took too long.
    #[error("{0}")]
    Template(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            if let Some(Refused { value, why }) = inner.downcast_ref() {
                return Self::Value { value: value.clone(), why: why.clone() };
            }
            source = inner.source();
        }
        let line = error.line().map_or_else(String::new, |line| format!(" (line {line} of the template)"));
        Self::Template(format!("{}{line}", error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)))
    }
}

/// The values that templates see.
pub(crate) struct Values {
    value: Value,
    /// About how many bytes they have.
    size: usize,
}

impl Values {
    /// The values of a mapping.
    pub(crate) fn of(mapping: &serde_json::Map<String, Json>) -> Self {
        Self::from(Value::from(Serde(mapping)))
    }
}

impl From<Value> for Values {
    fn from(value: Value) -> Self {
        let size = builtin::size_within(&value, LARGEST_VALUE).unwrap_or(LARGEST_VALUE);
        Self { value, size }
    }
}

/// The environment that fills catalogue entries: no files, no randomness, bounded steps, memory and time.
pub(crate) struct Templates {
    environment: RefCell<Environment<'static>>,
    spent: Cell<Duration>,
}

impl Templates {
    /// An environment with podpat's filters.
    pub(crate) fn new() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(16);
        environment.set_syntax(SyntaxConfig::builder().keep_trailing_newline(true).build().unwrap_or_default());
        environment.set_auto_escape_callback(|name| AutoEscape::Custom(name.to_owned().into()));
        environment.set_formatter(write_value);
        builtin::add_to(&mut environment);
        filters::add_to(&mut environment);
        Self { environment: RefCell::new(environment), spent: Cell::default() }
    }

    /// Fills the text of a configuration file.
    ///
    /// # Errors
    /// Fails if a value cannot be written in that language, or the template is wrong.
    pub(crate) fn file(&self, syntax: Syntax, template: &str, values: &Values) -> Result<String, Failure> {
        self.render(syntax.name(), template, values)
    }

    /// Fills a template, no further than a ConfigMap holds.
    fn render(&self, name: &str, template: &str, values: &Values) -> Result<String, Failure> {
        let growth = guard::check(template);
        self.within_bounds(template, growth, values, |environment| {
            let mut out = Bounded(Vec::new());
            WRITTEN.set(0);
            let template = environment.template_from_named_str(name, template)?;
            let rendered = template.render_captured_to(values.value.clone(), &mut out).map(drop);
            match rendered {
                Err(_) if out.0.len() > MOST_OUTPUT || WRITTEN.get() > MOST_OUTPUT => Err(too_much()),
                Err(error) => Err(error.into()),
                Ok(()) => Ok(String::from_utf8_lossy(&out.0).into_owned()),
            }
        })
    }

    /// The value of an expression; nothing where it is undefined.
    fn eval(&self, expression: &str, values: &Values) -> Result<Value, Failure> {
        let growth = guard::check_expression(expression);
        self.within_bounds(expression, growth, values, |environment| {
            Ok(environment.compile_expression(expression)?.eval(values.value.clone())?)
        })
    }

    /// Runs a template that may make values `growth` times as large as it and the values are. Whatever goes wrong inside
    /// a library is a mistake in the entry, and ends no run.
    fn within_bounds<T>(
        &self,
        template: &str,
        growth: Result<usize, String>,
        values: &Values,
        fill: impl FnOnce(&Environment<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let growth = growth.map_err(|why| Failure::Template(format!("the template {why}")))?;
        let largest = (values.size + template.len()).saturating_mul(growth);
        if largest > LARGEST_VALUE {
            let most = LARGEST_VALUE >> 20;
            return Err(Failure::Template(format!("the template may make more than {most} MiB of its values")));
        }
        if self.spent.get() > TIME {
            return Err(Failure::Template("the templates take too long".to_owned()));
        }
        let begin = Instant::now();
        let fuel = (WORK / largest.max(1) as u64).clamp(LEAST_FUEL, FUEL);
        self.environment.borrow_mut().set_fuel(Some(fuel));
        builtin::begin();
        let environment = self.environment.borrow();
        let filled = catch_unwind(AssertUnwindSafe(|| fill(&environment)));
        self.spent.set(self.spent.get() + begin.elapsed());
        match filled {
            Ok(filled) => filled,
            // Those who test podpat have to see it.
            Err(panic) if cfg!(debug_assertions) => resume_unwind(panic),
            Err(_) => Err(Failure::Template("the template cannot be computed".to_owned())),
        }
    }

    /// Fills every text of a value. A text that is one hole becomes what stands in it, of any type; what comes to
    /// nothing is left out of the list or mapping it stands in, and so is a mapping whose `when` does not hold.
    ///
    /// # Errors
    /// Fails if a value would not arrive as it is, or a template is wrong.
    pub(crate) fn value(&self, template: &Json, values: &Values) -> Result<Option<Json>, Failure> {
        Ok(match template {
            Json::String(text) => self.text(text, values)?,
            Json::Array(items) => {
                let mut filled = Vec::with_capacity(items.len());
                for item in items {
                    match self.value(item, values)? {
                        Some(Json::Array(inner)) if item.is_string() => filled.extend(inner),
                        Some(item) => filled.push(item),
                        None => {}
                    }
                }
                Some(Json::Array(filled))
            }
            Json::Object(entries) => {
                if let Some(Json::String(when)) = entries.get(WHEN)
                    && !self.holds(when, values)?
                {
                    return Ok(None);
                }
                let mut filled = serde_json::Map::with_capacity(entries.len());
                for (key, value) in entries.iter().filter(|(key, _)| *key != WHEN) {
                    if let Some(value) = self.value(value, values)? {
                        filled.insert(key.clone(), value);
                    }
                }
                Some(Json::Object(filled))
            }
            other => Some(other.clone()),
        })
    }

    /// Fills one text that Kubernetes reads: arguments, environment, names.
    fn text(&self, template: &str, values: &Values) -> Result<Option<Json>, Failure> {
        if !template.contains("{{") && !template.contains("{%") {
            return Ok(Some(Json::from(template)));
        }
        let hole = template.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let filled = match hole {
            Some(expression) if !expression.contains("}}") => {
                let value = self.eval(expression.trim(), values)?;
                if value.is_undefined() {
                    // To write it is an error where a name leads nowhere, and none where an `if` has no `else`.
                    return self.render("text", template, values).map(|_| None);
                }
                if value.is_none() {
                    return Ok(None);
                }
                to_json(&value)?
            }
            _ => Json::from(self.render("text", template, values)?),
        };
        refuse_expansion(template, &filled)?;
        Ok(Some(filled))
    }

    /// Returns whether an expression holds: anything but nothing, false, zero and empty texts and collections.
    ///
    /// # Errors
    /// Fails if the expression is wrong.
    pub(crate) fn holds(&self, template: &str, values: &Values) -> Result<bool, Failure> {
        let expression = template.trim().trim_start_matches("{{").trim_end_matches("}}");
        Ok(self.eval(expression.trim(), values)?.is_true())
    }
}

thread_local! {
    /// Bytes that the template at hand has written, what macros capture included.
    static WRITTEN: Cell<usize> = const { Cell::new(0) };
}

fn too_much() -> Failure {
    Failure::Template("it writes more than a ConfigMap holds".to_owned())
}

/// A value as JSON, no longer than a ConfigMap holds.
fn to_json(value: &Value) -> Result<Json, Failure> {
    let mut out = Bounded(Vec::new());
    serde_json::to_writer(&mut out, value).map_err(|_| too_much())?;
    serde_json::from_slice(&out.0).map_err(|error| Failure::Template(error.to_string()))
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

impl Default for Templates {
    fn default() -> Self {
        Self::new()
    }
}

/// Kubernetes expands `$(NAME)` and turns `$$` into `$` in arguments and environment values, so a value that holds
/// them would not arrive as it is.
fn refuse_expansion(template: &str, filled: &Json) -> Result<(), Failure> {
    let texts: Vec<&str> = match filled {
        Json::String(text) => vec![text],
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect(),
        _ => return Ok(()),
    };
    texts.into_iter().try_for_each(|text| refuse_marks(template, text, &["$(", "$$"], "Kubernetes"))
}

/// Refuses what a value brought in; the marks that the entry itself writes are meant.
pub(crate) fn refuse_marks(template: &str, text: &str, marks: &[impl AsRef<str>], by: &str) -> Result<(), Failure> {
    let count = |text: &str, mark: &str| text.matches(mark).count();
    match marks.iter().map(AsRef::as_ref).find(|mark| count(text, mark) > count(template, mark)) {
        Some(mark) => Err(Failure::Expanded { mark: mark.to_owned(), by: by.to_owned() }),
        None => Ok(()),
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

/// Writes the value of a hole in the language of the template, which is the template's name.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
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
    use serde_json::json;

    use super::*;

    fn fill(template: &Json, values: Value) -> Option<Json> {
        Templates::new().value(template, &values.into()).expect("fills")
    }

    #[test]
    fn what_leads_nowhere_is_a_mistake_and_what_does_not_hold_is_left_out() {
        let values = context!(ports => context!(health => 80), secret => ());
        let templates = Templates::new();
        assert!(templates.value(&json!("{{ ports.helth }}"), &values.clone().into()).is_err());
        assert!(templates.value(&json!("{{ port }}"), &values.clone().into()).is_err());
        assert_eq!(fill(&json!(["{{ 'a' if secret }}", "b"]), values.clone()), Some(json!(["b"])));
        assert_eq!(fill(&json!("a{{ 'b' if secret }}"), values.clone()), Some(json!("a")));
    }

    #[test]
    fn a_hole_keeps_the_type_of_what_stands_in_it() {
        let values = context!(port => 80, depth => (), hosts => ["a", "b"], path => "/srv/www/html");
        let template = json!({
            "args": ["--port={{ port }}", "{{ '--depth=' ~ depth if depth }}", "{{ hosts }}", "plain"],
            "port": "{{ port }}", "gone": "{{ depth }}", "dir": "{{ path | parent }}", "file": "{{ path | basename }}",
        });
        let expected = json!({"args": ["--port=80", "a", "b", "plain"], "port": 80, "dir": "/srv/www", "file": "html"});
        assert_eq!(fill(&template, values.clone()), Some(expected));
    }

    #[test]
    fn a_mapping_stands_where_its_when_holds() {
        let env = json!([{"name": "A", "value": "{{ a }}", "when": "{{ a }}"}, {"name": "B", "when": "b"}]);
        assert_eq!(fill(&env, context!(a => "x", b => ())), Some(json!([{"name": "A", "value": "x"}])));
    }

    #[test]
    fn durations_in_other_words() {
        let template = json!(["{{ t | seconds }}", "{{ t | milliseconds }}"]);
        for (text, seconds, milliseconds) in
            [("1m30s", "90", 90_000), ("250ms", "0.25", 250), ("1.5h", "5400", 5_400_000), ("1us", "0.000001", 1)]
        {
            assert_eq!(fill(&template, context!(t => text)), Some(json!([seconds, milliseconds])), "{text}");
        }
    }

    #[test]
    fn values_are_not_templates() {
        let values = context!(x => "{{ 7 * 7 }} {% raw %}");
        assert_eq!(fill(&json!("a {{ x }}"), values.clone()), Some(json!("a {{ 7 * 7 }} {% raw %}")));
    }

    #[test]
    fn what_kubernetes_would_expand_is_refused() {
        let values = context!(x => "$(HOME)");
        let failure = Templates::new().value(&json!("--a={{ x }}"), &values.clone().into());
        assert!(matches!(failure, Err(Failure::Expanded { .. })), "{failure:?}");
        assert_eq!(fill(&json!("--pod=$(POD_NAME)"), values.clone()), Some(json!("--pod=$(POD_NAME)")));
    }

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

    /// Each would take all memory, or longer than anybody waits.
    #[test]
    fn no_template_makes_much_of_little() {
        let long = "x".repeat(1 << 19);
        let many: Vec<_> = (0..20_000).map(|at| format!("k{at}")).collect();
        let map: serde_json::Map<_, _> = many.iter().map(|key| (key.clone(), json!({}))).collect();
        let values = Values::from(context!(long, many, map => Value::from(Serde(&map)), n => 100_000_000));
        for template in [
            "{{ long * n }}".to_owned(),
            "{{ [long, long] * 100000 }}".to_owned(),
            format!("{{{{ {}long }}}}", "long ~ ".repeat(150)),
            "{% set a = [many, many, many, many] %}{% set b = [a, a, a, a] %}{% set c = [b, b, b, b] %}{{ c == c }}"
                .to_owned(),
            "{{ map | variables(long) }}".to_owned(),
            "{{ map | defaults({'a': long, 'b': long}) }}".to_owned(),
            "{{ [{}, {}, {}, {}] | defaults({'a': long}) }}".to_owned(),
            "{{ {long: many} | flags }}".to_owned(),
            "{% for a in many %}{{ (long | upper | lower) == a }}{% endfor %}".to_owned(),
            "{% for a in many %}{{ (long | split('') | sort | unique | length) }}{% endfor %}".to_owned(),
            "{% for a in many %}{{ many | join(',') | length }}{% endfor %}".to_owned(),
            "{% for a in many %}{% if (long ~ a) in long %}x{% endif %}{% endfor %}".to_owned(),
            "{{ long | replace('x', long) }}".to_owned(),
            "{% macro m(a) %}{{ a ~ a }}{% endmacro %}{{ m(m(m(m(m(m(m(m(long)))))))) }}".to_owned(),
            format!("{{{{ {}1{} }}}}", "[".repeat(190), "]".repeat(190)),
        ] {
            let begin = Instant::now();
            let filled = Templates::new().file(Syntax::Plain, &template, &values);
            assert!(filled.is_err(), "{}", &template[..template.len().min(100)]);
            assert!(begin.elapsed() < Duration::from_secs(20), "{template}");
        }
    }

    #[test]
    fn a_panic_of_a_library_is_seen_by_those_who_test() {
        let mut environment = Environment::empty();
        environment.add_filter("fails", |_: &Value| -> String { panic!("as a library may") });
        let templates = Templates { environment: RefCell::new(environment), spent: Cell::default() };
        let ran = catch_unwind(AssertUnwindSafe(|| templates.eval("1 | fails", &context!().into()).is_err()));
        assert_eq!(ran.ok(), (!cfg!(debug_assertions)).then_some(true));
    }

    #[test]
    fn a_template_that_runs_on_is_stopped() {
        let failure = Templates::new().file(
            Syntax::Yaml,
            "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
            &context!().into(),
        );
        assert!(matches!(failure, Err(Failure::Template(_))), "{failure:?}");
    }
}
