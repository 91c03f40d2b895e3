//! The fuzzer: the targets of `fuzz/`, one after the other.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::tools::{self, Tool};
use crate::workspace::{cargo, line, read, run as run_command};

/// Safe Rust needs none, and without one stable Rust will do.
const NO_SANITIZER: [&str; 2] = ["--sanitizer", "none"];

/// Looks for inputs that break a decoder, with cargo-fuzz
///
/// Prints a line for each target. What reaches new code is kept in fuzz/corpus/, and what breaks a target in
/// fuzz/artifacts/.
#[derive(Args)]
pub(crate) struct Options {
    /// One target only
    target: Option<String>,
    /// How long each of them runs
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    tools::ensure(&[Tool::CargoFuzz])?;
    let list = read(&mut cargo(["fuzz", "list"]))?;
    let chosen = |target: &&str| options.target.as_deref().is_none_or(|one| one == *target);
    let targets: Vec<_> = list.lines().filter(chosen).collect();
    ensure!(
        !targets.is_empty(),
        "no such target; there are {}",
        list.split_whitespace().collect::<Vec<_>>().join(", ")
    );
    run_command(cargo(["fuzz", "build"]).args(NO_SANITIZER))?;

    let mut broken = Vec::new();
    for target in targets {
        let told = fuzz(target, options.seconds)?;
        println!("{target:13} {told}");
        if told.crashes > 0 {
            broken.push(target);
        }
    }
    if !broken.is_empty() {
        bail!("broken: {}", broken.join(", "));
    }
    Ok(())
}

/// What libFuzzer told of a run.
#[derive(Debug, Default, PartialEq)]
struct Told {
    executions: u64,
    /// Edges between blocks of code that were reached.
    coverage: u64,
    crashes: u64,
    /// What it said since it began to say what went wrong.
    last_words: Vec<String>,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { executions, coverage, crashes, last_words } = self;
        write!(f, "{executions:>9} executions {coverage:>6} edges {crashes} crashes")?;
        last_words.iter().try_for_each(|words| write!(f, "\n  {words}"))
    }
}

fn fuzz(target: &str, seconds: u32) -> Result<Told> {
    let mut program = cargo(["fuzz", "run"]);
    program.args(NO_SANITIZER).args([target, "--", "-print_final_stats=1", "-timeout=10"]);
    program.arg(format!("-max_total_time={seconds}"));
    let mut child =
        program.stderr(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", line(&program)))?;
    let mut told = Told::default();
    if let Some(stderr) = child.stderr.take() {
        for text in BufReader::new(stderr).lines() {
            told.hear(&text?);
        }
    }
    let done = child.wait()?.success();
    ensure!(done || told.crashes > 0, "{} failed:\n{}", line(&program), told.last_words.join("\n"));
    Ok(told)
}

impl Told {
    /// Takes in a line, as in `#4096 NEW cov: 812 ft: 1304 …` or `stat::number_of_executed_units: 5012`.
    fn hear(&mut self, text: &str) {
        let number = |after: &str| -> Option<u64> { text.split_once(after)?.1.split_whitespace().next()?.parse().ok() };
        if let Some(edges) = number(" cov: ") {
            self.coverage = edges;
        } else if let Some(executions) = number("stat::number_of_executed_units:") {
            self.executions = executions;
        } else if text.contains("Test unit written to ") {
            self.crashes += 1;
        }
        let wrong = ["panicked at", "ERROR:", "error:"].into_iter().any(|sign| text.contains(sign));
        if wrong || !self.last_words.is_empty() {
            self.last_words.push(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read() {
        let mut told = Told::default();
        for text in [
            "INFO: seed corpus: files: 24 min: 10b max: 3789b",
            "#25\tINITED cov: 9120 ft: 11012 corp: 24/31Kb exec/s: 0 rss: 88Mb",
            "#4096\tNEW    cov: 9143 ft: 11120 corp: 25/31Kb lim: 3789 exec/s: 512 rss: 90Mb L: 95/3789 MS: 1 Custom-",
            "stat::number_of_executed_units: 5012",
            "stat::new_units_added:          61",
        ] {
            told.hear(text);
        }
        assert_eq!(told, Told { executions: 5012, coverage: 9143, ..Told::default() });
    }

    #[test]
    fn a_crash_is_told_with_what_led_to_it() {
        let mut told = Told::default();
        for text in ["#2 INITED cov: 7 ft: 8", "thread '<unnamed>' panicked at fuzz/src/texts.rs:9:5:", "why"] {
            told.hear(text);
        }
        told.hear("artifact_prefix='fuzz/artifacts/texts/'; Test unit written to fuzz/artifacts/texts/crash-1");
        assert_eq!((told.crashes, told.last_words.len()), (1, 3));
        assert!(told.to_string().contains("fuzz/src/texts.rs:9:5"));
    }
}
