//! Findings a person has answered: comments (`# podpat: ignore[rule] reason`, `ignore-file[rule]`) and annotations
//! (`podpat.dev/ignore: rule,rule`), and the report of those that suppress nothing.

use std::collections::HashMap;
use std::sync::Arc;

use super::anchor::Anchor;
use super::finding::Finding;
use super::place::Place;
use super::settings::{Selector, Settings};
use super::{peers, rules, suppression_fix};
use crate::k8s::{Identity, Manifest, TEMPLATES};
use crate::source::{Source, Span};
use crate::yaml::{Comment, Entry, FieldPath};

/// The annotation that names rules to be silent on an object, or on everything in a pod template.
pub(crate) const ANNOTATION: &str = "podpat.dev/ignore";

/// The beginning of comments that are meant for podpat.
pub(crate) const MARK: &str = "podpat:";

/// The part of a file that a suppression applies to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Scope {
    /// All of the file.
    File,
    /// Findings that begin on a line, counted from 1.
    Line(usize),
    /// A document of the file.
    Document(usize),
    /// An object, by the place of its node, and a field of it.
    Object(usize, FieldPath),
}

/// One rule id (or category) that is to be silent somewhere, as one comment or annotation has it.
#[derive(Clone, Debug)]
struct Suppression {
    word: Result<Silence, String>,
    place: Place,
    document: usize,
    object: Option<Arc<Identity>>,
}

/// The index of a [`Silenced`] in [`Suppressions::silenced`].
type Silence = usize;

/// The rules that are silent in one scope, however often that is said.
#[derive(Clone, Debug)]
struct Silenced {
    selector: Selector,
    used: bool,
}

/// Everything that is suppressed in one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Suppressions {
    scopes: HashMap<Scope, Vec<Silence>>,
    silenced: Vec<Silenced>,
    all: Vec<Suppression>,
    /// The number of them that were there when their places were asked for last.
    seen: usize,
    /// Those of comments behind all documents of a part, with their words: they hold for the next document.
    waiting: Vec<(Place, Result<Selector, String>)>,
    /// The document that was read last.
    document: Option<usize>,
}

/// The comments of a text, or of a part of one.
pub(super) struct Commented<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) comments: &'a [Comment],
    /// The documents that hold something, with their places.
    pub(super) documents: &'a [(usize, Span)],
    /// True if the first document began in an earlier part.
    pub(super) is_continued: bool,
}

impl Suppressions {
    /// Reads the comments of a part of a file, after those of the parts before.
    pub(super) fn comments(&mut self, part: &Commented<'_>) {
        let Commented { source, comments, documents, is_continued } = *part;
        if let Some(&(document, _)) = documents.first() {
            self.settle(|| Scope::Document(document), document);
        }
        self.document = documents.last().map(|(document, _)| *document).or(self.document);
        let first = documents.first().filter(|_| is_continued).map(|(document, _)| (*document, 0));
        let mut lines = Lines { source, first, next: None };
        for comment in comments {
            let Some((is_of_file, words)) = directive(comment) else { continue };
            let at = documents.partition_point(|(_, span)| span.end <= comment.span.start);
            let of_file = is_of_file.then(|| (self.document.unwrap_or_default(), Scope::File));
            let mut beside = || {
                let &(document, around) = documents.get(at)?;
                Some((document, lines.scope(comment.span, document, around)))
            };
            let scope = of_file.or_else(&mut beside);
            for (span, word) in words {
                let place = Place { source: Arc::clone(source), span, path: FieldPath::default() };
                match &scope {
                    Some((document, scope)) => self.add(scope, *document, place, word),
                    None => self.waiting.push((place, word)),
                }
            }
        }
    }

    /// Settles what the comments hold for that stand behind all documents of their part.
    fn settle(&mut self, scope: impl Fn() -> Scope, document: usize) {
        for (place, word) in std::mem::take(&mut self.waiting) {
            self.add(&scope(), document, place, word);
        }
    }

    /// Ends the reading of a file: comments behind all of its documents hold for nothing.
    pub(super) fn end(&mut self) {
        if let Some(document) = self.document {
            self.settle(|| Scope::Line(usize::MAX), document);
        }
    }

    fn add(&mut self, scope: &Scope, document: usize, place: Place, word: Result<Selector, String>) {
        let word = word.map(|selector| self.silence(scope, selector));
        self.all.push(Suppression { word, place, document, object: None });
    }

    /// Reads the annotations of an object and of its pod template.
    pub(super) fn annotations(&mut self, manifest: &Manifest) {
        // Asked of the text: typing every object only for this would take memory.
        for owner in std::iter::once(&[][..]).chain(TEMPLATES) {
            let mut fields = owner.iter().chain(&["metadata", "annotations"]);
            let Some(annotations) = fields.try_fold(manifest.node(), |node, field| node.get(field)) else { continue };
            let owner = owner.iter().fold(FieldPath::default(), |path, field| path.field(field));
            let scope = Scope::Object(manifest.node().span().start, owner.clone());
            for Entry { key, value, .. } in annotations.entries() {
                // What other linters were told is for them to call unused.
                for rule in peers::silenced(key.text(), value.text()) {
                    self.silence(&scope, Selector::Rule(rule));
                }
            }
            let Some(node) = annotations.get(ANNOTATION) else { continue };
            let path = owner.field("metadata.annotations").key(ANNOTATION);
            for word in node.text().split([',', ' ']).filter(|word| !word.is_empty()) {
                let (document, object) = (manifest.document, Some(Arc::clone(&manifest.identity)));
                let place = Place { source: Arc::clone(&manifest.source), span: node.span(), path: path.clone() };
                let word = parse(word).map(|selector| self.silence(&scope, selector));
                self.all.push(Suppression { word, place, document, object });
            }
        }
    }

    fn silence(&mut self, scope: &Scope, selector: Selector) -> Silence {
        let known = self.scopes.entry(scope.clone()).or_default();
        if let Some(&at) = known.iter().find(|&&at| self.silenced[at].selector.word() == selector.word()) {
            return at;
        }
        known.push(self.silenced.len());
        self.silenced.push(Silenced { selector, used: false });
        self.silenced.len() - 1
    }

    /// Returns the places of the suppressions that came since this was asked last.
    pub(super) fn new_places(&mut self) -> impl Iterator<Item = &mut Place> {
        let seen = std::mem::replace(&mut self.seen, self.all.len());
        let waiting = self.waiting.iter_mut().map(|(place, _)| place);
        self.all[seen..].iter_mut().map(|suppression| &mut suppression.place).chain(waiting)
    }

    /// Returns true if a finding of this file is to be silent. All that say so count as used.
    pub(super) fn covers(&mut self, finding: &Finding) -> bool {
        if self.silenced.is_empty() {
            return false;
        }
        let mut scopes = vec![Scope::File, Scope::Line(finding.place.start().line), Scope::Document(finding.document)];
        if let Some(object) = finding.within {
            let fronts =
                (0..=finding.place.path.segments().len()).map(|end| finding.place.path.segments()[..end].to_vec());
            scopes.extend(fronts.map(|front| Scope::Object(object, FieldPath::new(front))));
        }
        let mut covered = false;
        for at in scopes.iter().filter_map(|scope| self.scopes.get(scope)).flatten() {
            let silenced = &mut self.silenced[*at];
            if silenced.selector.covers(finding.rule) {
                silenced.used = true;
                covered = true;
            }
        }
        covered
    }

    /// Returns findings for suppressions that suppress nothing although their rules ran, or that name no rule.
    pub(super) fn unused(&self, settings: &Settings) -> Vec<Finding> {
        let Some(rule) = rules::find("unused-suppression").filter(|rule| settings.runs(rule)) else {
            return Vec::new();
        };
        let idle = self.all.iter().filter_map(|suppression| Some((suppression, self.error(suppression, settings)?)));
        idle.map(|(suppression, (message, help))| Finding {
            rule,
            severity: settings.severity(rule),
            message,
            help: Some(help),
            place: suppression.place.clone(),
            document: suppression.document,
            object: suppression.object.clone(),
            within: None,
            anchor: Anchor::default(),
            related: Vec::new(),
            fix: (settings.has_fixes() && suppression.object.is_none())
                .then(|| suppression_fix::of_comment(&suppression.place))
                .flatten(),
            is_rendered: false,
        })
        .collect()
    }

    fn error(&self, suppression: &Suppression, settings: &Settings) -> Option<(String, String)> {
        match &suppression.word {
            Err(message) => Some((message.clone(), "name the rule as findings show it".to_owned())),
            Ok(at) => {
                let Silenced { selector, used } = &self.silenced[*at];
                let ran = !used && settings.rules().any(|rule| selector.covers(rule));
                let word = selector.word();
                ran.then(|| (format!("`{word}` finds nothing here that could be ignored"), "remove it".to_owned()))
            }
        }
    }
}

fn parse(word: &str) -> Result<Selector, String> {
    word.parse::<Selector>().map_err(|error| error.to_string())
}

/// Returns true if a comment is meant for podpat.
pub(super) fn is_directive(comment: &Comment) -> bool {
    comment.text.trim_start().starts_with(MARK)
}

/// The words of a comment, each with its place.
type Words = Vec<(Span, Result<Selector, String>)>;

/// The words of a comment that is meant for podpat, and whether they hold for all of the file.
fn directive(comment: &Comment) -> Option<(bool, Words)> {
    let rest = comment.text.trim_start().strip_prefix(MARK)?.trim_start();
    let (word, of_file) = match rest.strip_prefix("ignore-file") {
        Some(list) => ("ignore-file", Some(list)),
        None => ("ignore", None),
    };
    let wrong = |what: &str| {
        let message = format!("{what}: write `# podpat: {word}[rule-id] reason`");
        Some((false, vec![(comment.span, Err(message))]))
    };
    let list = of_file.or_else(|| rest.strip_prefix("ignore"));
    let Some(list) = list.map(str::trim_start).and_then(|rest| rest.strip_prefix('[')) else {
        return wrong("this comment is not a suppression");
    };
    let Some((list, _reason)) = list.split_once(']') else { return wrong("a `]` is missing") };
    // The comment's text is the end of its span, so that places can be counted from there.
    let base = comment.span.end - comment.text.len();
    let offset = |part: &str| base + (part.as_ptr() as usize - comment.text.as_ptr() as usize);
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    let words = words.map(|word| (Span::new(offset(word), offset(word) + word.len()), parse(word)));
    Some((of_file.is_some(), words.collect()))
}

/// The lines that hold content; remembered, so that many comments cost no more than one look at each line.
struct Lines<'a> {
    source: &'a Source,
    /// A document, and its first line with content.
    first: Option<(usize, usize)>,
    /// Two lines between which there is no content, and the second has some.
    next: Option<(usize, usize)>,
}

impl Lines<'_> {
    /// A comment at the end of a line speaks of that line; one on a line of its own of the next line with content; one
    /// before all content of a document of all of it.
    fn scope(&mut self, comment: Span, document: usize, around: Span) -> Scope {
        let line = self.source.position(comment.start).line;
        if self.has_content(line) {
            return Scope::Line(line);
        }
        let first = match self.first {
            Some((known, first)) if known == document => first,
            _ => self.content_from(self.source.position(around.start).line),
        };
        self.first = Some((document, first));
        if line < first { Scope::Document(document) } else { Scope::Line(self.content_from(line)) }
    }

    /// The first line with content from `line` on; one past the last where there is none.
    fn content_from(&mut self, line: usize) -> usize {
        if let Some((from, next)) = self.next
            && (from..=next).contains(&line)
        {
            return next;
        }
        let mut next = line;
        while self.source.line(next).is_some() && !self.has_content(next) {
            next += 1;
        }
        self.next = Some((line, next));
        next
    }

    fn has_content(&self, line: usize) -> bool {
        let text = self.source.line(line).map_or("", |span| self.source.slice(span));
        let text = text.trim_start_matches('\u{feff}').trim();
        !(text.is_empty() || text.starts_with('#') || text.starts_with('%') || text.starts_with("---"))
    }
}
