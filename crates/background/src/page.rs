//! What content scripts say: read strictly and within bounds, judged, and turned into what the workflow takes.
//!
//! Judging reads nothing but the settings, so it goes past the driver's queue: a page with a thousand numbers keeps no
//! command waiting, and nothing of it is stored.

use phone::{
    Capability, Country, Number,
    find::{Candidate as Piece, Place, Source, find},
};
use protocol::{
    Site,
    page::{Candidate, CandidateKind, Choice, FromPage, Hit, Refusal, Texts, bounds},
};
use workflow::Pick;

use crate::link::{self, Link};

/// No message within bounds is longer, in bytes of its JSON: an UTF-16 unit takes six at most (`\u0000`).
const LONGEST: usize = bounds::CANDIDATES * ((bounds::LINK + bounds::BEFORE + bounds::AFTER) * 6 + 100);
/// More of a selection is not looked at, in bytes.
const SELECTION: usize = 2_000;
/// More of a link's text is not taken, in characters.
const BODY: usize = 1_000;

/// Reads what a content script says.
///
/// # Errors
///
/// It is not in our words, or more than we would say.
pub fn read(message: &str) -> Result<FromPage, Refusal> {
    if message.len() > LONGEST {
        return Err(Refusal::TooMuch);
    }
    let read = protocol::json::read(message).map_err(|_| Refusal::NotOurs)?;
    if is_within_bounds(&read) { Ok(read) } else { Err(Refusal::TooMuch) }
}

/// The numbers in each of the candidates of a page in this language, on this site.
pub fn judge(language: &str, site: Option<&Site>, candidates: &[Candidate], country: Country) -> Vec<Vec<Hit>> {
    let place = place(country, language, site);
    candidates.iter().map(|candidate| hits(candidate, &place)).collect()
}

/// What the agent chose, on a page of this site.
///
/// # Errors
///
/// One of the numbers is none.
pub fn pick(choice: Choice, site: Option<&Site>) -> Result<Pick, Refusal> {
    let Choice { number, name, link, more, opens: _ } = choice;
    let read = |e164: String| Number::try_from(e164).map_err(|_| Refusal::NotANumber);
    let number = read(number)?;
    let more = more.into_iter().map(read).collect::<Result<_, _>>()?;
    let body = link.and_then(|link| link::read(&link)?.body).as_deref().map(shortened);
    Ok(Pick { number, name, body, more, site: site.map(Site::to_string) })
}

/// The first number of a text that the agent selected.
pub fn selected(text: &str, country: Country, site: Option<&Site>) -> Option<Pick> {
    let end = (0..=SELECTION.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let piece = Piece { text: &text[..end], before: "", after: "", source: Source::Text };
    let number = find(&piece, &place(country, "", site)).into_iter().next()?.number;
    Some(Pick { number, name: None, body: None, more: Vec::new(), site: site.map(Site::to_string) })
}

/// The numbers of a link for telephones, and its text.
pub fn linked(url: &str, country: Country, site: Option<&Site>) -> Option<Pick> {
    let link = link::read(url)?;
    let mut numbers = recipients(&link, &place(country, "", site)).into_iter();
    let number = numbers.next()?;
    let body = link.body.as_deref().map(shortened);
    Some(Pick { number, name: None, body, more: numbers.collect(), site: site.map(Site::to_string) })
}

fn shortened(body: &str) -> String {
    body.chars().take(BODY).collect()
}

fn place(country: Country, language: &str, site: Option<&Site>) -> Place {
    let host = site.map(Site::to_string);
    Place::of(country, Some(language), host.as_deref().map(domain))
}

/// Second levels that countries keep for everybody: a host below one is there, whoever uses the country's other hosts.
const SECOND_LEVELS: &str = "ac co com edu gob gov ltd ne net nom or org plc";

/// What of a host names its country: the last label, with the one before it where that is the country's own (`co.uk`).
fn domain(host: &str) -> &str {
    let mut labels = host.rsplit('.');
    let last = labels.next().unwrap_or(host);
    let second = labels.next().filter(|second| SECOND_LEVELS.split(' ').any(|own| own == *second));
    let taken = second.map_or(0, |second| second.len() + 1) + last.len();
    &host[host.len() - taken..]
}

/// The numbers that a link is to, each once.
fn recipients(link: &Link, place: &Place) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for one in link.to.iter().take(bounds::MORE + 1) {
        let uri = format!("tel:{one}");
        let piece = Piece { text: &uri, before: "", after: "", source: Source::Link };
        let found = find(&piece, place).into_iter().next().map(|found| found.number);
        numbers.extend(found.filter(|number| !numbers.contains(number)));
    }
    numbers
}

fn hits(candidate: &Candidate, place: &Place) -> Vec<Hit> {
    let Candidate { text, before, after, kind, country } = candidate;
    // What is said of this number alone goes before what is said of the page.
    let own = country.as_deref().and_then(Country::new);
    let place = &Place { page: own.or(place.page), ..*place };
    let source = match kind {
        CandidateKind::Text => Source::Text,
        CandidateKind::Marked => Source::Marked,
        CandidateKind::Link => {
            let numbers = link::read(text).map(|link| recipients(&link, place)).unwrap_or_default();
            return numbers.iter().map(|number| hit(number, 0, text.encode_utf16().count())).collect();
        }
    };
    let found = find(&Piece { text, before, after, source }, place);
    found.iter().map(|found| hit(&found.number, found.start, found.end)).collect()
}

fn hit(number: &Number, start: usize, end: usize) -> Hit {
    let units = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Hit {
        start: units(start),
        end: units(end),
        number: number.e164().to_owned(),
        shown: number.international(),
        texts: match number.sms_capable() {
            Capability::Likely => Texts::Likely,
            Capability::Unlikely(_) => Texts::Unlikely,
        },
    }
}

fn is_within_bounds(message: &FromPage) -> bool {
    match message {
        FromPage::Rules | FromPage::More | FromPage::Hand => true,
        FromPage::Judge { language, candidates } => {
            fits(language, bounds::HINT) && candidates.len() <= bounds::CANDIDATES && candidates.iter().all(is_short)
        }
        FromPage::Choose(Choice { number, name, link, more, opens: _ }) => {
            fits(number, bounds::NUMBER)
                && name.as_deref().is_none_or(|name| fits(name, bounds::NAME))
                && link.as_deref().is_none_or(|link| fits(link, bounds::LINK))
                && more.len() <= bounds::MORE
                && more.iter().all(|one| fits(one, bounds::NUMBER))
        }
    }
}

fn is_short(Candidate { text, before, after, kind, country }: &Candidate) -> bool {
    let most = if *kind == CandidateKind::Link { bounds::LINK } else { bounds::TEXT };
    fits(country.as_deref().unwrap_or_default(), bounds::HINT)
        && fits(text, most)
        && fits(before, bounds::BEFORE)
        && fits(after, bounds::AFTER)
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
        json!({ "Judge": { "language": "en", "candidates": candidates } }).to_string()
    }

    fn choose(change: impl FnOnce(&mut Value)) -> String {
        let mut choice = json!({
            "number": "+13175550142", "name": "Ellen Park", "link": "sms:+13175550142,+491701234567?body=Hello",
            "more": ["+491701234567"], "opens": "Window",
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
        assert!(read(&choose(|choice| choice["link"] = json!("ü".repeat(bounds::LINK)))).is_ok());
        let mut link = candidate(&"\u{0}".repeat(bounds::LINK));
        link["kind"] = json!("Link");
        assert!(read(&judge_of(&vec![link; bounds::CANDIDATES])).is_ok());
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
            with("country", bounds::HINT),
            judge_of(&[candidate(&"🙂".repeat(bounds::TEXT / 2 + 1))]),
            {
                let mut link = candidate("");
                (link["text"], link["kind"]) = (long(bounds::LINK), json!("Link"));
                judge_of(&[link])
            },
            json!({ "Judge": { "language": long(bounds::HINT), "candidates": [] } }).to_string(),
            choose(|choice| choice["number"] = long(bounds::NUMBER)),
            choose(|choice| choice["name"] = long(bounds::NAME)),
            choose(|choice| choice["link"] = long(bounds::LINK)),
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
        let of = |text: &str, kind: CandidateKind| Candidate {
            text: text.to_owned(),
            before: String::new(),
            after: String::new(),
            kind,
            country: None,
        };
        let candidates = [
            of("call (317) 555-0142", CandidateKind::Text),
            of("10.0.0.1", CandidateKind::Text),
            of("+33 1 42 68 53 00", CandidateKind::Text),
            of("tel:+1-317-555-0143;ext=5", CandidateKind::Link),
            of("sms:+13175550142,+491701234567,+1-317-555-0142?body=Hi", CandidateKind::Link),
            of("/orders/3175550142", CandidateKind::Link),
        ];
        let judged = judge("", None, &candidates, Country::US);
        let [indiana, none, paris, link, several, other] = &judged[..] else { panic!("{judged:?}") };
        let expected = Hit {
            start: 5,
            end: 19,
            number: "+13175550142".to_owned(),
            shown: "+1 317-555-0142".to_owned(),
            texts: Texts::Likely,
        };
        assert_eq!((&indiana[..], &none[..]), (&[expected][..], &[][..]));
        assert_eq!((link[0].number.as_str(), link[0].start, link[0].end), ("+13175550143", 0, 25));
        let several: Vec<_> = several.iter().map(|hit| hit.number.as_str()).collect();
        assert_eq!((&several[..], &other[..]), (&["+13175550142", "+491701234567"][..], &[][..]));
        assert_eq!((paris[0].number.as_str(), paris[0].texts), ("+33142685300", Texts::Unlikely));
    }

    #[test]
    fn a_choice_is_of_numbers_that_exist() {
        let site = Site::host("crm.example").unwrap();
        let pick = pick(choice(&choose(|_| {})), Some(&site)).unwrap();
        assert_eq!((pick.number.e164(), pick.name.as_deref()), ("+13175550142", Some("Ellen Park")));
        assert_eq!((pick.body.as_deref(), pick.site.as_deref()), (Some("Hello"), Some("crm.example")));
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
        let long = linked(&format!("sms:+13175550142?body={}", "a".repeat(2 * BODY)), Country::US, None).unwrap();
        assert_eq!(long.body.map(|body| body.len()), Some(BODY));
    }

    #[test]
    fn a_site_says_in_which_country_its_page_is() {
        for (host, expected) in [
            ("crm.example", "example"),
            ("shop.acme.de", "de"),
            ("www.abc.io", "io"),
            ("crm.acme.co.uk", "co.uk"),
            ("localhost", "localhost"),
            ("127.0.0.1", "1"),
        ] {
            assert_eq!(domain(host), expected, "{host}");
        }
        let candidate = Candidate {
            text: "0170 1234567".to_owned(),
            before: "Mobil ".to_owned(),
            after: String::new(),
            kind: CandidateKind::Text,
            country: None,
        };
        let site = Site::host("www.acmeinc.de").unwrap();
        let numbers = |site| judge("", site, std::slice::from_ref(&candidate), Country::US).concat();
        assert_eq!(numbers(Some(&site))[0].number, "+491701234567");
        assert_eq!(numbers(None), []);
    }

    #[test]
    fn an_address_says_in_which_country_its_number_is() {
        let mut candidate: Candidate = serde_json::from_value(candidate("020 7946 0414")).unwrap();
        candidate.kind = CandidateKind::Marked;
        let mut numbers = |country: &str| {
            candidate.country = Some(country.to_owned());
            judge("en", None, std::slice::from_ref(&candidate), Country::US).concat()
        };
        assert_eq!(numbers("GB")[0].number, "+442079460414");
        for none in ["", "XX", "United Kingdom"] {
            assert_eq!(numbers(none), [], "{none}");
        }
    }
}
