//! Everybody else: customers who write, a colleague, and the agent at another screen of Genesys Cloud's own.

use std::{cell::RefCell, rc::Rc};

use genesys::{
    call::{Call, CodeExchange, Reply, TransferTarget},
    id::{PresenceId, QueueId, UserId},
    model::{Conversation, Participant, ParticipantState, Purpose},
    oauth::{self, Pkce},
    region::Environment,
};
use http::{Method, Request, header};
use sandbox::org::SystemPresence;
use serde_json::{Value, json};

use crate::{
    computer::{AGENT, REDIRECT_URI},
    world::World,
};

/// Numbers of customers: with and without a past, and some to which nothing is delivered.
pub(crate) const CUSTOMERS: [&str; 10] = [
    "+13175550142",
    "+491701234567",
    "+13175550144",
    "+13175550145",
    "+13175550151",
    "+13175550152",
    "+13175559001",
    "+13175559002",
    "+13175559003",
    "+13175559004",
];

/// Everybody but the agent in front of Behalf.
pub(crate) struct Others {
    colleague: Person,
    /// The agent, in Genesys Cloud's own client.
    agent: Person,
    texts: u32,
}

impl Others {
    pub(crate) fn new() -> Self {
        Self { colleague: Person::new("eve@lumen.example"), agent: Person::new(AGENT), texts: 0 }
    }

    /// A customer writes: to somebody who wrote, or out of the blue.
    pub(crate) async fn write(&mut self, world: &Rc<World>) {
        let known = world.sandbox.conversations();
        let (from, to) = match world.pick(&known).filter(|_| world.chance(700)) {
            Some(conversation) => (conversation.customer.clone(), conversation.address.clone()),
            None => {
                let organisation = world.sandbox.organisation();
                let numbers: Vec<_> = organisation.queues.iter().filter_map(|queue| queue.number.as_ref()).collect();
                let Some((number, customer)) = world.pick(&numbers).zip(world.pick(&CUSTOMERS)) else { return };
                ((*customer).to_owned(), number.e164.clone())
            }
        };
        self.texts += 1;
        let text = format!("c{} from {from}", self.texts);
        world.note(|| format!("{from} writes to {to}"));
        backstage(world, "handset/messages", &json!({ "from": from, "to": to, "text": text })).await;
    }

    /// The colleague does something.
    pub(crate) async fn work_along(&self, world: &Rc<World>) {
        match world.dice(0..10) {
            0..=2 => self.colleague.set_presence(world, SystemPresence::OnQueue).await,
            3 => self.colleague.set_presence(world, SystemPresence::Available).await,
            _ => self.colleague.work(world).await,
        }
    }

    /// The agent goes on queue or off it, somewhere else than in Behalf.
    pub(crate) async fn change_presence(&self, world: &Rc<World>) {
        let presence = if world.chance(800) { SystemPresence::OnQueue } else { SystemPresence::Break };
        self.agent.set_presence(world, presence).await;
    }

    /// The agent opens so many other clients that Behalf's channel has to go.
    pub(crate) async fn evict_channels(&self, world: &Rc<World>) {
        for _ in 0..21 {
            self.agent.ask(world, &Call::CreateChannel).await;
        }
    }

    /// Nobody is offered anything any more.
    pub(crate) async fn leave_the_queues(&self, world: &Rc<World>) {
        self.agent.set_presence(world, SystemPresence::Available).await;
        self.colleague.set_presence(world, SystemPresence::Available).await;
    }
}

/// Somebody with a client of their own.
struct Person {
    email: &'static str,
    token: RefCell<Option<String>>,
}

impl Person {
    fn new(email: &'static str) -> Self {
        Self { email, token: RefCell::new(None) }
    }

    async fn set_presence(&self, world: &Rc<World>, system: SystemPresence) {
        let organisation = world.sandbox.organisation();
        let (Some(user), Some(presence)) =
            (organisation.user_by_email(self.email), organisation.system_presence(system))
        else {
            return;
        };
        world.note(|| format!("{} is {system}", self.email));
        let (user, presence) = (UserId::new(user.id.to_string()), PresenceId::new(presence.id.to_string()));
        self.ask(world, &Call::SetPresence { user, presence }).await;
    }

    /// Goes on with one of the conversations.
    async fn work(&self, world: &Rc<World>) {
        let Some(Reply::Conversations(mine)) = self.ask(world, &Call::MyConversations).await else { return };
        let Some(conversation) = world.pick(&mine).cloned() else { return };
        let Some(part) = self.part(world, &conversation) else { return };
        let (id, participant) = (conversation.id.clone(), part.id.clone());
        let call = match (&part.state, world.dice(0..10)) {
            (ParticipantState::Alerting, 0..=7) => Call::Answer { conversation: id, participant },
            (ParticipantState::Alerting, _) => Call::Disconnect { conversation: id, participant },
            (ParticipantState::Connected, 0..=3) => Call::Disconnect { conversation: id, participant },
            (ParticipantState::Connected, 4..=7) => {
                let to = self.target(world);
                let Some(to) = to else { return };
                Call::Transfer { conversation: id, participant, to }
            }
            (ParticipantState::Connected, _) => {
                let Some(communication) = part.communication.clone() else { return };
                Call::Send { conversation: id, communication, text: "from a colleague".to_owned(), media: Vec::new() }
            }
            _ => Call::SkipWrapUp { conversation: id, participant },
        };
        world.note(|| format!("{} does {call:?}", self.email));
        self.ask(world, &call).await;
    }

    fn target(&self, world: &Rc<World>) -> Option<TransferTarget> {
        let organisation = world.sandbox.organisation();
        if world.chance(600) {
            let agent = organisation.user_by_email(AGENT)?;
            return Some(TransferTarget::User(UserId::new(agent.id.to_string())));
        }
        let queues: Vec<_> = organisation.queues.iter().filter(|queue| queue.number.is_some()).collect();
        world.pick(&queues).map(|queue| TransferTarget::Queue(QueueId::new(queue.id.to_string())))
    }

    fn part(&self, world: &Rc<World>, conversation: &Conversation) -> Option<Participant> {
        let me = world.sandbox.organisation().user_by_email(self.email)?.id.to_string();
        let mine = |one: &&Participant| {
            one.purpose == Purpose::Agent && one.user.as_ref().is_some_and(|user| user.as_str() == me)
        };
        conversation.participants.iter().rev().find(mine).cloned()
    }

    /// Makes a call, after signing in where that is needed.
    async fn ask(&self, world: &Rc<World>, call: &Call) -> Option<Reply> {
        for _ in 0..2 {
            let token = self.token.borrow().clone();
            let token = match token {
                Some(token) => token,
                None => self.sign_in(world).await?,
            };
            let response = world.sandbox.request(call.request(&environment(world)?, Some(&token))).await.ok()?;
            if response.status() == 401 {
                self.token.replace(None);
                continue;
            }
            return call.decode(response.status().as_u16(), response.headers(), response.body()).ok();
        }
        None
    }

    async fn sign_in(&self, world: &Rc<World>) -> Option<String> {
        let environment = environment(world)?;
        let client_id = world.sandbox.organisation().clients.first()?.id.to_string();
        let pkce = Pkce::from_entropy(world.entropy());
        let url = oauth::authorize_url(&environment, &client_id, REDIRECT_URI, &pkce, "state", false);
        let redirect = log_in(world, self.email, &url).await?;
        let code = oauth::read_redirect(&redirect, "state").ok()?;
        let verifier = pkce.verifier().to_owned();
        let call = Call::Token(CodeExchange { client_id, code, verifier, redirect_uri: REDIRECT_URI.to_owned() });
        let response = world.sandbox.request(call.request(&environment, None)).await.ok()?;
        let reply = call.decode(response.status().as_u16(), response.headers(), response.body()).ok()?;
        let Reply::Token(token) = reply else { return None };
        self.token.replace(Some(token.access_token.clone()));
        Some(token.access_token)
    }
}

/// Fills in the login form; where it leads.
pub(crate) async fn log_in(world: &World, email: &str, url: &str) -> Option<String> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(url)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("email={}&password=sandbox", email.replace('@', "%40")).into_bytes())
        .ok()?;
    let response = world.sandbox.request(request).await.ok()?;
    response.headers().get(header::LOCATION)?.to_str().ok().map(str::to_owned)
}

/// Asks the sandbox for what the real service lacks.
pub(crate) async fn backstage(world: &World, path: &str, body: &Value) {
    let url = format!("{}/sandbox/{path}", world.sandbox.url());
    let request =
        Request::post(url).header(header::CONTENT_TYPE, "application/json").body(body.to_string().into_bytes());
    let Ok(request) = request else { return };
    match world.sandbox.request(request).await {
        Ok(response) if response.status().is_success() => {}
        other => world.violate(format!("backstage {path}: {other:?}")),
    }
}

fn environment(world: &World) -> Option<Environment> {
    Some(Environment::Loopback(world.sandbox.url().parse().ok()?))
}
