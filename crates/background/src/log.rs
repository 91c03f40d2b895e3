//! What happened lately, for whoever is asked for help: names, results and times.
//!
//! It is redacted where it is written: an [`Entry`] has no room for what anybody said, for a number or a token. It is in
//! memory only, and gone when the background is stopped.

use std::{collections::VecDeque, fmt::Write as _};

use genesys::{
    call::{Call, Reply},
    model::Failure,
    time::Timestamp,
};
use workflow::Input;

/// So many entries are remembered, about an hour of work.
const KEPT: usize = 1_000;

/// The log.
#[derive(Debug, Default)]
pub struct Log {
    entries: VecDeque<(Timestamp, Entry)>,
}

/// Something that happened, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Something other than the two that follow.
    Happened(&'static str),
    /// An agent's command.
    Commanded(&'static str),
    /// A call to Genesys Cloud ended.
    Called {
        /// Which.
        call: &'static str,
        /// How.
        result: CallResult,
        /// How long it took, in milliseconds.
        took_ms: i64,
    },
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallResult {
    /// It succeeded.
    Succeeded,
    /// Genesys Cloud refused or failed.
    Status(u16),
    /// There was no answer, or none that could be read.
    NoAnswer(&'static str),
}

impl Log {
    /// Adds an entry.
    pub fn add(&mut self, at: Timestamp, entry: Entry) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back((at, entry));
    }

    /// All of it as text, a line for each entry, the oldest first; `written` writes a time.
    pub fn text(&self, written: impl Fn(Timestamp) -> String) -> String {
        let mut text = String::new();
        for (at, entry) in &self.entries {
            let at = written(*at);
            // Text takes everything.
            let _ = match entry {
                Entry::Happened(what) => writeln!(text, "{at} {what}"),
                Entry::Commanded(command) => writeln!(text, "{at} command {command}"),
                Entry::Called { call, result, took_ms } => match result {
                    CallResult::Succeeded => writeln!(text, "{at} call {call}: succeeded in {took_ms} ms"),
                    CallResult::Status(status) => writeln!(text, "{at} call {call}: {status} in {took_ms} ms"),
                    CallResult::NoAnswer(why) => writeln!(text, "{at} call {call}: {why} after {took_ms} ms"),
                },
            };
        }
        text
    }
}

impl Entry {
    /// What the driver takes in; nothing for what is logged elsewhere, or says nothing.
    pub(crate) fn of(input: &Input) -> Option<Self> {
        match input {
            Input::Command { command, .. } => Some(Self::Commanded((&command.command).into())),
            Input::Answered { .. } | Input::Tick => None,
            other => Some(Self::Happened(other.into())),
        }
    }

    /// The end of a call.
    pub(crate) fn called(call: &Call, result: &Result<Reply, Failure>, took_ms: i64) -> Self {
        let result = match result {
            Ok(_) => CallResult::Succeeded,
            Err(Failure::Api(error)) => CallResult::Status(error.status),
            Err(Failure::Unreadable { .. }) => CallResult::NoAnswer("unreadable"),
            Err(Failure::Unreachable) => CallResult::NoAnswer("unreachable"),
            Err(Failure::TimedOut) => CallResult::NoAnswer("timed out"),
        };
        Self::Called { call: call.into(), result, took_ms }
    }
}

#[cfg(test)]
mod tests {
    use genesys::id::ConversationId;
    use protocol::{Command, Numbered, ViewId};

    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn text(log: &Log) -> String {
        log.text(|at| at.as_millis().to_string())
    }

    #[test]
    fn what_was_typed_is_not_in_it() {
        let said = "Your code is 4711".to_owned();
        let command = Command::Send { conversation: ConversationId::new("c"), text: said };
        let input = Input::Command { view: ViewId("v".into()), command: Numbered { number: 1, command } };
        let mut log = Log::default();
        log.add(at(0), Entry::of(&input).unwrap());
        log.add(at(1), Entry::of(&Input::RedirectUri("https://secret".into())).unwrap());
        log.add(at(2), Entry::called(&Call::RevokeToken, &Err(Failure::TimedOut), 15_000));
        assert_eq!(
            text(&log),
            "0 command Send\n\
             1 RedirectUri\n\
             2 call RevokeToken: timed out after 15000 ms\n"
        );
    }

    #[test]
    fn the_oldest_goes_when_it_is_full() {
        let mut log = Log::default();
        for number in 0..=KEPT {
            log.add(at(i64::try_from(number).unwrap()), Entry::Happened("Woke"));
        }
        assert_eq!(text(&log).lines().count(), KEPT);
        assert!(text(&log).starts_with("1 Woke\n"));
    }
}
