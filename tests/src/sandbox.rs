//! A sandbox of the test's own: built, started on a free loopback port, and killed when dropped.

use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use serde::Deserialize;

/// How long a sandbox may take from its start to its line of JSON.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    child: Mutex<Child>,
    /// The line with which it announced itself, as it was printed.
    pub announcement: String,
    /// The same line, read.
    pub ready: Ready,
}

/// What a sandbox says when it is ready.
#[derive(Debug, Default, Deserialize)]
pub struct Ready {
    /// The base address of login, API and notifications.
    pub url: String,
    /// The OAuth client that Behalf signs in with.
    pub client_id: String,
    /// The page on which one plays the customer.
    pub handset_url: String,
    /// The demo page of a CRM.
    pub crm_url: String,
    /// The people who can sign in.
    pub users: Vec<Account>,
}

/// One who can sign in.
#[derive(Debug, Deserialize)]
pub struct Account {
    /// The full name.
    pub name: String,
    /// What to enter as the e-mail address.
    pub email: String,
    /// What to enter as the password.
    pub password: String,
    /// What this person is there for.
    pub note: String,
}

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A program could not be run or read from.
    #[error("{0}: {1}")]
    Io(&'static str, #[source] io::Error),
    /// `cargo build -p sandbox` failed; its own output says why.
    #[error("the sandbox does not build")]
    Build,
    /// The sandbox ended, or said nothing, before it was ready.
    #[error("the sandbox was not ready within {} s", START_TIMEOUT.as_secs())]
    NotReady,
    /// The first line is not the announcement.
    #[error("the sandbox announced itself with {line:?}: {source}")]
    Announcement {
        /// What was printed.
        line: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl Sandbox {
    /// Builds the sandbox when needed and starts it, in memory unless the `arguments` say otherwise, on a free port.
    ///
    /// # Errors
    /// When it cannot be built, started, or does not announce itself.
    pub fn start(arguments: &[&str]) -> Result<Self, StartError> {
        let (child, line) = launch("127.0.0.1:0", arguments)?;
        // From here on the child is ended with the sandbox.
        let mut sandbox = Self { child: Mutex::new(child), announcement: line, ready: Ready::default() };
        sandbox.ready = serde_json::from_str(&sandbox.announcement)
            .map_err(|source| StartError::Announcement { line: sandbox.announcement.clone(), source })?;
        Ok(sandbox)
    }

    /// Ends it at once, as `kill -9` does.
    pub fn stop(&self) {
        stop(&mut self.child());
    }

    /// Ends it if it runs, and starts another one at the same address.
    ///
    /// # Errors
    /// When it cannot be started there.
    pub fn restart(&self, arguments: &[&str]) -> Result<(), StartError> {
        let mut child = self.child();
        stop(&mut child);
        let address = self.ready.url.trim_start_matches("http://");
        (*child, _) = launch(address, arguments)?;
        Ok(())
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts a sandbox and reads the line with which it announces itself.
fn launch(address: &str, arguments: &[&str]) -> Result<(Child, String), StartError> {
    let mut child = Command::new(build()?)
        .args(["--listen", address])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| StartError::Io("cannot start the sandbox", error))?;
    let lines = child.stdout.take().map(BufReader::new);
    let (sender, receiver) = mpsc::channel();
    // Reads on to the end, lest the sandbox blocks on a full pipe.
    thread::spawn(move || {
        for line in lines.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    match receiver.recv_timeout(START_TIMEOUT) {
        Ok(line) => Ok((child, line)),
        Err(_) => {
            stop(&mut child);
            Err(StartError::NotReady)
        }
    }
}

fn stop(child: &mut Child) {
    // Both fail only when it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

/// Builds the sandbox, once, and tells where its program is. Cargo does nothing when it is up to date.
fn build() -> Result<PathBuf, StartError> {
    static BUILT: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(program) = &*built {
        return Ok(program.clone());
    }
    let program = cargo_build()?;
    *built = Some(program.clone());
    Ok(program)
}

fn cargo_build() -> Result<PathBuf, StartError> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--package", "sandbox", "--bin", "sandbox", "--message-format", "json-render-diagnostics"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| StartError::Io("cannot run cargo", error))?;
    if !output.status.success() {
        return Err(StartError::Build);
    }
    output
        .stdout
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| serde_json::from_str::<Artifact>(&line).ok())
        .find_map(|artifact| artifact.executable)
        .ok_or(StartError::Build)
}

/// The part of cargo's build messages that says where a program was put.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}
