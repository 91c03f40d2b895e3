//! Days in the life of an agent: the real background and the real sandbox in one process, under a scheduler that does
//! the same for the same seed, with simulated time and whatever can go wrong.
//!
//! ```text
//!   agent ─ pages ─ ports ─▶ background::Driver ─ network ─▶ sandbox ◀─ customers, a colleague
//!                                │      faults ▲   │ ▲              │
//!                             computer          sockets           ledger, truth
//! ```
//!
//! **Deterministic.** One thread, tokio's clock paused: it jumps to whatever is due next. Every choice is made by one
//! generator, and the sandbox draws its identifiers from the same seed. A day that fails is played again with
//! `cargo xtask simulate --seed N`, line by line.
//!
//! **A day** (`day`) is made of shifts. In a shift somebody does something at each step: the agent presses what is
//! shown (`agent`), customers write, a colleague works along (`others`), or something goes wrong: the browser stops the
//! background at a moment of its own (`computer::Moment`), sockets break or fall silent, the laptop sleeps, the clock
//! jumps, nothing can be written, the browser crashes or updates the extension. Meanwhile requests and frames go wrong
//! as often as the shift is rough (`network`): lost before or after their effect, late, doubled, refused, unreadable.
//! Then comes rest.
//!
//! **What has to hold.**
//! - Always (`watch`): one press, one effect, counted where it takes effect (`ledger`). The badge, the drafts and the
//!   list are consistent in every view that is shown.
//! - At rest (`truth`): within ten minutes, and without more than a sign-in, the view is what the sandbox has stored:
//!   interactions, standings, messages with their delivery, wrap-up, badge; and nothing is under way any more.
//! - At the end of the day: everything can be brought to its end. Each text reached its customer, or was shown as not,
//!   or not certainly, sent, or is still a draft.
//!
//! What is left out on purpose: `crates/workflow/tests/walks.rs` tries more orders of fewer things without a server.

mod agent;
mod computer;
mod day;
mod ledger;
mod network;
mod others;
mod pages;
mod tally;
mod truth;
mod watch;
mod world;

use std::{
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use sandbox::org::{self, Organisation, OrganisationError};

use crate::{
    tally::{Situation, Tally},
    world::Trace,
};

/// So many days that fail are named; more would say no more.
const FAILURES: usize = 10;
/// Every situation has to come up on at least one of so many days.
const WORTH_DAYS: u64 = 1_000;

/// What came of many days.
#[derive(Debug)]
pub struct Report {
    days: u64,
    tally: Tally,
    took: Duration,
    /// Those that failed, with what did not hold.
    pub failures: Vec<(u64, String)>,
}

/// A day, told line by line.
#[derive(Debug)]
pub struct Told {
    /// What happened, with seconds since the day began.
    pub lines: Vec<String>,
    /// What did not hold, if something did not.
    pub violation: Option<String>,
}

/// Plays the days of so many seeds, on all cores. `progress` hears how many have been played.
///
/// # Errors
/// The built-in organisation cannot be read.
pub fn play(from: u64, days: u64, progress: impl Fn(u64) + Sync) -> Result<Report, OrganisationError> {
    let org = organisation()?;
    let began = Instant::now();
    let (next, enough) = (AtomicU64::new(from), AtomicBool::new(false));
    let sum = Mutex::new((0, Tally::default(), Vec::new()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from.saturating_add(days) || enough.load(Ordering::Relaxed) {
                        return;
                    }
                    let day = day::play(seed, org.clone(), Trace::Off);
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    let (played, tally, failures) = &mut *sum;
                    *played += 1;
                    progress(*played);
                    tally.add(&day.tally);
                    if let Some(violation) = day.violation {
                        failures.push((seed, violation));
                        enough.store(failures.len() >= FAILURES, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let (days, tally, mut failures) = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort();
    Ok(Report { days, tally, took: began.elapsed(), failures })
}

/// Plays the day of one seed and tells what happened.
///
/// # Errors
/// The built-in organisation cannot be read.
pub fn tell(seed: u64) -> Result<Told, OrganisationError> {
    let day = day::play(seed, organisation()?, Trace::Kept(Vec::new()));
    Ok(Told { lines: day.trace, violation: day.violation })
}

fn organisation() -> Result<Organisation, OrganisationError> {
    org::parse("lumen.toml", org::LUMEN)
}

impl Report {
    /// Whether nothing failed, and the days were worth their time.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && self.missed().is_empty()
    }

    /// Where the days did not come to often enough; of a few days nobody expects it.
    fn missed(&self) -> Vec<Situation> {
        let wanted = self.days / WORTH_DAYS;
        let days = |situation: &Situation| self.tally.situations().get(situation).copied().unwrap_or_default();
        Situation::WORTH.into_iter().filter(|situation| days(situation) < wanted).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { days, tally, took, failures } = self;
        let seconds = took.as_secs_f64();
        let faults: u64 = tally.faults().values().sum();
        let mut line = |name: &str, value: String| writeln!(f, "{name:<24}{value:>14}");
        line("days", days.to_string())?;
        line("steps", tally.steps.to_string())?;
        line("requests", tally.requests.to_string())?;
        line("views shown", tally.views.to_string())?;
        line("backgrounds started", tally.starts.to_string())?;
        line("backgrounds stopped", tally.stops.to_string())?;
        line("faults injected", faults.to_string())?;
        line("invariants checked", tally.checks.to_string())?;
        line("violations", failures.len().to_string())?;
        line("hours simulated", format!("{:.1}", tally.simulated_ms as f64 / 3_600_000.0))?;
        line("seconds taken", format!("{seconds:.1}"))?;
        line("steps a second", format!("{:.0}", tally.steps as f64 / seconds))?;
        writeln!(f, "\nfaults, how often")?;
        for (fault, count) in tally.faults() {
            writeln!(f, "  {:<28}{count:>10}", format!("{fault:?}"))?;
        }
        writeln!(f, "\nsituations, on how many days")?;
        for (situation, count) in tally.situations() {
            writeln!(f, "  {:<28}{count:>10}", format!("{situation:?}"))?;
        }
        for situation in self.missed() {
            writeln!(f, "TOO RARE {situation:?}")?;
        }
        for (seed, violation) in failures {
            writeln!(f, "FAILED seed {seed}: {violation}\n  cargo xtask simulate --seed {seed}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_day() {
        for seed in [3, 17] {
            assert_eq!(tell(seed).unwrap().lines, tell(seed).unwrap().lines);
        }
        assert_ne!(tell(3).unwrap().lines, tell(17).unwrap().lines);
    }
}
