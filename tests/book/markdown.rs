//! What the tests of the book need of a page: headings, links and blocks of code.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A page, read.
#[derive(Default)]
pub(super) struct Page {
    /// The anchors of its headings, as mdBook and GitHub make them.
    pub(super) anchors: Vec<String>,
    /// The targets of its links and pictures, with the text of the link.
    pub(super) links: Vec<(String, String)>,
    /// Its blocks of code.
    pub(super) blocks: Vec<Block>,
}

/// A fenced block of code.
pub(super) struct Block {
    /// The word behind the fence.
    pub(super) language: String,
    /// The text between the fences.
    pub(super) text: String,
    /// What a comment right above the block says, such as `file: shop.yaml`.
    pub(super) marker: Option<(String, String)>,
}

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let (mut page, mut seen) = (Page::default(), HashMap::<String, usize>::new());
    let (mut heading, mut link, mut block, mut marker) =
        (None::<String>, None::<(String, String)>, None::<Block>, None);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let times = seen.entry(anchor.clone()).or_default();
                page.anchors.push(if *times == 0 { anchor } else { format!("{anchor}-{times}") });
                *times += 1;
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                link = Some((dest_url.to_string(), String::new()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => page.links.extend(link.take()),
            Event::Html(html) => marker = said(&html),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                block = Some(Block { language: language.to_string(), text: String::new(), marker: marker.take() });
            }
            Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(block) = &mut block {
                    block.text += &words;
                }
                heading.iter_mut().chain(link.iter_mut().map(|(_, text)| text)).for_each(|text| *text += &words);
            }
            Event::Start(_) => marker = None,
            _ => {}
        }
    }
    page
}

/// What a comment in HTML says, as a word and its argument.
fn said(html: &str) -> Option<(String, String)> {
    let inner = html.trim().strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (word, argument) = inner.split_once(": ")?;
    Some((word.to_owned(), argument.to_owned()))
}

/// The anchor of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
