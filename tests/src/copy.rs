//! Copies of the extension that was built, for a test to change; one that the browser lets look at web pages from the start.
//!
//! An agent is asked for that, in a dialog of the browser's own that no driver of a browser without a window reaches. Here
//! the manifest's host permissions say the same; what Behalf makes of it is its own.

use serde_json::{Value, json};

use crate::browser::{Kind, built};
use crate::failure::{Failure, Outcome};
use crate::files;

/// All sites, as Behalf itself asks for them.
pub const ALL_SITES: &str = "*://*/*";

/// A copy that is the same, for a test to change.
///
/// # Errors
/// When Behalf has not been built, or cannot be copied.
pub fn of(kind: Kind) -> Outcome<tempfile::TempDir> {
    let directory = tempfile::tempdir()
        .map_err(|source| Failure::Program { program: "a directory for the extension".to_owned(), source })?;
    files::copy(&built(kind)?, directory.path())?;
    Ok(directory)
}

/// Makes one that may look at pages; `matches` are the match patterns of what it may look at.
///
/// # Errors
/// When Behalf has not been built, or cannot be copied.
pub fn with_access(kind: Kind, matches: &[&str]) -> Outcome<tempfile::TempDir> {
    let directory = of(kind)?;
    let manifest = directory.path().join("manifest.json");
    let mut value: Value = serde_json::from_str(&files::read(&manifest)?)
        .map_err(|error| Failure::Unexpected(format!("the manifest: {error}")))?;
    value["host_permissions"] = json!(matches);
    files::write(&manifest, &value.to_string())?;
    Ok(directory)
}
