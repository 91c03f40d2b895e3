//! *Interaction Log*: subject, contact, relation, notes, for agents with call-log access.

use genesys::id::ContactId;
use leptos::{html, prelude::*};
use protocol::{Command, ContactField, CreateContact, Listing, Log, LogField, Saved, Typed};

use super::held::Held;
use crate::{
    icons,
    icons::icon,
    text,
    ui::{field::Bound, parts},
};

/// The log, folded away; nothing where the agent has none.
pub(crate) fn log(held: Held) -> impl IntoView {
    let has = Memo::new(move |_| held.item.read().log.is_some());
    move || {
        has.get().then(|| view! {
        <details class="log" name=held.conversation().to_string() data-testid="log">
            <summary data-testid="open-log">{icon(icons::LOG)}<span>{text::interaction_log()}</span>{saved(held)}<span class="fold">{icon(icons::DOWN)}</span></summary>
            {fields(held)}
        </details>
    })
    }
}

/// The log's fields, those that the administrator shows.
pub(crate) fn fields(held: Held) -> impl IntoView {
    view! {
        <div class="log-fields">
            {line(held, LogField::Subject, text::log_subject(), "log-subject", |log| log.subject.as_ref())}
            <div class="contact">{contact(held)}{new_contact(held)}</div>
            {line(held, LogField::Relation, text::log_relation(), "log-relation", |log| log.relation.as_ref())}
            {paragraph(held, LogField::Notes, text::log_notes(), "log-notes", |log| log.notes.as_ref())}
        </div>
    }
}

/// Whether what was typed has reached Genesys Cloud.
fn saved(held: Held) -> impl IntoView {
    let saved = Memo::new(move |_| held.item.with(|item| item.log.as_ref().map_or(Saved::Untouched, |log| log.saved)));
    view! {
        <span class="saved" role="status" data-testid="log-saved" class:bad=move || saved.get() == Saved::NotSaved>
            {move || match saved.get() {
                Saved::Untouched => String::new(),
                Saved::Saving => text::saving(),
                Saved::Saved => text::saved(),
                Saved::NotSaved => text::not_saved(),
            }}
        </span>
    }
}

type Of = fn(&Log) -> Option<&Typed>;

fn typed(held: Held, of: Of) -> (Memo<bool>, Signal<Typed>) {
    let typed = Memo::new(move |_| held.item.with(|item| item.log.as_ref().and_then(of).cloned()));
    (Memo::new(move |_| typed.read().is_some()), Signal::derive(move || typed.get().unwrap_or_default()))
}

fn line(held: Held, field: LogField, label: String, testid: &'static str, of: Of) -> impl IntoView {
    let (shown, typed) = typed(held, of);
    move || {
        shown.get().then(|| {
        let bound = Bound::<html::Input>::new(held.app, typed, move |edit| Command::EditLog {
            conversation: held.conversation(),
            field,
            text: edit.text,
            edit: edit.edit,
        });
        let Bound { node, first, on_input, .. } = bound;
        view! {
            <label class="field">
                <span>{label.clone()}</span>
                <input node_ref=node class="input" type="text" autocomplete="off" data-testid=testid prop:value=first
                    on:input=move |event| on_input.run(event) on:compositionend=move |event| on_input.run(event.into())/>
            </label>
        }
    })
    }
}

fn paragraph(held: Held, field: LogField, label: String, testid: &'static str, of: Of) -> impl IntoView {
    let (shown, typed) = typed(held, of);
    move || shown.get().then(|| notes(held, field, label.clone(), testid, typed))
}

/// A field of several lines.
pub(crate) fn notes(
    held: Held,
    field: LogField,
    label: String,
    testid: &'static str,
    typed: Signal<Typed>,
) -> impl IntoView {
    let bound = Bound::<html::Textarea>::new(held.app, typed, move |edit| Command::EditLog {
        conversation: held.conversation(),
        field,
        text: edit.text,
        edit: edit.edit,
    });
    let Bound { node, first, on_input, .. } = bound;
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea node_ref=node class="input" rows="3" data-testid=testid prop:value=first
                on:input=move |event| on_input.run(event) on:compositionend=move |event| on_input.run(event.into())></textarea>
        </label>
    }
}

fn contact(held: Held) -> impl IntoView {
    let field = Memo::new(move |_| held.item.with(|item| item.log.as_ref().and_then(|log| log.contact.clone())));
    let choose = move |event: web_sys::Event| {
        let id = event_target_value(&event);
        let contact = (!id.is_empty()).then(|| ContactId::new(id));
        held.send(|conversation| Command::ChooseContact { conversation, contact });
    };
    move || {
        field.get().map(|ContactField { offered, chosen, .. }| {
            let control = match offered {
                Listing::Loading => parts::waiting(text::looking_up_contacts()).into_any(),
                Listing::Failed(trouble) => parts::failed(held.app, &trouble).into_any(),
                Listing::Loaded(mut contacts) => {
                    if let Some(chosen) =
                        chosen.clone().filter(|chosen| contacts.iter().all(|contact| contact.id != chosen.id))
                    {
                        contacts.push(chosen);
                    }
                    let none = if contacts.is_empty() { text::no_contact_known() } else { text::no_contact() };
                    let is = move |id: &ContactId| chosen.as_ref().is_some_and(|chosen| chosen.id == *id);
                    let options = contacts
                        .into_iter()
                        .map(|contact| {
                            let selected = is(&contact.id);
                            view! { <option value=contact.id.to_string() selected=selected>{contact.name}</option> }
                        })
                        .collect_view();
                    view! {
                        <div class="select">
                            <select data-testid="log-contact" on:change=choose>
                                <option value="">{none}</option>
                                {options}
                            </select>
                            {icon(icons::DOWN)}
                        </div>
                    }
                    .into_any()
                }
            };
            view! { <label class="field"><span>{text::log_contact()}</span>{control}</label> }
        })
    }
}

/// A new contact, where none is linked and the agent may.
fn new_contact(held: Held) -> impl IntoView {
    let create = Memo::new(move |_| {
        let of =
            |log: &Log| log.contact.as_ref().filter(|contact| contact.chosen.is_none()).map(|contact| contact.create);
        held.item.with(|item| item.log.as_ref().and_then(of)).unwrap_or(CreateContact::NotAllowed)
    });
    let offered = Memo::new(move |_| *create.read() != CreateContact::NotAllowed);
    move || offered.get().then(|| new_contact_form(held, create))
}

fn new_contact_form(held: Held, create: Memo<CreateContact>) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // What was typed stays until the contact is there: then all of this goes.
        let name = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        held.send(|conversation| Command::CreateContact { conversation, name });
    };
    let busy = move || (create.get() == CreateContact::UnderWay).then_some("true");
    view! {
        <form class="new-contact" on:submit=submit>
            <input
                node_ref=input
                class="input"
                type="text"
                autocomplete="off"
                required
                data-testid="contact-name"
                aria-label=text::contact_name()
                placeholder=text::contact_name()
            />
            <button type="submit" class="button small" data-testid="create-contact" aria-disabled=busy>{text::create_contact()}</button>
        </form>
    }
    .into_any()
}
