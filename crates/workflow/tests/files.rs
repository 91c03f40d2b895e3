//! Files that go with a message: what is asked of Genesys Cloud, and what becomes of them when something goes wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, Reply},
    id::{ConversationId, MediaId},
    model::{Failure, MediaStatus},
    permission,
};
use protocol::{
    Command, Delivery, FileAct, FileEntry, FileId, FileProblem, FileStage, Fit, Listing, Message, NewFile, Page,
};
use workflow::Input;
use world::{Browser, CUSTOMERS, Cloud, refused};

/// An agent in a conversation.
struct Desk {
    browser: Browser,
    cloud: Cloud,
    conversation: ConversationId,
}

impl Desk {
    fn new() -> Self {
        Self::with(Vec::new())
    }

    /// The agent lacks these permissions.
    fn with(withheld: Vec<&'static str>) -> Self {
        let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
        cloud.withheld = withheld;
        browser.input(Input::Attached { view: browser.view.clone(), page: Page::Interactions });
        browser.sign_in(&mut cloud);
        browser.connect(&mut cloud, "Reservations", CUSTOMERS[0]);
        let conversation = browser.view().interactions.last().unwrap().conversation.clone();
        Self { browser, cloud, conversation }
    }

    fn attach(&mut self, name: &str, kind: &str) -> FileId {
        let id = FileId(name.to_owned());
        let file = NewFile { id: id.clone(), name: name.into(), kind: kind.into(), bytes: 1_000 };
        self.act(FileAct::Attach(file));
        id
    }

    fn act(&mut self, act: FileAct) {
        self.browser.command(Command::File { conversation: self.conversation.clone(), act });
    }

    /// Attaches it and brings it where it can be sent.
    fn enclose(&mut self, name: &str) {
        let id = self.attach(name, "image/png");
        self.settle();
        self.act(FileAct::Uploaded(id));
        self.settle();
        assert_eq!(self.files().pop().unwrap().stage, FileStage::Ready);
    }

    fn send(&mut self, text: &str) {
        self.browser.command(Command::Send { conversation: self.conversation.clone(), text: text.into() });
    }

    fn settle(&mut self) {
        self.browser.settle(&mut self.cloud);
    }

    fn files(&self) -> Vec<FileEntry> {
        self.draft().files
    }

    fn draft(&self) -> protocol::Draft {
        self.browser.view().interactions.into_iter().find(|one| one.conversation == self.conversation).unwrap().draft
    }

    fn messages(&self) -> Vec<Message> {
        let interactions = self.browser.view().interactions;
        let Listing::Loaded(messages) = &interactions.last().unwrap().messages else { panic!() };
        messages.clone()
    }

    fn sent(&self) -> Vec<(String, Vec<MediaId>)> {
        let sends = self.browser.under_way.iter().filter_map(|one| match &one.call {
            Call::Send { text, media, .. } => Some((text.clone(), media.clone())),
            _ => None,
        });
        sends.collect()
    }

    /// Answers the first call under way of a kind.
    fn answer(&mut self, wanted: impl Fn(&Call) -> bool, result: Result<Reply, Failure>) {
        let position = self.browser.under_way.iter().position(|one| wanted(&one.call)).expect("it is asked");
        self.browser.answer(position, result);
    }
}

fn failed(file: &FileEntry) -> &FileProblem {
    let FileStage::Failed(problem) = &file.stage else { panic!("{file:?}") };
    problem
}

#[test]
fn several_files_go_with_one_message_in_their_order() {
    let mut desk = Desk::new();
    desk.enclose("one.png");
    desk.enclose("two.png");
    desk.send("Your rooms");
    assert_eq!(desk.sent(), [("Your rooms".to_owned(), vec![MediaId::new("one.png"), MediaId::new("two.png")])]);
    // While it is on its way it shows what goes with it, and the draft is empty.
    let names = |message: &Message| message.attachments.iter().map(|one| one.name.clone().unwrap()).collect::<Vec<_>>();
    assert_eq!(names(desk.messages().last().unwrap()), ["one.png", "two.png"]);
    assert!(desk.files().is_empty() && desk.draft().length.fit == Fit::Empty);
    desk.settle();
    assert_eq!(desk.messages().len(), 1, "it is one message, whoever told of it first");
    assert_eq!(names(&desk.messages()[0]), ["one.png", "two.png"]);
}

#[test]
fn a_picture_needs_no_words() {
    let mut desk = Desk::new();
    desk.send("");
    assert!(desk.sent().is_empty());
    desk.enclose("map.png");
    assert_eq!(desk.draft().length.fit, Fit::Fits);
    desk.send("");
    // Pressed twice.
    desk.send("");
    assert_eq!(desk.sent(), [(String::new(), vec![MediaId::new("map.png")])]);
}

#[test]
fn nothing_leaves_without_the_file_that_is_on_its_way() {
    let mut desk = Desk::new();
    let id = desk.attach("map.png", "image/png");
    desk.settle();
    assert!(matches!(desk.files()[0].stage, FileStage::Uploading(_)));
    desk.send("See the map");
    assert!(desk.sent().is_empty() && desk.draft().length.fit == Fit::FilesOnTheWay);
    desk.act(FileAct::NotUploaded(id.clone()));
    assert_eq!(failed(&desk.files()[0]), &FileProblem::NotUploaded);
    desk.send("See the map");
    assert!(desk.sent().is_empty() && desk.draft().length.fit == Fit::FileFailed);
    desk.act(FileAct::Remove(id));
    desk.send("See the map");
    assert_eq!(desk.sent(), [("See the map".to_owned(), vec![])]);
}

#[test]
fn nothing_leaves_without_what_is_only_being_fetched() {
    let mut desk = Desk::new();
    let id = FileId("map".to_owned());
    let expect = FileAct::Expect { id: id.clone(), name: "the way.png".into() };
    desk.act(expect.clone());
    assert_eq!((desk.files()[0].stage.clone(), desk.files()[0].name.as_str()), (FileStage::Fetching, "the way.png"));
    assert!(desk.browser.under_way.is_empty(), "nobody knows yet what it is");
    desk.send("See the map");
    assert!(desk.sent().is_empty() && desk.draft().length.fit == Fit::FilesOnTheWay);
    desk.act(FileAct::NotUploaded(id.clone()));
    assert_eq!(failed(&desk.files()[0]), &FileProblem::NotFetched);
    desk.send("See the map");
    assert!(desk.sent().is_empty() && desk.draft().length.fit == Fit::FileFailed);

    desk.act(FileAct::Remove(id.clone()));
    desk.act(expect);
    let map = NewFile { id: id.clone(), name: "the way.png".into(), kind: "image/png".into(), bytes: 1_000 };
    desk.act(FileAct::Fetched(map.clone()));
    desk.settle();
    desk.act(FileAct::Uploaded(id));
    desk.settle();
    desk.send("See the map");
    assert_eq!(desk.sent(), [("See the map".to_owned(), vec![MediaId::new("the way.png")])]);
    // A second view that was slower, or a page of yesterday's.
    desk.act(FileAct::Fetched(map));
    assert_eq!(desk.files(), []);
}

#[test]
fn what_the_organisation_does_not_allow_is_not_uploaded() {
    let mut desk = Desk::new();
    desk.attach("notes.txt", "text/plain");
    desk.settle();
    assert_eq!(failed(&desk.files()[0]), &FileProblem::NotAllowed(vec!["image/*".into()]));
    assert!(desk.browser.under_way.is_empty());
    // It is known by now.
    desk.attach("map.png", "image/png");
    let asks = desk.browser.under_way.iter().map(|one| <&str>::from(&one.call)).collect::<Vec<_>>();
    assert_eq!(asks, ["CreateUpload"]);
}

#[test]
fn where_nobody_says_what_is_allowed_genesys_cloud_does() {
    let mut desk = Desk::new();
    desk.attach("notes.txt", "text/plain");
    desk.answer(|call| *call == Call::SupportedContent, Err(refused()));
    desk.answer(|call| matches!(call, Call::CreateUpload { .. }), Err(refused()));
    assert!(matches!(failed(&desk.files()[0]), FileProblem::Trouble(_)));

    // Without the permission it is not even asked.
    let mut desk = Desk::with(vec![permission::SUPPORTED_CONTENT_VIEW]);
    desk.attach("notes.txt", "text/plain");
    assert!(matches!(desk.browser.under_way[0].call, Call::CreateUpload { .. }));
}

#[test]
fn genesys_cloud_looks_at_a_file_before_it_goes() {
    let mut desk = Desk::new();
    let id = desk.attach("map.png", "image/png");
    desk.settle();
    desk.act(FileAct::Uploaded(id.clone()));
    assert_eq!(desk.files()[0].stage, FileStage::Checking);
    let look = |call: &Call| matches!(call, Call::Media { .. });
    desk.answer(look, Ok(Reply::Media(MediaStatus::Uploading)));
    assert!(desk.browser.under_way.is_empty());
    desk.browser.now = desk.browser.workflow.next_wake().unwrap();
    desk.browser.input(Input::Tick);
    desk.answer(look, Ok(Reply::Media(MediaStatus::Invalid)));
    assert_eq!(failed(&desk.files()[0]), &FileProblem::Rejected);
}

#[test]
fn a_background_that_is_stopped_loses_no_file() {
    let mut desk = Desk::new();
    let id = desk.attach("map.png", "image/png");
    desk.browser.restart();
    // Nobody has come back yet who could hold it.
    assert_eq!(failed(&desk.files()[0]), &FileProblem::Gone);
    desk.browser.input(Input::Attached { view: desk.browser.view.clone(), page: Page::Interactions });
    desk.settle();
    desk.browser.restart();
    desk.browser.input(Input::Attached { view: desk.browser.view.clone(), page: Page::Interactions });
    assert!(matches!(desk.files()[0].stage, FileStage::Uploading(_)));
    desk.act(FileAct::Uploaded(id.clone()));
    desk.browser.restart();
    desk.settle();
    // It has arrived: that its page is closed does not matter any more.
    assert_eq!(desk.files()[0].stage, FileStage::Ready);
}

#[test]
fn a_message_that_was_refused_goes_again_with_its_files() {
    let mut desk = Desk::new();
    desk.enclose("map.png");
    desk.send("See the map");
    desk.answer(|call| matches!(call, Call::Send { .. }), Err(refused()));
    let message = desk.messages().pop().unwrap();
    assert!(matches!(message.delivery, Delivery::Refused(_)));
    let protocol::MessageKey::Own(message) = message.key else { panic!() };
    desk.browser.command(Command::SendAgain { conversation: desk.conversation.clone(), message });
    assert_eq!(desk.sent(), [("See the map".to_owned(), vec![MediaId::new("map.png")])]);
}

#[test]
fn a_lost_message_is_not_taken_for_the_same_words_without_its_file() {
    let mut desk = Desk::new();
    desk.send("See the map");
    desk.settle();
    desk.enclose("map.png");
    desk.send("See the map");
    // It never reached the service; a colleague's device says the same words there.
    desk.browser.under_way.retain(|one| !matches!(one.call, Call::Send { .. }));
    desk.browser.restart();
    desk.browser.rest(&mut desk.cloud);
    let last = desk.messages().pop().unwrap();
    assert_eq!((last.delivery, last.attachments.len()), (Delivery::Unconfirmed, 1));
}
