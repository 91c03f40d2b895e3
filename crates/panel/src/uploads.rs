//! The files that this page holds for drafts, and their way to Genesys Cloud.
//!
//! The background says where a file is to go ([`FileStage::Uploading`]); this page, which alone has what is in it, puts it
//! there. What goes along with a canned response lies elsewhere and is fetched first ([`FileStage::Fetching`]), without
//! cookies, which is how a request to another origin goes unless it says otherwise. A file that is no longer in a draft is
//! let go, and the way it was on given up.

use std::cell::RefCell;

use genesys::{call::UploadPlace, id::ConversationId, model::ResponseAsset};
use js_sys::Array;
use leptos::prelude::*;
use protocol::{Command, FileAct, FileId, FileStage, NewFile};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Blob, File, FilePropertyBag, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::app::{App, random_uuid};

thread_local! {
    static HELD: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
}

/// The files that this page holds, as a signal of how often something about them has changed.
#[derive(Clone, Copy)]
pub(crate) struct Uploads(RwSignal<usize>);

struct Held {
    id: FileId,
    content: Content,
    /// How much of it has arrived where it is being brought, in percent.
    arrived: u32,
    /// Its way, once it is on it.
    request: Option<Request>,
}

/// What is in a file.
#[derive(Clone)]
enum Content {
    Here(File),
    /// It is fetched when the draft has it.
    Elsewhere(ResponseAsset),
}

/// Where a file is brought from, or to.
enum Way<'a> {
    From(&'a str),
    To(&'a UploadPlace, &'a File),
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
                    match &file.stage {
                        FileStage::Fetching => self.bring(app, &row.key, &file.id, None),
                        FileStage::Uploading(place) => self.bring(app, &row.key, &file.id, Some(place)),
                        _ => {}
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
        self.add(app, conversation, files.into_iter().map(Content::Here));
    }

    /// Attaches what goes along with a canned response.
    pub(crate) fn expect(self, app: App, conversation: &ConversationId, assets: Vec<ResponseAsset>) {
        self.add(app, conversation, assets.into_iter().map(Content::Elsewhere));
    }

    /// Attaches a file anew that could not be sent.
    pub(crate) fn try_again(self, app: App, conversation: &ConversationId, id: &FileId) {
        let content = HELD.with_borrow(|held| held.iter().find(|one| one.id == *id).map(|one| one.content.clone()));
        app.send(Command::File { conversation: conversation.clone(), act: FileAct::Remove(id.clone()) });
        self.add(app, conversation, content.into_iter());
    }

    fn add(self, app: App, conversation: &ConversationId, contents: impl Iterator<Item = Content>) {
        for content in contents {
            let id = FileId(random_uuid());
            let act = match &content {
                Content::Here(file) => FileAct::Attach(described(id.clone(), file)),
                Content::Elsewhere(asset) => FileAct::Expect { id: id.clone(), name: asset.name.clone() },
            };
            HELD.with_borrow_mut(|held| held.push(Held::new(id, content)));
            app.send(Command::File { conversation: conversation.clone(), act });
        }
        self.changed();
    }

    /// How much of a file has arrived, in percent, if this page holds it.
    pub(crate) fn arrived(self, id: &FileId) -> Option<u32> {
        self.0.track();
        HELD.with_borrow(|held| held.iter().find(|one| one.id == *id).map(|one| one.arrived))
    }

    /// Brings a file on its way: to this page first, to its place then.
    fn bring(self, app: App, conversation: &ConversationId, id: &FileId, place: Option<&UploadPlace>) {
        let ended = {
            let (conversation, id) = (conversation.clone(), id.clone());
            move |reply: Option<JsValue>| {
                let act = reply.and_then(|reply| brought(&id, &reply));
                let act = act.unwrap_or_else(|| FileAct::NotUploaded(id.clone()));
                app.send(Command::File { conversation: conversation.clone(), act });
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
            let way = match (&held.content, place) {
                (Content::Elsewhere(asset), None) => Way::From(&asset.address),
                (Content::Here(file), Some(place)) => Way::To(place, file),
                // The background has yet to hear that it is here.
                _ => return None,
            };
            held.request = Request::begin(&way, progress, ended.clone());
            Some(held.request.is_some())
        });
        if begun == Some(false) {
            ended(None);
        }
    }

    fn changed(self) {
        self.0.try_update(|times| *times += 1);
    }
}

impl Held {
    fn new(id: FileId, content: Content) -> Self {
        Self { id, content, arrived: 0, request: None }
    }
}

impl Request {
    /// `ended` is told the reply, where that is a good one. `None`: the browser does not let it begin.
    fn begin(
        way: &Way<'_>,
        progress: impl Fn(u32) + 'static,
        ended: impl Fn(Option<JsValue>) + 'static,
    ) -> Option<Self> {
        let request = XmlHttpRequest::new().ok()?;
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            // How much there is to come need not be known.
            let all = event.total().max(event.loaded()).max(1.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
            progress((event.loaded() / all * 100.0) as u32);
        });
        let ended = {
            let request = request.clone();
            Closure::<dyn FnMut()>::new(move || {
                let good = request.status().is_ok_and(|status| (200..300).contains(&status));
                ended(request.response().ok().filter(|_| good));
            })
        };
        // From here on it lets go of what it holds by itself, however far it comes.
        let begun = Self { request, progress, ended };
        let Self { request, progress, ended } = &begun;
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        let progress = Some(progress.as_ref().unchecked_ref());
        match way {
            Way::From(address) => {
                request.open("GET", address).ok()?;
                request.set_response_type(XmlHttpRequestResponseType::Blob);
                request.set_onprogress(progress);
                request.send().ok()?;
            }
            Way::To(place, file) => {
                request.open("PUT", &place.url).ok()?;
                for (name, value) in &place.headers {
                    request.set_request_header(name, value).ok()?;
                }
                request.upload().ok()?.set_onprogress(progress);
                request.send_with_opt_blob(Some(file)).ok()?;
            }
        }
        Some(begun)
    }
}

/// A file came where it was brought. What was fetched is held from here on like a file that was picked.
fn brought(id: &FileId, reply: &JsValue) -> Option<FileAct> {
    HELD.with_borrow_mut(|held| {
        let held = held.iter_mut().find(|one| one.id == *id)?;
        let Content::Elsewhere(asset) = &held.content else { return Some(FileAct::Uploaded(id.clone())) };
        let file = file(&asset.name, reply.dyn_ref()?)?;
        let act = FileAct::Fetched(described(id.clone(), &file));
        *held = Held::new(id.clone(), Content::Here(file));
        Some(act)
    })
}

/// A file with this content, of its kind. What a reply says beside that, such as a text's encoding, is not part of it.
fn file(name: &str, content: &Blob) -> Option<File> {
    let kind = content.type_();
    let about = FilePropertyBag::new();
    about.set_type(kind.split(';').next().unwrap_or_default());
    File::new_with_blob_sequence_and_options(&Array::of1(content), name, &about).ok()
}

/// A file, as the background hears of it.
fn described(id: FileId, file: &File) -> NewFile {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the length of a file")]
    let bytes = file.size() as u64;
    NewFile { id, name: file.name(), kind: file.type_(), bytes }
}
