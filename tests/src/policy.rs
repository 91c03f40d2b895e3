//! What an administrator has set, for one browser alone.
//!
//! Firefox reads it under the home of whoever runs it. Chromium reads what is below `/etc`, for the whole machine: so it is
//! started with that directory replaced, in mounts that only it sees.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::failure::{Failure, Outcome, expect};
use crate::files;

/// Where Chromium's package has its settings, and policies are.
const CHROMIUM: &str = "/etc/chromium";
const CHROME: &str = "/etc/opt/chrome";

/// Where no mounts are allowed, as in some containers, the machine's policies are those of the test until its directory goes.
const STARTER: &str = r#"#!/bin/sh
if unshare ROOT--mount true; then
    exec unshare ROOT--mount sh -c 'mount --bind "$0" SETTINGS && exec "$@"' 'DIRECTORY' 'PROGRAM' "$@"
fi
ln -sfn 'DIRECTORY/policies' SETTINGS/policies && exec 'PROGRAM' "$@"
"#;

/// Puts a native manifest below a home, through which Firefox reads `storage.managed`.
pub(crate) fn for_firefox(home: &Path, extension: &str, policy: &Value) -> Outcome {
    let directory = home.join(".mozilla/managed-storage");
    let manifest = json!({
        "name": extension,
        "description": "What the administrator has set",
        "type": "storage",
        "data": policy,
    });
    files::write(&directory.join(format!("{extension}.json")), &manifest.to_string())
}

/// A program that starts Chromium with a policy, kept in `directory`.
pub(crate) fn for_chromium(directory: &Path, program: &Path, extension: &str, policy: &Value) -> Outcome<PathBuf> {
    change(directory, extension, policy)?;
    let is_chrome = program.ends_with("google-chrome");
    let settings = if is_chrome { CHROME } else { CHROMIUM };
    expect(Path::new(settings).is_dir(), || format!("{settings} is not there to be replaced for a test"))?;
    // Who is not root is made root of a namespace, which lets them mount in it.
    let root = if rustix::process::geteuid().is_root() { "" } else { "--map-root-user " };
    let script = STARTER
        .replace("ROOT", root)
        .replace("SETTINGS", settings)
        .replace("DIRECTORY", &directory.display().to_string())
        .replace("PROGRAM", &program.display().to_string());
    let starter = directory.join("chromium");
    files::write(&starter, &script)?;
    fs::set_permissions(&starter, fs::Permissions::from_mode(0o755))
        .map_err(|source| Failure::Program { program: starter.display().to_string(), source })?;
    Ok(starter)
}

/// Changes the policy of a Chromium that was started with one; it looks at its files within some seconds.
pub(crate) fn change(directory: &Path, extension: &str, policy: &Value) -> Outcome {
    let policies = json!({"3rdparty": {"extensions": {extension: policy}}});
    files::write(&directory.join("policies/managed/test.json"), &policies.to_string())
}
