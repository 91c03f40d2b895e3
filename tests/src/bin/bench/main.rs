//! `bench startup|live|thread|pages [PAGE…]`: measures, prints a table, writes it as JSON under `target/bench`, and fails where a
//! limit does not hold.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

mod figures;
mod live;
mod pages;
mod startup;
mod thread;

use std::env;
use std::process::ExitCode;

use tests::report;

fn main() -> ExitCode {
    let names: Vec<String> = env::args().skip(2).collect();
    report::end(match env::args().nth(1).as_deref() {
        Some("startup") => startup::run(),
        Some("live") => live::run(),
        Some("thread") => thread::run(),
        Some("pages") => pages::run(&names),
        _ => {
            eprintln!("bench startup|live|thread|pages [PAGE…]");
            return ExitCode::from(2);
        }
    })
}
