//! The open notification sockets, by channel.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a socket is told to do.
#[derive(Debug, Clone)]
pub(crate) enum Frame {
    /// Pass this on.
    Text(String),
    /// Say goodbye.
    Close,
    /// Say nothing from now on, and hear nothing: half-open.
    FallSilent,
}

/// The open sockets. What is sent to a channel without a socket is lost, as in the real service.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    sockets: Mutex<BTreeMap<String, Vec<UnboundedSender<Frame>>>>,
    /// What goes out after the channel's next frame.
    late: Mutex<BTreeMap<String, Vec<Frame>>>,
}

impl Hub {
    /// A socket opened on a channel.
    pub(crate) fn open(&self, channel: &str) -> UnboundedReceiver<Frame> {
        let (sender, receiver) = unbounded_channel();
        self.sockets().entry(channel.to_owned()).or_default().push(sender);
        receiver
    }

    /// Sends to the sockets of a channel.
    pub(crate) fn send(&self, channel: &str, frame: &Frame) {
        self.pass_on(channel, frame);
        let late = self.late().remove(channel).unwrap_or_default();
        for frame in &late {
            self.pass_on(channel, frame);
        }
    }

    /// Sends to the sockets of a channel, once something else has been sent there.
    pub(crate) fn send_after_next(&self, channel: &str, frame: Frame) {
        self.late().entry(channel.to_owned()).or_default().push(frame);
    }

    fn pass_on(&self, channel: &str, frame: &Frame) {
        let mut sockets = self.sockets();
        if let Some(open) = sockets.get_mut(channel) {
            open.retain(|socket| socket.send(frame.clone()).is_ok());
            if open.is_empty() {
                sockets.remove(channel);
            }
        }
    }

    /// Sends to all sockets.
    pub(crate) fn send_all(&self, frame: &Frame) {
        for socket in self.sockets().values().flatten() {
            // A receiver that is gone is a socket that has just closed.
            let _ = socket.send(frame.clone());
        }
    }

    /// Whether anybody listens on a channel.
    pub(crate) fn is_open(&self, channel: &str) -> bool {
        self.sockets().get(channel).is_some_and(|open| open.iter().any(|socket| !socket.is_closed()))
    }

    fn late(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Frame>>> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sockets(&self) -> MutexGuard<'_, BTreeMap<String, Vec<UnboundedSender<Frame>>>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The envelope of a notification.
pub(crate) fn envelope(topic: &str, body: &Value, correlation: &str) -> Frame {
    let envelope = json!({
        "topicName": topic,
        "version": "2",
        "eventBody": body,
        "metadata": { "CorrelationId": correlation },
    });
    Frame::Text(envelope.to_string())
}
