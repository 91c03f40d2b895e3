//! How long until the popup is painted, beside a Preact page of the same content in the same run; how long a stopped
//! background takes to its first answer; how large the packages are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use serde_json::{Value, json};
use tests::article::MAYA;
use tests::browser::{Browser, Kind, Options, Page};
use tests::failure::{During, Failure, Outcome, expect};
use tests::report::home;
use tests::tab::Tab;
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect};
use tests::{copy, files};

use crate::figures::{Figures, keep};

/// How often each is measured, after a few times that do not count.
const ROUNDS: usize = 25;
const WARM_UP: usize = 3;
/// Popup to Preact, of the medians.
const RATIO_LIMIT: f64 = 1.3;
/// From the wake of Chromium's worker to its first answer. Firefox has no worker but a page, which compiles the wasm
/// anew at each wake: it is measured, and has no limit.
const WAKE_LIMIT_MS: f64 = 50.0;
/// Of each package, zipped.
const PACKAGE_LIMIT: u64 = 1_000_000;

#[derive(Serialize)]
struct Report {
    rounds: usize,
    startup: Vec<Startup>,
    packages: Vec<Package>,
    /// Limits that do not hold.
    broken: Vec<String>,
}

/// One browser's figures, in milliseconds.
#[derive(Serialize)]
struct Startup {
    browser: String,
    popup_painted: Figures,
    /// Until it reacts: before, it is the picture of how it was last.
    popup_usable: Figures,
    preact_painted: Figures,
    ratio_of_medians: f64,
    background_woken: Figures,
}

#[derive(Serialize)]
struct Package {
    file: String,
    bytes: u64,
}

/// Measures; the limits that do not hold.
pub(crate) fn run() -> Outcome<Vec<String>> {
    let home = home();
    let preact = bundle(&home.join("preact"))?;
    let mut report = Report { rounds: ROUNDS, startup: Vec::new(), packages: packages()?, broken: Vec::new() };
    for kind in [Kind::Chromium, Kind::Firefox] {
        report.startup.push(measure(kind, &preact).during(kind.to_string())?);
    }
    for startup in &report.startup {
        if startup.ratio_of_medians > RATIO_LIMIT {
            let ratio = startup.ratio_of_medians;
            report.broken.push(format!("{}: the ratio {ratio:.2} is above {RATIO_LIMIT}", startup.browser));
        }
        if startup.browser == Kind::Chromium.to_string() && startup.background_woken.median > WAKE_LIMIT_MS {
            let median = startup.background_woken.median;
            report.broken.push(format!("{}: waking takes {median:.0} ms, above {WAKE_LIMIT_MS}", startup.browser));
        }
    }
    for package in &report.packages {
        if package.bytes > PACKAGE_LIMIT {
            report.broken.push(format!("{} has {} bytes, above {PACKAGE_LIMIT}", package.file, package.bytes));
        }
    }
    print(&report);
    keep("startup.json", &report)?;
    Ok(report.broken)
}

fn print(report: &Report) {
    println!("{:<10} {:<34} {:>8} {:>8}", "", format!("n = {}", report.rounds), "median", "p90");
    for startup in &report.startup {
        for (what, figures) in [
            ("popup opened to painted", &startup.popup_painted),
            ("popup opened to usable", &startup.popup_usable),
            ("Preact opened to painted", &startup.preact_painted),
            ("background woken to first answer", &startup.background_woken),
        ] {
            println!("{:<10} {what:<34} {:>5.1} ms {:>5.1} ms", startup.browser, figures.median, figures.p90);
        }
        println!("{:<10} {:<34} {:>8.2}", startup.browser, "popup to Preact", startup.ratio_of_medians);
    }
    for package in &report.packages {
        println!("{:<45} {:>8} bytes", package.file, package.bytes);
    }
}

fn measure(kind: Kind, preact: &Path) -> Outcome<Startup> {
    let extension = copy::of(kind)?;
    let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/preact");
    for (from, to) in [
        (preact.to_path_buf(), "preact.js"),
        (bench.join("preact.html"), "preact.html"),
        (bench.join("theme.js"), "theme.js"),
        // A page of the extension's that does nothing by itself, so that it can wait for the background alone.
        (bench.join("blank.html"), "window.html"),
    ] {
        files::copy_file(&from, &extension.path().join(to))?;
    }
    let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
    let world = World::start(kind, &options, None)?;
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    // Each page that is left would wake the background again.
    world.browser.window_of(Page::Interactions)?.close()?;
    let blank = world.browser.open_page(Page::Window)?;
    client.close()?;

    let [popup_painted, popup_usable, preact_painted] = painted(&world.browser)?;
    let background_woken = woken(&world.browser, &blank)?;
    Ok(Startup {
        browser: kind.to_string(),
        ratio_of_medians: popup_painted.median / preact_painted.median,
        popup_painted,
        popup_usable,
        preact_painted,
        background_woken,
    })
}

/// Opens the popup's page and the Preact page in turns: the popup painted and usable, Preact painted.
fn painted(browser: &Browser) -> Outcome<[Figures; 3]> {
    let popup = browser.address(Page::Popup);
    let preact = format!("{}/preact.html", browser.origin());
    let tab = browser.open(&popup)?;
    tab.resize(400, 700)?;
    tab.see("open-sms")?;
    let content = tab.promise(
        "const take = node => node.nodeType === Node.TEXT_NODE ? node.data : {
             name: node.localName,
             attributes: Object.fromEntries([...node.attributes].map(({name, value}) => [name, value === '' ? true : value])),
             children: [...node.childNodes].filter(({nodeType}) => nodeType === 1 || nodeType === 3).map(take),
         };
         await chrome.storage.session.set({bench: [...document.body.children].map(take)});
         return document.body.innerText",
        &[],
    )?;
    // Whoever opens the popup has seen it before.
    wait_for("the popup's picture", SOON, || {
        let stored = tab.promise("return (await chrome.storage.session.get('pictures')).pictures", &[])?;
        Ok(if stored["popup"].is_string() { Look::There(()) } else { Look::NotYet(stored.to_string()) })
    })?;
    let [mut painted, mut usable, mut theirs] = [const { Vec::new() }; 3];
    for round in 0..WARM_UP + ROUNDS {
        tab.go(&popup)?;
        tab.see("open-sms")?;
        let (ours, ready) = (painted_at(&tab)?, usable_at(&tab)?);
        tab.go(&preact)?;
        tab.see("open-sms")?;
        let other = painted_at(&tab)?;
        if round >= WARM_UP {
            painted.push(ours);
            usable.push(ready);
            theirs.push(other);
        }
    }
    let shown = tab.script("return document.body.innerText", &[])?;
    expect(same_words(&shown, &content), || format!("Preact shows {shown}, not {content}"))?;
    Ok([painted, usable, theirs].map(Figures::of))
}

/// The same words, but for the clock.
fn same_words(one: &Value, other: &Value) -> bool {
    let words = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.chars().filter(|letter| !letter.is_ascii_digit() && !letter.is_whitespace()).collect::<String>()
    };
    words(one) == words(other)
}

/// When the largest content was painted, from the start of the navigation: what the browser itself says.
fn painted_at(tab: &Tab<'_>) -> Outcome<f64> {
    let time = tab.promise(
        "return new Promise(done => new PerformanceObserver(list => {
             const last = list.getEntries().at(-1);
             if (last) done(last.renderTime || last.startTime);
         }).observe({type: 'largest-contentful-paint', buffered: true}))",
        &[],
    )?;
    time.as_f64().ok_or_else(|| Failure::Unexpected(format!("painted at {time}")))
}

/// When the page reacts, from the start of the navigation: the mark that its loader sets.
fn usable_at(tab: &Tab<'_>) -> Outcome<f64> {
    let time = tab.script("return performance.getEntriesByName('usable')[0]?.startTime", &[])?;
    time.as_f64().ok_or_else(|| Failure::Unexpected(format!("usable at {time}")))
}

/// Stops the background, and greets it as a view does.
fn woken(browser: &Browser, page: &Tab<'_>) -> Outcome<Figures> {
    let mut times = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        browser.stop_background(page)?;
        wait_for("the background's end", SOON, || {
            Ok(if browser.background_is_stopped()? { Look::There(()) } else { Look::NotYet("it runs".to_owned()) })
        })?;
        let answer = page.promise(
            "const at = performance.now();
             const port = chrome.runtime.connect({name: 'view'});
             const answered = new Promise((done, fail) => {
                 port.onMessage.addListener(done);
                 port.onDisconnect.addListener(() => fail(new Error('the port was closed')));
             });
             port.postMessage(JSON.stringify({Hello: {view: given[0], page: 'Window'}}));
             const answer = await answered;
             const took = performance.now() - at;
             port.disconnect();
             return {took, kind: Object.keys(JSON.parse(answer))[0]}",
            &[json!(format!("bench-{round}"))],
        )?;
        expect(answer["kind"] == "State", || format!("the background answers {answer}"))?;
        if round >= WARM_UP {
            times.push(answer["took"].as_f64().unwrap_or(f64::NAN));
        }
    }
    Ok(Figures::of(times))
}

/// Has Preact and esbuild installed as the lock file says, and the page bundled; where the bundle is.
fn bundle(home: &Path) -> Outcome<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/preact");
    files::install(&source, home)?;
    files::copy_file(&source.join("main.js"), &home.join("main.js"))?;
    files::execute(
        Command::new("npm")
            .args(["run", "--silent", "build", "--", "--outfile=preact.js", "--log-level=warning"])
            .current_dir(home),
    )?;
    Ok(home.join("preact.js"))
}

/// The packages that `cargo xtask package` has made.
fn packages() -> Outcome<Vec<Package>> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let entries =
        fs::read_dir(&dist).map_err(|source| Failure::Program { program: dist.display().to_string(), source })?;
    let mut packages: Vec<Package> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "zip" || extension == "xpi"))
        .filter_map(|entry| {
            Some(Package {
                file: entry.file_name().to_string_lossy().into_owned(),
                bytes: entry.metadata().ok()?.len(),
            })
        })
        .collect();
    packages.sort_by(|one, other| one.file.cmp(&other.file));
    expect(packages.len() >= 2, || "there are no packages; `cargo xtask package` makes them".to_owned())?;
    Ok(packages)
}
