use std::iter;

use futures_channel::{mpsc, oneshot};
use workflow::Input;

/// The driver's queue, for whoever has something to report.
#[derive(Debug, Clone)]
pub struct Inbox(mpsc::UnboundedSender<Event>);

/// The other end of the queue.
#[derive(Debug)]
pub struct Events(pub(crate) mpsc::UnboundedReceiver<Event>);

/// A queue.
pub fn inbox() -> (Inbox, Events) {
    let (sender, receiver) = mpsc::unbounded();
    (Inbox(sender), Events(receiver))
}

impl Inbox {
    /// Reports what happened.
    pub fn send(&self, input: Input) {
        self.push(Event { from: Source::World, input: Some(input), stored: None });
    }

    /// Reports what happened; whether what comes of it is in storage, so that no stop of the background loses it.
    pub async fn deliver(&self, input: Input) -> bool {
        let (sender, stored) = oneshot::channel();
        self.push(Event { from: Source::World, input: Some(input), stored: Some(sender) });
        stored.await.is_ok()
    }

    /// Reports what happened as told by something that may have been given up by the time it is read.
    pub(crate) fn send_from(&self, from: Source, input: Input) {
        self.push(Event { from, input: Some(input), stored: None });
    }

    /// Has the driver run through its turn with nothing new: store what could not be stored.
    pub(crate) fn nudge(&self) {
        self.push(Event { from: Source::World, input: None, stored: None });
    }

    fn push(&self, event: Event) {
        // Fails only once the driver has gone, and with it whoever could care.
        let _ = self.0.unbounded_send(event);
    }
}

impl Events {
    /// Takes what is in the queue already.
    pub(crate) fn here(&mut self) -> impl Iterator<Item = Event> {
        iter::from_fn(|| self.0.try_recv().ok())
    }
}

/// What is in the queue.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) from: Source,
    pub(crate) input: Option<Input>,
    /// Told once the state that comes of it is stored.
    pub(crate) stored: Option<oneshot::Sender<()>>,
}

impl Event {
    /// Whether a view has come, which waits for its first answer.
    pub(crate) fn is_greeting(&self) -> bool {
        matches!(&self.input, Some(Input::Attached { .. }))
    }

    /// Whether all that happened is that somebody types.
    pub(crate) fn is_typing(&self) -> bool {
        matches!(&self.input, Some(Input::Command { command, .. }) if command.command.is_typing())
    }
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    World,
    /// The sign-in of this number.
    SignIn(u64),
    /// The socket of this number.
    Socket(u64),
}
