//! Numbers on web pages: where they are looked for, and how.

use phone::Country;
use protocol::{
    PageSettings as PagesView, Site,
    page::{Opens, Rules},
};
use serde::{Deserialize, Serialize};

use crate::{Workflow, order, policy::Policy};

/// What holds on web pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// Whether numbers can be chosen at all.
    pub enabled: bool,
    /// Where they are looked for: what is wanted and granted.
    pub on: Vec<Site>,
    /// Of that, where they are not.
    pub off: Vec<Site>,
    /// How they are looked for.
    pub rules: Rules,
    /// The country of a number without one.
    pub country: Country,
}

impl Pages {
    /// Whether numbers are looked for on a site.
    pub fn look_at(&self, site: &Site) -> bool {
        let covered = |list: &[Site]| list.iter().any(|one| one.covers(site));
        covered(&self.on) && !covered(&self.off)
    }
}

/// What the agent chose about web pages. Nothing is asked of the browser before the agent wants it, so nothing is on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageSettings {
    enabled: Option<bool>,
    on: Option<Vec<Site>>,
    off: Option<Vec<Site>>,
    highlight: Option<bool>,
    tel_links: Option<bool>,
    code: Option<bool>,
    opens: Option<Opens>,
}

impl PageSettings {
    pub(crate) fn set_enabled(&mut self, wanted: bool) {
        self.enabled = Some(wanted);
    }

    pub(crate) fn set_highlight(&mut self, wanted: bool) {
        self.highlight = Some(wanted);
    }

    pub(crate) fn set_tel_links(&mut self, wanted: bool) {
        self.tel_links = Some(wanted);
    }

    pub(crate) fn set_code(&mut self, wanted: bool) {
        self.code = Some(wanted);
    }

    pub(crate) fn set_opens(&mut self, opens: Opens) {
        self.opens = Some(opens);
    }

    /// Looks for numbers on a site, or no longer. Lists that the administrator gave and did not fix are where the agent's
    /// begin.
    pub(crate) fn find(&mut self, site: &Site, wanted: bool, policy: &Policy) {
        let mut on = self.on(policy);
        on.retain(|one| one != site);
        on.extend(wanted.then(|| site.clone()));
        self.set_on(on, policy);
        let mut off = self.off(policy);
        if wanted {
            // Whoever wants all sites goes on leaving some out.
            off.retain(|one| !one.covers(site));
        } else if self.on(policy).iter().any(|one| one.covers(site)) {
            off.push(site.clone());
        }
        self.set_off(off, policy);
    }

    /// Takes a site off the list of those where numbers are not looked for.
    pub(crate) fn forget(&mut self, site: &Site, policy: &Policy) {
        let mut off = self.off(policy);
        off.retain(|one| one != site);
        self.set_off(off, policy);
    }

    fn set_on(&mut self, on: Vec<Site>, policy: &Policy) {
        let on = in_order(on);
        if on != self.on(policy) && !(policy.locks() && policy.click_to_sms_allowed.is_some()) {
            self.on = Some(on);
        }
    }

    fn set_off(&mut self, off: Vec<Site>, policy: &Policy) {
        let off = in_order(off);
        if off != self.off(policy) && !(policy.locks() && policy.click_to_sms_denied.is_some()) {
            self.off = Some(off);
        }
    }

    pub(crate) fn enabled(&self, policy: &Policy) -> bool {
        policy.choose(self.enabled, policy.enable_click_to_sms).unwrap_or(true)
    }

    fn on(&self, policy: &Policy) -> Vec<Site> {
        policy.choose(self.on.clone(), policy.click_to_sms_allowed.as_deref().map(sites)).unwrap_or_default()
    }

    fn off(&self, policy: &Policy) -> Vec<Site> {
        policy.choose(self.off.clone(), policy.click_to_sms_denied.as_deref().map(sites)).unwrap_or_default()
    }

    fn rules(&self, policy: &Policy) -> Rules {
        Rules {
            paint: policy.choose(self.highlight, policy.click_to_sms_highlight).unwrap_or(true),
            tel_links: policy.choose(self.tel_links, policy.click_to_sms_tel_links).unwrap_or(false),
            code: policy.choose(self.code, policy.click_to_sms_code).unwrap_or(false),
            opens: policy.choose(self.opens, policy.click_to_sms_opens()).unwrap_or_default(),
        }
    }

    pub(crate) fn show(&self, policy: &Policy, granted: &[Site]) -> PagesView {
        let Rules { paint, tel_links, code, opens } = self.rules(policy);
        PagesView {
            enabled: policy.show(self.enabled(policy), policy.enable_click_to_sms.is_some()),
            on: policy.show(self.on(policy), policy.click_to_sms_allowed.is_some()),
            off: policy.show(self.off(policy), policy.click_to_sms_denied.is_some()),
            granted: granted.to_vec(),
            highlight: policy.show(paint, policy.click_to_sms_highlight.is_some()),
            tel_links: policy.show(tel_links, policy.click_to_sms_tel_links.is_some()),
            code: policy.show(code, policy.click_to_sms_code.is_some()),
            opens: policy.show(opens, policy.click_to_sms_opens().is_some()),
        }
    }
}

impl Policy {
    /// Where New Interaction opens, if that is fixed; what cannot be read counts as absent.
    fn click_to_sms_opens(&self) -> Option<Opens> {
        match self.click_to_sms_opens_in.as_deref()? {
            "sidePanel" => Some(Opens::SidePanel),
            "window" => Some(Opens::Window),
            _ => None,
        }
    }
}

/// The sites of an administrator's list, in order; what names none is left out.
fn sites(list: &[String]) -> Vec<Site> {
    in_order(list.iter().filter_map(|text| text.parse().ok()).collect())
}

fn in_order(mut sites: Vec<Site>) -> Vec<Site> {
    order::sort(&mut sites, Site::cmp);
    sites.dedup();
    sites
}

impl Workflow {
    /// What holds on web pages.
    pub fn pages(&self) -> Pages {
        let (settings, policy) = (&self.durable.settings.pages, &self.policy);
        let enabled = settings.enabled(policy);
        let wanted = if enabled { settings.on(policy) } else { Vec::new() };
        let both = wanted.iter().flat_map(|one| self.granted.iter().filter_map(|two| one.meet(two)));
        let on = in_order(both.cloned().collect());
        let off = if on.is_empty() { Vec::new() } else { settings.off(policy) };
        Pages { enabled, on, off, rules: settings.rules(policy), country: self.country() }
    }

    /// The browser says what of the web it lets us look at; what the agent has just granted is wanted.
    pub(crate) fn granted(&mut self, granted: Vec<Site>, added: &[Site]) {
        self.granted = granted;
        for site in added {
            self.durable.settings.pages.find(site, true, &self.policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Setting;

    use super::*;

    fn site(text: &str) -> Site {
        text.parse().unwrap_or(Site::ALL)
    }

    fn list(texts: &[&str]) -> Vec<Site> {
        texts.iter().map(|text| site(text)).collect()
    }

    fn lists(settings: &PageSettings, policy: &Policy) -> (Vec<Site>, Vec<Site>) {
        let PagesView { on, off, .. } = settings.show(policy, &[]);
        let value = |setting: Setting<Vec<Site>>| setting.value;
        (value(on), value(off))
    }

    #[test]
    fn a_site_is_turned_on_and_off_where_all_are_on_and_where_none_is() {
        let (mut settings, policy) = (PageSettings::default(), Policy::default());
        settings.find(&site("crm.example"), true, &policy);
        assert_eq!(lists(&settings, &policy), (list(&["crm.example"]), vec![]));
        settings.find(&site("crm.example"), false, &policy);
        assert_eq!(lists(&settings, &policy), (vec![], vec![]), "nothing has to be left out of nothing");
        settings.find(&Site::ALL, true, &policy);
        settings.find(&site("crm.example"), false, &policy);
        assert_eq!(lists(&settings, &policy), (vec![Site::ALL], list(&["crm.example"])));
        settings.find(&Site::ALL, true, &policy);
        assert_eq!(lists(&settings, &policy).1, list(&["crm.example"]), "what is left out stays so");
        settings.find(&site("crm.example"), true, &policy);
        assert_eq!(lists(&settings, &policy).1, vec![]);
        settings.find(&site("a.example"), false, &policy);
        settings.forget(&site("a.example"), &policy);
        assert_eq!(lists(&settings, &policy).1, vec![]);
    }

    #[test]
    fn what_the_administrator_listed_is_not_the_agents_to_change() {
        let mut settings = PageSettings::default();
        settings.find(&site("erp.example"), true, &Policy::default());
        let allowed = ["https://crm.example/*", "no site", "*.help.example"].map(str::to_owned).to_vec();
        let policy = Policy { click_to_sms_allowed: Some(allowed), ..Policy::default() };
        let theirs = list(&["*.help.example", "crm.example"]);
        settings.find(&Site::ALL, true, &policy);
        assert_eq!(lists(&settings, &policy).0, theirs);
        assert!(settings.show(&policy, &[]).on.locked && !settings.show(&policy, &[]).off.locked);
        settings.find(&site("crm.example"), false, &policy);
        assert_eq!(lists(&settings, &policy), (theirs, list(&["crm.example"])), "but one may be left out");
        assert_eq!(lists(&settings, &Policy::default()).0, list(&["erp.example"]), "what was the agent's is kept");

        let open = Policy { enable_agent_configuration: Some(true), ..policy };
        assert_eq!(lists(&PageSettings::default(), &open).0, list(&["*.help.example", "crm.example"]));
        let mut mine = PageSettings::default();
        mine.find(&site("erp.example"), true, &open);
        assert_eq!(lists(&mine, &open).0, list(&["*.help.example", "crm.example", "erp.example"]));
    }
}
