use background::page;
use phone::{Country, Number};
use protocol::{
    Site,
    page::{Candidate, CandidateKind, FromPage, Hit, Refusal},
};
use workflow::Input;

use crate::{again, day, with_news};

/// Each line is a message of a script in the same page, to a busy background.
pub fn pages(input: &[u8]) -> bool {
    let input = String::from_utf8_lossy(input);
    let site = Site::host("crm.example.de").ok();
    let mut moment = day::busiest();
    let (form, sent) = (moment.browser.view().compose, moment.cloud.sent.clone());
    let mut all_taken = true;
    for line in input.lines() {
        let read = page::read(line);
        if let Ok(message) = &read {
            assert_eq!(again(message), *message);
            let written = serde_json::to_value(message).expect("it can be written");
            let more = with_news(&written);
            let strict = more == written || protocol::json::read::<FromPage>(&more.to_string()).is_err();
            assert!(strict, "a field that is not ours is taken: {message:?}");
        }
        match read {
            Ok(FromPage::Rules | FromPage::More | FromPage::Hand) => {}
            Ok(FromPage::Judge { language, candidates }) => {
                let judged = page::judge(&language, site.as_ref(), &candidates, Country::US);
                assert_eq!(judged.len(), candidates.len(), "each candidate is answered");
                candidates.iter().zip(&judged).for_each(|(candidate, hits)| check(candidate, hits));
            }
            Ok(FromPage::Choose(choice)) => match page::pick(choice, site.as_ref()) {
                Ok(pick) => {
                    let number = pick.number.e164().to_owned();
                    moment.browser.input(Input::Picked { pick: Box::new(pick), opened: false });
                    let offered = moment.browser.view().offered.map(|offered| offered.recipient.number);
                    assert_eq!(offered, Some(number), "the latest number is kept");
                    moment.browser.settle(&mut moment.cloud);
                    moment.check();
                }
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::NotANumber);
                    all_taken = false;
                }
            },
            Err(_) => all_taken = false,
        }
    }
    assert_eq!(moment.browser.view().compose, form, "a page changes no form");
    assert_eq!(moment.cloud.sent, sent, "a page sends nothing");
    moment.recovers();
    all_taken
}

/// The hits are numbers that exist, one after another in the text; those of a link are all of it.
fn check(candidate: &Candidate, hits: &[Hit]) {
    let units = candidate.text.encode_utf16().count();
    let mut from = 0;
    for hit in hits {
        let (start, end) = (hit.start as usize, hit.end as usize);
        assert!(from <= start && start < end && end <= units, "{hit:?} is not in {candidate:?}");
        assert!(hit.number.parse::<Number>().is_ok(), "{hit:?} is no number");
        if candidate.kind != CandidateKind::Link {
            from = end;
        }
    }
}
