//! The simulation: days in the life of an agent, compiled for speed and handed over to.

use anyhow::Result;
use clap::Args;

use crate::workspace::{cargo, run as run_command};

/// Plays days in the life of an agent in one process: the background, the sandbox, and what can go wrong between them
///
/// Prints how many days, steps and faults there were, what was checked, and where the days came to. A day is its seed:
/// one that fails is named, and --seed tells it line by line.
#[derive(Args)]
pub(crate) struct Options {
    /// How many days to play
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Plays one day and prints what happens on it
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    match options.seed {
        Some(seed) => simulate(&["--seed".to_owned(), seed.to_string()]),
        None => play(options.from, options.seeds),
    }
}

/// Plays so many days.
pub(crate) fn play(from: u64, seeds: u64) -> Result<()> {
    simulate(&["--from".to_owned(), from.to_string(), "--seeds".to_owned(), seeds.to_string()])
}

fn simulate(arguments: &[String]) -> Result<()> {
    run_command(cargo(["run", "--quiet", "--release", "--package", "simulation", "--"]).args(arguments))
}
