//! Earlier conversations with a customer, asked for when the agent wants to see them, and the messages of one of them.
//!
//! ```text
//!   opened ─▶ the last 31 days, 25 a page ──Show older──▶ the next page, or the 31 days before ─▶ …, for a year
//!                   └──read one──▶ GET the conversation ─▶ its texts
//! ```
//!
//! In memory only: others' words with a customer are stored nowhere, and no key writes them. A background that was
//! stopped has closed them. What is read here is a thread of its own, of which neither compliance nor an outbox knows.

use genesys::{
    call::Call,
    id::{ConversationId, WrapUpCodeId},
    model::{Conversation, Failure, Message, Page, PastConversation},
    permission,
    time::Timestamp,
};
use protocol::{Further, Listing, Past as PastView, PastEntry, Reading, Trouble};

use crate::{
    Workflow,
    calls::Purpose,
    interaction::{Interaction, Thread},
    todo::Todo,
    trouble::trouble,
};

/// So many days are looked through at a time: no public client asks for more ([`Call::PastConversations`]).
const WINDOW_DAYS: u32 = 31;
/// So many times at most: less than a year, so that a date needs no year.
const WINDOWS: u32 = 11;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The earlier conversations that are looked at.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    /// The interaction whose customer they are with.
    conversation: ConversationId,
    /// When they were first asked for; what is looked through ends there.
    until: Timestamp,
    next: Place,
    /// Tells the answers to the latest request from earlier ones.
    stamp: u64,
    found: Vec<PastConversation>,
    coming: Coming,
    read: Option<Read>,
}

/// What is asked for next.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// How many windows were looked through.
    window: u32,
    /// From 1.
    page: u32,
}

#[derive(Debug, Clone)]
enum Coming {
    /// It waits for the agent to ask.
    Nothing,
    UnderWay,
    Failed(Trouble),
}

/// The one that is read.
#[derive(Debug, Clone)]
struct Read {
    conversation: ConversationId,
    thread: Result<Thread, Trouble>,
}

impl Place {
    fn is_beyond(self) -> bool {
        self.window >= WINDOWS
    }
}

impl Past {
    /// A page came, or did not.
    fn came(&mut self, result: Result<Page<PastConversation>, Failure>) {
        let page = match result {
            Ok(page) => page,
            Err(failure) => {
                self.coming = Coming::Failed(trouble(failure));
                return;
            }
        };
        self.coming = Coming::Nothing;
        self.next = match self.next {
            Place { window, page: number } if number < page.count => Place { window, page: number + 1 },
            Place { window, .. } => Place { window: window + 1, page: 1 },
        };
        for one in page.entities {
            // A day that two windows touch is in both.
            if one.id != self.conversation && self.found.iter().all(|found| found.id != one.id) {
                self.found.push(one);
            }
        }
    }

    fn further(&self) -> Further {
        match &self.coming {
            Coming::UnderWay => Further::Loading,
            Coming::Failed(trouble) => Further::Failed(trouble.clone()),
            Coming::Nothing if self.next.is_beyond() => Further::Nothing,
            Coming::Nothing => Further::Older,
        }
    }

    /// The thread that is read, of this conversation.
    fn reading(&mut self, id: &ConversationId) -> Option<&mut Read> {
        self.read.as_mut().filter(|read| read.conversation == *id)
    }
}

impl Read {
    fn begin(conversation: ConversationId, todo: &mut Todo) -> Self {
        todo.call(Purpose::PastConversation(conversation.clone()), Call::Conversation(conversation.clone()));
        Self { conversation, thread: Ok(Thread::default()) }
    }

    fn fetch_texts(&self, todo: &mut Todo) {
        let ids = self.thread.as_ref().map(Thread::wanted).unwrap_or_default();
        if !ids.is_empty() {
            let conversation = self.conversation.clone();
            todo.call(Purpose::PastMessages(conversation.clone()), Call::Messages { conversation, ids });
        }
    }

    fn show(&self) -> Reading {
        let (messages, earlier) = match &self.thread {
            Ok(thread) => (thread.listing(), thread.has_earlier()),
            Err(trouble) => (Listing::Failed(trouble.clone()), false),
        };
        Reading { conversation: self.conversation.clone(), messages, earlier }
    }
}

impl Workflow {
    /// Looks at the earlier conversations with an interaction's customer.
    pub(crate) fn open_past(&mut self, id: ConversationId, todo: &mut Todo) {
        let known = self.interaction(&id).is_some_and(|interaction| !interaction.customer.is_empty());
        if !known || self.past.as_ref().is_some_and(|past| past.conversation == id) {
            return;
        }
        self.past = Some(Past {
            conversation: id,
            until: todo.now,
            next: Place { window: 0, page: 1 },
            stamp: 0,
            found: Vec::new(),
            coming: Coming::Nothing,
            read: None,
        });
        self.older_past(todo);
    }

    /// Looks further back.
    pub(crate) fn older_past(&mut self, todo: &mut Todo) {
        let stamp = self.next_stamp();
        let may = self.may(permission::PAST_VIEW) || self.may(permission::OWN_PAST_VIEW);
        let Some(past) = &mut self.past else { return };
        let Some(interaction) = self.state.interactions.iter().find(|one| one.id == past.conversation) else { return };
        if matches!(past.coming, Coming::UnderWay) || past.next.is_beyond() {
            return;
        }
        if !may {
            past.coming = Coming::Failed(Trouble::Forbidden { permissions: vec![permission::PAST_VIEW.to_owned()] });
            return;
        }
        past.stamp = stamp;
        past.coming = Coming::UnderWay;
        let window = i64::from(WINDOW_DAYS) * DAY_MS;
        let until = past.until.plus_millis(-window * i64::from(past.next.window));
        let call = Call::PastConversations {
            number: interaction.customer.clone(),
            contact: interaction.contact().cloned(),
            from: until.plus_millis(-window),
            until,
            page: past.next.page,
        };
        todo.call(Purpose::Past(stamp), call);
    }

    /// Reads one of them, or none any more.
    pub(crate) fn read_past(&mut self, id: Option<ConversationId>, todo: &mut Todo) {
        if let Some(past) = &mut self.past {
            let found = id.filter(|id| past.found.iter().any(|one| one.id == *id));
            past.read = found.map(|id| Read::begin(id, todo));
        }
    }

    /// Shows more of the one that is read, further back.
    pub(crate) fn show_earlier_past(&mut self, id: &ConversationId) {
        if let Some(Read { thread: Ok(thread), .. }) = self.past.as_mut().and_then(|past| past.reading(id)) {
            thread.show_earlier();
        }
    }

    pub(crate) fn close_past(&mut self) {
        self.past = None;
    }

    /// The interaction is gone.
    pub(crate) fn close_past_of(&mut self, id: &ConversationId) {
        self.past.take_if(|past| past.conversation == *id);
    }

    /// What did not come is asked for again.
    pub(crate) fn retry_past(&mut self, todo: &mut Todo) {
        let Some(past) = &mut self.past else { return };
        if let Some(Read { conversation, thread: Err(_) }) = &past.read {
            past.read = Some(Read::begin(conversation.clone(), todo));
        }
        if matches!(past.coming, Coming::Failed(_)) {
            self.older_past(todo);
        }
    }

    /// A page came, or did not.
    pub(crate) fn past_came(&mut self, stamp: u64, result: Result<Page<PastConversation>, Failure>, todo: &mut Todo) {
        let Some(past) = self.past.as_mut().filter(|past| past.stamp == stamp) else { return };
        past.came(result);
        // Codes have their names in the queue of the interaction, at least.
        let coded = past.found.iter().any(|one| one.wrap_up.is_some());
        let id = past.conversation.clone();
        if let Some(interaction) = self.interaction(&id).filter(|_| coded) {
            interaction.fetch_codes(todo);
        }
    }

    /// The conversation that is read came, or did not.
    pub(crate) fn past_conversation_came(
        &mut self,
        id: &ConversationId,
        result: Result<Conversation, Failure>,
        todo: &mut Todo,
    ) {
        let Some(read) = self.past.as_mut().and_then(|past| past.reading(id)) else { return };
        match (result, &mut read.thread) {
            (Ok(conversation), Ok(thread)) => {
                thread.list(&Interaction::messages_of(&conversation), true);
                read.fetch_texts(todo);
            }
            (Ok(_), Err(_)) => {}
            (Err(failure), _) => read.thread = Err(trouble(failure)),
        }
    }

    /// Texts of the one that is read came, or did not.
    pub(crate) fn past_messages_came(
        &mut self,
        id: &ConversationId,
        result: Result<Vec<Message>, Failure>,
        todo: &mut Todo,
    ) {
        let Some(read) = self.past.as_mut().and_then(|past| past.reading(id)) else { return };
        match (result, &mut read.thread) {
            (Ok(messages), Ok(thread)) => {
                let before = thread.wanted();
                thread.fetched(messages);
                if thread.wanted() != before {
                    read.fetch_texts(todo);
                }
            }
            (Ok(_), Err(_)) => {}
            (Err(failure), _) => read.thread = Err(trouble(failure)),
        }
    }

    /// What is looked at, as the views show it: with the thread that is open.
    pub(crate) fn show_past(&self) -> Option<PastView> {
        let past = self.past.as_ref().filter(|past| self.shows_thread(&past.conversation))?;
        let mut entries = Vec::with_capacity(past.found.len());
        for one in &past.found {
            let listed = self.state.directory.as_ref().zip(one.queue.as_ref());
            let queue = listed.and_then(|(directory, queue)| directory.queue(queue)).map(|queue| queue.name.clone());
            entries.push(PastEntry {
                conversation: one.id.clone(),
                began: one.began,
                ended: one.ended,
                direction: one.direction,
                queue: queue.or_else(|| one.queue_name.clone()),
                agent: one.agent.clone(),
                wrap_up: one.wrap_up.as_ref().and_then(|code| self.code_name(code)),
            });
        }
        Some(PastView {
            entries,
            days: past.next.window * WINDOW_DAYS,
            further: past.further(),
            reading: past.read.as_ref().map(Read::show),
        })
    }

    /// The name of a wrap-up code that some interaction offers.
    fn code_name(&self, code: &WrapUpCodeId) -> Option<String> {
        self.state.interactions.iter().find_map(|interaction| interaction.code_name(code))
    }
}
