//! A busy agent: thirty conversations of forty messages each, and ten messages a second from customers for a minute. How
//! long from a message's leaving the customer until both open views have painted it, how far they are apart, and what
//! memory the extension takes before and after.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde::Serialize;
use tests::browser::{Browser, Kind, Options, Page};
use tests::failure::{During, Failure, Outcome};
use tests::tab::Tab;
use tests::wait::{Look, SOON, wait_for};
use tests::world::World;

use crate::figures::{Figures, keep};

const CONVERSATIONS: u32 = 30;
const MESSAGES: u32 = 40;
/// One in so many milliseconds, for a minute.
const PACE: Duration = Duration::from_millis(100);
const EVENTS: u32 = 600;
/// How often the browser is asked to collect, as many milliseconds apart.
const COLLECTIONS: u32 = 50;
/// Of the 95th percentile, until painted and between two views.
const LIMIT_MS: f64 = 100.0;
/// The number of the queue that all of them write to.
const QUEUE_NUMBER: &str = "+13175550101";

#[derive(Serialize)]
struct Report {
    conversations: u32,
    messages_each: u32,
    events: u32,
    live: Vec<Live>,
    /// Limits that do not hold.
    broken: Vec<String>,
}

#[derive(Serialize)]
struct Live {
    browser: String,
    /// From the request that brings the message to the sandbox until the view has painted that it is there.
    sent_to_painted: Figures,
    /// Between the two views.
    between_views: Figures,
    /// Of the processes of the extension, in bytes.
    memory_before: u64,
    memory_after: u64,
    /// Once the browser has been asked to collect its garbage.
    memory_collected: u64,
}

/// Measures; the limits that do not hold.
pub(crate) fn run() -> Outcome<Vec<String>> {
    let mut report = Report {
        conversations: CONVERSATIONS,
        messages_each: MESSAGES,
        events: EVENTS,
        live: Vec::new(),
        broken: Vec::new(),
    };
    for kind in [Kind::Chromium, Kind::Firefox] {
        report.live.push(measure(kind).during(kind.to_string())?);
    }
    for live in &report.live {
        for (what, figures) in
            [("until it is painted", &live.sent_to_painted), ("between two views", &live.between_views)]
        {
            if figures.p95 > LIMIT_MS {
                report.broken.push(format!("{}: {what} p95 is {:.0} ms, above {LIMIT_MS}", live.browser, figures.p95));
            }
        }
    }
    print(&report);
    keep("live.json", &report)?;
    Ok(report.broken)
}

fn print(report: &Report) {
    let n = format!("n = {}", report.events);
    println!("{:<10} {n:<24} {:>8} {:>8} {:>8}", "", "median", "p95", "p99");
    for live in &report.live {
        for (what, figures) in [("sent to painted", &live.sent_to_painted), ("between views", &live.between_views)] {
            let Figures { median, p95, p99, .. } = figures;
            println!("{:<10} {what:<24} {median:>5.1} ms {p95:>5.1} ms {p99:>5.1} ms", live.browser);
        }
        let megabytes = |bytes: u64| bytes / 1_000_000;
        let (before, after) = (megabytes(live.memory_before), megabytes(live.memory_after));
        let collected = megabytes(live.memory_collected);
        println!(
            "{:<10} memory before and after   {before} MB, {after} MB, {collected} MB without its garbage",
            live.browser
        );
    }
}

fn measure(kind: Kind) -> Outcome<Live> {
    let world = World::start(kind, &Options::default(), Some(busy))?;
    let client = world.signed_in("ada")?;
    let other = world.browser.open_page(Page::Window)?;
    for view in [&client, &other] {
        wait_for("all conversations", SOON, || {
            let count = view.all("interaction")?.len();
            let all = count == usize::try_from(CONVERSATIONS).unwrap_or_default();
            Ok(if all { Look::There(()) } else { Look::NotYet(format!("{count} of them")) })
        })?;
        watch(view)?;
    }
    let memory_before = world.browser.extension_memory()?;
    let sent = write(&world)?;
    let painted = [seen(&client)?, seen(&other)?];
    let memory_after = world.browser.extension_memory()?;
    client.focus()?;
    let memory_collected = collected(&world.browser)?;

    let mut sent_to_painted = Vec::new();
    let mut between_views = Vec::new();
    for (number, sent) in (1..).zip(sent) {
        let at = |view: usize| painted[view].get(&number).copied().unwrap_or(f64::NAN);
        sent_to_painted.push(at(0) - sent);
        between_views.push((at(0) - at(1)).abs());
    }
    Ok(Live {
        browser: kind.to_string(),
        sent_to_painted: Figures::of(sent_to_painted),
        between_views: Figures::of(between_views),
        memory_before,
        memory_after,
        memory_collected,
    })
}

/// What is left after collecting: the least of a while, for a browser does it in its own time and tells nobody.
fn collected(browser: &Browser) -> Outcome<u64> {
    let mut least = u64::MAX;
    for _ in 0..COLLECTIONS {
        browser.collect_garbage()?;
        thread::sleep(PACE);
        least = least.min(browser.extension_memory()?);
    }
    Ok(least)
}

/// The organisation with a busy agent.
fn busy(organisation: &str) -> String {
    let mut busy = organisation.to_owned();
    for number in 0..CONVERSATIONS {
        let customer = customer(number);
        let made = write!(
            busy,
            "\n[[contacts]]\nfirst_name = \"Guest\"\nlast_name = \"No {number}\"\nmobile = \"{customer}\"\n\
             display = \"{customer}\"\ncompany = \"Guests\"\nabout = \"Writes often\"\n\
             \n[[conversations]]\ncontact = \"{customer}\"\nqueue = \"Support\"\nstate = \"connected\"\n\
             agent = \"ada@lumen.example\"\nminutes_ago = {}\n",
            10 + number
        );
        // Text takes everything.
        let _ = made.and_then(|()| {
            (0..MESSAGES).try_for_each(|message| {
                let from = if message % 2 == 0 { "customer" } else { "agent" };
                write!(
                    busy,
                    "[[conversations.messages]]\nfrom = \"{from}\"\ntext = \"What was said before, part {message}\"\n"
                )
            })
        });
    }
    busy
}

fn customer(number: u32) -> String {
    format!("+1317557{:04}", 1000 + number)
}

/// Has the page note when it first painted each number of unread messages in all.
fn watch(view: &Tab<'_>) -> Outcome {
    view.script(
        "window.painted = {};
         let last = 0;
         const look = () => {
             const unread = [...document.querySelectorAll(`[data-testid='unread']`)];
             const total = unread.reduce((sum, one) => sum + Number(one.textContent.replace(/[^0-9]/g, '')), 0);
             const at = performance.timeOrigin + performance.now();
             while (last < total) window.painted[++last] = at;
         };
         const changed = () => requestAnimationFrame(() => setTimeout(look));
         new MutationObserver(changed)
             .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true})",
        &[],
    )
    .map(drop)
}

/// The customers write, one after the other; when each message left, in milliseconds since 1970.
fn write(world: &World) -> Outcome<Vec<f64>> {
    let start = Instant::now();
    let mut sent = Vec::new();
    for number in 0..EVENTS {
        let due = start + PACE * number;
        // The pace is what is being tested; nothing is waited for here.
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        sent.push(now.as_secs_f64() * 1_000.0);
        world.control.customer_writes(&customer(number % CONVERSATIONS), QUEUE_NUMBER, "And another thing")?;
    }
    Ok(sent)
}

/// When the page painted each, once it has painted the last.
fn seen(view: &Tab<'_>) -> Outcome<BTreeMap<u32, f64>> {
    wait_for("the last message", SOON, || {
        let painted = view.script("return window.painted", &[])?;
        let painted: BTreeMap<u32, f64> =
            serde_json::from_value(painted).map_err(|error| Failure::Unexpected(error.to_string()))?;
        Ok(if painted.contains_key(&EVENTS) {
            Look::There(painted)
        } else {
            Look::NotYet(format!("{} of {EVENTS}", painted.len()))
        })
    })
}
