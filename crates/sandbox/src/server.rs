//! Starting and stopping.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use serde::Serialize;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time};

use crate::{
    app::App,
    clock::Clock,
    http,
    hub::Frame,
    ids::Seeded,
    in_process::{self, InProcess},
    org::{self, LUMEN, Organisation, OrganisationError},
    settings::Settings,
};

/// A running sandbox. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    app: Arc<App>,
    server: JoinHandle<io::Result<()>>,
    clock: JoinHandle<()>,
    /// The server stops when this is dropped.
    _running: oneshot::Sender<()>,
}

/// What a sandbox is made of; see [`Sandbox::builder`].
#[derive(Debug, Clone)]
pub struct Builder {
    listen: SocketAddr,
    database: Option<PathBuf>,
    org: Option<Organisation>,
    settings: Settings,
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The sandbox has passwords that everybody knows: it is not for the network.
    #[error("{0} is not a loopback address; listen on 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The database cannot be opened or read.
    #[error("cannot use the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The organisation file is wrong.
    #[error(transparent)]
    Organisation(#[from] OrganisationError),
}

/// What a sandbox says when it is ready: one line of JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    /// The base address of login, API and notifications.
    pub url: String,
    /// The first OAuth client.
    pub client_id: String,
    /// The page on which one plays the customer.
    pub handset_url: String,
    /// The demo page of a CRM.
    pub crm_url: String,
    /// Who can sign in.
    pub users: Vec<Account>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// First and last name.
    pub name: String,
    /// What to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// What this person is there for.
    pub note: String,
}

impl Sandbox {
    /// A sandbox on a free port of 127.0.0.1, in memory, with the built-in organisation.
    #[must_use]
    pub fn builder() -> Builder {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Builder { listen, database: None, org: None, settings: Settings::default() }
    }

    /// The base address of login, API and notifications, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.app.org
    }

    /// What to tell whoever waits for the sandbox.
    #[must_use]
    pub fn ready(&self) -> Ready {
        let (app, url) = (&self.app, &self.app.url);
        let accounts = app.org.users.iter().map(|user| Account {
            name: user.name.clone(),
            email: user.email.clone(),
            password: user.password.clone(),
            note: user.note.clone(),
        });
        Ready {
            url: url.clone(),
            client_id: app.org.clients.first().map(|client| client.id.to_string()).unwrap_or_default(),
            handset_url: format!("{url}/sandbox/handset"),
            crm_url: format!("{url}/sandbox/crm"),
            users: accounts.collect(),
        }
    }

    /// Runs until the server ends, which it does only when it fails.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn run(mut self) -> io::Result<()> {
        (&mut self.server).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.clock.abort();
        self.app.hub.send_all(&Frame::Close);
    }
}

impl Builder {
    /// Listens there; port 0 is any free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Keeps everything in this file.
    #[must_use]
    pub fn database(mut self, file: impl AsRef<Path>) -> Self {
        self.database = Some(file.as_ref().to_owned());
        self
    }

    /// Serves this organisation.
    #[must_use]
    pub fn org(mut self, org: Organisation) -> Self {
        self.org = Some(org);
        self
    }

    /// Behaves like this.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Starts it; it answers once this returns. Has to be called in a tokio runtime.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let Self { listen, database, org, settings } = self;
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen));
        }
        let org = organisation(org)?;
        let listener = TcpListener::bind(listen).await.map_err(|error| StartError::Listen(listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(listen, error))?;
        let app = Arc::new(App::new(org, settings, format!("http://{address}"), database.as_deref(), Clock::System)?);
        let (running, stopped) = oneshot::channel();
        let server = axum::serve(listener, http::router(Arc::clone(&app))).with_graceful_shutdown(async {
            // Nothing is ever sent: it ends with the sender.
            let _ = stopped.await;
        });
        let server = tokio::spawn(server.into_future());
        let clock = tokio::spawn(keep_time(Arc::clone(&app)));
        Ok(Sandbox { app, server, clock, _running: running })
    }

    /// Starts it in this process and without sockets, for a simulation; see [`InProcess`]. Has to be called in a tokio
    /// runtime. Where it would have listened makes no difference.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn in_process(self, seed: u64) -> Result<InProcess, StartError> {
        let Self { database, org, settings, .. } = self;
        let org = organisation(org)?;
        let seeded = Seeded::with(seed);
        let app = App::new(org, settings, in_process::URL.to_owned(), database.as_deref(), Clock::simulated())?;
        Ok(InProcess::start(Arc::new(app), seeded))
    }
}

/// The organisation to serve: the built-in one, unless there is another.
fn organisation(given: Option<Organisation>) -> Result<Organisation, StartError> {
    match given {
        Some(org) => Ok(org),
        None => Ok(org::parse("lumen.toml", LUMEN)?),
    }
}

/// Does what is due when it is due: the carrier, offers, after-call work. What was due while the sandbox did not run
/// is done at once.
pub(crate) async fn keep_time(app: Arc<App>) {
    loop {
        let due = app.next_due().unwrap_or_else(|error| {
            tracing::error!(%error, "the clock cannot read what is due");
            None
        });
        match due.map(|due| wait_for(due, app.now())) {
            Some(wait) if wait.is_zero() => {
                if app.tick().is_err() {
                    // Lest a broken database keeps a core busy.
                    time::sleep(time::Duration::from_secs(1)).await;
                }
            }
            Some(wait) => {
                tokio::select! {
                    biased;
                    () = time::sleep(wait) => {}
                    () = app.wake.notified() => {}
                }
            }
            None => app.wake.notified().await,
        }
    }
}

fn wait_for(due: Timestamp, now: Timestamp) -> time::Duration {
    time::Duration::try_from(due.duration_since(now)).unwrap_or_default()
}
