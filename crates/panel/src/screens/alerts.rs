//! What there is to say about alerts: that their sound is not to be heard.

use leptos::prelude::*;
use protocol::{Command, Sound};

use crate::{app::App, icons, icons::icon, text};

/// The sound could not be played, and a button to try it again.
pub(crate) fn sound_blocked(app: App) -> impl IntoView {
    let blocked = Memo::new(move |_| app.model.sound.get() == Sound::Blocked);
    let bar = move || {
        view! {
            <div class="bar" role="alert" data-testid="sound-blocked">
                {icon(icons::SOUND_OFF)}
                <p>{text::sound_blocked()}</p>
                <button type="button" class="button small" data-testid="play-sound" on:click=app.on_click(Command::TryAlert)>
                    {text::play_sound()}
                </button>
            </div>
        }
    };
    move || blocked.get().then(bar)
}
