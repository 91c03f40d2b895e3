//! The text of a canned response that was written with formatting.
//!
//! That is a fragment out of Genesys Cloud's own editor: paragraphs, lists, links, bold. A browser's parser is not at
//! hand in the background, and a whole one for this would be larger than the rest of the crate.

/// The text that a fragment of HTML shows, lines ended by `\n`, without blank ends. Markup that is none stays as it is.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut link = None;
    while let Some(at) = rest.find(['<', '&']) {
        flow(&mut text, &rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') { tag(rest, &mut text, &mut link) } else { entity(rest, &mut text) };
        rest = &rest[taken..];
    }
    flow(&mut text, rest);
    text.trim().to_owned()
}

/// Text as it flows: blanks between words are one, and none begins a line.
fn flow(text: &mut String, piece: &str) {
    for one in piece.chars() {
        match one {
            ' ' | '\t' | '\r' | '\n' | '\u{c}' if text.is_empty() || text.ends_with([' ', '\n']) => {}
            ' ' | '\t' | '\r' | '\n' | '\u{c}' => text.push(' '),
            one => text.push(one),
        }
    }
}

/// What a tag does to the text; how much of `rest` it takes. `link`: where the link's text begins, and where it leads.
fn tag(rest: &str, text: &mut String, link: &mut Option<(usize, String)>) -> usize {
    let closing = rest[1..].starts_with('/');
    let name = rest[1..].trim_start_matches('/');
    let name = &name[..name.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(name.len())];
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |end| end + 3);
    }
    let Some(end) = rest.find('>').filter(|_| !name.is_empty()) else {
        flow(text, "<");
        return 1;
    };
    match name.to_ascii_lowercase().as_str() {
        "br" => line(text),
        "p" | "div" | "ul" | "ol" | "table" | "tr" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            new_line(text);
        }
        "a" if !closing => *link = href(&rest[..end]).map(|href| (text.len(), href)),
        // What cannot be clicked is read.
        "a" => {
            if let Some((from, href)) = link.take()
                && !text.get(from..).is_some_and(|shown| shown.contains(&href))
            {
                flow(text, " ");
                text.push_str(&href);
            }
        }
        "li" if !closing => {
            new_line(text);
            text.push_str("- ");
        }
        "li" => new_line(text),
        "style" | "script" | "head" if !closing => {
            let until = format!("</{}", name.to_ascii_lowercase());
            return end + rest[end..].to_ascii_lowercase().find(&until).unwrap_or(rest.len() - end);
        }
        _ => {}
    }
    end + 1
}

/// Where a link leads, on the web.
fn href(tag: &str) -> Option<String> {
    let (_, value) = tag.split_once("href=")?;
    let quote = value.chars().next().filter(|one| matches!(one, '"' | '\''))?;
    let value = value[1..].split(quote).next().filter(|value| value.starts_with("http"))?;
    Some(value.replace("&amp;", "&"))
}

/// Ends a line.
fn line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// Ends a line unless one begins here.
fn new_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// The character that an entity stands for; how much of `rest` it takes. A name that is not among those which the
/// editor writes stays as it is.
fn entity(rest: &str, text: &mut String) -> usize {
    let name = rest[1..].find(';').filter(|end| *end <= 8).map(|end| &rest[1..=end]);
    let found = name.and_then(|name| match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        // A blank that does not break would make the SMS dearer, and looks the same.
        "nbsp" => Some(' '),
        name => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            let code = hex.unwrap_or_else(|| number.parse()).ok()?;
            Some(if code == 0xa0 { ' ' } else { char::from_u32(code)? })
        }
    });
    match (found, name) {
        (Some(one), Some(name)) => {
            text.push(one);
            name.len() + 2
        }
        _ => {
            text.push('&');
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_the_editor_writes_is_read() {
        for (html, text) in [
            ("Hello", "Hello"),
            ("", ""),
            (
                "<p>Hello <b>{{CUSTOMER_NAME}}</b>,</p>\n<p>thanks&nbsp;&amp; bye!</p>",
                "Hello {{CUSTOMER_NAME}},\nthanks & bye!",
            ),
            ("<div>one<br>two<br/><br/>four</div>", "one\ntwo\n\nfour"),
            ("Bring: <ul><li>a pass</li><li>a <i>coat</i></li></ul>Bye", "Bring:\n- a pass\n- a coat\nBye"),
            ("  much \n\t blank  ", "much blank"),
            ("&#8364;5 &#x20AC;6 &lt;7 &gt;8 &quot;9&quot; &#39;10&apos;", "€5 €6 <7 >8 \"9\" '10'"),
            ("R&D & more; &bogus; &#xD800; &", "R&D & more; &bogus; &#xD800; &"),
            ("1 < 2 <3 <", "1 < 2 <3 <"),
            ("<!-- not this -->this<!-- nor", "this"),
            ("<style>p { color: red }</style><P CLASS='x'>This</P>", "This"),
            ("<a href='https://lumen.example/?a=1&amp;b=2'>Book</a>", "Book https://lumen.example/?a=1&b=2"),
            ("<a href=\"https://lumen.example\"><b>https://lumen.example</b></a>!", "https://lumen.example!"),
            ("<a href='mailto:a@lumen.example'>mail</a> <a>none</a> <a href=>no</a></a>", "mail none no"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }
}
