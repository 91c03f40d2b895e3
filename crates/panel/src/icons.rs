//! Behalf's icons: one path each on a grid of 20, drawn in the colour of the text around them.

use leptos::prelude::*;

/// An icon's path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Icon(&'static str);

pub(crate) const MENU: Icon = Icon("M3.5 5.5h13M3.5 10h13M3.5 14.5h13");
pub(crate) const SMS: Icon = Icon(
    "M5 3.5h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9.6L6 16.8v-3.3H5a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM6.6 7.2h6.8M6.6 10h4.4",
);
pub(crate) const WRAP_UP: Icon = Icon(
    "M7 4H5.5A1.5 1.5 0 0 0 4 5.5v10A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5v-10A1.5 1.5 0 0 0 14.5 4H13M7.5 2.7h5v2.8h-5zM7 11l2.1 2.1 4-4.2",
);
pub(crate) const TRANSFER: Icon = Icon("M3.5 15.5c0-4.8 2.6-7.3 6.5-7.3h6M12.6 4.5l3.7 3.7-3.7 3.7");
pub(crate) const DISCONNECT: Icon = Icon("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.6 7.6l4.8 4.8M12.4 7.6l-4.8 4.8");
pub(crate) const BACK: Icon = Icon("M12 4.5L6.5 10l5.5 5.5");
pub(crate) const CLOSE: Icon = Icon("M5.5 5.5l9 9M14.5 5.5l-9 9");
pub(crate) const SEND: Icon = Icon("M10 16V4.5M5 9.2l5-5 5 5");
pub(crate) const CHECK: Icon = Icon("M4.5 10.5l3.6 3.6 7.4-8");
pub(crate) const CHECK_TWICE: Icon = Icon("M2 10.8l3.3 3.3 6.7-7.4M9.3 13.3l.8.8 7.4-7.9");
pub(crate) const CLOCK: Icon = Icon("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.7 1.6");
pub(crate) const ALERT: Icon = Icon("M10 3.3l7.2 12.5H2.8zM10 8v3.7M10 13.7v.1");
pub(crate) const INFO: Icon = Icon("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.3v4M10 6.6v.1");
pub(crate) const LOCK: Icon = Icon("M5.5 9h9v7.5h-9zM7.2 9V6.6a2.8 2.8 0 0 1 5.6 0V9");
pub(crate) const SEARCH: Icon = Icon("M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.8 3.8");
pub(crate) const DOWN: Icon = Icon("M5.5 8l4.5 4.5L14.5 8");
pub(crate) const SETTINGS: Icon = Icon(
    "M3 6.3h6.2M15.8 6.3H17M3 13.7h1.2M10.8 13.7H17M12.5 3.9a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8zM7.5 11.3a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z",
);
pub(crate) const WINDOW: Icon = Icon("M3.5 4.5h13v11h-13zM3.5 7.8h13");
pub(crate) const SIGN_OUT: Icon = Icon("M8 3.5H4.5v13H8M8.5 10h8M13.5 6.8l3.2 3.2-3.2 3.2");
pub(crate) const PLUS: Icon = Icon("M10 4.5v11M4.5 10h11");
pub(crate) const LOG: Icon = Icon("M5 3.5h10v13H5zM7.6 7h4.8M7.6 10h4.8M7.6 13h2.8");
pub(crate) const COPY: Icon = Icon("M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3");
pub(crate) const ATTACHMENT: Icon =
    Icon("M15.5 9.5l-5.6 5.6a3.3 3.3 0 0 1-4.7-4.7l6-6a2.2 2.2 0 0 1 3.1 3.1l-5.9 5.9a1.1 1.1 0 0 1-1.6-1.6l5.2-5.2");
pub(crate) const SOUND: Icon =
    Icon("M3.5 8v4H6l4 3.5v-11L6 8zM12.7 7.3a3.8 3.8 0 0 1 0 5.4M14.9 5.1a6.9 6.9 0 0 1 0 9.8");
pub(crate) const SOUND_OFF: Icon = Icon("M3.5 8v4H6l4 3.5v-11L6 8zM13 8l4 4M17 8l-4 4");
pub(crate) const RESPONSES: Icon = Icon("M3.5 5.5h13M3.5 9.2h6.5M3.5 13h5M15.8 9l-4 7.5");
pub(crate) const EMOJI: Icon =
    Icon("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.7 8v.4M12.3 8v.4M6.9 11.4a3.5 3.5 0 0 0 6.2 0");
pub(crate) const AGAIN: Icon = Icon("M16 10a6 6 0 1 1-1.9-4.4M16.3 3v3.5h-3.5");

/// Draws an icon. It says nothing to a screen reader: what it stands for is in words beside it, or in the name of
/// the control that holds it.
pub(crate) fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=icon.0></path>
        </svg>
    }
}

/// Behalf's mark: a speech bubble of two halves, one the agent's, one the queue's.
pub(crate) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-ground" d="M8 0h16a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z"></path>
            <path class="mark-mine" d="M15.3 6.5v17h-2.3L7.5 27v-4.9A9 9 0 0 1 15.3 6.5z"></path>
            <path class="mark-theirs" d="M16.7 6.5a8.6 8.6 0 0 1 0 17z"></path>
        </svg>
    }
}
