//! Every call, every fault, both browsers: `faults [--short] [--browser chromium|firefox] [WORD…]`. Prints a table,
//! writes `target/faults.json`, and fails unless everything was done once and shown right.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::{env, fs};

use serde::Serialize;
use tests::browser::Kind;
use tests::failure::{Failure, Outcome};
use tests::faults::{POINTS, Point, Verdict, Way, play};

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\nfaults [--short] [--browser chromium|firefox] [WORD…]");
            return ExitCode::from(2);
        }
    };
    match run(&wish) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// What is to be played.
struct Wish {
    browsers: Vec<Kind>,
    /// What changes something, stopped between the effect and the reply.
    short: bool,
    /// Parts of the names of points or faults; all must occur.
    words: Vec<String>,
}

impl Wish {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self { browsers: vec![Kind::Chromium, Kind::Firefox], short: false, words: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--short" => wish.short = true,
                "--browser" => wish.browsers = vec![arguments.next().unwrap_or_default().parse()?],
                other if other.starts_with('-') => return Err(format!("{other} means nothing here")),
                word => wish.words.push(word.to_owned()),
            }
        }
        Ok(wish)
    }

    fn has(&self, point: &Point, way: Way) -> bool {
        let name = format!("{} {way}", point.name);
        let asked_for = self.words.iter().all(|word| name.contains(word.as_str()));
        asked_for && (!self.short || (point.changes() && way == Way::StoppedDuring))
    }
}

/// A line of the table: one fault at one point in one browser.
#[derive(Debug, Serialize)]
struct Tally {
    browser: String,
    fault: String,
    step: &'static str,
    tried: u32,
    lost: u32,
    double: u32,
    wrong_view: u32,
}

/// Whether all went well.
fn run(wish: &Wish) -> Outcome<bool> {
    let mut tallies = Vec::new();
    for &kind in &wish.browsers {
        for way in Way::ALL {
            let points = POINTS.iter().filter(|point| wish.has(point, way));
            play(kind, points, way, |point, verdict| {
                let mut tally = Tally {
                    browser: kind.to_string(),
                    fault: way.to_string(),
                    step: point.name,
                    tried: 1,
                    lost: 0,
                    double: 0,
                    wrong_view: 0,
                };
                match verdict {
                    Verdict::Right => {}
                    Verdict::Lost => tally.lost = 1,
                    Verdict::Double(_) => tally.double = 1,
                    Verdict::WrongView(failure) => {
                        tally.wrong_view = 1;
                        eprintln!("{kind}, {}, {way}: {failure}", point.name);
                    }
                }
                print(&tally);
                tallies.push(tally);
            })?;
        }
    }
    summarise(&tallies);
    keep(&tallies)?;
    Ok(!tallies.is_empty() && tallies.iter().all(|tally| tally.lost + tally.double + tally.wrong_view == 0))
}

fn print(tally: &Tally) {
    let Tally { browser, fault, step, tried, lost, double, wrong_view } = tally;
    println!(
        "{browser:<9} {fault:<26} {step:<26} tried {tried}  lost {lost}  double {double}  wrong view {wrong_view}"
    );
}

/// A line for each fault and browser.
fn summarise(tallies: &[Tally]) {
    let mut sums: BTreeMap<(&str, &str), [u32; 4]> = BTreeMap::new();
    for tally in tallies {
        let sum = sums.entry((&tally.browser, &tally.fault)).or_default();
        for (sum, one) in sum.iter_mut().zip([tally.tried, tally.lost, tally.double, tally.wrong_view]) {
            *sum += one;
        }
    }
    println!("\n{:<9} {:<26} {:>6} {:>6} {:>6} {:>10}", "", "", "tried", "lost", "double", "wrong view");
    for ((browser, fault), [tried, lost, double, wrong]) in sums {
        println!("{browser:<9} {fault:<26} {tried:>6} {lost:>6} {double:>6} {wrong:>10}");
    }
}

fn keep(tallies: &[Tally]) -> Outcome {
    let program = env::current_exe().unwrap_or_default();
    let file = program.ancestors().nth(2).unwrap_or(&program).join("faults.json");
    let text = serde_json::to_string_pretty(tallies).map_err(|error| Failure::Unexpected(error.to_string()))?;
    fs::write(&file, text).map_err(|source| Failure::Program { program: file.display().to_string(), source })?;
    println!("\n{}", file.display());
    Ok(())
}
