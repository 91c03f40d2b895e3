//! Files that a test program prepares: copied, written, or installed from npm as a lock file says.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome, expect};

/// Copies a directory with all that is in it.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    let entries = fs::read_dir(from).map_err(|source| about(from, source))?;
    for entry in entries.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            copy_file(&path, &target)?;
        }
    }
    Ok(())
}

/// Copies a file, into directories that are made where they are not there.
///
/// # Errors
/// When it cannot be read or written.
pub fn copy_file(from: &Path, to: &Path) -> Outcome {
    let made = to.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::copy(from, to)).map(drop).map_err(|source| about(from, source))
}

/// Reads a text.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|source| about(path, source))
}

/// Writes a text, into directories that are made where they are not there.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, text: &str) -> Outcome {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text)).map_err(|source| about(path, source))
}

/// Has the packages of `source`'s lock file in `home`, unless they are there from an earlier run.
///
/// # Errors
/// When npm fails.
pub fn install(source: &Path, home: &Path) -> Outcome {
    let lock = "package-lock.json";
    let same =
        home.join("node_modules").is_dir() && read(&source.join(lock))? == read(&home.join(lock)).unwrap_or_default();
    for file in ["package.json", lock] {
        copy_file(&source.join(file), &home.join(file))?;
    }
    if same {
        return Ok(());
    }
    execute(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(home))
}

/// Runs a program to its end.
///
/// # Errors
/// When it cannot be started, or fails.
pub fn execute(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|source| Failure::Program { program, source })?;
    expect(status.success(), || format!("{command:?} ended with {status}"))
}

fn about(path: &Path, source: std::io::Error) -> Failure {
    Failure::Program { program: path.display().to_string(), source }
}
