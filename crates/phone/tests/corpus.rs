//! Finding against the labelled texts of `tests/corpus/`: nearly all that is to be found is, and nearly nothing else.
//!
//! A third of the cases is held out from tuning. What goes wrong there is counted, never shown.

use std::{
    fs,
    path::{Path, PathBuf},
};

use phone::{
    Country,
    find::{Candidate, Place, Source, find},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    text: String,
    default: Country,
    language: Option<String>,
    #[serde(default)]
    finds: Vec<Find>,
    #[serde(default)]
    held_out: bool,
}

#[derive(Deserialize)]
struct Find {
    text: String,
    number: String,
}

#[derive(Default)]
struct Tally {
    cases: usize,
    faulty: usize,
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Tally {
    fn precision(&self) -> f64 {
        share(self.right, self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "some hundred cases")]
fn share(right: usize, wrong: usize) -> f64 {
    right as f64 / (right + wrong).max(1) as f64
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/text");
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = files.map(|file| file.expect("the folder can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file can be read");
        toml::from_str::<File>(&text).expect("the file holds cases").case
    };
    paths.into_iter().flat_map(read).collect()
}

/// What is found, as the text that is painted and the number.
fn found(case: &Case) -> Vec<(String, String)> {
    let place = Place::of(case.default, case.language.as_deref(), None);
    let candidate = Candidate { text: &case.text, before: "", after: "", source: Source::Text };
    let units: Vec<u16> = case.text.encode_utf16().collect();
    let found = find(&candidate, &place).into_iter();
    found
        .map(|hit| (folded(&String::from_utf16_lossy(&units[hit.start..hit.end])), hit.number.e164().to_owned()))
        .collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_labelled_texts_are_read_right() {
    let (mut tuning, mut held_out) = (Tally::default(), Tally::default());
    for case in cases() {
        let tally = if case.held_out { &mut held_out } else { &mut tuning };
        let mut extra = found(&case);
        let mut missed = Vec::new();
        for find in &case.finds {
            let wanted = (folded(&find.text), find.number.clone());
            match extra.iter().position(|hit| *hit == wanted) {
                Some(at) => drop(extra.remove(at)),
                None => missed.push(wanted),
            }
        }
        tally.cases += 1;
        let fault = !missed.is_empty() || !extra.is_empty();
        tally.faulty += usize::from(fault);
        tally.right += case.finds.len() - missed.len();
        tally.missed += missed.len();
        tally.wrong += extra.len();
        if fault && !case.held_out {
            println!("{}: missed {missed:?}, found {extra:?}", case.id);
        }
    }
    for (name, tally) in [("tuning", &tuning), ("held out", &held_out)] {
        let Tally { cases, faulty, right, missed, wrong } = tally;
        let (precision, recall) = (tally.precision(), tally.recall());
        println!(
            "{name}: {cases} texts, {faulty} with a fault, {right} right, {missed} missed, {wrong} wrong: precision {precision:.4}, recall {recall:.4}"
        );
        assert!(
            *cases == 0 || (precision >= 0.98 && recall >= 0.98),
            "{name}: precision {precision:.4}, recall {recall:.4}"
        );
    }
}
