use genesys::notify::Frame;
use serde_json::Value;
use workflow::Input;

use crate::{again, day, with_news, without_nulls};

/// Each line is a frame; they come to a busy agent.
pub fn frames(input: &[u8]) -> bool {
    let input = String::from_utf8_lossy(input);
    let mut moment = day::busiest();
    let (mut all_read, mut believed) = (true, false);
    for line in input.lines() {
        let read = Frame::decode(line);
        if let Ok(value) = serde_json::from_str::<Value>(line) {
            assert_eq!(Frame::decode(&with_news(&value).to_string()), read, "an unknown field changes nothing");
            assert_eq!(Frame::decode(&without_nulls(&value).to_string()), read, "null is as good as absent");
        }
        let Ok(frame) = read else {
            all_read = false;
            continue;
        };
        assert_eq!(again(&frame), frame);
        believed |= matches!(frame, Frame::Conversation(_));
        moment.browser.input(Input::Frame(frame));
        moment.check();
    }
    if believed {
        moment.starts_over();
    } else {
        moment.recovers();
    }
    all_read
}
