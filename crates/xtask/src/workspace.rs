//! Where things are, and how other programs are run.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use clap::ValueEnum;
use serde_json::Value;

/// The browsers that Behalf is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Browser {
    /// Chromium, and with it Chrome and Edge
    #[value(alias = "chrome")]
    Chromium,
    /// Firefox
    Firefox,
}

impl Browser {
    pub(crate) const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name of its build, of its archive, and of the prefix of its keys in the manifest.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::Chromium => "chrome",
            Self::Firefox => "firefox",
        }
    }

    /// Where its extension is built, unpacked.
    pub(crate) fn dist(self) -> PathBuf {
        dist().join(self.product())
    }
}

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Where everything that is for a browser or a store ends up.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where tools that belong to the project, not to the machine, are installed.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

/// `cargo`, at the root of the checkout.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Whether a program of this name would be found.
pub(crate) fn on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|directory| directory.join(program).is_file()))
}

/// Runs to the end, with the terminal as it is.
///
/// # Errors
/// When it cannot be started, or fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    ensure!(status.success(), "{} failed ({status})", line(command));
    Ok(())
}

/// Runs to the end and returns what it printed; errors go to the terminal.
///
/// # Errors
/// When it cannot be started, fails, or prints anything but text.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    ensure!(output.status.success(), "{} failed ({})", line(command), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no text", line(command)))
}

/// Runs a `cargo rustc`, with flags for the crate itself, and returns the one file that it was asked for, the one with this
/// extension.
///
/// # Errors
/// When it does not compile, or yields no such file.
pub(crate) fn artifact(build: &mut Command, flags: &[&str], extension: &str) -> Result<PathBuf> {
    build.arg("--message-format=json-render-diagnostics").arg("--").args(flags);
    let last = read(build)?
        .lines()
        .filter_map(|message| serde_json::from_str::<Value>(message).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .filter(|name| name.extension().is_some_and(|found| found == extension))
        .collect::<Vec<_>>()
        // Cargo reports what a package needs before the package.
        .pop();
    let Some(file) = last else {
        bail!("{} made no .{extension} file", line(build));
    };
    Ok(file)
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(program.as_os_str()).to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
