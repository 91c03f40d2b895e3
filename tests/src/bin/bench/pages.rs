//! What finding numbers costs a web page: Behalf and ringcentral-c2d as content scripts on the same pages, in the same
//! browser, in turns, and the pages without either.
//!
//! The time of the main thread is that of the processor, from Chromium's own tracing: the extension's scripts with all that
//! they call (a layout that they force, too), and the rest of the tasks in which nothing else ran. It begins with the first
//! byte of the page and includes the compiling of the scripts. Garbage that is collected in tasks of its own is not
//! counted, of either. Beside it stands the time of the whole main thread, less that of the page without a script: it has
//! the painting in it, and the noise of the page's own work. The background's part, in which Behalf judges, is in
//! another process.
//!
//! What is measured looks at itself through `bench/pages/probe.js`, whose time is left out.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::slice;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tests::browser::{Kind, built};
use tests::extension::{Stage, Subject};
use tests::failure::{During, Failure, Outcome, expect};
use tests::recording::MainThread;
use tests::wait::{Look, wait_for};

use crate::figures::{Figures, keep};

/// How often each page is opened with each subject.
const ROUNDS: usize = 7;
/// What takes longer is said not to end.
const BOUND: Duration = Duration::from_secs(60);
/// The changes of the live page, on top.
const CHANGING: Duration = Duration::from_secs(20);
/// ringcentral-c2d's main thread to Behalf's, of the medians.
const RATIO: f64 = 20.0;
const LONGEST_MS: f64 = 16.0;
const WITHOUT_NUMBERS_MS: f64 = 2.0;
/// All that runs in a page, as gzip has it in one: that there is more than one file is for the browser's sake.
const SCRIPT_BYTES: u64 = 12_000;

#[derive(Serialize)]
struct Report {
    rounds: usize,
    /// Behalf's scripts and styles in a page, as gzip has them all in one, and each of them by itself; and ringcentral-c2d's,
    /// which is one.
    script_bytes: u64,
    script_bytes_by_file: u64,
    c2d_script_bytes: u64,
    pages: Vec<Measured>,
    /// Limits that do not hold.
    broken: Vec<String>,
}

/// One page.
#[derive(Serialize)]
struct Measured {
    page: &'static str,
    /// How many numbers there are on it.
    numbers: usize,
    /// The heap of the page without a script, in bytes, and its main thread.
    heap: Figures,
    whole: Figures,
    behalf: Cost,
    c2d: Cost,
}

/// What a subject costs there.
#[derive(Serialize)]
#[serde(untagged)]
enum Cost {
    Measured(Box<Costs>),
    Endless { not_done_in_seconds: u64 },
}

/// Times are in milliseconds.
#[derive(Serialize)]
struct Costs {
    main_thread: Figures,
    longest_task: Figures,
    /// The whole main thread, above that of the page without a script.
    whole_above: f64,
    /// From when the page is there, or has had its last change, until the numbers on the screen are painted (of c2d,
    /// which paints none: found), and until all are found. `NaN` where that never came.
    screen: Figures,
    all: Figures,
    /// Where the page is scrolled through: the longest from a screen's coming into view until its numbers are painted.
    slowest_screen: Figures,
    /// Of the numbers, how many in the end.
    found: Figures,
    /// Above the heap of the page without a script, in bytes.
    heap_above: f64,
}

/// One opening of a page.
struct Opening {
    thread: MainThread,
    seen: Seen,
    heap: f64,
}

/// What the probe tells. Times are `NaN` where they never came.
struct Seen {
    screen: f64,
    slowest: f64,
    all: f64,
    found: f64,
}

impl Seen {
    /// Reads what stands in the address.
    fn read(told: &str) -> Outcome<Self> {
        let figures: Vec<f64> = told.split(',').map(|figure| figure.parse().unwrap_or(f64::NAN)).collect();
        let [screen, slowest, all, found] = figures[..] else {
            return Err(Failure::Unexpected(format!("the probe tells {told}")));
        };
        Ok(Self { screen, slowest, all, found })
    }
}

/// A page to open.
struct Page {
    name: &'static str,
    numbers: usize,
    html: String,
}

/// Measures these pages, all where none is named; the limits that do not hold.
pub(crate) fn run(names: &[String]) -> Outcome<Vec<String>> {
    let mut pages = pages();
    pages.retain(|page| names.is_empty() || names.iter().any(|name| name == page.name));
    expect(!pages.is_empty(), || format!("there is no page {}", names.join(", ")))?;
    let mut rig = Rig::start()?;
    let by_file: Vec<u64> = rig.behalf.iter().map(|file| rig.gzipped(slice::from_ref(file))).collect::<Outcome<_>>()?;
    let mut report = Report {
        rounds: ROUNDS,
        script_bytes: rig.gzipped(&rig.behalf)?,
        script_bytes_by_file: by_file.iter().sum(),
        c2d_script_bytes: rig.gzipped(&["peers/ringcentral-c2d.js".to_owned()])?,
        pages: Vec::new(),
        broken: Vec::new(),
    };
    println!(
        "scripts in a page, gzip: {} bytes in one, {} by file (ringcentral-c2d: {})",
        report.script_bytes, report.script_bytes_by_file, report.c2d_script_bytes
    );
    print_head();
    for page in &pages {
        let measured = measure(&mut rig, page).during(page.name)?;
        print(&measured);
        report.pages.push(measured);
    }
    report.broken = broken(&report);
    keep("pages.json", &report)?;
    Ok(report.broken)
}

fn broken(report: &Report) -> Vec<String> {
    let mut broken = Vec::new();
    if report.script_bytes > SCRIPT_BYTES {
        broken.push(format!("the scripts have {} bytes, above {SCRIPT_BYTES}", report.script_bytes));
    }
    for Measured { page, behalf, c2d, .. } in &report.pages {
        let Cost::Measured(ours) = behalf else {
            broken.push(format!("{page}: Behalf does not come to an end"));
            continue;
        };
        let (main, longest) = (ours.main_thread.median, ours.longest_task.median);
        if let ("table-200" | "table-10000", Cost::Measured(theirs)) = (*page, c2d) {
            let ratio = theirs.main_thread.median / main;
            if ratio < RATIO {
                broken.push(format!("{page}: ringcentral-c2d takes {ratio:.1} times Behalf's time, below {RATIO}"));
            }
        }
        if *page == "table-10000" && longest > LONGEST_MS {
            broken.push(format!("{page}: the longest task is {longest:.1} ms, above {LONGEST_MS}"));
        }
        if *page == "article" && main > WITHOUT_NUMBERS_MS {
            broken.push(format!("{page}: {main:.2} ms, above {WITHOUT_NUMBERS_MS}"));
        }
    }
    broken
}

fn print_head() {
    println!(
        "\n{:<12} {:<16} {:>11} {:>11} {:>11} {:>11} {:>11} {:>11} {:>11} {:>10}",
        format!("n = {ROUNDS}"),
        "medians",
        "main thread",
        "longest",
        "whole above",
        "on screen",
        "scrolled",
        "all",
        "found",
        "heap above"
    );
}

fn print(measured: &Measured) {
    for (name, cost) in [("Behalf", &measured.behalf), ("ringcentral-c2d", &measured.c2d)] {
        let page = measured.page;
        match cost {
            Cost::Measured(costs) => {
                let ms =
                    |figure: f64| if figure.is_nan() { format!("{:>11}", "-") } else { format!("{figure:>8.1} ms") };
                println!(
                    "{page:<12} {name:<16} {} {} {} {} {} {} {:>11} {:>7.1} MB",
                    ms(costs.main_thread.median),
                    ms(costs.longest_task.median),
                    ms(costs.whole_above),
                    ms(costs.screen.median),
                    ms(costs.slowest_screen.median),
                    ms(costs.all.median),
                    format!("{}/{}", costs.found.median, measured.numbers),
                    costs.heap_above / 1e6,
                );
            }
            Cost::Endless { not_done_in_seconds } => {
                println!("{page:<12} {name:<16} is not done after {not_done_in_seconds} s");
            }
        }
    }
}

fn measure(rig: &mut Rig, page: &Page) -> Outcome<Measured> {
    const SUBJECTS: [Subject; 3] = [Subject::Nothing, Subject::Behalf, Subject::C2d];
    let mut openings: [Vec<Opening>; 3] = [const { Vec::new() }; 3];
    let mut endless = [false; 3];
    for round in 0..ROUNDS {
        for turn in 0..SUBJECTS.len() {
            // None of them always comes first.
            let subject = (round + turn) % SUBJECTS.len();
            if endless[subject] {
                continue;
            }
            match rig.open(page, SUBJECTS[subject]).during(format!("{:?}", SUBJECTS[subject]))? {
                Some(opening) => openings[subject].push(opening),
                None => {
                    endless[subject] = true;
                    // The page's thread is still at it.
                    *rig = Rig::start()?;
                }
            }
        }
    }
    let [nothing, behalf, c2d] = openings;
    let [_, behalf_endless, c2d_endless] = endless;
    let heap = Figures::of(nothing.iter().map(|opening| opening.heap).collect());
    let whole = Figures::of(nothing.iter().map(|opening| opening.thread.whole).collect());
    let cost = |openings: &[Opening], endless: bool| {
        if endless {
            return Cost::Endless { not_done_in_seconds: BOUND.as_secs() };
        }
        let of = |figure: fn(&Opening) -> f64| Figures::of(openings.iter().map(figure).collect());
        Cost::Measured(Box::new(Costs {
            main_thread: of(|opening| opening.thread.extension),
            longest_task: of(|opening| opening.thread.longest),
            whole_above: of(|opening| opening.thread.whole).median - whole.median,
            screen: of(|opening| opening.seen.screen),
            slowest_screen: of(|opening| opening.seen.slowest),
            all: of(|opening| opening.seen.all),
            found: of(|opening| opening.seen.found),
            heap_above: of(|opening| opening.heap).median - heap.median,
        }))
    };
    let (behalf, c2d) = (cost(&behalf, behalf_endless), cost(&c2d, c2d_endless));
    Ok(Measured { page: page.name, numbers: page.numbers, heap, whole, behalf, c2d })
}

/// The browser, and what Behalf has in a page.
struct Rig {
    stage: Stage,
    behalf: Vec<String>,
}

impl Rig {
    fn start() -> Outcome<Self> {
        let probe = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/pages/probe.js");
        let stage = Stage::start(Some(&probe))?;
        let desk = stage.desk()?;
        desk.put_on(Subject::Behalf)?;
        let behalf = scripts(desk.scripts()?)?;
        desk.tab.close()?;
        Ok(Self { stage, behalf })
    }

    /// The size of files of the extension's, as gzip has them in one.
    fn gzipped(&self, files: &[String]) -> Outcome<u64> {
        let desk = self.stage.desk()?;
        let bytes = desk.tab.promise(
            "const read = async file => (await fetch(chrome.runtime.getURL(file))).blob();
             const all = new Blob(await Promise.all(given[0].map(read)));
             const small = all.stream().pipeThrough(new CompressionStream('gzip'));
             return (await new Response(small).arrayBuffer()).byteLength",
            &[json!(files)],
        )?;
        desk.tab.close()?;
        bytes.as_u64().ok_or_else(|| Failure::Unexpected(format!("{bytes} bytes")))
    }

    /// Opens a page once; nothing where it does not come to an end.
    fn open(&self, page: &Page, subject: Subject) -> Outcome<Option<Opening>> {
        let browser = &self.stage.browser;
        let desk = self.stage.desk()?;
        desk.put_on(subject)?;
        desk.tab.close()?;
        let name = match subject {
            Subject::Nothing => "nothing",
            Subject::Behalf => "behalf",
            Subject::C2d => "c2d",
        };
        let address = self.stage.pages.put(&format!("/{}", page.name), &page.html);
        let tab = browser.open("about:blank")?;
        let recording = browser.record()?;
        // The driver would wait for the page, which may have no time for it: it is not asked again before the end.
        tab.script(
            "const [address] = arguments; setTimeout(() => { location.href = address })",
            &[json!(format!("{address}#{name}"))],
        )?;
        let bound = if page.name == LIVE { BOUND + CHANGING } else { BOUND };
        let told = wait_for("the end", bound, || {
            let addresses = browser.addresses()?;
            let told = addresses.iter().find_map(|address| Some(address.split_once("#measured,")?.1));
            Ok(told.map_or(Look::NotYet(String::new()), |told| Look::There(told.to_owned())))
        });
        let told = match told {
            Err(Failure::NotSeen { .. }) => return Ok(None),
            told => told?,
        };
        let seen = Seen::read(&told)?;
        let thread = recording.end(&format!("{address}#{name}"), "/peers/probe.js")?;
        tab.focus()?;
        browser.cdp("HeapProfiler.collectGarbage", &json!({}))?;
        let usage = browser.cdp("Runtime.getHeapUsage", &json!({}))?;
        let heap = usage["usedSize"].as_f64();
        expect(heap.is_some(), || format!("the heap is {usage}"))?;
        tab.close()?;
        Ok(Some(Opening { thread, seen, heap: heap.unwrap_or(f64::NAN) }))
    }
}

/// Those that are registered, and those that are added where there is something to read.
fn scripts(mut registered: Vec<String>) -> Outcome<Vec<String>> {
    let content = built(Kind::Chromium)?.join("content");
    let entries =
        fs::read_dir(&content).map_err(|source| Failure::Program { program: content.display().to_string(), source })?;
    registered.extend(entries.flatten().map(|entry| format!("content/{}", entry.file_name().to_string_lossy())));
    registered.sort_unstable();
    registered.dedup();
    Ok(registered)
}

const LIVE: &str = "live";

fn pages() -> Vec<Page> {
    let page = |name, numbers, html| Page { name, numbers, html };
    vec![
        page("table-200", 200, document(200, "", &table(200))),
        page("table-2000", 2_000, document(2_000, "", &table(2_000))),
        page("table-10000", 10_000, document(10_000, "", &table(10_000))),
        // As far as anybody scrolls: what is read only when it comes near the screen is paid for here.
        page("scrolled", 2_000, document(2_000, " data-scroll", &table(2_000))),
        page("article", 0, document(0, "", &article())),
        page(LIVE, 200, document(200, " data-changes=\"going on\"", &(table(200) + CHANGES))),
        page("text-10mb", 1_000, document(1_000, "", &long_text())),
        page("ones", 0, document(0, "", &format!("<p>{}</p>", "1 ".repeat(500_000)))),
        page("nested", 1, document(1, "", NESTED)),
    ]
}

fn document(numbers: usize, attributes: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\" data-default=\"US\" data-numbers=\"{numbers}\"{attributes}>\n\
         <head><meta charset=\"utf-8\"><title>Page</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

/// Rows of four cells: an account, a name, a number, and what was last bought when.
fn table(rows: usize) -> String {
    let names = ["Ana Ruiz", "Luis Ortega", "Maya Chen", "Tom Hale", "Jana Krüger", "Priya Nair"];
    let mut table =
        "<table><thead><tr><th>Account</th><th>Name</th><th>Phone</th><th>Last order</th></tr></thead><tbody>\n"
            .to_owned();
    for row in 0..rows {
        let name = names[row % names.len()];
        let (area, line) = (201 + row % 7, row % 10_000);
        let number = match row % 4 {
            0 => format!("({area}) 555-{line:04}"),
            1 => format!("{area}-555-{line:04}"),
            2 => format!("+1 {area} 555 {line:04}"),
            _ => format!("{area}.555.{line:04}"),
        };
        // Text takes everything.
        let _ = writeln!(
            table,
            "<tr><td>{}</td><td>{name} {row}</td><td class=\"n\">{number}</td><td>2025-{:02}-{:02} · ${}.50</td></tr>",
            100_000_000 + row * 37,
            1 + row % 12,
            1 + row % 28,
            row % 900
        );
    }
    table + "</tbody></table>\n"
}

/// A hundred changes a second: numbers become others, and other things numbers.
const CHANGES: &str = "<script>
const cells = [...document.querySelectorAll('.n')], others = document.querySelectorAll('td:last-child');
const end = performance.now() + 20_000;
let turn = 0;
const timer = setInterval(() => {
    const row = (turn * 7) % cells.length, digits = String(1000 + turn % 9000);
    if (turn % 2) others[row].textContent = '2025-03-14 · $' + turn + '.50';
    else cells[row].textContent = '(' + (201 + turn % 7) + ') 555-' + digits;
    turn += 1;
    if (performance.now() > end) {
        clearInterval(timer);
        document.documentElement.dataset.changes = 'over';
    }
}, 10);
</script>";

/// Some six thousand words with the figures that prose has.
fn article() -> String {
    let sentences = [
        "The town had counted itself among the quiet ones of the valley until the railway came in 1874.",
        "Within a decade its three mills employed nearly 900 people, most of whom had arrived on foot.",
        "Letters of the time speak of smoke, of work, and of a river that was a different colour every day of the week.",
        "By the turn of the century the council had built a school, two bridges and a hall that nobody could heat.",
        "What the mills did not need they left behind, and children learned to swim between the piles.",
        "When the last of them closed, on a Friday in the autumn of 1962, the whistle was blown for eleven minutes.",
        "Those who were there say that it was the silence afterwards which they remember.",
    ];
    let mut article = "<article><h1>A river in seven colours</h1>\n".to_owned();
    for paragraph in 0..60 {
        article.push_str("<p>");
        for sentence in 0..6 {
            article.push_str(sentences[(paragraph + sentence) % sentences.len()]);
            article.push(' ');
        }
        article.push_str("</p>\n");
    }
    article + "</article>"
}

/// Ten megabytes in one node: prose, and a number in every ten kilobytes.
fn long_text() -> String {
    let filler = "All of it was written down, page after page, in a hand that grew smaller with the years. ";
    let mut text = "<p>".to_owned();
    for number in 0..1_000 {
        while text.len() < number * 10_000 {
            text.push_str(filler);
        }
        let _ = write!(text, "Call ({}) 555-{number:04} about it. ", 201 + number % 7);
    }
    text + "</p>"
}

/// The parser would not nest so deep: a script does. Of boxes within boxes Chromium itself dies, without any extension, so
/// only the innermost has one.
const NESTED: &str = "<style>span { display: contents }</style><script>
let inner = document.body;
for (let depth = 0; depth < 10_000; depth += 1) inner = inner.appendChild(document.createElement('span'));
inner = inner.appendChild(document.createElement('p'));
inner.className = 'n';
inner.textContent = 'Call (317) 555-0142';
</script>";
