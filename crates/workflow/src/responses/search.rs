//! Which canned responses match what was typed.

/// The rank of the worst match.
pub(crate) const WORST: u8 = 5;

/// What of a response is searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Searched<'a> {
    pub(crate) name: &'a str,
    pub(crate) library: Option<&'a str>,
    pub(crate) text: &'a str,
}

/// How well `response` matches the words of `query`, which is in small letters; less is better, `None`: not at all.
/// Every word has to be somewhere: in the name, the library's name or the text.
pub(crate) fn rank(query: &str, response: Searched<'_>) -> Option<u8> {
    let name = response.name.to_lowercase();
    let query = query.trim();
    if name == query {
        return Some(0);
    }
    if name.starts_with(query) {
        return Some(1);
    }
    let library = response.library.unwrap_or_default().to_lowercase();
    // Most are found by their name: the text is looked at only where it has to be.
    let mut text = None;
    query.split_whitespace().try_fold(2, |worst: u8, word| {
        let begins = |words: &str| words.split(|c: char| !c.is_alphanumeric()).any(|one| one.starts_with(word));
        let rank = if begins(&name) {
            2
        } else if name.contains(word) {
            3
        } else if library.contains(word) {
            4
        } else if text.get_or_insert_with(|| response.text.to_lowercase()).contains(word) {
            5
        } else {
            return None;
        };
        Some(worst.max(rank))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank_of(query: &str) -> Option<u8> {
        let response = Searched { name: "New time", library: Some("Bookings"), text: "Your flight {{flight}} leaves" };
        rank(query, response)
    }

    #[test]
    fn the_name_counts_most_then_the_library_then_the_text() {
        for (query, expected) in [
            ("", Some(1)),
            ("new time", Some(0)),
            ("ne", Some(1)),
            ("new t", Some(1)),
            ("ti", Some(2)),
            ("time new", Some(2)),
            ("im", Some(3)),
            ("book", Some(4)),
            ("book new", Some(4)),
            ("flight", Some(5)),
            ("leaves new", Some(5)),
            ("hello", None),
            ("new hello", None),
        ] {
            assert_eq!(rank_of(query), expected, "{query}");
        }
    }

    #[test]
    fn letters_count_whatever_their_case() {
        let response = Searched { name: "GRÜSSE", library: None, text: "" };
        assert_eq!(rank("grüß", response), None);
        assert_eq!(rank("grüs", response), Some(1));
    }
}
