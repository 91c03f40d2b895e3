//! What Chromium's processes did meanwhile, as its own tracing tells: which tasks a page's main thread ran, and for how
//! long whose scripts were at work in them.

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::failure::{Failure, Outcome};

/// What is recorded: tasks, scripts with what comes of their promises, rendering.
const CATEGORIES: [&str; 4] = ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8", "v8.execute"];

/// A recording under way.
pub struct Recording<'b> {
    runtime: &'b Runtime,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What the main thread of one page did.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MainThread {
    /// The processor's time in the extension's scripts and in the tasks that ran nothing else, in milliseconds.
    pub extension: f64,
    /// The longest of those tasks by the clock, or the longest run of the extension's in a task that was not its alone.
    pub longest: f64,
    /// The processor's time in all tasks, the probe's part left out.
    pub whole: f64,
}

impl<'b> Recording<'b> {
    pub(crate) fn start(runtime: &'b Runtime, address: &str) -> Outcome<Self> {
        let socket = runtime.block_on(async {
            let (mut socket, _) = connect_async(address).await?;
            let config = json!({"includedCategories": CATEGORIES, "excludedCategories": ["*"]});
            let parameters = json!({"transferMode": "ReportEvents", "traceConfig": config});
            send(&mut socket, &json!({"id": 1, "method": "Tracing.start", "params": parameters})).await?;
            while let Some(message) = next(&mut socket).await? {
                if message["id"] == 1 {
                    return Ok(socket);
                }
            }
            Err(tungstenite::Error::ConnectionClosed)
        });
        Ok(Self { runtime, socket: socket.map_err(|error| broken(&error))? })
    }

    /// Ends it: what the main thread of the page did that showed `address`. Of the extension's scripts those of the
    /// file `probe` do not count.
    ///
    /// # Errors
    /// When Chromium lost some of it, or the page is not in it.
    pub fn end(mut self, address: &str, probe: &str) -> Outcome<MainThread> {
        let collected = self.runtime.block_on(async {
            send(&mut self.socket, &json!({"id": 2, "method": "Tracing.end"})).await?;
            let mut events = Vec::new();
            while let Some(mut message) = next(&mut self.socket).await? {
                if message["method"] == "Tracing.dataCollected" {
                    let Value::Array(some) = message["params"]["value"].take() else { continue };
                    // What cannot be read is of a kind that is not asked for.
                    events.extend(some.into_iter().filter_map(|event| serde_json::from_value::<Event>(event).ok()));
                } else if message["method"] == "Tracing.tracingComplete" {
                    return Ok((events, message["params"]["dataLossOccurred"] == true));
                }
            }
            Err(tungstenite::Error::ConnectionClosed)
        });
        let (events, lost) = collected.map_err(|error| broken(&error))?;
        if lost {
            return Err(Failure::Unexpected("Chromium lost a part of the recording".to_owned()));
        }
        weigh(events, address, probe)
    }
}

fn broken(error: &tungstenite::Error) -> Failure {
    Failure::Unexpected(format!("the recording: {error}"))
}

async fn send(
    socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>,
    message: &Value,
) -> Result<(), tungstenite::Error> {
    socket.send(Message::text(message.to_string())).await
}

async fn next(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Result<Option<Value>, tungstenite::Error> {
    let Some(message) = socket.next().await else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_str(message?.to_text()?).unwrap_or_default()))
}

/// An event of the trace. Times are in microseconds; those of the processor are missing where they are not kept.
#[derive(Debug, Clone, Deserialize)]
struct Event {
    name: String,
    pid: u64,
    tid: u64,
    ts: f64,
    #[serde(default)]
    dur: f64,
    #[serde(default)]
    tdur: f64,
    #[serde(default)]
    args: Value,
}

/// Who is at work in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Extension,
    /// What came of a promise or a mutation; the page has none of its own.
    Extensions,
    Probe,
    /// The page's scripts, and its parsing and rendering.
    Page,
    /// It says nothing about that.
    Nobody,
}

impl Event {
    fn end(&self) -> f64 {
        self.ts + self.dur
    }

    fn who(&self, probe: &str) -> Who {
        let address = self.args["data"]["url"].as_str().or(self.args["fileName"].as_str()).unwrap_or_default();
        match self.name.as_str() {
            "EvaluateScript" | "FunctionCall" | "v8.compile" => {
                if address.ends_with(probe) {
                    Who::Probe
                } else if address.starts_with("chrome-extension:") {
                    Who::Extension
                } else {
                    Who::Page
                }
            }
            "RunMicrotasks" => Who::Extensions,
            "ParseHTML" | "UpdateLayoutTree" | "Layout" | "PrePaint" | "Paint" | "Layerize" | "Commit" => Who::Page,
            _ => Who::Nobody,
        }
    }
}

/// Adds up the tasks of the main thread of the page that showed `address`.
fn weigh(events: Vec<Event>, address: &str, probe: &str) -> Outcome<MainThread> {
    // Without its fragment, as Chromium has it there.
    let address = address.split('#').next().unwrap_or(address);
    let shown = |event: &&Event| event.name == "CommitLoad" && event.args["data"]["url"] == address;
    let Some(start) = events.iter().find(shown).cloned() else {
        return Err(Failure::Unexpected(format!("{address} is not in the recording")));
    };
    let mut events: Vec<Event> = events
        .into_iter()
        .filter(|event| (event.pid, event.tid) == (start.pid, start.tid) && event.ts >= start.ts && event.dur > 0.0)
        .collect();
    // What contains another comes before it.
    events.sort_by(|one, other| one.ts.total_cmp(&other.ts).then(other.dur.total_cmp(&one.dur)));

    let mut sum = MainThread::default();
    let mut rest = events.as_slice();
    while let [first, after @ ..] = rest {
        let inside = after.iter().take_while(|event| event.ts < first.end()).count();
        if first.name == "RunTask" {
            let (events, next) = after.split_at(inside);
            let task = Task::of(first, events, probe);
            sum.extension += task.extension / 1_000.0;
            sum.longest = sum.longest.max(task.longest / 1_000.0);
            sum.whole += (first.tdur - task.probe) / 1_000.0;
            rest = next;
        } else {
            rest = after;
        }
    }
    Ok(sum)
}

/// One task, in microseconds.
struct Task {
    extension: f64,
    longest: f64,
    probe: f64,
}

impl Task {
    fn of(task: &Event, inside: &[Event], probe: &str) -> Self {
        let mut sum = Self { extension: 0.0, longest: 0.0, probe: 0.0 };
        let (mut probe_clock, mut shared, mut ours) = (0.0, false, false);
        let mut until = f64::MIN;
        for event in inside {
            // Only the outermost: what it calls is its own, a layout that it forces, too.
            if event.ts < until {
                continue;
            }
            let who = event.who(probe);
            ours |= who == Who::Extension;
            match who {
                Who::Extension | Who::Extensions => {
                    sum.extension += event.tdur;
                    sum.longest = sum.longest.max(event.dur);
                }
                Who::Probe => {
                    sum.probe += event.tdur;
                    probe_clock += event.dur;
                }
                Who::Page => {
                    shared = true;
                    // The page's own script can end with the extension's microtasks.
                    continue;
                }
                Who::Nobody => continue,
            }
            until = event.end();
        }
        if sum.probe > 0.0 && !ours && !shared {
            // What comes of the probe, which changes nothing in the page, is its own.
            return Self { extension: 0.0, longest: 0.0, probe: sum.probe + sum.extension };
        }
        if sum.extension > 0.0 && !shared {
            sum.extension = task.tdur - sum.probe;
            sum.longest = task.dur - probe_clock;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, ts: f64, dur: f64, url: &str) -> Event {
        let args = json!({"data": {"url": url}});
        Event { name: name.to_owned(), pid: 1, tid: 1, ts, dur, tdur: dur, args }
    }

    const OURS: &str = "chrome-extension://a/content.js";
    const PAGE: &str = "http://127.0.0.1/";

    fn weighed(mut events: Vec<Event>) -> MainThread {
        events.insert(0, event("CommitLoad", 0.0, 1.0, PAGE));
        weigh(events, PAGE, "/probe.js").unwrap()
    }

    #[test]
    fn a_task_of_the_extensions_alone_counts_whole() {
        let sum = weighed(vec![
            event("RunTask", 10.0, 5_000.0, ""),
            event("FireIdleCallback", 11.0, 4_900.0, ""),
            event("FunctionCall", 12.0, 4_000.0, OURS),
            event("FunctionCall", 13.0, 1_000.0, OURS),
        ]);
        assert_eq!(sum, MainThread { extension: 5.0, longest: 5.0, whole: 5.0 });
    }

    #[test]
    fn in_a_task_of_the_pages_only_the_extensions_part_counts() {
        let sum = weighed(vec![
            event("RunTask", 10.0, 5_000.0, ""),
            event("FunctionCall", 11.0, 4_000.0, PAGE),
            event("RunMicrotasks", 2_000.0, 1_000.0, ""),
            event("FunctionCall", 2_100.0, 500.0, OURS),
        ]);
        assert_eq!(sum, MainThread { extension: 1.0, longest: 1.0, whole: 5.0 });
    }

    #[test]
    fn the_probe_does_not_count() {
        let sum = weighed(vec![
            event("RunTask", 10.0, 5_000.0, ""),
            event("EvaluateScript", 11.0, 2_000.0, "chrome-extension://a/peers/probe.js"),
            event("EvaluateScript", 2_500.0, 1_000.0, OURS),
            event("RunTask", 10_000.0, 100.0, ""),
            event("FunctionCall", 10_010.0, 50.0, "chrome-extension://a/peers/probe.js"),
        ]);
        assert_eq!(sum, MainThread { extension: 3.0, longest: 3.0, whole: 3.05 });
    }

    #[test]
    fn what_comes_of_the_probe_does_not_count() {
        let sum = weighed(vec![
            event("RunTask", 10.0, 5_000.0, ""),
            event("FunctionCall", 11.0, 2_000.0, "chrome-extension://a/peers/probe.js"),
            event("RunMicrotasks", 2_500.0, 1_000.0, ""),
        ]);
        assert_eq!(sum, MainThread { extension: 0.0, longest: 0.0, whole: 2.0 });
    }

    #[test]
    fn other_threads_and_other_pages_do_not_count() {
        let mut other = event("RunTask", 10.0, 5_000.0, "");
        other.tid = 2;
        let before = event("RunTask", -9_000.0, 5_000.0, "");
        assert_eq!(weighed(vec![other, before]), MainThread::default());
    }
}
