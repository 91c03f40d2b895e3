use std::{cell::RefCell, rc::Rc};

use genesys::notify::Frame;
use tokio::{
    task::{LocalSet, spawn_local},
    time::{Duration, advance},
};
use workflow::Input;

use super::fake::{Fake, Wire};
use crate::socket;

const HEARTBEAT: &str = r#"{"topicName":"channel.metadata","eventBody":{"message":"WebSocket Heartbeat"}}"#;

struct Line {
    fake: Fake,
    reports: Rc<RefCell<Vec<Input>>>,
}

impl Line {
    async fn open() -> (Self, Wire) {
        let fake = Fake::new();
        let reports = Rc::new(RefCell::new(Vec::new()));
        let (platform, reported) = (fake.clone(), reports.clone());
        spawn_local(async move {
            socket::run(&platform, "wss://streaming.example/", |input| reported.borrow_mut().push(input)).await;
        });
        fake.settle().await;
        let wire = fake.wire();
        (Self { fake, reports }, wire)
    }

    async fn after(&self, seconds: u64) -> Vec<Input> {
        for _ in 0..seconds {
            advance(Duration::from_secs(1)).await;
            self.fake.settle().await;
        }
        self.reports.take()
    }
}

#[tokio::test(start_paused = true)]
async fn frames_are_reported_and_what_cannot_be_read_is_not() {
    LocalSet::new()
        .run_until(async {
            let (line, wire) = Line::open().await;
            for text in [HEARTBEAT, "<html>", "{", HEARTBEAT] {
                wire.say.unbounded_send(text.to_owned()).unwrap();
            }
            let heartbeat = Input::Frame(Frame::Heartbeat);
            assert_eq!(line.after(1).await, [Input::SocketOpened, heartbeat.clone(), heartbeat]);
            drop(wire);
            assert_eq!(line.after(1).await, [Input::SocketClosed]);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn it_pings_every_20_seconds_whatever_comes_in() {
    LocalSet::new()
        .run_until(async {
            let (line, mut wire) = Line::open().await;
            for _ in 0..100 {
                wire.say.unbounded_send(HEARTBEAT.to_owned()).unwrap();
                line.after(1).await;
            }
            let mut pings = 0;
            while let Ok(ping) = wire.heard.try_recv() {
                assert_eq!(ping, genesys::notify::ping());
                pings += 1;
            }
            assert_eq!(pings, 5);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_socket_counts_as_closed() {
    LocalSet::new()
        .run_until(async {
            let (line, wire) = Line::open().await;
            assert_eq!(line.after(40).await, [Input::SocketOpened]);
            wire.say.unbounded_send(HEARTBEAT.to_owned()).unwrap();
            assert_eq!(line.after(44).await, [Input::Frame(Frame::Heartbeat)]);
            assert_eq!(line.after(2).await, [Input::SocketClosed]);
            assert!(wire.say.is_closed());
        })
        .await;
}
