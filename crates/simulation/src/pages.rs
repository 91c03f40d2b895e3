//! The pages that are open, each a view as the panel is one: it numbers its commands, and repeats what was not
//! acknowledged when the background comes back. What they say goes through the real ports, as text.

use std::{collections::VecDeque, rc::Rc};

use background::ports::Heard;
use genesys::{call::UploadPlace, id::ConversationId};
use http::Request;
use protocol::{Command, FileAct, FileId, FileStage, Numbered, Page, ToBackground, View, ViewId, Window};
use tokio::task::spawn_local;
use workflow::Input;

use crate::{computer::Process, world::World};

/// What the sandbox takes for a picture.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The pages that are open.
#[derive(Default)]
pub(crate) struct Pages {
    open: Vec<Open>,
    opened: u32,
    ports: u32,
    shown: Option<View>,
}

struct Open {
    view: ViewId,
    page: Page,
    port: Option<u32>,
    last: u64,
    unacknowledged: VecDeque<Numbered>,
    /// The files that it holds, and has not begun to upload.
    files: Vec<FileId>,
}

/// A command that was given, by whom and under which number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) view: ViewId,
    pub(crate) number: u64,
}

impl Pages {
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether a page has said something and not heard that it was carried out.
    pub(crate) fn wait_for_the_background(&self) -> bool {
        self.open.iter().any(|one| !one.unacknowledged.is_empty())
    }

    pub(crate) fn shown(&self) -> Option<&View> {
        self.shown.as_ref()
    }

    /// The agent opens a page.
    pub(crate) fn open(&mut self, world: &World, page: Page) {
        self.opened += 1;
        let view = ViewId(format!("view-{}", self.opened));
        world.note(|| format!("{page:?} opens as {}", view.0));
        self.open.push(Open { view, page, port: None, last: 0, unacknowledged: VecDeque::new(), files: Vec::new() });
        if let Some(process) = world.process() {
            let newest = self.open.len() - 1;
            self.connect_one(world, &process, newest);
        }
    }

    /// A window that the background asked for.
    pub(crate) fn opened(&mut self, world: &World, window: Window) {
        self.open(world, page_of(window));
    }

    /// A window is gone.
    pub(crate) fn closed(&mut self, world: &World, window: Window) {
        while let Some(position) = self.open.iter().position(|one| one.page == page_of(window)) {
            self.close(world, position);
        }
        if let Some(process) = world.process() {
            process.inbox.send(Input::WindowClosed(window));
        }
    }

    /// A page closes; what it was not told of is forgotten.
    pub(crate) fn close(&mut self, world: &World, position: usize) {
        let closed = self.open.remove(position);
        world.note(|| format!("{:?} closes, {}", closed.page, closed.view.0));
        if let (Some(process), Some(port)) = (world.process(), closed.port) {
            let detached = process.ports.borrow_mut().disconnected(port);
            if let Some(input) = detached {
                process.inbox.send(input);
            }
        }
        let given = |command: &Numbered| Given { view: closed.view.clone(), number: command.number };
        let forgotten: Vec<_> = closed.unacknowledged.iter().map(given).collect();
        world.ledger.borrow_mut().forgotten(&forgotten);
    }

    /// The browser is gone, with every page and what it showed.
    pub(crate) fn close_all(&mut self, world: &World) {
        while !self.open.is_empty() {
            self.close(world, 0);
        }
        self.shown = None;
    }

    /// Which page is at a position.
    pub(crate) fn page(&self, position: usize) -> Option<Page> {
        self.open.get(position).map(|one| one.page)
    }

    /// The agent gives a command on a page.
    pub(crate) fn command(&mut self, world: &World, position: usize, command: Command) -> Option<Given> {
        let one = self.open.get_mut(position)?;
        one.last += 1;
        let numbered = Numbered { number: one.last, command };
        world.note(|| format!("{} says {:?}", one.view.0, numbered.command));
        if let Command::File { act: FileAct::Attach(file), .. } = &numbered.command {
            one.files.push(file.id.clone());
        }
        let given = Given { view: one.view.clone(), number: one.last };
        one.unacknowledged.push_back(numbered.clone());
        if let (Some(process), Some(port)) = (world.process(), one.port) {
            say(world, &process, port, &ToBackground::Command(numbered));
        }
        Some(given)
    }

    /// A background runs: every page connects.
    pub(crate) fn connect(&mut self, world: &World, process: &Rc<Process>) {
        for position in 0..self.open.len() {
            self.connect_one(world, process, position);
        }
    }

    /// The background is gone, and the ports with it.
    pub(crate) fn disconnect(&mut self) {
        for one in &mut self.open {
            one.port = None;
        }
    }

    /// A page is told something.
    pub(crate) fn told(&mut self, world: &Rc<World>, view: &ViewId, state: &View, acknowledged: u64) {
        if let Some(one) = self.open.iter_mut().find(|one| one.view == *view) {
            one.unacknowledged.retain(|command| command.number > acknowledged);
            for interaction in &state.interactions {
                for file in &interaction.draft.files {
                    let held = one.files.iter().position(|id| *id == file.id);
                    if let (Some(held), FileStage::Uploading(place)) = (held, &file.stage) {
                        let (id, conversation) = (one.files.swap_remove(held), interaction.conversation.clone());
                        spawn_local(upload(world.clone(), view.clone(), conversation, id, place.clone()));
                    }
                }
            }
        }
        self.shown = Some(state.clone());
    }

    fn connect_one(&mut self, world: &World, process: &Rc<Process>, position: usize) {
        self.ports += 1;
        let Some(one) = self.open.get_mut(position) else { return };
        one.port = Some(self.ports);
        process.ports.borrow_mut().connected(self.ports, (), one.page);
        say(world, process, self.ports, &ToBackground::Hello { view: one.view.clone(), page: one.page });
        for command in &one.unacknowledged {
            say(world, process, self.ports, &ToBackground::Command(command.clone()));
        }
    }
}

/// A page puts a file where it is to go, and says so.
async fn upload(world: Rc<World>, view: ViewId, conversation: ConversationId, file: FileId, place: UploadPlace) {
    let request = Request::put(place.url).body(PICTURE.to_vec());
    world.pass(world.dice(5..2_000)).await;
    let lost = world.computer.is_offline() || world.chance(world.roughness());
    let arrived = match request {
        Ok(request) if !lost => {
            world.sandbox.request(request).await.is_ok_and(|response| response.status().is_success())
        }
        _ => false,
    };
    let act = if arrived { FileAct::Uploaded(file) } else { FileAct::NotUploaded(file) };
    let mut pages = world.pages.borrow_mut();
    let position = pages.open.iter().position(|one| one.view == view);
    if let Some(position) = position {
        pages.command(&world, position, Command::File { conversation, act });
    }
    drop(pages);
    world.wake();
}

fn say(world: &World, process: &Process, port: u32, message: &ToBackground) {
    let text = serde_json::to_string(message).unwrap_or_default();
    match process.ports.borrow_mut().heard(port, &text) {
        Ok(Heard::Input(input)) => process.inbox.send(input),
        Ok(Heard::Countries | Heard::Log) => {}
        Err(dropped) => world.violate(format!("{dropped}: {text}")),
    }
}

fn page_of(window: Window) -> Page {
    match window {
        Window::Client => Page::Window,
        Window::Interactions => Page::Interactions,
        Window::WrapUp => Page::WrapUp,
        Window::Options => Page::Options,
    }
}
