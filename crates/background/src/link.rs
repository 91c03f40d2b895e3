//! Links for telephones: those that a content script finds, and the one that the context menu was opened on.
//!
//! | link | from |
//! |---|---|
//! | `tel:+1-317-555-0142;ext=5` | RFC 3966 |
//! | `sms:+13175550142,+491701234567?body=Hello`, also `;`, `&` before `body`, and `sms:/open?addresses=…` | RFC 5724, and what phones make of it |
//! | `smsto:…`, also `:` before the text | Android |
//! | `https://wa.me/13175550142?text=Hello`, `https://api.whatsapp.com/send?phone=…`, `whatsapp://send?phone=…` | WhatsApp |

/// No address worth reading is longer, in bytes.
const LONGEST: usize = 12_000;

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The numbers, as written.
    pub(crate) to: Vec<String>,
    /// A text to begin with.
    pub(crate) body: Option<String>,
}

/// Reads a link; `None`: it is for something else.
pub(crate) fn read(url: &str) -> Option<Link> {
    let url = url.trim();
    if url.len() > LONGEST {
        return None;
    }
    // Pages leave the scheme out where it is their own.
    let (scheme, rest) = if url.starts_with("//") { ("https", url) } else { url.split_once(':')? };
    match scheme.to_ascii_lowercase().as_str() {
        "tel" => Some(Link { to: vec![decode(rest, Plus::IsPlus)], body: None }),
        "sms" | "smsto" => Some(Link { to: recipients(rest), body: body(rest, "body", Plus::IsPlus) }),
        "http" | "https" => {
            let (host, path) = rest.strip_prefix("//")?.split_once('/')?;
            match host.to_ascii_lowercase().strip_prefix("www.").unwrap_or(host) {
                host if host.eq_ignore_ascii_case("wa.me") => Some(whatsapp(path, rest)),
                host if is_whatsapp(host) && path.starts_with("send") => Some(whatsapp("", rest)),
                _ => None,
            }
        }
        "whatsapp" => Some(whatsapp("", rest)),
        _ => None,
    }
}

/// Whom a text is to, up to the first parameter.
fn recipients(rest: &str) -> Vec<String> {
    let list = parameter(rest, "addresses").unwrap_or_else(|| rest.trim_start_matches('/'));
    let end = list.find(['?', '&', ':']).unwrap_or(list.len());
    let each = list[..end].split([',', ';']).take_while(|one| !one.contains('='));
    each.map(|one| decode(one, Plus::IsPlus)).filter(|one| !one.trim().is_empty()).collect()
}

fn is_whatsapp(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "whatsapp.com" || host.ends_with(".whatsapp.com")
}

/// Such links are international, with the sign or without.
fn whatsapp(path: &str, link: &str) -> Link {
    let link = link.split('#').next().unwrap_or_default();
    let number = parameter(link, "phone").unwrap_or_else(|| path.split(['?', '#', '/']).next().unwrap_or_default());
    let digits: String = decode(number, Plus::IsPlus).chars().filter(char::is_ascii_digit).collect();
    let to = if digits.is_empty() { Vec::new() } else { vec![format!("+{digits}")] };
    Link { to, body: body(link, "text", Plus::IsSpace) }
}

/// What a plus stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    IsPlus,
    /// As in forms.
    IsSpace,
}

/// The value of a parameter; before the first of them stands `?`, `;` or `&`, as phones take them.
fn parameter<'l>(link: &'l str, name: &str) -> Option<&'l str> {
    let begins = link.match_indices(['?', ';', '&']).map(|(at, _)| &link[at + 1..]);
    let mut pairs = begins.filter_map(|rest| rest.split_once('='));
    let (_, value) = pairs.find(|(one, _)| one.eq_ignore_ascii_case(name))?;
    value.split('&').next()
}

fn body(link: &str, name: &str, plus: Plus) -> Option<String> {
    parameter(link, name).map(|value| decode(value, plus)).filter(|text| !text.trim().is_empty())
}

/// Percent-decoded; what is not well-formed stays as it is.
fn decode(text: &str, plus: Plus) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = |digit: Option<&u8>| digit.and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(behind.first()), hex(behind.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = &behind[2..];
                continue;
            }
            (b'+', ..) if plus == Plus::IsSpace => bytes.push(b' '),
            _ => bytes.push(*first),
        }
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str) -> (Vec<String>, Option<String>) {
        let Link { to, body } = read(url).unwrap();
        (to, body)
    }

    #[test]
    fn each_kind_of_link_is_read() {
        for (url, to, body) in [
            ("tel:+1-317-555-0142", &["+1-317-555-0142"][..], None),
            ("TEL:%2B1%20317%20555%200142;ext=5", &["+1 317 555 0142;ext=5"], None),
            ("sms:+13175550142", &["+13175550142"], None),
            (
                "sms:+13175550142,+491701234567?body=On%20my%20way%2C%20soon",
                &["+13175550142", "+491701234567"],
                Some("On my way, soon"),
            ),
            ("sms:+13175550142&body=1%2B1", &["+13175550142"], Some("1+1")),
            ("sms:+13175550142;body=Hi", &["+13175550142"], Some("Hi")),
            ("sms:+13175550142?other=1&Body=Gr%C3%BC%C3%9Fe", &["+13175550142"], Some("Grüße")),
            ("sms://+13175550142", &["+13175550142"], None),
            ("sms:?body=Hello", &[], Some("Hello")),
            (
                "sms:+13175550142;+491701234567;body=Call 5, or 6; now",
                &["+13175550142", "+491701234567"],
                Some("Call 5, or 6; now"),
            ),
            ("sms:+13175550142?body=Meet at #5", &["+13175550142"], Some("Meet at #5")),
            ("sms:/open?addresses=+13175550142,+491701234567&body=Hi", &["+13175550142", "+491701234567"], Some("Hi")),
            ("smsto:+13175550142:Hello", &["+13175550142"], None),
            (" Tel:+13175550142 ", &["+13175550142"], None),
            ("smsto:+13175550142", &["+13175550142"], None),
            ("https://wa.me/13175550142?text=Hello+there%21#top", &["+13175550142"], Some("Hello there!")),
            ("https://wa.me/+13175550142", &["+13175550142"], None),
            ("//wa.me/1-317-555-0142/?text=a:b", &["+13175550142"], Some("a:b")),
            ("https://api.whatsapp.com/send?text=Hi&phone=%2B13175550142", &["+13175550142"], Some("Hi")),
            ("https://web.whatsapp.com/send/?phone=13175550142#x", &["+13175550142"], None),
            ("whatsapp://send?phone=13175550142&text=Hi", &["+13175550142"], Some("Hi")),
            ("https://wa.me/?text=Have+a+look", &[], Some("Have a look")),
        ] {
            assert_eq!(link(url), (to.iter().map(ToString::to_string).collect(), body.map(str::to_owned)), "{url}");
        }
    }

    #[test]
    fn other_links_are_none() {
        let long = format!("tel:{}", "1".repeat(LONGEST));
        for url in [
            "",
            "tel",
            "/contact",
            "https://crm.example/",
            "https://wa.me.example/1",
            "https://notwhatsapp.com/send?phone=1",
            "https://www.whatsapp.com/download?phone=1",
            "mailto:a@example",
            "javascript:1",
            &long,
        ] {
            assert_eq!(read(url), None, "{url}");
        }
    }

    #[test]
    fn what_is_not_well_formed_is_taken_as_it_is() {
        assert_eq!(link("tel:%").0, ["%"]);
        assert_eq!(link("tel:%2").0, ["%2"]);
        assert_eq!(link("tel:%zz5").0, ["%zz5"]);
        assert_eq!(link("sms:1?body=%ff%41").1.as_deref(), Some("\u{fffd}A"));
    }
}
