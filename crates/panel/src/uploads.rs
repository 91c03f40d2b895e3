//! The files that this page holds for drafts, and their way to Genesys Cloud.
//!
//! The background says where a file is to go ([`FileStage::Uploading`]); this page, which alone has what is in it, puts it
//! there. A file that is no longer in a draft is let go, and the way it was on given up.

use std::cell::RefCell;

use genesys::{call::UploadPlace, id::ConversationId};
use leptos::prelude::*;
use protocol::{Command, FileAct, FileId, FileStage, NewFile};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use crate::app::{App, random_uuid};

thread_local! {
    static HELD: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
}

/// The files that this page holds, as a signal of how often something about them has changed.
#[derive(Clone, Copy)]
pub(crate) struct Uploads(RwSignal<usize>);

struct Held {
    id: FileId,
    file: File,
    /// How much of it has arrived, in percent.
    arrived: u32,
    /// Its way, once it is on it.
    request: Option<Request>,
}

/// A way, which is given up when this goes.
struct Request {
    request: XmlHttpRequest,
    progress: Closure<dyn FnMut(ProgressEvent)>,
    ended: Closure<dyn FnMut()>,
}

impl Drop for Request {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        let _ = self.request.abort();
    }
}

impl Uploads {
    /// None so far.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Brings files to where the drafts of `app` say that they belong. Needs a reactive owner.
    pub(crate) fn follow(self, app: App) {
        Effect::new(move |_| {
            self.0.track();
            // Who holds nothing need not look at drafts.
            if HELD.with_borrow(Vec::is_empty) {
                return;
            }
            let mut wanted = Vec::new();
            for row in app.model.interactions.get() {
                for file in &row.item.read().draft.files {
                    wanted.push(file.id.clone());
                    if let FileStage::Uploading(place) = &file.stage {
                        self.upload(app, &row.key, &file.id, place);
                    }
                }
            }
            // Until then the state may be one from before a file was attached.
            if app.settled() {
                HELD.with_borrow_mut(|held| held.retain(|one| wanted.contains(&one.id)));
            }
        });
    }

    /// Attaches files to the next message of a conversation.
    pub(crate) fn attach(self, app: App, conversation: &ConversationId, files: Vec<File>) {
        for file in files {
            let id = FileId(random_uuid());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the length of a file")]
            let new = NewFile { id: id.clone(), name: file.name(), kind: file.type_(), bytes: file.size() as u64 };
            HELD.with_borrow_mut(|held| held.push(Held { id, file, arrived: 0, request: None }));
            app.send(Command::File { conversation: conversation.clone(), act: FileAct::Attach(new) });
        }
        self.changed();
    }

    /// Attaches a file anew that could not be sent.
    pub(crate) fn try_again(self, app: App, conversation: &ConversationId, id: &FileId) {
        let file = HELD.with_borrow(|held| held.iter().find(|one| one.id == *id).map(|one| one.file.clone()));
        app.send(Command::File { conversation: conversation.clone(), act: FileAct::Remove(id.clone()) });
        self.attach(app, conversation, file.into_iter().collect());
    }

    /// How much of a file has arrived, in percent, if this page holds it.
    pub(crate) fn arrived(self, id: &FileId) -> Option<u32> {
        self.0.track();
        HELD.with_borrow(|held| held.iter().find(|one| one.id == *id).map(|one| one.arrived))
    }

    fn upload(self, app: App, conversation: &ConversationId, id: &FileId, place: &UploadPlace) {
        let ended = {
            let (conversation, id) = (conversation.clone(), id.clone());
            move |arrived| {
                let act = if arrived { FileAct::Uploaded } else { FileAct::NotUploaded };
                app.send(Command::File { conversation: conversation.clone(), act: act(id.clone()) });
            }
        };
        let progress = {
            let id = id.clone();
            move |percent| {
                HELD.with_borrow_mut(|held| {
                    if let Some(held) = held.iter_mut().find(|one| one.id == id) {
                        held.arrived = percent;
                    }
                });
                self.changed();
            }
        };
        let begun = HELD.with_borrow_mut(|held| {
            let held = held.iter_mut().find(|one| one.id == *id && one.request.is_none())?;
            held.request = Request::begin(&held.file, place, progress, ended.clone());
            Some(held.request.is_some())
        });
        if begun == Some(false) {
            ended(false);
        }
    }

    fn changed(self) {
        self.0.try_update(|times| *times += 1);
    }
}

impl Request {
    /// `None`: the browser does not let it begin.
    fn begin(
        file: &File,
        place: &UploadPlace,
        progress: impl Fn(u32) + 'static,
        ended: impl Fn(bool) + 'static,
    ) -> Option<Self> {
        let request = XmlHttpRequest::new().ok()?;
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
            progress((event.loaded() / event.total().max(1.0) * 100.0) as u32);
        });
        let ended = {
            let request = request.clone();
            Closure::<dyn FnMut()>::new(move || {
                ended(request.status().is_ok_and(|status| (200..300).contains(&status)));
            })
        };
        // From here on it lets go of what it holds by itself, however far it comes.
        let begun = Self { request, progress, ended };
        let Self { request, progress, ended } = &begun;
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        request.open("PUT", &place.url).ok()?;
        for (name, value) in &place.headers {
            request.set_request_header(name, value).ok()?;
        }
        request.upload().ok()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(file)).ok()?;
        Some(begun)
    }
}
