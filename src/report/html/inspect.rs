//! The page of `inspect`: every Pod's picture beside its containers, with the evidence for the role of each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::page::{Choice, Head, Page};
use crate::composition::{Composition, Link, Member};
use crate::report::inspect::labels;
use crate::report::inspect::layout::{Layout, PodLayout};
use crate::report::inspect::svg;
use crate::wording::counted;

/// A container as the template takes it.
#[derive(Serialize)]
struct Container<'a> {
    name: &'a str,
    caption: String,
    image: &'a str,
    evidence: Vec<&'a str>,
}

/// A link as the template takes it.
#[derive(Serialize)]
struct LinkItem<'a> {
    from: &'a str,
    to: &'a str,
    label: String,
    detail: &'a str,
}

pub(in crate::report) fn write(layout: &Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::begin(&head(layout), out)?;
    let mut last = None;
    for (pod, number) in layout.pods.iter().zip(1..) {
        let (composition, file) = (&pod.pod.composition, pod.pod.file.as_str());
        page.add(
            "pod.html",
            context! {
                number,
                file,
                is_new_file => last.replace(file) != Some(file),
                title => pod.title.as_str(),
                caption => pod.caption.as_str(),
                patterns => patterns(pod).join(" "),
                containers => Value::from(Serde(containers(composition))),
                links => Value::from(Serde(links(composition))),
                sentences => pod.sentences.clone(),
                picture => Value::from_safe_string(svg::element(pod)),
            },
        )?;
    }
    page.end(context! {})
}

fn head(layout: &Layout<'_>) -> Head {
    let choice = |name, all, of: &dyn Fn(&PodLayout<'_>) -> Vec<String>| {
        let mut values: BTreeMap<String, usize> = BTreeMap::new();
        layout.pods.iter().flat_map(of).for_each(|value| *values.entry(value).or_default() += 1);
        Choice { name, all, values: values.into_iter().collect() }
    };
    let containers: usize = layout.pods.iter().map(|pod| pod.pod.composition.members.len()).sum();
    Head {
        title: format!("podpat inspect: {}", counted(layout.pods.len(), "Pod")),
        summary: counted(containers, "container"),
        word: "Pod",
        levels: Vec::new(),
        choices: vec![
            choice("patterns", "Every pattern", &|pod| patterns(pod)),
            choice("file", "Every file", &|pod| vec![pod.pod.file.clone()]),
        ],
    }
}

/// Returns the words for the patterns of a Pod.
fn patterns(pod: &PodLayout<'_>) -> Vec<String> {
    pod.patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()
}

fn containers(composition: &Composition) -> Vec<Container<'_>> {
    composition.members.iter().map(container).collect()
}

fn container(member: &Member) -> Container<'_> {
    Container {
        name: labels::name(member),
        caption: labels::caption(member),
        image: member.image.as_str(),
        evidence: member.evidence.iter().map(|reason| reason.words.as_str()).collect(),
    }
}

fn links(composition: &Composition) -> Vec<LinkItem<'_>> {
    let name = |at: usize| labels::name(&composition.members[at]);
    let link = |link: &'_ Link| labels::label(link, composition);
    let links = composition.links.iter();
    links
        .map(|one| LinkItem { from: name(one.from), to: name(one.to), label: link(one), detail: &one.detail })
        .collect()
}
