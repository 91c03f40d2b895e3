//! `soak [--browser chromium|firefox] [--minutes N]`: an agent is signed in and on queue, every page of Behalf's is
//! closed, the browser's idle limits are what they are, and nothing happens for a while: at once, for a minute, for `N`
//! (10). Then a customer writes. Prints how long from there to the alert, and what the wait has cost; fails above 5 s.
//! Last the background is stopped by force, as when it crashes: its alarm has to bring it back.
//!
//! Until the alert is there nothing looks at it from inside, so that the look does not wake what it is to find asleep.
//! That neither the drivers nor this program keep a background awake is proved first: while nobody is signed in, the
//! browser has to stop it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

use std::env;
use std::fmt;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use tests::article::MAYA;
use tests::browser::{Browser, Kind, Options};
use tests::failure::{During, Failure, Outcome, expect_eq};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, go_on_queue, without_member};

/// From the customer's message to the alert.
const LIMIT: Duration = Duration::from_secs(5);
/// The same for a background that was stopped by force: Chrome's alarms are 30 s apart at least.
const LIMIT_STOPPED: Duration = Duration::from_secs(35);
/// An alert that takes longer is not waited for.
const GIVE_UP: Duration = Duration::from_secs(90);
/// Both browsers stop what has been idle for 30 s.
const STOPS_WITHIN: Duration = Duration::from_secs(90);
/// The number of the queue Support.
const SUPPORT: &str = "+13175550101";

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\nsoak [--browser chromium|firefox] [--minutes N]");
            return ExitCode::from(2);
        }
    };
    println!(
        "{:<9} {:<10} {:>12} {:<11} {:<13} {:>15} {:>15}",
        "", "", "to the alert", "background", "since closing", "calls a minute", "CPU a minute"
    );
    // They idle side by side.
    let idle = wish.idle;
    let well = thread::scope(|scope| {
        let soaking: Vec<_> = wish.browsers.iter().map(|&kind| (kind, scope.spawn(move || soak(kind, idle)))).collect();
        soaking.into_iter().fold(true, |well, (kind, thread)| {
            let outcome = thread.join().unwrap_or_else(|_| Err(Failure::Unexpected("it panicked".to_owned())));
            let kept = outcome.unwrap_or_else(|failure| {
                eprintln!("{kind}: {failure}");
                false
            });
            well && kept
        })
    });
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is to be played.
struct Wish {
    browsers: Vec<Kind>,
    /// The longest wait.
    idle: Duration,
}

impl Wish {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self { browsers: vec![Kind::Chromium, Kind::Firefox], idle: minutes(10) };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--browser" => wish.browsers = vec![arguments.next().unwrap_or_default().parse()?],
                "--minutes" => {
                    let number = arguments.next().and_then(|number| number.parse().ok());
                    wish.idle = minutes(number.ok_or("--minutes takes a number")?);
                }
                other => return Err(format!("{other} means nothing here")),
            }
        }
        Ok(wish)
    }
}

fn minutes(number: u64) -> Duration {
    Duration::from_secs(60 * number)
}

/// Whether all alerts came in time.
fn soak(kind: Kind, longest: Duration) -> Outcome<bool> {
    let stopped = stops(kind).during("nobody signed in")?;
    println!("{kind:<9} signed out: the background was stopped after {:.0} s", stopped.as_secs_f64());
    let mut waits = vec![Wait::Idle(Duration::ZERO), Wait::Idle(minutes(1)), Wait::Idle(longest), Wait::Stopped];
    waits.dedup();
    let mut well = true;
    for wait in waits {
        let row = alert(kind, wait).during(wait.to_string())?;
        println!("{row}");
        well &= row.took <= wait.limit();
    }
    Ok(well)
}

/// What comes before the customer writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Nothing, for so long.
    Idle(Duration),
    /// The background's end.
    Stopped,
}

impl Wait {
    fn limit(self) -> Duration {
        match self {
            Self::Idle(_) => LIMIT,
            Self::Stopped => LIMIT_STOPPED,
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle(time) => formatter.pad(&format!("idle {} s", time.as_secs())),
            Self::Stopped => formatter.pad("stopped"),
        }
    }
}

/// How long a background lives that nothing keeps.
fn stops(kind: Kind) -> Outcome<Duration> {
    let world = World::start(kind, &Options::default(), None)?;
    until(&world.browser, "running")?;
    let start = Instant::now();
    until(&world.browser, "stopped")?;
    Ok(start.elapsed())
}

fn until(browser: &Browser, state: &str) -> Outcome {
    wait_for(format!("a {state} background"), STOPS_WITHIN, || {
        let found = background(browser)?;
        Ok(if found == state { Look::There(()) } else { Look::NotYet(found.to_owned()) })
    })
}

fn background(browser: &Browser) -> Outcome<&'static str> {
    Ok(if browser.background_is_stopped()? { "stopped" } else { "running" })
}

/// A line of the table.
struct Row {
    kind: Kind,
    wait: Wait,
    /// From the customer's message to the alert.
    took: Duration,
    /// What the background was when the customer wrote.
    state: &'static str,
    /// Whether it is still the one that ran when the last page was closed.
    kept: bool,
    /// What the wait has cost: calls that the API got, and the time of the processor that the extension took.
    calls: usize,
    cpu: Duration,
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, wait, took, state, kept, calls, cpu } = self;
        let took = took.as_secs_f64();
        let kept = if *kept { "never stopped" } else { "started again" };
        write!(formatter, "{kind:<9} {wait:<10} {took:>10.2} s {state:<11} {kept:<13}")?;
        if let Wait::Idle(time) = wait
            && !time.is_zero()
        {
            let minutes = time.as_secs_f64() / 60.0;
            #[expect(clippy::cast_precision_loss, reason = "a few hundred at most")]
            let (calls, cpu) = (*calls as f64 / minutes, cpu.as_secs_f64() * 1_000.0 / minutes);
            write!(formatter, " {calls:>15.1} {cpu:>12.0} ms")?;
        }
        Ok(())
    }
}

/// Waits, has a customer write, and waits for the alert.
fn alert(kind: Kind, wait: Wait) -> Outcome<Row> {
    let patient = |organisation: &str| {
        // The customer who waits there would be offered first.
        let nobody_waits = without_member(organisation, "Billing", "ada@lumen.example");
        // An alarm's time, in which an offer would just be over.
        nobody_waits.replace("alerting_seconds = 30", "alerting_seconds = 300")
    };
    let world = World::start(kind, &Options::default(), Some(patient))?;
    let browser = &world.browser;
    let page = browser.open(&world.sandbox.ready.crm_url)?;
    let client = world.signed_in("ada")?;
    go_on_queue(&client)?;
    client.see_where("status", "on queue", |status| status.data("pending") == "no")?;
    let before = browser.background(&client)?;
    client.close()?;
    expect_eq("the number of pages of Behalf's", &browser.own_pages()?, &0)?;
    page.focus()?;

    let (mut calls, mut cpu) = (0, Duration::ZERO);
    match wait {
        Wait::Idle(time) => {
            let last = world.control.calls(0)?.last().map_or(0, |call| call.seq);
            let before = browser.extension_cpu()?;
            // That nothing happens is what is being tested; nothing is waited for here.
            thread::sleep(time);
            calls = world.control.calls(last)?.len();
            cpu = browser.extension_cpu()?.saturating_sub(before);
        }
        Wait::Stopped => {
            browser.stop_background(&page)?;
            until(browser, "stopped")?;
        }
    }
    let state = background(browser)?;

    let start = Instant::now();
    world.control.customer_writes(MAYA, SUPPORT, "Is my seat confirmed?")?;
    let took = wait_for("the alert", GIVE_UP, || {
        Ok(if browser.alerts()? { Look::There(start.elapsed()) } else { Look::NotYet("none".to_owned()) })
    })?;

    // A page of Behalf's that connects to nobody, and so wakes nobody.
    let inside = browser.open(&format!("{}/sound.html", browser.origin()))?;
    wait_for("the notification and the badge", SOON, || {
        let notifications = browser.notifications(&inside)?;
        let badge = inside.promise("return chrome.action.getBadgeText({})", &[])?;
        let offer = matches!(&notifications[..], [one] if one.starts_with("offered:"));
        let there = offer && badge == "1";
        Ok(if there { Look::There(()) } else { Look::NotYet(format!("{notifications:?}, badge {badge}")) })
    })?;
    let kept = browser.background(&inside)? == before;
    Ok(Row { kind, wait, took, state, kept, calls, cpu })
}
