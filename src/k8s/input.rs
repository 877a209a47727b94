//! The objects of a text that was given to podpat, as every verb takes them: documents with bytes that are no text,
//! templates, and what nobody meant as a manifest are set aside. Memory holds a part of the text and one object of it; where
//! the text is read ahead, some parts and objects more.

use std::io;
use std::sync::Arc;
use std::thread::Scope;

use super::other_files::{Instead, OtherFile};
use super::pieces::{self, Pieces};
use super::read::{Read, Stray, Why};
use super::template;
use crate::source::{Source, Span};
use crate::yaml::{PartSizes, Parts, TooLarge};

/// Reads the objects of a text a document, or an item of a long list, at a time.
pub struct InputReader<'a> {
    pieces: Pieces<'a>,
    /// The part of the text that was read last.
    source: Arc<Source>,
    is_named: bool,
    /// The line of the first placeholder of a template, if documents were set aside as templates, and how it begins.
    template: Option<(usize, &'static str)>,
    /// The first document that is something else than a manifest.
    other: Option<OtherFile>,
    /// True if a document cannot be read, and was hardly meant as a manifest.
    is_unreadable: bool,
    too_large: Option<TooLarge>,
}

impl std::fmt::Debug for InputReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputReader").field("name", &self.source.name()).finish_non_exhaustive()
    }
}

impl<'a> InputReader<'a> {
    /// Begins to read a text. In one that the user did not name itself, documents that were hardly meant as manifests are
    /// passed over; comments are read where the text contains `comment_mark`.
    pub fn open(
        name: &str,
        from: Box<dyn io::Read + Send + 'a>,
        sizes: PartSizes,
        is_named: bool,
        comment_mark: Option<&'a str>,
    ) -> Self {
        Self {
            pieces: pieces::in_order(name, Parts::new(name, from, sizes), comment_mark),
            source: Arc::new(Source::new(name, "")),
            is_named,
            template: None,
            other: None,
            is_unreadable: false,
            too_large: None,
        }
    }

    /// Reads the text on a thread of its own, while the objects that were read before are looked at.
    pub fn ahead(self, scope: &'a Scope<'a, '_>) -> Self {
        Self { pieces: pieces::ahead(self.pieces, scope), ..self }
    }

    /// Returns the part of the text that was read last; all of it where it is short.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Returns the notes about what was set aside so far; `verb` is the verb that was called.
    pub fn notes(&self, verb: &str) -> Vec<String> {
        let unreadable = self.is_unreadable.then(|| {
            format!("skipped: this is not YAML, and has no `apiVersion`; `podpat {verb} FILE` says what is wrong")
        });
        self.template_note(verb).into_iter().chain(self.other_note(verb)).chain(unreadable).collect()
    }

    /// Returns true if there is a description in a text that the user named.
    pub fn is_named_description(&self) -> bool {
        self.is_named && self.other == Some(OtherFile::Description)
    }

    /// Returns true if documents were set aside as templates so far.
    pub const fn is_template(&self) -> bool {
        self.template.is_some()
    }

    fn template_note(&self, verb: &str) -> Option<String> {
        let (line, mark) = self.template?;
        let how = match mark {
            template::VARIABLE => "fill it in first, as in `envsubst < FILE",
            template::TOKEN => "fill it in first, as in `sed 's/#{NAME}/value/' FILE",
            template::OF_YTT => "render it first, as in `ytt -f FILE",
            template::STATEMENT => "render it first, as in `jinja2 FILE",
            _ if renders(verb) => {
                return Some(format!(
                    "line {line} has a placeholder (`{mark}`), so this is a template and was skipped; name its chart with `--render auto`, or render it first, as in `helm template CHART | podpat {verb} -`"
                ));
            }
            _ => "render it first, as in `helm template CHART",
        };
        Some(format!(
            "line {line} has a placeholder (`{mark}`), so this is a template and was skipped; {how} | podpat {verb} -`"
        ))
    }

    fn other_note(&self, verb: &str) -> Option<String> {
        match self.other? {
            OtherFile::Description if self.is_named => None,
            OtherFile::Description => Some(format!(
                "skipped: this is a description of podpat; check the manifests that it generates, as in `podpat generate {} | podpat {verb} -`",
                self.source.name()
            )),
            OtherFile::Named { what, instead } => {
                let instead = instead.map(|instead| match instead {
                    Instead::Run(program) => format!("; {program}"),
                    Instead::Render if renders(verb) => {
                        format!("; `podpat {verb} --render auto CHART` renders its chart")
                    }
                    Instead::Render => "; `helm template CHART` makes manifests of it".to_owned(),
                });
                let instead = instead.unwrap_or_default();
                self.is_named.then(|| format!("skipped: this is {what}, not a manifest{instead}"))
            }
        }
    }

    /// Returns the object that is too big to be read. Nothing behind it was read.
    pub fn too_large(&self) -> Option<TooLarge> {
        self.too_large
    }
}

impl Iterator for InputReader<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        let mut read = match self.pieces.next()? {
            Ok((source, read)) => {
                self.source = source;
                read
            }
            Err(too_large) => {
                self.too_large = Some(too_large);
                return None;
            }
        };
        let template = template::set_aside(&self.source, &mut read, self.template.is_some()).map(|at| {
            let position = self.source.position(at);
            let line = self.source.line(position.line).map_or("", |line| self.source.slice(line));
            let text = line.char_indices().nth(position.column - 1).map_or("", |(at, _)| &line[at..]);
            (position.line, template::mark(text))
        });
        self.template = self.template.into_iter().chain(template).min();
        let (source, is_named) = (&self.source, self.is_named);
        let Read { strays, documents, .. } = &mut read;
        let (other, is_unreadable) = (&mut self.other, &mut self.is_unreadable);
        strays.retain(|stray| {
            let found = match stray.why {
                Why::Syntax(_) => OtherFile::named(source.name())
                    .or_else(|| OtherFile::begun(source.line(1).map_or("", |line| source.slice(line)))),
                _ => OtherFile::of(source.name(), &stray.keys),
            };
            *other = other.or(found);
            let is_meant = is_named || was_meant(source, stray, documents);
            *is_unreadable |= found.is_none() && !is_meant && matches!(stray.why, Why::Syntax(_));
            found.is_none() && is_meant
        });
        Some(read)
    }
}

/// The verbs that render kustomizations and charts.
const RENDERING: [&str; 2] = ["lint", "inspect"];

/// Returns true if a verb renders kustomizations and charts that it is asked to.
pub fn renders(verb: &str) -> bool {
    RENDERING.contains(&verb)
}

/// The keys that objects begin with. A colon may be missing behind them.
const FIRST_KEYS: [&str; 5] = ["apiVersion", "kind", "metadata", "spec", "data"];

/// The keys that the items of a playbook, or of a list of tasks of Ansible, begin with.
const OF_TASKS: [&str; 2] = ["- name:", "- hosts:"];

/// Returns true if the first line of a text may begin a mapping: notes and scripts, with objects further down, begin with a
/// sentence or a command, and lists of tasks have objects in their texts.
fn begins_as_mapping(text: &str) -> bool {
    let passes = |line: &&str| line.is_empty() || line.starts_with(['#', '%']) || line.starts_with("---");
    let Some(line) = text.lines().map(str::trim_end).find(|line| !passes(line)) else { return true };
    let is_key = line.ends_with(':') || line.contains(": ") || FIRST_KEYS.iter().any(|key| line.starts_with(key));
    let is_yaml = !line.starts_with(|c: char| c.is_alphanumeric());
    if line.starts_with("- ") { !OF_TASKS.iter().any(|task| line.starts_with(task)) } else { is_key || is_yaml }
}

/// Folders hold other YAML too: charts, values, CI. What is no object there counts only if a manifest was meant.
fn was_meant(source: &Source, stray: &Stray, documents: &[(usize, Span)]) -> bool {
    let document = documents.binary_search_by_key(&stray.document, |(index, _)| *index);
    let text = document.map_or("", |at| source.slice(documents[at].1));
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    match &stray.why {
        // What cannot be read may be anything, unless it has the one word that all manifests have.
        Why::Syntax(_) => source.text().contains("apiVersion") && begins_as_mapping(source.text()),
        // What stands before an object, without a separator, is read in its place.
        _ if has("apiVersion:") && has("kind:") => true,
        Why::Shape(_) => false,
        // Without both of the keys it is a part of an object, for a program or a page.
        Why::Unidentified { meant, .. } => {
            let begins =
                |line: &str, key: &str| line.get(..key.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(key));
            let says = |key: &str| text.lines().any(|line| begins(line, key));
            let file = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
            let is_patch = file.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "patch");
            has("metadata") && !is_patch && (*meant || has("spec") && (says("apiVersion") || says("kind")))
        }
    }
}
