//! Builds, packs, demonstrates and tests Behalf: `cargo xtask` lists the verbs.
//!
//! # What there is
//! - [`build`]: the crates `panel` and `background` to wasm, and with the pages, styles, texts and the
//!   [`manifest`] of each browser to `dist/chrome` and `dist/firefox`.
//! - [`package`]: those directories to the archives that the stores take, the same bytes on every run.
//! - [`test`]: every check there is, in parts that can be run by name; [`lint`] is one of them.
//! - [`fuzz`]: runs cargo-fuzz on each decoder of outside data.
//! - [`simulate`]: hands over to the simulation, which needs no browser.
//! - [`play`]: hands over to the programs of the `tests` crate that hold a browser: the demo, the benches, the corpus,
//!   the faults, the soak, the gallery.
//! - [`tools`]: installs what a verb needs and this machine lacks, and nothing else.
//!
//! # What it stands on
//! Cargo does what cargo can: it alone decides what to compile again. wasm-bindgen is linked in as a library, so
//! that Cargo.lock pins it together with the crates and there is no tool to install for a build. What a verb
//! cannot do it says in one sentence, and exits with a status other than zero.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

mod build;
mod catalogues;
mod fuzz;
mod icons;
mod lint;
mod manifest;
mod package;
mod play;
mod scripts;
mod simulate;
mod sounds;
mod styles;
mod test;
mod tools;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Builds, packs, demonstrates and tests Behalf.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", arg_required_else_help = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Build(build::Options),
    /// Packs both browsers' extensions for their stores, byte-identical on every run
    ///
    /// Writes dist/behalf-VERSION-chrome.zip and dist/behalf-VERSION-firefox.xpi, after an optimised build.
    Package,
    Demo(play::DemoOptions),
    Test(test::Options),
    Simulate(simulate::Options),
    Fuzz(fuzz::Options),
    Bench(play::BenchOptions),
    Corpus(play::CorpusOptions),
    Faults(play::FaultsOptions),
    Soak(play::SoakOptions),
    Gallery(play::GalleryOptions),
    /// Checks dist/firefox with web-ext: no error, and no warning that manifest/lint.json5 does not explain
    Lint,
}

fn main() -> Result<()> {
    match Arguments::parse().verb {
        Verb::Build(options) => build::run(&options),
        Verb::Package => package::run(),
        Verb::Demo(options) => play::demo(&options),
        Verb::Test(options) => test::run(&options),
        Verb::Simulate(options) => simulate::run(&options),
        Verb::Fuzz(options) => fuzz::run(&options),
        Verb::Bench(options) => play::bench(&options),
        Verb::Corpus(options) => play::corpus(&options),
        Verb::Faults(options) => play::faults(&options),
        Verb::Soak(options) => play::soak(&options),
        Verb::Gallery(options) => play::gallery(&options),
        Verb::Lint => lint::run(),
    }
}
