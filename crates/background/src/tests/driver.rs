use genesys::id::ConversationId;
use protocol::{Command, EnvironmentChoice, NoticeKind, Session, SignInProblem, Site, Theme, Trouble, Window};
use tokio::{
    task::{LocalSet, spawn_local},
    time::{Duration, advance},
};
use workflow::{Input, Pages, Pick};

use super::fake::{Agent, Did, Fake, REDIRECT_URI};
use crate::{Documents, NoRedirect, NotSaved, Stored};

/// Runs a test on one thread, with a clock that stands still until it is moved.
macro_rules! local {
    ($(#[$doc:meta])* async fn $name:ident() $body:block) => {
        $(#[$doc])*
        #[tokio::test(start_paused = true)]
        async fn $name() {
            LocalSet::new().run_until(async move $body).await;
        }
    };
}

/// An agent who has told where the sandbox is, and pressed *Sign in*.
async fn signing_in(fake: &Fake) -> Agent {
    let mut agent = fake.start();
    agent.says(Command::SetEnvironment(EnvironmentChoice::Sandbox("http://127.0.0.1:1".to_owned())));
    agent.says(Command::SetClientId("client".to_owned()));
    fake.settle().await;
    fake.forget();
    agent.says(Command::SignIn);
    agent
}

/// Where the OAuth server sends the agent, with the `state` of the address it was opened on.
fn redirect(authorize_url: &str) -> String {
    let state = authorize_url.split("state=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
    format!("{REDIRECT_URI}?code=the-code&state={state}")
}

fn opened_on(fake: &Fake) -> String {
    fake.did().into_iter().rev().find_map(|did| if let Did::Authorized(url) = did { Some(url) } else { None }).unwrap()
}

fn fetched(fake: &Fake) -> Vec<String> {
    fake.did().into_iter().filter_map(|did| if let Did::Fetched(path) = did { Some(path) } else { None }).collect()
}

fn says(fake: &Fake, kind: &NoticeKind) -> usize {
    fake.seen().notices.iter().filter(|notice| notice.what == *kind).count()
}

local! {
    async fn the_state_is_stored_first_then_views_are_told_then_effects_leave() {
        let fake = Fake::new();
        let agent = signing_in(&fake).await;
        fake.settle().await;
        let did = fake.did();
        assert!(
            matches!(&did[..], [Did::Saved(saved), Did::Told(view, 3), Did::Authorized(_)]
                if *view == agent.view && saved.volatile.is_some()),
            "{did:#?}",
        );
    }
}

local! {
    async fn whoever_has_just_come_is_answered_before_anything_is_stored() {
        let fake = Fake::new();
        let written = fake.hold_writing();
        let mut agent = fake.start();
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        assert_eq!(fake.did(), [Did::Told(agent.view.clone(), 0)]);
        written.send(()).unwrap();
        fake.settle().await;
        let did = fake.did();
        assert!(
            matches!(&did[..], [Did::Told(_, 0), Did::Saved(saved), Did::Told(_, 1), ..] if saved.durable.is_some()),
            "{did:#?}",
        );
    }
}

local! {
    async fn a_view_that_is_heard_only_after_waking_is_answered_before_anything_is_stored() {
        let fake = Fake::new();
        let _written = fake.hold_writing();
        let agent = fake.wake();
        fake.settle().await;
        assert_eq!(fake.did(), []);
        agent.comes();
        fake.settle().await;
        assert_eq!(fake.did(), [Did::Told(agent.view.clone(), 0)]);
    }
}

local! {
    async fn a_waking_without_a_view_goes_on_by_itself() {
        let fake = Fake::new();
        let _agent = fake.wake();
        fake.settle().await;
        assert_eq!(fake.did(), []);
        advance(Duration::from_millis(5)).await;
        fake.settle().await;
        let did = fake.did();
        assert!(matches!(&did[..], [Did::Saved(saved), ..] if saved.volatile.is_some()), "{did:#?}");
    }
}

local! {
    async fn while_the_write_is_under_way_nobody_is_told_and_nothing_leaves() {
        let fake = Fake::new();
        let mut agent = signing_in(&fake).await;
        fake.settle().await;
        fake.oauth_page().send(Ok(redirect(&opened_on(&fake)))).unwrap();
        fake.forget();
        let written = fake.hold_writing();
        fake.settle().await;
        assert_eq!(fetched(&fake), Vec::<String>::new());
        // What happens in between waits for its turn.
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        assert_eq!(fake.did(), []);
        written.send(()).unwrap();
        fake.settle().await;
        assert_eq!(fetched(&fake), ["/oauth/token"]);
    }
}

local! {
    async fn what_cannot_be_stored_does_not_leave_until_it_can() {
        let fake = Fake::new();
        let _agent = signing_in(&fake).await;
        fake.saving(Err(NotSaved { durable: false, volatile: true }));
        fake.settle().await;
        for _ in 0..5 {
            advance(Duration::from_secs(2)).await;
            fake.settle().await;
        }
        assert!(!fake.did().iter().any(|did| matches!(did, Did::Authorized(_))));
        assert_eq!(says(&fake, &NoticeKind::StorageFull), 1);
        fake.saving(Ok(()));
        advance(Duration::from_secs(2)).await;
        fake.settle().await;
        assert_eq!(fake.did().iter().filter(|did| matches!(did, Did::Authorized(_))).count(), 1);
    }
}

local! {
    async fn what_is_not_stored_is_not_acknowledged() {
        let fake = Fake::new();
        let mut agent = fake.start();
        fake.settle().await;
        fake.saving(Err(NotSaved { durable: false, volatile: true }));
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        assert_eq!(fake.seen().settings.theme.value, Theme::Dark);
        let acknowledged = |fake: &Fake| fake.did().contains(&Did::Told(agent.view.clone(), 1));
        assert!(!acknowledged(&fake), "a background that is stopped now forgets it, and the view must not");
        fake.saving(Ok(()));
        advance(Duration::from_secs(2)).await;
        fake.settle().await;
        assert!(acknowledged(&fake));
    }
}

local! {
    async fn a_full_disk_is_said_once_and_keeps_nobody_from_working() {
        let fake = Fake::new();
        let mut agent = signing_in(&fake).await;
        fake.saving(Err(NotSaved { durable: true, volatile: false }));
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        advance(Duration::from_secs(2)).await;
        fake.settle().await;
        opened_on(&fake);
        assert_eq!(says(&fake, &NoticeKind::StorageFull), 1);
        fake.saving(Ok(()));
        advance(Duration::from_secs(2)).await;
        fake.settle().await;
        assert!(fake.stored().durable.unwrap().contains("Dark"));
    }
}

local! {
    async fn what_was_stored_is_taken_up_again() {
        let fake = Fake::new();
        let mut agent = fake.start();
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        let again = Fake::new().storing(fake.stored());
        again.start();
        again.settle().await;
        assert_eq!(again.seen().settings.theme.value, Theme::Dark);
        assert!(!again.did().iter().any(|did| matches!(did, Did::Saved(Documents { durable: Some(_), .. }))));
    }
}

local! {
    async fn what_cannot_be_read_is_kept_and_said() {
        for unreadable in ["", "{}", "{\"version\":0,\"state\":{}}", "<html>", "{\"version\":1,\"state\":{\"settings\":7}}"] {
            let fake = Fake::new().storing(Stored { durable: Some(unreadable.to_owned()), ..Stored::default() });
            fake.start();
            fake.settle().await;
            assert_eq!(says(&fake, &NoticeKind::StorageReset), 1, "{unreadable}");
            let kept = Documents { durable: Some(unreadable.to_owned()), ..Documents::default() };
            assert_eq!(fake.did().first(), Some(&Did::Kept(kept)));
        }
    }
}

local! {
    async fn only_what_is_new_to_a_view_is_told() {
        let fake = Fake::new();
        let mut agent = fake.start();
        fake.settle().await;
        fake.forget();
        agent.inbox.send(workflow::Input::Online(true));
        fake.settle().await;
        assert_eq!(fake.did(), []);
        // Nothing to see, but an acknowledgement to hear.
        agent.says(Command::Dismiss(77));
        fake.settle().await;
        assert_eq!(fake.did().iter().filter(|did| **did == Did::Told(agent.view.clone(), 1)).count(), 1);
    }
}

local! {
    async fn the_answer_to_a_sign_in_that_was_given_up_is_dropped() {
        let fake = Fake::new();
        let mut agent = signing_in(&fake).await;
        fake.settle().await;
        agent.says(Command::CancelSignIn);
        fake.settle().await;
        let url = opened_on(&fake);
        // The page stays open; nobody waits for where it leads to.
        assert!(fake.oauth_page().send(Ok(redirect(&url))).is_err());
        fake.settle().await;
        assert_eq!(fetched(&fake), Vec::<String>::new());
        assert!(matches!(fake.seen().session, Session::SignedOut { .. }));
    }
}

local! {
    async fn a_redirect_that_is_not_the_answer_to_our_request_is_refused() {
        for elsewhere in [
            format!("{REDIRECT_URI}?code=the-code&state=another"),
            format!("{REDIRECT_URI}?code=the-code"),
            REDIRECT_URI.to_owned(),
            "https://elsewhere.example/?code=the-code".to_owned(),
            "not an address".to_owned(),
        ] {
            let fake = Fake::new();
            let _agent = signing_in(&fake).await;
            fake.settle().await;
            fake.oauth_page().send(Ok(elsewhere.clone())).unwrap();
            fake.settle().await;
            assert_eq!(
                fake.seen().session,
                Session::SignedOut { problem: Some(SignInProblem::BadRedirect) },
                "{elsewhere}",
            );
            assert_eq!(fetched(&fake), Vec::<String>::new());
        }
    }
}

local! {
    async fn a_closed_login_page_is_told_from_one_that_does_not_load_and_from_no_server() {
        let ended = async |reason: &str, reachable: bool| {
            let fake = Fake::new();
            let _agent = signing_in(&fake).await;
            fake.settle().await;
            if !reachable {
                fake.unplug();
            }
            fake.oauth_page().send(Err(NoRedirect { reason: reason.to_owned() })).unwrap();
            fake.settle().await;
            match fake.seen().session {
                Session::SignedOut { problem } => problem,
                other => panic!("{other:?}"),
            }
        };
        let (closed, unloaded) = ("The user did not approve access.", "Authorization page could not be loaded.");
        assert_eq!(ended(closed, true).await, Some(SignInProblem::Cancelled));
        assert_eq!(ended("User cancelled or denied access.", true).await, Some(SignInProblem::Cancelled));
        assert!(matches!(ended(unloaded, true).await, Some(SignInProblem::ClientRefused { .. })));
        for reason in [closed, unloaded] {
            assert_eq!(ended(reason, false).await, Some(SignInProblem::Trouble(Trouble::Unreachable)));
        }
    }
}

local! {
    async fn a_call_without_an_answer_times_out() {
        let fake = Fake::new();
        let _agent = signing_in(&fake).await;
        fake.settle().await;
        fake.oauth_page().send(Ok(redirect(&opened_on(&fake)))).unwrap();
        fake.settle().await;
        assert_eq!(fetched(&fake), ["/oauth/token"]);
        assert_eq!(fake.seen().session, Session::SigningIn);
        advance(Duration::from_mins(2)).await;
        fake.settle().await;
        assert!(matches!(
            fake.seen().session,
            Session::SignedOut { problem: Some(SignInProblem::Trouble(Trouble::TimedOut)) },
        ));
    }
}

local! {
    async fn an_answer_is_taken_in() {
        let fake = Fake::new();
        let _agent = signing_in(&fake).await;
        fake.settle().await;
        let token = br#"{"access_token":"t","token_type":"bearer","expires_in":86400}"#;
        fake.answer(Ok(http::Response::new(token.to_vec())));
        fake.oauth_page().send(Ok(redirect(&opened_on(&fake)))).unwrap();
        fake.settle().await;
        assert_eq!(fake.seen().session, Session::Starting { problem: None });
        assert_eq!(fetched(&fake)[..2], ["/oauth/token", "/api/v2/users/me"]);
    }
}

local! {
    async fn nobody_signed_in_lets_the_browser_stop_the_background() {
        let fake = Fake::new();
        fake.start();
        fake.settle().await;
        assert!(fake.did().contains(&Did::Waking(false)));
    }
}

local! {
    async fn a_new_version_waits_until_nobody_looks() {
        let fake = Fake::new();
        let agent = fake.start();
        agent.inbox.send(Input::UpdateAvailable);
        fake.settle().await;
        assert_eq!(says(&fake, &NoticeKind::UpdateWaits), 1);
        fake.forget();
        agent.inbox.send(Input::Detached { view: agent.view.clone() });
        fake.settle().await;
        let did = fake.did();
        assert!(matches!(&did[..], [Did::Saved(_), .., Did::Reloaded]), "{did:#?}");
    }
}

fn ruled(fake: &Fake) -> Vec<Pages> {
    fake.did().into_iter().filter_map(|did| if let Did::Ruled(pages) = did { Some(pages) } else { None }).collect()
}

fn pick(number: &str) -> Input {
    let pick = Pick { number: number.parse().unwrap(), name: None, body: None, more: Vec::new(), site: None };
    Input::Picked { pick: Box::new(pick), opened: false }
}

local! {
    async fn what_holds_on_pages_is_told_at_the_start_and_when_it_changes() {
        let crm = Site::host("crm.example").unwrap();
        let fake = Fake::new().granting(std::slice::from_ref(&crm));
        let mut agent = fake.start();
        fake.settle().await;
        assert_eq!(ruled(&fake).iter().map(|pages| pages.on.len()).collect::<Vec<_>>(), [0]);
        agent.says(Command::FindNumbers { on: crm.clone(), wanted: true });
        fake.settle().await;
        agent.says(Command::SetTheme(Theme::Dark));
        fake.settle().await;
        let told = ruled(&fake);
        assert_eq!(told.len(), 2, "only what is new");
        assert_eq!(told[1].on, [crm]);
        agent.inbox.send(Input::Granted { granted: Vec::new(), added: Vec::new() });
        fake.settle().await;
        assert_eq!(ruled(&fake)[2].on, []);
    }
}

local! {
    async fn a_number_is_confirmed_once_it_is_stored_and_shown_after() {
        let fake = Fake::new();
        let agent = fake.start();
        fake.settle().await;
        fake.forget();
        let written = fake.hold_writing();
        let inbox = agent.inbox.clone();
        let confirmed = spawn_local(async move { inbox.deliver(pick("+13175550142")).await });
        fake.settle().await;
        assert!(!confirmed.is_finished() && fake.did().is_empty());
        written.send(()).unwrap();
        assert!(confirmed.await.unwrap());
        fake.settle().await;
        let did = fake.did();
        assert!(
            matches!(&did[..], [Did::Saved(saved), Did::Told(..), Did::Opened(Window::Client), ..]
                if saved.volatile.as_ref().is_some_and(|state| state.contains("+13175550142"))),
            "{did:#?}",
        );
        let again = Fake::new().storing(fake.stored());
        again.start();
        again.settle().await;
        assert_eq!(again.seen().offered.unwrap().recipient.number, "+13175550142");
    }
}

local! {
    async fn a_number_that_cannot_be_stored_is_confirmed_when_it_can() {
        let fake = Fake::new();
        let agent = fake.start();
        fake.settle().await;
        fake.saving(Err(NotSaved { durable: false, volatile: true }));
        let inbox = agent.inbox.clone();
        let confirmed = spawn_local(async move { inbox.deliver(pick("+13175550142")).await });
        advance(Duration::from_secs(2)).await;
        fake.settle().await;
        assert!(!confirmed.is_finished());
        fake.saving(Ok(()));
        advance(Duration::from_secs(2)).await;
        assert!(confirmed.await.unwrap());
    }
}

local! {
    async fn a_key_rewrites_what_it_changed_and_no_more() {
        let fake = Fake::new();
        let mut agent = fake.start();
        fake.settle().await;
        fake.forget();
        agent.says(Command::EditDraft { conversation: ConversationId::new("gone"), text: "A".into(), edit: 1 });
        fake.settle().await;
        let did = fake.did();
        let [Did::Saved(saved), Did::Told(_, 1)] = &did[..] else { panic!("{did:#?}") };
        assert!(saved.carried_out.is_some());
        assert_eq!(*saved, Documents { carried_out: saved.carried_out.clone(), ..Documents::default() });
    }
}
