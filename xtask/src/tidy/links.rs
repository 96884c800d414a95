//! Links between documents lead somewhere.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Parser, Tag};

use super::check::Check;
use super::file::File;
use super::findings::Findings;

/// Follows the relative links of Markdown files.
#[derive(Debug)]
pub(super) struct Links {
    /// All files, and all folders that hold one.
    targets: BTreeSet<String>,
}

impl Links {
    pub(super) fn new(paths: &[String]) -> Self {
        let mut targets = BTreeSet::from([String::new()]);
        for path in paths {
            targets.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
            targets.insert(path.clone());
        }
        Self { targets }
    }
}

impl Check for Links {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        if !file.path.ends_with(".md") {
            return;
        }
        for (event, range) in Parser::new(file.text).into_offset_iter() {
            let links = match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    vec![dest_url.to_string()]
                },
                Event::Html(html) | Event::InlineHtml(html) => html_links(&html),
                _ => Vec::new(),
            };
            for link in links.iter().filter(|link| is_relative(link)) {
                let leads = resolve(file.path, link).is_some_and(|to| self.targets.contains(&to));
                if !leads {
                    let line = file.text[..range.start].matches('\n').count() + 1;
                    let text = format!("the link to `{link}` leads nowhere, mend or remove it");
                    findings.offence(file.path, line, text);
                }
            }
        }
    }
}

/// The targets of pictures and anchors that are written as HTML.
fn html_links(html: &str) -> Vec<String> {
    let starts = ["src=\"", "href=\"", "srcset=\""].into_iter();
    let links = starts.flat_map(|start| html.split(start).skip(1));
    links
        .filter_map(|rest| rest.split_once('"'))
        .map(|(link, _)| link.to_owned())
        .collect()
}

/// True for a path; a link with a scheme, or within the page, is not ours to follow.
fn is_relative(link: &str) -> bool {
    let has_scheme = link
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '.']));
    !has_scheme && !link.starts_with('#') && !link.starts_with("//")
}

/// Where a link leads, from the root; none if it leaves the tree.
fn resolve(from: &str, link: &str) -> Option<String> {
    let path = link.split(['#', '?']).next()?.replace("%20", " ");
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {},
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests;
