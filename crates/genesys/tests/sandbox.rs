//! The crate against the sandbox, over real HTTP and a real socket: each call once, each frame that can be had, and
//! the refusals that an agent meets.
#![expect(clippy::unwrap_used, clippy::panic, reason = "the functions that tests share are tests, too")]

mod kinds;

use std::{cell::RefCell, collections::BTreeSet, time::Duration};

use futures_util::{SinkExt, StreamExt};
use genesys::{
    call::{Call, CodeExchange, Reply, Token, TransferTarget, UploadPlace},
    id::{CommunicationId, ConversationId, MessageId, ParticipantId, QueueId, UserId},
    model::{
        AfterCallWorkMode, ApiError, AttachmentKind, Conversation, Direction, Failure, Me, MediaStatus, Message,
        MessageStatus, Participant, ParticipantState, Purpose, Queue, Rejection, ResponseLibraries, SmsNumber,
    },
    notify::{Frame, ping, topics_for},
    oauth::{Pkce, RedirectError, authorize_url, read_redirect},
    permission,
    region::Environment,
};
use kinds::{KINDS, kind};
use sandbox::domain::carrier::Pace;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};

const CLIENT: &str = "8b3f7c1e-5d0a-4c6e-9a52-2f1d6b7e9c40";
const REDIRECT: &str = "http://127.0.0.1:9/signed-in";
const MAYA: &str = "+13175550142";
const JONAS: &str = "+491701234567";
const PRIYA: &str = "+13175550144";
/// How long anything may take that the sandbox does by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A sandbox of the test's own, in this process, whose carrier and heart are quick.
struct Sandbox(sandbox::Sandbox);

impl Sandbox {
    async fn start() -> Self {
        let quick = Duration::from_millis(50);
        let settings = sandbox::Settings {
            pace: Pace { sent: quick, delivered: quick },
            heartbeat: Duration::from_millis(200),
            ..sandbox::Settings::default()
        };
        Self(sandbox::Sandbox::builder().settings(settings).start().await.unwrap())
    }

    /// Does what only the sandbox can: plays the customer, makes things break.
    async fn backstage(&self, path: &str, body: Value) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/sandbox/{path}", self.0.url());
        let request = http.post(url).header("content-type", "application/json").body(body.to_string());
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.text().await.unwrap());
    }
}

/// One who uses the sandbox through the crate.
struct Agent {
    http: reqwest::Client,
    environment: Environment,
    token: Option<String>,
    made: RefCell<BTreeSet<&'static str>>,
}

impl Agent {
    fn nobody(sandbox: &Sandbox) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let environment = Environment::Loopback(sandbox.0.url().parse().unwrap());
        Self { http, environment, token: None, made: RefCell::default() }
    }

    async fn signed_in(sandbox: &Sandbox, name: &str) -> Self {
        let mut agent = Self::nobody(sandbox);
        let pkce = Pkce::from_entropy([7; 32]);
        let code = agent.authorize(name, "sandbox", &pkce).await.unwrap();
        agent.token = Some(agent.exchange(code, pkce.verifier()).await.unwrap().access_token);
        agent
    }

    /// Goes through the login form, as a browser without scripts would.
    async fn authorize(&self, name: &str, password: &str, pkce: &Pkce) -> Result<String, RedirectError> {
        let page = authorize_url(&self.environment, CLIENT, REDIRECT, pkce, "state-1", false);
        let response = self.http.get(&page).send().await.unwrap();
        assert_eq!(response.status(), 200, "the login page");
        let form = Form::first_in(&response.text().await.unwrap());
        let action = response_url(&page, &form.action);
        let email = format!("{name}@lumen.example");
        let entered = [("email", email.as_str()), ("password", password)];
        let fields: Vec<_> = form.hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(entered).collect();
        let response = self.http.post(action).form(&fields).send().await.unwrap();
        match response.headers().get("location") {
            Some(location) => read_redirect(location.to_str().unwrap(), "state-1"),
            None => Err(RedirectError::NoCode),
        }
    }

    async fn exchange(&self, code: String, verifier: &str) -> Result<Token, Failure> {
        let exchange = CodeExchange {
            client_id: CLIENT.to_owned(),
            code,
            verifier: verifier.to_owned(),
            redirect_uri: REDIRECT.to_owned(),
        };
        match self.call(Call::Token(exchange)).await? {
            Reply::Token(token) => Ok(token),
            other => panic!("{other:?}"),
        }
    }

    async fn call(&self, call: Call) -> Result<Reply, Failure> {
        let request = call.request(&self.environment, self.token.as_deref());
        let response = self.http.execute(request.try_into().unwrap()).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        assert!(headers.contains_key("inin-correlation-id") || matches!(call, Call::Token(_)), "{call:?}");
        let body = response.bytes().await.unwrap();
        let reply = call.decode(status, &headers, &body);
        if reply.is_ok() {
            self.made.borrow_mut().insert(kind(&call));
        }
        reply
    }

    async fn refused(&self, call: Call) -> ApiError {
        match self.call(call).await {
            Err(Failure::Api(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    async fn done(&self, call: Call) {
        let what = format!("{call:?}");
        assert_eq!(self.call(call).await, Ok(Reply::Done), "{what}");
    }

    async fn me(&self) -> Me {
        match self.call(Call::Me).await {
            Ok(Reply::Me(me)) => *me,
            other => panic!("{other:?}"),
        }
    }

    async fn queues(&self) -> Vec<Queue> {
        let mut queues = Vec::new();
        for page in 1.. {
            match self.call(Call::MyQueues { page }).await {
                Ok(Reply::Queues(one)) => {
                    assert_eq!(one.number, page);
                    queues.extend(one.entities);
                    if one.count <= page {
                        break;
                    }
                }
                other => panic!("{other:?}"),
            }
        }
        queues
    }

    async fn queue(&self, name: &str) -> Queue {
        self.queues().await.into_iter().find(|queue| queue.name == name).unwrap()
    }

    async fn conversation(&self, id: &ConversationId) -> Conversation {
        match self.call(Call::Conversation(id.clone())).await {
            Ok(Reply::Conversation(conversation)) => conversation,
            other => panic!("{other:?}"),
        }
    }

    /// The conversation, once `ready` of it.
    async fn wait(&self, id: &ConversationId, ready: impl Fn(&Conversation) -> bool) -> Conversation {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let conversation = self.conversation(id).await;
            if ready(&conversation) {
                return conversation;
            }
            assert!(Instant::now() < deadline, "still: {conversation:#?}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Begins a conversation on behalf of a queue and waits until it is connected.
    async fn begin(&self, queue: &QueueId, to: &str) -> Seat {
        let call = Call::CreateConversation { queue: queue.clone(), to: to.to_owned(), use_existing: false };
        let id = match self.call(call).await {
            Ok(Reply::Created(id)) => id,
            other => panic!("{other:?}"),
        };
        self.seat(&id).await
    }

    /// Where the agent sits once connected.
    async fn seat(&self, id: &ConversationId) -> Seat {
        let me = self.me().await.id;
        let connected = |conversation: &Conversation| {
            mine(conversation, &me)
                .is_some_and(|it| it.state == ParticipantState::Connected && it.communication.is_some())
        };
        let conversation = self.wait(id, connected).await;
        let participant = mine(&conversation, &me).unwrap();
        Seat {
            user: me.clone(),
            conversation: id.clone(),
            participant: participant.id.clone(),
            communication: participant.communication.clone().unwrap(),
        }
    }

    async fn messages(&self, conversation: &Conversation) -> Vec<Message> {
        let ids = listed(conversation).into_iter().collect();
        match self.call(Call::Messages { conversation: conversation.id.clone(), ids }).await {
            Ok(Reply::Messages(messages)) => messages,
            other => panic!("{other:?}"),
        }
    }

    async fn send(&self, seat: &Seat, text: &str) -> Message {
        let call = Call::Send {
            conversation: seat.conversation.clone(),
            communication: seat.communication.clone(),
            text: text.to_owned(),
            media: Vec::new(),
        };
        match self.call(call).await {
            Ok(Reply::Message(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    /// Brings a file to where the service wants it, of a kind that may be attached.
    async fn uploaded(&self, seat: &Seat, name: &str, content: &'static [u8]) -> UploadPlace {
        let Ok(Reply::SupportedContent(kinds)) = self.call(Call::SupportedContent).await else { panic!() };
        assert!(kinds.contains(&"image/png".to_owned()), "{kinds:?}");
        let call = Call::CreateUpload {
            conversation: seat.conversation.clone(),
            communication: seat.communication.clone(),
            name: name.to_owned(),
            bytes: content.len().try_into().unwrap(),
        };
        let Ok(Reply::UploadPlace(place)) = self.call(call).await else { panic!() };
        let state = Call::Media {
            conversation: seat.conversation.clone(),
            communication: seat.communication.clone(),
            media: place.media.clone(),
        };
        assert_eq!(self.call(state.clone()).await, Ok(Reply::Media(MediaStatus::Uploading)));
        let request = place.headers.iter().fold(self.http.put(&place.url), |it, (name, value)| it.header(name, value));
        assert!(request.body(content).send().await.unwrap().status().is_success());
        assert_eq!(self.call(state).await, Ok(Reply::Media(MediaStatus::Valid)));
        place
    }

    async fn socket(&self, user: &UserId) -> Socket {
        let Ok(Reply::Channel(channel)) = self.call(Call::CreateChannel).await else { panic!() };
        let subscribe = Call::Subscribe { channel: channel.id, topics: topics_for(user) };
        assert_eq!(self.call(subscribe).await, Ok(Reply::Subscribed { rejected: vec![] }));
        let (stream, _) = connect_async(&channel.connect_uri).await.unwrap();
        Socket { stream }
    }
}

/// Where an agent sits in a conversation.
struct Seat {
    user: UserId,
    conversation: ConversationId,
    participant: ParticipantId,
    communication: CommunicationId,
}

impl Seat {
    fn disconnect(&self) -> Call {
        Call::Disconnect { conversation: self.conversation.clone(), participant: self.participant.clone() }
    }
}

/// The last part that a user has in a conversation.
fn mine<'a>(conversation: &'a Conversation, user: &UserId) -> Option<&'a Participant> {
    conversation.participants.iter().rev().find(|it| it.user.as_ref() == Some(user))
}

/// The messages that a conversation lists: the customer's part lists all, each agent's those of its time.
fn listed(conversation: &Conversation) -> BTreeSet<MessageId> {
    conversation.participants.iter().flat_map(|it| &it.messages).map(|it| it.id.clone()).collect()
}

struct Socket {
    stream: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Socket {
    /// The next frame for which `wanted` has something. Every frame on the way has to be readable.
    async fn next<T>(&mut self, wanted: impl Fn(&Frame) -> Option<T>) -> T {
        let mut seen = Vec::new();
        let search = async {
            loop {
                let message = self.stream.next().await.unwrap().unwrap();
                let tungstenite::Message::Text(text) = message else { continue };
                let frame = Frame::decode(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
                if let Some(found) = wanted(&frame) {
                    return found;
                }
                seen.push(frame);
            }
        };
        let found = timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("not among {seen:#?}"))
    }

    async fn say(&mut self, text: &str) {
        self.stream.send(tungstenite::Message::text(text)).await.unwrap();
    }
}

/// The first form of a page: where it goes and what is hidden in it.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    fn first_in(page: &str) -> Self {
        let form = page.split_once("<form").unwrap().1.split_once("</form>").unwrap().0;
        let (tag, inside) = form.split_once('>').unwrap();
        let inputs = inside.split("<input").skip(1).map(|rest| rest.split_once('>').unwrap().0);
        let hidden = inputs.filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
        Self {
            action: attribute(tag, "action").unwrap_or_default(),
            hidden: hidden.map(|it| (attribute(it, "name").unwrap(), attribute(it, "value").unwrap())).collect(),
        }
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let raw = rest.split_once('"')?.0.to_owned();
    Some(escapes.iter().fold(raw, |text, (escape, plain)| text.replace(escape, plain)))
}

fn response_url(page: &str, action: &str) -> reqwest::Url {
    reqwest::Url::parse(page).unwrap().join(action).unwrap()
}

#[tokio::test]
async fn each_call_once() {
    let sandbox = Sandbox::start().await;
    let ada = Agent::nobody(&sandbox);
    let pkce = Pkce::from_entropy([3; 32]);
    let code = ada.authorize("ada", "sandbox", &pkce).await.unwrap();
    let token = ada.exchange(code, pkce.verifier()).await.unwrap();
    assert!(token.expires_in_s > 0);
    let ada = Agent { token: Some(token.access_token), ..ada };

    let me = ada.me().await;
    assert_eq!((me.name.as_str(), me.email.as_deref()), ("Ada Park", Some("ada@lumen.example")));
    for needed in [permission::MESSAGE_CREATE, permission::BLIND_TRANSFER, permission::CALL_LOG] {
        assert!(me.permissions.allow(needed), "{needed}");
    }
    let organization = me.organization.unwrap();
    assert_eq!((organization.name.as_str(), organization.default_country.as_deref()), ("Lumen Travel", Some("US")));
    let was = me.presence.unwrap();

    let queues = ada.queues().await;
    let names: Vec<_> = queues.iter().map(|queue| queue.name.as_str()).collect();
    assert_eq!(names, ["Back Office", "Billing", "Concierge", "Feedback", "Reservations", "Support"]);
    let feedback = ada.queue("Feedback").await;
    assert_eq!(feedback.after_call_work.unwrap().mode, AfterCallWorkMode::AgentRequested);
    let Ok(Reply::Queue(back_office)) = ada.call(Call::Queue(queues[0].id.clone())).await else { panic!() };
    assert_eq!((back_office.name.as_str(), &back_office.sms_number), ("Back Office", &SmsNumber::Missing));
    let Ok(Reply::Queue(full)) = ada.call(Call::Queue(feedback.id.clone())).await else { panic!() };
    assert_eq!(full.sms_number, SmsNumber::Present(Some("+13175550104".to_owned())));
    let search = Call::SearchQueues { text: "roup".to_owned() };
    let Ok(Reply::Queues(found)) = ada.call(search).await else { panic!() };
    assert_eq!(found.entities.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(), ["Groups"]);
    let Ok(Reply::Users(users)) = ada.call(Call::SearchUsers { text: "Lind".to_owned() }).await else { panic!() };
    let [eve] = &users[..] else { panic!("{users:?}") };
    assert_eq!(eve.name, "Eve Lind");
    assert!(eve.presence.is_some() && eve.routing_status.is_some(), "{eve:?}");

    assert_eq!(feedback.response_libraries, ResponseLibraries::All);
    let reservations = ada.queue("Reservations").await;
    let ResponseLibraries::Selected(selected) = reservations.response_libraries else { panic!() };
    let Ok(Reply::Libraries(libraries)) = ada.call(Call::Libraries { page: 1 }).await else { panic!() };
    assert_eq!(libraries.entities.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Greetings", "Bookings"]);
    assert_eq!(libraries.entities.iter().map(|it| it.id.clone()).collect::<Vec<_>>(), selected);
    for (asked, expected) in [
        (None, &["Hello", "Thanks", "Confirmed", "New time", "Directions"][..]),
        (Some(vec![selected[1].clone()]), &["Confirmed", "New time", "Directions"]),
    ] {
        let Ok(Reply::Responses(found)) = ada.call(Call::Responses { libraries: asked, page: 1 }).await else {
            panic!()
        };
        assert_eq!(found.entities.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), expected);
        assert!(found.entities.iter().all(|it| !it.libraries.is_empty() && !it.text.is_empty()), "{found:?}");
        let assets: Vec<_> = found.entities.iter().flat_map(|it| &it.assets).map(|it| it.name.as_str()).collect();
        assert_eq!(assets, ["the way.png"]);
    }

    let mut socket = ada.socket(&me.id).await;
    socket.say(ping()).await;
    socket.next(|frame| (*frame == Frame::Pong).then_some(())).await;
    socket.next(|frame| (*frame == Frame::Heartbeat).then_some(())).await;
    socket.say(r#"{"message":"subscribe","topics":[],"correlationId":"1"}"#).await;
    socket.next(|frame| matches!(frame, Frame::Response { .. }).then_some(())).await;

    let Ok(Reply::PresenceDefinitions(presences)) = ada.call(Call::PresenceDefinitions).await else { panic!() };
    let other = presences.iter().find(|it| it.system == "Busy" && it.id != was.definition).unwrap();
    ada.done(Call::SetPresence { user: me.id.clone(), presence: other.id.clone() }).await;
    let (user, presence) = socket
        .next(|frame| match frame {
            Frame::Presence { user, presence } => Some((user.clone(), presence.clone())),
            _ => None,
        })
        .await;
    assert_eq!((user, presence.definition, presence.system.as_str()), (me.id.clone(), other.id.clone(), "Busy"));

    let Ok(Reply::User(status)) = ada.call(Call::MyStatus).await else { panic!() };
    assert_eq!(status.presence.map(|presence| presence.definition), Some(other.id.clone()));
    assert_eq!(status.routing_status.unwrap().status, "OFF_QUEUE");
    // There is no queue to go back to.
    assert_eq!(ada.refused(Call::ReturnToQueue(me.id.clone())).await.rejection, Rejection::Refused);

    // A message is sent, delivered and answered.
    let seat = ada.begin(&feedback.id, MAYA).await;
    let Ok(Reply::Conversations(all)) = ada.call(Call::MyConversations).await else { panic!() };
    assert!(all.iter().any(|it| it.id == seat.conversation));
    let conversation = ada.conversation(&seat.conversation).await;
    let customer = conversation.participants.iter().find(|it| it.purpose == Purpose::Customer).unwrap();
    assert_eq!(customer.address.as_deref(), Some(MAYA));
    let agent = mine(&conversation, &me.id).unwrap();
    assert_eq!((agent.address.as_deref(), agent.direction), (Some("+13175550104"), Some(Direction::Outbound)));
    assert_eq!(
        (agent.queue.as_ref(), agent.wrap_up.mode),
        (Some(&feedback.id), Some(AfterCallWorkMode::AgentRequested))
    );

    let place = ada.uploaded(&seat, "map.png", b"\x89PNG\r\n\x1a\n").await;
    let with_map = Call::Send {
        conversation: seat.conversation.clone(),
        communication: seat.communication.clone(),
        text: String::new(),
        media: vec![place.media],
    };
    let Ok(Reply::Message(picture)) = ada.call(with_map).await else { panic!() };
    let attached = &picture.attachments[0];
    assert_eq!((attached.kind, attached.name.as_deref()), (AttachmentKind::Picture, Some("map.png")));
    assert!(attached.address.is_some());

    let sent = ada.send(&seat, "Was everything as you like it? 👍").await;
    assert_eq!((sent.direction, sent.text.as_str()), (Direction::Outbound, "Was everything as you like it? 👍"));
    let status_of = |conversation: &Conversation| {
        let mut messages = conversation.participants.iter().flat_map(|it| &it.messages);
        messages.find(|it| it.id == sent.id).map(|it| it.status.clone())
    };
    socket
        .next(|frame| match frame {
            Frame::Conversation(it) if it.id == seat.conversation => {
                let told = mine(it, &me.id).and_then(|it| it.communication.as_ref()) == Some(&seat.communication);
                (told && status_of(it) == Some(MessageStatus::Delivered)).then_some(())
            }
            _ => None,
        })
        .await;
    sandbox.backstage("handset/typing", json!({ "from": MAYA, "to": "+13175550104" })).await;
    let typing = Frame::Typing { conversation: Some(seat.conversation.clone()) };
    socket.next(|frame| (*frame == typing).then_some(())).await;
    sandbox.backstage("handset/messages", json!({ "from": MAYA, "to": "+13175550104", "text": "It was!" })).await;
    let answered = |it: &Conversation| listed(it).len() == 3;
    let conversation = ada.wait(&seat.conversation, answered).await;
    let thread = ada.messages(&conversation).await;
    let thread: Vec<_> = thread.iter().map(|it| (it.direction, it.status.clone(), it.text.as_str())).collect();
    assert_eq!(
        thread,
        [
            (Direction::Outbound, MessageStatus::Delivered, ""),
            (Direction::Outbound, MessageStatus::Delivered, "Was everything as you like it? 👍"),
            (Direction::Inbound, MessageStatus::Received, "It was!"),
        ]
    );

    // The Interaction Log.
    let Ok(Reply::Contacts(contacts)) = ada.call(Call::FindContacts { number: MAYA.to_owned() }).await else {
        panic!()
    };
    let [maya] = &contacts[..] else { panic!("{contacts:?}") };
    assert_eq!((maya.name.as_str(), maya.flags.as_slice()), ("Maya Ortiz", &[][..]));
    let opal = Call::FindContacts { number: "+13175559001".to_owned() };
    let Ok(Reply::Contacts(contacts)) = ada.call(opal).await else { panic!() };
    assert_eq!(contacts[0].flags, ["smsOptOut_checkbox"]);
    let nora = Call::CreateContact { name: "Nora Lind".to_owned(), number: "+13175550155".to_owned() };
    let Ok(Reply::Contact(nora)) = ada.call(nora).await else { panic!() };
    assert_eq!(nora.name, "Nora Lind");
    let found = ada.call(Call::FindContacts { number: "+13175550155".to_owned() }).await;
    assert_eq!(found, Ok(Reply::Contacts(vec![nora])));
    ada.done(Call::LinkContact {
        conversation: seat.conversation.clone(),
        communication: seat.communication.clone(),
        contact: maya.id.clone(),
    })
    .await;
    let linked = |it: &Conversation| it.participants.iter().any(|it| it.contact.as_ref() == Some(&maya.id));
    ada.wait(&seat.conversation, linked).await;
    let set = Call::SetAttributes {
        conversation: seat.conversation.clone(),
        participant: seat.participant.clone(),
        attributes: [("subject".to_owned(), "Feedback".to_owned())].into(),
    };
    let reply = ada.call(set).await;
    assert_eq!(reply, Ok(Reply::Done));
    let noted = |it: &Conversation| mine(it, &me.id).and_then(|it| it.attributes.get("subject")).is_some();
    ada.wait(&seat.conversation, noted).await;

    // After-call work, asked for, saved for later, done.
    let request = Call::RequestAfterCallWork {
        conversation: seat.conversation.clone(),
        participant: seat.participant.clone(),
        communication: seat.communication.clone(),
        wanted: true,
    };
    assert_eq!(ada.call(request).await, Ok(Reply::Done));
    let codes = Call::WrapUpCodes { conversation: seat.conversation.clone(), participant: seat.participant.clone() };
    let Ok(Reply::WrapUpCodes(codes)) = ada.call(codes).await else { panic!() };
    assert!(codes.len() >= 3, "{codes:?}");
    ada.done(seat.disconnect()).await;
    let gone = |it: &Conversation| mine(it, &me.id).is_some_and(|it| it.state == ParticipantState::Disconnected);
    let conversation = ada.wait(&seat.conversation, gone).await;
    let work = &mine(&conversation, &me.id).unwrap().wrap_up;
    assert_eq!((work.required, work.ended_at), (true, None), "{work:?}");
    let wrap_up = |code, notes: &str, provisional| Call::WrapUp {
        conversation: seat.conversation.clone(),
        participant: seat.participant.clone(),
        code,
        notes: notes.to_owned(),
        provisional,
    };
    ada.done(wrap_up(None, "a draft", true)).await;
    let work = mine(&ada.conversation(&seat.conversation).await, &me.id).unwrap().wrap_up.clone();
    assert_eq!((work.provisional, work.notes.as_deref(), work.ended_at), (true, Some("a draft"), None));
    ada.done(wrap_up(Some(codes[0].id.clone()), "the notes", false)).await;
    let over = |it: &Conversation| mine(it, &me.id).is_some_and(|it| it.wrap_up.ended_at.is_some());
    let conversation = ada.wait(&seat.conversation, over).await;
    let work = &mine(&conversation, &me.id).unwrap().wrap_up;
    assert_eq!((work.code.as_ref(), work.notes.as_deref()), (Some(&codes[0].id), Some("the notes")));
    socket
        .next(|frame| match frame {
            Frame::Conversation(it) if it.id == seat.conversation => over(it).then_some(()),
            _ => None,
        })
        .await;

    // What was held is found by the customer's number, and can be read when it is over.
    let day_ms = 24 * 60 * 60 * 1000;
    let past = |number: &str| Call::PastConversations {
        number: number.to_owned(),
        contact: None,
        from: sent.time.plus_millis(-30 * day_ms),
        until: sent.time.plus_millis(day_ms),
        page: 1,
    };
    let Ok(Reply::PastConversations(page)) = ada.call(past(MAYA)).await else { panic!() };
    let [held] = &page.entities[..] else { panic!("{page:?}") };
    assert_eq!((&held.id, held.direction), (&seat.conversation, Some(Direction::Outbound)));
    assert_eq!((held.queue.as_ref(), held.agent.as_deref()), (Some(&feedback.id), Some("Ada Park")));
    assert!(held.ended.is_some() && held.wrap_up.as_ref() == Some(&codes[0].id), "{held:?}");
    let Ok(Reply::PastConversations(page)) = ada.call(past(JONAS)).await else { panic!() };
    assert_eq!(page.entities[0].agent.as_deref(), Some("Eve Lind"));
    let others = ada.conversation(&page.entities[0].id).await;
    assert_eq!(ada.messages(&others).await.len(), 3);
    let Ok(Reply::PastConversations(page)) = ada.call(past("+13175550169")).await else { panic!() };
    assert_eq!((page.entities.len(), page.count), (0, 1));

    // Optional after-call work is skipped.
    let reservations = ada.queue("Reservations").await;
    let seat = ada.begin(&reservations.id, "+13175550160").await;
    ada.done(seat.disconnect()).await;
    ada.wait(&seat.conversation, gone).await;
    ada.done(Call::SkipWrapUp { conversation: seat.conversation.clone(), participant: seat.participant.clone() }).await;
    ada.wait(&seat.conversation, |it| mine(it, &me.id).is_some_and(|it| it.wrap_up.skipped)).await;

    // A blind transfer is answered.
    let eve_id = eve.id.clone();
    let eve = Agent::signed_in(&sandbox, "eve").await;
    let mut alerts = eve.socket(&eve_id).await;
    let seat = ada.begin(&reservations.id, "+13175550161").await;
    let to = TransferTarget::User(eve_id.clone());
    let transfer =
        Call::Transfer { conversation: seat.conversation.clone(), participant: seat.participant.clone(), to };
    ada.done(transfer).await;
    let alerting = alerts.next(|frame| match frame {
        Frame::Conversation(it) if it.id == seat.conversation => {
            mine(it, &eve_id).filter(|it| it.state == ParticipantState::Alerting).map(|it| it.id.clone())
        }
        _ => None,
    });
    let answer = Call::Answer { conversation: seat.conversation.clone(), participant: alerting.await };
    eve.done(answer).await;
    let taken = eve.seat(&seat.conversation).await;
    assert_ne!(taken.communication, seat.communication);
    assert_eq!(taken.user, eve_id);
    eve.send(&taken, "Eve here.").await;

    // Back to the queue: to be there already is no mistake.
    let on_queue = presences.iter().find(|it| it.system == "OnQueue").unwrap();
    eve.done(Call::SetPresence { user: eve_id.clone(), presence: on_queue.id.clone() }).await;
    eve.done(Call::ReturnToQueue(eve_id.clone())).await;

    // The end: the socket tells, and the token is no longer one.
    ada.done(Call::RevokeToken).await;
    socket.next(|frame| (*frame == Frame::TokenRevoked).then_some(())).await;
    assert_eq!(ada.refused(Call::Me).await.rejection, Rejection::Unauthorized);

    let mut made = ada.made.into_inner();
    made.extend(eve.made.into_inner());
    let missing: Vec<_> = KINDS.iter().filter(|kind| !made.contains(*kind)).collect();
    assert!(missing.is_empty(), "not made: {missing:?}");
}

#[tokio::test]
async fn sign_in_is_refused() {
    let sandbox = Sandbox::start().await;
    let nobody = Agent::nobody(&sandbox);
    let pkce = Pkce::from_entropy([1; 32]);
    assert_eq!(nobody.authorize("ada", "wrong", &pkce).await, Err(RedirectError::NoCode), "the form again");

    let code = nobody.authorize("ada", "sandbox", &pkce).await.unwrap();
    let other = Pkce::from_entropy([2; 32]);
    let Err(Failure::Api(error)) = nobody.exchange(code, other.verifier()).await else { panic!() };
    assert_eq!((error.rejection, error.code.as_str()), (Rejection::Refused, "invalid_grant"));

    assert_eq!(nobody.refused(Call::Me).await.rejection, Rejection::Unauthorized, "no token");
    let stranger = Agent { token: Some("no token of yours".to_owned()), ..nobody };
    let error = stranger.refused(Call::MyConversations).await;
    assert_eq!(error.rejection, Rejection::Unauthorized);
    assert!(!error.code.is_empty() && error.correlation_id.is_some(), "{error:?}");
}

#[tokio::test]
async fn calls_are_refused() {
    let sandbox = Sandbox::start().await;
    let ada = Agent::signed_in(&sandbox, "ada").await;
    let support = ada.queue("Support").await.id;
    let create =
        |to: &str, use_existing| Call::CreateConversation { queue: support.clone(), to: to.to_owned(), use_existing };

    // A recent conversation: refused without the word, taken over with it.
    let refused = ada.refused(create(JONAS, false)).await;
    assert_eq!(refused.rejection, Rejection::Refused, "{refused:?}");
    let Ok(Reply::Created(id)) = ada.call(create(JONAS, true)).await else { panic!() };
    let seat = ada.seat(&id).await;
    let conversation = ada.conversation(&seat.conversation).await;
    assert!(!ada.messages(&conversation).await.is_empty(), "its history comes with it");

    // A conversation that somebody holds: refused either way.
    for use_existing in [false, true] {
        let refused = ada.refused(create(PRIYA, use_existing)).await;
        assert_eq!(refused.rejection, Rejection::Refused, "{refused:?}");
    }

    let ben = Agent::signed_in(&sandbox, "ben").await;
    let refused = ben.refused(create(MAYA, false)).await;
    let permissions = vec![permission::MESSAGE_CREATE.to_owned()];
    assert_eq!(refused.rejection, Rejection::Forbidden { permissions }, "{refused:?}");
    assert!(!ben.me().await.permissions.allow(permission::MESSAGE_CREATE));

    let refused = ada.refused(create("+1317", false)).await;
    assert_eq!(refused.rejection, Rejection::Refused, "{refused:?}");
    let nowhere = ConversationId::new("00000000-0000-4000-8000-000000000000");
    let refused = ada.refused(Call::Conversation(nowhere)).await;
    assert_eq!(refused.rejection, Rejection::NotFound);
    assert_eq!(refused.code, "conversation.error.conversation.not.found");
}

#[tokio::test]
async fn a_message_is_not_delivered() {
    let sandbox = Sandbox::start().await;
    let ada = Agent::signed_in(&sandbox, "ada").await;
    let support = ada.queue("Support").await.id;
    let seat = ada.begin(&support, "+13175559001").await;
    let sent = ada.send(&seat, "Hello?").await;
    let failed = |it: &Conversation| {
        let mut messages = it.participants.iter().flat_map(|it| &it.messages);
        messages.any(|it| it.id == sent.id && it.status == MessageStatus::Failed)
    };
    let conversation = ada.wait(&seat.conversation, failed).await;
    let message = ada.messages(&conversation).await.remove(0);
    assert_eq!(message.failure.unwrap().code, "RecipientOptedOut");
}

/// What breaks on the way is told from what the service refuses.
#[tokio::test]
async fn things_break() {
    let sandbox = Sandbox::start().await;
    let ada = Agent::signed_in(&sandbox, "ada").await;
    let after = async |effect: Value| {
        sandbox.backstage("faults", json!({ "path": "/api/v2/users/me", "effect": effect })).await;
        ada.call(Call::Me).await.unwrap_err()
    };

    let failure = after(json!({ "kind": "error", "status": 500, "code": "internal.server.error" })).await;
    let Failure::Api(error) = &failure else { panic!("{failure:?}") };
    assert_eq!((&error.rejection, error.code.as_str()), (&Rejection::Broken, "internal.server.error"));
    let effect = json!({ "kind": "error", "status": 429, "code": "too.many.requests", "retryAfterSeconds": 7 });
    let failure = after(effect).await;
    let Failure::Api(error) = &failure else { panic!("{failure:?}") };
    assert_eq!(error.rejection, Rejection::RateLimited { retry_after_ms: 7000 });
    let failure = after(json!({ "kind": "html", "status": 502 })).await;
    let Failure::Api(error) = &failure else { panic!("{failure:?}") };
    assert_eq!((&error.rejection, error.message.as_str()), (&Rejection::Broken, ""));
    let failure = after(json!({ "kind": "html", "status": 200 })).await;
    assert!(matches!(failure, Failure::Unreadable { .. }), "{failure:?}");
    let failure = after(json!({ "kind": "malformed" })).await;
    assert!(matches!(failure, Failure::Unreadable { .. }), "{failure:?}");
    let failure = after(json!({ "kind": "body", "status": 200, "body": { "name": "nobody" } })).await;
    assert!(matches!(failure, Failure::Unreadable { .. }), "{failure:?}");

    assert_eq!(ada.me().await.name, "Ada Park", "all of it has passed");
}
