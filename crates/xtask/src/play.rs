//! The programs of the `tests` crate that drive a browser: installed for, built for, and handed over to.

use std::env;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::build::{self, Profile};
use crate::tools::{self, Tool};
use crate::workspace::{Browser, cargo, run};

/// Shows Behalf on a local cloud: the sandbox, a browser with the extension, the CRM page and the handset
///
/// With --headless it plays the whole article by itself, from sign-in to Done, prints each step with what the API
/// recorded, and saves a screenshot of each under target/demo/.
#[derive(Args)]
pub(crate) struct DemoOptions {
    /// The browser to show it in
    #[arg(long, default_value = "chromium")]
    browser: Browser,
    /// Plays it without a window; what happens anyway where there is no display
    #[arg(long)]
    headless: bool,
}

pub(crate) fn demo(options: &DemoOptions) -> Result<()> {
    tools::ensure(&[Tool::of(options.browser)])?;
    build::build(Profile::Shipping)?;
    run(&mut cargo(["build", "--quiet", "--package", "sandbox"]))?;
    let manner = if options.headless || !has_display() { "--headless" } else { "--interactive" };
    let browser = match options.browser {
        Browser::Chromium => "chromium",
        Browser::Firefox => "firefox",
    };
    run(&mut cargo(["run", "--quiet", "--package", "tests", "--bin", "demo", "--", "--browser", browser, manner]))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Measures, prints a table and writes it as JSON under target/bench/
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// What to measure
    subject: Subject,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// From popup opened to painted, beside a Preact page of the same content; from a stopped worker to its first
    /// answer; and the sizes of the archives
    Startup,
}

pub(crate) fn bench(options: &BenchOptions) -> Result<()> {
    let subject = match options.subject {
        Subject::Startup => "startup",
    };
    tools::ensure(&[Tool::Chromium, Tool::Node])?;
    // The archives hold the very build that is measured.
    crate::package::package()?;
    run(&mut cargo(["run", "--quiet", "--package", "tests", "--bin", "bench", "--", subject]))
}
