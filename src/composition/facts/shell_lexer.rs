//! The tokens of the shell's grammar: words without their quotes, joints between commands, redirections. Knows nothing of
//! what the words mean.

use super::step::Joint;

/// A token of the grammar.
#[derive(Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Joint(Joint),
    /// `>`, and what else writes to the file that follows.
    Write,
    /// `<`
    Read,
    Open,
    Close,
}

/// Takes a script apart.
pub(super) struct Lexer<'s> {
    rest: &'s str,
    /// Texts of `$( … )` and `` ` … ` ``, to be read as scripts.
    pub(super) inner: Vec<&'s str>,
    /// Delimiters of here-documents whose text begins at the next line break.
    here: Vec<String>,
    /// The text of here-documents that were read last.
    pub(super) input: String,
}

impl<'s> Lexer<'s> {
    /// Begins to read a script.
    pub(super) const fn new(script: &'s str) -> Self {
        Self { rest: script, inner: Vec::new(), here: Vec::new(), input: String::new() }
    }

    /// Returns the next token.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.skip_blank();
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        let second = chars.next();
        let (token, len) = match (first, second) {
            ('&', Some('&')) => (Token::Joint(Joint::And), 2),
            ('&', Some('>')) => (Token::Write, 2),
            ('|', Some('|')) => (Token::Joint(Joint::Or), 2),
            ('|', Some('&')) => (Token::Joint(Joint::Pipe), 2),
            (';', Some(';')) => (Token::Joint(Joint::Then), 2),
            ('&', _) => (Token::Joint(Joint::Background), 1),
            ('|', _) => (Token::Joint(Joint::Pipe), 1),
            (';', _) => (Token::Joint(Joint::Then), 1),
            ('\n', _) => {
                self.rest = &self.rest[1..];
                self.skip_here_documents();
                return Some(Token::Joint(Joint::Then));
            }
            ('(', Some('(')) => return Some(self.arithmetic()),
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            ('>' | '<', _) => return self.redirection(),
            _ => return Some(self.word()),
        };
        self.rest = &self.rest[len..];
        Some(token)
    }

    fn skip_blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
            if let Some(rest) = self.rest.strip_prefix("\\\n").or_else(|| self.rest.strip_prefix("\\\r\n")) {
                self.rest = rest;
            } else if self.rest.starts_with('#') {
                self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
            } else {
                return;
            }
        }
    }

    /// `(( … ))` as one word.
    fn arithmetic(&mut self) -> Token {
        let len = self.rest.find("))").map_or(self.rest.len(), |at| at + 2);
        let word = self.rest[..len].replace(' ', "");
        self.rest = &self.rest[len..];
        Token::Word(word)
    }

    fn redirection(&mut self) -> Option<Token> {
        if let Some(rest) = self.rest.strip_prefix("<<<") {
            self.rest = rest;
            return Some(Token::Read);
        }
        if let Some(rest) = self.rest.strip_prefix("<<") {
            self.rest = rest.strip_prefix('-').unwrap_or(rest);
            self.skip_blank();
            if let Token::Word(delimiter) = self.word() {
                self.here.push(delimiter);
            }
            return self.next();
        }
        let write = self.rest.starts_with('>');
        let rest = self.rest[1..].trim_start_matches(['>', '|']);
        if let Some(rest) = rest.strip_prefix('&') {
            // `>&2` names a descriptor, not a file.
            self.rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
            return self.next();
        }
        self.rest = rest;
        Some(if write { Token::Write } else { Token::Read })
    }

    fn skip_here_documents(&mut self) {
        for delimiter in std::mem::take(&mut self.here) {
            while !self.rest.is_empty() {
                let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                self.rest = rest;
                if line.trim() == delimiter {
                    break;
                }
                self.input.push_str(line);
                self.input.push('\n');
            }
        }
    }

    fn word(&mut self) -> Token {
        let mut word = String::new();
        while let Some(c) = self.rest.chars().next() {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' => break,
                '>' | '<' => {
                    // A number right before belongs to the redirection: `2>file`.
                    if matches!(word.as_str(), "0" | "1" | "2") {
                        word.clear();
                    }
                    break;
                }
                '\'' => self.quoted('\'', &mut word),
                '"' => self.quoted('"', &mut word),
                '`' => self.backquoted(&mut word),
                '$' if self.rest.starts_with("$(") => self.substitution(&mut word),
                '\\' => {
                    let next = self.rest[1..].chars().next();
                    word.extend(next.filter(|&c| c != '\n'));
                    self.rest = &self.rest[1 + next.map_or(0, char::len_utf8)..];
                }
                _ => {
                    word.push(c);
                    self.rest = &self.rest[c.len_utf8()..];
                }
            }
        }
        if word.is_empty() && self.rest.starts_with(['>', '<']) {
            return self.redirection().unwrap_or(Token::Joint(Joint::Then));
        }
        Token::Word(word)
    }

    fn quoted(&mut self, quote: char, word: &mut String) {
        self.rest = &self.rest[1..];
        while let Some(c) = self.rest.chars().next() {
            if c == quote {
                self.rest = &self.rest[1..];
                return;
            }
            match c {
                '`' if quote == '"' => self.backquoted(word),
                '$' if quote == '"' && self.rest.starts_with("$(") => self.substitution(word),
                '\\' if quote == '"' => {
                    let next = self.rest[1..].chars().next();
                    word.extend(next);
                    self.rest = &self.rest[1 + next.map_or(0, char::len_utf8)..];
                }
                _ => {
                    word.push(c);
                    self.rest = &self.rest[c.len_utf8()..];
                }
            }
        }
    }

    fn backquoted(&mut self, word: &mut String) {
        let body = &self.rest[1..];
        let len = body.find('`').unwrap_or(body.len());
        self.inner.push(&body[..len]);
        word.push_str(&self.rest[..(len + 2).min(self.rest.len())]);
        self.rest = body.get(len + 1..).unwrap_or_default();
    }

    /// `$( … )`, to its own closing bracket; `$(( … ))` is a sum and runs nothing.
    fn substitution(&mut self, word: &mut String) {
        if self.rest.starts_with("$((") {
            let len = self.rest.find("))").map_or(self.rest.len(), |at| at + 2);
            word.push_str(&self.rest[..len]);
            self.rest = &self.rest[len..];
            return;
        }
        let mut open = 0_usize;
        let len = self.rest.char_indices().find_map(|(at, c)| {
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            (c == ')' && open == 0).then_some(at)
        });
        let len = len.unwrap_or(self.rest.len());
        let body = &self.rest[2.min(len)..len];
        if !is_variable(body) {
            self.inner.push(body);
        }
        word.push_str(&self.rest[..(len + 1).min(self.rest.len())]);
        self.rest = self.rest.get(len + 1..).unwrap_or_default();
    }
}

/// Returns whether `$( … )` holds the name of a variable, for which Kubernetes puts in the value before a shell runs.
fn is_variable(body: &str) -> bool {
    body.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && body.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
