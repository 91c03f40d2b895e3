//! What comes in and what goes out.

use genesys::{
    call::{Call, Reply},
    id::ConversationId,
    model::Failure,
    notify::Frame,
    region::Environment,
    time::Timestamp,
};
use phone::Number;
use protocol::{Numbered, Page, Site, Sound, ViewId, Window};
use serde::{Deserialize, Serialize};

use crate::Policy;

/// Everything that can happen.
#[derive(Debug, Clone, PartialEq, strum::IntoStaticStr)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and a policy comes once in a day")]
pub enum Input {
    /// The driver runs, for the first time or again after the browser stopped it. Always the first input.
    Woke,
    /// A view connected (again, where its port broke).
    Attached {
        /// The view.
        view: ViewId,
        /// The page it shows.
        page: Page,
    },
    /// A view's port closed.
    Detached {
        /// The view.
        view: ViewId,
    },
    /// A view's command. A number that was carried out already does nothing.
    Command {
        /// The view.
        view: ViewId,
        /// The command and its number.
        command: Numbered,
    },
    /// The answer to [`Effect::Authorize`].
    Authorized(Result<Authorization, AuthorizeFailure>),
    /// The answer to [`Effect::Call`].
    Answered {
        /// Which call.
        id: CallId,
        /// Its result.
        result: Box<Result<Reply, Failure>>,
    },
    /// The notification socket is open.
    SocketOpened,
    /// The notification socket closed, could not be opened, or fell silent for 45 s (the driver watches that).
    SocketClosed,
    /// A frame from the notification socket.
    Frame(Frame),
    /// A window that [`Effect::OpenWindow`] asked for is open.
    WindowOpened(Window),
    /// It closed.
    WindowClosed(Window),
    /// Something was done about a system notification.
    Alert {
        /// Which.
        alert: AlertId,
        /// What was done.
        act: AlertAct,
    },
    /// The agent chose a number on a web page.
    Picked {
        /// The number, and what the page says of it.
        pick: Box<Pick>,
        /// The browser opened the side panel or sidebar for it, which it does only while it handles the click itself.
        opened: bool,
    },
    /// The agent asked for a number of a page, and none can be had.
    NothingToPick(Nothing),
    /// What of the web the browser lets us look at, at start (before [`Input::Woke`]) and whenever it changes.
    Granted {
        /// All of it.
        granted: Vec<Site>,
        /// What was granted just now.
        added: Vec<Site>,
    },
    /// The answer to [`Effect::PlaySound`], unless that was nothing.
    Sounded(Sound),
    /// The administrator's policy, at start (before [`Input::Woke`]) and whenever it changes.
    Policy(Policy),
    /// The OAuth redirect URI of this installation, at start (before [`Input::Woke`]).
    RedirectUri(String),
    /// The computer went online or offline.
    Online(bool),
    /// What was stored could not be read; a copy was kept.
    StorageReset,
    /// What is to be stored could not be written.
    StorageFull,
    /// The browser has a new version of the extension, and waits for [`Effect::Reload`].
    UpdateAvailable,
    /// [`crate::Workflow::next_wake`] has come.
    Tick,
}

/// A number that the agent chose on a web page, and what the page says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The number.
    pub number: Number,
    /// Whose it is.
    pub name: Option<String>,
    /// A text to begin with.
    pub body: Option<String>,
    /// The link's other recipients.
    pub more: Vec<Number>,
    /// The page's host.
    pub site: Option<String>,
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// There is none in what is selected, or near the pointer.
    NoNumber,
    /// The page is one that the browser lets no extension look at.
    PageClosedToUs,
}

/// Everything that is to be done outside. The driver stores the state first, then does these in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Make a call; answer with [`Input::Answered`], [`Failure::TimedOut`] when it takes longer than `timeout_ms`.
    Call {
        /// Which call.
        id: CallId,
        /// What is asked.
        call: Call,
        /// Of whom.
        environment: Environment,
        /// With this token.
        token: Option<AccessToken>,
        /// How long it may take, in milliseconds.
        timeout_ms: u32,
    },
    /// Let the agent sign in at the OAuth server; answer with [`Input::Authorized`].
    Authorize {
        /// Where.
        environment: Environment,
        /// The OAuth client.
        client_id: String,
        /// Ask for the password even when the OAuth server remembers the agent (`prompt=login`).
        fresh: bool,
    },
    /// Give up the sign-in; an answer that comes all the same is dropped.
    CancelAuthorize,
    /// Open the notification socket in place of any other.
    OpenSocket {
        /// The channel's `connectUri`.
        uri: String,
    },
    /// Close the notification socket, without an [`Input::SocketClosed`].
    CloseSocket,
    /// Open a window, or focus it; answer with [`Input::WindowOpened`].
    OpenWindow(Window),
    /// Close a window.
    CloseWindow(Window),
    /// Show these system notifications and no others of ours; what is done about one comes as [`Input::Alert`].
    ShowAlerts(Vec<Alert>),
    /// Play the alerts' sound in place of whatever is playing; answer with [`Input::Sounded`].
    PlaySound(Play),
    /// End here, and start as the new version. What is to outlive only the background is gone then.
    Reload,
}

/// A system notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alert {
    /// An interaction is offered: *Answer* or *Decline*.
    Offered(About),
    /// An interaction was answered by itself, as the agent's settings in Genesys Cloud have it.
    Answered(About),
    /// What alerts are like, for the agent who wants to know; each has a number of its own.
    Sample(u64),
}

/// What a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The conversation.
    pub conversation: ConversationId,
    /// The customer: the name, else the number, formatted.
    pub customer: String,
    /// The queue's name.
    pub queue: Option<String>,
}

/// Which notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertId {
    /// [`Alert::Offered`].
    Offered(ConversationId),
    /// [`Alert::Answered`].
    Answered(ConversationId),
    /// [`Alert::Sample`].
    Sample(u64),
}

/// What was done about a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertAct {
    /// It was clicked.
    Open,
    /// *Answer*.
    Answer,
    /// *Decline*.
    Decline,
    /// It was closed, by the agent or by the system after a while.
    Close,
}

/// What is to be heard. Volumes are in percent, from 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// Nothing.
    Nothing,
    /// The sound, once.
    Once {
        /// How loud.
        volume: u8,
    },
    /// The sound, until something else is asked for.
    OverAndOver {
        /// How loud.
        volume: u8,
    },
}

impl Alert {
    /// Which it is.
    pub fn id(&self) -> AlertId {
        match self {
            Self::Offered(about) => AlertId::Offered(about.conversation.clone()),
            Self::Answered(about) => AlertId::Answered(about.conversation.clone()),
            Self::Sample(number) => AlertId::Sample(*number),
        }
    }
}

/// What time it is in a zone (by its IANA name) at a moment, by that zone's own clock; `None` where the zone is unknown.
/// That is a table of the world's like the plans of phone numbers: the same arguments give the same answer. Browsers have
/// it; in the package it would take a third of its size.
pub type Zones = fn(&str, Timestamp) -> Option<LocalTime>;

/// The zone in which the agent is; where there is no browser to ask, that is UTC.
pub const HERE: &str = "";

/// A clock and a calendar somewhere in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
}

#[cfg(feature = "time-zones")]
impl LocalTime {
    /// What time it is in `zone` at a moment, by the time zone database; [`Zones`] for where there is no browser.
    #[must_use]
    pub fn by_database(zone: &str, at: Timestamp) -> Option<Self> {
        let zone = if zone == HERE { "UTC" } else { zone };
        let time = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?.in_tz(zone).ok()?;
        Some(Self {
            year: time.year().into(),
            month: time.month().try_into().ok()?,
            day: time.day().try_into().ok()?,
            hour: time.hour().try_into().ok()?,
            minute: time.minute().try_into().ok()?,
        })
    }
}

/// A call's number: unique for as long as the state is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub u64);

/// An access token. Prints as `AccessToken(…)`: it is never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessToken(pub String);

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

/// What the OAuth server's redirect brought, `state` checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The authorization code.
    pub code: String,
    /// The verifier whose challenge went along.
    pub verifier: String,
    /// The redirect URI that went along.
    pub redirect_uri: String,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization").finish_non_exhaustive()
    }
}

/// Why the OAuth server's redirect brought no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizeFailure {
    /// The agent closed the login page.
    Closed,
    /// The OAuth server cannot be reached.
    Unreachable,
    /// The login page could not be loaded, or never came back: the host, the client id or the redirect URI is wrong.
    NoPage,
    /// An error redirect.
    Refused {
        /// The OAuth error code.
        code: String,
        /// Its `error_description`.
        description: Option<String>,
    },
    /// The redirect was not the answer to our request (`state` differs, no code).
    BadRedirect,
}
