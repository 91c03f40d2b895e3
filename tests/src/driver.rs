//! The driver programs: started on a free port, read to the end, and killed with everything they started.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

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

    /// What it, and the browser through it, has printed.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.output.lines().clone()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // Fails only when all of it has ended already.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
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
