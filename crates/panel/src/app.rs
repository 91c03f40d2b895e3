//! What every screen is given: the model to show, and the way to say what the agent does.

use std::{cell::Cell, rc::Rc, time::Duration};

use genesys::time::Timestamp;
use leptos::prelude::*;
use protocol::{Command, Page, Session, ToView, View, ViewId};

use crate::{
    format,
    link::{Client, Connector, News},
    model::{Model, Origin},
    theme,
    uploads::Uploads,
};

/// A page of Behalf's, running.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// Which page it is.
    pub(crate) page: Page,
    /// What there is to see.
    pub(crate) model: Model,
    /// This moment, to the second.
    pub(crate) now: RwSignal<Timestamp>,
    /// How many commands this view has sent.
    sent: RwSignal<u64>,
    /// The files that this page holds.
    pub(crate) uploads: Uploads,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    client: Rc<Client>,
    edits: Rc<Cell<u64>>,
}

impl App {
    /// Starts a page: shows `stored`, the view that the background stored last, and connects. Needs a reactive owner.
    pub(crate) fn start(page: Page, stored: Option<View>, connector: Box<dyn Connector>) -> Self {
        let model = Model::new();
        if let Some(view) = stored {
            model.show(view, Origin::Stored);
        }
        let client = Client::open(ViewId(random_uuid()), page, connector, move |news| hear(model, news));
        let now = RwSignal::new(format::now());
        if let Ok(ticks) = set_interval_with_handle(move || now.set(format::now()), Duration::from_secs(1)) {
            on_cleanup(move || ticks.clear());
        }
        theme::follow(model);
        let inner = StoredValue::new_local(Inner { client, edits: Rc::default() });
        let app = Self { page, model, now, sent: RwSignal::new(0), uploads: Uploads::new(), inner };
        app.uploads.follow(app);
        app
    }

    /// Tells the background to do something.
    pub(crate) fn send(&self, command: Command) {
        let number = self.inner.with_value(|inner| inner.client.command(command));
        self.sent.set(number);
    }

    /// What a click does that tells the background one thing. Of one type whatever that is: with a closure for each, all
    /// that an element is made of is there once for each.
    pub(crate) fn on_click(self, command: Command) -> impl FnMut(web_sys::MouseEvent) + Clone + 'static {
        move |_| self.send(command.clone())
    }

    /// Whether the session is over, and the agent has to sign in again.
    pub(crate) fn expired(&self) -> Memo<bool> {
        let session = self.model.session;
        Memo::new(move |_| session.with(|session| matches!(session, Session::Expired { .. })))
    }

    /// Whether what is shown is the answer to everything that was done here.
    pub(crate) fn settled(&self) -> bool {
        self.model.acknowledged.get() >= self.sent.get()
    }

    /// The next number of this view's count of edits.
    pub(crate) fn next_edit(&self) -> u64 {
        self.inner.with_value(|inner| {
            inner.edits.set(inner.edits.get() + 1);
            inner.edits.get()
        })
    }

    /// Who this view is.
    pub(crate) fn view(&self) -> ViewId {
        self.inner.with_value(|inner| inner.client.view().clone())
    }

    /// Asks for the log.
    pub(crate) fn want_log(&self) {
        self.inner.with_value(|inner| inner.client.log());
    }

    /// Asks for the countries, once.
    pub(crate) fn want_countries(&self) {
        if self.model.countries.with_untracked(Option::is_none) {
            self.inner.with_value(|inner| inner.client.countries());
        }
    }
}

fn hear(model: Model, news: News) {
    match news {
        News::Said(ToView::State { view, acknowledged }) => {
            model.acknowledged.set(acknowledged);
            model.show(Rc::unwrap_or_clone(view), Origin::Live);
        }
        News::Said(ToView::Countries(countries)) => model.countries.set(Some(countries)),
        News::Said(ToView::Log(log)) => model.log.set(Some(log)),
        News::Gone => model.origin.set(Origin::Gone),
    }
}

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    pub(crate) fn random_uuid() -> String;
}
