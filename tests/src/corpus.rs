//! The labelled corpus of `tests/corpus`: texts and pages, each with the numbers that a careful agent would find there.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Outcome};

/// All cases, in the order of their files.
#[derive(Debug)]
pub struct Corpus {
    /// Stretches of text.
    pub texts: Vec<Case<Text>>,
    /// Pieces of web pages.
    pub pages: Vec<Case<Html>>,
}

/// One case.
#[derive(Debug, Clone, Deserialize)]
pub struct Case<T> {
    /// Its name, unique within the corpus.
    pub id: String,
    /// Why it is there.
    pub why: String,
    /// The text or the page.
    #[serde(flatten)]
    pub content: T,
    /// The agent's default country.
    pub default: String,
    /// The language of the page, as `lang` has it.
    pub language: Option<String>,
    /// All numbers that are to be found. Whatever else is found is wrong.
    pub finds: Vec<Find>,
    /// Kept aside while anything is tuned.
    #[serde(default)]
    pub held_out: bool,
}

/// The content of a text case.
#[derive(Debug, Clone, Deserialize)]
pub struct Text {
    /// As an agent sees it.
    pub text: String,
}

/// The content of a page case.
#[derive(Debug, Clone, Deserialize)]
pub struct Html {
    /// What stands in the page's `body`.
    pub html: String,
}

/// A number that is to be found.
#[derive(Debug, Clone, Deserialize)]
pub struct Find {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// In E.164.
    pub number: String,
}

/// Where a number is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// What is read there, with white space folded.
    Text(String),
    /// The address of the link that has it.
    Link(String),
}

impl Corpus {
    /// Reads all of it.
    ///
    /// # Errors
    /// When a file cannot be read, or is not of this form.
    pub fn read() -> Outcome<Self> {
        let home = home();
        Ok(Self { texts: cases(&home.join("text"))?, pages: cases(&home.join("pages"))? })
    }
}

/// The corpus' directory.
#[must_use]
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn cases<T: DeserializeOwned>(directory: &Path) -> Outcome<Vec<Case<T>>> {
    #[derive(Deserialize)]
    struct File<T> {
        case: Vec<Case<T>>,
    }

    let entries = fs::read_dir(directory).map_err(|source| unreadable(directory, source))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|source| unreadable(directory, source))?;
    files.sort_unstable();
    let mut cases = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
        let file: File<T> =
            toml::from_str(&text).map_err(|error| Failure::Unexpected(format!("{}: {error}", path.display())))?;
        cases.extend(file.case);
    }
    Ok(cases)
}

fn unreadable(path: &Path, source: std::io::Error) -> Failure {
    Failure::Program { program: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn corpus() -> Corpus {
        Corpus::read().unwrap()
    }

    #[test]
    fn it_is_as_large_as_promised() {
        let corpus = corpus();
        assert!(corpus.texts.len() >= 400, "{} texts", corpus.texts.len());
        assert!(corpus.pages.len() >= 120, "{} pages", corpus.pages.len());
    }

    #[test]
    fn each_case_has_a_name_of_its_own_and_a_reason() {
        let corpus = corpus();
        let texts = corpus.texts.iter().map(|case| (&case.id, &case.why));
        let pages = corpus.pages.iter().map(|case| (&case.id, &case.why));
        let mut ids = BTreeSet::new();
        for (id, why) in texts.chain(pages) {
            assert!(ids.insert(id), "{id} is there twice");
            assert!(!why.trim().is_empty(), "{id} has no reason");
        }
    }

    #[test]
    fn a_third_is_held_out() {
        let corpus = corpus();
        let third = |all: usize, held: usize| held * 3 >= all.saturating_sub(2) && held * 3 <= all + 2;
        let texts = corpus.texts.iter().filter(|case| case.held_out).count();
        let pages = corpus.pages.iter().filter(|case| case.held_out).count();
        assert!(third(corpus.texts.len(), texts), "{texts} of {} texts", corpus.texts.len());
        assert!(third(corpus.pages.len(), pages), "{pages} of {} pages", corpus.pages.len());
    }

    #[test]
    fn what_is_to_be_found_is_there_in_order() {
        for case in corpus().texts {
            let mut rest = case.content.text.as_str();
            for find in &case.finds {
                let Place::Text(text) = &find.place else {
                    panic!("{}: a text has no links", case.id);
                };
                let Some((_, after)) = rest.split_once(text.as_str()) else {
                    panic!("{}: {text:?} is not there, or not in this place", case.id);
                };
                rest = after;
            }
        }
    }

    #[test]
    fn what_is_to_be_found_in_a_page_is_there() {
        for case in corpus().pages {
            let source = decoded(&case.content.html);
            let shown = folded(&decoded(&without_tags(&case.content.html)));
            for find in &case.finds {
                // What a script, an attribute or a frame brings is in the source only.
                let there = match &find.place {
                    Place::Text(text) => shown.contains(text) || source.contains(text),
                    Place::Link(address) => source.contains(address),
                };
                assert!(there, "{}: {:?} is not there", case.id, find.place);
            }
        }
    }

    #[test]
    fn numbers_are_e164_and_countries_are_two_letters() {
        let corpus = corpus();
        let texts = corpus.texts.iter().map(|case| (&case.id, &case.default, &case.finds));
        let pages = corpus.pages.iter().map(|case| (&case.id, &case.default, &case.finds));
        for (id, default, finds) in texts.chain(pages) {
            assert!(default.len() == 2 && default.bytes().all(|byte| byte.is_ascii_uppercase()), "{id}: {default}");
            for Find { number, .. } in finds {
                let digits = number.strip_prefix('+').unwrap_or_default();
                assert!(
                    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()),
                    "{id}: {number}"
                );
            }
        }
    }

    fn without_tags(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some((before, tag)) = rest.split_once('<') {
            text.push_str(before);
            let end = if tag.starts_with("!--") { "-->" } else { ">" };
            rest = tag.split_once(end).map_or("", |(_, after)| after);
        }
        text + rest
    }

    fn decoded(html: &str) -> String {
        [("&nbsp;", "\u{a0}"), ("&#x2011;", "\u{2011}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
            .iter()
            .fold(html.to_owned(), |html, (entity, text)| html.replace(entity, text))
    }

    fn folded(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
