//! Behalf's windows: one of each, found again after the background was stopped.

use std::{cell::RefCell, rc::Rc};

use protocol::{Page, Window};
use vecmap::VecMap;
use wasm_bindgen_futures::spawn_local;
use webext::{
    runtime,
    storage::{self, Area},
    windows::{self, WindowId},
};
use workflow::Input;

use super::note;
use crate::{Inbox, sender};

/// Where the windows' numbers are stored: for as long as the browser runs, like the numbers themselves.
pub(super) const KEY: &str = "windows";

#[derive(Debug, Default)]
pub(super) struct Windows {
    open: RefCell<VecMap<Window, Place>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Opening,
    At(WindowId),
}

/// A page in a window of its own, with its size in CSS pixels.
struct Shape {
    page: Page,
    width: u32,
    height: u32,
}

impl Windows {
    /// Takes up the windows that were open when the background was stopped, and reports what became of each.
    pub(super) fn restore(self: &Rc<Self>, stored: Option<String>, inbox: &Inbox) {
        let stored: VecMap<Window, WindowId> =
            stored.and_then(|text| protocol::json::read(&text).ok()).unwrap_or_default();
        *self.open.borrow_mut() = stored.iter().map(|(&window, &id)| (window, Place::At(id))).collect();
        let (this, inbox) = (self.clone(), inbox.clone());
        spawn_local(async move {
            for (window, id) in stored {
                if windows::exists(id).await {
                    inbox.send(Input::WindowOpened(window));
                } else {
                    this.removed(id, &inbox);
                }
            }
        });
    }

    pub(super) fn open(self: &Rc<Self>, window: Window, inbox: &Inbox) {
        let (this, inbox) = (self.clone(), inbox.clone());
        spawn_local(async move {
            if this.bring_up(window).await {
                inbox.send(Input::WindowOpened(window));
            }
        });
    }

    /// Whether the window is there, or on its way.
    pub(super) fn is_open(&self, window: Window) -> bool {
        self.open.borrow().contains_key(&window)
    }

    pub(super) fn close(&self, window: Window) {
        if let Some(Place::At(id)) = self.open.borrow().get(&window).copied() {
            // Its closing is then reported like any other.
            spawn_local(async move {
                note(windows::remove(id).await);
            });
        }
    }

    /// A window of the browser closed; reported if it was one of ours.
    pub(super) fn removed(&self, id: WindowId, inbox: &Inbox) {
        let ours = self.open.borrow().iter().find_map(|(&window, &place)| (place == Place::At(id)).then_some(window));
        if let Some(window) = ours {
            self.open.borrow_mut().remove(&window);
            self.remember();
            inbox.send(Input::WindowClosed(window));
        }
    }

    /// Whether the window is in front. While it is being opened, that is for whoever opens it to say.
    async fn bring_up(&self, window: Window) -> bool {
        let Some(shape) = shape(window) else { return note(runtime::open_options_page().await) };
        let place = self.open.borrow().get(&window).copied();
        match place {
            Some(Place::Opening) => return false,
            Some(Place::At(id)) if windows::focus(id).await.is_ok() => return true,
            // Gone, and its closing not reported yet.
            Some(Place::At(_)) | None => {}
        }
        self.open.borrow_mut().insert(window, Place::Opening);
        let url = runtime::url(sender::file(shape.page));
        let opened = windows::create_popup(&url, shape.width, shape.height).await;
        match opened {
            Ok(id) => self.open.borrow_mut().insert(window, Place::At(id)),
            Err(_) => self.open.borrow_mut().remove(&window),
        };
        self.remember();
        note(opened.map(|_| ()))
    }

    /// Stores the numbers. Should that fail, a window that is open while the background is stopped is opened again.
    fn remember(&self) {
        let numbers: VecMap<Window, WindowId> = self
            .open
            .borrow()
            .iter()
            .filter_map(|(&window, &place)| match place {
                Place::Opening => None,
                Place::At(id) => Some((window, id)),
            })
            .collect();
        if let Ok(text) = serde_json::to_string(&numbers) {
            spawn_local(async move {
                note(storage::set(Area::Session, [(KEY, text.into())]).await);
            });
        }
    }
}

/// `None`: not a window of its own but a tab, of which the browser keeps one.
fn shape(window: Window) -> Option<Shape> {
    match window {
        Window::Client => Some(Shape { page: Page::Window, width: 420, height: 680 }),
        Window::Interactions => Some(Shape { page: Page::Interactions, width: 960, height: 720 }),
        Window::WrapUp => Some(Shape { page: Page::WrapUp, width: 440, height: 620 }),
        Window::Options => None,
    }
}
