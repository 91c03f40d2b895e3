//! Where what a program has made is kept, the target directory, what it has measured in `target/bench`; and how such a program
//! ends.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::files;

/// The target directory that this program is in.
#[must_use]
pub fn target() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).unwrap_or(&program).to_path_buf()
}

/// `target/bench`, for what was measured.
#[must_use]
pub fn home() -> PathBuf {
    target().join("bench")
}

/// Writes a report there, and tells where.
///
/// # Errors
/// When it cannot be written.
pub fn keep(name: &str, report: &impl Serialize) -> Outcome<PathBuf> {
    let file = home().join(name);
    let text = serde_json::to_string_pretty(report).map_err(|error| Failure::Unexpected(error.to_string()))?;
    files::write(&file, &text)?;
    Ok(file)
}

/// How a program ends that has limits: it says which of them do not hold, or what kept it from measuring.
#[expect(clippy::print_stderr, reason = "a program's last words")]
#[must_use]
pub fn end(broken: Outcome<Vec<String>>) -> ExitCode {
    let last = match broken {
        Ok(broken) if broken.is_empty() => return ExitCode::SUCCESS,
        Ok(broken) => format!("\n{}", broken.join("\n")),
        Err(failure) => failure.to_string(),
    };
    eprintln!("{last}");
    ExitCode::FAILURE
}
