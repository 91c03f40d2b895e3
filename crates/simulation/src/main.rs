//! Plays days in the life of an agent; see the library.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

use std::process::ExitCode;

use clap::Parser;

/// Plays days in the life of an agent, each out of a seed.
#[derive(Parser)]
struct Arguments {
    /// How many days to play
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Plays one day and prints what happened
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
}

/// How often it says how far it is.
const EVERY: u64 = 10_000;

fn main() -> ExitCode {
    let Arguments { seeds, from, seed } = Arguments::parse();
    let good = match seed {
        Some(seed) => simulation::tell(seed).map(|told| {
            println!("{}", told.lines.join("\n"));
            told.violation.is_none()
        }),
        None => simulation::play(from, seeds, tell).map(|report| {
            println!("{report}");
            report.is_good()
        }),
    };
    match good {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn tell(played: u64) {
    if played.is_multiple_of(EVERY) {
        eprintln!("{played} days");
    }
}
