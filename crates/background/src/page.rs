//! What content scripts say: read strictly and within bounds, judged, and turned into what the workflow takes.
//!
//! Judging reads nothing but the settings, so it goes past the driver's queue: a page with a thousand numbers keeps no
//! command waiting, and nothing of it is stored.

use phone::{
    Capability, Country, Number,
    find::{Candidate as Piece, Place, Source, find},
};
use protocol::page::{Candidate, CandidateKind, Choice, FromPage, Hints, Hit, Refusal, Texts, bounds};
use workflow::Pick;

use crate::link;

/// No message within bounds is longer, in bytes of its JSON: an UTF-16 unit takes six at most (`\u0000`).
const LONGEST: usize = bounds::CANDIDATES * ((bounds::TEXT + bounds::BEFORE + bounds::AFTER) * 6 + 100);
/// More of a selection is not looked at, in bytes.
const SELECTION: usize = 2_000;
/// The scheme of what a link names.
const SCHEME: &str = "tel:";

/// Reads what a content script says.
///
/// # Errors
///
/// It is not in our words, or more than we would say.
pub fn read(message: &str) -> Result<FromPage, Refusal> {
    if message.len() > LONGEST {
        return Err(Refusal::TooMuch);
    }
    let read = serde_json::from_str(message).map_err(|_| Refusal::NotOurs)?;
    if is_within_bounds(&read) { Ok(read) } else { Err(Refusal::TooMuch) }
}

/// The numbers in each of the candidates.
pub fn judge(hints: &Hints, candidates: &[Candidate], country: Country) -> Vec<Vec<Hit>> {
    let place = Place::of(country, hints.language.as_deref(), hints.domain.as_deref());
    candidates.iter().map(|candidate| hits(candidate, &place)).collect()
}

/// What the agent chose, on a page of this host.
///
/// # Errors
///
/// One of the numbers is none.
pub fn pick(choice: Choice, site: Option<String>) -> Result<Pick, Refusal> {
    let Choice { number, name, body, more, opens: _ } = choice;
    let read = |e164: String| Number::try_from(e164).map_err(|_| Refusal::NotANumber);
    let number = read(number)?;
    let more = more.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Pick { number, name, body, more, site })
}

/// The first number of a text that the agent selected.
pub fn selected(text: &str, country: Country, site: Option<String>) -> Option<Pick> {
    let end = (0..=SELECTION.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let number = numbers(&text[..end], Source::Text, country).into_iter().next()?;
    Some(Pick { number, name: None, body: None, more: Vec::new(), site })
}

/// The numbers of a link for telephones, and its text.
pub fn linked(url: &str, country: Country, site: Option<String>) -> Option<Pick> {
    let link::Link { to, body } = link::read(url)?;
    let mut numbers = to.iter().filter_map(|one| numbers(&uri(one), Source::Link, country).into_iter().next());
    let number = numbers.next()?;
    let more = numbers.take(bounds::MORE).collect();
    let body = body.map(|body| body.chars().take(bounds::BODY).collect());
    Some(Pick { number, name: None, body, more, site })
}

/// What a link names, as the link.
fn uri(number: &str) -> String {
    format!("{SCHEME}{number}")
}

fn numbers(text: &str, source: Source, country: Country) -> Vec<Number> {
    let piece = Piece { text, before: "", after: "", source };
    find(&piece, &Place::of(country, None, None)).into_iter().map(|found| found.number).collect()
}

fn hits(candidate: &Candidate, place: &Place) -> Vec<Hit> {
    let Candidate { text, before, after, kind } = candidate;
    let source = match kind {
        CandidateKind::Text => Source::Text,
        CandidateKind::Link => Source::Link,
        CandidateKind::Marked => Source::Marked,
    };
    // A script hands over what is behind the scheme.
    let (text, scheme) = match kind {
        CandidateKind::Link => (&uri(text), SCHEME.len()),
        CandidateKind::Text | CandidateKind::Marked => (text, 0),
    };
    let units = |at: usize| u32::try_from(at.saturating_sub(scheme)).unwrap_or(u32::MAX);
    find(&Piece { text, before, after, source }, place)
        .into_iter()
        .map(|found| Hit {
            start: units(found.start),
            end: units(found.end),
            number: found.number.e164().to_owned(),
            shown: found.number.international(),
            texts: match found.number.sms_capable() {
                Capability::Likely => Texts::Likely,
                Capability::Unlikely(_) => Texts::Unlikely,
            },
        })
        .collect()
}

fn is_within_bounds(message: &FromPage) -> bool {
    match message {
        FromPage::Rules | FromPage::More => true,
        FromPage::Judge { hints: Hints { language, domain }, candidates } => {
            let hints = [language, domain].into_iter().flatten().all(|hint| fits(hint, bounds::HINT));
            hints && candidates.len() <= bounds::CANDIDATES && candidates.iter().all(is_short)
        }
        FromPage::Choose(Choice { number, name, body, more, opens: _ }) => {
            fits(number, bounds::NUMBER)
                && name.as_deref().is_none_or(|name| fits(name, bounds::NAME))
                && body.as_deref().is_none_or(|body| fits(body, bounds::BODY))
                && more.len() <= bounds::MORE
                && more.iter().all(|one| fits(one, bounds::NUMBER))
        }
    }
}

fn is_short(Candidate { text, before, after, kind: _ }: &Candidate) -> bool {
    fits(text, bounds::TEXT) && fits(before, bounds::BEFORE) && fits(after, bounds::AFTER)
}

/// Whether a text has so many UTF-16 units at most.
fn fits(text: &str, most: usize) -> bool {
    text.encode_utf16().take(most + 1).count() <= most
}

#[cfg(test)]
mod tests {
    use protocol::page::Opens;
    use serde_json::{Value, json};

    use super::*;

    fn candidate(text: &str) -> Value {
        json!({ "text": text, "before": "", "after": "", "kind": "Text" })
    }

    fn judge_of(candidates: &[Value]) -> String {
        json!({ "Judge": { "hints": { "language": "en", "domain": "com" }, "candidates": candidates } }).to_string()
    }

    fn choose(change: impl FnOnce(&mut Value)) -> String {
        let mut choice = json!({
            "number": "+13175550142", "name": "Ellen Park", "body": "Hello", "more": ["+491701234567"], "opens": "Window",
        });
        change(&mut choice);
        json!({ "Choose": choice }).to_string()
    }

    fn choice(message: &str) -> Choice {
        match read(message) {
            Ok(FromPage::Choose(choice)) => choice,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_within_bounds_is_read() {
        assert_eq!(read("\"Rules\""), Ok(FromPage::Rules));
        let most = judge_of(&vec![candidate(&"\u{0}".repeat(bounds::TEXT)); bounds::CANDIDATES]);
        assert!(
            matches!(read(&most), Ok(FromPage::Judge { candidates, .. }) if candidates.len() == bounds::CANDIDATES)
        );
        // Units, not bytes: each of these is two units, and four bytes.
        assert!(read(&judge_of(&[candidate(&"🙂".repeat(bounds::TEXT / 2))])).is_ok());
        assert!(read(&choose(|choice| choice["body"] = json!("ü".repeat(bounds::BODY)))).is_ok());
    }

    #[test]
    fn what_is_more_than_we_would_say_is_refused() {
        let long = |most: usize| json!("1".repeat(most + 1));
        let with = |field: &str, most: usize| {
            let mut one = candidate("1");
            one[field] = long(most);
            judge_of(&[one])
        };
        for message in [
            judge_of(&vec![candidate("1"); bounds::CANDIDATES + 1]),
            with("text", bounds::TEXT),
            with("before", bounds::BEFORE),
            with("after", bounds::AFTER),
            judge_of(&[candidate(&"🙂".repeat(bounds::TEXT / 2 + 1))]),
            json!({ "Judge": { "hints": { "language": long(bounds::HINT), "domain": null }, "candidates": [] } })
                .to_string(),
            choose(|choice| choice["number"] = long(bounds::NUMBER)),
            choose(|choice| choice["name"] = long(bounds::NAME)),
            choose(|choice| choice["body"] = long(bounds::BODY)),
            choose(|choice| choice["more"] = json!(vec!["+13175550142"; bounds::MORE + 1])),
            choose(|choice| choice["more"] = json!([long(bounds::NUMBER)])),
            " ".repeat(LONGEST + 1),
        ] {
            assert_eq!(read(&message), Err(Refusal::TooMuch), "{}", message.get(..200).unwrap_or(&message));
        }
    }

    #[test]
    fn words_that_are_not_ours_are_refused() {
        for message in ["", "null", "Rules", r#""Off""#, r#"{"Command":{"number":1,"command":"Compose"}}"#, "{}"] {
            assert_eq!(read(message), Err(Refusal::NotOurs), "{message}");
        }
    }

    #[test]
    fn candidates_are_judged_each_for_itself() {
        let hints = Hints::default();
        let of = |text: &str, kind: CandidateKind| Candidate {
            text: text.to_owned(),
            before: String::new(),
            after: String::new(),
            kind,
        };
        let candidates = [
            of("call (317) 555-0142", CandidateKind::Text),
            of("10.0.0.1", CandidateKind::Text),
            of("+33 1 42 68 53 00", CandidateKind::Text),
            of("+1-317-555-0143;ext=5", CandidateKind::Link),
        ];
        let judged = judge(&hints, &candidates, Country::US);
        let [indiana, none, paris, link] = &judged[..] else { panic!("{judged:?}") };
        let expected = Hit {
            start: 5,
            end: 19,
            number: "+13175550142".to_owned(),
            shown: "+1 317-555-0142".to_owned(),
            texts: Texts::Likely,
        };
        assert_eq!((&indiana[..], &none[..]), (&[expected][..], &[][..]));
        assert_eq!((link[0].number.as_str(), link[0].start, link[0].end), ("+13175550143", 0, 15));
        assert_eq!((paris[0].number.as_str(), paris[0].texts), ("+33142685300", Texts::Unlikely));
    }

    #[test]
    fn a_choice_is_of_numbers_that_exist() {
        let site = Some("crm.example".to_owned());
        let pick = pick(choice(&choose(|_| {})), site.clone()).unwrap();
        assert_eq!((pick.number.e164(), pick.name.as_deref(), pick.site), ("+13175550142", Some("Ellen Park"), site));
        assert_eq!(pick.more.iter().map(Number::e164).collect::<Vec<_>>(), ["+491701234567"]);
        for message in [
            choose(|choice| choice["number"] = json!("3175550142")),
            choose(|choice| choice["number"] = json!("+1317555")),
            choose(|choice| choice["number"] = json!("")),
            choose(|choice| choice["more"] = json!(["+1"])),
        ] {
            assert_eq!(super::pick(choice(&message), None), Err(Refusal::NotANumber), "{message}");
        }
        assert_eq!(choice(&choose(|_| {})).opens, Opens::Window);
    }

    #[test]
    fn the_first_number_of_a_selection_is_taken() {
        let pick = selected("Ellen Park\t(317) 555-0142\t(317) 555-0143", Country::US, None).unwrap();
        assert_eq!(pick.number.e164(), "+13175550142");
        assert_eq!(selected("Ellen Park", Country::US, None), None);
        assert_eq!(selected(&"é".repeat(10_000), Country::US, None), None);
    }

    #[test]
    fn a_link_gives_its_recipients_and_its_text() {
        let pick = linked("sms:+13175550142,+491701234567?body=On%20my%20way", Country::US, None).unwrap();
        assert_eq!((pick.number.e164(), pick.body.as_deref()), ("+13175550142", Some("On my way")));
        assert_eq!(pick.more.iter().map(Number::e164).collect::<Vec<_>>(), ["+491701234567"]);
        assert_eq!(
            linked("tel:0170-1234567", Country::new("DE").unwrap(), None).unwrap().number.e164(),
            "+491701234567"
        );
        assert_eq!(linked("https://crm.example/3175550142", Country::US, None), None);
        assert_eq!(linked("tel:service", Country::US, None), None);
    }
}
