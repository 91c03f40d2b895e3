//! Between a content script and the background.
//!
//! ```text
//!   content script ── FromPage ──▶ background      one message, one answer
//!                  ◀── ToPage ────                 the answer, or a word to the tab
//! ```
//!
//! A content script works inside somebody else's page, so what it says is taken for hostile: it can name nothing that a
//! view can, and the background reads it strictly and within the bounds of [`bounds`].

use serde::{Deserialize, Serialize};

/// How much a content script may say at once. Lengths are in UTF-16 units.
pub mod bounds {
    /// Candidates of one [`super::FromPage::Judge`].
    pub const CANDIDATES: usize = 200;
    /// [`super::Candidate::text`].
    pub const TEXT: usize = 200;
    /// The same of a link, and [`super::Choice::link`].
    pub const LINK: usize = 4000;
    /// [`super::Candidate::before`].
    pub const BEFORE: usize = 48;
    /// [`super::Candidate::after`].
    pub const AFTER: usize = 24;
    /// The language of [`super::FromPage::Judge`], [`super::Candidate::country`].
    pub const HINT: usize = 64;
    /// [`super::Choice::number`] and each of [`super::Choice::more`]: a plus and 15 digits.
    pub const NUMBER: usize = 16;
    /// [`super::Choice::name`].
    pub const NAME: usize = 120;
    /// [`super::Choice::more`].
    pub const MORE: usize = 10;
}

/// What a content script says to the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum FromPage {
    /// What holds in this frame? Answered by [`ToPage::Rules`] or [`ToPage::Off`].
    Rules,
    /// There may be something to read here: the rest of the script is wanted. Answered as [`FromPage::Rules`], once it runs.
    More,
    /// The agent is about to do something with a number: the script for that is wanted. Answered as [`FromPage::Rules`],
    /// once it runs.
    Hand,
    /// Which of these are phone numbers? Answered by [`ToPage::Judged`].
    Judge {
        /// The page's language as written (`lang`); empty where it says nothing.
        language: String,
        /// What may be numbers.
        candidates: Vec<Candidate>,
    },
    /// The agent chose a number. Answered by [`ToPage::Taken`].
    Choose(Choice),
}

/// A piece of the page that may be a number, or have some in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Candidate {
    /// The piece; a link as written.
    pub text: String,
    /// What stands before it in the same block.
    pub before: String,
    /// What stands behind it in the same block.
    pub after: String,
    /// What it was found in.
    pub kind: CandidateKind,
    /// The code of the country that the page says it is in, by the address beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What a candidate was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CandidateKind {
    /// Text.
    Text,
    /// A link for telephones.
    Link,
    /// Text that the page marks as a telephone number.
    Marked,
}

/// A number that the agent chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Choice {
    /// E.164.
    pub number: String,
    /// Whose it is, where the page says.
    pub name: Option<String>,
    /// The link that it is from as written: there may be a text in it.
    pub link: Option<String>,
    /// That link's other recipients, E.164.
    pub more: Vec<String>,
    /// Where New Interaction opens, as the rules had it: the loader reads it in the click's own turn.
    pub opens: Opens,
}

/// Where New Interaction opens for a number of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// In Chrome's side panel or Firefox' sidebar, where the browser lets it be opened.
    #[default]
    SidePanel,
    /// In a window of its own.
    Window,
}

/// What the background says to a content script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ToPage {
    /// Numbers are looked for here, and how.
    Rules(Rules),
    /// Numbers are not looked for here: the paint goes, the script falls silent.
    Off,
    /// What of each candidate is a number.
    Judged(Vec<Vec<Hit>>),
    /// The number is kept until it is used or dismissed.
    Taken,
    /// Nothing came of it.
    Refused(Refusal),
    /// The command: choose the number that is selected, else the one that is nearest.
    SendNearest,
    /// The command: go to the next number.
    Walk,
}

/// How numbers are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rules {
    /// Numbers are painted.
    pub paint: bool,
    /// A plain click on a `tel:` link is taken.
    pub tel_links: bool,
    /// Code is looked into, too.
    pub code: bool,
    /// To be sent back with a choice.
    pub opens: Opens,
}

/// A number in a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Hit {
    /// Where it begins in the text, in UTF-16 units. A link's numbers are all of it.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// E.164.
    pub number: String,
    /// For reading.
    pub shown: String,
    /// Whether a text may arrive.
    pub texts: Texts,
}

/// Whether a text may arrive, as far as the numbering plan tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Texts {
    /// Nothing speaks against it.
    Likely,
    /// Such lines receive none, as a rule.
    Unlikely,
}

/// Why nothing came of what a content script said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It is not in our words, or not from one of our scripts in a web page.
    NotOurs,
    /// It is longer than anything we would say.
    TooMuch,
    /// What was chosen is not a phone number that exists.
    NotANumber,
    /// The administrator, or the agent, turned this off.
    NotAllowed,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(message: serde_json::Value) -> Option<FromPage> {
        serde_json::from_value(message).ok()
    }

    #[test]
    fn messages_are_spelled_as_the_script_spells_them() {
        assert_eq!(read(json!("Rules")), Some(FromPage::Rules));
        assert_eq!(read(json!("More")), Some(FromPage::More));
        assert_eq!(read(json!("Hand")), Some(FromPage::Hand));
        let judge = json!({ "Judge": {
            "language": "de-AT",
            "candidates": [{ "text": "0170 1234567", "before": "Tel. ", "after": "", "kind": "Text" }],
        } });
        let candidate = Candidate {
            text: "0170 1234567".into(),
            before: "Tel. ".into(),
            after: String::new(),
            kind: CandidateKind::Text,
            country: None,
        };
        let language = "de-AT".into();
        let in_britain = json!({ "text": "1", "before": "", "after": "", "kind": "Marked", "country": "GB" });
        let in_britain: Candidate = serde_json::from_value(in_britain).unwrap();
        assert_eq!(in_britain.country.as_deref(), Some("GB"));
        assert_eq!(read(judge), Some(FromPage::Judge { language, candidates: vec![candidate] }));
        let choose = json!({ "Choose": {
            "number": "+13175550142", "name": "Ellen Park", "link": null, "more": [], "opens": "SidePanel",
        } });
        let choice = Choice {
            number: "+13175550142".into(),
            name: Some("Ellen Park".into()),
            link: None,
            more: vec![],
            opens: Opens::SidePanel,
        };
        assert_eq!(read(choose), Some(FromPage::Choose(choice)));
    }

    #[test]
    fn answers_are_spelled_as_the_script_reads_them() {
        let rules = Rules { paint: true, tel_links: false, code: false, opens: Opens::Window };
        let hit = Hit {
            start: 0,
            end: 12,
            number: "+491701234567".into(),
            shown: "+49 170 1234567".into(),
            texts: Texts::Likely,
        };
        for (answer, text) in [
            (ToPage::Rules(rules), r#"{"Rules":{"paint":true,"telLinks":false,"code":false,"opens":"Window"}}"#),
            (ToPage::Off, r#""Off""#),
            (
                ToPage::Judged(vec![vec![hit], vec![]]),
                r#"{"Judged":[[{"start":0,"end":12,"number":"+491701234567","shown":"+49 170 1234567","texts":"Likely"}],[]]}"#,
            ),
            (ToPage::Taken, r#""Taken""#),
            (ToPage::Refused(Refusal::NotANumber), r#"{"Refused":"NotANumber"}"#),
            (ToPage::SendNearest, r#""SendNearest""#),
            (ToPage::Walk, r#""Walk""#),
        ] {
            assert_eq!(serde_json::to_string(&answer).unwrap(), text);
        }
    }

    #[test]
    fn a_script_cannot_say_what_a_view_can() {
        for message in [
            json!("SignOut"),
            json!("Countries"),
            json!({ "Command": { "number": 1, "command": "Compose" } }),
            json!({ "Hello": { "view": "v1", "page": "Popup" } }),
            json!("Off"),
        ] {
            assert_eq!(read(message.clone()), None, "{message}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_our_words_is_none_of_them() {
        for message in [
            json!(null),
            json!({}),
            json!({ "Rules": {} }),
            json!({ "Rules": null, "Judge": { "language": "", "candidates": [] } }),
            json!({ "Judge": { "language": "" } }),
            json!({ "Judge": { "language": "", "candidates": [], "more": 1 } }),
            json!({ "Judge": { "language": 7, "candidates": [] } }),
            json!({ "Judge": { "language": "", "candidates": [{ "text": "1", "before": "", "after": "", "kind": "Call" }] } }),
            json!({ "Choose": { "number": "+13175550142", "name": null, "link": null, "opens": "SidePanel" } }),
            json!({ "Choose": { "number": "+13175550142", "name": null, "link": null, "more": [], "opens": "Tab" } }),
            json!({ "Choose": { "number": 13175550142_u64, "name": null, "link": null, "more": [], "opens": "Window" } }),
        ] {
            assert_eq!(read(message.clone()), None, "{message}");
        }
    }
}
