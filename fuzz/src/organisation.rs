use std::collections::BTreeSet;

use sandbox::org::{Organisation, OrganisationError, is_e164, parse};

/// An organisation file, in TOML.
pub fn organisation(input: &[u8]) -> bool {
    let source = String::from_utf8_lossy(input);
    match parse("organisation.toml", &source) {
        Ok(organisation) => {
            leads_somewhere(&organisation);
            true
        }
        Err(error) => {
            has_its_place(&error, &source);
            false
        }
    }
}

/// Every name that is used is one that is defined, and each once.
fn leads_somewhere(organisation: &Organisation) {
    let known = |ids: Vec<_>| {
        let set: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(set.len(), ids.len(), "an identifier stands for two");
        set
    };
    let codes = known(organisation.wrapup_codes.iter().map(|code| code.id).collect());
    let users = known(organisation.users.iter().map(|user| user.id).collect());
    let queues = known(organisation.queues.iter().map(|queue| queue.id).collect());
    let libraries = known(organisation.libraries.iter().map(|library| library.id).collect());
    let assets = known(organisation.assets.iter().map(|asset| asset.id).collect());
    known(organisation.contacts.iter().map(|contact| contact.id).collect());
    known(organisation.presences.iter().map(|presence| presence.id).collect());

    for queue in &organisation.queues {
        assert!(!queue.wrapup_codes.is_empty() && queue.wrapup_codes.iter().all(|id| codes.contains(id)));
        assert!(queue.members.iter().all(|id| users.contains(id)));
        assert!(queue.libraries.iter().all(|id| libraries.contains(id)));
        assert!(queue.number.as_ref().is_none_or(|number| is_e164(&number.e164)));
        assert!(organisation.queue(queue.id).is_some());
    }
    for response in organisation.libraries.iter().flat_map(|library| &library.responses) {
        assert!(response.assets.iter().all(|id| assets.contains(id)));
    }
    for contact in &organisation.contacts {
        assert!(is_e164(&contact.mobile));
    }
    for past in &organisation.past {
        assert!(queues.contains(&past.queue) && is_e164(&past.customer));
    }
}

/// A mistake is shown where it is.
fn has_its_place(error: &OrganisationError, source: &str) {
    let line = source.split('\n').nth(error.line - 1).unwrap_or_else(|| panic!("no such line: {error:?}"));
    assert_eq!(line.lines().next().unwrap_or_default().trim(), error.text, "another line: {error:?}");
    assert!((1..=line.chars().count() + 1).contains(&error.column), "no such column: {error:?}");
    assert!(!error.message.is_empty() && !error.help.is_empty());
}
