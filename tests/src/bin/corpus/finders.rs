//! What finds numbers, and what each has found on the pages of the corpus.
//!
//! A page case is a page of its own. Texts are served together, those of a default country and a language on one page,
//! each in a `<p>`: a text is a block, and nothing of what stands in the others counts for it.
//!
//! A page is done when it has been there for [`SETTLED`] (what a page adds later it has added by then), the finder has no
//! work left, and what it has found has not changed for [`STILL`]: between two pieces of work, when a part of it has yet to
//! be loaded, it may seem idle. The peers run together: they do not touch the page's text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tests::corpus::{Case, Corpus, Html, Text};
use tests::extension::{Desk, Stage, Subject};
use tests::failure::{During, Failure, Outcome};
use tests::tab::Tab;
use tests::wait::{Look, wait_for};

use crate::score::{Of, Scores, Truth};

/// What finds numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Finder {
    /// Behalf: the extension, with its content scripts and its background.
    Behalf,
    /// `RingCentralC2D` of ringcentral-c2d, with the agent's country.
    C2d,
    /// `findPhoneNumbersInText` of libphonenumber-js (max) over the text that each frame shows.
    Libphonenumber,
}

impl Finder {
    pub(crate) const ALL: [Self; 3] = [Self::Behalf, Self::C2d, Self::Libphonenumber];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Behalf => "behalf",
            Self::C2d => "ringcentral-c2d",
            Self::Libphonenumber => "libphonenumber-js",
        }
    }

    /// What has to be on the page for it.
    fn subject(self) -> Subject {
        match self {
            Self::Behalf => Subject::Behalf,
            Self::C2d | Self::Libphonenumber => Subject::C2d,
        }
    }

    /// The files that are needed to ask it.
    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Behalf => &[],
            Self::C2d | Self::Libphonenumber => &["peers/libphonenumber.js", "peers/read.js"],
        }
    }

    /// A function of a frame's, in the world of its content scripts: what it has found there.
    fn question(self) -> &'static str {
        match self {
            Self::Behalf => BEHALF,
            Self::C2d => "() => ({age: performance.now(), ...peers.c2d()})",
            Self::Libphonenumber => "() => ({age: performance.now(), ...peers.libphonenumber()})",
        }
    }
}

/// What Behalf offers to the agent: the numbers whose text or link can be seen, and a link's further recipients.
const BEHALF: &str = "() => {
    const age = performance.now();
    // Where nothing could be a number most of it is never loaded.
    if (!globalThis.behalf?.main) return {age, busy: false, finds: []};
    const {scan, judge, numbers} = behalf;
    const finds = [...numbers.all].filter(numbers.seen).flatMap(number => {
        const [home] = number.holders;
        const at = {case: home.closest('[data-case]')?.dataset.case ?? null, text: number.candidate.text};
        return [number.number, ...number.more].map(one => ({...at, readings: [one]}));
    });
    return {age, busy: scan.busy || judge.busy, finds};
}";

/// How long a page is given to become what it is. The last changes of the corpus' pages come after 400 ms.
const SETTLED: Duration = Duration::from_millis(900);
/// How long nothing may change before a finder counts as done.
const STILL: Duration = Duration::from_millis(700);
/// How long a finder may take for a page.
const PATIENCE: Duration = Duration::from_secs(30);

/// A find.
#[derive(Debug, Deserialize)]
pub(crate) struct Found {
    /// The case, where the page has several.
    pub(crate) case: Option<String>,
    /// What is marked.
    pub(crate) text: String,
    /// The number, E.164. Where a finder leaves more than one way to read it any of them counts.
    pub(crate) readings: Vec<String>,
}

/// A frame's answer.
#[derive(Debug, Deserialize)]
struct Answer {
    /// How long the frame has been there, in milliseconds.
    age: f64,
    /// Whether there is work left.
    busy: bool,
    finds: Vec<Found>,
}

/// What the finders make of the corpus, in their order.
pub(crate) fn run(corpus: &Corpus, finders: &[Finder]) -> Outcome<Vec<Scores>> {
    let stage = Stage::start(None)?;
    let desk = stage.desk()?;
    let page = stage.browser.open("about:blank")?;
    let mut all: Vec<Scores> = finders.iter().map(|&finder| Scores::new(finder)).collect();
    for subject in [Subject::Behalf, Subject::C2d] {
        let mut scores: Vec<&mut Scores> = all.iter_mut().filter(|scores| scores.finder.subject() == subject).collect();
        if scores.is_empty() {
            continue;
        }
        desk.put_on(subject)?;
        let mut room = Room { stage: &stage, desk: &desk, page: &page, country: None };
        room.texts(&corpus.texts, &mut scores)?;
        room.pages(&corpus.pages, &mut scores)?;
    }
    Ok(all)
}

/// A window for the pages of the corpus.
struct Room<'r> {
    stage: &'r Stage,
    desk: &'r Desk<'r>,
    page: &'r Tab<'r>,
    /// The default country that is set.
    country: Option<String>,
}

impl Room<'_> {
    fn texts(&mut self, cases: &[Case<Text>], scores: &mut [&mut Scores]) -> Outcome {
        let mut sorts: BTreeMap<(&str, &str), Vec<&Case<Text>>> = BTreeMap::new();
        for case in cases {
            let language = case.language.as_deref().unwrap_or_default();
            sorts.entry((&case.default, language)).or_default().push(case);
        }
        for ((country, language), cases) in sorts {
            let mut body = String::new();
            for Case { id, content, .. } in &cases {
                // Text takes everything.
                let _ = writeln!(
                    body,
                    "<p data-case=\"{id}\" style=\"white-space: pre-wrap\">{}</p>",
                    escaped(&content.text)
                );
            }
            let address = self.show(&format!("/texts/{country}-{language}"), country, language, &body)?;
            for scores in scores.iter_mut() {
                let found = self.found(scores.finder, &address).during(format!("texts of {country} {language}"))?;
                for case in &cases {
                    let (here, _): (Vec<_>, Vec<_>) =
                        found.iter().partition(|found| found.case.as_deref() == Some(case.id.as_str()));
                    scores.count(Of::Texts, &truth(case), &here);
                }
            }
        }
        Ok(())
    }

    fn pages(&mut self, cases: &[Case<Html>], scores: &mut [&mut Scores]) -> Outcome {
        for case in cases {
            let language = case.language.as_deref().unwrap_or_default();
            let address = self.show(&format!("/pages/{}", case.id), &case.default, language, &case.content.html)?;
            for scores in scores.iter_mut() {
                let found = self.found(scores.finder, &address).during(&case.id)?;
                scores.count(Of::Pages, &truth(case), &found.iter().collect::<Vec<_>>());
            }
        }
        Ok(())
    }

    /// Opens a page with this body; its address.
    fn show(&mut self, path: &str, country: &str, language: &str, body: &str) -> Outcome<String> {
        if self.country.as_deref() != Some(country) {
            self.desk.set_default_country(country)?;
            self.country = Some(country.to_owned());
        }
        let lang = if language.is_empty() { String::new() } else { format!(" lang=\"{language}\"") };
        // The peers have no settings: they are told the default country by the page.
        let address = self.stage.pages.put(
            path,
            &format!(
                "<!doctype html>\n<html{lang} data-default=\"{country}\">\n<head><meta charset=\"utf-8\"><title>Case</title></head>\n\
                 <body>\n{body}\n</body>\n</html>\n"
            ),
        );
        self.page.go(&address)?;
        Ok(address)
    }

    /// What a finder has found on the page, once it is done.
    fn found(&self, finder: Finder, address: &str) -> Outcome<Vec<Found>> {
        // The files stay in the frames; those of a later frame come with the next question.
        let mut last = (usize::MAX, Instant::now());
        wait_for(format!("the end of {}", finder.name()), PATIENCE, || {
            let answers = self.desk.ask(address, finder.files(), finder.question())?;
            let answers: Vec<Answer> = serde_json::from_value(Value::Array(answers))
                .map_err(|error| Failure::Unexpected(format!("a frame's answer: {error}")))?;
            let done = |answer: &Answer| !answer.busy && answer.age > SETTLED.as_secs_f64() * 1_000.0;
            let count = answers.iter().map(|answer| answer.finds.len()).sum();
            if last.0 != count || !answers.iter().all(done) {
                last = (count, Instant::now());
            }
            Ok(if last.1.elapsed() > STILL {
                Look::There(answers.into_iter().flat_map(|answer| answer.finds).collect())
            } else {
                Look::NotYet(format!("{count} finds"))
            })
        })
    }
}

fn truth<T>(case: &Case<T>) -> Truth<'_> {
    Truth { id: &case.id, finds: &case.finds, held_out: case.held_out }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
