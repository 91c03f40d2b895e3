//! Links that hide where they lead: those of public shorteners. Carriers drop texts with them, and nobody can tell from
//! one whether it is to be trusted.

/// Shorteners that anybody can use. Hosts below them count too.
const SHORTENERS: &str = "adf.ly bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cutt.ly dlvr.it goo.gl ift.tt is.gd j.mp lnkd.in ow.ly page.link qr.ae rb.gy rebrand.ly s.id short.io shorturl.at shorte.st soo.gd surl.li t.co t.ly tiny.cc tiny.one tinyurl.com trib.al urlz.fr u.to v.gd x.co";

/// The shortener of the first link in `text` that is one of theirs.
pub(crate) fn shortener(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let found = SHORTENERS.split(' ').filter_map(|host| Some((link_at(&text, host)?, host)));
    found.min().map(|(_, host)| host)
}

/// Where `text` has a link to `host`: with a scheme, or with a path behind it.
fn link_at(text: &str, host: &str) -> Option<usize> {
    let is_link = |at: &usize| {
        let before = &text[..*at];
        let after = text[at + host.len()..].trim_start_matches('.').chars().next();
        // Another host ends, or begins, with this one's name.
        let begins = !before.ends_with(|one: char| one.is_alphanumeric() || matches!(one, '-' | '_'));
        let ends = !after.is_some_and(|one| one.is_alphanumeric() || matches!(one, '-' | '_' | '@'));
        let opens = |one: char| one.is_whitespace() || matches!(one, '(' | '[' | '{' | '<' | '"' | '\'');
        let run = before.rsplit(opens).next().unwrap_or(before);
        let (scheme, run) = run.rsplit_once("://").map_or((false, run), |(_, run)| (true, run));
        // The path of another link.
        let host_is_over = run.contains(['/', '?', '#']);
        begins && ends && !host_is_over && (scheme || matches!(after, Some('/' | '?' | '#' | ':')))
    };
    text.match_indices(host).map(|(at, _)| at).find(is_link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_shorteners_are_found() {
        for (text, host) in [
            ("Your ticket: https://bit.ly/3xYz", "bit.ly"),
            ("bit.ly/3xYz", "bit.ly"),
            ("(HTTP://BIT.LY/3xYz)", "bit.ly"),
            ("see:tinyurl.com/abc.", "tinyurl.com"),
            ("www.tinyurl.com/abc", "tinyurl.com"),
            ("https://t.co", "t.co"),
            ("https://somebody@t.co/x", "t.co"),
            ("https://bit.ly./x", "bit.ly"),
            ("https://bit.ly:443/x", "bit.ly"),
            ("https://lumen.page.link/x", "page.link"),
            ("first goo.gl/a then bit.ly/b", "goo.gl"),
            ("mail me at a@bit.ly or https://bit.ly/b", "bit.ly"),
        ] {
            assert_eq!(shortener(text), Some(host), "{text}");
        }
    }

    #[test]
    fn other_links_and_words_are_not() {
        for text in [
            "",
            "https://lumen.example/t.co/x",
            "https://lumen.example/bit.ly",
            "habit.ly/x",
            "not-bit.ly/x",
            "https://bit.ly.example/x",
            "https://bit.lyon.example/x",
            "joe@t.co",
            "I read about bit.ly yesterday.",
            "https://is.gdansk.example/",
            "ask t.co, not me",
        ] {
            assert_eq!(shortener(text), None, "{text}");
        }
    }
}
