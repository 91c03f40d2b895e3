//! web-ext's opinion of the Firefox build.
//!
//! Its version is pinned, with everything it needs, by `crates/xtask/web-ext/package-lock.json`. It may report no
//! error, and only the warnings that `manifest/lint.json5` allows, each with the reason in a comment. An entry there
//! that nothing needs any more is an error too.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use crate::build::{self, Profile};
use crate::tools::{self, Tool};
use crate::workspace::{self, Browser, root, run as run_command};

pub(crate) fn run() -> Result<()> {
    build::build(Profile::Shipping)?;
    lint()
}

/// Lints dist/firefox as it is.
///
/// # Errors
/// When there is an error, an unexplained warning, or an explanation without a warning.
pub(crate) fn lint() -> Result<()> {
    tools::ensure(&[Tool::Node])?;
    let report = report()?;
    let allowed: Vec<Finding> = json5::from_str(&fs::read_to_string(root().join("manifest/lint.json5"))?)
        .context("manifest/lint.json5 is wrong")?;

    for error in &report.errors {
        println!("error: {error}");
    }
    let unexplained: Vec<_> = report.warnings.iter().filter(|found| !allowed.contains(found)).collect();
    for warning in &unexplained {
        println!("unexplained warning: {warning}");
    }
    let stale: Vec<_> = allowed.iter().filter(|entry| !report.warnings.contains(entry)).collect();
    for entry in &stale {
        println!("nothing needs this entry of manifest/lint.json5: {entry}");
    }
    println!(
        "web-ext: {} errors, {} warnings, {} of them unexplained",
        report.errors.len(),
        report.warnings.len(),
        unexplained.len()
    );
    ensure!(report.errors.is_empty() && unexplained.is_empty() && stale.is_empty(), "web-ext objects");
    Ok(())
}

#[derive(Deserialize)]
struct Report {
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

/// What the linter found, or what it may find: the same kind, in the same file.
#[derive(Deserialize)]
struct Finding {
    code: String,
    file: Option<String>,
    #[serde(default)]
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_deref().unwrap_or("no file");
        write!(f, "{} in {file}: {}", self.code, self.message)
    }
}

impl PartialEq for Finding {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code && self.file == other.file
    }
}

fn report() -> Result<Report> {
    let output = Command::new("node")
        .arg(installed()?.join("node_modules/web-ext/bin/web-ext.js"))
        .args(["lint", "--output", "json", "--no-config-discovery", "--no-input", "--source-dir"])
        .arg(Browser::Firefox.dist())
        .output()
        .context("cannot start web-ext")?;
    // It fails when it finds errors, and reports them all the same.
    let text = String::from_utf8_lossy(&output.stdout);
    let Ok(report) = serde_json::from_str(&text) else {
        bail!("web-ext reported no JSON: {text}{}", String::from_utf8_lossy(&output.stderr));
    };
    Ok(report)
}

/// Where web-ext is, installed when what is there is not what the lock file says.
fn installed() -> Result<PathBuf> {
    let source = root().join("crates/xtask/web-ext");
    let to = workspace::tools().join("web-ext");
    let lock = fs::read(source.join("package-lock.json"))?;
    let done = to.join("installed-lock.json");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(to);
    }
    println!("installing web-ext");
    fs::create_dir_all(&to)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), to.join(name))?;
    }
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run_command(Command::new("npm").args(install).current_dir(&to))?;
    fs::write(done, lock)?;
    Ok(to)
}
