//! The driver programs: started on a free port, read to the end, and killed with everything they started.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::{Failure, Outcome};

/// How long a driver may take to listen.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running driver.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    output: Arc<Output>,
    /// Where it takes commands.
    pub(crate) url: String,
}

impl Driver {
    /// Starts `program`; the line in which it tells its port has the port right after `marker`.
    pub(crate) fn start(program: &'static str, marker: &str, configure: impl FnOnce(&mut Command)) -> Outcome<Self> {
        let mut command = Command::new(program);
        configure(&mut command);
        let mut child = command
            // A group of its own, which the browser joins, so that both can be ended together.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Failure::Program { program: program.to_owned(), source })?;
        running().push(child.id());
        end_with_this_process();
        let output = Arc::new(Output::default());
        if let Some(stdout) = child.stdout.take() {
            output.collect(stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            output.collect(stderr);
        }
        let port = output.wait_for(|line| {
            let (_, rest) = line.split_once(marker)?;
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u16>().ok()
        });
        let mut driver = Self { child, output, url: String::new() };
        let port = port.ok_or_else(|| Failure::NoPort { program, printed: driver.lines().join("\n") })?;
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// Whether a process, by its `/proc/PID/stat`, is of its group.
    pub(crate) fn started(&self, stat: &str) -> bool {
        // The name is in brackets and may hold anything; state, parent and group follow.
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
        fields.split(' ').nth(2).and_then(|group| group.parse().ok()) == Some(self.child.id())
    }

    /// What it, and the browser through it, has printed.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.output.lines().clone()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        running().retain(|group| *group != self.child.id());
        kill(self.child.id());
        let _ = self.child.wait();
    }
}

/// The groups of processes that are running, by their leader.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kill(group: u32) {
    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        // Fails only when all of it has ended already.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Nothing is dropped when this process is interrupted, and what the terminal sends does not reach the other groups:
/// they are ended here.
fn end_with_this_process() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        thread::spawn(|| {
            let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
                return;
            };
            let signalled = runtime.block_on(async {
                let mut interrupted = signal(SignalKind::interrupt())?;
                let mut terminated = signal(SignalKind::terminate())?;
                tokio::select! {
                    _ = interrupted.recv() => {}
                    _ = terminated.recv() => {}
                }
                std::io::Result::Ok(())
            });
            if signalled.is_ok() {
                running().drain(..).for_each(kill);
                std::process::exit(130);
            }
        });
    });
}

/// The lines a program has printed on both of its outputs.
#[derive(Debug, Default)]
struct Output {
    lines: Mutex<Vec<String>>,
    grown: Condvar,
}

impl Output {
    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn collect(self: &Arc<Self>, from: impl Read + Send + 'static) {
        let output = Arc::clone(self);
        thread::spawn(move || {
            let mut from = BufReader::new(from);
            let mut line = Vec::new();
            // A browser prints what it likes: not every line is UTF-8.
            while matches!(from.read_until(b'\n', &mut line), Ok(read) if read > 0) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                output.lines().push(text);
                output.grown.notify_all();
                line.clear();
            }
        });
    }

    fn wait_for<T>(&self, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        let start = Instant::now();
        let mut lines = self.lines();
        loop {
            if let Some(found) = lines.iter().find_map(|line| find(line)) {
                return Some(found);
            }
            let left = START_TIMEOUT.checked_sub(start.elapsed())?;
            lines = self.grown.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
