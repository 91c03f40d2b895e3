//! The live connection: a notification channel, its socket, its topics, and bringing everything up to date
//! whenever events may have been missed.
//!
//! ```text
//!   Idle ─▶ Channel ─▶ Opening ─▶ Subscribing ─▶ Live
//!             ▲            │ socket closed │        │
//!             └── Lost ◀───┴───────────────┴────────┘
//! ```

use genesys::{
    call::{Call, Channel},
    id::{ChannelId, UserId},
    notify,
    time::Timestamp,
};
use protocol::Connection;
use serde::{Deserialize, Serialize};

use crate::{calls::Purpose, io::Effect, todo::Todo};

/// Milliseconds before the first attempt to connect again; it doubles with each, up to 32 times.
const RECONNECT_MS: i64 = 1_000;
const DOUBLINGS: u32 = 5;

/// Milliseconds after which everything is read again even where no gap was noticed: events get lost one by one, too.
const RESYNC_MS: i64 = 5 * 60_000;
/// Milliseconds until it is tried again where that failed.
const RESYNC_AGAIN_MS: i64 = 15_000;

/// The live connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Live {
    stage: Stage,
    channel: Option<Channel>,
    failures: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    Idle,
    Channel,
    Opening,
    Subscribing,
    Live { resync_at: Timestamp },
    Lost { retry_at: Timestamp },
}

impl Default for Live {
    fn default() -> Self {
        Self { stage: Stage::Idle, channel: None, failures: 0 }
    }
}

impl Live {
    /// Connects, with the channel there is or with a new one. The background's sockets died with it.
    pub(crate) fn connect(&mut self, todo: &mut Todo) {
        self.channel = self.channel.take().filter(|channel| channel.expires.is_none_or(|at| todo.now < at));
        match &self.channel {
            Some(channel) => {
                self.stage = Stage::Opening;
                todo.effect(Effect::OpenSocket { uri: channel.connect_uri.clone() });
            }
            None => {
                self.stage = Stage::Channel;
                todo.call(Purpose::Channel, Call::CreateChannel);
            }
        }
    }

    /// Gives the connection up: nobody is signed in.
    pub(crate) fn disconnect(&mut self, todo: &mut Todo) {
        if self.stage != Stage::Idle {
            todo.effect(Effect::CloseSocket);
        }
        *self = Self::default();
    }

    /// A channel was created, or not.
    pub(crate) fn channel_created(&mut self, channel: Option<Channel>, todo: &mut Todo) {
        if self.stage != Stage::Channel {
            return;
        }
        match channel {
            Some(channel) => {
                self.channel = Some(channel);
                self.connect(todo);
            }
            None => self.lost(todo.now),
        }
    }

    pub(crate) fn socket_opened(&mut self, me: &UserId, todo: &mut Todo) {
        let (Stage::Opening, Some(channel)) = (self.stage, &self.channel) else {
            return;
        };
        self.stage = Stage::Subscribing;
        todo.call(
            Purpose::Subscribe(channel.id.clone()),
            Call::Subscribe { channel: channel.id.clone(), topics: notify::topics_for(me) },
        );
    }

    /// The topics are subscribed to, or not. Returns whether the connection is live: events may have been missed.
    pub(crate) fn subscribed(&mut self, channel: &ChannelId, subscribed: bool, todo: &mut Todo) -> bool {
        let current = self.channel.as_ref().is_some_and(|current| current.id == *channel);
        if self.stage != Stage::Subscribing || !current {
            return false;
        }
        if subscribed {
            self.stage = Stage::Live { resync_at: todo.now.plus_millis(RESYNC_MS) };
            self.failures = 0;
        } else {
            todo.effect(Effect::CloseSocket);
            self.channel = None;
            self.lost(todo.now);
        }
        subscribed
    }

    pub(crate) fn socket_closed(&mut self, now: Timestamp) {
        match self.stage {
            // The channel itself does not answer: take another.
            Stage::Opening => self.channel = None,
            Stage::Subscribing | Stage::Live { .. } => {}
            Stage::Idle | Stage::Channel | Stage::Lost { .. } => return,
        }
        self.lost(now);
    }

    /// The service is about to close the socket: the same channel takes another.
    pub(crate) fn socket_closing(&mut self, todo: &mut Todo) {
        if matches!(self.stage, Stage::Live { .. } | Stage::Subscribing) {
            self.connect(todo);
        }
    }

    /// The service gave the channel up.
    pub(crate) fn channel_dropped(&mut self, channel: &ChannelId, todo: &mut Todo) {
        if self.channel.as_ref().is_some_and(|current| current.id == *channel) {
            todo.effect(Effect::CloseSocket);
            self.channel = None;
            self.lost(todo.now);
        }
    }

    /// Connects again if its time has come, or at once (`now: None`).
    pub(crate) fn reconnect(&mut self, at_once: bool, todo: &mut Todo) {
        if let Stage::Lost { retry_at } = self.stage
            && (at_once || todo.is_due(retry_at))
        {
            self.connect(todo);
        }
    }

    /// Whether everything is to be read again by now; that is then under way.
    pub(crate) fn resync_due(&mut self, todo: &Todo) -> bool {
        let Stage::Live { resync_at } = &mut self.stage else {
            return false;
        };
        let due = todo.is_due(*resync_at);
        if due {
            *resync_at = todo.now.plus_millis(RESYNC_MS);
        }
        due
    }

    /// It could not be read: soon again. Where nothing is live, connecting brings it.
    pub(crate) fn resync_failed(&mut self, now: Timestamp) {
        if let Stage::Live { resync_at } = &mut self.stage {
            *resync_at = now.plus_millis(RESYNC_AGAIN_MS);
        }
    }

    pub(crate) fn next_wake(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Lost { retry_at: at } | Stage::Live { resync_at: at } => Some(at),
            Stage::Idle | Stage::Channel | Stage::Opening | Stage::Subscribing => None,
        }
    }

    pub(crate) fn show(&self, online: bool) -> Connection {
        match self.stage {
            Stage::Idle => Connection::Idle,
            _ if !online => Connection::Offline,
            Stage::Channel | Stage::Opening | Stage::Subscribing => Connection::Connecting,
            Stage::Live { .. } => Connection::Live,
            Stage::Lost { retry_at } => Connection::Lost { retry_at },
        }
    }

    fn lost(&mut self, now: Timestamp) {
        let pause = RECONNECT_MS << self.failures.min(DOUBLINGS);
        self.failures += 1;
        self.stage = Stage::Lost { retry_at: now.plus_millis(pause) };
    }
}
