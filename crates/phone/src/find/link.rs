//! The numbers of a link: `tel:`, `sms:` with one recipient or several, WhatsApp's.

use super::{Found, Place};
use crate::{
    number::Number,
    parse::{Problem, parse},
};

/// More recipients than one text is sent to.
const MOST_RECIPIENTS: usize = 10;

/// A link says by itself that it is a number: only the plan is asked.
pub(super) fn find(text: &str, place: &Place) -> Vec<Found> {
    match text.trim_start().split_once(':') {
        Some((scheme, rest))
            if ["tel", "sms", "smsto", "mms", "mmsto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) =>
        {
            recipients(text, rest, place)
        }
        _ => whatsapp(text).into_iter().collect(),
    }
}

fn recipients(text: &str, rest: &str, place: &Place) -> Vec<Found> {
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let mut found = Vec::new();
    let mut left = MOST_RECIPIENTS;
    // A semicolon starts a parameter of RFC 3966, or parts recipients.
    for part in path.split(',') {
        let mut pieces = part.split(';').peekable();
        while let Some(piece) = pieces.next() {
            if piece.contains('=') {
                continue;
            }
            let Some(fewer) = left.checked_sub(1) else {
                return found;
            };
            left = fewer;
            let mut context = None;
            while let Some(parameter) = pieces.next_if(|next| next.contains('=')) {
                context = context.or_else(|| parameter.strip_prefix("phone-context="));
            }
            let uri = match context {
                Some(context) => format!("tel:{piece};phone-context={context}"),
                None => format!("tel:{piece}"),
            };
            if let Some(number) = read(&uri, place) {
                found.extend(place_of(text, piece).map(|(start, end)| Found { start, end, number }));
            }
        }
    }
    found
}

fn read(uri: &str, place: &Place) -> Option<Number> {
    place.countries().find_map(|country| match parse(uri, country) {
        Ok(number) => Some(number),
        Err(Problem::HasExtension { number, .. }) => Some(*number),
        Err(_) => None,
    })
}

/// `wa.me/13175550142`, `api.whatsapp.com/send?phone=13175550142`, `whatsapp://send?phone=…`: always with the calling code.
fn whatsapp(text: &str) -> Option<Found> {
    let (address, scheme) = match text.trim().split_once("://") {
        Some((scheme, address)) => (address, scheme),
        None => (text.trim(), "https"),
    };
    let (host, path) = address.split_once(['/', '?'])?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let subscriber = match host.to_ascii_lowercase().as_str() {
        "wa.me" => path.split(['?', '#', '/']).next()?,
        "api.whatsapp.com" | "web.whatsapp.com" | "whatsapp.com" => phone_parameter(path)?,
        "send" if scheme.eq_ignore_ascii_case("whatsapp") => phone_parameter(path)?,
        _ => return None,
    };
    let plain = subscriber.trim_start_matches("%2B").trim_start_matches("%2b").trim_start_matches('+');
    let (start, end) = place_of(text, subscriber)?;
    let number = parse(&format!("+{plain}"), crate::Country::US).ok()?;
    Some(Found { start, end, number })
}

fn phone_parameter(path: &str) -> Option<&str> {
    let query = path.rsplit('?').next()?;
    query.split(['&', '#']).find_map(|pair| pair.strip_prefix("phone="))
}

/// Where `part`, which is a slice of `text`, stands in it, in UTF-16 units.
fn place_of(text: &str, part: &str) -> Option<(usize, usize)> {
    let trimmed = part.trim_start_matches(['/', ' ']).trim_end();
    let start = trimmed.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let units = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    let before = units(text.get(..start)?);
    Some((before, before + units(trimmed)))
}
