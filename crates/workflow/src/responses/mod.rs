//! Canned responses: which of them a queue's agents have, fetched when they are first searched for, and the search.
//!
//! ```text
//!   search opened ─▶ which libraries? ─(the listing did not say)─▶ GET the queue
//!                         │                                             │
//!                         ▼                                             ▼
//!                    a shelf: what these libraries hold ◀── POST query, page by page; GET libraries for their names
//! ```
//!
//! Queues with the same libraries share a shelf. One that is older than [`FRESH_MS`] is fetched anew when it is next
//! searched, and is searched as it is until the new one is whole.
//!
//! Shelves are in memory only: they are large, and every key would write them. A background that was stopped remembers
//! the search, and fetches what that lacks.

mod fill;
mod search;

use genesys::{
    call::Call,
    id::{ConversationId, LibraryId, QueueId},
    model::{ApiError, CannedResponse, Failure, Library, Page, Queue, Rejection, ResponseLibraries},
    permission, substitution,
    time::Timestamp,
};
use protocol::{OpenField, ResponseEntry, ResponseOffer, ResponseSearch, Trouble};
use serde::{Deserialize, Serialize};

use self::{fill::Known, search::Searched};
use crate::{Workflow, calls::Purpose, interaction::Interaction, order, todo::Todo, trouble::trouble};

/// Milliseconds for which a shelf is not fetched anew.
const FRESH_MS: i64 = 10 * 60_000;
/// So many shelves are kept.
const SHELVES: usize = 3;
/// At most so many pages of responses are fetched for a shelf, 200 a page.
const PAGES: u32 = 5;
/// At most so many pages of libraries, 100 a page.
const LIBRARY_PAGES: u32 = 10;
/// At most so many responses are shown: more cannot be looked through.
const SHOWN: usize = 20;
/// A text that is longer is shown, and inserted, up to here: an SMS takes 765 characters, and the composer says so.
const TEXT_AT_MOST: usize = 4_000;

/// Canned responses, as far as they were searched for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Responses {
    /// The latest last.
    shelves: Vec<Shelf>,
    libraries: Vec<Library>,
    /// What queues have whose listing did not say.
    queues: Vec<(QueueId, Result<ResponseLibraries, Trouble>)>,
}

/// The search under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Search {
    conversation: ConversationId,
    query: String,
}

/// What some libraries hold.
#[derive(Debug, Clone)]
struct Shelf {
    of: Libraries,
    /// Tells the answers to the latest request from earlier ones'.
    stamp: u64,
    /// Whole, and when that was.
    whole: Option<(Timestamp, Content)>,
    coming: Coming,
}

/// Which libraries; `None`: all.
type Libraries = Option<Vec<LibraryId>>;

#[derive(Debug, Clone)]
struct Content {
    /// By name.
    responses: Vec<CannedResponse>,
    /// There are more than are fetched.
    beyond: bool,
}

#[derive(Debug, Clone)]
enum Coming {
    Nothing,
    /// These, so far.
    Pages(Vec<CannedResponse>),
    Failed(Trouble),
}

/// What a queue's agents choose from.
enum Choice {
    From(Libraries),
    NoLibraries,
    BeingAsked,
    NotTold(Trouble),
}

impl Responses {
    /// A queue was asked for its libraries.
    pub(crate) fn queue_told(&mut self, id: QueueId, result: Result<Queue, Failure>) {
        let libraries = match result {
            Ok(Queue { response_libraries: ResponseLibraries::Unknown, .. }) => Ok(ResponseLibraries::All),
            Ok(queue) => Ok(queue.response_libraries),
            // Whoever may not see the queue sees no restriction of it either.
            Err(Failure::Api(ApiError { rejection: Rejection::Forbidden { .. } | Rejection::NotFound, .. })) => {
                Ok(ResponseLibraries::All)
            }
            Err(failure) => Err(trouble(failure)),
        };
        self.queues.retain(|(one, _)| *one != id);
        self.queues.push((id, libraries));
    }

    /// A page of libraries came, or did not: then responses are without the names of theirs.
    pub(crate) fn libraries_came(&mut self, result: Result<Page<Library>, Failure>, todo: &mut Todo) {
        let Ok(page) = result else { return };
        if page.number <= 1 {
            self.libraries.clear();
        }
        self.libraries.extend(page.entities);
        if page.number < page.count.min(LIBRARY_PAGES) {
            todo.call(Purpose::Libraries, Call::Libraries { page: page.number + 1 });
        }
    }

    /// A page of responses came, or did not.
    pub(crate) fn responses_came(
        &mut self,
        stamp: u64,
        result: Result<Page<CannedResponse>, Failure>,
        todo: &mut Todo,
    ) {
        let Some(shelf) = self.shelves.iter_mut().find(|shelf| shelf.stamp == stamp) else { return };
        let Coming::Pages(so_far) = &mut shelf.coming else { return };
        let page = match result {
            Ok(page) => page,
            Err(failure) => {
                shelf.coming = Coming::Failed(trouble(failure));
                return;
            }
        };
        if page.number <= 1 {
            so_far.clear();
        }
        so_far.extend(page.entities);
        if page.number < page.count.min(PAGES) {
            let next = Call::Responses { libraries: shelf.of.clone(), page: page.number + 1 };
            todo.call(Purpose::Responses(stamp), next);
            return;
        }
        let mut responses = std::mem::take(so_far);
        for response in &mut responses {
            if let Some((end, _)) = response.text.char_indices().nth(TEXT_AT_MOST) {
                response.text.truncate(end);
            }
        }
        let by_name = |a: &CannedResponse, b: &CannedResponse| {
            a.name.to_lowercase().cmp(&b.name.to_lowercase()).then_with(|| a.id.cmp(&b.id))
        };
        order::sort(&mut responses, by_name);
        responses.dedup_by(|a, b| a.id == b.id);
        shelf.whole = Some((todo.now, Content { responses, beyond: page.count > PAGES }));
        shelf.coming = Coming::Nothing;
    }

    /// Fetches what these libraries hold, unless that is here or under way.
    fn fetch(&mut self, of: Libraries, stamp: u64, may_name_libraries: bool, todo: &mut Todo) {
        let position = self.shelves.iter().position(|shelf| shelf.of == of);
        let mut shelf = match position {
            Some(position) => self.shelves.remove(position),
            None => Shelf { of, stamp, whole: None, coming: Coming::Nothing },
        };
        let fresh = shelf.whole.as_ref().is_some_and(|(at, _)| (0..FRESH_MS).contains(&todo.now.millis_since(*at)));
        if !fresh && !matches!(shelf.coming, Coming::Pages(_)) {
            shelf.stamp = stamp;
            shelf.coming = Coming::Pages(Vec::new());
            if may_name_libraries {
                todo.call(Purpose::Libraries, Call::Libraries { page: 1 });
            }
            todo.call(Purpose::Responses(stamp), Call::Responses { libraries: shelf.of.clone(), page: 1 });
        }
        self.shelves.push(shelf);
        let surplus = self.shelves.len().saturating_sub(SHELVES);
        self.shelves.drain(..surplus);
    }

    fn shelf(&self, of: &Libraries) -> Option<&Shelf> {
        self.shelves.iter().find(|shelf| shelf.of == *of)
    }

    fn entry(&self, response: &CannedResponse, known: Known<'_>) -> ResponseEntry {
        ResponseEntry {
            id: response.id.clone(),
            name: response.name.clone(),
            library: self.library_of(response).map(str::to_owned),
            text: fill::fill(response, known),
            assets: response.assets.clone(),
        }
    }

    fn library_of(&self, response: &CannedResponse) -> Option<&str> {
        let named = self.libraries.iter().find(|library| response.libraries.contains(&library.id))?;
        Some(&named.name)
    }

    fn offer(&self, content: &Content, query: &str, known: Known<'_>) -> ResponseOffer {
        let query = query.to_lowercase();
        let rank = |one: &CannedResponse| {
            let library = self.library_of(one);
            search::rank(&query, Searched { name: &one.name, library, text: &one.text })
        };
        let ranks: Vec<Option<u8>> = content.responses.iter().map(rank).collect();
        let mut found = Vec::new();
        for wanted in 0..=search::WORST {
            for (response, rank) in content.responses.iter().zip(&ranks) {
                if *rank == Some(wanted) && found.len() < SHOWN {
                    found.push(self.entry(response, known));
                }
            }
        }
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        ResponseOffer::Here {
            found,
            matching: count(ranks.iter().flatten().count()),
            all: count(content.responses.len()),
            beyond: content.beyond,
        }
    }
}

impl Workflow {
    /// Searches the responses of a conversation's queue.
    pub(crate) fn search_responses(&mut self, conversation: ConversationId, query: String, todo: &mut Todo) {
        if self.position(&conversation).is_none() {
            return;
        }
        let earlier = self.state.response_search.as_ref();
        // What did not come is asked for when the search is opened, not with every key.
        let opened = query.is_empty() || earlier.is_none_or(|earlier| earlier.conversation != conversation);
        self.state.response_search = Some(Search { conversation, query });
        if opened {
            self.fetch_responses(todo);
        }
    }

    /// Leaves the search.
    pub(crate) fn close_responses(&mut self) {
        self.state.response_search = None;
    }

    /// The conversation is over.
    pub(crate) fn close_responses_for(&mut self, id: &ConversationId) {
        self.state.response_search.take_if(|search| search.conversation == *id);
    }

    /// The agent has signed out.
    pub(crate) fn put_responses_away(&mut self) {
        self.responses = Responses::default();
        self.close_responses();
    }

    /// A page of libraries came, or did not.
    pub(crate) fn libraries_came(&mut self, result: Result<Page<Library>, Failure>, todo: &mut Todo) {
        self.responses.libraries_came(result, todo);
    }

    /// A page of responses came, or did not.
    pub(crate) fn responses_came(
        &mut self,
        stamp: u64,
        result: Result<Page<CannedResponse>, Failure>,
        todo: &mut Todo,
    ) {
        self.responses.responses_came(stamp, result, todo);
    }

    /// What did not come of them is asked for again.
    pub(crate) fn retry_responses(&mut self, todo: &mut Todo) {
        self.responses.queues.retain(|(_, told)| told.is_ok());
        self.fetch_responses(todo);
    }

    /// A queue told its libraries: the search goes on.
    pub(crate) fn response_queue_told(&mut self, id: QueueId, result: Result<Queue, Failure>, todo: &mut Todo) {
        self.responses.queue_told(id, result);
        self.fetch_responses(todo);
    }

    /// Fetches what the open search lacks.
    pub(crate) fn fetch_responses(&mut self, todo: &mut Todo) {
        let Some(interaction) = self.searching() else { return };
        if !self.may(permission::RESPONSE_VIEW) {
            return;
        }
        match self.choice(interaction) {
            Choice::From(libraries) => {
                let stamp = self.next_stamp();
                let may_name_libraries = self.may(permission::LIBRARY_VIEW);
                self.responses.fetch(libraries, stamp, may_name_libraries, todo);
            }
            Choice::BeingAsked => {
                if let Some(queue) = interaction.queue.clone() {
                    todo.call(Purpose::ResponseQueue(queue.clone()), Call::Queue(queue));
                }
            }
            Choice::NoLibraries | Choice::NotTold(_) => {}
        }
    }

    /// The interaction whose search is open.
    fn searching(&self) -> Option<&Interaction> {
        let search = self.state.response_search.as_ref()?;
        self.state.interactions.iter().find(|one| one.id == search.conversation)
    }

    fn choice(&self, interaction: &Interaction) -> Choice {
        let Some(queue) = &interaction.queue else { return Choice::From(None) };
        let listed = self.state.directory.as_ref().and_then(|directory| directory.queue(queue));
        let listed = listed.map(|queue| &queue.response_libraries);
        let told = self.responses.queues.iter().find(|(one, _)| one == queue).map(|(_, told)| told);
        let told = match (listed, told) {
            (None | Some(ResponseLibraries::Unknown), Some(Err(trouble))) => return Choice::NotTold(trouble.clone()),
            (None | Some(ResponseLibraries::Unknown), Some(Ok(told))) => told,
            (None | Some(ResponseLibraries::Unknown), None) if self.may(permission::QUEUE_VIEW) => {
                return Choice::BeingAsked;
            }
            (None | Some(ResponseLibraries::Unknown), None) => &ResponseLibraries::All,
            (Some(listed), _) => listed,
        };
        match told {
            ResponseLibraries::None => Choice::NoLibraries,
            ResponseLibraries::Selected(libraries) if libraries.is_empty() => Choice::NoLibraries,
            ResponseLibraries::Selected(libraries) => Choice::From(Some(libraries.clone())),
            ResponseLibraries::All | ResponseLibraries::Unknown => Choice::From(None),
        }
    }

    /// The open search, as the views show it.
    pub(crate) fn show_responses(&self) -> Option<ResponseSearch> {
        let interaction = self.searching()?;
        let Search { conversation, query } = self.state.response_search.clone()?;
        Some(ResponseSearch { offer: self.offer_responses(interaction, &query), conversation, query })
    }

    fn offer_responses(&self, interaction: &Interaction, query: &str) -> ResponseOffer {
        if !self.may(permission::RESPONSE_VIEW) {
            return ResponseOffer::PermissionMissing { permission: permission::RESPONSE_VIEW.to_owned() };
        }
        let libraries = match self.choice(interaction) {
            Choice::From(libraries) => libraries,
            Choice::NoLibraries => return ResponseOffer::NoLibraries,
            Choice::BeingAsked => return ResponseOffer::Loading,
            Choice::NotTold(trouble) => return ResponseOffer::Failed(trouble),
        };
        let queue = self.queue_name(interaction);
        let known = Known {
            agent: self.state.directory.as_ref().map_or("", |directory| &directory.me.name),
            customer: interaction.customer_name(),
            queue: queue.as_deref(),
            data: &interaction.customer_data,
        };
        match self.responses.shelf(&libraries) {
            Some(Shelf { whole: Some((_, content)), .. }) => self.responses.offer(content, query, known),
            Some(Shelf { coming: Coming::Failed(trouble), .. }) => ResponseOffer::Failed(trouble.clone()),
            Some(Shelf { coming: Coming::Pages(_) | Coming::Nothing, .. }) | None => ResponseOffer::Loading,
        }
    }

    /// What is to be filled in of a draft, each once.
    pub(crate) fn open_fields(&self, interaction: &Interaction, draft: &str) -> Vec<OpenField> {
        let mut fields: Vec<OpenField> = Vec::new();
        for open in substitution::open(draft) {
            if !fields.iter().any(|field| field.id == open.id) {
                let label = self.described(interaction, open.id).unwrap_or(open.id);
                fields.push(OpenField { id: open.id.to_owned(), label: label.to_owned() });
            }
        }
        fields
    }

    /// How a response describes what is to be filled in, where it is known.
    fn described(&self, interaction: &Interaction, id: &str) -> Option<&str> {
        let Choice::From(libraries) = self.choice(interaction) else { return None };
        let (_, content) = self.responses.shelf(&libraries)?.whole.as_ref()?;
        let mut substitutions = content.responses.iter().flat_map(|one| &one.substitutions);
        substitutions.find_map(|one| one.description.as_deref().filter(|_| one.id.trim() == id))
    }
}
