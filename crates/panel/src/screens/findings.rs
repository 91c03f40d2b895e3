//! What speaks against a message before it leaves, and what can be done about it.

use leptos::prelude::*;
use protocol::{Finding, Reason, Rule, Verdict};
use wasm_bindgen::JsCast;

use crate::{icons, icons::icon, text, words};

/// What is said, and done, about findings.
pub(crate) struct Against {
    /// The element's id, for what it keeps from being done.
    pub(crate) id: String,
    /// What is to be said.
    pub(crate) found: Signal<Vec<Finding>>,
    /// How the recipient is called.
    pub(crate) customer: Signal<String>,
    /// The label of what is done all the same, and how tests find it.
    pub(crate) label: String,
    pub(crate) testid: &'static str,
    /// Does it, in spite of these.
    pub(crate) anyway: Callback<Vec<Rule>>,
    /// Puts in who writes.
    pub(crate) identify: Option<Callback<()>>,
}

/// The findings, with the second action where they are warnings. The region is always there, so that what comes into it
/// is read out.
pub(crate) fn findings(against: Against) -> AnyView {
    let Against { id, found, customer, label, testid, anyway, identify } = against;
    let button = second_action(&id);
    let list = move || {
        let found = found.get();
        if found.is_empty() {
            return None;
        }
        let blocked = found.iter().any(|one| one.verdict == Verdict::Block);
        let identify = identify.filter(|_| found.iter().any(lacks_identification)).map(|identify| {
            view! {
                <button type="button" class="button small" data-testid="identify" on:click=move |_| identify.run(())>
                    {text::add_identification()}
                </button>
            }
        });
        let rules: Vec<_> = found.iter().map(|one| one.reason.rule()).collect();
        let anyway = (!blocked).then(|| {
            view! {
                <button
                    type="button"
                    class="button small"
                    id=button.clone()
                    data-testid=testid
                    // The Enter that led here is still held.
                    on:keydown=|event: web_sys::KeyboardEvent| if event.repeat() { event.prevent_default() }
                    on:click=move |_| anyway.run(rules.clone())
                >
                    {label.clone()}
                </button>
            }
        });
        let blocked = blocked.then(|| view! { <p class="finding-blocked">{text::finding_blocked()}</p> });
        let said = found.iter().map(|one| said(one, &customer.get_untracked())).collect_view();
        Some(view! {
            <div class="findings">
                {said}
                {blocked}
                <div class="findings-foot">{identify}{anyway}</div>
            </div>
        })
    };
    view! { <div id=id role="status" aria-live="polite" data-testid="findings">{list}</div> }.into_any()
}

/// Leads the keyboard to the second action of the findings with this id, if there is one.
pub(crate) fn lead_on(id: &str) {
    let button = document().get_element_by_id(&second_action(id));
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

fn second_action(id: &str) -> String {
    format!("{id}-anyway")
}

fn lacks_identification(finding: &Finding) -> bool {
    matches!(finding.reason, Reason::Unidentified { .. })
}

fn said(finding: &Finding, customer: &str) -> impl IntoView + use<> {
    let words = words::finding(&finding.reason, customer);
    let (class, picture, verdict) = match finding.verdict {
        Verdict::Block => ("problem", icons::ALERT, "block"),
        Verdict::Warn => ("remark", icons::INFO, "warn"),
    };
    let rule = format!("{:?}", finding.reason.rule());
    view! {
        <p class=class data-testid="finding" data-verdict=verdict data-rule=rule>{icon(picture)}<span>{words}</span></p>
    }
}
