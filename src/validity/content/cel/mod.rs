//! CEL expressions: their grammar, the names that they use, and the type of the result where the expression itself shows
//! it. The types of fields and the overloads of functions are not judged.
//!
//! Source: `parser/gen/CEL.g4` of `github.com/google/cel-go`, the libraries in `k8s.io/apiserver/pkg/cel/environment/base.go`.

mod macros;
mod names;
mod parser;
mod token;

use super::form::FormatError;
use parser::Parser;

/// The names that an expression can use, and what has to come out of it.
#[derive(Clone, Copy, Debug)]
pub struct Environment<'a> {
    /// The variables.
    pub variables: &'a [&'a str],
    /// Those of them whose type is not known before they have a value.
    pub dynamic: &'a [&'a str],
    /// The types of messages, such as `Object`.
    pub messages: &'a [&'a str],
    /// The fields of `variables`, where that is one of the variables.
    pub composed: &'a [&'a str],
    /// The types that the result can have; an empty list stands for any.
    pub results: &'a [Type],
}

/// The type of an expression, as far as its text shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` and comparisons.
    Bool,
    /// Numbers of all kinds.
    Number,
    /// Texts.
    Text,
    /// `b'…'`.
    Bytes,
    /// `[…]`.
    List,
    /// `{…}`.
    Map,
    /// `null`.
    Null,
    /// `Object{…}` and the like.
    Message,
    /// `[Object{…}]` and the like.
    Messages,
    /// A type that is known once the expression has a value: `dyn`.
    Dynamic,
    /// A type that follows from declarations which podpat does not read.
    Unknown,
}

/// An error; `None` where the expression is too deep to be judged.
type Parsed<T> = Result<T, Option<FormatError>>;

impl Type {
    /// The type of a field or an entry.
    const fn of_part(self) -> Self {
        if matches!(self, Self::Dynamic) { Self::Dynamic } else { Self::Unknown }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Bytes => "bytes",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Null => "null",
            Self::Message => "an object",
            Self::Messages => "a list of objects",
            Self::Dynamic => "a value of any type",
            Self::Unknown => "anything",
        }
    }
}

/// Returns what a server finds wrong with an expression, as far as its text and the names around it tell.
pub fn cel_expression(text: &str, environment: &Environment<'_>) -> Option<FormatError> {
    let tokens = match token::tokens(text) {
        Ok(tokens) => tokens,
        Err(error) => return Some(error),
    };
    let result = match Parser::new(&tokens, environment).whole() {
        Ok(result) => result,
        Err(error) => return error,
    };
    let allowed = environment.results;
    if result == Type::Unknown || allowed.is_empty() || allowed.contains(&result) {
        return None;
    }
    let wanted = allowed.first().map_or("anything", |wanted| wanted.name());
    let help = format!("write an expression that gives {wanted}");
    Some(FormatError::new(format!("gives {}", result.name()), help))
}

#[cfg(test)]
mod tests {
    use super::{Environment, Type, cel_expression};

    const TABLE: [(&str, bool); 66] = [
        (r"object.spec.replicas <= 5 && has(object.metadata.labels)", true),
        (r"object.metadata.name.matches(r'^\d+$') // it's @home", true),
        ("('a' + \"it's\" + '''x\n'y' ''') == ''", true),
        ("b'a\\'b' == b''", true),
        ("{'a': [1, 2]}['a'].all(x, x > 0) ? true : false", true),
        ("device", true),
        ("device - 1", true),
        ("true", true),
        ("object.a.exists(c, c.image.startsWith('a') && c.b.all(d, d in c.e))", true),
        ("object.a.map(c, c.x).filter(c, c != 1).size() > 0", true),
        ("object.a.map(c, c > 1, c + 1).size() > 0", true),
        ("object.a.all(i, v, i < v) && object.a.exists(i, v, i == v)", true),
        ("object.?a.?b.orValue('') == 'x'", true),
        ("object[?'a'].hasValue()", true),
        ("optional.of(1).hasValue() && sets.contains([1], [1])", true),
        ("object.a.optMap(x, x + 1).orValue(3) == 4", true),
        ("quantity('1Gi').isGreaterThan(quantity('1Mi')) && ip.isCanonical('::1')", true),
        ("format.dns1123Label().validate('a').hasValue() == false", true),
        ("type(object) == map && int('1') == 1", true),
        ("[1, 2,].size() == 2 && {'a': 1,}.size() == 1", true),
        ("-1 < 0 && !!true && 0x1F == 31u && 1.5e3 > .5", true),
        ("'\\u00e9\\x41\\101\\n' != r'\\d'", true),
        ("object.`a-b/c` == 1 || object.namespace", true),
        ("size(object.a) == 1 ? object.b : object.c", false),
        ("variables.a > 1", true),
        ("Message{a: 1, ?b: optional.none()}.a == 1", true),
        ("cidr('10.0.0.0/8').containsIP('10.1.1.1')", true),
        ("google.protobuf.Duration{seconds: 1} == duration('1s')", true),
        ("object.a.transformList(i, v, i + v).size() == 1", true),
        ("object.a.sortBy(x, x.b).size() == lists.range(3).size()", true),
        ("object.startsWith('a')", true),
        ("object.startswith('a')", false),
        ("object.spec.enabled", false),
        ("true ? object.a : 1", false),
        ("", false),
        ("@sha256:abc", false),
        ("'a", false),
        ("'a\nb'", false),
        ("'\\d' == 'a'", false),
        ("size(object", false),
        ("size)object(", false),
        ("object.a[0", false),
        ("a = b", false),
        ("object & device", false),
        ("Invalid", false),
        ("no-label", false),
        ("object.a ==", false),
        ("object object", false),
        ("object.", false),
        ("object..a", false),
        ("object.in == 1", false),
        ("1a == 1", false),
        ("object.a ? 1", false),
        ("object.a.all(x, y > 0)", false),
        ("object.a.all(x, x > 0) && x", false),
        ("length(object.a) == 1", false),
        ("has(object)", false),
        ("variables.b > 1", false),
        ("Other{a: 1} == 1", false),
        ("[1]", false),
        ("'a' + 'b'", false),
        ("1", false),
        ("{'a': 1}", false),
        ("'a' && true", false),
        ("true ? 'a' : 'b'", false),
        ("namespace == 'a'", false),
    ];

    #[test]
    fn expressions() {
        let environment = Environment {
            variables: &["object", "device", "variables"],
            dynamic: &["object"],
            messages: &["Message"],
            composed: &["a"],
            results: &[Type::Bool],
        };
        for (text, is_sound) in TABLE {
            let error = cel_expression(text, &environment);
            assert_eq!(error.is_none(), is_sound, "{text}: {error:?}");
        }
    }

    #[test]
    fn deep_expressions_are_left_alone() {
        let environment =
            Environment { variables: &[], dynamic: &[], messages: &[], composed: &[], results: &[Type::Bool] };
        for (open, close) in [("(", ")"), ("!", ""), ("[", "]")] {
            let text = open.repeat(100_000) + "true" + &close.repeat(100_000);
            assert_eq!(cel_expression(&text, &environment), None);
        }
    }
}
