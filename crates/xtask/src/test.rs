//! Every check there is, in parts.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::build::{self, Profile};
use crate::lint;
use crate::package;
use crate::play;
use crate::simulate;
use crate::tools::{self, Tool};
use crate::workspace::{Browser, cargo, line, run as run_command};

/// The crates with code that only runs in a browser.
const WASM_CRATES: [&str; 3] = ["webext", "background", "panel"];

/// One part: its name, what it does, and what it needs. The order is that of the run: quick and telling ones first.
struct Part {
    name: &'static str,
    tools: &'static [Tool],
    /// Runs it, with what was given after `--`, and returns how many checks it made.
    check: fn(&[String]) -> Result<usize>,
}

const PARTS: [Part; 14] = [
    Part { name: "format", tools: &[], check: format },
    Part { name: "clippy", tools: &[Tool::WasmTarget], check: clippy },
    Part { name: "unit", tools: &[], check: unit },
    Part { name: "simulate", tools: &[], check: simulate_days },
    Part { name: "wasm", tools: &[Tool::WasmTarget, Tool::WasmTestRunner, Tool::Chromium], check: wasm },
    Part { name: "build", tools: &[Tool::WasmTarget], check: build_extension },
    Part { name: "harness", tools: &[], check: harness },
    Part { name: "contract", tools: &[Tool::Node, Tool::Python], check: contract },
    Part {
        name: "journeys-chromium",
        tools: &[Tool::WasmTarget, Tool::Chromium, Tool::Node],
        check: journeys_chromium,
    },
    Part { name: "journeys-firefox", tools: &[Tool::WasmTarget, Tool::Firefox, Tool::Node], check: journeys_firefox },
    Part { name: "gallery", tools: &[Tool::WasmTarget, Tool::Chromium, Tool::Firefox, Tool::Node], check: gallery },
    Part { name: "faults", tools: &[Tool::WasmTarget, Tool::Chromium, Tool::Firefox], check: faults },
    Part { name: "lint", tools: &[Tool::WasmTarget, Tool::Node], check: lint_extension },
    Part { name: "package", tools: &[Tool::WasmTarget], check: package_twice },
];

/// Runs every check, or the parts that are named
#[derive(Args)]
#[command(after_help = "\
PARTS, in the order in which they run
  format             rustfmt has nothing to change
  clippy             no warning, natively and for wasm
  unit               unit and property tests of every crate
  simulate           2,000 days in the life of an agent, with whatever can go wrong
  wasm               tests of what only runs in a browser: in node, and in headless Chromium where a test asks for it
  build              the extension, as it ships, in dist/
  harness            tests of the test programs' own code
  contract           the official SDKs of Genesys Cloud against the sandbox
  journeys-chromium  the article in Chromium, one test for each requirement
  journeys-firefox   the same in Firefox
  gallery            every screen in every state, in both themes and browsers, under the eyes of axe-core
  faults             calls that change something, the background stopped before their replies (`cargo xtask faults`
                     has every call and every fault)
  lint               web-ext on dist/firefox: no error, no unexplained warning
  package            the archives, twice, with the same bytes

EXAMPLES
  cargo xtask test                             everything
  cargo xtask test unit                        one part
  cargo xtask test format clippy               two
  cargo xtask test journeys                    all parts whose name starts so: both browsers
  cargo xtask test journeys-firefox -- r07     the tests of a part whose name holds `r07`
  cargo xtask test unit -- --exact sms::tests::an_euro_takes_two
                                               one test; what follows `--` goes to the test program
")]
pub(crate) struct Options {
    /// Names of parts, or how they begin; all of them when none is given
    #[arg(value_name = "PART")]
    parts: Vec<String>,
    /// Part of a test's name, and options of the test program
    #[arg(last = true, value_name = "FILTER")]
    filter: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let parts = select(&options.parts)?;
    ensure!(
        options.filter.is_empty() || !options.parts.is_empty(),
        "a filter needs the part it is for, as in `cargo xtask test unit -- {}`",
        options.filter.join(" ")
    );
    let tools: Vec<_> = parts.iter().flat_map(|part| part.tools).copied().collect();
    tools::ensure(&tools)?;

    let mut lines = Vec::new();
    let mut failed = 0;
    for part in &parts {
        println!("\n── {} ──", part.name);
        let start = Instant::now();
        let outcome = (part.check)(&options.filter).and_then(|checks| {
            ensure!(checks > 0, "no test ran");
            Ok(checks)
        });
        let (verdict, detail) = match outcome {
            Ok(checks) => ("ok    ", format!("{checks} checks")),
            Err(error) => {
                failed += 1;
                ("FAILED", format!("{error:#}"))
            }
        };
        lines.push(format!("{verdict} {:18} {:>7}  {detail}", part.name, seconds(start.elapsed())));
        println!("{}", lines[lines.len() - 1]);
    }

    println!("\n── summary ──\n{}", lines.join("\n"));
    println!("{} passed, {failed} failed", parts.len() - failed);
    if failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn select(names: &[String]) -> Result<Vec<&'static Part>> {
    for name in names {
        ensure!(
            PARTS.iter().any(|part| part.name.starts_with(name.as_str())),
            "no part is called `{name}`; there are {}",
            PARTS.map(|part| part.name).join(", ")
        );
    }
    let is_named = |part: &&Part| names.is_empty() || names.iter().any(|name| part.name.starts_with(name.as_str()));
    Ok(PARTS.iter().filter(is_named).collect())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

fn format(_: &[String]) -> Result<usize> {
    run_command(&mut cargo(["fmt", "--all", "--check"]))?;
    Ok(1)
}

fn clippy(_: &[String]) -> Result<usize> {
    run_command(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    run_command(
        cargo(["clippy", "--target", "wasm32-unknown-unknown", "--all-targets"])
            .args(packages(&WASM_CRATES))
            .args(["--", "--deny", "warnings"]),
    )?;
    Ok(2)
}

fn unit(filter: &[String]) -> Result<usize> {
    count(cargo(["test", "--workspace", "--exclude", "tests", "--"]).args(filter))
}

/// As many days as are worth it in every run; `cargo xtask simulate` plays more.
const DAYS: u16 = 2_000;

fn simulate_days(_: &[String]) -> Result<usize> {
    simulate::play(1, DAYS.into())?;
    Ok(DAYS.into())
}

fn wasm(filter: &[String]) -> Result<usize> {
    count(
        cargo(["test", "--target", "wasm32-unknown-unknown", "--lib", "--tests"])
            .args(packages(&WASM_CRATES))
            .arg("--")
            .args(filter)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("CHROMEDRIVER", "chromedriver"),
    )
}

fn build_extension(_: &[String]) -> Result<usize> {
    build::build(Profile::Shipping)?;
    Ok(Browser::ALL.len())
}

fn harness(filter: &[String]) -> Result<usize> {
    count(cargo(["test", "--package", "tests", "--lib", "--bins", "--"]).args(filter))
}

fn contract(filter: &[String]) -> Result<usize> {
    count(cargo(["test", "--package", "tests", "--test", "contract", "--"]).args(filter))
}

fn journeys_chromium(filter: &[String]) -> Result<usize> {
    journeys(Browser::Firefox, filter)
}

fn journeys_firefox(filter: &[String]) -> Result<usize> {
    journeys(Browser::Chromium, filter)
}

/// Runs the journeys of one browser: each is named after its browser, so those of the other are left out.
fn journeys(other: Browser, filter: &[String]) -> Result<usize> {
    build::build(Profile::Shipping)?;
    let skipped = match other {
        Browser::Chromium => "chromium",
        Browser::Firefox => "firefox",
    };
    let journeys = || cargo(["test", "--package", "tests", "--test", "journeys", "--"]);
    let first = tally(journeys().args(["--skip", skipped]).args(filter))?;
    if first.failed.is_empty() {
        return first.passed();
    }
    // A browser that does not come up is not a journey that fails: those run once more, one by one, and it is said.
    println!("once more, alone: {}", first.failed.join(", "));
    let again = tally(journeys().args(["--test-threads", "1", "--exact"]).args(&first.failed))?;
    Ok(first.passed + again.passed()?)
}

fn gallery(_: &[String]) -> Result<usize> {
    build::build(Profile::Shipping)?;
    play::play_gallery(None, None)?;
    Ok(Browser::ALL.len())
}

fn faults(words: &[String]) -> Result<usize> {
    build::build(Profile::Shipping)?;
    let mut program = cargo(["run", "--quiet", "--package", "tests", "--bin", "faults", "--", "--short"]);
    let mut child = program.args(words).stdout(Stdio::piped()).spawn().context("cannot start the faults")?;
    let mut tried = 0;
    if let Some(stdout) = child.stdout.take() {
        for text in BufReader::new(stdout).lines() {
            let text = text?;
            println!("{text}");
            tried += usize::from(text.contains(" tried 1 "));
        }
    }
    ensure!(child.wait()?.success(), "{} failed", line(&program));
    Ok(tried)
}

fn lint_extension(_: &[String]) -> Result<usize> {
    build::build(Profile::Shipping)?;
    lint::lint()?;
    Ok(1)
}

fn package_twice(_: &[String]) -> Result<usize> {
    let pack =
        || -> Result<Vec<Vec<u8>>> { package::package()?.iter().map(|archive| Ok(fs::read(archive)?)).collect() };
    let first = pack()?;
    ensure!(first == pack()?, "packing twice gave different bytes");
    Ok(first.len())
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|&name| ["--package", name]).collect()
}

/// Runs tests, shows what they print, and returns how many passed.
fn count(tests: &mut Command) -> Result<usize> {
    tally(tests)?.passed()
}

/// What became of a run of tests.
struct Tally {
    command: String,
    succeeded: bool,
    passed: usize,
    failed: Vec<String>,
}

impl Tally {
    /// How many passed, if none failed.
    fn passed(&self) -> Result<usize> {
        ensure!(self.succeeded, "{} failed", self.command);
        Ok(self.passed)
    }
}

/// Runs tests and shows what they print.
fn tally(tests: &mut Command) -> Result<Tally> {
    let mut child = tests.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", line(tests)))?;
    let (mut passed, mut failed) = (0, Vec::new());
    if let Some(stdout) = child.stdout.take() {
        for text in BufReader::new(stdout).lines() {
            let text = text?;
            println!("{text}");
            passed += passed_in(&text);
            failed.extend(failed_in(&text));
        }
    }
    Ok(Tally { command: line(tests), succeeded: child.wait()?.success(), passed, failed })
}

/// The test that failed, as in `test compose::r05::firefox ... FAILED`.
fn failed_in(text: &str) -> Option<String> {
    text.strip_prefix("test ")?.strip_suffix(" ... FAILED").map(str::to_owned)
}

/// What a test program says at its end, as in `test result: ok. 12 passed; 0 failed; …`.
fn passed_in(text: &str) -> usize {
    text.strip_prefix("test result: ")
        .and_then(|result| result.split_once(" passed;"))
        .and_then(|(before, _)| before.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_counted() {
        assert_eq!(passed_in("test result: ok. 12 passed; 0 failed; 0 ignored"), 12);
        assert_eq!(passed_in("test result: FAILED. 3 passed; 1 failed"), 3);
        assert_eq!(passed_in("test sms::counts ... ok"), 0);
    }

    #[test]
    fn failed_tests_are_named() {
        assert_eq!(failed_in("test a::b::firefox ... FAILED").as_deref(), Some("a::b::firefox"));
        assert_eq!(failed_in("test a::b::firefox ... ok"), None);
        assert_eq!(failed_in("test result: FAILED. 3 passed; 1 failed"), None);
    }

    #[test]
    fn a_beginning_names_several_parts() {
        let names = |given: &[&str]| -> Vec<&str> {
            let given: Vec<_> = given.iter().map(|&name| name.to_owned()).collect();
            select(&given).unwrap().iter().map(|part| part.name).collect()
        };
        assert_eq!(names(&["journeys"]), ["journeys-chromium", "journeys-firefox"]);
        assert_eq!(names(&["lint", "format"]), ["format", "lint"]);
        assert_eq!(names(&[]).len(), PARTS.len());
        assert!(select(&["nothing".to_owned()]).is_err());
    }
}
