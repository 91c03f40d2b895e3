//! The agent: looks at what is shown and presses what is offered.

use std::rc::Rc;

use genesys::id::ConversationId;
use protocol::{
    Command, Compose, Delivery, DoneEntry, EnvironmentChoice, FileAct, FileEntry, FileId, FileStage, Interaction,
    Listing, LogField, Message, MessageKey, Missing, NewFile, Page, Phase, QueueSms, SendId, Session, SmsEntry, Stage,
    Theme, View, Window,
};

use crate::{ledger::Act, others::CUSTOMERS, tally::Situation, truth, world::World};

/// The agent in front of Behalf.
pub(crate) struct Agent {
    world: Rc<World>,
    texts: u32,
    edits: u64,
}

impl Agent {
    pub(crate) fn new(world: Rc<World>) -> Self {
        Self { world, texts: 0, edits: 0 }
    }

    /// Opens the client, and tells it where the sandbox is.
    pub(crate) fn set_up(&mut self) {
        if self.world.pages.borrow().is_empty() {
            self.open_a_page();
        }
        let url = self.world.sandbox.url().to_owned();
        let client = self.world.sandbox.organisation().clients.first().map(|client| client.id.to_string());
        self.press(&Command::SetEnvironment(EnvironmentChoice::Sandbox(url)));
        self.press(&Command::SetClientId(client.unwrap_or_default()));
    }

    /// Does something, or looks on.
    pub(crate) fn act(&mut self) {
        let Some(view) = self.world.view().filter(|_| !self.world.pages.borrow().is_empty()) else {
            return self.open_a_page();
        };
        match self.world.dice(0..100) {
            0..=3 => self.arrange_pages(),
            4 => self.press(&Command::OpenWindow(*self.one_of(&[Window::Interactions, Window::WrapUp]))),
            5 => self.settle_down(&view),
            6 if self.world.chance(60) => self.press(&Command::SignOut),
            _ if !matches!(view.session, Session::SignedIn(_)) => self.get_in(&view),
            7..=29 => self.begin(&view),
            30..=89 => self.talk(&view),
            _ => {}
        }
    }

    /// Signs in, where nobody is; `true` where somebody is.
    pub(crate) fn get_in(&mut self, view: &View) {
        let elsewhere =
            view.settings.environment.value != EnvironmentChoice::Sandbox(self.world.sandbox.url().to_owned());
        match &view.session {
            // A setting that could not be written is gone after a stop.
            _ if elsewhere || view.settings.client_id.value.is_empty() => self.set_up(),
            Session::SignedOut { .. } | Session::Expired { signing_in: false, .. } => self.bounce(&Command::SignIn),
            Session::Starting { problem: Some(_) } => self.press(&Command::Retry),
            Session::SigningIn | Session::Expired { signing_in: true, .. }
                if self.world.chance(self.world.roughness()) =>
            {
                self.press(&Command::CancelSignIn);
            }
            _ => {}
        }
    }

    /// Brings everything to its end.
    pub(crate) fn finish(&mut self, view: &View) {
        if view.transfer.is_some() {
            self.press(&Command::CloseTransfer);
        }
        if view.compose.is_some() {
            self.press(&Command::CloseNewInteraction);
        }
        for interaction in &view.interactions {
            let id = interaction.conversation.clone();
            match &interaction.phase {
                Phase::Alerting { answering: false } => self.press(&Command::Decline(id)),
                Phase::Connected { leaving: false, .. } => self.press(&Command::Disconnect(id)),
                Phase::WrapUp(wrap_up) => match (&wrap_up.codes, wrap_up.done) {
                    (Listing::Loaded(codes), DoneEntry::CodeMissing) => {
                        let code = self.world.pick(codes).map(|code| code.id.clone());
                        self.press(&Command::ChooseWrapUpCode { conversation: id, code });
                    }
                    (Listing::Loaded(codes), DoneEntry::Available) if self.world.chance(200) => {
                        let code = self.world.pick(codes).map(|code| code.id.clone());
                        self.press(&Command::ChooseWrapUpCode { conversation: id, code });
                    }
                    (Listing::Failed(_), _) => self.press(&Command::Retry),
                    (_, DoneEntry::Available) => self.press(&Command::Done(id)),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// Opens the thread of a conversation.
    pub(crate) fn look_into(&mut self, id: &ConversationId) {
        self.press(&Command::OpenInteractions(Some(id.clone())));
    }

    /// Opens the client.
    pub(crate) fn open_a_page(&mut self) {
        let page = *self.one_of(&[Page::Popup, Page::SidePanel]);
        self.world.pages.borrow_mut().open(&self.world, page);
        self.world.wake();
    }

    fn arrange_pages(&mut self) {
        let world = &self.world;
        let open = world.pages.borrow().len();
        if open < 3 && world.chance(400) {
            return self.open_a_page();
        }
        let position = world.dice(0..u32::try_from(open).unwrap_or(1)) as usize;
        let Some(page) = world.pages.borrow().page(position) else { return };
        let window = match page {
            Page::Interactions => Window::Interactions,
            Page::WrapUp => Window::WrapUp,
            _ => {
                world.pages.borrow_mut().close(world, position);
                return;
            }
        };
        world.computer.close(window);
        world.pages.borrow_mut().closed(world, window);
    }

    fn settle_down(&mut self, view: &View) {
        match self.world.dice(0..4) {
            0 => self.press(&Command::SetTheme(*self.one_of(&[Theme::Dark, Theme::Light]))),
            1 => {
                let Listing::Loaded(queues) = &view.queues else { return };
                let queue = self.world.pick(queues).map(|queue| queue.id.clone());
                self.press(&Command::RememberQueue(queue));
            }
            2 => self.press(&Command::Retry),
            _ => {
                if let Some(notice) = view.notices.first() {
                    self.press(&Command::Dismiss(notice.id));
                }
            }
        }
    }

    /// New Interaction.
    fn begin(&mut self, view: &View) {
        let Some(compose) = &view.compose else {
            if view.sms == SmsEntry::Available && view.interactions.len() < 5 {
                self.press(&Command::NewInteraction);
            }
            return;
        };
        match (&compose.stage, self.world.dice(0..20)) {
            (_, 0) => self.press(&Command::CloseNewInteraction),
            (Stage::Editing { .. }, _) => self.fill_in(compose),
            (Stage::Existing, 1..=3) | (Stage::Checking, 1..=2) => self.press(&Command::CancelCompose),
            (Stage::Existing, _) => self.bounce(&Command::ContinueExisting),
            (Stage::Checking, _) => {}
        }
    }

    fn fill_in(&mut self, compose: &Compose) {
        let queue_is_missing = compose.missing.iter().any(|missing| {
            matches!(missing, Missing::Queue | Missing::QueueMatchesNothing | Missing::QueueWithoutNumber)
        });
        if compose.missing.is_empty() && self.world.chance(850) {
            return self.bounce(&Command::Compose);
        }
        if queue_is_missing {
            let Listing::Loaded(queues) = &compose.matches else { return };
            let can = queues.iter().filter(|queue| queue.sms != QueueSms::HasNone).collect::<Vec<_>>();
            match self.world.pick(&can).filter(|_| self.world.chance(800)) {
                Some(queue) => self.press(&Command::ChooseQueue(queue.id.clone())),
                None => {
                    let (text, edit) = ((*self.one_of(&["", "s", "Supp", "nobody"])).to_owned(), self.edit());
                    self.press(&Command::EditQueueText { text, edit });
                }
            }
            return;
        }
        let odd = ["+1 317", "no number", "+13175550142 ext 7", "+999123456789"];
        let text = if self.world.chance(900) { *self.one_of(&CUSTOMERS) } else { *self.one_of(&odd) };
        let (caret, edit) = (u32::try_from(text.len()).unwrap_or_default(), self.edit());
        self.press(&Command::EditNumber { text: text.to_owned(), caret, deleted_forward: false, edit });
    }

    fn talk(&mut self, view: &View) {
        let Some(interaction) = self.world.pick(&view.interactions).cloned() else { return };
        let id = interaction.conversation.clone();
        if !truth::is_whole(view, &id) && self.world.chance(250) {
            return self.look_into(&id);
        }
        let uncertain = matches!(&interaction.messages, Listing::Loaded(messages) if messages.iter().any(is_uncertain));
        if uncertain && self.world.chance(350) {
            return self.sort_out(&interaction);
        }
        match (&interaction.phase, self.world.dice(0..20)) {
            (Phase::Alerting { .. }, 0..=9) => self.bounce(&Command::Answer(id)),
            (Phase::Alerting { .. }, 10..=11) => self.bounce(&Command::Decline(id)),
            (Phase::Connected { .. }, 0..=6) => self.write(&interaction),
            (Phase::Connected { .. }, 7..=8) => self.sort_out(&interaction),
            (Phase::Connected { .. }, 9) => self.bring_a_file(&interaction),
            (Phase::Connected { .. }, 10..=11) => self.bounce(&Command::Disconnect(id)),
            (Phase::Connected { .. }, 12..=14) => self.transfer(view, id),
            (Phase::Connected { after_call_work: Some(wanted), .. }, 15..=16) => {
                self.press(&Command::RequestAfterCallWork { conversation: id, wanted: !wanted });
            }
            (Phase::WrapUp(wrap_up), 0..=9) => match (&wrap_up.codes, wrap_up.done) {
                (Listing::Loaded(codes), DoneEntry::CodeMissing) => {
                    let code = self.world.pick(codes).map(|code| code.id.clone());
                    self.press(&Command::ChooseWrapUpCode { conversation: id, code });
                }
                _ => self.bounce(&Command::Done(id)),
            },
            (Phase::WrapUp(_), 10..=11) => self.sort_out(&interaction),
            (_, 17..=18) => self.press(&Command::Select(id)),
            (_, 19) => self.keep_the_log(&interaction),
            _ => {}
        }
    }

    /// Types a message to this customer, and mostly sends it.
    fn write(&mut self, interaction: &Interaction) {
        // What was sent last and did not leave comes back as the draft: nobody types before that is clear.
        if self.world.pages.borrow().wait_for_the_background() {
            return;
        }
        let conversation = interaction.conversation.clone();
        let text = if self.world.chance(100) {
            format!("ok to {}", interaction.customer.number)
        } else {
            self.texts += 1;
            format!("m{} to {}", self.texts, interaction.customer.number)
        };
        if interaction.customer.number.is_empty() {
            return;
        }
        // What stands there is typed over knowingly.
        self.world.ledger.borrow_mut().given_up(&interaction.draft.typed.text);
        let (page, edit) = (self.some_page(), self.edit());
        self.press_on(page, &Command::EditDraft { conversation: conversation.clone(), text: text.clone(), edit });
        if self.world.chance(200) {
            return;
        }
        let send = Command::Send { conversation, text };
        self.press_on(page, &send);
        // The same draft stands in another window, where Enter is pressed, too.
        let pages = self.world.pages.borrow().len();
        if pages > 1 && self.world.chance(100) {
            self.world.reach(Situation::TwoWindows);
            let other = (page + 1) % pages;
            self.world.pages.borrow_mut().command(&self.world, other, send);
        }
    }

    /// Attaches a file to the next message, or takes one off that cannot be sent, or is not to be.
    fn bring_a_file(&mut self, interaction: &Interaction) {
        let failed = |file: &&FileEntry| matches!(file.stage, FileStage::Failed(_));
        let files = &interaction.draft.files;
        let off = files.iter().find(failed).or_else(|| self.world.pick(files).filter(|_| self.world.chance(200)));
        let act = match off {
            Some(file) => FileAct::Remove(file.id.clone()),
            None => {
                let id = FileId(format!("file-{}", self.edit()));
                let kind = if self.world.chance(900) { "image/png" } else { "text/html" };
                FileAct::Attach(NewFile { name: format!("{}.png", id.0), id, kind: kind.to_owned(), bytes: 8 })
            }
        };
        self.press(&Command::File { conversation: interaction.conversation.clone(), act });
    }

    /// Decides about messages that were not, or not certainly, sent.
    fn sort_out(&mut self, interaction: &Interaction) {
        let Listing::Loaded(messages) = &interaction.messages else { return };
        let open: Vec<(SendId, &Message)> = messages.iter().filter_map(offers_to_send_again).collect();
        let Some((message, shown)) = self.world.pick(&open).copied() else { return };
        let conversation = interaction.conversation.clone();
        if shown.delivery == Delivery::Unconfirmed && self.world.chance(400) {
            return self.press(&Command::LeaveIt { conversation, message });
        }
        self.world.ledger.borrow_mut().asked_again(&shown.text);
        self.world.reach(Situation::SentAgain);
        self.bounce(&Command::SendAgain { conversation, message });
    }

    fn transfer(&mut self, view: &View, id: ConversationId) {
        let Some(transfer) = view.transfer.as_ref().filter(|transfer| transfer.conversation == id) else {
            return self.press(&Command::OpenTransfer(id));
        };
        let targets = match &transfer.targets {
            Listing::Loaded(targets) => &targets[..],
            Listing::Loading | Listing::Failed(_) => &[],
        };
        match self.world.pick(targets).filter(|_| self.world.chance(700)) {
            Some(target) => {
                self.world.ledger.borrow_mut().asked_in(id.as_str(), Act::Transfer);
                self.bounce(&Command::Transfer(target.target.clone()));
            }
            None => {
                let (text, edit) = ((*self.one_of(&["e", "Eve", "Bill", ""])).to_owned(), self.edit());
                self.press(&Command::EditTransferSearch { text, edit });
            }
        }
    }

    fn keep_the_log(&mut self, interaction: &Interaction) {
        let Some(log) = &interaction.log else { return };
        let conversation = interaction.conversation.clone();
        if let (Some(contact), true) = (&log.contact, self.world.chance(300)) {
            let Listing::Loaded(offered) = &contact.offered else { return };
            let contact = self.world.pick(offered).map(|contact| contact.id.clone());
            return self.press(&Command::ChooseContact { conversation, contact });
        }
        let field = *self.one_of(&[LogField::Subject, LogField::Notes]);
        let edit = self.edit();
        self.press(&Command::EditLog { conversation, field, text: format!("noted {edit}"), edit });
    }

    /// Presses something, on whichever page.
    fn press(&mut self, command: &Command) {
        let page = self.some_page();
        self.press_on(page, command);
    }

    fn press_on(&mut self, page: usize, command: &Command) {
        let world = &self.world;
        let given = world.pages.borrow_mut().command(world, page, command.clone());
        if let Some(given) = given {
            world.ledger.borrow_mut().asked(command, given);
        }
        world.wake();
    }

    /// Presses something, now and then twice before anything moves: that is meant once.
    fn bounce(&mut self, command: &Command) {
        let page = self.some_page();
        let twice = self.world.chance(100).then(|| command.clone());
        self.press_on(page, command);
        if let Some(again) = twice {
            self.world.pages.borrow_mut().command(&self.world, page, again);
        }
    }

    fn some_page(&self) -> usize {
        let pages = u32::try_from(self.world.pages.borrow().len()).unwrap_or(1).max(1);
        self.world.dice(0..pages) as usize
    }

    fn edit(&mut self) -> u64 {
        self.edits += 1;
        self.edits
    }

    fn one_of<'a, T>(&self, from: &'a [T]) -> &'a T {
        self.world.pick(from).unwrap_or(&from[0])
    }
}

fn is_uncertain(message: &Message) -> bool {
    matches!(message.delivery, Delivery::Unconfirmed | Delivery::Refused(_) | Delivery::Held)
}

fn offers_to_send_again(message: &Message) -> Option<(SendId, &Message)> {
    match (&message.key, &message.delivery) {
        (MessageKey::Own(id), Delivery::Unconfirmed | Delivery::Refused(_) | Delivery::Failed(_)) => {
            Some((*id, message))
        }
        _ => None,
    }
}
