//! The programs of the `tests` crate that drive a browser: installed for, built for, and handed over to.

use std::env;
use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum, value_parser};

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
    run(program("demo", Some(options.browser)).arg(manner))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Measures, prints a table and writes it as JSON under target/bench/
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// What to measure
    subject: Subject,
    /// Of `pages` only these: table-200, table-2000, table-10000, scrolled, article, live, text-10mb, ones, nested
    #[arg(value_name = "PAGE")]
    pages: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// From popup opened to painted, beside a Preact page of the same content; from a stopped worker to its first
    /// answer; and the sizes of the archives
    Startup,
    /// Thirty conversations of forty messages, ten messages a second for a minute: from sent to painted, between two
    /// views, and memory
    Live,
    /// A conversation of ten thousand messages, beside a plain React list of them: from opened to painted, frames of
    /// scrolling, key presses in the composer, memory
    Thread,
    /// Numbers on web pages, beside ringcentral-c2d on the same pages: the time of the page's main thread, the longest
    /// task, until the numbers are painted, the heap; on tables, a page that changes, hostile pages. Takes half an hour
    Pages,
}

pub(crate) fn bench(options: &BenchOptions) -> Result<()> {
    let subject = match options.subject {
        Subject::Startup => "startup",
        Subject::Live => "live",
        Subject::Thread => "thread",
        Subject::Pages => "pages",
    };
    tools::ensure(&[Tool::Chromium, Tool::Firefox, Tool::Node])?;
    // The archives hold the very build that is measured.
    crate::package::package()?;
    run(cargo(["run", "--quiet", "--package", "tests", "--bin", "bench", "--", subject]).args(&options.pages))
}

/// Lets each call of the article go wrong in each way, in both browsers, and counts what was lost or done twice
///
/// Prints a line for each fault, step and browser, then the sums, and writes target/faults.json. Fails unless
/// everything was done once and the views show what is stored.
#[derive(Args)]
#[command(after_help = "\
EXAMPLES
  cargo xtask faults                           everything
  cargo xtask faults --browser firefox stopped the background stopped before, during and after each call
  cargo xtask faults send 'cut after'          one fault at one step")]
pub(crate) struct FaultsOptions {
    /// One browser only
    #[arg(long)]
    browser: Option<Browser>,
    /// Only calls that change something, each with the background stopped after the effect and before the reply
    #[arg(long)]
    short: bool,
    /// Parts of the names of a step and a fault; all have to occur
    words: Vec<String>,
}

pub(crate) fn faults(options: &FaultsOptions) -> Result<()> {
    ensure(options.browser)?;
    build::build(Profile::Shipping)?;
    let mut program = program("faults", options.browser);
    if options.short {
        program.arg("--short");
    }
    run(program.args(&options.words))
}

/// Idles in both browsers with every page closed, then has a customer write: an alert must come within 5 s
///
/// At once, after a minute and after N minutes, each in a fresh browser whose idle limits are as they come. Prints for
/// each wait how long the alert took, whether the background was stopped meanwhile, and what the wait has cost. A
/// background that was stopped by force comes back with its alarm, in 30 s. Takes some 14 minutes.
#[derive(Args)]
pub(crate) struct SoakOptions {
    /// One browser only
    #[arg(long)]
    browser: Option<Browser>,
    /// The longest wait
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = value_parser!(u64).range(1..))]
    minutes: u64,
}

pub(crate) fn soak(options: &SoakOptions) -> Result<()> {
    ensure(options.browser)?;
    build::build(Profile::Shipping)?;
    run(program("soak", options.browser).args(["--minutes", &options.minutes.to_string()]))
}

/// Finds the phone numbers in the texts and pages of tests/corpus, beside ringcentral-c2d and libphonenumber-js
///
/// Prints precision and recall of each, on the cases that may be tuned on and on those that are held out, and writes
/// target/bench/corpus.json. Fails unless Behalf has 0.98 of both, over all and on the held-out third, and more than
/// either peer.
#[derive(Args)]
#[command(after_help = "\
EXAMPLES
  cargo xtask corpus                           everything
  cargo xtask corpus --misses behalf           Behalf alone, and every find that is wrong or missed
                                               (of a case that is held out its name only)
  cargo xtask corpus --misses --only shadow    only cases with that in their names; no bar holds")]
pub(crate) struct CorpusOptions {
    /// Prints what is wrong and what was missed
    #[arg(long)]
    misses: bool,
    /// Only cases with this in their names
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// Only these: behalf, ringcentral-c2d, libphonenumber-js
    #[arg(value_name = "FINDER")]
    finders: Vec<String>,
}

pub(crate) fn corpus(options: &CorpusOptions) -> Result<()> {
    tools::ensure(&[Tool::Chromium, Tool::Node])?;
    build::build(Profile::Shipping)?;
    let mut program = cargo(["run", "--quiet", "--package", "tests", "--bin", "corpus", "--"]);
    if options.misses {
        program.arg("--misses");
    }
    if let Some(part) = &options.only {
        program.args(["--only", part]);
    }
    run(program.args(&options.finders))
}

/// Shows every screen in every state, in both themes and both browsers, and has axe-core look at each
///
/// Writes the pictures and a page of them, target/gallery/index.html, and prints what axe-core found. Fails unless that
/// is nothing, and no screen is wider than its window, also at 320 px.
#[derive(Args)]
pub(crate) struct GalleryOptions {
    /// One browser only
    #[arg(long)]
    browser: Option<Browser>,
    /// Only states with this in their names
    #[arg(value_name = "PART")]
    only: Option<String>,
}

pub(crate) fn gallery(options: &GalleryOptions) -> Result<()> {
    tools::ensure(&[Tool::Node])?;
    ensure(options.browser)?;
    build::build(Profile::Shipping)?;
    play_gallery(options.browser, options.only.as_deref())
}

/// The gallery of what has been built.
pub(crate) fn play_gallery(browser: Option<Browser>, only: Option<&str>) -> Result<()> {
    build::gallery()?;
    run(program("gallery", browser).args(only))
}

/// Installs the browser that is asked for, or all of them.
fn ensure(browser: Option<Browser>) -> Result<()> {
    let browsers = browser.map_or(Browser::ALL.to_vec(), |browser| vec![browser]);
    tools::ensure(&browsers.into_iter().map(Tool::of).collect::<Vec<_>>())
}

/// A program that drives one browser, or all of them.
fn program(name: &str, browser: Option<Browser>) -> Command {
    let mut program = cargo(["run", "--quiet", "--package", "tests", "--bin", name, "--"]);
    if let Some(browser) = browser {
        program.args(["--browser", browser.product()]);
    }
    program
}
