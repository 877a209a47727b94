//! The page that an editor shows at a place: of a rule, an entry, a parameter or key, or of a container and its links.

use std::fmt::Write;

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind};

use super::composed::{self, manifest_at};
use super::document::{Document, Kind, View};
use super::fault::Fault;
use super::known::Known;
use super::text::Lines;
use super::{page, rule_word, schema, target};
use crate::config;
use crate::lint::rule_page;
use crate::source::Span;
use crate::yaml::{FieldPath, Segment};

/// The most rules whose pages are shown at once.
const MOST_PAGES: usize = 3;

/// Returns what is known of a place.
pub(super) fn hover(document: &Document, known: &Known, lines: &Lines<'_>, offset: usize) -> Option<Hover> {
    let (text, line) = (document.text(), lines.around(offset));
    let word = rule_word::at(text, line, offset);
    let of_word = word.and_then(|word| Some((page::of_selector(&text[word.start..word.end])?, word)));
    let (page, span) = of_word.or_else(|| {
        let kind = document.kind();
        let of_kind = match kind {
            Kind::Manifests => of_container(&document.view(offset), known),
            Kind::Descriptions => of_description(&document.view(offset), known),
            Kind::Configuration => of_configuration(&document.view(offset)),
        };
        of_faults(document.faults().unwrap_or_default(), lines, offset)
            .into_iter()
            .chain(of_kind)
            .reduce(|(first, span), (second, _)| (format!("{first}\n\n---\n\n{second}"), span))
    })?;
    let contents = Contents::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: page });
    Some(Hover { contents, range: Some(lines.range(span)) })
}

/// Returns the pages of the rules that found something at a place.
fn of_faults(faults: &[Fault], lines: &Lines<'_>, offset: usize) -> Option<(String, Span)> {
    let place = lines.position(offset);
    let is_here = |fault: &&Fault| {
        let range = fault.range(lines);
        range.start <= place && place <= range.end
    };
    let mut here: Vec<_> = faults.iter().filter(is_here).filter_map(|fault| Some((fault.rule?, fault.span))).collect();
    let (_, span) = *here.first()?;
    here.dedup_by_key(|(rule, _)| rule.id);
    let pages = here.iter().take(MOST_PAGES).map(|(rule, _)| rule_page(rule));
    let line = lines.around(span.start);
    Some((pages.collect::<Vec<_>>().join("\n---\n\n"), Span::new(span.start, span.end.min(line.end).max(span.start))))
}

/// Returns the page of an entry that is used, or what a key means.
fn of_description(view: &View<'_>, known: &Known) -> Option<(String, Span)> {
    let root = view.root()?;
    let target = target::at(root, view.offset)?;
    let json = root.to_json();
    if !target.is_key {
        let is_used = match target.path.segments() {
            [.., Segment::Field(last)] if last == "use" => true,
            [Segment::Field(_)] | [Segment::Field(_), Segment::Index(_)] => is_pattern(&target.path),
            _ => false,
        };
        let entry = known.entry(target.node.as_str()?).filter(|_| is_used)?;
        return Some((page::of_entry(entry), view.now(target.span)?));
    }
    let helper = target.path.parent().and_then(|path| root.at(&path)?.get("use")?.as_str());
    let parameter = helper.and_then(|name| {
        let (Segment::Field(key) | Segment::Key(key)) = target.path.segments().last()? else { return None };
        Some(page::of_parameter(key, known.entry(name)?.all_parameters().get(key.as_ref())?))
    });
    let said = || schema::at(known.schema(), &json, &target.path).description().map(str::to_owned);
    Some((parameter.or_else(said)?, view.now(target.span)?))
}

/// Returns true if helpers of a pattern stand at a place.
fn is_pattern(path: &FieldPath) -> bool {
    let Some(Segment::Field(first)) = path.segments().first() else { return false };
    crate::catalogue::Pattern::ALL.iter().any(|pattern| pattern.key() == first.as_ref())
}

/// Returns the page of a rule that is named, or what a key means.
fn of_configuration(view: &View<'_>) -> Option<(String, Span)> {
    let root = view.root()?;
    let target = target::at(root, view.offset)?;
    let span = view.now(target.span)?;
    let word = if target.is_key { view.source.slice(target.span) } else { target.node.as_str()? };
    let said = || schema::at(&config::schema(), &root.to_json(), &target.path).description().map(str::to_owned);
    Some((page::of_selector(word).or_else(|| said().filter(|_| target.is_key))?, span))
}

/// Returns what a container is to the others of its Pod, at its name.
fn of_container(view: &View<'_>, known: &Known) -> Option<(String, Span)> {
    let manifests = composed::manifests(view);
    let manifest = manifest_at(&manifests, view.offset)?;
    let target = target::at(manifest.node(), view.offset)?;
    let (last, container) = (target.path.segments().last()?, target.path.parent()?);
    if *last != Segment::Field("name".into()) {
        return None;
    }
    let composition = composed::composition(manifest, &manifests, &known.surroundings.knowledge)?;
    let at = composition.members.iter().position(|member| member.path == container)?;
    let member = &composition.members[at];
    let function = member.function.map(|function| format!(", {function}")).unwrap_or_default();
    let mut page = format!("**{}**: {}{function}\n", member.name, member.role);
    for link in composition.links.iter().filter(|link| link.from == at || link.to == at) {
        let name = |at: usize| composition.members.get(at).map_or("", |member| member.name.as_str());
        let _ = writeln!(page, "- {} → {}: {} ({})", name(link.from), name(link.to), link.via, link.detail);
    }
    Some((page, view.now(target.span)?))
}
