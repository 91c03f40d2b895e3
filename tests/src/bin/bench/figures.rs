//! What is measured, and where it is kept.

use std::path::PathBuf;
use std::{env, fs};

use serde::Serialize;
use tests::failure::{Failure, Outcome};

/// Measurements of one thing, in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) median: f64,
    pub(crate) p90: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
    pub(crate) all: Vec<f64>,
}

impl Figures {
    pub(crate) fn of(mut all: Vec<f64>) -> Self {
        all.sort_unstable_by(f64::total_cmp);
        let at = |percent: usize| all.get(all.len() * percent / 100).copied().unwrap_or(f64::NAN);
        Self { median: at(50), p90: at(90), p95: at(95), p99: at(99), all }
    }
}

/// `target/bench`, of the target directory that this program is in.
pub(crate) fn home() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).unwrap_or(&program).join("bench")
}

/// Writes a report there, and says where.
pub(crate) fn keep(name: &str, report: &impl Serialize) -> Outcome {
    let file = home().join(name);
    let text = serde_json::to_string_pretty(report).map_err(|error| Failure::Unexpected(error.to_string()))?;
    let written = fs::create_dir_all(home()).and_then(|()| fs::write(&file, text));
    written.map_err(|source| Failure::Program { program: file.display().to_string(), source })?;
    println!("\n{}", file.display());
    Ok(())
}
