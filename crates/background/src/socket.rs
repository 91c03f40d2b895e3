use futures_util::future::{Either, select};
use genesys::{
    notify::{self, Frame},
    time::Timestamp,
};
use workflow::Input;

use crate::{Platform, Socket, Unreachable};

/// Chrome stops a worker whose socket has not spoken for 30 s.
const PING_EVERY_MS: i64 = 20_000;
/// The service has a heartbeat every 30 s and answers each ping: a socket that is silent for longer is dead.
const SILENCE_MS: i64 = 45_000;

/// Opens the notification socket and reports what it says, until it closes, falls silent, or is dropped.
pub(crate) async fn run<P: Platform>(platform: &P, uri: &str, report: impl Fn(Input)) {
    if let Ok(mut socket) = open(platform, uri).await {
        report(Input::SocketOpened);
        listen(platform, &mut socket, &report).await;
    }
    report(Input::SocketClosed);
}

async fn open<P: Platform>(platform: &P, uri: &str) -> Result<P::Socket, Unreachable> {
    let connect = std::pin::pin!(platform.connect(uri));
    let silence = std::pin::pin!(platform.sleep(millis(SILENCE_MS)));
    match select(connect, silence).await {
        Either::Left((socket, _)) => socket,
        Either::Right(((), _)) => Err(Unreachable),
    }
}

async fn listen<P: Platform>(platform: &P, socket: &mut P::Socket, report: &impl Fn(Input)) {
    let mut heard = platform.now();
    let mut pinged = heard;
    loop {
        let now = platform.now();
        let due = pinged.plus_millis(PING_EVERY_MS).min(heard.plus_millis(SILENCE_MS));
        match next(platform, socket, due.millis_since(now)).await {
            Heard::Text(text) => {
                heard = platform.now();
                // What cannot be read is not for us to judge: the next reconciliation by REST will show.
                if let Ok(frame) = Frame::decode(&text) {
                    report(Input::Frame(frame));
                }
            }
            Heard::Closed => return,
            Heard::Nothing => {
                let now = platform.now();
                if silent(heard, now) {
                    return;
                }
                socket.send(notify::ping()).await;
                pinged = now;
            }
        }
    }
}

enum Heard {
    Text(String),
    Closed,
    Nothing,
}

async fn next<P: Platform>(platform: &P, socket: &mut P::Socket, at_most_ms: i64) -> Heard {
    let frame = std::pin::pin!(socket.next());
    let timeout = std::pin::pin!(platform.sleep(millis(at_most_ms)));
    match select(frame, timeout).await {
        Either::Left((Some(text), _)) => Heard::Text(text),
        Either::Left((None, _)) => Heard::Closed,
        Either::Right(((), _)) => Heard::Nothing,
    }
}

fn silent(heard: Timestamp, now: Timestamp) -> bool {
    now.millis_since(heard) >= SILENCE_MS
}

fn millis(span: i64) -> u32 {
    u32::try_from(span.max(0)).unwrap_or(u32::MAX)
}
