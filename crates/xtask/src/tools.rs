//! What a verb needs beyond cargo, installed only when it is missing.
//!
//! Debian's packages are installed when this runs as root. Otherwise the one line that installs them all is
//! printed, and the verb ends: nothing here asks for a password.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::workspace::{Browser, cargo, on_path, read, root, run};

/// The geckodriver that the browser tests were written with; no Debian package has one.
const GECKODRIVER: &str = "0.37.1";

/// The cargo-fuzz that the targets were run with.
const CARGO_FUZZ: &str = "0.13.2";

/// Something a verb needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// rustc's libraries for wasm.
    WasmTarget,
    /// Chromium and its driver.
    Chromium,
    /// Firefox and its driver.
    Firefox,
    /// Runs wasm tests in node and in browsers.
    WasmTestRunner,
    /// JavaScript outside the browser, and its packages.
    Node,
    /// Python, with virtual environments.
    Python,
    /// Runs the fuzzer, whose engine is C++.
    CargoFuzz,
}

impl Tool {
    /// What it takes to test and show Behalf in a browser.
    pub(crate) fn of(browser: Browser) -> Self {
        match browser {
            Browser::Chromium => Self::Chromium,
            Browser::Firefox => Self::Firefox,
        }
    }

    /// What it needs of Debian.
    fn packages(self) -> &'static [Package] {
        match self {
            Self::WasmTarget => &[],
            Self::Chromium => &[("chromium", || on_path("chromium")), ("chromium-driver", || on_path("chromedriver"))],
            Self::Firefox => &[("firefox-esr", || on_path("firefox-esr"))],
            Self::WasmTestRunner => &[("nodejs", || on_path("node"))],
            Self::CargoFuzz => &[("g++", || on_path("c++"))],
            Self::Node => &[("nodejs", || on_path("node")), ("npm", || on_path("npm"))],
            Self::Python => {
                &[("python3-venv", || succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])))]
            }
        }
    }
}

/// A Debian package, and how to tell that what it is for is there.
type Package = (&'static str, fn() -> bool);

/// Installs what is missing of these.
///
/// # Errors
/// When Debian packages are missing and this does not run as root, or an installation fails.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let mut missing: Vec<_> = tools
        .iter()
        .flat_map(|tool| tool.packages())
        .filter(|(_, is_there)| !is_there())
        .map(|&(package, _)| package)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        install_packages(&missing)?;
    }
    for tool in tools {
        match tool {
            Tool::WasmTarget => wasm_target()?,
            Tool::Firefox => geckodriver()?,
            Tool::WasmTestRunner => wasm_test_runner()?,
            Tool::CargoFuzz => cargo_fuzz()?,
            Tool::Chromium | Tool::Node | Tool::Python => {}
        }
    }
    Ok(())
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !on_path("apt-get") {
        bail!("missing: {}. Install them and try again", packages.join(", "));
    }
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!("missing: {}. Install them with\n\n    sudo sh -c '{line}'\n", packages.join(", "));
    }
    println!("installing {}", packages.join(", "));
    run(Command::new("sh").args(["-c", &line]).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn wasm_target() -> Result<()> {
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()))?;
    let libraries = format!("{}/lib/rustlib/wasm32-unknown-unknown", sysroot.trim());
    if std::path::Path::new(&libraries).is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]).current_dir(root()))
}

fn geckodriver() -> Result<()> {
    if on_path("geckodriver") {
        return Ok(());
    }
    println!("installing geckodriver {GECKODRIVER}");
    run(&mut cargo(["install", "--locked", "geckodriver", "--version", GECKODRIVER]))
}

fn cargo_fuzz() -> Result<()> {
    if on_path("cargo-fuzz") {
        return Ok(());
    }
    println!("installing cargo-fuzz {CARGO_FUZZ}");
    run(&mut cargo(["install", "--locked", "cargo-fuzz", "--version", CARGO_FUZZ]))
}

/// The runner has to be of the version of the crate, which Cargo.lock knows.
fn wasm_test_runner() -> Result<()> {
    let locked = read(&mut cargo(["pkgid", "wasm-bindgen"]))?;
    let version = locked.trim().rsplit(['@', '#']).next().context("cargo pkgid names no version")?;
    let installed = Command::new("wasm-bindgen-test-runner").arg("--version").output();
    if installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(version)) {
        return Ok(());
    }
    println!("installing wasm-bindgen-cli {version}");
    // Not --locked: the lock file inside this release asks for versions that are not to be had everywhere.
    run(&mut cargo(["install", "wasm-bindgen-cli", "--version", version, "--no-default-features", "--force"]))
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
