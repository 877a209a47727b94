//! The page of `lint`: every finding with its source and its fix, by file and object, each Pod's picture beside its findings.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::page::{Choice, Head, Level, Page};
use crate::k8s::Identity;
use crate::lint::{Finding, Fix, Place, Results, Rule, Severity};
use crate::report::contents::{PodIndex, Report};
use crate::report::excerpt::{self, Line};
use crate::report::fix_diff::{self, DiffLine};
use crate::report::inspect::{Analysed, svg};
use crate::report::totals;

/// A finding as the template takes it.
#[derive(Serialize)]
struct Item<'a> {
    number: usize,
    severity: &'static str,
    rule: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    place: String,
    path: String,
    lines: Vec<Line>,
    related: Vec<RelatedItem<'a>>,
    fix: Option<FixItem<'a>>,
}

#[derive(Serialize)]
struct RelatedItem<'a> {
    message: &'a str,
    place: String,
}

#[derive(Serialize)]
struct FixItem<'a> {
    message: &'a str,
    flags: &'static str,
    lines: Vec<DiffLine>,
}

/// A rule as the template takes it.
#[derive(Serialize)]
struct RuleItem {
    id: &'static str,
    summary: String,
}

pub(in crate::report) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let results = report.results;
    let (pods, analysed) = (PodIndex::of(report.pods), Analysed::of(report.pods).drawn());
    let layout = analysed.layout();
    let mut page = Page::begin(&head(results), out)?;
    if results.findings.is_empty() {
        page.add("object.html", context! { nothing => true })?;
    }
    let (mut number, mut last) = (0, None);
    let is_one = |one: &Finding, other: &Finding| object(one) == object(other);
    for findings in results.findings.chunk_by(is_one) {
        let Some(first) = findings.first() else { continue };
        let items: Vec<Item<'_>> =
            findings.iter().zip(number + 1..).map(|(finding, at)| item(finding, at, results.is_cluster)).collect();
        number += findings.len();
        let file = first.place.source.name();
        let picture = pods.get(first).map(|at| Value::from_safe_string(svg::element(&layout.pods[at])));
        page.add(
            "object.html",
            context! {
                file,
                is_new_file => last.replace(file) != Some(file),
                title => first.object.as_ref().map(ToString::to_string),
                items => Value::from(Serde(&items)),
                picture,
            },
        )?;
    }
    page.end(context! { rules => Value::from(Serde(rules(results))) })
}

/// The rules that found something.
fn rules(results: &Results) -> Vec<RuleItem> {
    let rules: BTreeMap<&'static str, &Rule> =
        results.findings.iter().map(|finding| (finding.rule.id, finding.rule)).collect();
    rules.into_iter().map(|(id, rule)| RuleItem { id, summary: rule.summary() }).collect()
}

/// The object that a finding is about, with its file.
fn object(finding: &Finding) -> (&str, usize, Option<&Identity>) {
    (finding.place.source.name(), finding.document, finding.object.as_deref())
}

fn head(results: &Results) -> Head {
    let found = totals::found(results).unwrap_or_else(|| "nothing found".to_owned());
    let level = |severity: Severity| Level {
        name: severity.as_str(),
        key: severity.as_str().chars().next().unwrap_or_default(),
        count: results.count(severity),
    };
    let choice = |name, all, of: &dyn Fn(&Finding) -> String| {
        let mut values: BTreeMap<String, usize> = BTreeMap::new();
        results.findings.iter().for_each(|finding| *values.entry(of(finding)).or_default() += 1);
        Choice { name, all, values: values.into_iter().collect() }
    };
    Head {
        title: format!("podpat lint: {found}"),
        summary: format!("{}{}", totals::checked(results), totals::hidden(results)),
        word: "finding",
        levels: Severity::ALL.into_iter().rev().map(level).collect(),
        choices: vec![
            choice("rule", "Every rule", &|finding| finding.rule.id.to_owned()),
            choice("file", "Every file", &|finding| finding.place.source.name().to_owned()),
        ],
    }
}

fn item(finding: &Finding, number: usize, is_cluster: bool) -> Item<'_> {
    let at = |place: &Place| {
        let start = place.start();
        if is_cluster { place.path.to_string() } else { format!("{}:{}", start.line, start.column) }
    };
    let related = finding.related.iter().map(|related| RelatedItem {
        message: &related.message,
        place: if is_cluster || related.place.source.name() == finding.place.source.name() {
            at(&related.place)
        } else {
            format!("{}:{}", related.place.source.name(), at(&related.place))
        },
    });
    Item {
        number,
        severity: finding.severity.as_str(),
        rule: finding.rule.id,
        message: &finding.message,
        help: finding.help.as_deref(),
        place: at(&finding.place),
        path: finding.place.path.to_string(),
        lines: if is_cluster { Vec::new() } else { excerpt::lines(&finding.place) },
        related: related.collect(),
        fix: finding.fix.as_ref().map(|own| fix(own, finding.place.source.name())),
    }
}

fn fix<'a>(fix: &'a Fix, file: &str) -> FixItem<'a> {
    let flags = if fix.is_safe { "--fix" } else { "--fix --unsafe-fixes" };
    FixItem { message: &fix.message, flags, lines: fix_diff::diff(fix, file) }
}
