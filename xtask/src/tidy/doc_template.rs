//! The docs of the catalogue answer the same questions in the same order.

use super::catalogue::{self, Method};
use super::check::Check;
use super::file::File;
use super::findings::Findings;

/// What the docs of one kind of method have to hold, in this order.
struct Template {
    folder: &'static str,
    kind: &'static str,
    parts: &'static [Part],
}

/// One part of a template.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// A first paragraph that is a sentence.
    Sentence,
    /// A diagram in a `text` fence.
    Marble,
    /// A question in bold, with its answer.
    Bold(&'static str),
    /// A heading with code that runs.
    Examples,
}

use Part::{Bold, Examples, Marble, Sentence};

/// The templates. A new category is a line here.
const TEMPLATES: &[Template] = &[
    Template {
        folder: "crates/forebay-dsl/src/operators/",
        kind: "operator",
        parts: &[
            Sentence,
            Marble,
            Bold("Emits when"),
            Bold("Backpressures when"),
            Bold("Completes when"),
            Bold("Fails when"),
            Bold("Cancels when"),
            Bold("Holds"),
            Bold("Requests"),
            Examples,
        ],
    },
    Template {
        folder: "crates/forebay-dsl/src/source/",
        kind: "source",
        parts: &[
            Sentence,
            Bold("Emits when"),
            Bold("Completes when"),
            Bold("Fails when"),
            Bold("Holds"),
            Examples,
        ],
    },
    Template {
        folder: "crates/forebay-dsl/src/sink/",
        kind: "sink",
        parts: &[
            Sentence,
            Bold("Requests"),
            Bold("Completes when"),
            Bold("Fails when"),
            Bold("Cancels when"),
            Bold("Holds"),
            Examples,
        ],
    },
];

/// Holds the docs of every public method of the catalogue against its template.
#[derive(Debug)]
pub(super) struct DocTemplate;

impl Check for DocTemplate {
    fn visit(&mut self, file: &File<'_>, findings: &mut Findings) {
        let Some(template) = template_of(file.path) else {
            return;
        };
        for method in catalogue::methods(file) {
            judge(template, &method, file.path, findings);
        }
    }
}

/// True if the file belongs to the catalogue.
pub(super) fn covers(path: &str) -> bool {
    template_of(path).is_some()
}

fn template_of(path: &str) -> Option<&'static Template> {
    let is_tests = path.ends_with("/tests.rs");
    TEMPLATES
        .iter()
        .find(|template| path.starts_with(template.folder) && !is_tests)
}

fn judge(template: &Template, method: &Method, path: &str, findings: &mut Findings) {
    let (kind, name) = (template.kind, &method.name);
    let mut missing = Vec::new();
    let mut last: Option<(usize, Part)> = None;
    for part in template.parts {
        match (part.line_in(method), last) {
            (Err(what), _) => missing.push(what),
            (Ok(line), Some((before, above))) if line < before => {
                let text = format!(
                    "{kind} `{name}` has {} above {}, keep the order of the template",
                    part.title(),
                    above.title(),
                );
                findings.offence(path, line, text);
            },
            (Ok(line), _) => last = Some((line, *part)),
        }
    }
    if !missing.is_empty() {
        let text = format!(
            "{kind} `{name}` lacks {}, add it to the docs; the template is in CONTRIBUTING.md",
            missing.join(", "),
        );
        findings.offence(path, method.line, text);
    }
}

impl Part {
    /// The line where the docs hold this part, or the words for what is missing.
    fn line_in(self, method: &Method) -> Result<usize, String> {
        match self {
            Self::Sentence => sentence(method).ok_or_else(|| self.title()),
            Self::Marble => marble(method),
            Self::Bold(_) => {
                let title = self.title();
                let prose = method.prose();
                let found = prose.iter().find_map(|(line, text)| {
                    let (_, answer) = text.split_once(&title)?;
                    Some((*line, answer))
                });
                match found {
                    Some((_, answer)) if answer.trim().is_empty() => {
                        Err(format!("an answer after {title}"))
                    },
                    Some((line, _)) => Ok(line),
                    None => Err(title),
                }
            },
            Self::Examples => examples(method).ok_or_else(|| self.title()),
        }
    }

    /// How the part is called in the report.
    fn title(self) -> String {
        match self {
            Self::Sentence => "a first sentence".to_owned(),
            Self::Marble => "a marble".to_owned(),
            Self::Bold(question) => format!("**{question}**"),
            Self::Examples => "# Examples with code that runs".to_owned(),
        }
    }
}

/// The line of a first paragraph that is prose and ends like a sentence.
fn sentence(method: &Method) -> Option<usize> {
    let paragraph: Vec<_> = method
        .docs
        .iter()
        .take_while(|(_, text)| !text.trim().is_empty())
        .collect();
    let (line, first) = paragraph.first()?;
    let (_, last) = paragraph.last()?;
    let is_prose = !first.starts_with(['#', '-', '*', '|']) && !first.starts_with("```");
    (is_prose && last.trim_end().ends_with('.')).then_some(*line)
}

/// The line of the first whole marble.
fn marble(method: &Method) -> Result<usize, String> {
    let blocks = method.blocks();
    let marbles: Vec<_> = blocks.iter().filter(|block| block.is_marble()).collect();
    if let Some(whole) = marbles
        .iter()
        .find(|block| block.missing_rows().next().is_none())
    {
        return Ok(whole.line);
    }
    match marbles.first() {
        None => Err("a marble in a ```text fence".to_owned()),
        Some(partial) => {
            let rows: Vec<_> = partial.missing_rows().collect();
            Err(format!("the row `{}` of its marble", rows.join("`, `")))
        },
    }
}

/// The line of the examples, if code that is compiled follows.
fn examples(method: &Method) -> Option<usize> {
    let prose = method.prose();
    let (line, _) = prose.iter().find(|(_, text)| text.trim() == "# Examples")?;
    let runs = |info: &str| {
        let mut words = info.split(',').map(str::trim);
        matches!(words.next(), Some("" | "rust")) && !words.any(|word| word == "ignore")
    };
    let blocks = method.blocks();
    blocks
        .iter()
        .any(|block| block.line > *line && runs(&block.info))
        .then_some(*line)
}

#[cfg(test)]
mod tests;
