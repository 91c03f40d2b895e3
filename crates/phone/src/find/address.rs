//! Addresses (URIs) that stand in a text: those of a phone, and those in which digits are something else.

use std::ops::Range;

use super::text::Text;

/// How far the ends of a token (what stands between two spaces) are looked for.
const LONGEST_TOKEN: usize = 80;

const PHONE_CONTEXT: &str = ";phone-context=";

/// What comes before the number in an address that has it with its calling code and without a plus.
const WHATSAPP: [&str; 4] =
    ["wa.me/", "whatsapp.com/send?phone=", "whatsapp.com/send/?phone=", "whatsapp://send?phone="];

/// What comes before a number with a plus in addresses of other kinds.
const OTHERS: [&str; 9] = [
    "tel://",
    "sms://",
    "callto://",
    "facetime://",
    "t.me/",
    "signal.me/#p/",
    "viber.click/",
    "chat?number=",
    "wa.me/",
];

/// Whether `span` is the number of a WhatsApp address or name: `wa.me/…`, `…@s.whatsapp.net`.
pub(super) fn is_whatsapp(text: &Text, span: &Range<usize>) -> bool {
    let head = head(text, span.start, 29);
    let tail = text.written(span.end..(span.end + 16).min(text.len()));
    let unescaped = head.trim_end_matches("%2b");
    WHATSAPP.iter().any(|known| unescaped.ends_with(known))
        || tail.starts_with("@s.whatsapp.net")
        || tail.starts_with("@c.us")
}

/// Whether `span` is the number of an address that has one.
pub(super) fn is_of_a_phone(text: &Text, span: &Range<usize>) -> bool {
    let listed = || {
        let head = head(text, span.start, 16);
        OTHERS.iter().any(|known| head.ends_with(known))
    };
    is_whatsapp(text, span) || is_sip(text, span.start) || (text.at(span.start) == '+' && listed())
}

/// Whether a number with a plus at `start` is the user of a SIP address.
fn is_sip(text: &Text, start: usize) -> bool {
    let head = head(text, start, 5);
    text.at(start) == '+' && (head.ends_with("sip:") || head.ends_with("sips:"))
}

/// The context of a `tel:` number that ends at `span.end`, and where it ends: `;phone-context=+44`.
pub(super) fn phone_context(text: &Text, span: &Range<usize>) -> Option<(String, usize)> {
    let start = span.end + PHONE_CONTEXT.len();
    if !head(text, span.start, 4).ends_with("tel:") || text.written(span.end..start) != PHONE_CONTEXT {
        return None;
    }
    let end = (start..text.len()).find(|at| !matches!(text.at(*at), '+' | '-' | '0'..='9')).unwrap_or(text.len());
    let context = text.written(start..end);
    context.starts_with('+').then_some((context, end))
}

/// Whether what starts here is such a context.
pub(super) fn is_context(text: &Text, start: usize) -> bool {
    head(text, start, PHONE_CONTEXT.len()).ends_with(PHONE_CONTEXT)
}

/// Whether `span` is within an e-mail address or the address of a page.
pub(super) fn is_part_of_another(text: &Text, span: &Range<usize>) -> bool {
    let parts = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|');
    let least = span.start.saturating_sub(LONGEST_TOKEN);
    let start = (least..span.start).rev().find(|at| parts(text.at(*at))).map_or(least, |at| at + 1);
    let most = (span.end + LONGEST_TOKEN).min(text.len());
    let end = (span.end..most).find(|at| parts(text.at(*at))).unwrap_or(most);
    let before = text.written(start..span.start).to_lowercase();
    let after = text.written(span.end..end);
    let of_a_page = before.contains("://") || before.starts_with("www.");
    !is_of_a_phone(text, span) && (of_a_page || before.contains('@') || after.contains('@'))
}

fn head(text: &Text, end: usize, length: usize) -> String {
    text.written(end.saturating_sub(length)..end).to_lowercase()
}
