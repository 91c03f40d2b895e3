//! The number's country: a button that opens a list with search.

use leptos::{html, prelude::*};
use protocol::{Command, Listing};

use super::compose::{Form, focus_number};
use crate::{
    format,
    icons::{self, icon},
    text,
    ui::{
        combobox::{Choice, Combobox, combobox},
        dialog,
    },
};

/// The button, and the list while it is open.
pub(crate) fn picker(form: Form) -> impl IntoView {
    let app = form.app();
    let open = RwSignal::new(false);
    let country = Memo::new(move |_| form.number(|number| number.country.clone()));
    let calling_code = Memo::new(move |_| form.number(|number| number.calling_code));
    let name = move || text::country_chosen(&format::country(&country.read()), &calling_code.get().to_string());
    view! {
        <button
            type="button"
            class="country"
            data-testid="country"
            data-country=country
            title=name
            aria-haspopup="dialog"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |_| {
                app.want_countries();
                open.set(true);
            }
        >
            <span class="unseen">{move || text::country_named(&format::country(&country.read()))}" "</span>
            <span class="country-code">{country}</span>
            <span class="calling-code">"+"{calling_code}</span>
            {icon(icons::DOWN)}
        </button>
        {move || open.get().then(|| list(form, open))}
    }
}

fn list(form: Form, open: RwSignal<bool>) -> impl IntoView {
    let app = form.app();
    let node = NodeRef::<html::Input>::new();
    let search = RwSignal::new(String::new());
    let named = Memo::new(move |_| {
        let mut named: Vec<_> =
            app.model.countries.get()?.into_iter().map(|country| (format::country(&country.code), country)).collect();
        named.sort_by(|(one, _), (other, _)| format::alphabetical(one, other));
        Some(named.into_iter().map(|(name, country)| (name, country.code, country.calling_code)).collect::<Vec<_>>())
    });
    let choices = Signal::derive(move || {
        let wanted = search.read().trim().to_lowercase();
        let digits = wanted.trim_start_matches(['+', '0']);
        named.with(|named| match named {
            None => Listing::Loading,
            Some(named) => Listing::Loaded(
                named
                    .iter()
                    .filter(|(name, code, calling_code)| {
                        name.to_lowercase().contains(&wanted)
                            || code.eq_ignore_ascii_case(&wanted)
                            || (!digits.is_empty() && calling_code.to_string().starts_with(digits))
                    })
                    .map(|(name, code, calling_code)| Choice {
                        key: code.clone(),
                        label: name.clone(),
                        detail: Some(format!("+{calling_code}")),
                        refused: None,
                    })
                    .collect(),
            ),
        })
    });
    let close = move || {
        open.set(false);
        focus_number();
    };
    let field = combobox(
        app,
        Combobox {
            id: "country-search",
            testid: "country-search",
            option_testid: "country-option",
            placeholder: text::country_search(),
            label_id: "country-title",
            described_by: "country-title",
            node,
            first: String::new(),
            on_input: Callback::new(move |event: web_sys::Event| search.set(event_target_value(&event))),
            fresh: Signal::derive(|| true),
            choices,
            chosen: Signal::derive(move || Some(form.number(|number| number.country.clone()))),
            nothing: Signal::derive(text::no_country_matches),
            on_choose: Callback::new(move |code: String| {
                app.send(Command::ChooseCountry(code));
                close();
            }),
            always_open: true,
        },
    );
    dialog::modal(
        app,
        "country-list",
        "country-title",
        close,
        view! {
            <h2 id="country-title">{text::country()}</h2>
            {field}
            <div class="dialog-foot">
                <button type="button" class="button" on:click=move |_| close()>{text::cancel()}</button>
            </div>
        },
    )
}
