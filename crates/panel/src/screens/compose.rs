//! *New Interaction > SMS*: on behalf of which queue, to which number, *Compose*.

use leptos::{html, prelude::*};
use protocol::{Anyway, Command, Compose, Listing, NumberField, Stage};

use super::{
    country, existing,
    findings::{self, Against},
    offered,
    settings::queue_choice,
};
use crate::{
    app::App,
    icons,
    icons::icon,
    text,
    ui::{
        combobox::{Combobox, combobox},
        field::Bound,
        parts, refusal,
        refusal::Availability,
    },
    words,
};

/// The form. It is rendered while there is one; what it reads after that is empty.
#[derive(Clone, Copy)]
pub(crate) struct Form(App);

impl Form {
    fn read<T: Default>(self, part: impl FnOnce(&Compose) -> T) -> T {
        self.0.model.compose.with(|compose| compose.as_ref().map(part).unwrap_or_default())
    }

    /// A part of *Number*.
    pub(crate) fn number<T: Default>(self, part: impl FnOnce(&NumberField) -> T) -> T {
        self.read(|compose| part(&compose.number))
    }

    /// The page.
    pub(crate) fn app(self) -> App {
        self.0
    }
}

/// [`Stage`] without what is inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum At {
    #[default]
    Editing,
    Checking,
    Existing,
}

/// The screen.
pub(crate) fn form(app: App) -> impl IntoView {
    let form = Form(app);
    let at = Memo::new(move |_| {
        form.read(|compose| match compose.stage {
            Stage::Editing { .. } => At::Editing,
            Stage::Checking => At::Checking,
            Stage::Existing => At::Existing,
        })
    });
    let problem = Memo::new(move |_| {
        form.read(|compose| match &compose.stage {
            Stage::Editing { problem } => problem.as_ref().map(words::compose_problem),
            Stage::Checking | Stage::Existing => None,
        })
    });
    let missing = move || form.read(|compose| compose.missing.iter().map(words::missing).collect::<Vec<_>>().join(" "));
    let found = Memo::new(move |_| form.read(|compose| compose.findings.clone()));
    let against = findings::findings(Against {
        id: FINDINGS.to_owned(),
        found: found.into(),
        customer: Signal::derive(move || form.number(|number| number.typed.text.clone())),
        label: text::compose_anyway(),
        testid: "compose-anyway",
        anyway: Callback::new(move |despite| {
            app.send(Command::Anyway { what: Anyway::Compose, despite });
        }),
        identify: None,
    });
    let availability = move || {
        if at.get() == At::Checking {
            Availability::Busy
        } else if form.read(|compose| !compose.missing.is_empty()) {
            Availability::Refused("compose-missing")
        } else if !found.read().is_empty() {
            Availability::Refused(FINDINGS)
        } else {
            Availability::Available
        }
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            app.send(if at.get_untracked() == At::Checking {
                Command::CancelCompose
            } else {
                Command::CloseNewInteraction
            });
        }
    };
    view! {
        <main class="compose" aria-labelledby="compose-title" data-testid="compose-form" on:keydown=on_keydown>
            <div class="screen-head">
                {parts::icon_button(icons::BACK, text::back(), "close-new-interaction", move || { app.send(Command::CloseNewInteraction); })}
                <h1 id="compose-title">{text::new_sms()}</h1>
            </div>
            <div class="screen-body form" inert=move || at.get() != At::Editing>
                {move || problem.get().map(|problem| view! { <div data-testid="compose-problem">{parts::alert(problem)}</div> })}
                {queue(form)}
                {number(form)}
            </div>
            <div class="screen-foot">
                {against}
                <p id="compose-missing" class="missing" role="status" aria-live="polite" data-testid="compose-missing">{missing}</p>
                <div class="stack">
                    {refusal::button(app, "button primary wide", "compose", availability, text::compose(), move || { app.send(Command::Compose); })}
                    {move || (at.get() == At::Checking).then(|| view! {
                        <div class="checking late" data-testid="checking">
                            {parts::waiting(text::checking())}
                            <button type="button" class="button" data-testid="cancel-compose" on:click=app.on_click(Command::CancelCompose)>
                                {text::cancel()}
                            </button>
                        </div>
                    })}
                </div>
            </div>
            {move || (at.get() == At::Existing).then(|| untrack(|| existing::prompt(app, form)))}
        </main>
    }
}

/// *On Behalf of Queue*.
fn queue(form: Form) -> impl IntoView {
    let app = form.app();
    let typed = Signal::derive(move || form.read(|compose| compose.queue_text.clone()));
    let bound =
        Bound::<html::Input>::new(app, typed, |edit| Command::EditQueueText { text: edit.text, edit: edit.edit });
    let choices = Signal::derive(move || match form.read(|compose| Some(compose.matches.clone())) {
        None | Some(Listing::Loading) => Listing::Loading,
        Some(Listing::Failed(trouble)) => Listing::Failed(trouble),
        Some(Listing::Loaded(queues)) => Listing::Loaded(queues.iter().map(queue_choice).collect()),
    });
    let nothing =
        Signal::derive(
            move || {
                if typed.read().text.trim().is_empty() { text::no_queues() } else { text::no_queue_matches() }
            },
        );
    let chosen_number =
        Memo::new(move |_| form.read(|compose| compose.queue.as_ref().and_then(|queue| queue.number.clone())));
    let chosen =
        Signal::derive(move || form.read(|compose| compose.queue.as_ref().map(|queue| queue.id.as_str().to_owned())));
    // The first thing to fill in is where the keyboard is.
    let node = bound.node;
    let first_empty = typed.with_untracked(|typed| typed.text.is_empty());
    Effect::new(move |_| {
        if let Some(input) = node.get().filter(|_| first_empty) {
            let _ = input.focus();
        }
    });
    let all_without_number = move || {
        app.model.queues.with(|queues| {
            matches!(queues, Listing::Loaded(queues)
            if !queues.is_empty() && queues.iter().all(|queue| queue.sms == protocol::QueueSms::HasNone))
        })
    };
    let no_queues =
        move || app.model.queues.with(|queues| matches!(queues, Listing::Loaded(queues) if queues.is_empty()));
    let remark = Memo::new(move |_| match (no_queues(), all_without_number()) {
        (true, _) => Some(text::no_queues()),
        (false, true) => Some(text::no_queue_with_number()),
        (false, false) => None,
    });
    let note = move || match (remark.get(), chosen_number.get()) {
        (Some(remark), _) => parts::remark(remark).into_any(),
        (None, Some(number)) => view! { <p class="note">{text::sent_from(&number)}</p> }.into_any(),
        (None, None) => view! { <p class="note">{text::queue_hint()}</p> }.into_any(),
    };
    let field = combobox(
        app,
        Combobox {
            id: "queue",
            testid: "queue-input",
            option_testid: "queue-option",
            placeholder: text::queue_placeholder(),
            label_id: "queue-label",
            described_by: "queue-note",
            node: bound.node,
            first: bound.first.clone(),
            on_input: bound.on_input,
            fresh: Signal::derive(move || app.settled()),
            choices,
            chosen,
            nothing,
            on_choose: Callback::new(move |key: String| {
                app.send(Command::ChooseQueue(genesys::id::QueueId::new(key)));
                focus_number();
            }),
            always_open: false,
        },
    );
    view! {
        <div class="field">
            <label id="queue-label" for="queue">{text::on_behalf_of_queue()}</label>
            <div class="with-icon" class:chosen=move || chosen.read().is_some()>
                {field}
                <span class="field-icon">{move || icon(if chosen.read().is_some() { icons::CHECK } else { icons::SEARCH })}</span>
            </div>
            <div id="queue-note">{note}</div>
        </div>
    }
}

/// *Number*, with its country.
fn number(form: Form) -> impl IntoView {
    let app = form.app();
    let typed = Signal::derive(move || form.number(|number| number.typed.clone()));
    let caret = Signal::derive(move || form.number(|number| number.caret));
    let bound = Bound::<html::Input>::reformatted(app, typed, caret, |edit| Command::EditNumber {
        text: edit.text,
        caret: edit.caret,
        edit: edit.edit,
        deleted_forward: edit.deleted_forward,
    });
    let problem = Memo::new(move |_| {
        form.number(|number| number.problem.as_ref().map(|problem| words::number_problem(problem, &number.country)))
    });
    let doubt = Memo::new(move |_| form.number(|number| number.doubt.map(words::number_doubt)));
    let example = move || form.number(|number| number.example.clone());
    let Bound { node, first, on_input, .. } = bound;
    let queue_filled = untrack(|| form.read(|compose| !compose.queue_text.text.is_empty()));
    Effect::new(move |_| {
        if let Some(input) = node.get().filter(|_| queue_filled) {
            let _ = input.focus();
        }
    });
    let origin = Signal::derive(move || form.read(|compose| compose.origin.clone()));
    view! {
        <div class="field">
            <label for=NUMBER>{text::number()}</label>
            <div class="number" class:wrong=move || problem.read().is_some()>
                {country::picker(form)}
                <input
                    node_ref=node
                    id=NUMBER
                    class="input"
                    type="tel"
                    autocomplete="off"
                    data-testid="number-input"
                    placeholder=example
                    prop:value=first
                    aria-describedby="number-note"
                    aria-invalid=move || problem.read().is_some().then_some("true")
                    on:input=move |event| on_input.run(event)
                    on:compositionend=move |event| on_input.run(event.into())
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !crate::ui::field::is_composing(&event) {
                            event.prevent_default();
                            // Where something is missing, or speaks against it, the background does nothing, and it
                            // stands below.
                            app.send(Command::Compose);
                            findings::lead_on(FINDINGS);
                        }
                    }
                />
            </div>
            <div id="number-note" role="status">
                {move || match (problem.get(), doubt.get()) {
                    (Some(problem), _) => view! { <p class="problem" data-testid="number-problem">{icon(icons::ALERT)}<span>{problem}</span></p> }.into_any(),
                    (None, Some(doubt)) => view! { <div data-testid="number-doubt">{parts::remark(doubt)}</div> }.into_any(),
                    (None, None) => view! { <p class="note">{text::number_hint()}</p> }.into_any(),
                }}
            </div>
            {offered::origin(app, origin)}
        </div>
    }
}

const NUMBER: &str = "number";

/// The id of what speaks against writing to this number.
const FINDINGS: &str = "compose-findings";

/// Puts the keyboard into *Number*.
pub(crate) fn focus_number() {
    use wasm_bindgen::JsCast;
    if let Some(input) =
        document().get_element_by_id(NUMBER).and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = input.focus();
    }
}
