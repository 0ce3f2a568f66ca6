//! Markdown and HTML become the plain text of the article.

use dom_smoothie::Readability;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::path::Path;

/// How the text of an article is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Markup {
    /// Text as it is.
    #[default]
    Plain,
    /// CommonMark, with footnotes and front matter.
    Markdown,
    /// A web page, of which the article is taken and menus, advertisements and footers are left.
    Html,
}

impl Markup {
    /// The markup that a file's extension tells; text for all that are not Markdown's or HTML's.
    pub fn of_path(path: &Path) -> Self {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        match extension.as_str() {
            "md" | "markdown" => Markup::Markdown,
            "html" | "htm" | "xhtml" => Markup::Html,
            _ => Markup::Plain,
        }
    }

    /// The plain text of a document, its paragraphs parted by blank lines.
    ///
    /// ```
    /// use sayso::text::Markup;
    /// let text = Markup::Markdown.plain_text("# Rain\n\nIt *will* rain,[^1]\nhe [said](https://x.org).\n\n[^1]: Or snow.".into());
    /// assert_eq!(text, "Rain\n\nIt will rain, he said.");
    /// ```
    pub fn plain_text(self, document: String) -> String {
        match self {
            Markup::Plain => document,
            Markup::Markdown => markdown(&document),
            Markup::Html => html(document),
        }
    }
}

fn markdown(document: &str) -> String {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH;
    let mut text = String::with_capacity(document.len());
    // How many enclosing elements are left out with all that they hold.
    let mut skipping = 0usize;
    for event in Parser::new_ext(document, options) {
        match event {
            Event::Html(html) if skipping == 0 => text.push_str(&without_tags(&html)),
            Event::Start(tag) if is_left_out(&tag) => skipping += 1,
            Event::End(
                TagEnd::CodeBlock
                | TagEnd::FootnoteDefinition
                | TagEnd::MetadataBlock(_)
                | TagEnd::Image
                | TagEnd::Table,
            ) => {
                skipping = skipping.saturating_sub(1);
            }
            _ if skipping > 0 => {}
            Event::Text(t) | Event::Code(t) => text.push_str(&t),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::HtmlBlock) => {
                end_paragraph(&mut text)
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn is_left_out(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) | Tag::Image { .. } | Tag::Table(_)
    )
}

fn end_paragraph(text: &mut String) {
    text.truncate(text.trim_end_matches([' ', '\n']).len());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

/// The article of a web page, found as a browser's reader view finds it (Mozilla's Readability); the whole page's text
/// if there is no article to be found.
fn html(document: String) -> String {
    if depth(&document) > DEEPEST {
        return without_tags(&document);
    }
    let config = || dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let article = Readability::new(document.as_str(), None, Some(config())).and_then(|mut reader| reader.parse());
    match article {
        Ok(article) if !article.text_content.trim().is_empty() => article.text_content.to_string(),
        _ => {
            let page = Readability::from(document).doc;
            page.select("script, style, noscript, template, nav, header, footer, aside, form, button, svg").remove();
            page.select("body").formatted_text().to_string()
        }
    }
}

/// How deep the elements of a page may nest. No page of a newspaper comes near, and the time to find its article grows with
/// the square.
const DEEPEST: usize = 500;

/// How deep the elements of a page nest, at most: an estimate that takes tags as they come.
fn depth(document: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for tag in document.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            depth += usize::from(!["br", "img", "p", "li", "meta", "link", "input", "hr"].contains(&name));
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// What stands between the tags, but not in scripts and styles, with an empty line for each tag of a block.
fn without_tags(document: &str) -> String {
    let mut text = String::new();
    let mut unseen = false;
    for (i, piece) in document.split('<').enumerate() {
        let (tag, after) = if i == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        match name.to_ascii_lowercase().as_str() {
            "script" | "style" => unseen = !tag.starts_with('/'),
            "div" | "p" | "li" | "section" | "article" | "td" | "br" | "h1" | "h2" | "h3" | "blockquote" => {
                end_paragraph(&mut text)
            }
            _ => {}
        }
        if !unseen {
            text.push_str(after);
        }
    }
    text.replace("&nbsp;", " ").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
