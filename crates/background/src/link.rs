//! Links for telephones, as the browser hands over the address of the one that the context menu was opened on. Those that
//! a content script finds it reads itself.
//!
//! | link | from |
//! |---|---|
//! | `tel:+1-317-555-0142;ext=5` | RFC 3966 |
//! | `sms:+13175550142,+491701234567?body=Hello`, also `;`, `&` before `body` | RFC 5724, and what phones make of it |
//! | `smsto:…` | Android |
//! | `https://wa.me/13175550142?text=Hello` | WhatsApp |

/// No address worth reading is longer, in bytes.
const LONGEST: usize = 8_000;

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
    let (scheme, rest) = url.split_once(':')?;
    if url.len() > LONGEST {
        return None;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "tel" => Some(Link { to: vec![decode(rest, Plus::IsPlus)], body: None }),
        "sms" | "smsto" => {
            let end = rest.find(['?', ';', '&']).unwrap_or(rest.len());
            let (to, parameters) = rest.split_at(end);
            let to = to.trim_start_matches('/').split(',').map(|one| decode(one, Plus::IsPlus));
            let to = to.filter(|one| !one.trim().is_empty()).collect();
            Some(Link { to, body: parameter(parameters, "body", Plus::IsPlus) })
        }
        "http" | "https" => {
            let rest = rest.strip_prefix("//wa.me/")?;
            let end = rest.find(['?', '#', '/']).unwrap_or(rest.len());
            let (number, parameters) = rest.split_at(end);
            // Such links are international, without saying so.
            let to = vec![format!("+{}", number.trim_start_matches('+'))];
            Some(Link { to, body: parameter(parameters, "text", Plus::IsSpace) })
        }
        _ => None,
    }
}

/// What a plus stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    IsPlus,
    /// As in forms.
    IsSpace,
}

fn parameter(parameters: &str, name: &str, plus: Plus) -> Option<String> {
    let parameters = parameters.split('#').next()?;
    let mut pairs = parameters.split(['?', ';', '&']).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(one, _)| one.eq_ignore_ascii_case(name))?;
    Some(decode(value, plus)).filter(|text| !text.trim().is_empty())
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
            ("smsto:+13175550142", &["+13175550142"], None),
            ("https://wa.me/13175550142?text=Hello+there%21#top", &["+13175550142"], Some("Hello there!")),
            ("https://wa.me/+13175550142", &["+13175550142"], None),
        ] {
            assert_eq!(link(url), (to.iter().map(ToString::to_string).collect(), body.map(str::to_owned)), "{url}");
        }
    }

    #[test]
    fn other_links_are_none() {
        let long = format!("tel:{}", "1".repeat(LONGEST));
        for url in
            ["", "tel", "https://crm.example/", "https://wa.me.example/1", "mailto:a@example", "javascript:1", &long]
        {
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
