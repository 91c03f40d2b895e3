//! What the parts of the workflow want done. Parts do not know tokens, call numbers or retries: they ask.

use genesys::{call::Call, time::Timestamp};
use protocol::Window;

use crate::{calls::Purpose, io::Effect};

/// Nothing is put off for longer, in milliseconds.
pub(crate) const PUT_OFF_AT_MOST_MS: i64 = 6 * 60_000;

/// Collects, in order, what a part wants done at one moment.
#[derive(Debug)]
pub(crate) struct Todo {
    /// The moment.
    pub(crate) now: Timestamp,
    asks: Vec<Ask>,
}

/// One thing that a part wants done.
#[derive(Debug)]
pub(crate) enum Ask {
    /// A call to Genesys Cloud.
    Call(Purpose, Call),
    /// Anything else outside.
    Effect(Effect),
    /// A window, which counts as open from now on.
    Window(Window),
}

impl Todo {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { now, asks: Vec::new() }
    }

    /// Whether the time for what was put off until `at` has come. So it has where that is further away than anything is
    /// put off: the clock went back.
    pub(crate) fn is_due(&self, at: Timestamp) -> bool {
        at <= self.now || at > self.now.plus_millis(PUT_OFF_AT_MOST_MS)
    }

    pub(crate) fn call(&mut self, purpose: Purpose, call: Call) {
        self.asks.push(Ask::Call(purpose, call));
    }

    pub(crate) fn effect(&mut self, effect: Effect) {
        self.asks.push(Ask::Effect(effect));
    }

    pub(crate) fn open_window(&mut self, window: Window) {
        self.asks.push(Ask::Window(window));
    }

    pub(crate) fn into_asks(self) -> Vec<Ask> {
        self.asks
    }
}
