//! The files of a draft: picked, pasted or dropped, each with how far it is and how to take it off.

use leptos::{html, prelude::*};
use protocol::{Command, FileAct, FileEntry, FileStage};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{DataTransfer, Event, File, FileList};

use super::held::Held;
use crate::{
    format,
    icons::{self, icon},
    text,
    ui::parts,
    words,
};

/// Picks files.
pub(crate) fn button(held: Held) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(input) = input.get_untracked() else { return };
        attach(held, input.files());
        // The same file can be picked again.
        input.set_value("");
    };
    view! {
        <input node_ref=input type="file" multiple hidden aria-label=text::attach_file() data-testid="file-input" on:change=picked />
        <button
            type="button"
            class="icon-button small"
            title=text::attach_file()
            aria-label=text::attach_file()
            data-testid="attach"
            on:click=move |_| {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            }
        >
            {icon(icons::ATTACHMENT)}
        </button>
    }
}

/// What is attached.
pub(crate) fn list(held: Held) -> AnyView {
    let files = Memo::new(move |_| held.item.read().draft.files.clone());
    view! {
        <ul class="files" aria-label=text::attached_files() aria-live="polite">
            {move || files.get().into_iter().map(|entry| file(held, entry)).collect_view()}
        </ul>
    }
    .into_any()
}

/// Made anew with each change: there are few, and none of them has a state of its own.
fn file(held: Held, FileEntry { id, name, bytes, stage }: FileEntry) -> AnyView {
    let uploads = held.app.uploads;
    let arrived = uploads.arrived(&id);
    let failed = matches!(stage, FileStage::Failed(_));
    let note = words::file_stage(&stage).unwrap_or_else(|| format::size(bytes));
    let progress = matches!(stage, FileStage::Fetching | FileStage::Uploading(_)).then(|| {
        let arrived = arrived.map(|percent| percent.to_string());
        view! { <progress max="100" value=arrived aria-label=note.clone()></progress> }.into_any()
    });
    let again = (failed && arrived.is_some()).then(|| {
        let id = id.clone();
        let again = move |_| uploads.try_again(held.app, &held.conversation(), &id);
        view! { <button type="button" class="link" data-testid="file-again" on:click=again>{text::try_again()}</button> }
            .into_any()
    });
    let remove = text::remove_file(&name);
    view! {
        <li class=if failed { "file failed" } else { "file" } data-testid="file" data-stage=stage_name(&stage)>
            {icon(icons::ATTACHMENT)}
            <div class="file-words">
                <p class="file-name"><bdi>{name}</bdi></p>
                <p class="file-note">{note}</p>
                {progress}
                {again}
            </div>
            {parts::icon_button(icons::CLOSE, remove, "remove-file", move || {
                let act = FileAct::Remove(id.clone());
                held.app.send(Command::File { conversation: held.conversation(), act });
            })}
        </li>
    }
    .into_any()
}

/// The element that takes what is dropped on it, or pasted into it.
pub(crate) fn zone(held: Held) -> NodeRef<html::Div> {
    let zone = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(element) = zone.get() else { return };
        let classes = element.class_list();
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let given = given(&event);
            let taken = match event.type_().as_str() {
                "dragover" => has_files(given.as_ref()),
                "drop" => attach(held, given.and_then(|given| given.files())),
                // A copied cell of a sheet is a text and a picture of it: the text is meant.
                "paste" if !has_text(given.as_ref()) => attach(held, given.and_then(|given| given.files())),
                _ => false,
            };
            let _ = classes.toggle_with_force("dropping", taken && event.type_() == "dragover");
            if taken {
                event.prevent_default();
            }
        });
        // The browser lets it go together with the element.
        let heard = heard.into_js_value();
        for event in ["dragover", "dragleave", "drop", "paste"] {
            let _ = element.add_event_listener_with_callback(event, heard.unchecked_ref());
        }
    });
    zone
}

/// What is dragged, or pasted.
fn given(event: &Event) -> Option<DataTransfer> {
    let dragged = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer);
    dragged.or_else(|| event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data())
}

fn has_files(given: Option<&DataTransfer>) -> bool {
    given.is_some_and(|given| given.types().includes(&"Files".into(), 0))
}

fn has_text(given: Option<&DataTransfer>) -> bool {
    given.is_some_and(|given| given.get_data("text/plain").is_ok_and(|text| !text.is_empty()))
}

fn attach(held: Held, list: Option<FileList>) -> bool {
    let files: Vec<File> =
        list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default();
    let any = !files.is_empty();
    held.app.uploads.attach(held.app, &held.conversation(), files);
    any
}

fn stage_name(stage: &FileStage) -> &'static str {
    match stage {
        FileStage::Fetching => "fetching",
        FileStage::Waiting => "waiting",
        FileStage::Uploading(_) => "uploading",
        FileStage::Checking => "checking",
        FileStage::Ready => "ready",
        FileStage::Failed(_) => "failed",
    }
}
