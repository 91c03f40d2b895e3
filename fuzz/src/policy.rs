use std::net::IpAddr;

use genesys::region::{Environment, Region};
use protocol::{Command, EnvironmentChoice, PageSettings, Setting, Site, page::Opens};
use url::{Host, Url};
use workflow::{Effect, Input, Policy};

use crate::{again, day};

/// `storage.managed`, as JSON text.
pub fn policy(input: &[u8]) -> bool {
    let Ok(managed) = serde_json::from_slice(input) else { return false };
    let (policy, _) = Policy::read(&managed);
    assert_eq!(again(&policy), policy);

    let mut moment = day::busiest();
    moment.browser.input(Input::Policy(policy.clone()));
    moment.browser.settle(&mut moment.cloud);
    moment.check();
    let before = moment.browser.view().settings;
    // What the administrator fixed, the agent does not change.
    for command in [
        Command::SetEnvironment(EnvironmentChoice::Region("ap_south_1".to_owned())),
        Command::SetClientId("another".to_owned()),
        Command::SetDefaultCountry(Some("IS".to_owned())),
        Command::SetNotifications(!before.notifications.value),
        Command::SetSound(!before.sound.value),
        Command::SetVolume(33),
        Command::SetClickToSms(!before.pages.enabled.value),
        Command::FindNumbers { on: Site::ALL, wanted: !before.pages.on.value.contains(&Site::ALL) },
        Command::ForgetSite(before.pages.off.value.first().cloned().unwrap_or(Site::ALL)),
        Command::SetHighlight(!before.pages.highlight.value),
        Command::SetTelLinks(!before.pages.tel_links.value),
        Command::SetNumbersInCode(!before.pages.code.value),
        Command::SetOpens(match before.pages.opens.value {
            Opens::SidePanel => Opens::Window,
            Opens::Window => Opens::SidePanel,
        }),
    ] {
        moment.browser.command(command);
    }
    moment.check();
    let after = moment.browser.view().settings;
    let fixed = policy.enable_agent_configuration != Some(true);
    let opens = policy.click_to_sms_opens_in.as_deref().is_some_and(|opens| ["sidePanel", "window"].contains(&opens));
    let (had, has) = (&before.pages, &after.pages);
    let switch = |part: fn(&PageSettings) -> &Setting<bool>, set: bool| (part(had).locked, set, part(had) == part(has));
    for (locked, set, kept) in [
        (before.client_id.locked, policy.client_id.is_some(), after.client_id.value == before.client_id.value),
        (
            before.notifications.locked,
            policy.enable_alert_notifications.is_some(),
            after.notifications == before.notifications,
        ),
        (before.sound.locked, policy.enable_alert_sound.is_some(), after.sound == before.sound),
        (before.volume.locked, policy.alert_volume.is_some(), after.volume == before.volume),
        (
            before.default_country.locked,
            policy.default_country.is_some(),
            after.effective_country == before.effective_country,
        ),
        switch(|pages| &pages.enabled, policy.enable_click_to_sms.is_some()),
        switch(|pages| &pages.highlight, policy.click_to_sms_highlight.is_some()),
        switch(|pages| &pages.tel_links, policy.click_to_sms_tel_links.is_some()),
        switch(|pages| &pages.code, policy.click_to_sms_code.is_some()),
        (had.on.locked, policy.click_to_sms_allowed.is_some(), had.on == has.on),
        (had.off.locked, policy.click_to_sms_denied.is_some(), had.off == has.off),
        (had.opens.locked, opens, had.opens == has.opens),
    ] {
        assert_eq!(locked, fixed && set, "it shows as locked where it is fixed");
        assert!(kept || !locked, "what is fixed was changed: {policy:?}");
    }
    assert!(!before.environment.locked || after.environment.value == before.environment.value);

    moment.browser.command(Command::SignOut);
    moment.browser.settle(&mut moment.cloud);
    let now = moment.browser.now;
    let sign_in = protocol::Numbered { number: moment.browser.commands + 1, command: Command::SignIn };
    let effects =
        moment.browser.workflow.handle(now, Input::Command { view: moment.browser.view.clone(), command: sign_in });
    for effect in effects {
        if let Effect::Authorize { environment, .. } = effect {
            leads_home(&environment);
        }
    }
    true
}

/// A password is asked for by Genesys Cloud, or by this machine, as browsers read the address.
fn leads_home(environment: &Environment) {
    for address in [environment.login_url(), environment.api_url()] {
        let url = Url::parse(&address).unwrap_or_else(|error| panic!("{address}: {error}"));
        let home = match (environment, url.host()) {
            (Environment::Region(region), Some(Host::Domain(host))) => {
                Region::ALL.contains(region) && host.ends_with(region.domain()) && url.scheme() == "https"
            }
            (Environment::Loopback(_), Some(Host::Domain(host))) => host == "localhost",
            (Environment::Loopback(_), Some(Host::Ipv4(ip))) => ip.is_loopback(),
            (Environment::Loopback(_), Some(Host::Ipv6(ip))) => IpAddr::from(ip).is_loopback(),
            _ => false,
        };
        assert!(home && url.username().is_empty() && url.path() == "/", "it leads elsewhere: {address}");
    }
}
