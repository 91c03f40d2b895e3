//! A computer without a browser: real HTTP, a real socket, an agent who signs in by the form, and storage that
//! outlives the background.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use background::{
    Documents, Driver, Inbox, NoRedirect, NotSaved, Platform, Socket, Stored, Unreachable, inbox, log::Entry,
};
use futures_util::{SinkExt, StreamExt};
use genesys::time::Timestamp;
use protocol::{Badge, Command, Numbered, Page, Site, ToView, View, ViewId, Window};
use reqwest::{Client, redirect};
use tokio::{net::TcpStream, sync::watch, task::LocalSet, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use workflow::{Alert, Input, Pages, Play, Policy};

/// How long anything may take to be seen.
const DEADLINE: Duration = Duration::from_secs(20);
const REDIRECT_URI: &str = "http://127.0.0.1:49152/";

/// What is there while the background is stopped, too.
pub(crate) struct Computer {
    http: Client,
    email: String,
    stored: RefCell<Stored>,
    windows: RefCell<BTreeSet<Window>>,
    badge: Cell<Badge>,
    views: Cell<u32>,
}

impl Computer {
    /// The computer of the agent with this e-mail address.
    pub(crate) fn of(email: &str) -> Rc<Self> {
        let http = Client::builder().redirect(redirect::Policy::none()).build().expect("a client without TLS");
        Rc::new(Self {
            http,
            email: email.to_owned(),
            stored: RefCell::default(),
            windows: RefCell::default(),
            badge: Cell::new(Badge::Clear),
            views: Cell::new(0),
        })
    }

    /// Starts a background with a view, lets the agent `act`, and stops it in the middle of whatever it does.
    pub(crate) async fn awake<T>(self: &Rc<Self>, act: impl AsyncFnOnce(&mut Agent) -> T) -> T {
        let running = async {
            let (inbox, events) = inbox();
            let (seen, sees) = watch::channel(None);
            let platform = Native { computer: self.clone(), inbox: inbox.clone(), seen };
            tokio::task::spawn_local(Driver::run(platform, inbox.clone(), events));
            self.views.set(self.views.get() + 1);
            let view = ViewId(format!("view-{}", self.views.get()));
            inbox.send(Input::Attached { view: view.clone(), page: Page::Popup });
            let mut agent = Agent { inbox, view, number: 0, sees };
            act(&mut agent).await
        };
        LocalSet::new().run_until(running).await
    }

    pub(crate) fn windows(&self) -> Vec<Window> {
        self.windows.borrow().iter().copied().collect()
    }

    pub(crate) fn badge(&self) -> Badge {
        self.badge.get()
    }

    /// The agent closes a window while no background runs to notice.
    pub(crate) fn lose(&self, window: Window) {
        self.windows.borrow_mut().remove(&window);
    }

    pub(crate) fn stored(&self) -> Stored {
        self.stored.borrow().clone()
    }
}

/// The agent in front of a view.
pub(crate) struct Agent {
    inbox: Inbox,
    view: ViewId,
    number: u64,
    sees: watch::Receiver<Option<(View, u64)>>,
}

impl Agent {
    /// Gives a command and waits until the view is told that it was carried out.
    pub(crate) async fn says(&mut self, command: Command) {
        self.number += 1;
        let number = self.number;
        let said = format!("{command:?}");
        let numbered = Numbered { number, command };
        self.inbox.send(Input::Command { view: self.view.clone(), command: numbered });
        self.look(&said, |_, acknowledged| (acknowledged >= number).then_some(())).await;
    }

    /// Closes a window.
    pub(crate) fn closes(&self, computer: &Computer, window: Window) {
        computer.lose(window);
        self.inbox.send(Input::WindowClosed(window));
    }

    /// Waits until there is something to see.
    pub(crate) async fn sees<T>(&mut self, what: &str, find: impl Fn(&View) -> Option<T>) -> T {
        self.look(what, |view, _| find(view)).await
    }

    async fn look<T>(&mut self, what: &str, find: impl Fn(&View, u64) -> Option<T>) -> T {
        let looking = async {
            loop {
                let found = self.sees.borrow_and_update().as_ref().and_then(|(view, number)| find(view, *number));
                match found {
                    Some(found) => return found,
                    None => self.sees.changed().await.expect("the background runs"),
                }
            }
        };
        match timeout(DEADLINE, looking).await {
            Ok(found) => found,
            Err(_) => panic!("never saw {what}: {:#?}", self.sees.borrow()),
        }
    }
}

struct Native {
    computer: Rc<Computer>,
    inbox: Inbox,
    seen: watch::Sender<Option<(View, u64)>>,
}

impl Platform for Native {
    type Socket = Line;

    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
        Timestamp::from_millis(i64::try_from(since.as_millis()).expect("the clock is sane"))
    }

    fn entropy(&self) -> [u8; 32] {
        [42; 32]
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        tokio::task::spawn_local(task);
    }

    async fn sleep(&self, millis: u32) {
        tokio::time::sleep(Duration::from_millis(millis.into())).await;
    }

    async fn load(&self) -> Stored {
        // As the browser does: which windows are left is reported after the start.
        for window in self.computer.windows() {
            self.inbox.send(Input::WindowOpened(window));
        }
        for window in [Window::Interactions, Window::WrapUp] {
            if !self.computer.windows().contains(&window) {
                self.inbox.send(Input::WindowClosed(window));
            }
        }
        self.computer.stored()
    }

    async fn save(&self, documents: Documents) -> Result<(), NotSaved> {
        let mut stored = self.computer.stored.borrow_mut();
        stored.durable = documents.durable.or(stored.durable.take());
        stored.volatile = documents.volatile.or(stored.volatile.take());
        stored.carried_out = documents.carried_out.or(stored.carried_out.take());
        Ok(())
    }

    async fn keep_unreadable(&self, documents: Documents) {
        panic!("what was written cannot be read: {documents:?}");
    }

    async fn policy(&self) -> Policy {
        Policy::default()
    }

    async fn granted(&self) -> Vec<Site> {
        Vec::new()
    }

    fn redirect_uri(&self) -> String {
        REDIRECT_URI.to_owned()
    }

    fn online(&self) -> bool {
        true
    }

    fn log(&self, _: Entry) {}

    async fn fetch(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let request = reqwest::Request::try_from(request).map_err(|_| Unreachable)?;
        let answer = self.computer.http.execute(request).await.map_err(|_| Unreachable)?;
        let mut response = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let body = answer.bytes().await.map_err(|_| Unreachable)?;
        response.body(body.to_vec()).map_err(|_| Unreachable)
    }

    async fn connect(&self, uri: &str) -> Result<Line, Unreachable> {
        let (socket, _) = connect_async(uri).await.map_err(|_| Unreachable)?;
        Ok(Line(socket))
    }

    /// Fills in the form and follows where it leads.
    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        let body = format!("email={}&password=sandbox", self.computer.email.replace('@', "%40"));
        let form = self
            .computer
            .http
            .post(url)
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let answer = form.send().await.map_err(|error| NoRedirect { reason: error.to_string() })?;
        let led_to = answer.headers().get(http::header::LOCATION).and_then(|to| to.to_str().ok());
        led_to.map(str::to_owned).ok_or_else(|| NoRedirect { reason: format!("{} and no redirect", answer.status()) })
    }

    async fn reaches(&self, url: &str) -> bool {
        self.computer.http.head(url).send().await.is_ok()
    }

    fn open_window(&self, window: Window, inbox: &Inbox) {
        self.computer.windows.borrow_mut().insert(window);
        inbox.send(Input::WindowOpened(window));
    }

    fn close_window(&self, window: Window) {
        if self.computer.windows.borrow_mut().remove(&window) {
            self.inbox.send(Input::WindowClosed(window));
        }
    }

    fn show_alerts(&self, _: Vec<Alert>) {}

    fn play_sound(&self, _: Play, _: &Inbox) {}

    fn keep_waking(&self, _: bool) {}

    fn reload(&self) {}

    fn tell(&self, _: &ViewId, message: &ToView) {
        if let ToView::State { view, acknowledged } = message {
            self.seen.send_replace(Some(((**view).clone(), *acknowledged)));
        }
    }

    /// No agent's day has web pages in it.
    fn rule_pages(&self, _: &Pages) {}

    fn show_badge(&self, badge: Badge) {
        self.computer.badge.set(badge);
    }
}

pub(crate) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket for Line {
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Message::Text(text) = self.0.next().await?.ok()? {
                return Some(text.to_string());
            }
        }
    }

    async fn send(&mut self, text: &str) {
        let _ = self.0.send(Message::text(text)).await;
    }
}
