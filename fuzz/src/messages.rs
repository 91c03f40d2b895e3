use background::ports::{Dropped, Heard, Ports};
use protocol::{Command, Page, ToBackground, ViewId, json};

use crate::{again, day, with_news};

/// Each line is a message of the same page, to a busy background.
pub fn messages(input: &[u8]) -> bool {
    let input = String::from_utf8_lossy(input);
    let mut moment = day::busiest();
    let mut ports = Ports::default();
    ports.connected(1, (), Page::Interactions);
    let mut all_read = true;
    for line in input.lines() {
        let read = json::read::<ToBackground>(line);
        let heard = ports.heard(1, line);
        assert_eq!(read.is_err(), heard == Err(Dropped::NotOurs), "a port takes what is in our words");
        if let Ok(message) = read {
            assert_eq!(again(&message), message);
            let written = serde_json::to_value(&message).expect("it can be written");
            let more = with_news(&written);
            let strict = more == written || json::read::<ToBackground>(&more.to_string()).is_err();
            assert!(strict, "a field that is not ours is taken: {message:?}");
        }
        match heard {
            Ok(Heard::Input(input)) => {
                moment.browser.input(input);
                moment.browser.settle(&mut moment.cloud);
                moment.check();
            }
            Ok(Heard::Countries | Heard::Log) => {}
            Err(_) => all_read = false,
        }
    }
    if let Some(gone) = ports.disconnected(1) {
        moment.browser.input(gone);
    }
    // Another page, of somebody who means well.
    moment.browser.view = ViewId("another".to_owned());
    moment.browser.commands = 0;
    moment.browser.command(Command::SetClientId("client".to_owned()));
    moment.recovers();
    all_read
}
