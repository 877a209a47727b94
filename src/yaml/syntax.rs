//! The reasons why a document cannot be read, in words: the parser's reasons, and what Kubernetes' reader refuses
//! beyond them.

use granit_parser::ErrorKind;

use crate::source::Span;

/// The reason why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The fault: lower case, no full stop.
    pub message: String,
    /// The help: one imperative clause that says what would be right.
    pub help: String,
    /// The place where reading stopped making sense.
    pub span: Span,
}

impl SyntaxError {
    pub(super) fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), span }
    }

    pub(super) fn too_deep(span: Span) -> Self {
        let limit = super::depth::MAX_DEPTH;
        Self::new(span, format!("nested more than {limit} levels deep"), "take some levels of lists and mappings out")
    }

    pub(super) fn unknown_anchor(span: Span) -> Self {
        Self::new(
            span,
            "this alias refers to an anchor that is not in this document",
            "define the anchor with `&name` further up in the same document",
        )
    }

    /// The parser's reason in plain words, at an offset of the text it read.
    pub(super) fn scan(kind: &ErrorKind, text: &str, offset: usize) -> Self {
        let place = place(kind, text, offset);
        if let Some(marker) = conflict(text, place.end) {
            let help = "keep one of the two sides, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`";
            return Self::new(marker, "this is a merge conflict", help);
        }
        let (message, help) = match closed_before(text, place.start) {
            Some(words) if matches!(kind, ErrorKind::ExpectedBlockMappingKey) => {
                (words.0.to_owned(), words.1.to_owned())
            }
            _ => words(kind),
        };
        Self::new(place, message, help)
    }
}

/// The characters that git puts at the beginnings of lines where two sides of a merge conflict begin and end.
const SIDES: [&str; 2] = ["<<<<<<< ", ">>>>>>> "];

/// Returns the marker of a merge conflict that begins before an offset.
fn conflict(text: &str, before: usize) -> Option<Span> {
    let begins = |from: usize, side: &str| {
        let found = text.get(from..)?.match_indices(side).map(|(at, _)| from + at);
        found.into_iter().find(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n')
    };
    let start = begins(0, SIDES[0]).filter(|&start| start <= before)?;
    begins(start, SIDES[1])?;
    let end = text[start..].find(['\r', '\n']).map_or(text.len(), |length| start + length);
    Some(Span::new(start, end))
}

/// Returns the span to point at: the parser's offset, or the place that it means.
fn place(kind: &ErrorKind, text: &str, offset: usize) -> Span {
    let rest = text.get(offset..).unwrap_or_default();
    if matches!(structure(kind), Some(TABS)) {
        let line = text.get(..offset).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
        if let Some(at) = text.get(line..).and_then(|text| text.find('\t')) {
            return Span::new(line + at, line + at + 1);
        }
    }
    if *kind == ErrorKind::UnknownQuotedScalarEscape
        && let Some((at, length)) = unknown_escape(rest)
    {
        return Span::new(offset + at, offset + at + length);
    }
    let length = rest.chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8);
    Span::new(offset, offset + length)
}

/// The first escape that YAML does not have, and its length.
fn unknown_escape(text: &str) -> Option<(usize, usize)> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            let (_, escaped) = chars.next()?;
            if !"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(escaped) {
                return Some((at, 1 + escaped.len_utf8()));
            }
        }
    }
    None
}

/// Returns the message for an error right after a closing bracket.
fn closed_before(text: &str, offset: usize) -> Option<Words> {
    match text.get(..offset)?.trim_end_matches([' ', '\t']).chars().next_back()? {
        ']' | '}' => {
            Some(("there is text after the closing bracket", "begin it on a line of its own, or quote all of it"))
        }
        '"' | '\'' => Some(("there is text after the closing quote", "put all of it inside the quotes")),
        _ => None,
    }
}

const TABS: (&str, &str) = ("a tab stands where YAML wants spaces", "indent with spaces");

fn words(kind: &ErrorKind) -> (String, String) {
    let (message, help) = match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            let help = "put the value in quotes";
            return (format!("a value cannot begin with `{}`", character.escape_default()), help.to_owned());
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let right = if *open == '[' { ']' } else { '}' };
            return (format!("`{open}` is closed by `{close}`"), format!("close it with `{right}`"));
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let right = if *open == '[' { ']' } else { '}' };
            return (
                format!("`{open}` is never closed"),
                format!("close it with `{right}`, or put the value in quotes"),
            );
        }
        kind => structure(kind).or_else(|| scalars(kind)).unwrap_or_else(|| rest(kind)),
    };
    (message.to_owned(), help.to_owned())
}

type Words = (&'static str, &'static str);

fn structure(kind: &ErrorKind) -> Option<Words> {
    Some(match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::InvalidMappingValueWhitespace
        | ErrorKind::TabInPlainScalar => TABS,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => (
            "this line does not line up with the mapping it belongs to",
            "indent it like its neighbours, and write it as `key: value`",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            "this line does not line up with the list above it",
            "begin it with `- ` like its neighbours, or indent it differently",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this line is neither `key: value` nor a list entry",
            "put a `:` and a blank after the key, and keep the key on one line",
        ),
        ErrorKind::MappingValueNotAllowed => {
            ("a `key: value` cannot stand here", "put a text that contains `: ` in quotes, or check the indentation")
        }
        ErrorKind::MappingKeyNotAllowed => ("a mapping cannot begin here", "begin it on a line of its own"),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("a list entry `- ` cannot stand here", "begin the list on a line of its own, or write `[a, b]`")
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            ("a `,` or `}` is missing here", "separate the entries of `{}` with commas, and close it")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            ("a `,` or `]` is missing here", "separate the entries of `[]` with commas, and close it")
        }
        ErrorKind::InvalidColonPlacement => (
            "a `key: value` cannot stand here: a list or mapping in brackets is still open",
            "close the `[` or `{` above, or separate its entries with commas",
        ),
        ErrorKind::ExpectedNodeContent => ("a value is missing here", "write the value, or take the extra sign out"),
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing", "remove it, or open the list or mapping it should close")
        }
        ErrorKind::RecursionLimitExceeded => {
            ("nested too deep to be read", "take some levels of lists and mappings out")
        }
        ErrorKind::DirectiveDisallowed
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::MissingDocumentEndBeforeDirective => {
            ("Kubernetes does not take YAML directives", "take the line that begins with `%` out")
        }
        _ => return None,
    })
}

fn scalars(kind: &ErrorKind) -> Option<Words> {
    Some(match kind {
        ErrorKind::UnclosedQuotedScalar => ("this quote is never closed", "close it with the same quote"),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("there is text after the closing quote", "put all of it inside the quotes")
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            "this escape does not exist in YAML",
            "write `\\\\` for a backslash, or use single quotes, where it means itself",
        ),
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => {
            ("this escape is not a character", "write the character itself, or `\\UXXXXXXXX`")
        }
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidFlowScalarIndent => {
            ("this line of the value is not indented enough", "indent it further than its key")
        }
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("the document ends within a quoted value", "close the quote, or indent the line")
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            ("nothing may follow `|` or `>` on its line", "begin the text on the next line")
        }
        ErrorKind::InvalidBlockScalarIndent => {
            ("this line of the text is indented less than its first line", "indent all lines of the text alike")
        }
        ErrorKind::CommentInterceptedScalar => {
            ("a comment breaks this value in two", "put the comment above the value, or quote the value")
        }
        ErrorKind::CommentNotSeparated => ("a comment needs a blank before it", "put a blank before `#`"),
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            ("a value cannot begin with this", "put the value in quotes")
        }
        _ => return None,
    })
}

fn rest(kind: &ErrorKind) -> Words {
    match kind {
        ErrorKind::UnknownAnchor => (
            "this alias refers to an anchor that is not in this document",
            "define the anchor with `&name` further up in the same document, or quote a value that begins with `*`",
        ),
        ErrorKind::UndeclaredTagHandle => ("this tag's handle is not defined", "take the tag out"),
        ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::ExpectedTagBang => {
            ("this tag cannot be read", "take the tag out, or quote a value that begins with `!`")
        }
        ErrorKind::MissingAnchorOrAliasName => {
            ("an anchor or alias needs a name", "write a name after it, or quote a value that begins with `&` or `*`")
        }
        ErrorKind::BomInsideDocument => ("a byte order mark stands within the text", "take it out"),
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => ("a bracket is never closed", "close it"),
        ErrorKind::UnexpectedEofBlockMapping | ErrorKind::UnexpectedEofBlockSequence => {
            ("the value that should stand here is missing", "write it, and quote it if it begins with `,`")
        }
        _ => ("this is not YAML", "check quotes, brackets and indentation up to here"),
    }
}
