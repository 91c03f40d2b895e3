//! What Genesys Cloud, and the login page, answer.

use genesys::{
    call::{Call, CodeExchange, Reply},
    id::{ConversationId, QueueId},
    model::{Conversation, Failure, Message, SmsNumber},
};
use protocol::{Ending, NoticeKind, SignInProblem};

use crate::{
    Workflow,
    account::Account,
    calls::{Answer, Purpose},
    compose::Outcome,
    directory::Directory,
    interaction::{Completion, Interaction},
    io::{Authorization, AuthorizeFailure, CallId},
    picked::Picked,
    session::{Session, exchange_refusal, refusal},
    status::Status,
    text,
    todo::Todo,
    trouble::trouble,
};

type Answered<T> = Result<T, Failure>;

impl Workflow {
    /// The login page brought a code, or not.
    pub(crate) fn authorized(&mut self, result: Result<Authorization, AuthorizeFailure>, todo: &mut Todo) {
        if self.state.session != Session::Authorizing {
            return;
        }
        match result {
            Ok(Authorization { code, verifier, redirect_uri }) => {
                let client_id = self.durable.settings.client_id(&self.policy).to_owned();
                self.state.session = Session::Exchanging;
                todo.call(Purpose::SignIn, Call::Token(CodeExchange { client_id, code, verifier, redirect_uri }));
            }
            Err(failure) => self.state.session.end(Some(refusal(failure, &self.redirect_uri))),
        }
    }

    /// A call was answered.
    pub(crate) fn answered(&mut self, id: CallId, result: Answered<Reply>, todo: &mut Todo) {
        match self.state.calls.answered(todo.now, id, result) {
            Answer::Stale | Answer::Repeated => {}
            Answer::Unauthorized => self.expire(),
            Answer::Result(purpose, result) => self.result(purpose, result, todo),
        }
    }

    /// A call came to an end: the part that asked goes on.
    pub(crate) fn result(&mut self, purpose: Purpose, result: Answered<Reply>, todo: &mut Todo) {
        match purpose {
            Purpose::SignIn => self.token(result, todo),
            Purpose::SignOut => {}
            Purpose::Me => self.me(result, todo),
            Purpose::Queues => self.queues(result, todo),
            Purpose::QueueDetail(id) => {
                let result = expect(result, |reply| match reply {
                    Reply::Queue(queue) => Some(queue),
                    _ => None,
                });
                if let Some(directory) = &mut self.state.directory {
                    directory.take_queue(&id, result);
                }
                self.check_remembered_queue();
            }
            Purpose::Presences => {
                let result = expect(result, |reply| match reply {
                    Reply::PresenceDefinitions(definitions) => Some(definitions),
                    _ => None,
                });
                if let Some(status) = &mut self.state.status {
                    status.presences_fetched(result);
                }
            }
            Purpose::Status(stamp) => {
                let result = expect(result, |reply| match reply {
                    Reply::User(user) => Some(user),
                    _ => None,
                });
                if let Some(status) = &mut self.state.status {
                    status.has_read(stamp, result);
                }
            }
            Purpose::SetStatus(stamp) => {
                let said = self.state.status.as_mut().and_then(|status| status.answered(stamp, done(result)));
                self.say(said.map(NoticeKind::StatusFailed));
                self.read_status(todo);
            }
            Purpose::Resync => self.resynced(result, todo),
            Purpose::Channel => {
                let channel = match result {
                    Ok(Reply::Channel(channel)) => Some(channel),
                    _ => None,
                };
                self.state.live.channel_created(channel, todo);
            }
            Purpose::Subscribe(channel) => {
                if self.state.live.subscribed(&channel, result.is_ok(), todo) {
                    self.resync(todo);
                }
            }
            Purpose::Create(stamp, _) => self.created(stamp, result, todo),
            Purpose::SettleCreate(stamp) => self.settled(stamp, result, todo),
            Purpose::Holder(stamp) => {
                let result = expect(result, conversation);
                if let (Some(compose), Some(directory)) = (&mut self.state.compose, &self.state.directory)
                    && compose.waits_for(stamp)
                {
                    let outcome = compose.holder(result, &directory.me.id);
                    self.composed(outcome, todo);
                }
            }
            Purpose::Refresh(id) => self.refreshed(&id, expect(result, conversation), todo),
            Purpose::Messages(id) => self.texts(&id, expect(result, messages), todo),
            Purpose::Past(stamp) => {
                let result = expect(result, |reply| match reply {
                    Reply::PastConversations(page) => Some(page),
                    _ => None,
                });
                self.past_came(stamp, result, todo);
            }
            Purpose::PastConversation(id) => self.past_conversation_came(&id, expect(result, conversation), todo),
            Purpose::PastMessages(id) => self.past_messages_came(&id, expect(result, messages), todo),
            Purpose::Send(id, send, _) => {
                let result = expect(result, |reply| match reply {
                    Reply::Message(message) => Some(message),
                    _ => None,
                });
                let Some(interaction) = self.interaction(&id) else {
                    if let Ok(message) = result {
                        self.state.notices.settle(&message.text);
                    }
                    return;
                };
                match result {
                    Ok(message) => interaction.thread.accepted(send, message),
                    Err(failure) if failure.effect_unknown() => {
                        interaction.thread.lost(send);
                        interaction.refresh(todo);
                    }
                    Err(failure) => interaction.thread.refused(send, trouble(failure)),
                }
            }
            Purpose::SupportedContent => {
                let result = expect(result, |reply| match reply {
                    Reply::SupportedContent(kinds) => Some(kinds),
                    _ => None,
                });
                self.supported_content_came(result, todo);
            }
            Purpose::PlaceFile(id, file) => {
                let result = expect(result, |reply| match reply {
                    Reply::UploadPlace(place) => Some(place),
                    _ => None,
                });
                self.file_placed(&id, &file, result);
            }
            Purpose::CheckFile(id, file) => {
                let result = expect(result, |reply| match reply {
                    Reply::Media(status) => Some(status),
                    _ => None,
                });
                self.file_checked(&id, &file, result, todo);
            }
            Purpose::Answer(id) | Purpose::Decline(id) => {
                let said = self.interaction(&id).and_then(|interaction| interaction.answered(done(result), todo));
                self.say(said.map(NoticeKind::AnswerFailed));
            }
            Purpose::Disconnect(id) => {
                let said = self.interaction(&id).and_then(|interaction| interaction.left(done(result), todo));
                self.say(said.map(NoticeKind::DisconnectFailed));
            }
            Purpose::Transfer(id) => {
                let said = self.interaction(&id).and_then(|interaction| interaction.left(done(result), todo));
                self.say(said.map(NoticeKind::TransferFailed));
            }
            Purpose::AfterCallWork(id) => {
                let Some(interaction) = self.interaction(&id) else {
                    return;
                };
                if result.is_err() {
                    interaction.after_call_work_refused();
                }
                interaction.refresh(todo);
            }
            Purpose::TransferQueues(stamp) => {
                let result = expect(result, |reply| match reply {
                    Reply::Queues(page) => Some(page.entities),
                    _ => None,
                });
                if let Some(transfer) = &mut self.state.transfer {
                    transfer.queues_found(stamp, result);
                }
            }
            Purpose::TransferUsers(stamp) => {
                let result = expect(result, |reply| match reply {
                    Reply::Users(users) => Some(users),
                    _ => None,
                });
                if let (Some(transfer), Some(directory)) = (&mut self.state.transfer, &self.state.directory) {
                    transfer.users_found(stamp, &directory.me.id, result);
                }
            }
            Purpose::ResponseQueue(id) => {
                let result = expect(result, |reply| match reply {
                    Reply::Queue(queue) => Some(queue),
                    _ => None,
                });
                self.response_queue_told(id, result, todo);
            }
            Purpose::Libraries => {
                let result = expect(result, |reply| match reply {
                    Reply::Libraries(page) => Some(page),
                    _ => None,
                });
                self.libraries_came(result, todo);
            }
            Purpose::Responses(stamp) => {
                let result = expect(result, |reply| match reply {
                    Reply::Responses(page) => Some(page),
                    _ => None,
                });
                self.responses_came(stamp, result, todo);
            }
            Purpose::WrapUpCodes(id, part) => {
                let result = expect(result, |reply| match reply {
                    Reply::WrapUpCodes(codes) => Some(codes),
                    _ => None,
                });
                if let Some(interaction) = self.interaction(&id) {
                    interaction.codes_fetched(&part, result);
                }
            }
            Purpose::WrapUpNotes(id) => {
                let completion =
                    self.interaction(&id).map(|interaction| interaction.wrap_up_notes_saved(done(result), todo));
                self.completed(&id, completion);
            }
            Purpose::WrapUp(id) => {
                let completion = self.interaction(&id).map(|interaction| interaction.wrap_up_saved(done(result), todo));
                self.completed(&id, completion);
            }
            Purpose::SaveLog(id) => {
                let failed = self.interaction(&id).is_some_and(|one| one.log_saved(todo.now, result.is_ok()));
                self.say(result.err().filter(|_| failed).map(|failure| NoticeKind::LogFailed(trouble(failure))));
            }
            Purpose::Contacts(id) => {
                let result = expect(result, |reply| match reply {
                    Reply::Contacts(contacts) => Some(contacts),
                    _ => None,
                });
                if let Some(interaction) = self.interaction(&id) {
                    interaction.contacts_found(result);
                }
            }
            Purpose::CreateContact(id) => {
                let result = expect(result, |reply| match reply {
                    Reply::Contact(contact) => Some(contact),
                    _ => None,
                });
                let said = self.interaction(&id).and_then(|interaction| interaction.contact_created(result, todo));
                self.say(said.map(NoticeKind::LogFailed));
            }
            Purpose::OptOutList(number) => {
                let result = expect(result, |reply| match reply {
                    Reply::Contacts(contacts) => Some(contacts),
                    _ => None,
                });
                self.list_consulted(&number, result);
            }
            Purpose::LinkContact(id) => {
                let Err(failure) = result else { return };
                if let Some(interaction) = self.interaction(&id) {
                    interaction.contact_not_linked();
                }
                self.say(Some(NoticeKind::LogFailed(trouble(failure))));
            }
        }
    }

    fn token(&mut self, result: Answered<Reply>, todo: &mut Todo) {
        if self.state.session != Session::Exchanging {
            return;
        }
        match result {
            Ok(Reply::Token(token)) => {
                self.state.session.enter(token);
                self.durable.signed_out = false;
                todo.call(Purpose::Me, Call::Me);
            }
            Ok(_) => self.state.session.end(Some(SignInProblem::BadRedirect)),
            Err(failure) => self.state.session.end(Some(exchange_refusal(failure, &self.redirect_uri))),
        }
    }

    fn me(&mut self, result: Answered<Reply>, todo: &mut Todo) {
        let result = expect(result, |reply| match reply {
            Reply::Me(me) => Some(*me),
            _ => None,
        });
        let Session::In { known, trouble: said, .. } = &mut self.state.session else {
            return;
        };
        let me = match result {
            Ok(me) => me,
            Err(failure) => {
                *said = Some(trouble(failure));
                return;
            }
        };
        *known = true;
        let resumed = self.state.directory.as_ref().is_some_and(|directory| directory.me.id == me.id);
        if !resumed {
            if self.state.directory.is_some() {
                self.put_away(todo);
                self.state.notices.say(NoticeKind::OtherAgent);
            }
            self.state.calls.clear();
        }
        self.state.status.get_or_insert_with(|| Status::of(&me));
        let nobody_was_known = self.state.directory.is_none();
        let directory = match self.state.directory.take() {
            Some(directory) => directory.of_same_agent(me),
            None => Directory::new(me),
        };
        let directory = self.state.directory.insert(directory);
        directory.fetch_queues(todo);
        let account = Account::key(&directory.me);
        let first_time = !self.durable.accounts.contains_key(&account);
        self.durable.accounts.entry(account).or_default();
        self.find_outbox();
        self.state.live.connect(todo);
        self.resync(todo);
        if nobody_was_known {
            self.take_up_picked(todo);
        }
        if first_time && self.state.compose.is_none() {
            // The first SMS is three screens away: this one, New Interaction, the Interactions window.
            self.new_interaction(todo);
            if let Some(compose) = &mut self.state.compose {
                compose.came_by_itself();
            }
        }
        if let Some(access) = self.access() {
            let (effects, held) = self.with_calls(|_, calls, gate| calls.signed_in(&access, gate));
            self.hold(held);
            for effect in effects {
                todo.effect(effect);
            }
        }
    }

    fn queues(&mut self, result: Answered<Reply>, todo: &mut Todo) {
        let result = expect(result, |reply| match reply {
            Reply::Queues(page) => Some(page),
            _ => None,
        });
        let Some(directory) = &mut self.state.directory else {
            return;
        };
        if !directory.take_queues(result, todo) {
            return;
        }
        directory.look_up_numbers("", todo);
        if let Some(compose) = &mut self.state.compose {
            compose.queues_changed(directory);
        }
        self.check_remembered_queue();
        self.fill_in_remembered_queue();
    }

    /// New Interaction may have been opened before the queues were known, or the remembered one was chosen.
    pub(crate) fn fill_in_remembered_queue(&mut self) {
        let remembered = self.account().and_then(|account| account.remembered_queue.as_ref());
        let Some(queue) = remembered.zip(self.state.directory.as_ref()).and_then(|(one, all)| all.queue(&one.id))
        else {
            return;
        };
        let queue = queue.clone();
        if let Some(compose) = &mut self.state.compose {
            compose.remember(&queue);
        }
    }

    /// Drops the remembered queue, with a word, when it is no longer the agent's or lost its number.
    fn check_remembered_queue(&mut self) {
        let (Some(directory), Some(account)) = (&self.state.directory, self.account()) else {
            return;
        };
        let Some(remembered) = account.remembered_queue.as_ref().filter(|_| directory.complete()) else {
            return;
        };
        let queue = remembered.name.clone();
        let dropped = match directory.queue(&remembered.id) {
            None => NoticeKind::RememberedQueueLeft { queue },
            Some(found) if found.sms_number == SmsNumber::Missing => NoticeKind::RememberedQueueLostNumber { queue },
            Some(_) => return,
        };
        self.state.notices.say(dropped);
        if let Some(account) = self.account_mut() {
            account.remembered_queue = None;
        }
    }

    fn resynced(&mut self, result: Answered<Reply>, todo: &mut Todo) {
        let Ok(Reply::Conversations(conversations)) = result else {
            self.state.live.resync_failed(todo.now);
            return;
        };
        if let Some(directory) = self.state.directory.as_mut().filter(|directory| directory.trouble().is_some()) {
            directory.fetch_queues(todo);
        }
        for conversation in &conversations {
            self.snapshot(conversation, todo);
        }
        for interaction in &mut self.state.interactions {
            if !conversations.iter().any(|conversation| conversation.id == interaction.id) {
                interaction.refresh(todo);
            }
        }
        self.give_up_outbox();
    }

    fn created(&mut self, stamp: u64, result: Answered<Reply>, todo: &mut Todo) {
        let result = expect(result, |reply| match reply {
            Reply::Created(id) => Some(id),
            _ => None,
        });
        match (&mut self.state.compose, result) {
            (Some(compose), result) if compose.waits_for(stamp) => {
                let outcome = compose.created(result, todo);
                self.composed(outcome, todo);
            }
            // Compose was cancelled while the request was under way: what it began is ended.
            (_, Ok(id)) => self.cancel_begun(&id, todo),
            (_, Err(_)) => {}
        }
    }

    fn settled(&mut self, stamp: u64, result: Answered<Reply>, todo: &mut Todo) {
        let result = expect(result, |reply| match reply {
            Reply::Conversations(conversations) => Some(conversations),
            _ => None,
        });
        if let (Some(compose), Some(directory)) = (&mut self.state.compose, &self.state.directory)
            && compose.waits_for(stamp)
        {
            let outcome = compose.settled(result.as_deref().map_err(Clone::clone), &directory.me.id);
            self.composed(outcome, todo);
        }
    }

    fn composed(&mut self, outcome: Outcome, todo: &mut Todo) {
        let Outcome::Connected { conversation, customer, queue, picked } = outcome else {
            let stale = self.state.compose.as_ref().is_some_and(crate::Compose::queue_is_gone);
            if let Some(directory) = self.state.directory.as_mut().filter(|_| stale) {
                directory.fetch_queues(todo);
            }
            return;
        };
        self.state.compose = None;
        if let Some(known) = self.interaction(&conversation) {
            // An event was faster than the reply.
            known.was_begun_with(&customer);
        } else {
            let directory = self.state.directory.as_ref();
            let name = directory.and_then(|directory| directory.queue(&queue)).map(|queue| queue.name.clone());
            let interaction = Interaction::begun(todo.now, conversation.clone(), customer.clone(), queue.clone(), name);
            self.state.interactions.push(interaction);
        }
        if let Some(picked) = picked {
            self.begin_with(&conversation, &customer, &queue, *picked);
        }
        self.take_up_outbox(&conversation, todo);
        if let Some(interaction) = self.interaction(&conversation) {
            interaction.refresh(todo);
        }
        // Who composes is about to write.
        self.bring_up(Some(&conversation), todo);
    }

    /// The text of the link that a conversation began with is its draft, unless there is one.
    fn begin_with(&mut self, id: &ConversationId, customer: &str, queue: &QueueId, picked: Picked) {
        if let Some(body) = picked.origin.body.clone() {
            let Some(account) = self.account_mut() else { return };
            let drafted = account.draft(customer, Some(queue)).text;
            if drafted.is_empty() {
                account.set_draft(customer, Some(queue), text::set(body));
            } else if drafted != body
                && let Some(interaction) = self.interaction(id)
            {
                interaction.suggested = Some(body);
            }
        }
        self.offer_next(picked.next());
    }

    fn cancel_begun(&mut self, id: &ConversationId, todo: &mut Todo) {
        self.state.notices.say(NoticeKind::ComposeCancelled);
        if self.position(id).is_none() {
            self.state.interactions.push(Interaction::cancelled(todo.now, id.clone()));
        }
        if let Some(interaction) = self.interaction(id) {
            interaction.cancel(todo);
            interaction.refresh(todo);
        }
    }

    fn refreshed(&mut self, id: &ConversationId, result: Answered<Conversation>, todo: &mut Todo) {
        match result {
            Ok(conversation) => {
                self.snapshot(&conversation, todo);
                if let Some(interaction) = self.interaction(id) {
                    interaction.thread.settle(todo.now);
                }
            }
            Err(failure) => {
                let Some(position) = self.position(id) else {
                    return;
                };
                if self.state.interactions[position].unrefreshed(&failure, todo) {
                    self.gone(position, Ending::EndedElsewhere);
                }
            }
        }
    }

    fn texts(&mut self, id: &ConversationId, result: Answered<Vec<Message>>, todo: &mut Todo) {
        if let Some(interaction) = self.interaction(id) {
            match result {
                Ok(messages) => interaction.texts_fetched(messages, todo),
                Err(failure) => interaction.thread.unfetched(todo.now, trouble(failure)),
            }
        }
        self.mark_read();
    }

    fn completed(&mut self, id: &ConversationId, completion: Option<Completion>) {
        match (completion, self.position(id)) {
            (Some(Completion::Over), Some(position)) => self.gone(position, Ending::Finished),
            (Some(Completion::Failed(trouble)), _) => {
                self.say(Some(NoticeKind::WrapUpFailed(trouble)));
            }
            _ => {}
        }
    }

    fn say(&mut self, what: Option<NoticeKind>) {
        if let Some(what) = what {
            self.state.notices.say(what);
        }
    }
}

/// Picks the reply that belongs to the call. The decoder gives no other; one that comes all the same is unreadable.
fn expect<T>(result: Answered<Reply>, pick: impl Fn(Reply) -> Option<T>) -> Answered<T> {
    let unexpected = || Failure::Unreadable { status: 200, what: "another reply".to_owned(), correlation_id: None };
    pick(result?).ok_or_else(unexpected)
}

fn conversation(reply: Reply) -> Option<Conversation> {
    match reply {
        Reply::Conversation(conversation) => Some(conversation),
        _ => None,
    }
}

fn messages(reply: Reply) -> Option<Vec<Message>> {
    match reply {
        Reply::Messages(messages) => Some(messages),
        _ => None,
    }
}

fn done(result: Answered<Reply>) -> Answered<()> {
    result.map(|_| ())
}
