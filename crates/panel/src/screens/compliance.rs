//! What is checked before a message leaves, in settings: to be read, not to be chosen.

use leptos::prelude::*;
use protocol::{Compliance, Rule, Ruling, Verdict};

use super::sheet::{Entry, Sheet, entry};
use crate::{
    app::App,
    icons::{self, icon},
    text, words,
};

/// The sheet of settings.
pub(crate) fn sheet(app: App) -> Sheet {
    let compliance = Memo::new(move |_| app.model.settings.with(|settings| settings.compliance.clone()));
    let lead = view! { <p class="note">{text::settings_compliance_lead()}</p> };
    let lead = entry(&[text::settings_compliance_lead()], lead);
    let entries = [lead].into_iter().chain(Rule::ALL.map(|rule| line(compliance, rule))).collect();
    Sheet { id: "settings-compliance", title: text::settings_compliance(), entries }
}

fn line(compliance: Memo<Compliance>, rule: Rule) -> Entry {
    let name = words::rule(rule);
    let shown = {
        let name = name.clone();
        move || compliance.with(|compliance| draw(compliance, rule, &name))
    };
    entry(&[name], shown)
}

fn draw(compliance: &Compliance, rule: Rule, name: &str) -> impl IntoView + use<> {
    let ruling = compliance.checks.iter().find(|check| check.rule == rule).map_or(Ruling::Idle, |check| check.ruling);
    let by = match ruling {
        Ruling::Set(_) => Some(view! { <span class="locked">{icon(icons::LOCK)}{text::locked()}</span> }.into_any()),
        Ruling::Default(_) => Some(text::policy_default().into_any()),
        // That nobody has set anything is what it says.
        Ruling::Idle => None,
    };
    let verdict = match ruling {
        Ruling::Idle => "idle",
        Ruling::Default(None) | Ruling::Set(None) => "off",
        Ruling::Default(Some(Verdict::Warn)) | Ruling::Set(Some(Verdict::Warn)) => "warn",
        Ruling::Default(Some(Verdict::Block)) | Ruling::Set(Some(Verdict::Block)) => "block",
    };
    view! {
        <div class="policy" data-testid="policy" data-rule=format!("{rule:?}") data-verdict=verdict>
            <strong>{name.to_owned()}</strong>
            <p>{words::policy(compliance, rule, ruling)}</p>
            {by.map(|by| view! { <p class="note">{by}</p> })}
        </div>
    }
}
