//! `corpus [--misses] [--only PART] [NAME…]`: Behalf and its peers on every text and page of `tests/corpus`, in Chromium: precision and
//! recall, on what may be tuned on and on what is held out. Fails where Behalf is below [`BAR`], or not above both peers.
//! With `--misses` every find that is wrong and every number that was missed is printed; of the cases that are held out
//! the name only. With `--only` just the cases with that in their names are run, and no bar holds.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

mod finders;
mod score;

use std::env;
use std::process::ExitCode;

use tests::corpus::Corpus;
use tests::failure::Outcome;
use tests::report;

use crate::finders::Finder;
use crate::score::{Part, Scores};

/// Precision and recall, both.
const BAR: f64 = 0.98;

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\ncorpus [--misses] [--only PART] [{}]", Finder::ALL.map(Finder::name).join("|"));
            return ExitCode::from(2);
        }
    };
    report::end(run(&wish))
}

/// What is to be run.
struct Wish {
    finders: Vec<Finder>,
    misses: bool,
    /// Only cases with this in their names.
    only: Option<String>,
}

impl Wish {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self { finders: Vec::new(), misses: false, only: None };
        while let Some(argument) = arguments.next() {
            match Finder::ALL.into_iter().find(|finder| finder.name() == argument) {
                Some(finder) => wish.finders.push(finder),
                None if argument == "--misses" => wish.misses = true,
                None if argument == "--only" => {
                    wish.only = Some(arguments.next().ok_or("--only takes a part of a name")?);
                }
                None => return Err(format!("{argument} means nothing here")),
            }
        }
        if wish.finders.is_empty() {
            wish.finders.extend(Finder::ALL);
        }
        Ok(wish)
    }
}

/// Runs all; the bars that do not hold.
fn run(wish: &Wish) -> Outcome<Vec<String>> {
    let mut corpus = Corpus::read()?;
    if let Some(part) = &wish.only {
        corpus.texts.retain(|case| case.id.contains(part.as_str()));
        corpus.pages.retain(|case| case.id.contains(part.as_str()));
    }
    let held = corpus.texts.iter().filter(|case| case.held_out).count()
        + corpus.pages.iter().filter(|case| case.held_out).count();
    println!("{} texts and {} pages, {held} of them held out", corpus.texts.len(), corpus.pages.len());
    let all = finders::run(&corpus, &wish.finders)?;
    print(&all);
    if wish.misses {
        for scores in &all {
            scores.print_misses();
        }
    }
    if wish.only.is_some() {
        return Ok(Vec::new());
    }
    println!("\n{}", report::keep("corpus.json", &all)?.display());
    Ok(broken(&all))
}

fn print(all: &[Scores]) {
    let columns = Part::ALL.map(|part| format!("{:>19}", part.name()));
    println!("\n{:<18} {:<6} {}", "precision, recall", "", columns.join(" "));
    for scores in all {
        for (what, rows) in [("texts", &scores.texts), ("pages", &scores.pages), ("all", &scores.all())] {
            let cells = Part::ALL.map(|part| {
                let score = rows.of(part);
                format!("{:>10.4} {:>8.4}", score.precision(), score.recall())
            });
            println!("{:<18} {what:<6} {}", scores.finder.name(), cells.join(" "));
        }
    }
}

/// The bars are for Behalf; what it is above is measured in the same run.
fn broken(all: &[Scores]) -> Vec<String> {
    let Some(behalf) = all.iter().find(|scores| scores.finder == Finder::Behalf) else {
        return Vec::new();
    };
    let mut broken = Vec::new();
    let ours = behalf.all();
    for part in [Part::All, Part::HeldOut] {
        for (what, figure) in ours.of(part).figures() {
            if figure < BAR {
                broken.push(format!("Behalf's {what} is {figure:.4} on {}, below {BAR}", part.name()));
            }
            for peer in all.iter().filter(|scores| scores.finder != Finder::Behalf) {
                let theirs = peer.all().of(part).figures().into_iter().find(|(name, _)| *name == what);
                if let Some((_, theirs)) = theirs.filter(|(_, theirs)| figure <= *theirs) {
                    let name = peer.finder.name();
                    broken.push(format!(
                        "Behalf's {what} is {figure:.4} on {}, not above {name}'s {theirs:.4}",
                        part.name()
                    ));
                }
            }
        }
    }
    broken
}
