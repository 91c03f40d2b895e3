//! What is searched for among words, and whether they have it: whatever the case, with accents or without.

/// A text as it is compared. `decomposed`: in Unicode's form D, in which accents are characters of their own.
pub(crate) fn plain(decomposed: &str) -> String {
    decomposed.chars().filter(|one| !matches!(one, '\u{300}'..='\u{36f}')).collect::<String>().to_lowercase()
}

/// Whether `text` has each word of `query`, or its beginning, anywhere; both are plain.
pub(crate) fn finds(query: &str, text: &str) -> bool {
    query.split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        // É and ü in form D.
        assert_eq!(plain("E\u{301}te\u{301} Mu\u{308}nchen ß 日本"), "ete munchen ß 日本");
    }

    #[test]
    fn every_word_has_to_be_there_in_any_order() {
        let text = "sound plays when a customer writes";
        for (query, found) in
            [("", true), ("  ", true), ("sou", true), ("customer sound", true), ("sound loud", false), ("zz", false)]
        {
            assert_eq!(finds(query, text), found, "{query}");
        }
    }
}
