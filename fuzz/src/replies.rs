use genesys::{
    call::{Reply, Token},
    model::Failure,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::{again, day, with_news, without_nulls};

/// An answer: to which call, in which of the moments that it is asked in, with which status and headers; a blank line,
/// and the body.
///
/// ```text
/// Send 0 429
/// Retry-After: 5
///
/// {"message": "…"}
/// ```
struct Answer<'a> {
    call: &'a str,
    moment: usize,
    status: u16,
    headers: HeaderMap,
    body: &'a [u8],
}

/// The answer comes to a workflow that waits for it.
pub fn replies(input: &[u8]) -> bool {
    let Answer { call, moment, status, headers, body } = Answer::read(input);
    let all = day::before_replies();
    // A name that is none stands for one all the same.
    let any = || all.values().nth(call.bytes().map(usize::from).sum::<usize>() % all.len());
    let Some(moments) = all.get(call).or_else(any) else { return false };
    let mut moment = moments[moment % moments.len()].clone();
    let call = moment.browser.under_way[0].call.clone();

    let result = call.decode(status, &headers, body);
    match (&result, status) {
        (Ok(_) | Err(Failure::Unreadable { .. }), 200..=299) => {}
        (Err(failure @ Failure::Api(_)), 400..) => assert_eq!(again(failure), *failure),
        (Err(Failure::Unreadable { .. }), ..200 | 300..=399) => {}
        (result, status) => panic!("{status} is read as {result:?}"),
    }
    if let Ok(body) = serde_json::from_slice::<Value>(body) {
        let read = |body: &Value| call.decode(status, &headers, body.to_string().as_bytes());
        assert_eq!(read(&with_news(&body)), result, "an unknown field changes nothing");
        assert_eq!(read(&without_nulls(&body)), result, "null is as good as absent");
    }
    if let Ok(Reply::Token(token)) = &result {
        let other = Token { access_token: String::new(), ..token.clone() };
        assert_eq!(format!("{token:?}"), format!("{other:?}"), "a token does not print");
    }

    let read = !matches!(result, Err(Failure::Unreadable { .. }));
    let believed = result.is_ok();
    moment.browser.answer(0, result);
    moment.check();
    if believed {
        moment.starts_over();
    } else {
        moment.recovers();
    }
    read
}

impl<'a> Answer<'a> {
    fn read(input: &'a [u8]) -> Self {
        let end = input.windows(2).position(|two| two == b"\n\n");
        let (head, body) = end.map_or((input, &[][..]), |end| (&input[..end], &input[end + 2..]));
        let mut lines = str::from_utf8(head).unwrap_or_default().lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        Self {
            call: words.next().unwrap_or_default(),
            moment: words.next().and_then(|word| word.parse().ok()).unwrap_or_default(),
            status: words.next().and_then(|word| word.parse().ok()).unwrap_or(200),
            headers: lines.filter_map(header).collect(),
            body,
        }
    }
}
