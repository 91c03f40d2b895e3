//! What has a part of the message hold less than half of what it could: characters that the GSM alphabet has not. Each is
//! gone to by a click; those that only look like others are replaced in one, and put back in another. A text that is written
//! in another script than the Latin one has nothing to save, and is left alone.

use std::ops::Range;

use leptos::{html, prelude::*};
use protocol::Typed;

use crate::{slash::units, text, ui::field::Bound};

/// So many of them, in UTF-16 units, are shown: more are a script of its own.
const MOST: u32 = 12;

/// Neighbours that the alphabet has not, wherever they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Costly {
    text: String,
    /// In UTF-16 units.
    places: Vec<Range<u32>>,
}

/// What there is of them, and the way to a text without.
pub(crate) fn costly(bound: Bound<html::Textarea>, typed: Signal<Typed>) -> AnyView {
    let found = Memo::new(move |_| typed.with(|typed| find(&typed.text)));
    let plain = Memo::new(move |_| {
        if found.read().is_empty() {
            return None;
        }
        let plain = typed.with(|typed| sms::simplify(&typed.text));
        (!plain.replacements.is_empty()).then_some(plain.text)
    });
    // The text as it is now, and as it was before.
    let replaced = RwSignal::new(None::<(String, String)>);
    let before = Memo::new(move |_| {
        let replaced = replaced.read();
        let (now, before) = replaced.as_ref()?;
        typed.with(|typed| typed.text == *now).then(|| before.clone())
    });
    let bound = StoredValue::new(bound);
    let put = move |new: &str| {
        let bound = bound.get_value();
        let old = bound.text();
        bound.focus();
        bound.insert(0..units(&old), new);
        old
    };
    let replace = move |_| {
        if let Some(plain) = plain.get_untracked() {
            let old = put(&plain);
            replaced.set(Some((plain, old)));
        }
    };
    let undo = move |_| {
        if let Some(before) = before.get_untracked() {
            put(&before);
        }
    };
    let chip = move |Costly { text, places }: Costly| {
        let name = named(&text);
        let go = move |_| {
            let bound = bound.get_value();
            bound.focus();
            if let Some(control) = bound.control() {
                let from = control.selection_end().unwrap_or_default();
                if let Some(place) = places.iter().find(|place| place.start >= from).or(places.first()) {
                    control.set_selection_range(place.start, place.end);
                }
            }
        };
        view! { <li><button type="button" class="chip" title=name.clone() aria-label=name data-testid="costly" on:click=go>{seen(&text)}</button></li> }
            .into_any()
    };
    let cause = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let chips: Vec<_> = found.into_iter().map(chip).collect();
            view! { <p id="costly">{text::costly()}</p> <ul class="chips" aria-labelledby="costly">{chips}</ul> }
                .into_any()
        })
    };
    let button = move || {
        let (words, testid) = match (plain.read().is_some(), before.read().is_some()) {
            (true, _) => (text::use_plain(), "use-plain"),
            (false, true) => (text::undo_plain(), "undo-plain"),
            (false, false) => return None,
        };
        let act = move |event| if testid == "use-plain" { replace(event) } else { undo(event) };
        Some(view! { <button type="button" class="link" data-testid=testid on:click=act>{words}</button> }.into_any())
    };
    view! {
        <div class="open-fields costly">
            {cause}
            <p role="status">{move || (before.read().is_some() && plain.read().is_none()).then(text::plain_used)}</p>
            {button}
        </div>
    }
    .into_any()
}

/// Those of a text, in order, each once.
fn find(text: &str) -> Vec<Costly> {
    let mut found: Vec<Costly> = Vec::new();
    for range in sms::measure(text).offenders {
        let begin = units(&text[..range.start]);
        let one = &text[range];
        let place = begin..begin + units(one);
        match found.iter_mut().find(|costly| costly.text == one) {
            Some(costly) => costly.places.push(place),
            None => found.push(Costly { text: one.to_owned(), places: vec![place] }),
        }
    }
    let all: u32 = found.iter().flat_map(|costly| &costly.places).map(|place| place.end - place.start).sum();
    if all > MOST { Vec::new() } else { found }
}

/// With what cannot be seen by itself made to be.
fn seen(text: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    if text.chars().all(unseen) { "␣".to_owned() } else { text.to_owned() }
}

/// As Unicode numbers its characters, too: screen readers pass over most of them.
fn named(text: &str) -> String {
    text.chars().fold(seen(text), |name, c| format!("{name} U+{:04X}", u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_once_with_all_of_its_places() {
        let found = find("“It’s” 5\u{a0}€ – “so” 😀!");
        let seen: Vec<_> = found.iter().map(|costly| (seen(&costly.text), costly.places.clone())).collect();
        assert_eq!(
            seen,
            [
                ("“".to_owned(), vec![0..1, 13..14]),
                ("’".to_owned(), vec![3..4]),
                ("”".to_owned(), vec![5..6, 16..17]),
                ("␣".to_owned(), vec![8..9]),
                ("–".to_owned(), vec![11..12]),
                ("😀".to_owned(), vec![18..20]),
            ]
        );
        assert_eq!(named("\u{a0}"), "␣ U+00A0");
    }

    #[test]
    fn another_script_has_nothing_to_save() {
        assert_eq!(find("Добрый день, Ваш билет готов"), []);
        assert_eq!(find("Only what is in the alphabet: £ and é"), []);
    }
}
