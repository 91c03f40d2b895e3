//! Style sheets as they ship: without comments, and without the space that is there for readers. Selectors and values keep
//! the spaces that mean something.

/// A style sheet that says the same. Strings in it have neither comments nor more than one space in a row.
pub(crate) fn shrunk(sheet: &str) -> String {
    let mut small = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        small.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    small.push_str(rest);
    let mut packed = String::with_capacity(small.len());
    for word in small.split_ascii_whitespace() {
        if !packed.is_empty() && !packed.ends_with(OPEN) && !word.starts_with(OPEN) {
            packed.push(' ');
        }
        packed.push_str(word);
    }
    packed.replace(";}", "}")
}

/// Beside these a space means nothing.
const OPEN: [char; 4] = ['{', '}', ';', ','];

#[cfg(test)]
mod tests {
    use super::shrunk;

    #[test]
    fn what_means_nothing_goes() {
        let sheet = "/* Why. */\nh1,\nh2 :hover {\n  margin: 0 auto;\n  content: \" · \"; /* A dot. */\n}\n\n.a > .b {\n  color: red;\n}\n";
        assert_eq!(shrunk(sheet), "h1,h2 :hover{margin: 0 auto;content: \" · \"}.a > .b{color: red}");
    }
}
