//! A day of an agent, every moment of which can be gone back to.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use genesys::{
    call::{Call, Reply, TransferTarget},
    id::{ContactId, ConversationId, PresenceId, QueueId, UserId, WrapUpCodeId},
    model::{Contact, SmsNumber},
    time::Timestamp,
};
use protocol::{Badge, Command, FileAct, FileId, Interaction, LogField, NewFile, Phase, Session};
use workflow::{Input, Play};

use crate::{
    again,
    kinds::{KINDS, kind},
    world::{Browser, CUSTOMERS, Cloud},
};

/// A moment of the day: the agent's browser, and the cloud.
#[derive(Clone)]
pub(crate) struct Moment {
    pub(crate) browser: Browser,
    pub(crate) cloud: Cloud,
}

/// The moments in which a call is about to be answered, by the call's kind.
pub(crate) fn before_replies() -> &'static BTreeMap<&'static str, Vec<Moment>> {
    &DAY.before_replies
}

/// The moment with the most in it: one interaction alerts, one is connected and about to be transferred, one waits for
/// wrap-up, and New Interaction is filled in.
pub(crate) fn busiest() -> Moment {
    DAY.busiest.clone()
}

impl Moment {
    /// What holds in every state, whatever has been said.
    pub(crate) fn check(&self) {
        let view = self.browser.view();
        let listed: BTreeSet<_> = view.interactions.iter().map(|one| &one.conversation).collect();
        assert_eq!(listed.len(), view.interactions.len(), "an interaction is listed once");
        let pending = |one: &Interaction| matches!(&one.phase, Phase::WrapUp(wrap_up) if !wrap_up.window_open);
        let red = matches!(view.badge, Badge::WrapUpPending(_));
        assert_eq!(red, view.interactions.iter().any(pending), "the icon is red iff wrap-up is pending");
        let signed_in = matches!(view.session, Session::SignedIn(_));
        let offered = |one: &Interaction| signed_in && one.phase == Phase::Alerting { answering: false };
        let audible = view.settings.volume.value > 0 && view.settings.sound.value;
        let rings = self.browser.playing != Play::Nothing;
        assert_eq!(rings, audible && view.interactions.iter().any(offered), "it rings iff something is offered");
    }

    /// A background that is stopped here, and a page that opens, find what there was.
    pub(crate) fn comes_back(&self) {
        let (workflow, view) = (&self.browser.workflow, self.browser.view());
        assert_eq!(&again(workflow.durable()), workflow.durable(), "settings and drafts come back from storage");
        assert_eq!(&again(workflow.volatile()), workflow.volatile(), "the state comes back from storage");
        assert_eq!(again(&view), view, "a page reads what it is told");
    }

    /// Whatever was made of what was said: it comes to rest, and with the next sign-in it is gone.
    pub(crate) fn starts_over(mut self) {
        self.comes_back();
        let Self { browser, cloud } = &mut self;
        browser.rest(cloud);
        self.check();
        let Self { browser, cloud } = &mut self;
        browser.command(Command::SignOut);
        browser.settle(cloud);
        browser.sign_in(cloud);
        self.recovers();
    }

    /// From here on nothing goes wrong, and everything is read again: what is shown becomes what is true.
    pub(crate) fn recovers(mut self) {
        self.comes_back();
        let Self { browser, cloud } = &mut self;
        browser.rest(cloud);
        browser.command(Command::Retry);
        browser.rest(cloud);
        if !matches!(browser.view().session, Session::SignedIn(_)) {
            browser.sign_in(cloud);
            browser.rest(cloud);
        }
        let view = browser.view();
        assert!(matches!(view.session, Session::SignedIn(_)), "nobody can sign in: {:?}", view.session);
        let shown: BTreeSet<_> = view.interactions.into_iter().map(|one| one.conversation).collect();
        assert_eq!(shown, cloud.of_ada().into_iter().collect(), "the list is not what is true");
        self.check();
    }
}

struct Day {
    before_replies: BTreeMap<&'static str, Vec<Moment>>,
    busiest: Moment,
}

static DAY: LazyLock<Day> = LazyLock::new(play);

fn play() -> Day {
    let mut day =
        Recorder { moment: Moment { browser: Browser::new(), cloud: Cloud::new() }, before_replies: BTreeMap::new() };
    day.says(Command::SignIn);
    day.says(Command::SetPresence(PresenceId::new("OnQueue")));

    // Offered, and let go by.
    day.inbound(1);
    day.moment.browser.now = day.moment.browser.now.plus_millis(40_000);
    day.moment.cloud.tick(day.moment.browser.now);
    day.goes_on();
    day.says(Command::ReturnToQueue);
    day.inbound(2);
    let declined = day.last();
    day.says(Command::Decline(declined));

    // The article, with everything that can be done on the way.
    let first = day.begins("Feedback", CUSTOMERS[0]);
    day.says(Command::OpenInteractions(Some(first.clone())));
    day.says(Command::OpenPast(first.clone()));
    day.says(Command::OlderPast);
    let map = FileId("map".into());
    let file = NewFile { id: map.clone(), name: "map.png".into(), kind: "image/png".into(), bytes: 1_000 };
    let way = FileId("way".into());
    let expected = FileAct::Expect { id: way.clone(), name: "the way.png".into() };
    let fetched = NewFile { id: way.clone(), name: "the way.png".into(), ..file.clone() };
    for act in
        [FileAct::Attach(file), FileAct::Uploaded(map), expected, FileAct::Fetched(fetched), FileAct::Uploaded(way)]
    {
        day.says(Command::File { conversation: first.clone(), act });
    }
    day.says(Command::Send { conversation: first.clone(), text: "Hello".into() });
    day.moment.cloud.carry();
    day.goes_on();
    day.says(Command::RequestAfterCallWork { conversation: first.clone(), wanted: true });
    day.says(Command::ChooseContact { conversation: first.clone(), contact: Some(ContactId::new(CUSTOMERS[0])) });
    day.says(Command::CreateContact { conversation: first.clone(), name: "Nora Lind".into() });
    let log = Command::EditLog { conversation: first.clone(), field: LogField::Subject, text: "A".into(), edit: 1 };
    day.says(log);
    day.says(Command::Disconnect(first.clone()));
    let code = Some(WrapUpCodeId::new("resolved"));
    day.says(Command::ChooseWrapUpCode { conversation: first.clone(), code });
    day.says(Command::Done(first.clone()));

    // It is taken up again, and handed over.
    assert_eq!(day.begins("Support", CUSTOMERS[0]), first);
    day.says(Command::OpenTransfer(first.clone()));
    day.says(Command::EditTransferSearch { text: "e".into(), edit: 1 });
    day.says(Command::Transfer(TransferTarget::User(UserId::new("eve"))));
    let code = Some(WrapUpCodeId::new("follow-up"));
    day.says(Command::ChooseWrapUpCode { conversation: first.clone(), code });
    day.says(Command::Done(first));

    // Wrap-up is left out.
    let second = day.begins("Reservations", CUSTOMERS[1]);
    day.says(Command::Send { conversation: second.clone(), text: "Grüße".into() });
    day.says(Command::Disconnect(second.clone()));
    day.says(Command::Done(second));

    let waiting = day.begins("Support", CUSTOMERS[2]);
    day.says(Command::Send { conversation: waiting.clone(), text: "Bonjour".into() });
    day.says(Command::Disconnect(waiting));
    day.inbound(2);
    let connected = day.last();
    day.says(Command::Answer(connected.clone()));
    day.says(Command::OpenInteractions(Some(connected.clone())));
    day.says(Command::Send { conversation: connected.clone(), text: "Here I am".into() });
    day.says(Command::SearchResponses { conversation: connected.clone(), query: "h".into() });
    day.says(Command::EditDraft { conversation: connected.clone(), text: "One {{moment}}".into(), edit: 1 });
    day.says(Command::OpenTransfer(connected));
    day.says(Command::EditTransferSearch { text: "e".into(), edit: 2 });
    day.says(Command::OpenHistory);
    day.says(Command::EditHistorySearch { text: "o".into(), edit: 1 });
    day.says(Command::NewInteraction);
    day.says(Command::ChooseQueue(QueueId::new("Billing")));
    day.types(CUSTOMERS[1]);
    day.inbound(1);
    let busiest = day.moment.clone();
    day.says(Command::SignOut);
    let missing: Vec<_> = KINDS.iter().filter(|kind| !day.before_replies.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "a day without {missing:?}");
    Day { before_replies: day.before_replies, busiest }
}

struct Recorder {
    moment: Moment,
    before_replies: BTreeMap<&'static str, Vec<Moment>>,
}

impl Recorder {
    fn says(&mut self, command: Command) {
        self.moment.browser.command(command);
        self.goes_on();
    }

    fn inbound(&mut self, position: usize) {
        self.moment.cloud.inbound(self.moment.browser.now, position);
        self.goes_on();
    }

    fn types(&mut self, number: &str) {
        let caret = u32::try_from(number.len()).unwrap_or_default();
        self.says(Command::EditNumber { text: number.into(), caret, deleted_forward: false, edit: 1 });
    }

    /// Composes to a customer, where there is a recent conversation by way of *Continue*.
    fn begins(&mut self, queue: &str, customer: &str) -> ConversationId {
        self.says(Command::NewInteraction);
        self.says(Command::ChooseQueue(QueueId::new(queue)));
        self.types(customer);
        self.says(Command::Compose);
        self.says(Command::ContinueExisting);
        self.last()
    }

    /// The interaction that came last.
    fn last(&self) -> ConversationId {
        let view = self.moment.browser.view();
        view.interactions.last().expect("an interaction").conversation.clone()
    }

    /// Everything comes to its end, and what waits for its time does, too.
    fn goes_on(&mut self) {
        let end = self.moment.browser.now.plus_millis(5_000);
        loop {
            if let Some(next) = self.moment.browser.under_way.first() {
                self.before_replies.entry(kind(&next.call)).or_default().push(self.moment.clone());
            }
            let Moment { browser, cloud } = &mut self.moment;
            if let Some(reply) = browser.under_way.first().and_then(|next| beside_the_world(&next.call)) {
                browser.answer(0, Ok(reply));
                continue;
            }
            if browser.step(cloud) {
                continue;
            }
            let Some(wake) = browser.workflow.next_wake().filter(|wake| *wake <= end) else { return };
            browser.now = browser.now.max(wake);
            browser.input(Input::Tick);
        }
    }
}

/// What the world of the tests leaves out: a queue that has to be asked for, and a customer who is a contact.
fn beside_the_world(call: &Call) -> Option<Reply> {
    match call {
        Call::MyQueues { .. } => {
            let Ok(Reply::Queues(mut page)) = Cloud::new().execute(Timestamp::from_millis(0), call) else {
                return None;
            };
            page.entities[0].sms_number = SmsNumber::Unknown;
            Some(Reply::Queues(page))
        }
        Call::FindContacts { number } => Some(Reply::Contacts(vec![Contact {
            id: ContactId::new(number.as_str()),
            name: "A customer".into(),
            flags: Vec::new(),
        }])),
        _ => None,
    }
}
