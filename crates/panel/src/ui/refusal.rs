//! Buttons that can be unavailable: they stay where the keyboard reaches them, and say why.

use leptos::prelude::*;

use crate::app::App;

/// A button's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Availability {
    /// It works.
    Available,
    /// It does not, for a reason that stands in the element of this id.
    Refused(&'static str),
    /// What it does is under way.
    Busy,
}

impl Availability {
    /// For `aria-disabled`.
    pub(crate) fn aria_disabled(&self) -> Option<&'static str> {
        match self {
            Self::Available => None,
            Self::Refused(_) | Self::Busy => Some("true"),
        }
    }

    /// For `aria-describedby`.
    pub(crate) fn described_by(&self) -> Option<&'static str> {
        match self {
            Self::Refused(reason) => Some(reason),
            Self::Available | Self::Busy => None,
        }
    }
}

/// A button whose availability changes.
///
/// A click that comes before the answer to what was done just before it (a number typed, a code chosen) goes
/// through: the background carries out commands in order and knows better what is available by then.
pub(crate) fn button(
    app: App,
    class: &'static str,
    testid: &'static str,
    availability: impl Fn() -> Availability + Copy + Send + Sync + 'static,
    label: impl IntoView + 'static,
    on_click: impl Fn() + 'static,
) -> AnyView {
    one(app, class, testid, Signal::derive(availability), label.into_any(), Box::new(on_click))
}

/// Of one type whatever it does: its code is there once, and not for each button.
fn one(
    app: App,
    class: &'static str,
    testid: &'static str,
    availability: Signal<Availability>,
    label: AnyView,
    on_click: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class
            data-testid=testid
            aria-disabled=move || availability.read().aria_disabled()
            aria-describedby=move || availability.read().described_by()
            aria-busy=move || (*availability.read() == Availability::Busy).then_some("true")
            on:click=move |_| {
                let does = match availability.get_untracked() {
                    Availability::Available => true,
                    Availability::Refused(_) => !untrack(|| app.settled()),
                    Availability::Busy => false,
                };
                if does {
                    on_click();
                }
            }
        >
            {label}
        </button>
    }
    .into_any()
}
