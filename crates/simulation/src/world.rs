//! Everything there is on one simulated day.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
    rc::Rc,
};

use background::{Driver, inbox};
use fastrand::Rng;
use protocol::View;
use sandbox::{InProcess, Sandbox, Settings, domain::carrier::Pace, org::Organisation};
use tokio::time::{Duration, Instant};

use crate::{
    computer::{Computer, Host, Moment, Process},
    ledger::Ledger,
    network::Network,
    pages::Pages,
    tally::{Situation, Tally},
    watch,
};

/// A background has no more to do at one moment than this.
const TURNS: u32 = 20_000;

/// Everything there is on one simulated day.
pub(crate) struct World {
    pub(crate) sandbox: InProcess,
    pub(crate) computer: Computer,
    pub(crate) network: Network,
    pub(crate) pages: RefCell<Pages>,
    pub(crate) ledger: RefCell<Ledger>,
    pub(crate) tally: RefCell<Tally>,
    /// The background that runs, if one does.
    process: RefCell<Option<Rc<Process>>>,
    dice: RefCell<Rng>,
    trace: RefCell<Trace>,
    began: Instant,
    /// How many of a thousand requests and frames go wrong.
    roughness: Cell<u32>,
    /// When the background asked for the time last, and how often it did without time having passed.
    turns: Cell<(i64, u32)>,
    violation: RefCell<Option<String>>,
}

/// What becomes of the lines that tell what happens.
#[derive(Debug, Default)]
pub(crate) enum Trace {
    /// Nobody wants to know.
    #[default]
    Off,
    /// They are kept.
    Kept(Vec<String>),
}

impl World {
    pub(crate) fn new(seed: u64, org: Organisation, trace: Trace) -> Rc<Self> {
        let pace = Pace { sent: Duration::from_millis(400), delivered: Duration::from_millis(900) };
        let mut dice = Rng::with_seed(seed);
        let settings = Settings {
            pace,
            existing_tells: dice.u32(0..4) > 0,
            existing_status: if dice.bool() { 400 } else { 409 },
            ..Settings::default()
        };
        #[expect(clippy::panic, reason = "the built-in organisation in an empty database in memory")]
        let Ok(sandbox) = Sandbox::builder().org(org).settings(settings).in_process(seed) else { panic!("no sandbox") };
        Rc::new(Self {
            sandbox,
            computer: Computer::default(),
            network: Network::default(),
            pages: RefCell::default(),
            ledger: RefCell::default(),
            tally: RefCell::default(),
            process: RefCell::default(),
            dice: RefCell::new(dice),
            trace: RefCell::new(trace),
            began: Instant::now(),
            roughness: Cell::new(0),
            turns: Cell::default(),
            violation: RefCell::default(),
        })
    }

    /// A number out of `range`.
    pub(crate) fn dice(&self, range: Range<u32>) -> u32 {
        self.dice.borrow_mut().u32(range)
    }

    /// Whether something happens that happens to so many in a thousand.
    pub(crate) fn chance(&self, in_a_thousand: u32) -> bool {
        self.dice(0..1_000) < in_a_thousand
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        let count = u32::try_from(from.len()).ok().filter(|count| *count > 0)?;
        from.get(self.dice(0..count) as usize)
    }

    pub(crate) fn entropy(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.dice.borrow_mut().fill(&mut bytes);
        bytes
    }

    /// Lets time pass.
    pub(crate) async fn pass(&self, millis: u32) {
        tokio::time::sleep(Duration::from_millis(millis.into())).await;
    }

    /// Milliseconds since the day began.
    pub(crate) fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    pub(crate) fn roughness(&self) -> u32 {
        self.roughness.get()
    }

    pub(crate) fn set_roughness(&self, in_a_thousand: u32) {
        self.roughness.set(in_a_thousand);
    }

    /// Writes down what happens.
    pub(crate) fn note(&self, line: impl FnOnce() -> String) {
        if let Trace::Kept(lines) = &mut *self.trace.borrow_mut() {
            let at = self.elapsed_ms();
            lines.push(format!("{:>6}.{:03}  {}", at / 1_000, at % 1_000, line()));
        }
    }

    pub(crate) fn reach(&self, situation: Situation) {
        self.tally.borrow_mut().reach(situation);
    }

    /// An invariant was looked at.
    pub(crate) fn check(&self, holds: bool, what: impl FnOnce() -> String) {
        self.tally.borrow_mut().checks += 1;
        if !holds {
            self.violate(what());
        }
    }

    /// An invariant does not hold; the first one counts.
    pub(crate) fn violate(&self, what: String) {
        self.note(|| format!("VIOLATION {what}"));
        self.violation.borrow_mut().get_or_insert(what);
    }

    pub(crate) fn violation(&self) -> Option<String> {
        self.violation.borrow().clone()
    }

    /// The background takes a turn. One that takes thousands at the same moment would take them for ever.
    pub(crate) fn turn(self: &Rc<Self>) {
        let (at, turns) = self.turns.get();
        let now = self.elapsed_ms();
        self.turns.set(if at == now { (at, turns + 1) } else { (now, 0) });
        if turns == TURNS {
            self.violate(format!("the background goes round in circles at {now} ms"));
            if let Some(process) = self.process() {
                process.end();
            }
        }
    }

    /// What is left of the day.
    pub(crate) fn take_trace(&self) -> Vec<String> {
        match std::mem::take(&mut *self.trace.borrow_mut()) {
            Trace::Off => Vec::new(),
            Trace::Kept(lines) => lines,
        }
    }

    /// What the agent sees, or saw last.
    pub(crate) fn view(&self) -> Option<View> {
        self.pages.borrow().shown().cloned()
    }

    /// A view was told something.
    pub(crate) fn seen(&self, view: &View) {
        watch::view(self, view);
    }

    pub(crate) fn process(&self) -> Option<Rc<Process>> {
        self.process.borrow().clone()
    }

    /// Starts a background where none runs.
    pub(crate) fn wake(self: &Rc<Self>) {
        if self.process.borrow().is_some() {
            return;
        }
        let (inbox, events) = inbox();
        let moment = self.pick(&Moment::ITS_OWN).filter(|_| self.roughness() > 0 && self.chance(400));
        let fuse = moment.map(|(moment, often)| (*moment, self.dice(0..*often)));
        let process = Rc::new(Process::new(inbox.clone(), fuse));
        self.note(|| "the background starts".to_owned());
        self.tally.borrow_mut().starts += 1;
        self.process.replace(Some(process.clone()));
        let host = Host { world: self.clone(), process: process.clone() };
        process.spawn(self, Driver::run(host, inbox, events));
        self.pages.borrow_mut().connect(self, &process);
    }

    /// The browser stops the background, in the middle of whatever it does.
    pub(crate) fn stop(self: &Rc<Self>, process: &Rc<Process>, moment: Moment) {
        if !process.end() {
            return;
        }
        self.note(|| format!("the background is stopped: {moment:?}"));
        if self.computer.loses_drafts() {
            self.ledger.borrow_mut().excuse_all();
        }
        self.tally.borrow_mut().stops += 1;
        self.reach(Situation::Stopped(moment));
        self.process.replace(None);
        self.pages.borrow_mut().disconnect();
        // A page that is open connects again, and an alarm wakes who asked for it.
        let again = if self.pages.borrow().is_empty() {
            self.computer.is_to_be_woken().then(|| self.dice(1_000..30_000))
        } else {
            Some(self.dice(1..300))
        };
        let Some(again) = again else { return };
        let world = self.clone();
        tokio::task::spawn_local(async move {
            world.pass(again).await;
            world.wake();
        });
    }

    /// Comes to a moment at which the background may be stopped; does not return then.
    pub(crate) async fn moment(self: &Rc<Self>, process: &Rc<Process>, moment: Moment) {
        if process.burns(moment) {
            self.stop(process, moment);
            std::future::pending::<()>().await;
        }
    }
}
