//! What is measured, and how it is kept.

use serde::Serialize;
use tests::failure::Outcome;
use tests::report;

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

/// Writes a report, and says where.
pub(crate) fn keep(name: &str, report: &impl Serialize) -> Outcome {
    println!("\n{}", report::keep(name, report)?.display());
    Ok(())
}
