//! The grammar of CEL.

use super::super::form::FormatError;
use super::macros::MACROS;
use super::names::{self, Scope};
use super::token::Token;
use super::{Environment, Parsed, Type};

/// Words that are no names, not even of fields.
const WORDS: [&str; 4] = ["true", "false", "null", "in"];

/// Expressions that are nested more deeply are not judged.
const DEPTH: usize = 100;

/// An expression that was read.
#[derive(Clone, Copy)]
struct Operand<'a> {
    kind: Type,
    /// The name that it begins with, where it is a name, or names with dots between them.
    name: Option<&'a str>,
    /// True if it ends with the choice of a field.
    is_field: bool,
}

impl Operand<'_> {
    const fn of(kind: Type) -> Self {
        Self { kind, name: None, is_field: false }
    }
}

pub(super) struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
    scope: Scope<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: &'a [Token<'a>], environment: &'a Environment<'a>) -> Self {
        Self { tokens, at: 0, depth: 0, scope: Scope::of(environment) }
    }

    /// The type of the whole text.
    pub(super) fn whole(mut self) -> Parsed<Type> {
        let kind = self.expression()?.kind;
        if self.at < self.tokens.len() { Err(Some(self.unexpected())) } else { Ok(kind) }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn next_is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(it)) if it == sign)
    }

    /// Takes a sign, if it comes next.
    fn take(&mut self, sign: &str) -> bool {
        let is_next = self.next_is(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &'static str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(Some(self.unexpected())) }
    }

    fn unexpected(&self) -> FormatError {
        let help = "close every bracket, and write an operator between two values";
        let why = match self.peek() {
            None => "ends too early".to_owned(),
            Some(Token::Name(name)) => format!("has a `{name}` where none can be"),
            Some(Token::Sign(sign)) => format!("has a `{sign}` where none can be"),
            Some(_) => "has a value where none can be".to_owned(),
        };
        FormatError::new(why, help)
    }

    fn expression(&mut self) -> Parsed<Operand<'a>> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(None);
        }
        let mut value = self.chain(0)?;
        if self.take("?") {
            needs_bool(value.kind, "?")?;
            let one = self.chain(0)?;
            self.expect(":")?;
            let other = self.expression()?;
            value = Operand::of(match (one.kind, other.kind) {
                (one, other) if one == other => one,
                (Type::Dynamic, _) | (_, Type::Dynamic) => Type::Dynamic,
                _ => Type::Unknown,
            });
        }
        self.depth -= 1;
        Ok(value)
    }

    /// Operators of one level and those that bind more strongly.
    fn chain(&mut self, level: usize) -> Parsed<Operand<'a>> {
        const LEVELS: [&[&str]; 5] =
            [&["||"], &["&&"], &["<", "<=", ">=", ">", "==", "!=", "in"], &["+", "-"], &["*", "/", "%"]];
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.chain(level + 1)?;
        while let Some(sign) = self.operator(signs) {
            let right = self.chain(level + 1)?;
            let kind = match level {
                0 | 1 => {
                    needs_bool(left.kind, sign)?;
                    needs_bool(right.kind, sign)?;
                    Type::Bool
                }
                2 => Type::Bool,
                _ if left.kind == right.kind && left.kind != Type::Dynamic => left.kind,
                _ => Type::Unknown,
            };
            left = Operand::of(kind);
        }
        Ok(left)
    }

    fn operator(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let (Token::Sign(word) | Token::Name(word)) = self.peek()? else { return None };
        let sign = signs.iter().find(|sign| **sign == word)?;
        self.at += 1;
        Some(sign)
    }

    fn unary(&mut self) -> Parsed<Operand<'a>> {
        for sign in ["!", "-"] {
            if !self.take(sign) {
                continue;
            }
            while self.take(sign) {}
            let operand = self.member()?;
            if sign == "!" {
                needs_bool(operand.kind, sign)?;
                return Ok(Operand::of(Type::Bool));
            }
            let kind = if operand.kind == Type::Dynamic { Type::Unknown } else { operand.kind };
            return Ok(Operand::of(kind));
        }
        self.member()
    }

    fn member(&mut self) -> Parsed<Operand<'a>> {
        let mut value = self.primary()?;
        loop {
            value = if self.take(".") {
                self.selection(value)?
            } else if self.take("[") {
                self.take("?");
                self.scope.check_used(value.name)?;
                self.expression()?;
                self.expect("]")?;
                Operand::of(value.kind.of_part())
            } else if self.next_is("{") && value.name.is_some() {
                self.message(&value)?
            } else {
                self.scope.check_used(value.name)?;
                return Ok(value);
            };
        }
    }

    /// Reads the field or the call after a dot.
    fn selection(&mut self, value: Operand<'a>) -> Parsed<Operand<'a>> {
        let optional = self.take("?");
        let token = self.peek();
        self.at += 1;
        let field = match token {
            Some(Token::Name(field)) if !WORDS.contains(&field) => field,
            Some(Token::Quoted) => "",
            _ => {
                self.at -= 1;
                return Err(Some(self.unexpected()));
            }
        };
        if !optional && !field.is_empty() && self.next_is("(") {
            return self.method(value, field);
        }
        if value.name == Some("variables") && !value.is_field && !optional {
            self.scope.check_composed(field)?;
        }
        if value.name.is_none() {
            return Ok(Operand { is_field: !optional, ..Operand::of(value.kind.of_part()) });
        }
        Ok(Operand { kind: value.kind.of_part(), name: value.name, is_field: !optional })
    }

    /// A call of a function on a value.
    fn method(&mut self, value: Operand<'a>, function: &str) -> Parsed<Operand<'a>> {
        self.scope.check_used(value.name)?;
        self.expect("(")?;
        let outer = self.scope.own.len();
        if let Some(own) = MACROS.iter().find(|own| own.name == function) {
            let rest = self.tokens.get(self.at..).unwrap_or_default();
            match *rest {
                [Token::Name(one), Token::Sign(","), Token::Name(two), Token::Sign(","), ..] if own.pairs => {
                    self.at += 4;
                    self.scope.own.extend([one, two]);
                }
                [Token::Name(one), Token::Sign(","), ..] => {
                    self.at += 2;
                    self.scope.own.push(one);
                }
                _ => {}
            }
        }
        self.list(")", false)?;
        self.scope.own.truncate(outer);
        Ok(Operand::of(names::of_method(value.name, function)?))
    }

    fn message(&mut self, value: &Operand<'a>) -> Parsed<Operand<'a>> {
        let name = value.name.unwrap_or_default();
        self.scope.check_message(name)?;
        self.expect("{")?;
        while !self.take("}") {
            self.take("?");
            match self.peek() {
                Some(Token::Name(_) | Token::Quoted) => self.at += 1,
                _ => return Err(Some(self.unexpected())),
            }
            self.expect(":")?;
            self.expression()?;
            self.separator("}")?;
        }
        Ok(Operand::of(Type::Message))
    }

    /// A comma between two entries, or behind the last one.
    fn separator(&mut self, end: &str) -> Parsed<()> {
        if self.take(",") || self.next_is(end) { Ok(()) } else { Err(Some(self.unexpected())) }
    }

    /// Expressions up to a bracket; a comma may stand behind the last one of a list.
    fn list(&mut self, end: &'static str, is_literal: bool) -> Parsed<(usize, Operand<'a>)> {
        let (mut count, mut last) = (0, Operand::of(Type::Unknown));
        while !self.take(end) {
            if count > 0 && !is_literal && self.next_is(end) {
                return Err(Some(self.unexpected()));
            }
            if is_literal {
                self.take("?");
            }
            last = self.expression()?;
            count += 1;
            self.separator(end)?;
        }
        Ok((count, last))
    }

    fn primary(&mut self) -> Parsed<Operand<'a>> {
        let absolute = self.take(".");
        let token = self.peek();
        let kind = match token {
            Some(Token::Name(name)) => {
                self.at += 1;
                return self.name(name);
            }
            Some(Token::Number) => Type::Number,
            Some(Token::Text) => Type::Text,
            Some(Token::Bytes) => Type::Bytes,
            Some(Token::Sign("(")) if !absolute => {
                self.at += 1;
                let value = self.expression()?;
                self.expect(")")?;
                return Ok(Operand { kind: value.kind, name: None, is_field: value.is_field });
            }
            Some(Token::Sign("[")) if !absolute => {
                self.at += 1;
                let (count, last) = self.list("]", true)?;
                let is_messages = count > 0 && matches!(last.kind, Type::Message | Type::Unknown | Type::Dynamic);
                return Ok(Operand::of(if is_messages { Type::Messages } else { Type::List }));
            }
            Some(Token::Sign("{")) if !absolute => {
                self.at += 1;
                return self.map();
            }
            _ => return Err(Some(self.unexpected())),
        };
        if absolute {
            return Err(Some(self.unexpected()));
        }
        self.at += 1;
        Ok(Operand::of(kind))
    }

    fn map(&mut self) -> Parsed<Operand<'a>> {
        while !self.take("}") {
            self.take("?");
            self.expression()?;
            self.expect(":")?;
            self.expression()?;
            self.separator("}")?;
        }
        Ok(Operand::of(Type::Map))
    }

    /// A word at the beginning of a value.
    fn name(&mut self, name: &'a str) -> Parsed<Operand<'a>> {
        match name {
            "true" | "false" => return Ok(Operand::of(Type::Bool)),
            "null" => return Ok(Operand::of(Type::Null)),
            "in" => {
                self.at -= 1;
                return Err(Some(self.unexpected()));
            }
            _ => {}
        }
        if !self.take("(") {
            let kind = self.scope.of_name(name)?;
            return Ok(Operand { kind, name: Some(name), is_field: false });
        }
        let (count, last) = self.list(")", false)?;
        if name == "has" {
            let help = "write a field in the brackets, such as `has(object.spec)`";
            return match (count, last.is_field) {
                (1, true) => Ok(Operand::of(Type::Bool)),
                _ => Err(Some(FormatError::new("asks `has` for something else than a field", help))),
            };
        }
        Ok(Operand::of(names::of_function(name)?))
    }
}

/// A value that is combined with others is true or false.
fn needs_bool(kind: Type, sign: &str) -> Parsed<()> {
    if matches!(kind, Type::Bool | Type::Dynamic | Type::Unknown) {
        return Ok(());
    }
    let help = "compare the value with another one, such as `!= ''`";
    Err(Some(FormatError::new(format!("uses `{sign}` with {}", kind.name()), help)))
}
