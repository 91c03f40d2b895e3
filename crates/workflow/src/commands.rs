//! What agents tell Behalf to do.

use genesys::{
    call::Call,
    id::{ConversationId, QueueId},
    permission,
};
use phone::Country;
use protocol::{Anyway, Command, Fit, NoticeKind, Numbered, Rule, SendId, SignInProblem, ViewId};

use crate::{
    Finished, Workflow,
    calls::Purpose,
    compliance,
    compose::Compose,
    draft,
    interaction::{Interaction, Standing},
    io::Effect,
    session::Session,
    settings::RememberedQueue,
    text,
    todo::Todo,
    transfer::Transfer,
};

impl Workflow {
    /// Carries a view's command out, unless it was already.
    pub(crate) fn command(&mut self, view: &ViewId, Numbered { number, command }: Numbered, todo: &mut Todo) {
        if number <= self.carried_out.last_of(view) {
            return;
        }
        self.carried_out.note(view, number);
        self.obey(view, command, todo);
    }

    fn obey(&mut self, view: &ViewId, command: Command, todo: &mut Todo) {
        match command {
            Command::SignIn => self.sign_in(todo),
            Command::CancelSignIn => self.cancel_sign_in(todo),
            Command::SignOut => self.sign_out(todo),
            Command::Retry => self.retry(todo),
            Command::Dismiss(id) => self.state.notices.dismiss(id),

            Command::SetPresence(id) => {
                let stamp = self.next_stamp();
                if let (Some(status), Some(directory)) = (&mut self.state.status, &self.state.directory) {
                    status.set_presence(stamp, &directory.me.id, &id, todo);
                }
            }
            Command::ReturnToQueue => {
                let stamp = self.next_stamp();
                if let (Some(status), Some(directory)) = (&mut self.state.status, &self.state.directory) {
                    status.return_to_queue(stamp, &directory.me.id, todo);
                }
            }

            Command::SetEnvironment(choice) => self.durable.settings.set_environment(choice),
            Command::SetClientId(entered) => self.durable.settings.set_client_id(&entered),
            Command::SetDefaultCountry(country) => {
                self.durable.settings.set_default_country(country.as_deref().and_then(Country::new));
            }
            Command::RememberQueue(queue) => {
                let remembered = queue.and_then(|id| {
                    let queue = self.state.directory.as_ref()?.queue(&id)?;
                    Some(RememberedQueue { id, name: queue.name.clone() })
                });
                if let Some(account) = self.account_mut() {
                    account.remembered_queue = remembered;
                }
                self.fill_in_remembered_queue();
            }
            Command::SetTheme(theme) => self.durable.settings.set_theme(theme),
            Command::SetNotifications(wanted) => self.durable.settings.set_notifications(wanted),
            Command::SetSound(wanted) => self.durable.settings.set_sound(wanted),
            Command::SetVolume(volume) => self.durable.settings.set_volume(volume),
            Command::TryAlert => self.try_alert(todo),
            Command::SetClickToSms(wanted) => self.durable.settings.pages.set_enabled(wanted),
            Command::FindNumbers { on, wanted } => self.durable.settings.pages.find(&on, wanted, &self.policy),
            Command::ForgetSite(site) => self.durable.settings.pages.forget(&site, &self.policy),
            Command::SetHighlight(wanted) => self.durable.settings.pages.set_highlight(wanted),
            Command::SetTelLinks(wanted) => self.durable.settings.pages.set_tel_links(wanted),
            Command::SetNumbersInCode(wanted) => self.durable.settings.pages.set_code(wanted),
            Command::SetOpens(opens) => self.durable.settings.pages.set_opens(opens),

            Command::NewInteraction => self.new_interaction(todo),
            Command::CloseNewInteraction => {
                // What has left goes its way; what comes of it is ended.
                self.cancel_compose();
                self.state.compose = None;
            }
            Command::EditQueueText { text, edit } => {
                if let (Some(compose), Some(directory)) = (&mut self.state.compose, &self.state.directory) {
                    compose.edit_queue(text::typed_by(view, text, edit), directory, todo);
                }
            }
            Command::ChooseQueue(queue) => {
                if let (Some(compose), Some(directory)) = (&mut self.state.compose, &self.state.directory) {
                    compose.choose_queue(&queue, directory, todo);
                }
            }
            Command::ChooseCountry(code) => {
                if let (Some(compose), Some(country)) = (&mut self.state.compose, Country::new(&code)) {
                    compose.choose_country(country);
                }
            }
            Command::EditNumber { text, caret, deleted_forward, edit } => {
                if let Some(compose) = &mut self.state.compose {
                    compose.edit_number(text::typed_by(view, text, edit), caret, deleted_forward);
                }
            }
            Command::Compose => self.begin(Vec::new(), todo),
            Command::ContinueExisting => self.go_on(todo),
            Command::CancelCompose => self.cancel_compose(),
            Command::UsePicked => self.use_offered(todo),
            Command::DismissPicked => self.state.picked = None,
            Command::ChooseRecipient(number) => {
                if let Some(compose) = &mut self.state.compose {
                    compose.choose_recipient(&number);
                }
            }

            Command::Select(id) => self.select(&id),
            Command::ShowEarlier(id) => {
                if let Some(interaction) = self.interaction(&id) {
                    interaction.thread.show_earlier();
                }
                self.show_earlier_past(&id);
            }
            Command::OpenPast(id) => self.open_past(id, todo),
            Command::OlderPast => self.older_past(todo),
            Command::ReadPast(id) => self.read_past(id, todo),
            Command::ClosePast => self.close_past(),
            Command::OpenInteractions(id) => {
                let id = id.or_else(|| self.state.selected.clone());
                self.bring_up(id.as_ref(), todo);
            }
            Command::OpenWindow(window) => todo.open_window(window),
            Command::EditDraft { conversation, text, edit } => {
                // The interaction may have gone while somebody typed.
                let place = match self.position(&conversation) {
                    Some(position) => Some(draft_place(&self.state.interactions[position])),
                    None => self.finished(&conversation).map(|gone| (gone.customer.clone(), gone.queue.clone())),
                };
                let Some((customer, queue)) = place else {
                    return;
                };
                // Without a recipient there is nobody to whom it could belong.
                if let Some(account) = self.account_mut().filter(|_| !customer.is_empty()) {
                    account.set_draft(&customer, queue.as_ref(), text::typed_by(view, text, edit));
                }
            }
            Command::File { conversation, act } => self.file(&conversation, view, act, todo),
            Command::UseSuggested(id) => self.use_suggested(&id),
            Command::DismissSuggested(id) => {
                if let Some(interaction) = self.interaction(&id) {
                    interaction.suggested = None;
                }
            }
            Command::Send { conversation, text } => self.send(&conversation, text, &[], todo),
            Command::SendAgain { conversation, message } => self.send_again(&conversation, message, &[], todo),
            Command::Anyway { what, despite } => match what {
                Anyway::Compose => self.begin(despite, todo),
                Anyway::Send { conversation, text } => self.send(&conversation, text, &despite, todo),
                Anyway::SendAgain { conversation, message } => {
                    self.send_again(&conversation, message, &despite, todo);
                }
            },
            Command::Identify(id) => self.identify(&id),
            Command::SearchResponses { conversation, query } => self.search_responses(conversation, query, todo),
            Command::CloseResponses => self.close_responses(),
            Command::LeaveIt { conversation, message } => {
                if let Some(interaction) = self.interaction(&conversation) {
                    interaction.thread.leave(message);
                }
            }
            Command::Answer(id) => self.answer(&id, true, todo),
            Command::Decline(id) => self.answer(&id, false, todo),
            Command::Disconnect(id) => {
                if let Some(interaction) = self.interaction(&id) {
                    interaction.disconnect(todo);
                }
            }
            Command::RequestAfterCallWork { conversation, wanted } => {
                if let Some(interaction) = self.interaction(&conversation) {
                    interaction.request_after_call_work(wanted, todo);
                }
            }

            Command::OpenTransfer(id) => self.open_transfer(id, todo),
            Command::EditTransferSearch { text, edit } => {
                let stamp = self.next_stamp();
                if let (Some(transfer), Some(directory)) = (&mut self.state.transfer, &self.state.directory) {
                    transfer.search(stamp, text::typed_by(view, text, edit), directory, todo);
                }
            }
            Command::CloseTransfer => self.state.transfer = None,
            Command::Transfer(target) => {
                let Some(transfer) = &self.state.transfer else {
                    return;
                };
                let (id, name) = (transfer.conversation.clone(), transfer.name_of(&target));
                if let (Some(name), Some(interaction)) = (name, self.interaction(&id)) {
                    interaction.transfer(target, name, todo);
                }
            }

            Command::OpenHistory => self.open_history(),
            Command::EditHistorySearch { text, edit } => self.search_history(text::typed_by(view, text, edit)),
            Command::CloseHistory => self.close_history(),

            Command::EditLog { conversation, field, text, edit } => {
                let typed = text::typed_by(view, text, edit);
                if let Some(interaction) = self.interaction(&conversation) {
                    interaction.log.edit(todo.now, field, typed);
                }
            }
            Command::ChooseContact { conversation, contact } => {
                if let Some(interaction) = self.interaction(&conversation) {
                    interaction.choose_contact(contact.as_ref(), todo);
                }
            }
            Command::CreateContact { conversation, name } => {
                if self.may(permission::CONTACT_ADD)
                    && let Some(interaction) = self.interaction(&conversation)
                {
                    interaction.create_contact(&name, todo);
                }
            }
            Command::ChooseWrapUpCode { conversation, code } => {
                if let Some(interaction) = self.interaction(&conversation) {
                    interaction.choose_code(code);
                }
            }
            Command::Done(id) => {
                if let Some(interaction) = self.interaction(&id) {
                    interaction.finish(todo);
                }
            }
        }
    }

    fn sign_in(&mut self, todo: &mut Todo) {
        match &self.state.session {
            Session::Out { .. } => {}
            // Signed in, but who it is could not be found out.
            Session::In { known: false, .. } => return self.retry(todo),
            Session::Authorizing | Session::Exchanging | Session::In { .. } => return,
        }
        let client_id = self.durable.settings.client_id(&self.policy).to_owned();
        if client_id.is_empty() {
            self.state.session.end(Some(SignInProblem::NoClientId));
            return;
        }
        let environment = self.durable.settings.environment(&self.policy);
        self.state.session = Session::Authorizing;
        self.state.environment = Some(environment.clone());
        todo.effect(Effect::Authorize { environment, client_id, fresh: self.durable.signed_out });
    }

    fn cancel_sign_in(&mut self, todo: &mut Todo) {
        if matches!(self.state.session, Session::Authorizing | Session::Exchanging) {
            todo.effect(Effect::CancelAuthorize);
            self.state.session.end(None);
        }
    }

    fn sign_out(&mut self, todo: &mut Todo) {
        let token = self.state.session.token().cloned();
        self.put_away(todo);
        self.state.notices.clear();
        self.state.session.end(None);
        self.durable.signed_out = true;
        if let Some(token) = token {
            let access = self.access_as(Some(token));
            if let Some(revoke) = self.start(Some(&access), Purpose::SignOut, Call::RevokeToken) {
                todo.effect(revoke);
            }
        }
    }

    fn retry(&mut self, todo: &mut Todo) {
        if let Session::In { known: false, trouble, .. } = &mut self.state.session {
            *trouble = None;
            todo.call(Purpose::Me, Call::Me);
            return;
        }
        if self.access().is_none() {
            return;
        }
        if let Some(directory) = self.state.directory.as_mut().filter(|directory| directory.trouble().is_some()) {
            directory.fetch_queues(todo);
        }
        self.state.live.reconnect(true, todo);
        self.resync(todo);
        self.retry_responses(todo);
        self.retry_past(todo);
        for interaction in &mut self.state.interactions {
            interaction.fetch_texts(todo);
            if interaction.wraps_up() {
                interaction.fetch_codes(todo);
            }
        }
    }

    pub(crate) fn new_interaction(&mut self, todo: &mut Todo) {
        // What was asked for last is what shows.
        self.close_history();
        if let Some(compose) = &mut self.state.compose {
            compose.is_asked_for();
            return;
        }
        if !self.may(permission::MESSAGE_CREATE) {
            return;
        }
        let stamp = self.next_stamp();
        let country = self.country();
        let Some(directory) = &self.state.directory else {
            return;
        };
        let remembered = self.account().and_then(|account| account.remembered_queue.as_ref());
        let queue = remembered.and_then(|remembered| directory.queue(&remembered.id));
        directory.look_up_numbers("", todo);
        self.state.compose = Some(Compose::new(stamp, country, queue));
    }

    fn cancel_compose(&mut self) {
        let stamp = self.next_stamp();
        if let Some(compose) = &mut self.state.compose {
            compose.cancel(stamp);
        }
    }

    pub(crate) fn select(&mut self, id: &ConversationId) {
        if self.position(id).is_some() {
            if self.state.selected.as_ref() != Some(id)
                && let Some(interaction) = self.interaction(id)
            {
                interaction.thread.show_latest();
            }
            self.state.selected = Some(id.clone());
            self.mark_read();
        }
    }

    fn use_suggested(&mut self, id: &ConversationId) {
        let Some(position) = self.position(id) else {
            return;
        };
        let (customer, queue) = draft_place(&self.state.interactions[position]);
        let Some(text) = self.state.interactions[position].suggested.take() else {
            return;
        };
        if let Some(account) = self.account_mut() {
            account.set_draft(&customer, queue.as_ref(), text::set(text));
        }
    }

    /// *Compose*.
    fn begin(&mut self, despite: Vec<Rule>, todo: &mut Todo) {
        let stamp = self.next_stamp();
        let (Some(compose), Some(directory)) = (&self.state.compose, &self.state.directory) else {
            return;
        };
        if !directory.may(permission::MESSAGE_CREATE) || !compose.is_ready(directory) {
            return;
        }
        let cleared =
            compose.recipient().and_then(|to| self.clear(compliance::Path::Compose, to, None, None, &despite));
        if let (Some(cleared), Some(compose)) = (cleared, &mut self.state.compose) {
            compose.compose(stamp, cleared, despite, todo);
        }
    }

    /// *Continue* at the prompt that there is a recent conversation.
    fn go_on(&mut self, todo: &mut Todo) {
        let stamp = self.next_stamp();
        let Some(despite) = self.state.compose.as_ref().and_then(Compose::asks) else {
            return;
        };
        let to = self.state.compose.as_ref().and_then(Compose::recipient);
        let cleared = to.and_then(|to| self.clear(compliance::Path::Continue, to, None, None, despite));
        let Some(compose) = &mut self.state.compose else { return };
        match cleared {
            Some(cleared) => compose.go_on(stamp, cleared, todo),
            None => compose.held(),
        }
    }

    /// *Send again*.
    fn send_again(&mut self, id: &ConversationId, message: SendId, despite: &[Rule], todo: &mut Todo) {
        let stamp = self.next_stamp();
        let Some(interaction) = self.position(id).map(|position| &self.state.interactions[position]) else {
            return;
        };
        let Some((path, text)) = interaction.thread.resendable(message).filter(|_| interaction.can_send()) else {
            return;
        };
        // Such a message left before anything looked for what is open in it.
        if let Some(field) = draft::open_field(text).map(str::to_owned) {
            self.state.notices.say(NoticeKind::FieldOpen { field });
            return;
        }
        let cleared = self.clear(path, &interaction.customer, Some(text), Some(message), despite);
        if let (Some(cleared), Some(interaction)) = (cleared, self.interaction(id))
            && let Some((text, files)) = interaction.thread.take_for_resend(message)
        {
            interaction.send(SendId(stamp), text, files, cleared, todo);
        }
    }

    /// Puts the text that says who writes into the draft.
    fn identify(&mut self, id: &ConversationId) {
        let (Some(position), Some(wanted)) = (self.position(id), self.policy.identification().map(str::to_owned))
        else {
            return;
        };
        let (customer, queue) = draft_place(&self.state.interactions[position]);
        let drafted = self.draft(&self.state.interactions[position]).text;
        if let Some(account) = self.account_mut().filter(|_| !customer.is_empty()) {
            let text = compliance::with_identification(&drafted, &wanted);
            account.set_draft(&customer, queue.as_ref(), text::set(text));
        }
    }

    fn send(&mut self, id: &ConversationId, text: String, despite: &[Rule], todo: &mut Todo) {
        let stamp = self.next_stamp();
        let Some(position) = self.position(id) else {
            return self.sent_too_late(id, text);
        };
        let (customer, queue) = draft_place(&self.state.interactions[position]);
        let drafted = self.draft(&self.state.interactions[position]);
        let interaction = &self.state.interactions[position];
        // Pressed in two windows, before either knew that the draft had gone: that is one message.
        if drafted.text != text && interaction.thread.is_on_its_way(&text) {
            return;
        }
        let fit = draft::fit(draft::measure(&text).fit, &self.show_files(interaction));
        if !interaction.can_send() || fit != Fit::Fits {
            return;
        }
        let as_it_came = drafted.text == text && drafted.author.is_none();
        let path = if as_it_came { compliance::Path::Link } else { compliance::Path::Reply };
        let Some(cleared) = self.clear(path, &customer, Some(&text), None, despite) else {
            return;
        };
        let interaction = &mut self.state.interactions[position];
        let files = interaction.files.take();
        interaction.send(SendId(stamp), text, files, cleared, todo);
        if let Some(account) = self.account_mut() {
            account.set_draft(&customer, queue.as_ref(), text::set(""));
        }
    }

    /// *Send* was pressed while the interaction went: the draft stays, and that it was not sent is said.
    fn sent_too_late(&mut self, id: &ConversationId, text: String) {
        let Some(gone) = self.finished(id) else {
            return;
        };
        let kept = self.account().map(|account| account.draft(&gone.customer, gone.queue.as_ref()).text);
        if kept.is_some_and(|kept| kept == text) {
            let customer = gone.called.clone();
            self.state.notices.say(NoticeKind::Unsettled { customer, text });
        }
    }

    /// The interaction that was gone last of a conversation.
    fn finished(&self, id: &ConversationId) -> Option<&Finished> {
        self.state.finished.iter().rfind(|gone| gone.conversation == *id)
    }

    pub(crate) fn answer(&mut self, id: &ConversationId, accept: bool, todo: &mut Todo) {
        if let Some(interaction) = self.interaction(id) {
            interaction.answer(accept, todo);
        }
    }

    fn open_transfer(&mut self, id: ConversationId, todo: &mut Todo) {
        let stamp = self.next_stamp();
        let connected = self.interaction(&id).is_some_and(|interaction| interaction.standing == Standing::Connected);
        let Some(directory) =
            self.state.directory.as_ref().filter(|directory| connected && directory.may(permission::BLIND_TRANSFER))
        else {
            return;
        };
        let mut transfer = Transfer::new(id);
        transfer.search(stamp, text::set(""), directory, todo);
        self.state.transfer = Some(transfer);
    }
}

/// A draft belongs to its recipient and queue.
fn draft_place(interaction: &Interaction) -> (String, Option<QueueId>) {
    (interaction.customer.clone(), interaction.queue.clone())
}
