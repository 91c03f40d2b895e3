//! A sandbox without sockets, in the process of whoever tests against it, with simulated time.

use std::{collections::VecDeque, marker::PhantomData, sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request, response::Response};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::{
    app::App,
    domain::conversation::Conversation,
    http::{self, notifications::Line},
    hub::Frame,
    ids::Seeded,
    org::Organisation,
    server::keep_time,
    store,
};

/// The address of every sandbox in a process; nothing listens there.
pub(crate) const URL: &str = "http://127.0.0.1:1";

/// A sandbox in this process: the same router, database and notifications as behind a port, but its time is tokio's and
/// its identifiers and tokens come out of a seed. On a runtime of one thread whose clock is paused, the same seed and
/// the same requests give the same replies and frames, to the byte.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let sandbox = sandbox::Sandbox::builder().in_process(7)?;
/// let me = http::Request::get("http://127.0.0.1:1/api/v2/users/me").body(Vec::new()).unwrap();
/// assert_eq!(sandbox.request(me).await.unwrap().status(), 401);
/// # Ok::<_, sandbox::StartError>(())
/// # }).unwrap();
/// ```
///
/// There is one for each thread at a time. It stops when it is dropped.
#[derive(Debug)]
pub struct InProcess {
    app: Arc<App>,
    router: Router,
    clock: JoinHandle<()>,
    _seeded: Seeded,
    /// The seed is the thread's.
    _of_this_thread: PhantomData<*const ()>,
}

/// The reply broke off before it was complete: a fault that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reply broke off")]
pub struct BrokenOff;

impl InProcess {
    pub(crate) fn start(app: Arc<App>, seeded: Seeded) -> Self {
        let router = http::router(Arc::clone(&app));
        let clock = tokio::spawn(keep_time(Arc::clone(&app)));
        Self { app, router, clock, _seeded: seeded, _of_this_thread: PhantomData }
    }

    /// The base address that requests have to be made to, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.app.org
    }

    /// The sandbox's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// Lets time pass in one go, as `POST /sandbox/clock` does.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        // Fails only when the database does, which is in memory.
        let _ = self.app.advance_clock(by).and_then(|()| self.app.tick());
    }

    /// Makes a request; routes, redirects and errors are those of the sandbox behind a port.
    ///
    /// # Errors
    /// [`BrokenOff`]
    pub async fn request(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, BrokenOff> {
        let request = request.map(Body::from);
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.map_err(|_| BrokenOff)?;
        Ok(Response::from_parts(parts, body.to_vec()))
    }

    /// Opens the notification socket at a channel's `connectUri`; `None` where there is no such channel.
    #[must_use]
    pub fn connect(&self, uri: &str) -> Option<Socket> {
        let (_, channel) = uri.rsplit_once('/')?;
        let line = Line::open(&self.app, channel).ok()?;
        Some(Socket { line, answers: VecDeque::new() })
    }

    /// All conversations as they are stored, the truth that clients have to show.
    #[must_use]
    pub fn conversations(&self) -> Vec<Conversation> {
        // Fails only when the database does, which is in memory.
        self.app.read(|work| Ok(store::conversations::all(&work.db)?)).unwrap_or_default()
    }
}

impl Drop for InProcess {
    fn drop(&mut self) {
        self.clock.abort();
        self.app.hub.send_all(&Frame::Close);
    }
}

/// The client's end of a notification socket of [`InProcess`].
#[derive(Debug)]
pub struct Socket {
    line: Line,
    answers: VecDeque<String>,
}

impl Socket {
    /// The next text frame; `None` once the sandbox closed the socket.
    pub async fn next(&mut self) -> Option<String> {
        match self.answers.pop_front() {
            Some(answer) => Some(answer),
            None => self.line.next().await,
        }
    }

    /// Sends a text frame.
    pub fn send(&mut self, text: &str) {
        self.answers.extend(self.line.answer(text));
    }
}
