//! A conversation of ten thousand messages in the Interactions window, beside the same messages in a plain React list in
//! the same run: from the navigation until the newest is painted, what a frame of scrolling takes, from a key press in the
//! composer until it is painted, and the memory of the extension's processes.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tests::browser::{Browser, Kind, Options, Page};
use tests::copy;
use tests::failure::{During, Failure, Outcome, expect};
use tests::files;
use tests::report::home;
use tests::tab::Tab;
use tests::wait::{Look, wait_for};
use tests::world::{World, long_conversation};

use crate::figures::{Figures, keep};

const MESSAGES: usize = 10_000;
/// How the last of them ends.
const END: &str = "part 9999";
const ROUNDS: usize = 10;
/// So many frames, so many pixels each: three screens a second.
const FRAMES: u32 = 240;
const PIXELS: u32 = 40;
const KEYS: usize = 60;
/// Ten keys a second: faster than people write.
const KEY_MS: u64 = 100;
/// A hundred calls bring the texts.
const LATER: Duration = Duration::from_secs(120);
/// Of a frame, and of a key press at the 95th percentile.
const LIMIT_MS: f64 = 16.0;

#[derive(Serialize)]
struct Report {
    messages: usize,
    threads: Vec<Thread>,
    /// From a key press until it is painted in a page with a field and nothing else: what a browser takes by itself.
    bare: Vec<(String, Figures)>,
    /// Limits that do not hold.
    broken: Vec<String>,
}

/// How one of the two did in one browser.
#[derive(Serialize)]
struct Thread {
    browser: String,
    whose: &'static str,
    /// From the navigation until the newest message is painted.
    opened: Figures,
    /// What each frame took the main thread while it was scrolled.
    frames: Figures,
    long_frames: usize,
    /// From a key press until it is painted.
    keys: Figures,
    /// Of the processes of the extension, in bytes.
    memory: u64,
    /// Elements that are messages, after scrolling.
    elements: u64,
}

/// Measures; the limits that do not hold.
pub(crate) fn run() -> Outcome<Vec<String>> {
    let mut report = Report { messages: MESSAGES, threads: Vec::new(), bare: Vec::new(), broken: Vec::new() };
    for kind in [Kind::Chromium, Kind::Firefox] {
        report.threads.push(behalf(kind).during(kind.to_string())?);
        report.threads.push(react(kind).during(kind.to_string())?);
        report.bare.push((kind.to_string(), bare(kind).during(kind.to_string())?));
    }
    for Thread { browser, whose, keys, .. } in &report.threads {
        if *whose == "Behalf" && keys.p95 > LIMIT_MS {
            report.broken.push(format!("{browser}: a key press takes {:.1} ms at p95, above {LIMIT_MS}", keys.p95));
        }
    }
    print(&report);
    keep("thread.json", &report)?;
    Ok(report.broken)
}

fn print(report: &Report) {
    println!(
        "{:<10} {:<7} {:>16} {:>18} {:>16} {:>14} {:>9} {:>9}",
        "", "", "opened (median)", "frames over 16 ms", "frame (p95)", "key (p95)", "memory", "elements"
    );
    for Thread { browser, whose, opened, frames, long_frames, keys, memory, elements } in &report.threads {
        println!(
            "{browser:<10} {whose:<7} {:>13.0} ms {long_frames:>11} of {FRAMES} {:>13.1} ms {:>11.1} ms {:>6} MB {elements:>9}",
            opened.median,
            frames.p95,
            keys.p95,
            memory / 1_000_000
        );
    }
    for (browser, keys) in &report.bare {
        println!("{browser:<10} a field and nothing else {:>53.1} ms", keys.p95);
    }
}

/// Behalf, signed in, with the conversation chosen.
fn behalf(kind: Kind) -> Outcome<Thread> {
    let extension = extension(kind)?;
    let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
    let world = World::start(kind, &options, Some(long))?;
    let client = world.signed_in("ada")?;
    client.close()?;
    let window = world.browser.open_page(Page::Interactions)?;
    window.click("interaction")?;
    wait_for("the newest message", LATER, || {
        let newest = "return [...document.querySelectorAll('[data-testid=message]')].at(-1)?.innerText ?? ''";
        let newest = window.script(newest, &[])?.as_str().unwrap_or_default().to_owned();
        Ok(if newest.contains(END) { Look::There(()) } else { Look::NotYet(newest) })
    })?;
    measure(&world.browser, &window, &world.browser.address(Page::Interactions), "Behalf")
}

/// A field and nothing else, in a page of the extension's.
fn bare(kind: Kind) -> Outcome<Figures> {
    let extension = extension(kind)?;
    let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
    let browser = Browser::start(kind, &options)?;
    let tab = browser.open(&format!("{}/bare.html", browser.origin()))?;
    tab.viewport(900, 640)?;
    typed(&tab)
}

/// React, in a page of the extension's.
fn react(kind: Kind) -> Outcome<Thread> {
    let extension = extension(kind)?;
    let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
    let browser = Browser::start(kind, &options)?;
    let address = format!("{}/react-thread.html?messages={MESSAGES}", browser.origin());
    let tab = browser.open(&address)?;
    measure(&browser, &tab, &address, "React")
}

fn measure(browser: &Browser, tab: &Tab<'_>, address: &str, whose: &'static str) -> Outcome<Thread> {
    tab.viewport(900, 640)?;
    let mut opened = Vec::new();
    for _ in 0..ROUNDS {
        tab.go(address)?;
        opened.push(wait_for("the newest message", LATER, || {
            let at = tab.script("return probe.opened", &[])?;
            Ok(at.as_f64().map_or_else(|| Look::NotYet(at.to_string()), Look::There))
        })?);
    }
    let keys = typed(tab)?;
    // A plain list takes longer for it than the driver waits for a script.
    tab.script(
        "probe.scrolled(...arguments).then(scroll => Object.assign(probe, { scroll }))",
        &[json!(PIXELS), json!(FRAMES)],
    )?;
    let scrolled = wait_for("the end of scrolling", LATER, || {
        let scroll = tab.script("return probe.scroll ?? null", &[])?;
        Ok(if scroll.is_null() { Look::NotYet(String::new()) } else { Look::There(scroll) })
    })?;
    let frames = Figures::of(numbers(&scrolled["times"])?);
    expect(scrolled["from"].as_f64().is_some_and(|from| from < -1_000.0), || format!("it did not scroll: {scrolled}"))?;
    Ok(Thread {
        browser: browser.kind().to_string(),
        whose,
        opened: Figures::of(opened),
        long_frames: frames.all.iter().filter(|&&time| time > LIMIT_MS).count(),
        frames,
        keys,
        memory: browser.extension_memory()?,
        elements: scrolled["messages"].as_u64().unwrap_or_default(),
    })
}

/// From each of some key presses until it is painted.
fn typed(tab: &Tab<'_>) -> Outcome<Figures> {
    tab.click("composer")?;
    // Nobody writes while the page is still being made, and the one before it taken down.
    tab.promise("return new Promise(idle => requestIdleCallback(() => idle()))", &[])?;
    tab.type_every(KEY_MS, &"a".repeat(KEYS))?;
    let times = wait_for("all keys to be painted", LATER, || {
        let typed = tab.script("return probe.typed", &[])?;
        let count = typed.as_array().map_or(0, Vec::len);
        Ok(if count >= KEYS { Look::There(typed) } else { Look::NotYet(format!("{count} keys")) })
    })?;
    Ok(Figures::of(numbers(&times)?))
}

/// The extension that was built, with the probe in its Interactions window, and the React page.
fn extension(kind: Kind) -> Outcome<tempfile::TempDir> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (packages, own) = (home().join("react"), manifest.join("bench/react"));
    files::install(&manifest.join("react"), &packages)?;
    let directory = copy::of(kind)?;
    let to = directory.path();
    for (from, name) in [
        (own.join("thread.html"), "react-thread.html"),
        (own.join("thread.js"), "thread.js"),
        (own.join("probe.js"), "probe.js"),
        (own.join("bare.html"), "bare.html"),
        (packages.join("node_modules/react/umd/react.production.min.js"), "react.js"),
        (packages.join("node_modules/react-dom/umd/react-dom.production.min.js"), "react-dom.js"),
    ] {
        files::copy_file(&from, &to.join(name))?;
    }
    let page = to.join(Page::Interactions.file());
    let html = files::read(&page)?;
    files::write(&page, &html.replacen("<title>", "<script src=\"probe.js\"></script><title>", 1))?;
    Ok(directory)
}

/// The organisation with an agent whose one conversation is long.
fn long(organisation: &str) -> String {
    long_conversation(organisation, MESSAGES, |message| format!("What was said before, part {message}"))
}

fn number(value: &Value) -> Outcome<f64> {
    value.as_f64().ok_or_else(|| Failure::Unexpected(format!("{value} is no number")))
}

fn numbers(values: &Value) -> Outcome<Vec<f64>> {
    values.as_array().into_iter().flatten().map(number).collect()
}
