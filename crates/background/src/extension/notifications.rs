//! System notifications.

use webext::{
    i18n,
    notifications::{self, Notification},
    runtime,
};
use workflow::{About, Alert};

use super::note;
use crate::alerts;

/// Takes away what is no longer wanted and shows what is not there yet. One that is there stays as it is: to show it
/// anew would alert anew.
pub(super) async fn show(wanted: Vec<Alert>) {
    let there = match notifications::all().await {
        Ok(there) => there,
        Err(error) => {
            note(Err(error));
            return;
        }
    };
    let names: Vec<_> = wanted.iter().map(|alert| alerts::name(&alert.id())).collect();
    for name in there.iter().filter(|name| !names.contains(name)) {
        note(notifications::clear(name).await);
    }
    for (alert, name) in wanted.iter().zip(&names).filter(|(_, name)| !there.contains(name)) {
        create(name, alert).await;
    }
}

async fn create(name: &str, alert: &Alert) {
    let icon = runtime::url("icons/behalf-128.png");
    let say = |key: &str, about: &About| i18n::message(key, &[&about.customer]);
    let title = match alert {
        Alert::Offered(about) => say("alertOffered", about),
        Alert::Answered(about) => say("alertAnswered", about),
        Alert::Sample(_) => i18n::message("alertSample", &[]),
    };
    let message = match alert {
        Alert::Offered(About { queue: Some(queue), .. }) | Alert::Answered(About { queue: Some(queue), .. }) => {
            i18n::message("alertOnBehalf", &[queue])
        }
        Alert::Offered(_) | Alert::Answered(_) => String::new(),
        Alert::Sample(_) => i18n::message("alertSampleText", &[]),
    };
    let mut notification = Notification { title: &title, message: &message, icon: &icon, buttons: &[], stays: false };
    if !matches!(alert, Alert::Offered(_)) {
        note(notifications::create(name, &notification).await);
        return;
    }
    // In the order of `alerts::BUTTONS`.
    let buttons = [i18n::message("alertAnswer", &[]), i18n::message("alertDecline", &[])];
    notification = Notification { buttons: &buttons, stays: true, ..notification };
    if notifications::create(name, &notification).await.is_ok() {
        return;
    }
    // Firefox has no buttons, and refuses a notification that asks for some.
    let message = i18n::message("alertClick", &[&message]);
    notification = Notification { message: &message, buttons: &[], stays: false, ..notification };
    note(notifications::create(name, &notification).await);
}
