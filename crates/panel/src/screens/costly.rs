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
    let found = Memo::new(move |_| -> Vec<String> {
        typed.with(|typed| find(&typed.text)).into_iter().map(|costly| costly.text).collect()
    });
    let plain = Memo::new(move |_| {
        if found.read().is_empty() {
            return None;
        }
        let text = typed.with(|typed| typed.text.clone());
        Some(sms::simplify(&text).text).filter(|plain| *plain != text)
    });
    // The text as it was before, for as long as nobody goes on writing.
    let kept = RwSignal::new(None::<String>);
    let before = Memo::new(move |_| {
        kept.get()
            .filter(|before| typed.with(|typed| typed.text != *before && typed.text == sms::simplify(before).text))
    });
    let bound = StoredValue::new(bound);
    let chip = move |one: String| {
        let name = named(&one);
        let shown = seen(&one);
        let go = move |_| go_on(&bound.get_value(), &one);
        view! { <li><button type="button" class="chip" title=name.clone() aria-label=name data-testid="costly" on:click=go>{shown}</button></li> }
            .into_any()
    };
    let cause = move || {
        let chips: Vec<_> = found.get().into_iter().map(chip).collect();
        (!chips.is_empty()).then(|| {
            view! { <p id="costly">{text::costly()}</p> <ul class="chips" aria-labelledby="costly">{chips}</ul> }
                .into_any()
        })
    };
    let button = move || {
        let (words, testid, new) = match (plain.get(), before.get()) {
            (Some(plain), _) => (text::use_plain(), "use-plain", plain),
            (None, Some(before)) => (text::undo_plain(), "undo-plain", before),
            (None, None) => return None,
        };
        let act = move |_| {
            let bound = bound.get_value();
            let old = bound.text();
            bound.focus();
            bound.insert(0..units(&old), &new);
            kept.set(Some(old));
        };
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

/// Selects the next of them in the text, from the beginning again behind the last.
fn go_on(bound: &Bound<html::Textarea>, one: &str) {
    bound.focus();
    let Some(control) = bound.control() else { return };
    let from = control.selection_end().unwrap_or_default();
    let Some(costly) = find(&control.value()).into_iter().find(|costly| costly.text == one) else { return };
    if let Some(place) = costly.places.iter().find(|place| place.start >= from).or(costly.places.first()) {
        control.set_selection_range(place.start, place.end);
    }
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
        let seen: Vec<_> = found.iter().map(|costly| format!("{} {:?}", seen(&costly.text), costly.places)).collect();
        assert_eq!(seen, ["“ [0..1, 13..14]", "’ [3..4]", "” [5..6, 16..17]", "␣ [8..9]", "– [11..12]", "😀 [18..20]"]);
        assert_eq!(named("\u{a0}"), "␣ U+00A0");
    }

    #[test]
    fn another_script_has_nothing_to_save() {
        assert_eq!(find("Добрый день, Ваш билет готов"), []);
        assert_eq!(find("Only what is in the alphabet: £ and é"), []);
    }
}
