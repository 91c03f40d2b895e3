//! Blind transfer: a search over queues and agents; choosing one transfers.

use genesys::{
    call::TransferTarget,
    id::{QueueId, UserId},
};
use leptos::{html, prelude::*};
use protocol::{Command, Listing, TargetEntry};

use crate::{
    app::App,
    text,
    ui::{
        combobox::{Choice, Combobox, combobox},
        dialog,
        field::Bound,
        parts,
    },
};

/// The dialog, while the search is open.
pub(crate) fn dialog(app: App) -> impl IntoView {
    let open = Memo::new(move |_| app.model.transfer.read().is_some());
    move || open.get().then(|| search(app))
}

fn search(app: App) -> impl IntoView {
    let transfer = app.model.transfer;
    let typed = Signal::derive(move || {
        transfer.with(|transfer| transfer.as_ref().map(|transfer| transfer.search.clone()).unwrap_or_default())
    });
    let transferring =
        Memo::new(move |_| transfer.with(|transfer| transfer.as_ref().is_some_and(|transfer| transfer.transferring)));
    let customer = move || {
        let conversation = transfer.with(|transfer| transfer.as_ref().map(|transfer| transfer.conversation.clone()))?;
        let item = app.model.interaction(&conversation)?;
        item.with(|item| Some(item.customer.name.clone().unwrap_or_else(|| item.customer.display.clone())))
    };
    let choices = Signal::derive(move || {
        transfer.with(|transfer| match transfer.as_ref().map(|transfer| &transfer.targets) {
            None | Some(Listing::Loading) => Listing::Loading,
            Some(Listing::Failed(trouble)) => Listing::Failed(trouble.clone()),
            Some(Listing::Loaded(targets)) => Listing::Loaded(targets.iter().map(choice).collect()),
        })
    });
    let bound =
        Bound::<html::Input>::new(app, typed, |edit| Command::EditTransferSearch { text: edit.text, edit: edit.edit });
    let cancel = move || {
        app.send(Command::CloseTransfer);
    };
    let field = combobox(
        app,
        Combobox {
            id: "transfer-search",
            testid: "transfer-search",
            option_testid: "transfer-target",
            placeholder: text::transfer_placeholder(),
            label_id: "transfer-title",
            described_by: "transfer-lead",
            node: bound.node,
            first: bound.first.clone(),
            on_input: bound.on_input,
            fresh: Signal::derive(move || app.settled()),
            choices,
            chosen: Signal::derive(|| None),
            nothing: Signal::derive(move || {
                if typed.read().text.trim().is_empty() { text::transfer_type() } else { text::transfer_nothing() }
            }),
            on_choose: Callback::new(move |key: String| {
                if let Some(target) = target(&key) {
                    app.send(Command::Transfer(target));
                }
            }),
            always_open: true,
        },
    );
    dialog::modal(
        app,
        "transfer",
        "transfer-title",
        cancel,
        view! {
            <h2 id="transfer-title">
                <label for="transfer-search">{move || text::transfer_title(&customer().unwrap_or_default())}</label>
            </h2>
            <p id="transfer-lead" class="note">{text::transfer_lead()}</p>
            <div class="transfer-search" inert=transferring>{field}</div>
            <div class="dialog-foot">
                {move || transferring.get().then(|| parts::waiting(text::transferring()))}
                <button type="button" class="button" data-testid="transfer-cancel" on:click=move |_| cancel()>{text::cancel()}</button>
            </div>
        },
    )
}

fn choice(entry: &TargetEntry) -> Choice {
    let status = [entry.presence.as_deref(), entry.routing_status.as_deref()];
    let (key, kind) = match &entry.target {
        TransferTarget::Queue(id) => (format!("{QUEUE}{id}"), text::target_queue()),
        TransferTarget::User(id) => (format!("{USER}{id}"), text::target_agent()),
    };
    let mut detail = kind;
    for said in status.into_iter().flatten() {
        detail.push_str(" · ");
        detail.push_str(said);
    }
    Choice { key, label: entry.name.clone(), detail: Some(detail), refused: None }
}

const QUEUE: &str = "queue:";
const USER: &str = "user:";

fn target(key: &str) -> Option<TransferTarget> {
    let queue = key.strip_prefix(QUEUE).map(|id| TransferTarget::Queue(QueueId::new(id)));
    queue.or_else(|| key.strip_prefix(USER).map(|id| TransferTarget::User(UserId::new(id))))
}
