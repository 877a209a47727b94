//! Fills the templates of catalogue entries, within bounds of steps, memory and time. What a user wrote goes in as a value
//! and comes out as that value, or the template fails.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde_json::Value as Json;

use crate::catalogue::Syntax;
use crate::pattern::plan::template::expansion::refuse_expansion;
use crate::pattern::plan::template::failure::Failure;
use crate::pattern::plan::template::{builtin, filters, guard, output};

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

    /// The values of a mapping. Texts of some keys stand in files as they are, whatever the language.
    pub(crate) fn with_verbatim(mapping: &serde_json::Map<String, Json>, is_verbatim: impl Fn(&str) -> bool) -> Self {
        let value = |(key, value): (&String, &Json)| match value.as_str() {
            Some(text) if is_verbatim(key) => (key.clone(), Value::from_safe_string(text.to_owned())),
            _ => (key.clone(), Value::from(Serde(value))),
        };
        Self::from(Value::from(mapping.iter().map(value).collect::<BTreeMap<String, Value>>()))
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
        environment.set_syntax(guard::syntax());
        environment.set_auto_escape_callback(|name| AutoEscape::Custom(name.to_owned().into()));
        environment.set_formatter(output::write_value);
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
            output::render(&environment.template_from_named_str(name, template)?, &values.value)
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
        let growth = growth.map_err(|why| Failure::of_entry(format!("the template {why}")).in_template(template))?;
        let largest = (values.size + template.len()).saturating_mul(growth);
        if largest > LARGEST_VALUE {
            let most = LARGEST_VALUE >> 20;
            let what = format!("the template may make more than {most} MiB of its values");
            return Err(Failure::of_entry(what).in_template(template));
        }
        if self.spent.get() > TIME {
            return Err(Failure::of_entry("the templates take too long"));
        }
        let begin = Instant::now();
        let fuel = (WORK / largest.max(1) as u64).clamp(LEAST_FUEL, FUEL);
        self.environment.borrow_mut().set_fuel(Some(fuel));
        builtin::begin();
        let environment = self.environment.borrow();
        let filled = catch_unwind(AssertUnwindSafe(|| fill(&environment)));
        self.spent.set(self.spent.get() + begin.elapsed());
        match filled {
            Ok(filled) => filled.map_err(|failure| failure.in_template(template)),
            // Those who test podpat have to see it.
            Err(panic) if cfg!(debug_assertions) => resume_unwind(panic),
            Err(_) => Err(Failure::of_entry("the template cannot be computed").in_template(template)),
        }
    }

    /// Fills every text of a value. A text that is one expression becomes its value, of any type; what comes to
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
        let whole = template.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let filled = match whole {
            Some(expression) if !expression.contains("}}") => {
                let value = self.eval(expression.trim(), values)?;
                if value.is_undefined() {
                    // To write it is an error where a name leads nowhere, and none where an `if` has no `else`.
                    return self.render("text", template, values).map(|_| None);
                }
                if value.is_none() {
                    return Ok(None);
                }
                output::to_json(&value)?
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
        let expression = template.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
        let value = self.eval(expression, values)?;
        if value.is_undefined() {
            // As in `text`.
            self.render("text", &format!("{{{{ {expression} }}}}"), values)?;
        }
        Ok(value.is_true())
    }
}

impl Default for Templates {
    fn default() -> Self {
        Self::new()
    }
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
    fn an_expression_keeps_the_type_of_its_value() {
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
        assert!(matches!(failure, Err(Failure::Template { .. })), "{failure:?}");
    }
}
