//! Made-up views, one for each screen and state: what the gallery shows and the tests assert on.
//!
//! Times are relative to `now`, so that timers and day separators look as they do at work.

use genesys::{
    call::{TransferTarget, UploadPlace},
    id::{ContactId, ConversationId, MediaId, MessageId, PresenceId, QueueId, ResponseId, UserId, WrapUpCodeId},
    model::{AfterCallWorkMode, Attachment, AttachmentKind, DeliveryFailure, Direction, ResponseAsset},
    time::Timestamp,
};
use protocol::{
    Agent, Badge, Check, Compliance, Compose, ComposeProblem, Connection, ContactEntry, ContactField, CreateContact,
    Customer, Delivery, DoneEntry, Draft, DraftLength, Ending, EnvironmentChoice, FileEntry, FileId, FileProblem,
    FileStage, Finding, Fit, Further, History, HistoryEntry, Holder, Interaction, Listing, Log, Message, MessageKey,
    Missing, Notice, NoticeKind, NumberDoubt, NumberField, NumberProblem, Offered, OpenField, Origin, Outcome, Page,
    PageSettings, Past, PastEntry, Phase, PresenceEntry, QueueEntry, QueueSms, Quiet, QuietTimes, Reading, Reason,
    Recipient, ResponseEntry, ResponseOffer, ResponseSearch, Routing, Rule, Ruling, Saved, SendId, Session, Setting,
    SettingProblem, Settings, SignInProblem, Site, SmsEntry, Sound, Stage, Status, TargetEntry, Theme, Transfer,
    TransferEntry, Trouble, Typed, Until, Verdict, View, Waits, Why, WrapUp, WrapUpCodeEntry, page::Opens,
};

/// A screen in a state.
pub struct Fixture {
    /// What it is called.
    pub name: &'static str,
    /// The page that shows it.
    pub page: Page,
    /// The width and height at which it is looked at, in CSS pixels.
    pub size: (u32, u32),
    /// What it shows.
    pub view: View,
    /// What the agent has done on the page since, by which it has what is in no view.
    pub done: Done,
}

/// What an agent does on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing.
    Nothing,
    /// A click on what has this test id.
    Click(&'static str),
    /// What is typed into what has this test id.
    Type(&'static str, &'static str),
}

const POPUP: (u32, u32) = (360, 600);
const SIDE: (u32, u32) = (400, 800);
const DESK: (u32, u32) = (900, 640);
const DESK_NARROW: (u32, u32) = (400, 640);
const WRAP_UP: (u32, u32) = (420, 560);
const OPTIONS: (u32, u32) = (900, 3900);
const NARROW: (u32, u32) = (320, 600);

/// Every screen in every state that looks different.
pub fn all(now: Timestamp) -> Vec<Fixture> {
    let fixture = |name, page, size, view| Fixture { name, page, size, view, done: Done::Nothing };
    let after = |done, fixture| Fixture { done, ..fixture };
    let emoji = |fixture| after(Done::Click("emoji-button"), fixture);
    let popup = |name, view| fixture(name, Page::Popup, POPUP, view);
    vec![
        popup("sign-in", signed_out(None)),
        popup(
            "sign-in-client-refused",
            signed_out(Some(SignInProblem::ClientRefused { redirect_uri: REDIRECT.to_owned() })),
        ),
        popup("sign-in-unreachable", signed_out(Some(SignInProblem::Trouble(Trouble::Unreachable)))),
        popup("sign-in-sandbox-wrong", sandbox_wrong()),
        fixture("sign-in-locked", Page::SidePanel, SIDE, locked(signed_out(None))),
        popup("signing-in", View { session: Session::SigningIn, ..signed_out(None) }),
        popup("starting", View { session: Session::Starting { problem: None }, ..signed_out(None) }),
        popup(
            "starting-failed",
            View { session: Session::Starting { problem: Some(Trouble::TimedOut) }, ..signed_out(None) },
        ),
        popup("empty", signed_in()),
        popup("status-pending", status_pending()),
        popup("not-responding", not_responding()),
        popup("no-permission", no_permission()),
        popup("offline", View { connection: Connection::Offline, ..signed_in() }),
        popup(
            "connection-lost",
            View { connection: Connection::Lost { retry_at: now.plus_millis(12_000) }, ..connected(now) },
        ),
        popup("expired", expired(now)),
        popup("notices", notices()),
        popup("compose-empty", composing(compose())),
        popup(
            "compose-no-queues",
            View {
                queues: Listing::Loaded(vec![]),
                ..composing(Compose { matches: Listing::Loaded(vec![]), ..compose() })
            },
        ),
        popup("compose-none-with-number", none_with_number()),
        popup("compose-ready", composing(compose_ready())),
        popup("compose-number-wrong", composing(compose_number_wrong())),
        popup("compose-landline", composing(compose_landline())),
        popup("compose-checking", composing(Compose { stage: Stage::Checking, ..compose_ready() })),
        popup("compose-existing", composing(Compose { stage: Stage::Existing, ..compose_ready() })),
        popup("compose-held", composing(compose_held())),
        popup("compose-blocked", composing(compose_found(Verdict::Block))),
        popup("compose-warned", composing(compose_found(Verdict::Warn))),
        popup("compose-picked", composing(compose_picked())),
        popup("compose-offered", View { offered: Some(offered(Waits::Agent)), ..composing(compose_ready()) }),
        popup("sign-in-offered", View { offered: Some(offered(Waits::SignIn)), ..signed_out(None) }),
        fixture("compose-narrow", Page::SidePanel, NARROW, composing(compose_ready())),
        popup("connected", connected(now)),
        popup("alerting", alerting(now)),
        popup("alerting-twice", alerting_twice(now)),
        popup("alerting-composing", View { compose: Some(compose_ready()), ..alerting_twice(now) }),
        popup("sound-blocked", View { sound: Sound::Blocked, ..alerting(now) }),
        popup("client-wrap-up", client_wrap_up(now)),
        fixture("several", Page::SidePanel, SIDE, several(now)),
        popup("transfer", transferring(now)),
        popup("history", history(now, "", day(now))),
        popup("history-no-match", history(now, "zz", vec![])),
        popup("history-empty", View { history: Some(History { search: typed(""), entries: vec![] }), ..signed_in() }),
        fixture("history-narrow", Page::SidePanel, NARROW, history(now, "", day(now))),
        fixture("interactions", Page::Interactions, DESK, desk(now)),
        fixture("interactions-narrow", Page::Interactions, DESK_NARROW, desk(now)),
        fixture("interactions-failures", Page::Interactions, DESK, failures(now)),
        fixture("interactions-suggested", Page::Interactions, DESK, suggested(now)),
        fixture("interactions-blocked", Page::Interactions, DESK, desk_found(now, Verdict::Block)),
        fixture("interactions-warned", Page::Interactions, DESK, desk_found(now, Verdict::Warn)),
        fixture("interactions-held", Page::Interactions, DESK, desk_held(now)),
        fixture("interactions-too-long", Page::Interactions, DESK, too_long(now)),
        fixture("interactions-responses", Page::Interactions, DESK, responses(now, "", some_responses())),
        fixture("interactions-responses-narrow", Page::Interactions, NARROW, responses(now, "", some_responses())),
        fixture(
            "interactions-responses-loading",
            Page::Interactions,
            DESK_NARROW,
            responses(now, "", ResponseOffer::Loading),
        ),
        fixture(
            "interactions-responses-no-match",
            Page::Interactions,
            DESK_NARROW,
            responses(now, "zz", ResponseOffer::Here { found: vec![], matching: 0, all: 4, beyond: false }),
        ),
        fixture(
            "interactions-responses-none",
            Page::Interactions,
            DESK_NARROW,
            responses(now, "", ResponseOffer::NoLibraries),
        ),
        fixture(
            "interactions-responses-failed",
            Page::Interactions,
            DESK_NARROW,
            responses(now, "", ResponseOffer::Failed(Trouble::TimedOut)),
        ),
        fixture(
            "interactions-responses-permission",
            Page::Interactions,
            DESK_NARROW,
            responses(
                now,
                "",
                ResponseOffer::PermissionMissing { permission: genesys::permission::RESPONSE_VIEW.to_owned() },
            ),
        ),
        fixture("interactions-fields", Page::Interactions, DESK, fields_open(now)),
        fixture("interactions-fields-narrow", Page::Interactions, NARROW, fields_open(now)),
        emoji(fixture("interactions-emoji", Page::Interactions, DESK, desk_long(now))),
        emoji(fixture("interactions-emoji-narrow", Page::Interactions, NARROW, desk(now))),
        fixture("interactions-files", Page::Interactions, DESK, with_files(now)),
        fixture("interactions-files-narrow", Page::Interactions, NARROW, with_files(now)),
        fixture("interactions-costly", Page::Interactions, DESK, costly(now)),
        fixture("interactions-costly-narrow", Page::Interactions, NARROW, costly(now)),
        after(Done::Click("open-log"), fixture("interactions-log", Page::Interactions, DESK, nobody_known(now))),
        after(
            Done::Click("open-log"),
            fixture("interactions-log-narrow", Page::Interactions, NARROW, nobody_known(now)),
        ),
        fixture("interactions-earlier", Page::Interactions, (900, 820), earlier(now, held_before(now), Further::Older)),
        fixture(
            "interactions-earlier-narrow",
            Page::Interactions,
            NARROW,
            earlier(now, held_before(now), Further::Older),
        ),
        fixture("interactions-earlier-read", Page::Interactions, (900, 820), earlier_read(now, said_before(now))),
        fixture(
            "interactions-earlier-read-narrow",
            Page::Interactions,
            (320, 800),
            earlier_read(now, said_before(now)),
        ),
        fixture(
            "interactions-earlier-unreadable",
            Page::Interactions,
            DESK_NARROW,
            earlier_read(now, Listing::Failed(Trouble::NotFound)),
        ),
        fixture("interactions-earlier-none", Page::Interactions, DESK_NARROW, earlier(now, vec![], Further::Older)),
        fixture("interactions-earlier-loading", Page::Interactions, DESK_NARROW, earlier_loading(now)),
        fixture(
            "interactions-earlier-failed",
            Page::Interactions,
            DESK_NARROW,
            earlier(now, vec![], Further::Failed(Trouble::TimedOut)),
        ),
        fixture("interactions-earlier-permission", Page::Interactions, DESK_NARROW, earlier_not_allowed(now)),
        fixture("interactions-wrap-up", Page::Interactions, DESK, desk_wrap_up(now)),
        fixture("interactions-empty", Page::Interactions, DESK, View { interactions_window: true, ..signed_in() }),
        fixture("interactions-signed-out", Page::Interactions, DESK, signed_out(None)),
        fixture("wrap-up", Page::WrapUp, WRAP_UP, wrap_up_window(now)),
        fixture("wrap-up-timed", Page::WrapUp, WRAP_UP, wrap_up_timed(now)),
        fixture("wrap-up-many-codes", Page::WrapUp, WRAP_UP, wrap_up_many(now)),
        fixture("wrap-up-waiting", Page::WrapUp, WRAP_UP, wrap_up_waiting(now)),
        fixture("wrap-up-none", Page::WrapUp, WRAP_UP, signed_in()),
        fixture("options", Page::Options, OPTIONS, signed_in()),
        fixture("options-locked", Page::Options, OPTIONS, locked(signed_in())),
        after(
            Done::Type("settings-search", "sound"),
            fixture("options-search", Page::Options, (900, 640), signed_in()),
        ),
        after(
            Done::Type("settings-search", "zebra"),
            fixture("options-search-none", Page::Options, (320, 600), signed_in()),
        ),
        fixture("options-signed-out", Page::Options, OPTIONS, sandbox_wrong()),
        fixture("options-narrow", Page::Options, (320, 5400), signed_in()),
    ]
}

const REDIRECT: &str = "https://dkneilkmfghcfappcfcgcokclmddhhog.chromiumapp.org/";
const CLIENT: &str = "8b3f7c1e-5d0a-4c6e-9a52-2f1d6b7e9c40";

/// Nobody is signed in.
pub fn signed_out(problem: Option<SignInProblem>) -> View {
    View {
        session: Session::SignedOut { problem },
        status: None,
        connection: Connection::Idle,
        settings: settings(),
        notices: vec![],
        sms: SmsEntry::NotSignedIn,
        missing_permissions: vec![],
        queues: Listing::Loading,
        compose: None,
        offered: None,
        interactions: vec![],
        selected: None,
        transfer: None,
        responses: None,
        history: None,
        past: None,
        interactions_window: false,
        sound: Sound::Fine,
        badge: Badge::Clear,
    }
}

/// Signed in, with nothing going on.
pub fn signed_in() -> View {
    View {
        session: Session::SignedIn(agent()),
        status: Some(status()),
        connection: Connection::Live,
        sms: SmsEntry::Available,
        missing_permissions: vec![genesys::permission::CONTACT_VIEW.to_owned()],
        queues: Listing::Loaded(queues()),
        ..signed_out(None)
    }
}

fn agent() -> Agent {
    Agent { name: "Ada Park".to_owned(), organization: "Lumen Travel".to_owned() }
}

/// On queue, with every presence to choose from, and two of the organisation's own.
pub fn status() -> Status {
    let own = [("Back in five", "Away"), ("Coffee", "Break")];
    let systems = ["Available", "Busy", "Away", "Break", "Meal", "Meeting", "Training", "OnQueue"];
    let with_own = systems.into_iter().flat_map(|system| {
        let of_kind = own.into_iter().filter(move |(_, kind)| *kind == system);
        [presence(system, None)].into_iter().chain(of_kind.map(|(name, system)| presence(system, Some(name))))
    });
    Status {
        presence: Some(presence("OnQueue", None)),
        pending: None,
        presences: Listing::Loaded(with_own.collect()),
        routing: Routing::Idle,
    }
}

fn presence(system: &str, name: Option<&str>) -> PresenceEntry {
    PresenceEntry {
        id: PresenceId::new(name.unwrap_or(system)),
        name: name.map(str::to_owned),
        system: system.to_owned(),
    }
}

fn status_pending() -> View {
    View { status: Some(Status { pending: Some(presence("Meal", None)), ..status() }), ..signed_in() }
}

fn not_responding() -> View {
    let notices = vec![Notice { id: 1, what: NoticeKind::NotAnswered { customer: "Tom Byrne".to_owned() } }];
    let routing = Routing::NotResponding { returning: false };
    View { status: Some(Status { routing, ..status() }), notices, ..signed_in() }
}

fn settings() -> Settings {
    Settings {
        environment: setting(EnvironmentChoice::Region("us_east_1".to_owned())),
        client_id: setting(CLIENT.to_owned()),
        default_country: setting(None),
        effective_country: "US".to_owned(),
        remembered_queue: queues().into_iter().nth(1),
        notifications: setting(true),
        sound: setting(true),
        volume: setting(70),
        pages: pages(),
        compliance: compliance(),
        theme: setting(Theme::System),
        redirect_uri: REDIRECT.to_owned(),
    }
}

fn pages() -> PageSettings {
    PageSettings {
        enabled: setting(true),
        on: setting(sites(&["crm.example", "desk.example"])),
        off: setting(sites(&["bank.example"])),
        granted: sites(&["crm.example"]),
        highlight: setting(true),
        tel_links: setting(false),
        code: setting(false),
        opens: setting(Opens::SidePanel),
    }
}

/// What Behalf checks by itself.
fn compliance() -> Compliance {
    let (block, warn) = (Ruling::Default(Some(Verdict::Block)), Ruling::Default(Some(Verdict::Warn)));
    checks([block, warn, Ruling::Idle, Ruling::Idle, Ruling::Idle, warn])
}

fn checks(rulings: [Ruling; 6]) -> Compliance {
    let checks = Rule::ALL.into_iter().zip(rulings).map(|(rule, ruling)| Check { rule, ruling }).collect();
    Compliance { checks, list: None, quiet: None, identification: None }
}

/// What an administrator has checked.
pub fn compliance_set() -> Compliance {
    let (block, warn) = (Some(Verdict::Block), Some(Verdict::Warn));
    Compliance {
        list: Some("smsOptOut".to_owned()),
        // To the morning, on Sundays, and on 25 December 2026.
        quiet: Some(QuietTimes { hours: Some((21 * 60, 8 * 60)), weekdays: vec![6], dates: vec![20_812] }),
        identification: Some("Lumen Travel. Reply STOP to end.".to_owned()),
        ..checks([block, block, block, warn, block, None].map(Ruling::Set))
    }
}

fn sites(hosts: &[&str]) -> Vec<Site> {
    hosts.iter().filter_map(|host| Site::host(host).ok()).collect()
}

fn setting<T>(value: T) -> Setting<T> {
    Setting { value, locked: false, problem: None }
}

fn sandbox_wrong() -> View {
    let entered = "http://sandbox.example:8080".to_owned();
    let mut view = signed_out(None);
    view.settings.environment.problem = Some(SettingProblem::NotLoopback { entered });
    view.settings.client_id.problem = Some(SettingProblem::NotAClientId { entered: "my client".to_owned() });
    view
}

fn locked(mut view: View) -> View {
    view.settings.environment.locked = true;
    view.settings.client_id.locked = true;
    view.settings.default_country = Setting { value: Some("DE".to_owned()), locked: true, problem: None };
    view.settings.effective_country = "DE".to_owned();
    view.settings.notifications.locked = true;
    view.settings.sound = Setting { value: false, locked: true, problem: None };
    view.settings.volume.locked = true;
    view.settings.theme.locked = true;
    view.settings.compliance = compliance_set();
    let pages = &mut view.settings.pages;
    pages.on.locked = true;
    pages.off.locked = true;
    for switch in [&mut pages.enabled, &mut pages.highlight, &mut pages.tel_links, &mut pages.code] {
        switch.locked = true;
    }
    pages.opens.locked = true;
    view
}

/// The agent may not begin a conversation.
pub fn no_permission() -> View {
    let permission = "conversation:message:create".to_owned();
    View { sms: SmsEntry::PermissionMissing { permission }, ..signed_in() }
}

fn expired(now: Timestamp) -> View {
    View {
        session: Session::Expired { agent: agent(), signing_in: false, problem: Some(SignInProblem::Cancelled) },
        ..connected(now)
    }
}

fn notices() -> View {
    let what = [
        NoticeKind::Transferred { to: "Billing".to_owned() },
        NoticeKind::RememberedQueueLostNumber { queue: "Back Office".to_owned() },
        NoticeKind::TransferFailed(Trouble::Refused {
            code: "bad.request".to_owned(),
            message: "The target queue is not active.".to_owned(),
            correlation_id: Some("4f2a9c31-77d0".to_owned()),
        }),
    ];
    let notices = what.into_iter().zip(1..).map(|(what, id)| Notice { id, what }).collect();
    View { notices, ..signed_in() }
}

fn queues() -> Vec<QueueEntry> {
    let queue = |name: &str, number: Option<&str>| QueueEntry {
        id: QueueId::new(name.to_lowercase()),
        name: name.to_owned(),
        number: number.map(str::to_owned),
        sms: if number.is_some() { QueueSms::Has } else { QueueSms::HasNone },
    };
    vec![
        queue("Back Office", None),
        queue("Billing", Some("+1 317-555-0102")),
        queue("Concierge", Some("+1 317-555-0103")),
        queue("Feedback", Some("+1 317-555-0104")),
        queue("Reservations", Some("+1 317-555-0100")),
        queue("Support", Some("+1 317-555-0101")),
    ]
}

/// New Interaction, as it opens.
pub fn compose() -> Compose {
    Compose {
        queue_text: Typed::default(),
        queue: None,
        matches: Listing::Loaded(queues()),
        number: number(""),
        origin: None,
        missing: vec![Missing::Queue, Missing::Number],
        findings: vec![],
        stage: Stage::Editing { problem: None },
    }
}

fn number(text: &str) -> NumberField {
    NumberField {
        typed: typed(text),
        caret: u32::try_from(text.len()).unwrap_or_default(),
        country: "US".to_owned(),
        calling_code: 1,
        problem: None,
        doubt: None,
        example: "(201) 555-0123".to_owned(),
    }
}

fn typed(text: &str) -> Typed {
    Typed { text: text.to_owned(), author: None }
}

fn compose_ready() -> Compose {
    Compose {
        queue_text: typed("Support"),
        queue: queues().pop(),
        matches: Listing::Loaded(queues().split_off(5)),
        number: number("(317) 555-0142"),
        missing: vec![],
        ..compose()
    }
}

/// New Interaction to a number that quiet hours speak against.
pub fn compose_found(verdict: Verdict) -> Compose {
    Compose { findings: vec![Finding { verdict, reason: quiet() }], ..compose_ready() }
}

fn quiet() -> Reason {
    Reason::QuietHours(Quiet {
        zone: "America/North_Dakota/Center".to_owned(),
        zones: 2,
        why: Why::Hours,
        until: Until::At { days: 1, weekday: 0, minute: 480 },
    })
}

/// New Interaction with a number that was chosen on a page, one of two recipients of a link.
pub fn compose_picked() -> Compose {
    let more = Recipient { number: "+491701234567".to_owned(), display: "+49 170 1234567".to_owned() };
    let body = Some("Your booking is confirmed.".to_owned());
    Compose { origin: Some(Origin { body, more: vec![more], ..origin() }), ..compose_ready() }
}

/// A number that was chosen on a page and is not used yet.
pub fn offered(waits: Waits) -> Offered {
    let recipient = Recipient { number: "+13175550143".to_owned(), display: "+1 317-555-0143".to_owned() };
    Offered { recipient, origin: origin(), waits }
}

fn origin() -> Origin {
    let (site, name) = (Some("crm.example".to_owned()), Some("Ellen Park".to_owned()));
    Origin { site, name, body: None, more: vec![] }
}

fn compose_number_wrong() -> Compose {
    let number = NumberField { problem: Some(NumberProblem::TooLong), ..number("31755501421234") };
    Compose { number, missing: vec![Missing::NumberMalformed], ..compose_ready() }
}

fn compose_landline() -> Compose {
    let number = NumberField {
        country: "FR".to_owned(),
        calling_code: 33,
        doubt: Some(NumberDoubt::Landline),
        ..number("1 42 68 53 00")
    };
    Compose { number, ..compose_ready() }
}

fn compose_held() -> Compose {
    let problem = ComposeProblem::HeldElsewhere { holder: Some(Holder::Agent("Eve Lind".to_owned())) };
    Compose { stage: Stage::Editing { problem: Some(problem) }, ..compose_ready() }
}

fn none_with_number() -> View {
    let without: Vec<_> =
        queues().into_iter().map(|queue| QueueEntry { number: None, sms: QueueSms::HasNone, ..queue }).collect();
    View {
        queues: Listing::Loaded(without.clone()),
        ..composing(Compose { matches: Listing::Loaded(without), ..compose() })
    }
}

/// New Interaction is open.
pub fn composing(compose: Compose) -> View {
    View { compose: Some(compose), ..signed_in() }
}

/// One interaction, connected, with a few messages.
pub fn connected(now: Timestamp) -> View {
    View { interactions: vec![maya(now)], interactions_window: true, ..signed_in() }
}

/// Today's interactions are looked at.
pub fn history(now: Timestamp, search: &str, entries: Vec<HistoryEntry>) -> View {
    View { history: Some(History { search: typed(search), entries }), ..connected(now) }
}

/// A day's interactions, one of each ending.
pub fn day(now: Timestamp) -> Vec<HistoryEntry> {
    let entry = |minutes: i64, name: &str, number: &str, queue: &str, (sent, failed, received), outcome: Outcome| {
        let began = now.plus_millis(-minutes * 60_000);
        HistoryEntry {
            conversation: ConversationId::new(if outcome == Outcome::Open { "maya" } else { number }),
            began,
            name: (!name.is_empty()).then(|| name.to_owned()),
            number: number.replace([' ', '-'], ""),
            display: number.to_owned(),
            queue: Some(queue.to_owned()),
            direction: if sent > 0 { Direction::Outbound } else { Direction::Inbound },
            sent,
            failed,
            received,
            ended: (outcome != Outcome::Open).then(|| began.plus_millis(300_000)),
            outcome,
        }
    };
    let over = |ending, code: &str| Outcome::Over(ending, (!code.is_empty()).then(|| code.to_owned()));
    let (finished, to_billing) = (Ending::Finished, Ending::Transferred("Billing".to_owned()));
    let long = "Alexandra Konstantinopoulou-Christodoulou";
    vec![
        entry(4, "Maya Ortiz", "+1 317-555-0142", "Support", (2, 0, 2), Outcome::Open),
        entry(21, "Jonas Weber", "+49 170 1234567", "Reservations", (1, 0, 1), Outcome::WrapUp(finished.clone())),
        entry(48, "", "+33 6 12 34 56 78", "Support", (1, 1, 0), over(finished, "Wrong number")),
        entry(75, "Tom Byrne", "+44 7700 900123", "Billing", (0, 0, 1), over(Ending::NotAnswered, "")),
        entry(110, long, "+30 691 234 5678", "Concierge", (3, 0, 4), over(to_billing, "Booking changed")),
        entry(160, "", "+1 317-555-0144", "Support", (0, 0, 1), over(Ending::Declined, "")),
        entry(230, "Aiko Tanaka", "+81 90-1234-5678", "Feedback", (2, 0, 1), over(Ending::EndedElsewhere, "")),
    ]
}

/// Maya Ortiz, with the Interaction Log.
pub fn maya(now: Timestamp) -> Interaction {
    let contact = ContactEntry { id: ContactId::new("maya"), name: "Maya Ortiz".to_owned() };
    let log = Log {
        subject: Some(typed("Change of return flight")),
        contact: Some(ContactField {
            offered: Listing::Loaded(vec![contact.clone()]),
            chosen: Some(contact),
            create: CreateContact::Available,
        }),
        relation: Some(typed("Booking LT-20418")),
        notes: Some(typed("")),
        saved: Saved::Saved,
    };
    Interaction {
        log: Some(log),
        messages: Listing::Loaded(thread(now)),
        ..interaction(now, "maya", Some("Maya Ortiz"), "+13175550142", "+1 317-555-0142", "Support")
    }
}

fn interaction(now: Timestamp, id: &str, name: Option<&str>, number: &str, display: &str, queue: &str) -> Interaction {
    Interaction {
        conversation: ConversationId::new(id),
        customer: Customer { name: name.map(str::to_owned), number: number.to_owned(), display: display.to_owned() },
        queue: Some(queue.to_owned()),
        phase: Phase::Connected { leaving: false, anything_sent: true, after_call_work: None },
        connected_at: Some(now.plus_millis(-247_000)),
        messages: Listing::Loaded(vec![]),
        earlier: false,
        unread: 0,
        draft: draft(""),
        suggested: None,
        log: None,
        transfer: TransferEntry::Available,
    }
}

fn draft(text: &str) -> Draft {
    let characters = u32::try_from(text.len()).unwrap_or_default();
    let fit = if text.is_empty() {
        Fit::Empty
    } else if characters > 765 {
        Fit::TooLong
    } else {
        Fit::Fits
    };
    Draft {
        typed: typed(text),
        length: DraftLength { characters, limit: 765, segments: characters.div_ceil(153), fit },
        findings: vec![],
        open: vec![],
        files: vec![],
    }
}

const MINUTE: i64 = 60_000;
/// What a customer sends: a picture that is wherever the panel is.
const PICTURE: &str = "icons/behalf.svg";

fn thread(now: Timestamp) -> Vec<Message> {
    vec![
        inbound(now, 1, -26 * 60 * MINUTE, "Hi, is my booking LT-20418 confirmed?"),
        outbound(
            now,
            2,
            -26 * 60 * MINUTE + 4 * MINUTE,
            "Hello Maya, yes it is: Denver to Lisbon on May 14, two travellers.",
            Delivery::Delivered,
        ),
        inbound(now, 3, -4 * MINUTE, "Thanks! Can we come back a day later?"),
        outbound(
            now,
            4,
            -3 * MINUTE,
            "Let me look. The flight on May 22 has seats; the change costs 40 USD for both of you. Shall I book it?",
            Delivery::Delivered,
        ),
        Message {
            attachments: vec![Attachment {
                kind: AttachmentKind::Picture,
                name: Some("passport.jpg".to_owned()),
                address: Some(PICTURE.to_owned()),
            }],
            ..inbound(now, 5, -MINUTE, "Yes please 🙏")
        },
        outbound(now, 6, -20_000, "Done. You will get the new tickets by e-mail within the hour.", Delivery::Sent),
    ]
}

fn inbound(now: Timestamp, id: u64, at: i64, text: &str) -> Message {
    Message {
        key: MessageKey::Listed(MessageId::new(id.to_string())),
        direction: Direction::Inbound,
        text: text.to_owned(),
        attachments: Vec::new(),
        time: now.plus_millis(at),
        delivery: Delivery::Received,
        findings: vec![],
    }
}

fn outbound(now: Timestamp, id: u64, at: i64, text: &str, delivery: Delivery) -> Message {
    Message { key: MessageKey::Own(SendId(id)), direction: Direction::Outbound, delivery, ..inbound(now, id, at, text) }
}

fn alerting(now: Timestamp) -> View {
    let tom = Interaction {
        phase: Phase::Alerting { answering: false },
        connected_at: None,
        messages: Listing::Loading,
        earlier: false,
        unread: 1,
        ..interaction(now, "tom", Some("Tom Byrne"), "+13175550145", "+1 317-555-0145", "Billing")
    };
    View { interactions: vec![tom], badge: Badge::Waiting(1), ..signed_in() }
}

fn alerting_twice(now: Timestamp) -> View {
    let mut view = alerting(now);
    let maya = interaction(now, "maya", None, "+13175550142", "+1 317-555-0142", "Support");
    let phase = Phase::Alerting { answering: true };
    view.interactions.push(Interaction { phase, connected_at: None, messages: Listing::Loading, ..maya });
    view
}

/// An interaction in wrap-up.
pub fn wrapping_up(now: Timestamp, mode: AfterCallWorkMode, window_open: bool) -> Interaction {
    let wrap_up = WrapUp {
        mode,
        codes: Listing::Loaded(codes(&["Resolved", "Follow-up", "Wrong number", "No answer", "Booking changed"])),
        chosen: None,
        deadline: None,
        notes: None,
        done: DoneEntry::CodeMissing,
        window_open,
    };
    Interaction { phase: Phase::WrapUp(wrap_up), ..maya(now) }
}

fn codes(names: &[&str]) -> Vec<WrapUpCodeEntry> {
    names.iter().map(|name| WrapUpCodeEntry { id: WrapUpCodeId::new(*name), name: (*name).to_owned() }).collect()
}

fn client_wrap_up(now: Timestamp) -> View {
    View {
        interactions: vec![wrapping_up(now, AfterCallWorkMode::Mandatory, false)],
        badge: Badge::WrapUpPending(1),
        ..connected(now)
    }
}

fn several(now: Timestamp) -> View {
    let jonas = Interaction {
        earlier: false,
        unread: 2,
        phase: Phase::Connected { leaving: false, anything_sent: true, after_call_work: Some(false) },
        messages: Listing::Loaded(vec![inbound(now, 20, -9 * MINUTE, "Kann ich den Mietwagen noch stornieren?")]),
        ..interaction(now, "jonas", None, "+491701234567", "+49 170 1234567", "Feedback")
    };
    let fresh = Interaction {
        phase: Phase::Connected { leaving: false, anything_sent: false, after_call_work: None },
        connected_at: Some(now.plus_millis(-8_000)),
        transfer: TransferEntry::PermissionMissing {
            permission: "conversation:communication:blindTransfer".to_owned(),
        },
        ..interaction(now, "fresh", None, "+13175550199", "+1 317-555-0199", "Reservations")
    };
    let connecting = Interaction {
        phase: Phase::Connecting,
        connected_at: None,
        ..interaction(now, "connecting", None, "+13175550177", "+1 317-555-0177", "Billing")
    };
    View { interactions: vec![maya(now), jonas, fresh, connecting], ..connected(now) }
}

fn transferring(now: Timestamp) -> View {
    let agent = |name: &str, presence: &str, routing: Option<&str>| TargetEntry {
        target: TransferTarget::User(UserId::new(name)),
        name: name.to_owned(),
        presence: Some(presence.to_owned()),
        routing_status: routing.map(str::to_owned),
    };
    let queue = |name: &str| TargetEntry {
        target: TransferTarget::Queue(QueueId::new(name)),
        name: name.to_owned(),
        presence: None,
        routing_status: None,
    };
    let targets =
        vec![queue("Billing"), agent("Ben Ode", "Available", None), agent("Eve Lind", "On Queue", Some("Idle"))];
    let transfer = Transfer {
        conversation: ConversationId::new("maya"),
        search: typed("b"),
        targets: Listing::Loaded(targets),
        transferring: false,
    };
    View { transfer: Some(transfer), ..connected(now) }
}

/// The Interactions window with a thread.
pub fn desk(now: Timestamp) -> View {
    let mut view = several(now);
    view.selected = Some(ConversationId::new("maya"));
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft("Have a good trip!");
    }
    view
}

/// Earlier conversations are looked at.
pub fn earlier(now: Timestamp, entries: Vec<PastEntry>, further: Further) -> View {
    View { past: Some(Past { entries, days: 31, further, reading: None }), ..desk(now) }
}

/// What was held with Maya Ortiz before.
pub fn held_before(now: Timestamp) -> Vec<PastEntry> {
    let entry = |id: &str, hours: i64, direction, queue: &str, agent: &str, wrap_up: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let began = now.plus_millis(-hours * 60 * MINUTE);
        PastEntry {
            conversation: ConversationId::new(id),
            began,
            ended: (hours > 2).then(|| began.plus_millis(20 * MINUTE)),
            direction: Some(direction),
            queue: some(queue),
            agent: some(agent),
            wrap_up: some(wrap_up),
        }
    };
    let long = "Alexandra Konstantinopoulou-Christodoulou";
    vec![
        entry("open", 2, Direction::Inbound, "Concierge", "Eve Lind", ""),
        entry("seats", 190, Direction::Outbound, "Reservations", "Ada Park", "Resolved"),
        entry("invoice", 196, Direction::Inbound, "Billing", long, "Booking changed"),
        entry("lost", 500, Direction::Inbound, "Support", "", ""),
    ]
}

/// What was said then.
pub fn said_before(now: Timestamp) -> Listing<Message> {
    let began = -190 * 60 * MINUTE;
    let listed = |message: Message, id: &str| Message { key: MessageKey::Listed(MessageId::new(id)), ..message };
    let failed = Delivery::Failed(Some(DeliveryFailure { code: "MessageExpired".to_owned(), message: None }));
    Listing::Loaded(vec![
        listed(
            outbound(now, 1, began, "Hello Maya, two window seats are left. Shall I?", Delivery::Delivered),
            "then-1",
        ),
        listed(inbound(now, 2, began + 3 * MINUTE, "Yes, both please!"), "then-2"),
        listed(outbound(now, 3, began + 25 * 60 * MINUTE, "They are yours: 21A and 22A.", failed), "then-3"),
    ])
}

/// One of them is read.
pub fn earlier_read(now: Timestamp, messages: Listing<Message>) -> View {
    let mut view = earlier(now, held_before(now), Further::Nothing);
    if let Some(past) = &mut view.past {
        past.reading = Some(Reading { conversation: ConversationId::new("seats"), messages, earlier: false });
    }
    view
}

fn earlier_loading(now: Timestamp) -> View {
    View { past: Some(Past { entries: vec![], days: 0, further: Further::Loading, reading: None }), ..desk(now) }
}

fn earlier_not_allowed(now: Timestamp) -> View {
    let permissions = vec![genesys::permission::PAST_VIEW.to_owned()];
    let further = Further::Failed(Trouble::Forbidden { permissions });
    View { past: Some(Past { entries: vec![], days: 0, further, reading: None }), ..desk(now) }
}

fn failures(now: Timestamp) -> View {
    let failed = |code: &str| Delivery::Failed(Some(DeliveryFailure { code: code.to_owned(), message: None }));
    let messages = vec![
        outbound(now, 1, -9 * MINUTE, "Your table is booked for eight.", failed("RecipientOptedOut")),
        outbound(now, 2, -8 * MINUTE, "Your table is booked for eight.", Delivery::Unconfirmed),
        outbound(now, 3, -7 * MINUTE, "Can you call us back?", Delivery::Refused(Trouble::RateLimited)),
        outbound(now, 4, -6 * MINUTE, "Did this reach you?", Delivery::Left),
        outbound(now, 5, -MINUTE, "We are looking into it.", Delivery::Settling),
        outbound(now, 6, -9_000, "One moment.", Delivery::Queued),
        outbound(now, 7, -1_000, "Here is the link.", Delivery::Sending),
    ];
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.messages = Listing::Loaded(messages);
        maya.draft = draft("");
    }
    view
}

/// The Interactions window with what speaks against the draft.
pub fn desk_found(now: Timestamp, verdict: Verdict) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        let reasons = match verdict {
            Verdict::Block => vec![
                Reason::OptedOutAtCarrier { at: now.plus_millis(-26 * 60 * MINUTE) },
                Reason::Unidentified { text: "Lumen Travel. Reply STOP to end.".to_owned() },
            ],
            Verdict::Warn => vec![
                Reason::OptedOutByWord { word: "Stop!".to_owned(), at: now.plus_millis(-4 * MINUTE) },
                quiet(),
                Reason::Shortened { host: "bit.ly".to_owned() },
            ],
        };
        maya.draft = draft("Your tickets: https://bit.ly/3xYz");
        maya.draft.findings = reasons.into_iter().map(|reason| Finding { verdict, reason }).collect();
    }
    view
}

/// A message that waited, and that quiet hours speak against by now.
pub fn desk_held(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        let mut held = outbound(now, 7, -1_000, "Good night!", Delivery::Held);
        held.findings = vec![Finding { verdict: Verdict::Warn, reason: quiet() }];
        maya.messages = Listing::Loaded(thread(now).into_iter().chain([held]).collect());
        maya.draft = draft("");
    }
    view
}

/// The text of a link, beside a draft.
pub fn suggested(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.suggested = Some("Your booking is confirmed.".to_owned());
    }
    view
}

/// The search for a canned response, behind a few words.
pub fn responses(now: Timestamp, query: &str, offer: ResponseOffer) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft(&format!("Dear Maya, /{query}"));
    }
    let conversation = ConversationId::new("maya");
    View { responses: Some(ResponseSearch { conversation, query: query.to_owned(), offer }), ..view }
}

/// Some canned responses, of more.
pub fn some_responses() -> ResponseOffer {
    let entry = |name: &str, library: &str, text: &str| ResponseEntry {
        id: ResponseId::new(name),
        name: name.to_owned(),
        library: Some(library.to_owned()),
        text: text.to_owned(),
        assets: Vec::new(),
    };
    let asset = |name: &str| ResponseAsset { name: name.to_owned(), address: "http://127.0.0.1:9/".to_owned() };
    ResponseOffer::Here {
        found: vec![
            entry(
                "Confirmed",
                "Bookings",
                "Your booking {{reference}} is confirmed. Reply to this message to change anything, or call us on the \
                 number at the foot of your confirmation, at any time of the day or night.",
            ),
            entry("Hello", "Greetings", "Hello Maya Ortiz, this is Ada Park from Lumen Travel."),
            entry("New time", "Bookings", "Your flight {{flight}} leaves at {{time}} from Terminal 1."),
            ResponseEntry {
                assets: vec![asset("boarding.pdf"), asset("terminal.png")],
                ..entry("Thanks", "Greetings", "Thank you, and have a good trip!")
            },
        ],
        matching: 23,
        all: 61,
        beyond: false,
    }
}

/// A draft of a canned response that is not yet filled in.
pub fn fields_open(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        let field = |id: &str, label: &str| OpenField { id: id.to_owned(), label: label.to_owned() };
        let text = "Your flight {{flight}} leaves at {{time}} from Terminal 1.";
        maya.draft = Draft {
            open: vec![field("flight", "Flight number"), field("time", "Time of departure")],
            length: DraftLength { fit: Fit::FieldsOpen, ..draft(text).length },
            ..draft(text)
        };
    }
    view
}

/// A draft that an emoji makes dearer.
pub fn desk_long(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft(
            "Your flight on May 22 is booked, and the new tickets are on their way to you by e-mail. Have a good trip!",
        );
    }
    view
}

fn too_long(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft(&"This message is far too long for an SMS. ".repeat(20));
    }
    view
}

/// A draft with a file in each stage.
pub fn with_files(now: Timestamp) -> View {
    let place = UploadPlace { media: MediaId::new("media"), url: "http://127.0.0.1:9/".to_owned(), headers: vec![] };
    let not_allowed = FileProblem::NotAllowed(["image/jpeg", "image/png", "image/gif"].map(str::to_owned).into());
    let files = [
        ("hotel-map.png", 284_000, FileStage::Ready),
        ("terminal.png", 0, FileStage::Fetching),
        ("the view from the terrace at sunset.jpg", 1_840_000, FileStage::Uploading(place)),
        ("ticket.gif", 92_400, FileStage::Checking),
        ("terms-and-conditions.docx", 61_000, FileStage::Failed(not_allowed)),
    ];
    let file = |(name, bytes, stage): (&str, u64, FileStage)| FileEntry {
        id: FileId(name.to_owned()),
        name: name.to_owned(),
        bytes,
        stage,
    };
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft("Here is how you get to the hotel.");
        maya.draft.length.fit = Fit::FileFailed;
        maya.draft.files = files.into_iter().map(file).collect();
    }
    view
}

/// A draft out of a word processor.
fn costly(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.draft = draft("“Gate 12” – that’s where we meet\u{a0}😀");
        maya.draft.length.limit = 335;
    }
    view
}

/// No contact has the customer's number.
fn nobody_known(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(maya) = view.interactions.first_mut() {
        maya.customer.name = None;
        if let Some(contact) = maya.log.as_mut().and_then(|log| log.contact.as_mut()) {
            contact.offered = Listing::Loaded(Vec::new());
            contact.chosen = None;
        }
    }
    view
}

fn desk_wrap_up(now: Timestamp) -> View {
    let mut view = desk(now);
    if let Some(first) = view.interactions.first_mut() {
        *first = wrapping_up(now, AfterCallWorkMode::Mandatory, false);
    }
    view
}

fn wrap_up_window(now: Timestamp) -> View {
    View { interactions: vec![wrapping_up(now, AfterCallWorkMode::Mandatory, true)], ..connected(now) }
}

fn wrap_up_with(now: Timestamp, mode: AfterCallWorkMode, change: impl FnOnce(&mut WrapUp)) -> View {
    let mut interaction = wrapping_up(now, mode, true);
    interaction.log = None;
    if let Phase::WrapUp(wrap_up) = &mut interaction.phase {
        change(wrap_up);
    }
    View { interactions: vec![interaction], ..connected(now) }
}

fn wrap_up_timed(now: Timestamp) -> View {
    wrap_up_with(now, AfterCallWorkMode::TimeBoxed, |wrap_up| {
        wrap_up.deadline = Some(now.plus_millis(24_000));
        wrap_up.notes = Some(typed("Wants the later flight, asked about the change fee."));
        wrap_up.chosen = Some(WrapUpCodeId::new("Booking changed"));
        wrap_up.done = DoneEntry::Available;
    })
}

fn wrap_up_many(now: Timestamp) -> View {
    wrap_up_with(now, AfterCallWorkMode::Optional, |wrap_up| {
        wrap_up.codes = Listing::Loaded(codes(&[
            "Resolved",
            "Follow-up",
            "Wrong number",
            "No answer",
            "Booking changed",
            "Refund",
            "Complaint",
            "Lost luggage",
            "Visa question",
            "Seat change",
            "Other",
        ]));
        wrap_up.done = DoneEntry::Available;
    })
}

fn wrap_up_waiting(now: Timestamp) -> View {
    wrap_up_with(now, AfterCallWorkMode::ForcedTimeBox, |wrap_up| {
        wrap_up.deadline = Some(now.plus_millis(7_000));
        wrap_up.chosen = Some(WrapUpCodeId::new("Resolved"));
        wrap_up.done = DoneEntry::Waiting;
    })
}
