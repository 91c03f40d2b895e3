use genesys::time::Timestamp;
use protocol::{Badge, Site, ToView, ViewId, Window};
use workflow::{Alert, Pages, Play, Policy};

use crate::{Documents, Inbox, Stored, log::Entry};

/// What the driver needs of the world around it. Everything runs on one thread; whatever waits may be dropped, and
/// gives up then.
pub trait Platform: 'static {
    /// An open notification socket.
    type Socket: Socket;

    /// The time.
    fn now(&self) -> Timestamp;

    /// 32 bytes that nobody can guess.
    fn entropy(&self) -> [u8; 32];

    /// Runs a task beside this one.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);

    /// Waits.
    fn sleep(&self, millis: u32) -> impl Future<Output = ()>;

    /// What was stored.
    fn load(&self) -> impl Future<Output = Stored>;

    /// Stores those documents that are there; the others stay as they are.
    ///
    /// # Errors
    ///
    /// Some could not be written.
    fn save(&self, documents: Documents) -> impl Future<Output = Result<(), NotSaved>>;

    /// Keeps a copy of what could not be read, for whoever wants to know why.
    fn keep_unreadable(&self, documents: Documents) -> impl Future<Output = ()>;

    /// The administrator's policy.
    fn policy(&self) -> impl Future<Output = Policy>;

    /// What of the web the browser lets us look at; a change is reported with [`workflow::Input::Granted`].
    fn granted(&self) -> impl Future<Output = Vec<Site>>;

    /// The OAuth redirect URI of this installation.
    fn redirect_uri(&self) -> String;

    /// Whether the computer is online.
    fn online(&self) -> bool;

    /// Remembers what happened, for whoever is asked for help.
    fn log(&self, entry: Entry);

    /// Makes a request: without cookies, cache or referrer, and without following redirects.
    ///
    /// # Errors
    ///
    /// No answer came.
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, Unreachable>>;

    /// Opens a socket.
    ///
    /// # Errors
    ///
    /// It could not be opened.
    fn connect(&self, uri: &str) -> impl Future<Output = Result<Self::Socket, Unreachable>>;

    /// Shows the OAuth server's page until it leads to the redirect URI; the address it led to.
    ///
    /// # Errors
    ///
    /// It never did.
    fn authorize(&self, url: &str) -> impl Future<Output = Result<String, NoRedirect>>;

    /// Whether a web server answers there, whatever it says.
    fn reaches(&self, url: &str) -> impl Future<Output = bool>;

    /// Opens a window or brings it to the front, and reports it with [`workflow::Input::WindowOpened`]; when it
    /// closes, [`workflow::Input::WindowClosed`].
    fn open_window(&self, window: Window, inbox: &Inbox);

    /// Closes a window, if it is open.
    fn close_window(&self, window: Window);

    /// Shows these system notifications, and takes away all others of ours; what is done about one is reported with
    /// [`workflow::Input::Alert`].
    fn show_alerts(&self, alerts: Vec<Alert>);

    /// Plays the alerts' sound in place of whatever is playing, and reports with [`workflow::Input::Sounded`] whether
    /// it can be heard.
    fn play_sound(&self, play: Play, inbox: &Inbox);

    /// Keeps the browser from stopping the background where it can be kept, and wakes it where it was stopped; `false`:
    /// no longer.
    fn keep_waking(&self, wanted: bool);

    /// Ends every page and this background, and starts the new version.
    fn reload(&self);

    /// Sends something to a view.
    fn tell(&self, view: &ViewId, message: &ToView);

    /// What holds on web pages from now on: told first after the start, and then when it changes.
    fn rule_pages(&self, pages: &Pages);

    /// Shows the badge on the toolbar icon.
    fn show_badge(&self, badge: Badge);
}

/// An open notification socket; closes when dropped.
pub trait Socket {
    /// The next text frame; `None` once it is closed.
    fn next(&mut self) -> impl Future<Output = Option<String>>;

    /// Sends a text frame. Where that fails the socket is closed, which [`Socket::next`] tells.
    fn send(&mut self, text: &str) -> impl Future<Output = ()>;
}

/// The network is down, or the host cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// The OAuth server's page never led to the redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRedirect {
    /// The browser's own words.
    pub reason: String,
}

/// What could not be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotSaved {
    /// `durable`.
    pub durable: bool,
    /// `volatile` and the view.
    pub volatile: bool,
}
